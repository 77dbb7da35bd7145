"""Times of whole ways, spread over their lengths once these are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.great_circle import great_circle_m
from mapa_uslug.network.raw_roads import RawRoads
from mapa_uslug.network.way_rules import WayPace

# The sum of a way's pieces hangs on its direction in the last bits; a micrometre does not.
_LENGTH_DIGITS: Final = 6


def spread_whole_times(roads: RawRoads) -> RawRoads:
    """Give ways that take a time as a whole (`WayPace.whole_s`) a pace of their own: time over length.

    A way that is cut by missing nodes is as long as its known parts: the whole time is taken for what is left of it.
    """
    is_whole = np.array([pace.whole_s > 0.0 for pace in roads.paces], bool)
    runs = np.flatnonzero(is_whole[roads.run_pace]) if len(is_whole) else np.empty(0, np.intp)
    if not len(runs):
        return roads
    length = _way_lengths(roads, runs)
    rows = {pace: row for row, pace in enumerate(roads.paces)}
    run_pace = roads.run_pace.copy()
    for run, metres in zip(runs.tolist(), length.tolist(), strict=True):
        pace = _over(roads.paces[run_pace[run]], metres)
        run_pace[run] = rows.setdefault(pace, len(rows))
    return replace(roads, run_pace=run_pace, paces=tuple(rows))


def _over(pace: WayPace, metres: float) -> WayPace:
    extra = pace.whole_s / metres if metres > 0.0 else 0.0
    car, walk, slow, bike = (p + extra for p in pace.forward)
    car_back, walk_back, slow_back, bike_back = (p + extra for p in pace.backward)
    return WayPace(pace.road_class, (car, walk, slow, bike), (car_back, walk_back, slow_back, bike_back))


def _way_lengths(roads: RawRoads, runs: NDArray[np.intp]) -> NDArray[np.float64]:
    """Metres of the way that each run belongs to."""
    lon, lat = transform_xy(roads.point_x, roads.point_y, roads.crs, WGS84)
    metres: dict[int, float] = {}
    for run in runs.tolist():
        points = roads.run_points[roads.run_ptr[run] : roads.run_ptr[run + 1]]
        first, last = points[:-1], points[1:]
        pieces = great_circle_m(lon[first], lat[first], lon[last], lat[last])
        way = int(roads.run_source_id[run])
        metres[way] = metres.get(way, 0.0) + float(pieces.sum())
    return np.round([metres[int(way)] for way in roads.run_source_id[runs]], _LENGTH_DIGITS)
