"""A road network with what searches need, made once and shared by everything that asks."""

from __future__ import annotations

from threading import RLock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import ModeGraph, Weight, build_mode_graph, classify_edges
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.snapping import (
    MAX_SNAP_M,
    SnapIndex,
    Snaps,
    build_snap_index,
    snap_points,
    snap_to_nodes,
)
from mapa_uslug.engine.surface import SearchPoints, place_sources, place_targets, walking_speed
from mapa_uslug.engine.turns import Ends

_BOARDED_CLASSES: Final = ("ferry",)
"""Classes that are got on and off at their ends alone."""


class RoutableNetwork:
    """Snap index, edge kinds and mode graphs of a network, each made at its first use.

    Threads may share one; the network itself is never changed.

    Parameters
    ----------
    network : RoadNetwork
    snap_index : SnapIndex, optional
        One made before, for instance out of a cache.
    """

    def __init__(self, network: RoadNetwork, snap_index: SnapIndex | None = None) -> None:
        self.network = network
        self._made: dict[tuple[str, ...], Any] = {} if snap_index is None else {("snap_index",): snap_index}
        self._lock = RLock()

    def once(self, key: tuple[str, ...], make: Any) -> Any:
        """What was made under a key, made now if it was not."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]

    @property
    def snap_index(self) -> SnapIndex:
        """Grid over the segments."""
        index: SnapIndex = self.once(("snap_index",), lambda: build_snap_index(self.network))
        return index

    def edge_kind(self, mode: str) -> NDArray[np.uint8]:
        """What a mode can do on each edge, see `classify_edges`."""
        kind: NDArray[np.uint8] = self.once(("kind", mode), lambda: classify_edges(self.network, mode=mode))
        return kind

    def landing_kind(self, mode: str) -> NDArray[np.uint8]:
        """`edge_kind`, but 0 where nobody gets on or off along the way: no point meets the roads there."""
        kind = self.edge_kind(mode)
        is_boarded = np.isin(np.array(self.network.classes, dtype=object), _BOARDED_CLASSES)
        if not is_boarded.any():
            return kind
        return np.where(is_boarded[self.network.edge_class], 0, kind).astype(np.uint8)

    def graph(self, mode: str, *, direction: Direction, weight: Weight = "time") -> ModeGraph:
        """The graph of a mode, see `build_mode_graph`."""
        graph: ModeGraph = self.once(
            ("graph", mode, direction, weight),
            lambda: build_mode_graph(self.network, mode=mode, weight=weight, direction=direction),
        )
        return graph

    def snap(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        *,
        mode: str,
        max_distance_m: float = MAX_SNAP_M,
    ) -> Snaps:
        """Snap points (metres of the network's CRS), see `snap_points`."""
        return snap_points(
            self.network,
            self.snap_index,
            x,
            y,
            edge_kind=self.landing_kind(mode),
            max_distance_m=max_distance_m,
        )

    def snap_nodes(self, node_ids: NDArray[np.int64], *, mode: str) -> Snaps:
        """Put points on nodes by their id in the source, see `snap_to_nodes`."""
        return snap_to_nodes(self.network, node_ids, edge_kind=self.edge_kind(mode))

    def placing(self, graph: ModeGraph) -> tuple[NDArray[Any], ...]:
        """All that decides where `snap` and `targets` put points on a graph, for digests."""
        network = self.network
        return (
            network.vertex_x, network.vertex_y, network.vertex_ptr, network.edge_u, network.edge_v,
            self.landing_kind(graph.mode), graph.edge_uv, graph.edge_vu, graph.edge_length_m, *graph.leaving, *graph.entering,
        )  # fmt: skip

    def sources(
        self, graph: ModeGraph, snaps: Snaps, *, speed_m_s: float | None = None, ends: Ends | None = None
    ) -> SearchPoints:
        """Points that a search on a graph starts from.

        Parameters
        ----------
        speed_m_s : float, optional
            Of the walk off road; by default that of the mode.
        ends : Ends, optional
            Those of another graph on the same edges, which is the one that will be searched.
        """
        return place_sources(
            graph, ends or graph.leaving, snaps, speed_m_s=speed_m_s or walking_speed(graph.mode)
        )

    def targets(
        self, graph: ModeGraph, snaps: Snaps, *, speed_m_s: float | None = None, ends: Ends | None = None
    ) -> SearchPoints:
        """Points that a search on a graph arrives at, see `sources`."""
        return place_targets(
            graph, ends or graph.entering, snaps, speed_m_s=speed_m_s or walking_speed(graph.mode)
        )
