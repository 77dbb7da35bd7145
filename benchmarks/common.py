"""What all benchmarks share: rows of the table, fair timing, the roads of Porto."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.routable import RoutableNetwork

ROOT = Path(__file__).resolve().parents[1]
PORTO = ROOT.parent / "shared" / "data" / "osm" / "porto-metro-roads.osm.pbf"
SOURCES = 200
PLACES = 30

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    subject : str
        What was measured.
    ours, peer : str
        Figures with their units; the peer's with its name, empty if there is none.
    ratio : float, optional
        Peer's time over ours.
    bar : str
        What was asked for, empty if nothing was.
    is_met : bool, optional
        None where there is no bar.
    note : str
    """

    subject: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    bar: str = ""
    is_met: bool | None = None
    note: str = ""


def run(module: str) -> list[Row]:
    """Rows of one module; meant for a process of its own, as peak memory of a child counts from its parent's."""
    rows: list[Row] = importlib.import_module(f"benchmarks.{module}").rows()
    return rows


def against(
    subject: str, ours_s: float, *, peer: str, peer_s: float, at_least: float | None = None, note: str = ""
) -> Row:
    """A row that compares with a peer, which must take at least so many times as long."""
    ratio = peer_s / ours_s
    bar = "" if at_least is None else f"{at_least:g} times"
    met = None if at_least is None else ratio >= at_least
    return Row(subject, show(ours_s), f"{peer}: {show(peer_s)}", ratio, bar, met, note)


def within(subject: str, ours_s: float, *, at_most_s: float, note: str = "") -> Row:
    """A row with a bar in seconds."""
    return Row(subject, show(ours_s), bar=f"at most {show(at_most_s)}", is_met=ours_s <= at_most_s, note=note)


def show(seconds: float) -> str:
    """Seconds with a unit that suits their size."""
    return f"{seconds * 1e3:.1f} ms" if seconds < 0.5 else f"{seconds:.2f} s"


def race(ours: Callable[[], Any], peer: Callable[[], Any], *, repeats: int) -> tuple[float, float]:
    """Least seconds of two rivals that take turns, three runs a turn so that each finds its own data in the cache.

    The least is what other work on the machine lengthens least.
    """
    turns = [(best(ours, repeats=3), best(peer, repeats=3)) for _ in range(repeats)]
    return min(turn[0] for turn in turns), min(turn[1] for turn in turns)


def best(run: Callable[[], Any], *, repeats: int) -> float:
    """Least seconds of several turns."""
    return min(clock(run)[0] for _ in range(repeats))


def clock(run: Callable[..., Answer], *arguments: Any) -> tuple[float, Answer]:
    """Seconds that a call takes, and what it answers."""
    start = time.perf_counter()
    answer = run(*arguments)
    return time.perf_counter() - start, answer


@lru_cache(maxsize=1)
def porto() -> RoutableNetwork:
    """Roads of metropolitan Porto: 348 thousand OSM nodes."""
    from mapa_uslug.network import read_network

    return RoutableNetwork(read_network(PORTO, cache=False).network)


def random_nodes(roads: RoutableNetwork, count: int, *, seed: int = 7) -> NDArray[np.int32]:
    """Different nodes from which a car gets to most others, ascending."""
    edges = np.flatnonzero(roads.edge_kind("car") == 2)
    nodes = np.unique(roads.network.edge_u[edges])
    return np.sort(np.random.default_rng(seed).choice(nodes, count, replace=False)).astype(np.int32)
