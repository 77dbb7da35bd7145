"""Roads with those that a plan builds and without those that it closes; everybody stands where they stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, Weight, classify_edges, close_edges
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints, place_sources, place_targets, walking_speed
from mapa_uslug.engine.turns import Ends, split_rows
from mapa_uslug.scenarios.closed_roads import ClosedRoads
from mapa_uslug.scenarios.closing import ClosedStretches
from mapa_uslug.scenarios.joining import CutEdge
from mapa_uslug.scenarios.new_roads import BuiltRoads, Link

_NEVER: Final = np.int64(NEVER)


class PlannedRoads(ClosedRoads):
    """A network with new roads, and closed stretches if there are any; all points stay at the road that they met before.

    An edge that a new road leaves between its ends goes on as its parts, whose ticks are rounded down, so that nobody's
    way along it takes longer than before; the edge itself stays in the network, for points to stand on, but nobody
    passes along it as a whole. Were points snapped anew, a new road might draw people away from the road that they use.

    Attributes
    ----------
    built : BuiltRoads
    """

    def __init__(
        self,
        roads: RoutableNetwork,
        built: BuiltRoads,
        stretches: ClosedStretches,
        *,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(roads, stretches, counts=counts)
        self.built, self._base_edges = built, roads.network.edge_count
        self.network = add_to_network(self.network, roads.network, built, stretches)
        self._part_edges = number_parts(roads.network, built)
        self._cut_edges = np.array(list(self._part_edges), dtype=np.int64)

    def edge_kind(self, mode: str) -> NDArray[np.uint8]:
        """What a mode can do on each edge; on those that existed before, what it could then: points are snapped by it."""

        def classify() -> NDArray[np.uint8]:
            new = classify_edges(self.network, mode=mode)[self._base_edges :]
            return np.concatenate([self.open.edge_kind(mode), new])

        kind: NDArray[np.uint8] = self.once(("kind with new", mode), classify)
        return kind

    def graph(self, mode: str, *, direction: Direction, weight: Weight = "time") -> ModeGraph:
        """The graph of a mode, without the edges that are passed part by part."""
        whole = super().graph(mode, direction=direction, weight=weight)
        key = ("graph in parts", mode, direction, weight)
        graph: ModeGraph = self.once(key, lambda: close_edges(whole, self._cut_edges))
        return graph

    def placing(self, graph: ModeGraph) -> tuple[NDArray[Any], ...]:
        """See `RoutableNetwork.placing`; where new roads cut an edge, too."""
        cuts = self.built.joints.cuts
        return (*super().placing(graph), self._cut_edges, *(cuts[edge].places for edge in sorted(cuts)))

    def sources(
        self, graph: ModeGraph, snaps: Snaps, *, speed_m_s: float | None = None, ends: Ends | None = None
    ) -> SearchPoints:
        """Points that a search starts from, with the ways to the ends of the parts that they stand on."""
        ends = ends or graph.leaving
        before = super().sources(graph, self._before(snaps), speed_m_s=speed_m_s, ends=ends)
        placed = self._on_parts(before, graph, ends, leaves=True)
        if not (snaps.edge >= self._base_edges).any():
            return placed
        speed = speed_m_s or walking_speed(graph.mode)
        return self._with_new(placed, place_sources(graph, ends, snaps, speed_m_s=speed), snaps)

    def targets(
        self, graph: ModeGraph, snaps: Snaps, *, speed_m_s: float | None = None, ends: Ends | None = None
    ) -> SearchPoints:
        """Points that a search arrives at, with the ways from the ends of the parts that they stand on."""
        ends = ends or graph.entering
        before = super().targets(graph, self._before(snaps), speed_m_s=speed_m_s, ends=ends)
        placed = self._on_parts(before, graph, ends, leaves=False)
        if not (snaps.edge >= self._base_edges).any():
            return placed
        speed = speed_m_s or walking_speed(graph.mode)
        return self._with_new(placed, place_targets(graph, ends, snaps, speed_m_s=speed), snaps)

    def places_along(self, edge: int) -> NDArray[np.float64]:
        """Places between the ends of an edge at which new roads leave it, ascending, 0 at its u end and 1 at its v end."""
        cut = self.built.joints.cuts.get(edge)
        return np.empty(0) if cut is None else cut.places[1:-1]

    def _before(self, snaps: Snaps) -> Snaps:
        """The snaps without those on edges that are new, as ends of data may be."""
        is_new = snaps.edge >= self._base_edges
        return (
            replace(snaps, edge=np.where(is_new, -1, snaps.edge).astype(np.int32)) if is_new.any() else snaps
        )

    def _with_new(self, points: SearchPoints, new: SearchPoints, snaps: Snaps) -> SearchPoints:
        is_new = snaps.edge >= self._base_edges
        columns: dict[str, NDArray[Any]] = {}
        for name in SearchPoints._fields:
            before, own = getattr(points, name).copy(), getattr(new, name)
            before[is_new] = own[is_new]
            columns[name] = before
        return SearchPoints(**columns)

    def _on_parts(self, points: SearchPoints, graph: ModeGraph, ends: Ends, *, leaves: bool) -> SearchPoints:
        """Points on edges that are passed in parts with the ways to the ends of their part."""
        rows = np.flatnonzero(np.isin(points.edge, self._cut_edges))
        if not len(rows):
            return points
        node, ticks, length = points.node.copy(), points.ticks.copy(), points.length_m.copy()
        opened = self._opened(graph)
        for edge in np.unique(points.edge[rows]).tolist():
            own = rows[points.edge[rows] == edge]
            cut = self.built.joints.cuts[edge]
            weights = float(opened.edge_vu[edge]), float(opened.edge_uv[edge])
            ways = _ways(
                cut, points.fraction[own], points.walk_ticks[own].astype(np.int64), weights if leaves else weights[::-1],
                (float(self.stretches.first[edge]), float(self.stretches.last[edge])),
            )  # fmt: skip
            part = cut.part_of(points.fraction[own])
            order = np.argsort(ways, axis=1, kind="stable")
            shares = np.column_stack(
                [points.fraction[own] - cut.places[part], cut.places[part + 1] - points.fraction[own]]
            )
            # 0 and 1 where a point stands at the very end of its part, and nothing else in between.
            on_part = np.where(shares[:, 0] == 0.0, 0.0, np.where(shares[:, 1] == 0.0, 1.0, 0.5))
            met = np.column_stack(ends.of(np.array(self._part_edges[edge], dtype=np.int32)[part], on_part))
            node[own] = np.take_along_axis(met, order, axis=1)
            ticks[own] = np.take_along_axis(ways, order, axis=1).astype(np.uint32)
            length[own] = np.take_along_axis(shares * graph.edge_length_m[edge], order, axis=1)
        return points._replace(node=node, ticks=ticks, length_m=length)


def _ways(
    cut: CutEdge,
    fraction: NDArray[np.float64],
    walk: NDArray[np.int64],
    weights: tuple[float, float],
    closed: tuple[float, float],
) -> NDArray[np.int64]:
    """Ticks between points on an edge and both ends of the part that each stands on, (points, 2).

    Never so many that the way to an end of the whole edge, on over the other parts, takes more than it did along the
    undivided edge.

    Parameters
    ----------
    weights
        Of the whole edge towards its u end and towards its v end (or from them, where people arrive).
    closed
        First and last closed place along the edge.
    """
    part = cut.part_of(fraction)
    low, high = cut.places[part], cut.places[part + 1]
    to_low = _way(cut, fraction, fraction - low, part, walk, weights[0], is_first=True)
    to_high = _way(cut, 1.0 - fraction, high - fraction, part, walk, weights[1], is_first=False)
    first, last = closed
    to_low[(fraction > first) & (low < last)] = _NEVER
    to_high[(fraction < last) & (high > first)] = _NEVER
    return np.column_stack([to_low, to_high])


def _way(
    cut: CutEdge,
    to_end: NDArray[np.float64],
    to_node: NDArray[np.float64],
    part: NDArray[np.intp],
    walk: NDArray[np.int64],
    weight: float,
    *,
    is_first: bool,
) -> NDArray[np.int64]:
    """Ticks to one end of each point's part; shares of the edge to its end and to that of the part are given."""
    if not np.isfinite(weight):
        return np.where(to_node == 0.0, walk, _NEVER)
    ticks = cut.part_ticks(weight)
    before = np.concatenate([[0], np.cumsum(ticks)])
    onward = before[part] if is_first else before[-1] - before[part + 1]
    undivided = np.rint(weight * to_end * TICKS_PER_UNIT).astype(np.int64)
    direct = np.rint(weight * to_node * TICKS_PER_UNIT).astype(np.int64)
    return np.asarray(walk + np.minimum(direct, undivided - onward), dtype=np.int64)


def add_to_network(
    network: RoadNetwork, opened: RoadNetwork, built: BuiltRoads, stretches: ClosedStretches
) -> RoadNetwork:
    """The network with the parts of cut edges and the new roads behind its own edges, which stay as they are.

    Parameters
    ----------
    network, opened
        With what the plan closes closed, and as it was; parts of a closed edge outside the closed stretch are open.
    """
    parts = number_parts(opened, built)
    turn_ptr, turn_halves = split_rows(network.turn_ptr, network.turn_halves, parts)
    drafts = [d for edge in parts for d in _parts(opened, edge, built.joints.cuts[edge], stretches)]
    drafts += [_link(opened, link) for link in built.links]
    column: dict[str, NDArray[Any]] = {
        name: np.array([d[name] for d in drafts]) for name in ("u", "v", "length_m", "edge_class", "source")
    }
    lines = [shapely.get_coordinates(d["line"]) for d in drafts]
    xy = np.concatenate(lines)
    ptr = network.vertex_ptr[-1] + np.cumsum([len(line) for line in lines])
    new_id = min(int(network.node_id.min(initial=0)), 0) - 1 - np.arange(len(built.joints.x))
    return replace(
        network,
        node_x=np.concatenate([network.node_x, built.joints.x]),
        node_y=np.concatenate([network.node_y, built.joints.y]),
        node_id=np.concatenate([network.node_id, new_id]),
        edge_u=np.concatenate([network.edge_u, column["u"]]).astype(np.int32),
        edge_v=np.concatenate([network.edge_v, column["v"]]).astype(np.int32),
        edge_length_m=np.concatenate([network.edge_length_m, column["length_m"]]),
        seconds_forward=np.column_stack([network.seconds_forward, *(d["forward"] for d in drafts)]),
        seconds_backward=np.column_stack([network.seconds_backward, *(d["backward"] for d in drafts)]),
        vertex_ptr=np.concatenate([network.vertex_ptr, ptr]).astype(np.int64),
        vertex_x=np.concatenate([network.vertex_x, xy[:, 0]]),
        vertex_y=np.concatenate([network.vertex_y, xy[:, 1]]),
        edge_class=np.concatenate([network.edge_class, column["edge_class"]]).astype(np.uint8),
        edge_source_id=np.concatenate([network.edge_source_id, column["source"]]).astype(np.int64),
        turn_ptr=turn_ptr,
        turn_halves=turn_halves,
    )


def number_parts(network: RoadNetwork, built: BuiltRoads) -> dict[int, range]:
    """Rows of the parts of each cut edge, which follow the edges of the network in this order."""
    rows, count = {}, network.edge_count
    for edge, cut in sorted(built.joints.cuts.items()):
        rows[edge] = range(count, count + len(cut.places) - 1)
        count = rows[edge].stop
    return rows


def _parts(network: RoadNetwork, edge: int, cut: CutEdge, stretches: ClosedStretches) -> list[dict[str, Any]]:
    """The parts of a cut edge; those that the closed stretch reaches into are closed."""
    vertices = slice(network.vertex_ptr[edge], network.vertex_ptr[edge + 1])
    line = shapely.linestrings(network.vertex_x[vertices], network.vertex_y[vertices])
    first, last = stretches.first[edge], stretches.last[edge]
    is_closed = (cut.places[1:] > first) & (cut.places[:-1] < last)
    forward, backward = (
        np.where(is_closed, np.inf, np.array([_share(cut, float(s)) for s in of_mode[:, edge]]))
        for of_mode in (network.seconds_forward, network.seconds_backward)
    )
    length = _share(cut, float(network.edge_length_m[edge]))
    return [
        {
            "u": cut.nodes[i], "v": cut.nodes[i + 1], "length_m": length[i], "edge_class": network.edge_class[edge],
            "source": network.edge_source_id[edge], "forward": forward[:, i], "backward": backward[:, i],
            "line": substring(line, cut.places[i], cut.places[i + 1], normalized=True),
        }
        for i in range(len(is_closed))
    ]  # fmt: skip


def _share(cut: CutEdge, weight: float) -> NDArray[np.float64]:
    """The weight of every part of an edge, in whole ticks."""
    if not np.isfinite(weight):
        return np.full(len(cut.places) - 1, np.inf)
    return np.asarray(cut.part_ticks(weight) / TICKS_PER_UNIT)


def _link(network: RoadNetwork, link: Link) -> dict[str, Any]:
    """A new road as an edge, of the class of the road that it begins at: another might tell of paths that are not known."""
    return {
        "u": link.u, "v": link.v, "length_m": link.length_m, "edge_class": network.edge_class[link.joined_edge],
        "source": -1, "forward": link.seconds, "backward": link.seconds, "line": link.line,
    }  # fmt: skip
