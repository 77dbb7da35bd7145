"""Whose ways to which places are looked at when roads are closed or opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import NEVER, ModeGraph, Weight, limit_ticks
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.turns import Ends


@dataclass(frozen=True, eq=False)
class Journeys:
    """People's ways to the nearest place of a service type by one mode, or from it.

    Attributes
    ----------
    place_snaps, cell_snaps : Snaps
        For the mode. Unsnapped places are nobody's; of people in unsnapped cells nothing is known, and they are left
        out of every figure.
    people : int64, (cells, groups)
        In columns: everybody, and the target group if it is counted.
    mode : str
    direction : {"to", "from"}
        Cell to place, or place to cell.
    limit : float
        Threshold in seconds (`terminal_s` included) or metres.
    terminal_s : float
        Added to the time of every journey; without effect on metres.
    weight : {"time", "length"}
    """

    place_snaps: Snaps
    cell_snaps: Snaps
    people: NDArray[np.int64]
    mode: str
    direction: Direction
    limit: float
    terminal_s: float = 0.0
    weight: Weight = "time"

    @property
    def terminal(self) -> float:
        """What a journey costs beside the way, in the unit of the weight."""
        return self.terminal_s if self.weight == "time" else 0.0

    @property
    def ticks_within(self) -> int:
        """Most ticks of a way within the threshold; -1 if terminal time alone is above it."""
        return limit_ticks(self.limit - self.terminal) if self.limit >= self.terminal else -1

    @property
    def lived_in(self) -> NDArray[np.int64]:
        """Rows of the cells in which people live and which are snapped."""
        return np.flatnonzero(self.people.any(axis=1) & self.cell_snaps.is_snapped)

    def of_people(self) -> Journeys:
        """Those of the cells in which people live and which are snapped."""
        rows = self.lived_in
        return replace(self, cell_snaps=self.cell_snaps.take(rows), people=self.people[rows])

    def graph(self, roads: RoutableNetwork) -> ModeGraph:
        """The graph that is searched."""
        return roads.graph(self.mode, direction=self.direction, weight=self.weight)

    def ends(self, roads: RoutableNetwork) -> tuple[SearchPoints, SearchPoints]:
        """Places as sources of the search, and cells as its targets; those at the end of an edge on the node."""
        graph = self.graph(roads)
        return (
            stand_at_nodes(graph.leaving, roads.sources(graph, self.place_snaps)),
            stand_at_nodes(graph.entering, roads.targets(graph, self.cell_snaps)),
        )


def stand_at_nodes(ends: Ends, points: SearchPoints, *, always: bool = False) -> SearchPoints:
    """Points, those at the very end of an edge as points on the node and no longer on the edge.

    Which of a node's edges such a point was snapped to is chance; closing that edge must not spare it. Its costs
    are the same as before: along the edge it goes over the node. Only where the whole edge takes no ticks, which
    costs one once one comes from the node, points stay on it unless `always`. `ends` are those that the points were
    placed by.
    """
    ticks, edge = points.ticks.copy(), points.edge.copy()
    for share, node in ((0.0, ends.node_u), (1.0, ends.node_v)):
        is_other = points.node != node[points.edge][:, None]
        is_free = (is_other & (points.ticks == points.walk_ticks[:, None])).any(axis=1)
        moves = (points.fraction == share) & (always | ~is_free)
        ticks[moves[:, None] & is_other] = NEVER
        edge[moves] = -1
    return points._replace(ticks=ticks, edge=edge)
