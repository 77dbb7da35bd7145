"""Stops that nobody gets to, since the data have no road near them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import MAX_SNAP_M
from mapa_uslug.network.extent import data_extent

_NAMES_TOLD: Final = 5


def tell_loose_stops(
    roads: RoutableNetwork,
    timetable: Timetable,
    *,
    mode: str,
    max_distance_m: float = MAX_SNAP_M,
    extent: shapely.Geometry | None = None,
) -> list[Problem]:
    """A warning of stops within the road data that no road to walk on is near; another where no stop lies within them.

    Stops at which nothing calls are not looked at, nor those beyond the data: feeds often cover a whole region.

    Parameters
    ----------
    mode : str
        Pace of the walk to stops.
    max_distance_m : float
        Straight line to the nearest road beyond which a stop has none.
    extent : Polygon, optional
        Within which the roads are known, in their CRS; by default it is found from the roads.
    """
    called = np.unique(timetable.call_stop)
    if not len(called):
        return []
    x, y = transform_xy(timetable.stop_lon[called], timetable.stop_lat[called], WGS84, roads.network.crs)
    loose = ~roads.snap(x, y, mode=mode, max_distance_m=max_distance_m).is_snapped
    if not loose.any():
        return []
    known = data_extent(roads.network) if extent is None else extent
    is_within = np.asarray(shapely.contains_xy(known, x, y), dtype=bool)
    stops = called[loose & is_within]
    if len(stops):
        return [_no_road(timetable, stops)]
    return [] if not loose.all() else [_elsewhere(timetable)]


def _no_road(timetable: Timetable, stops: Any) -> Problem:
    told = [
        str(name or stop)
        for name, stop in zip(timetable.stop_name[stops], timetable.stop_id[stops], strict=True)
    ]
    names = ", ".join(told[:_NAMES_TOLD]) + (", ..." if len(told) > _NAMES_TOLD else "")
    return problem("Stops with no road near that one may walk on: {count} ({names}). Nobody gets on or off there.",
                   where=_sources(timetable), code="stop_without_road", severity="warning", count=len(stops), names=names,
                   hint="Check where they lie, or give roads that lead there.")  # fmt: skip


def _elsewhere(timetable: Timetable) -> Problem:
    return problem("No stop lies where the roads are.", where=_sources(timetable), code="stops_elsewhere", severity="warning",
                   hint="Check that the timetable and the roads are of the same place.")  # fmt: skip


def _sources(timetable: Timetable) -> str:
    return ", ".join(dict.fromkeys(str(source) for source in timetable.trip_source))
