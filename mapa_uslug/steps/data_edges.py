"""How far it is to where the data end: beyond it a nearer place, or a shorter way, may exist."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import Weight
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import walking_speed
from mapa_uslug.network.extent import edge_points
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.traveltime.cells import measure_edge_costs

# Roads within this distance of the outline of the data may go on beyond it.
_EDGE_TOLERANCE_M = 300.0


@dataclass(frozen=True)
class EdgeQuestion:
    """Which end of the data is asked for, and how one gets there.

    Attributes
    ----------
    ends_services : bool
        Whether the end of the list of services counts too, besides that of the roads.
    """

    mode: str
    direction: Direction
    weight: Weight
    ends_services: bool

    @property
    def way_back(self) -> EdgeQuestion:
        """The same, travelling the other way."""
        return replace(self, direction="from" if self.direction == "to" else "to")


class DataEdges:
    """Costs of cells and places to where the data end; each is searched once."""

    def __init__(self, data: AreaData) -> None:
        self._data = data
        self._costs: dict[tuple[str, EdgeQuestion], NDArray[np.float64]] = {}

    def cost(
        self, name: str, question: EdgeQuestion, *, points: NDArray[np.object_], snaps: Snaps
    ) -> NDArray[np.float64]:
        """Seconds or metres from points to the end of the data (or back), ``inf`` if never.

        Parameters
        ----------
        name
            What the points are, so that the same ones are not searched again.
        points, snaps
            The points and where they meet the roads of the mode.
        """
        key = name, question
        if key not in self._costs:
            by_road = measure_edge_costs(
                self._data.roads, cell_snaps=snaps,
                edge_points=self._road_or_service_edge if question.ends_services else self.road_ends,
                mode=question.mode, direction=question.direction, weight=question.weight,
                runner=self._data.runner,
            )  # fmt: skip
            self._costs[key] = np.minimum(by_road, self._unseen_road_cost(question, points, snaps))
        return self._costs[key]

    def _unseen_road_cost(
        self, question: EdgeQuestion, points: NDArray[np.object_], snaps: Snaps
    ) -> NDArray[np.float64]:
        """Cost of walking to the outline of the data, where that is nearer than the nearest road known."""
        offset_m = np.where(snaps.is_snapped, np.nan_to_num(snaps.offset_m), np.inf)
        near = np.flatnonzero(shapely.dwithin(self._outline, points, offset_m))
        outline_m = np.full(len(points), np.inf)
        outline_m[near] = shapely.distance(self._outline, points[near])
        per_metre = 1.0 if question.weight == "length" else 1.0 / walking_speed(question.mode)
        return np.where(outline_m < offset_m, outline_m * per_metre, np.inf)

    @cached_property
    def _outline(self) -> shapely.Geometry:
        """Of the data; prepared, since it is long and points are many."""
        outline = shapely.boundary(self._data.extent)
        shapely.prepare(outline)
        return outline

    @cached_property
    def road_ends(self) -> Snaps:
        """Where the roads of the data end."""
        return edge_points(self._data.roads.network, self._data.extent, tolerance_m=_EDGE_TOLERANCE_M)

    @cached_property
    def _road_or_service_edge(self) -> Snaps:
        known = shapely.intersection(self._data.extent.buffer(-_EDGE_TOLERANCE_M), self._data.known)
        return edge_points(self._data.roads.network, known, tolerance_m=0.0)
