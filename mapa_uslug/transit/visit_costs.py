"""What visits cost: by public transport, on foot, or fetched at the door, whichever takes least."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.engine.timetable_scan import Profiles


@dataclass(frozen=True, eq=False)
class VisitCosts:
    """Pairs of cell and place between which there is any way, by cell, then place.

    Attributes
    ----------
    places : int
        Number of places asked for; `place` counts them.
    cell, place : int32, (pairs,)
    outward_s : float64, (pairs,)
        Least time of the way there, door to door and without the wait at home, of a visit from which one gets back the
        same day; ``inf`` where one gets there but not back, or not within the opening hours.
    last_return_s : int32, (pairs,)
        Latest leaving of the place that still gets home, -1 if none.
    has_outward : bool, (pairs,)
        Whether one gets there in time for a visit, with a way back or without.
    """

    places: int
    cell: NDArray[np.int32]
    place: NDArray[np.int32]
    outward_s: NDArray[np.float64]
    last_return_s: NDArray[np.int32]
    has_outward: NDArray[np.bool_]

    def joined(
        self, cell: NDArray[np.int32], place: NDArray[np.int32], way_s: NDArray[np.float64]
    ) -> VisitCosts:
        """With another way of some of the pairs, where it takes less."""
        is_way = np.isfinite(way_s)
        key = np.concatenate([self._key(self.cell, self.place), self._key(cell, place)[is_way]])
        cost = np.concatenate([self.outward_s, way_s[is_way]])
        last = np.concatenate([self.last_return_s, np.full(is_way.sum(), -1, dtype=np.int32)])
        order = np.lexsort((cost, key))
        distinct, first = np.unique(key[order], return_index=True)
        latest = np.maximum.reduceat(last[order], first) if len(first) else last
        had = np.concatenate([self.has_outward, np.ones(is_way.sum(), dtype=bool)])
        has = np.logical_or.reduceat(had[order], first) if len(first) else had
        return VisitCosts(
            self.places, (distinct // self.places).astype(np.int32), (distinct % self.places).astype(np.int32),
            cost[order][first], latest, has,
        )  # fmt: skip

    def _key(self, cell: NDArray[np.int32], place: NDArray[np.int32]) -> NDArray[np.int64]:
        return cell.astype(np.int64) * self.places + place

    def of(self, cells: NDArray[np.int64], places: NDArray[np.int64]) -> VisitCosts:
        """Those of some of the cells and places, which are counted anew in the order given."""
        new_place = np.full(self.places, -1, dtype=np.int32)
        new_place[places] = np.arange(len(places), dtype=np.int32)
        new_cell = np.full(
            max(int(self.cell.max(initial=-1)), int(cells.max(initial=-1))) + 1, -1, dtype=np.int32
        )
        new_cell[cells] = np.arange(len(cells), dtype=np.int32)
        cell, place = new_cell[self.cell], new_place[self.place]
        keep = np.flatnonzero((cell >= 0) & (place >= 0))
        keep = keep[np.lexsort((place[keep], cell[keep]))]
        return replace(
            self, places=len(places), cell=cell[keep], place=place[keep], outward_s=self.outward_s[keep],
            last_return_s=self.last_return_s[keep], has_outward=self.has_outward[keep],
        )  # fmt: skip

    def travel_times(
        self, *, limit: float, is_snapped: NDArray[np.bool_], edge_cost: NDArray[np.float64]
    ) -> TravelTimes:
        """As `traveltime.measure_travel_times` gives them by road.

        Parameters
        ----------
        is_snapped : bool, (cells,)
            Whether the cell has a road to walk on.
        edge_cost : float64, (cells,)
        """
        count = len(is_snapped)
        nearest_cost, nearest_place = np.full(count, np.inf), np.full(count, -1, dtype=np.int32)
        order = np.lexsort((self.place, self.outward_s, self.cell))
        order = order[np.isfinite(self.outward_s[order])]
        first = order[np.unique(self.cell[order], return_index=True)[1]]
        nearest_cost[self.cell[first]], nearest_place[self.cell[first]] = (
            self.outward_s[first],
            self.place[first],
        )
        kept = self.outward_s <= limit
        pointer = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.cell[kept], minlength=count), out=pointer[1:])
        return TravelTimes(
            mode="transit", direction="to", unit="s", is_snapped=is_snapped, nearest_cost=nearest_cost,
            nearest_place=nearest_place, pair_ptr=pointer, pair_place=self.place[kept],
            pair_cost=self.outward_s[kept].astype(np.float32), limit=limit, edge_cost=edge_cost,
        )  # fmt: skip


def least_durations(profiles: Profiles) -> NDArray[np.float64]:
    """Least seconds from door to door of every pair's journeys, without the wait at home."""
    if not len(profiles.pair_origin):
        return np.zeros(0)
    return np.minimum.reduceat(profiles.arrive_s - profiles.depart_s, profiles.ptr[:-1]).astype(np.float64)
