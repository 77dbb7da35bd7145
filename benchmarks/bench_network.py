"""From a PBF to a routable network, against OSMnx on the same roads, each in a fresh process.

Ours: car, walking (two speeds) and bicycle with all tag rules, contracted, snap index built, cache off.
OSMnx: the same roads as .osm XML (its converter's time not counted), speeds, travel times, projection.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.common import PORTO, ROOT, Row, against, show

OURS = """
import sys
from pathlib import Path
from mapa_uslug.network import read_network
from mapa_uslug.engine.snapping import build_snap_index
network = read_network(Path(sys.argv[1]), cache=False).network
build_snap_index(network)
"""
TO_XML = """
import sys, osmium
roads = osmium.filter.KeyFilter("highway").enable_for(osmium.osm.WAY)
with osmium.SimpleWriter(sys.argv[2]) as writer:
    for entity in osmium.FileProcessor(sys.argv[1], osmium.osm.NODE | osmium.osm.WAY).with_filter(roads):
        writer.add(entity)
"""
OSMNX = """
import sys, osmnx as ox
graph = ox.graph_from_xml(sys.argv[1], retain_all=True)
graph = ox.add_edge_travel_times(ox.add_edge_speeds(graph, fallback=30))
ox.project_graph(graph)
"""


@dataclass(frozen=True)
class Process:
    """Wall time, processor time and peak memory of a process."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def run_fresh(code: str, *arguments: str, environment: Mapping[str, str]) -> Process:
    """Run Python code in a process of its own."""
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code, *arguments], env=dict(environment), cwd=ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise RuntimeError(f"a benchmark process failed with status {status}")
    return Process(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def environment_in(folder: str) -> dict[str, str]:
    """Compiled kernels and byte code in a folder of their own, so that the first run compiles everything."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "NUMBA_CACHE_DIR": f"{folder}/kernels",
        "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
        "PYTHONPATH": str(ROOT),
    }


@dataclass(frozen=True)
class Measured:
    """Processes of both sides: our first (which compiles), the median of our next ones, and OSMnx's."""

    first: Process
    ours: Process
    osmnx: Process


def measure(repeats: int = 3) -> Measured:
    """Run both sides; ours half before and half after OSMnx, so that other work on the machine weighs on both."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = environment_in(folder)
        xml = f"{folder}/porto.osm"
        first = run_fresh(OURS, str(PORTO), environment=environment)
        run_fresh(TO_XML, str(PORTO), xml, environment=environment)
        run_fresh("import osmnx", environment=environment)
        runs = [run_fresh(OURS, str(PORTO), environment=environment) for _ in range(repeats)]
        peer = run_fresh(OSMNX, xml, environment=environment)
        runs += [run_fresh(OURS, str(PORTO), environment=environment) for _ in range(repeats)]
    ours = Process(
        statistics.median(r.seconds for r in runs),
        statistics.median(r.cpu_seconds for r in runs),
        max(r.peak_mb for r in runs),
    )
    return Measured(first, ours, peer)


def rows() -> list[Row]:
    """The lines of the network stage."""
    found = measure()
    return [
        against(
            "PBF to routable network, fresh process", found.ours.seconds, peer="OSMnx", peer_s=found.osmnx.seconds,
            at_least=20.0, note="medians; car, walking and bicycle with snap index; OSMnx: one graph of all roads",
        ),
        against(
            "the same, processor time", found.ours.cpu_seconds, peer="OSMnx", peer_s=found.osmnx.cpu_seconds,
            note="less shaken by other work on the machine",
        ),
        Row(
            "the same, peak memory", f"{found.ours.peak_mb:.0f} MB", f"OSMnx: {found.osmnx.peak_mb:.0f} MB",
            found.osmnx.peak_mb / found.ours.peak_mb, "at most 500 MB", found.ours.peak_mb <= 500,
        ),
        Row("the same, first run, kernels compiled", show(found.first.seconds)),
    ]  # fmt: skip


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
