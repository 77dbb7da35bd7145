"""A whole run on Liechtenstein: every service of the extract, three modes, map and report included."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import ROOT, Row

DATA = ROOT.parent / "shared" / "data"
COLD_S, WARM_S, MEMORY_MB = 20.0, 8.0, 1000.0
TURNS = 3
AREA_TOML = """
[area]
name = "Liechtenstein"
[inputs]
roads = "{data}/osm/liechtenstein-2021-10-28.osm.pbf"
boundaries = "osm"
services = ["osm"]
totals = "{data}/population/liechtenstein_municipalities_approx.csv"
[boundaries]
admin_level = 8
[roads]
modes = ["car", "walk", "bike"]
"""


def rows() -> list[Row]:
    """Measure runs with the network's cache cold and warm, each in a fresh process with kernels compiled."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "area.toml").write_text(AREA_TOML.format(data=DATA), encoding="utf-8")
        _run(folder)
        cold = min(_run(folder, is_cold=True) for _ in range(TURNS))
        warm = min(_run(folder) for _ in range(TURNS))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    subject = "run on Liechtenstein, 11 municipalities, three modes"
    return [
        _row(f"{subject}, network cache cold", f"{cold:.1f} s", cold, COLD_S, f"about {COLD_S:g} s"),
        _row(f"{subject}, network cache warm", f"{warm:.1f} s", warm, WARM_S, f"about {WARM_S:g} s"),
        _row("the same, peak memory", f"{peak:.0f} MB", peak, MEMORY_MB, f"at most {MEMORY_MB:g} MB"),
    ]


def _row(subject: str, shown: str, value: float, limit: float, bar: str) -> Row:
    return Row(
        subject, shown, bar=bar, is_met=value <= limit, note="start of Python, map and report included"
    )


def _run(folder: Path, *, is_cold: bool = False) -> float:
    cache = folder / "cache"
    if is_cold:
        shutil.rmtree(cache, ignore_errors=True)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mapa_uslug.cli", "run", str(folder / "area.toml"), "--out", str(folder / "out")],
        check=True, capture_output=True, env={**os.environ, "MAPA_USLUG_CACHE": str(cache)},
    )  # fmt: skip
    return time.perf_counter() - start
