"""Whole runs from a few gminas to a country, each in a fresh process: time and memory of every stage, and what is kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

import pandas as pd

from benchmarks.common import Row, against, show
from benchmarks.made_country.keeping import keep_country, lay_beside, lay_lean
from benchmarks.made_country.sizes import SIZES, Size
from benchmarks.scale import load, log_slope, skipped
from benchmarks.staged_runs import WholeRun, run_staged

BARS: Final = {"wojewodztwo": (180.0, 4_000.0), "polska": (600.0, 12_000.0)}
"""Seconds and megabytes."""
WARM_TIMES: Final = 20.0
SLOPE: Final = 1.1
COMPILES: Final = "powiat"
"""A run of it, not counted, compiles every kernel; a smaller one does not need them all."""


def rows() -> list[Row]:
    """Measure, every run once: the large ones take minutes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        return rows_of(list(SIZES), Path(name))


def rows_of(names: Sequence[str], folder: Path) -> list[Row]:
    """Rows of some of the sizes."""
    country = keep_country(SIZES[COMPILES])
    run_staged(country / "area.toml", folder / "compiling" / "out", folder / "compiling" / "cache")
    told: list[Row] = []
    lean: dict[str, WholeRun] = {}
    for name in names:
        if lacking := skipped(name, "whole run"):
            told.append(lacking)
            continue
        size, country, here = SIZES[name], keep_country(SIZES[name]), folder / name
        whole = run_staged(country / "area.toml", here / "out", here / "cache")
        told += [_total_row(size, whole), *(_stage_rows(name, whole) if name in BARS else [])]
        if name == "wojewodztwo":
            told += _warm_rows(country, here, whole)
        lean[name] = whole if size.is_lean else _run_lean(country, size, here)
        shutil.rmtree(here)
    return told + (_slope_rows(lean) if len(lean) > 1 else [])


def _run_lean(country: Path, size: Size, here: Path) -> WholeRun:
    """What the country is asked for, in the smaller size: its network is kept, as the country's is from the start."""
    for kept in (here / "cache").iterdir():
        if kept.name != "networks":
            shutil.rmtree(kept)
    return run_staged(lay_lean(country, size, here / "lean"), here / "lean_out", here / "cache")


def _total_row(size: Size, run: WholeRun) -> Row:
    asked = "by car, no map" if size.is_lean else "every mode, map"
    ours = f"{show(run.seconds)}, {run.peak_mb:,.0f} MB"
    subject = f"whole run: made {size.name}, {run.nodes:,} nodes, {run.cells:,} cells, {run.services:,} services, {asked}"
    note = f"fresh process, kernels compiled, nothing kept; processor {show(run.cpu_seconds)}; {load()}"
    if size.name not in BARS:
        return Row(subject, ours, note=note)
    seconds, mb = BARS[size.name]
    is_met = run.seconds <= seconds and run.peak_mb <= mb
    return Row(subject, ours, bar=f"at most {seconds:g} s, {mb:,.0f} MB", is_met=is_met, note=note)


def _stage_rows(name: str, run: WholeRun) -> list[Row]:
    return [
        Row(
            f"whole run: made {name}: {stage.name}", show(stage.seconds),
            note=f"processor {show(stage.cpu_seconds)}, peak {stage.peak_mb:,.0f} MB",
        )
        for stage in run.stages
    ]  # fmt: skip


def _warm_rows(country: Path, here: Path, cold: WholeRun) -> list[Row]:
    """The same run again, and again with one service elsewhere."""
    services = "uslugi.csv"
    moved = move_one((country / services).read_text(encoding="utf-8"))
    runs: Mapping[str, Path] = {
        "nothing changed": country / "area.toml",
        "one service moved": lay_beside(country, here / "moved", {services: moved}),
    }
    told = []
    for what, area in runs.items():
        warm = run_staged(area, here / "warm_out", here / "cache")
        longest = sorted(warm.stages, key=lambda stage: -stage.seconds)[:4]
        told.append(against(
            f"whole run again: made wojewodztwo, {what}", warm.seconds, peer="cold", peer_s=cold.seconds, at_least=WARM_TIMES,
            note=f"processor {show(warm.cpu_seconds)}; longest: "
            + ", ".join(f"{stage.name} {show(stage.seconds)}" for stage in longest),
        ))  # fmt: skip
    return told


def move_one(services: str) -> str:
    """The official sheet with its first service at the place of the next one in the same gmina that stands elsewhere."""
    table = pd.read_csv(StringIO(services), sep=";", dtype=str, keep_default_na=False)
    place = ["lat", "lon"]
    first = table.iloc[0]
    others = table[(table["teryt7"] == first["teryt7"]) & (table[place] != first[place]).any(axis=1)]
    table.loc[0, place] = others.iloc[0][place].to_numpy()
    moved: str = table.to_csv(index=False, sep=";", lineterminator="\n")
    return moved


def _slope_rows(runs: Mapping[str, WholeRun]) -> list[Row]:
    found = list(runs.values())
    nodes, cells = [run.nodes for run in found], [run.cells for run in found]
    told = []
    for what, costs in (
        ("processor time", [run.cpu_seconds for run in found]),
        ("time", [run.seconds for run in found]),
    ):
        slope = log_slope(nodes, costs)
        largest = log_slope(nodes[-2:], costs[-2:])
        told.append(Row(
            f"whole run: log-log slope of {what} against nodes, {len(found)} sizes", f"{slope:.2f}", bar=f"at most {SLOPE:g}",
            is_met=slope <= SLOPE,
            note=f"by car, no map, network kept: {', '.join(map(show, costs))} for {', '.join(f'{n:,}' for n in nodes)} nodes; "
            f"against cells {log_slope(cells, costs):.2f}; the two largest alone {largest:.2f}, as the start of Python weighs less",
        ))  # fmt: skip
    return told


if __name__ == "__main__":
    for row in rows():
        print(*row.__dict__.values(), sep=" | ")
