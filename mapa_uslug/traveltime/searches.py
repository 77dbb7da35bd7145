"""Searches as units of work: all that one depends on, its answer, and the name that its content gives it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.graph import Adjacency, ModeGraph
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.turns import Ends

SEARCH_VERSION: Final = 1
"""To be raised whenever the same search would be answered otherwise for reasons outside the engine."""

_DIGEST_LETTERS: Final = 40
_digests: WeakKeyDictionary[ModeGraph, str] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Found:
    """What a search answers, in ticks; points by their row among the sources and targets.

    Attributes
    ----------
    nearest_ticks : uint32, (targets,)
        `engine.graph.NEVER` where no source can be reached.
    nearest_source : int32, (targets,)
        The lowest among ties, -1 if none.
    pair_source, pair_target : int32, (pairs,)
        By target, then source.
    pair_ticks : uint32, (pairs,)
    """

    nearest_ticks: NDArray[np.uint32]
    nearest_source: NDArray[np.int32]
    pair_source: NDArray[np.int32]
    pair_target: NDArray[np.int32]
    pair_ticks: NDArray[np.uint32]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """By name, as they are kept."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Found | None:
        """From what `arrays` gave; None if it is anything else."""
        names = {f.name for f in fields(cls)}
        return cls(**arrays) if arrays.keys() == names else None


@dataclass(frozen=True, eq=False)
class Search:
    """The nearest source of every target, and all pairs within a limit: one unit of work.

    It depends on nothing but what is here, so it may be done by anybody, again, and out of turn.

    Attributes
    ----------
    graph : ModeGraph
        Of one mode, direction and weight; with what a plan closes and builds.
    sources, targets : SearchPoints
    pairs_within : float
        Seconds or metres; below 0 no pairs are looked for.
    """

    graph: ModeGraph
    sources: SearchPoints
    targets: SearchPoints
    pairs_within: float

    @property
    def name(self) -> str:
        """Digest of the content, and of the engine that answers it."""
        from mapa_uslug.engine.compiling import engine_digest

        digest = hashlib.sha256(
            f"{SEARCH_VERSION}|{engine_digest()}|{name_of_graph(self.graph)}|{self.pairs_within!r}".encode()
        )
        for points in (self.sources, self.targets):
            _add(digest, points)
        return digest.hexdigest()[:_DIGEST_LETTERS]

    def run(self, workers: int | None = None) -> Found:
        """Answer it in threads, by default one for each core; the answer is the same for any number."""
        from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest, sweep_pairs

        labels = sweep_nearest(self.graph, self.sources)
        nearest = carry_to_points(self.graph, labels, self.sources, self.targets)
        pairs = sweep_pairs(self.graph, self.sources, self.targets, limit=self.pairs_within, workers=workers)
        return Found(
            nearest.ticks[:, 0], nearest.source[:, 0], pairs.source, pairs.target, pairs.ticks
        )  # fmt: skip


def name_of_graph(graph: ModeGraph) -> str:
    """Digest of what searches read of a graph, counted once."""
    if graph not in _digests:
        digest = hashlib.sha256(f"{graph.mode}|{graph.weight}|{graph.direction}|{graph.largest_arc}".encode())
        _add(digest, arrays_of_graph(graph).values())
        _digests[graph] = digest.hexdigest()[:_DIGEST_LETTERS]
    return _digests[graph]


def arrays_of_graph(graph: ModeGraph) -> dict[str, NDArray[Any]]:
    """What searches read of a graph besides its name, mode and heaviest arc: all that another process needs."""
    return {
        **graph.adjacency._asdict(),
        "edge_uv": graph.edge_uv,
        "edge_vu": graph.edge_vu,
        "edge_length_m": graph.edge_length_m,
    }


def graph_of_arrays(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> ModeGraph:
    """A graph for searches between points that were placed before: without what places points on it."""
    nothing = np.empty(0, dtype=np.int32)
    nowhere = Ends(nothing, nothing, nothing, nothing)
    return ModeGraph(
        mode=about["mode"], weight=about["weight"], direction=about["direction"],
        adjacency=Adjacency(*(arrays[name] for name in Adjacency._fields)), edge_uv=arrays["edge_uv"],
        edge_vu=arrays["edge_vu"], edge_length_m=arrays["edge_length_m"], largest_arc=about["largest_arc"],
        arc_edge=nothing, leaving=nowhere, entering=nowhere,
    )  # fmt: skip


def _add(digest: Any, arrays: Iterable[NDArray[Any]]) -> None:
    for array in arrays:
        digest.update(f"|{array.dtype.str}{array.shape}|".encode())
        digest.update(np.ascontiguousarray(array).data)
