"""Searches as units of work: the nearest source of every target, and all pairs within a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.program import program_digest
from mapa_uslug.engine.graph import ModeGraph
from mapa_uslug.engine.graph_ground import GraphGround
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest, sweep_pairs
from mapa_uslug.work import runners
from mapa_uslug.work.runners import Runner
from mapa_uslug.work.units import Arrays, Unit


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
class Search:
    """The nearest source of every target, and all pairs within a limit; see `work.units.Task`.

    Attributes
    ----------
    sources, targets : SearchPoints
    pairs_within : float
        Seconds or metres; below 0 no pairs are looked for.
    """

    sources: SearchPoints
    targets: SearchPoints
    pairs_within: float

    @property
    def kind(self) -> str:
        """See `work.units.Task`."""
        return f"search {program_digest()}|{self.pairs_within!r}"

    @property
    def content(self) -> tuple[NDArray[Any], ...]:
        """See `work.units.Task`."""
        return (*self.sources, *self.targets)

    @property
    def answers(self) -> frozenset[str]:
        """See `work.units.Task`."""
        return frozenset(f.name for f in fields(Found))

    def on(self, live: ModeGraph, workers: int | None = None) -> Arrays:
        """See `work.units.Task`; works on a graph of one mode, direction and weight, with what a plan closes and builds."""
        return self.find(live, workers).arrays()

    def find(self, graph: ModeGraph, workers: int | None = None) -> Found:
        """What it finds on a graph."""
        labels = sweep_nearest(graph, self.sources)
        nearest = carry_to_points(graph, labels, self.sources, self.targets)
        pairs = sweep_pairs(graph, self.sources, self.targets, limit=self.pairs_within, workers=workers)
        return Found(nearest.ticks[:, 0], nearest.source[:, 0], pairs.source, pairs.target, pairs.ticks)


def search_on(graph: ModeGraph, sources: SearchPoints, targets: SearchPoints, *, pairs_within: float) -> Unit:
    """A search as a unit of work, see `Search`."""
    return Unit(GraphGround(graph), Search(sources, targets, pairs_within))


def answer(runner: Runner, searches: Sequence[Unit]) -> list[Found]:
    """Answers of searches in their order."""
    return [Found(**arrays) for arrays in runners.answer(runner, searches)]
