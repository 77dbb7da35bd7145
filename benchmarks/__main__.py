"""Run every benchmark in turn, print one table and write it to docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.common import PORTO, ROOT, Row, run
from mapa_uslug.core.files import write_text

COLUMNS = ("What", "Ours", "Peer", "Ratio", "Bar", "Met", "Note")
PEERS = ("numpy", "rapidfuzz", "scipy", "numba", "networkx", "osmnx", "shapely")


def main(names: Sequence[str]) -> int:
    """Run the benchmarks named, all if none is; returns the exit code."""
    console = Console()
    if not PORTO.exists():
        console.print(
            "The benchmarks need the roads of Porto (osm/porto-metro-roads.osm.pbf in ../shared/data)."
        )
        return 1
    modules = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    rows: list[Row] = []
    for name in names or modules:
        console.print(f"running {name} ...", style="dim")
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:
            rows += alone.submit(run, name).result()
    console.print(as_table(rows))
    if not names:
        write_text(ROOT / "docs" / "benchmarks.md", as_markdown(rows))
    return 0


def as_table(rows: Sequence[Row]) -> Table:
    """The rows for a terminal."""
    table = Table(*COLUMNS, title="Benchmarks")
    for row in rows:
        table.add_row(*cells(row), style="" if row.is_met is not False else "bold red")
    return table


def as_markdown(rows: Sequence[Row]) -> str:
    """The rows as a document, with when and on what they were measured."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Roads: metropolitan Porto, 348 thousand OSM nodes and 51 thousand ways. "
        "Peers ran in the same run on the same machine, taking turns with ours; figures are the least of several turns, "
        "unless a row says otherwise. "
        "Compiled kernels were warm and the network's cache cold.",
        "",
        f"- {datetime.now(tz=UTC):%Y-%m-%d}",
        f"- {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, load {os.getloadavg()[1]:.1f}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in PEERS),
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + " --- |" * len(COLUMNS),
    ]
    lines += ["| " + " | ".join(cell.replace("|", "/") for cell in cells(row)) + " |" for row in rows]
    return "\n".join([*lines, ""])


def cells(row: Row) -> tuple[str, ...]:
    """The columns of a row as text."""
    ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
    met = {None: "", True: "yes", False: "NO"}[row.is_met]
    return row.subject, row.ours, row.peer, ratio, row.bar, met, row.note


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
