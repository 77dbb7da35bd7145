"""What the benchmarks of scale share: cost against size, processor time, whether a size fits into this machine."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from benchmarks.common import Row

NEEDED_MB: Final = {"wojewodztwo": 4_000, "polska": 12_000}
"""What a run of a size may take."""

Answer = TypeVar("Answer")


def log_slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Power of the size by which the cost grows: slope of the least squares line through the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def skipped(name: str, subject: str) -> Row | None:
    """A row that says so where a size does not fit into the memory that is free now, else None."""
    free, needed = available_mb(Path("/proc/meminfo").read_text(encoding="ascii")), NEEDED_MB.get(name, 0)
    if free >= needed:
        return None
    note = f"skipped: it may take {needed:,} MB, and {free:,.0f} MB are free"
    return Row(f"{subject}: made {name}", "not measured", note=note)


def available_mb(meminfo: str) -> float:
    """Memory that programs can still have, out of the text of ``/proc/meminfo``."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB$", meminfo, re.MULTILINE)
    assert found is not None, "no MemAvailable"
    return int(found[1]) / 1024


def processor(run: Callable[[], Answer], *, repeats: int) -> tuple[Answer, float]:
    """Answer and least seconds of processor time: other work on the machine takes the core away, but not the account."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        answer = run()
        spent.append(time.process_time() - start)
    return answer, min(spent)


def load() -> str:
    """How much other work there is, for a note."""
    return f"load {os.getloadavg()[0]:.1f}"
