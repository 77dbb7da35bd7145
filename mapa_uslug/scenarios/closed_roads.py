"""Roads some of which are closed, with people and places where they stood when all were open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.graph import NEVER, ModeGraph
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.turns import Ends
from mapa_uslug.scenarios.closing import ClosedStretches, close_links


class ClosedRoads(RoutableNetwork):
    """A network with closed stretches; all points stay at the road that they meet on the open one.

    Were they snapped anew, people on a closed road would turn up at another, maybe across the flood. Nobody passes
    through a closed edge. Who stands on one comes to the end on their side of the closed stretch, and to neither end if
    they stand in it. Two points on one closed edge meet by its end, never along it.

    Attributes
    ----------
    open : RoutableNetwork
        The same roads before.
    stretches : ClosedStretches
    counts : dict
        Stretches of road from junction to junction that each cause closes, by its name.
    """

    def __init__(
        self, roads: RoutableNetwork, stretches: ClosedStretches, *, counts: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(close_links(roads.network, stretches), roads.snap_index)
        self.open, self.stretches = roads, stretches
        self.counts = dict(counts or {})

    def edge_kind(self, mode: str) -> NDArray[np.uint8]:
        """What a mode can do on each edge when it is open: points are snapped by it."""
        return self.open.edge_kind(mode)

    def placing(self, graph: ModeGraph) -> tuple[NDArray[Any], ...]:
        """See `RoutableNetwork.placing`; points stand as on the open roads, and come to the ends that closing leaves."""
        opened = self.open.placing(self._opened(graph))
        return (*super().placing(graph), *opened, self.stretches.first, self.stretches.last)

    def sources(
        self, graph: ModeGraph, snaps: Snaps, *, speed_m_s: float | None = None, ends: Ends | None = None
    ) -> SearchPoints:
        """Points that a search starts from, with the ways to the ends of their edges that are open."""
        ends = ends or graph.leaving
        return self._cut(self.open.sources(self._opened(graph), snaps, speed_m_s=speed_m_s, ends=ends), ends)

    def targets(
        self, graph: ModeGraph, snaps: Snaps, *, speed_m_s: float | None = None, ends: Ends | None = None
    ) -> SearchPoints:
        """Points that a search arrives at, with the ways from the ends of their edges that are open."""
        ends = ends or graph.entering
        return self._cut(self.open.targets(self._opened(graph), snaps, speed_m_s=speed_m_s, ends=ends), ends)

    def _opened(self, graph: ModeGraph) -> ModeGraph:
        return self.open.graph(graph.mode, direction=graph.direction, weight=graph.weight)

    def _cut(self, points: SearchPoints, ends: Ends) -> SearchPoints:
        snapped = points.edge >= 0
        edge = np.where(snapped, points.edge, 0)
        u, v = ends.of(edge, points.fraction)
        with np.errstate(invalid="ignore"):
            to_u = points.fraction <= self.stretches.first[edge]
            to_v = points.fraction >= self.stretches.last[edge]
        is_loop = u == v
        to_u, to_v = np.where(is_loop, to_u | to_v, to_u), np.where(is_loop, to_u | to_v, to_v)
        is_open = np.where(points.node == u[:, None], to_u[:, None], to_v[:, None])
        ticks = np.where(is_open & snapped[:, None], points.ticks, np.uint32(NEVER))
        order = np.argsort(ticks, axis=1, kind="stable")

        def sort(values: NDArray[Any]) -> NDArray[Any]:
            return np.ascontiguousarray(np.take_along_axis(values, order, axis=1))

        return points._replace(node=sort(points.node), ticks=sort(ticks), length_m=sort(points.length_m))
