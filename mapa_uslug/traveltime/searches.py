"""Searches as units of work: the nearest source of every target, and all pairs within a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.graph import ModeGraph
from mapa_uslug.engine.graph_ground import GraphGround, graph_of_arrays
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.work import runners
from mapa_uslug.work.runners import Runner
from mapa_uslug.work.units import Arrays, name_of

SEARCH_VERSION: Final = 2
"""To be raised whenever the same search would be answered otherwise for reasons outside the engine."""


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

    def arrays(self) -> Arrays:
        """By name, as they are kept."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, eq=False)
class SearchTask:
    """All of a search but its graph."""

    sources: SearchPoints
    targets: SearchPoints
    pairs_within: float

    def run(self, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Arrays:
        """See `work.units.Task`."""
        return self.on(graph_of_arrays(arrays, about), workers=1).arrays()

    def on(self, graph: ModeGraph, workers: int | None = None) -> Found:
        """What it finds on a graph."""
        from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest, sweep_pairs

        labels = sweep_nearest(graph, self.sources)
        nearest = carry_to_points(graph, labels, self.sources, self.targets)
        pairs = sweep_pairs(graph, self.sources, self.targets, limit=self.pairs_within, workers=workers)
        return Found(
            nearest.ticks[:, 0], nearest.source[:, 0], pairs.source, pairs.target, pairs.ticks
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Search:
    """The nearest source of every target, and all pairs within a limit; a unit of work.

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
    def ground(self) -> GraphGround:
        """See `work.units.Unit`."""
        return GraphGround(self.graph)

    @property
    def task(self) -> SearchTask:
        """See `work.units.Unit`."""
        return SearchTask(self.sources, self.targets, self.pairs_within)

    @property
    def answers(self) -> frozenset[str]:
        """See `work.units.Unit`."""
        return frozenset(f.name for f in fields(Found))

    @cached_property
    def name(self) -> str:
        """See `work.units.Unit`."""
        from mapa_uslug.engine.compiling import engine_digest

        about = f"search {SEARCH_VERSION}|{engine_digest()}|{self.ground.name}|{self.pairs_within!r}"
        return name_of(about, (*self.sources, *self.targets))

    def run(self, workers: int | None = None) -> Arrays:
        """See `work.units.Unit`."""
        return self.task.on(self.graph, workers).arrays()


def answer(runner: Runner, searches: Sequence[Search]) -> list[Found]:
    """Answers of searches in their order."""
    return [Found(**arrays) for arrays in runners.answer(runner, searches)]
