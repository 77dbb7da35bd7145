"""Whole runs in fresh processes, with the time and memory of every stage."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from benchmarks.bench_network import run_fresh
from benchmarks.common import ROOT

START: Final = "Starting Python"
_RUN: Final = "import sys\nfrom benchmarks.staged_runs import main\nmain(sys.argv[1:])\n"


@dataclass(frozen=True)
class Mark:
    """Where a stage begins.

    Attributes
    ----------
    name : str
        Of the stage; empty where one ends and none begins.
    seconds, cpu_seconds : float
        Clock and processor time of the process until then.
    peak_mb : float
        Most memory at once since the last mark.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Stage:
    """What a stage took."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class WholeRun:
    """A run from the start of Python to its end."""

    seconds: float
    cpu_seconds: float
    nodes: int
    cells: int
    services: int
    stages: tuple[Stage, ...]

    @property
    def peak_mb(self) -> float:
        """Most memory at once."""
        return max(stage.peak_mb for stage in self.stages)


class StageClock:
    """Takes a mark at every message of a run.

    Parameters
    ----------
    started : float
        What `time.perf_counter` gave when the process was started; all processes have the same clock.
    """

    def __init__(self, started: float) -> None:
        self.marks, self._started = [Mark(START, 0.0, 0.0, 0.0)], started

    def __call__(self, message: str) -> None:
        """Take a mark: a stage of this name begins."""
        peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1024
        self.marks.append(Mark(message, time.perf_counter() - self._started, time.process_time(), peak))
        # Linux forgets the peak so far.
        Path("/proc/self/clear_refs").write_text("5")


def stages_of(marks: Sequence[Mark]) -> tuple[Stage, ...]:
    """Stages between marks; those of one name are one, and what lies between stages belongs to none."""
    found: dict[str, Stage] = {}
    for begin, end in pairwise(marks):
        if not begin.name:
            continue
        before = found.get(begin.name, Stage(begin.name, 0.0, 0.0, 0.0))
        found[begin.name] = Stage(
            begin.name, before.seconds + end.seconds - begin.seconds, before.cpu_seconds + end.cpu_seconds - begin.cpu_seconds,
            max(before.peak_mb, end.peak_mb),
        )  # fmt: skip
    return tuple(found.values())


def run_staged(area: Path, out: Path, cache: Path) -> WholeRun:
    """Run an area with nothing kept but what the cache holds, and the compiled kernels."""
    told = out.with_suffix(".json")
    environment = {**os.environ, "MAPA_USLUG_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    process = run_fresh(
        _RUN, str(area), str(out), str(told), repr(time.perf_counter()), environment=environment
    )
    answer = json.loads(told.read_text(encoding="utf-8"))
    stages = stages_of([Mark(**mark) for mark in answer.pop("marks")])
    return WholeRun(process.seconds, process.cpu_seconds, stages=stages, **answer)


def main(arguments: Sequence[str]) -> None:
    """Run an area in this process and write down its marks."""
    area, out, told, started = arguments
    clock = StageClock(float(started))
    from mapa_uslug.pipeline import run_area

    result = run_area(Path(area), Path(out), progress=clock)
    answer: Mapping[str, object] = {
        "marks": [asdict(mark) for mark in clock.marks],
        "nodes": result.network.node_count,  # type: ignore[attr-defined]
        "cells": len(result.cells.table),
        "services": len(result.services),
    }
    Path(told).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
