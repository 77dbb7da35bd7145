"""What public transport does for an area: courses of stops and localities, and what hangs on school days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.barriers import TransitSummary
from mapa_uslug.contracts.clock import write_clock
from mapa_uslug.contracts.combined import FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.timetable import DAY_TYPES, DayType
from mapa_uslug.coverage.white_spots import cell_squares
from mapa_uslug.engine.timetable_scan import Reach
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT, PublicTransport
from mapa_uslug.transit.counting import count_calls, count_courses, list_lines, own_trips

_SCHOOL_COLUMNS: Final = ["service_type", "people", "people_target", "row"]
_LEAST_COURSES: Final = 6
"""Three there and three back: a planned line of public utility has as many (domain: the plan of the voivodeship)."""
_WEEKDAYS: Final = ("school", "free")


def summarise_transit(
    data: AreaData, measurer: Measurer, measures: Sequence[Measure]
) -> TransitSummary | None:
    """Summarise public transport; None where no timetable is given or it is not measured."""
    if TRANSIT not in data.modes or data.timetable is None:
        return None
    days = {
        t: measurer.transit if t == measurer.transit.day_type else measurer.transit.on(t) for t in DAY_TYPES
    }
    known = {t: day for t, day in days.items() if day.is_known}
    return TransitSummary(
        day_type=measurer.transit.day_type,
        dates={t: day.date.isoformat() if day.date else "" for t, day in known.items()},
        courses=_courses(data, measurer.transit, known),
        localities=_localities(data, measurer, known),
        school_only=_school_only(data, measurer, measures, known),
        on_demand=_on_demand(data),
    )


def _courses(
    data: AreaData, transit: PublicTransport, known: dict[DayType, PublicTransport]
) -> gpd.GeoDataFrame:
    """Stops within the data that anything calls at on any kind of day."""
    timetable = transit.timetable
    counts = {t: count_calls(day.day) for t, day in known.items()}
    x, y = transit.stop_points
    is_here = np.asarray(shapely.contains_xy(data.extent, x, y), dtype=bool)
    is_served = np.sum(list(counts.values()), axis=0) > 0 if counts else np.zeros(len(x), dtype=bool)
    rows = np.flatnonzero(is_here & is_served)
    first, last = _first_and_last(transit)
    table = pd.DataFrame(
        {
            "stop_id": timetable.stop_id[rows],
            "name": timetable.stop_name[rows],
            "lines": [list_lines(timetable, int(row)) for row in rows],
            **{str(t): _figures(counts[t][rows] if t in counts else None, len(rows)) for t in DAY_TYPES},
            "first": [write_clock(s) if s >= 0 else "" for s in first[rows]],
            "last": [write_clock(s) if s >= 0 else "" for s in last[rows]],
        }
    )
    return gpd.GeoDataFrame(table, geometry=shapely.points(x[rows], y[rows]), crs=data.crs)


def _first_and_last(transit: PublicTransport) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last departure of each stop, -1 where nobody can get on, or nothing is known of the kind of day."""
    day = transit.day
    if not transit.is_known:
        return np.full(day.stop_count, -1), np.full(day.stop_count, -1)
    first = np.full(day.stop_count, np.iinfo(np.int64).max)
    last = np.full(day.stop_count, -1, dtype=np.int64)
    boards = day.boards & own_trips(day)[day.trip]
    np.minimum.at(first, day.dep_stop[boards], day.dep_s[boards])
    np.maximum.at(last, day.dep_stop[boards], day.dep_s[boards])
    return np.where(last < 0, -1, first), last


def _localities(data: AreaData, measurer: Measurer, known: dict[DayType, PublicTransport]) -> pd.DataFrame:
    cells, transit = data.cells.table, measurer.transit
    keys = cells[["gmina_teryt", "locality"]].fillna("")
    number, found = pd.factorize(pd.MultiIndex.from_frame(keys), sort=True)
    count = len(found)
    people = cells["people"].to_numpy(dtype=np.int64)
    has_stop = np.diff(transit.from_cells.ptr) > 0
    reach = _join_reaches(transit.from_cells, number, count)
    courses = {
        str(t): _figures(count_courses(known[t].day, reach) if t in known else None, count) for t in DAY_TYPES
    }
    last = np.full(count, -1, dtype=np.int64)
    if transit.is_known:
        np.maximum.at(last, number, transit.last_returns(_centres(data)))
    elderly = count_group(data.cells, "65+")
    table = pd.DataFrame(
        {
            "gmina_teryt": found.get_level_values(0),
            "locality": found.get_level_values(1),
            "people": _sums(number, people, count),
            "people_65_plus": _figures(None if elderly is None else _sums(number, elderly, count), count),
            "people_near_stop": _sums(number, np.where(has_stop, people, 0), count),
            **courses,
            "last_return": [write_clock(int(s)) if s >= 0 else "" for s in last],
        }
    )
    has_road = _sums(number, transit.cells_have_road.astype(np.int64), count) > 0
    lacks_timetable = measurer.lacks_timetable(TRANSIT)
    untold = 0 if lacks_timetable is None else _sums(number, np.where(lacks_timetable, people, 0), count)
    table["is_known"] = has_road & (2 * untold < table["people"])
    fewest = table[list(_WEEKDAYS)].min(axis=1)
    has_few = (fewest < _LEAST_COURSES).fillna(False).astype(bool)
    table["is_excluded"] = table["is_known"] & (has_few | (table["people_near_stop"] == 0))
    return table[table["people"] > 0].reset_index(drop=True)


def _join_reaches(reach: Reach, number: NDArray[np.intp], count: int) -> Reach:
    """Stops within a walk of any cell of each locality."""
    point = np.repeat(number, np.diff(reach.ptr))
    return Reach.from_pairs(point, reach.stop, reach.walk_s, count=count)


def _centres(data: AreaData) -> NDArray[np.int64]:
    """For every cell the cell that its people go to the centre of: the largest place of the gmina, for those who live in
    it the largest of the area, for those of that one the next largest.
    """
    cells = data.cells.table.reset_index(drop=True)
    people = cells["people"].to_numpy(dtype=np.int64)
    place = cells["gmina_teryt"] + "|" + cells["locality"].fillna("")
    size = place.map(pd.Series(people).groupby(place.to_numpy()).sum()).to_numpy()
    order = np.lexsort((np.arange(len(cells)), -people, -size))
    ordered = cells["gmina_teryt"].to_numpy()[order]
    of_gmina = dict(zip(ordered[::-1], order[::-1], strict=True))
    own: NDArray[np.int64] = cells["gmina_teryt"].map(of_gmina).to_numpy(dtype=np.int64)
    if not len(order):
        return own
    of_cell = place.to_numpy()
    largest = order[0]
    elsewhere = order[of_cell[order] != of_cell[largest]]
    next_largest = elsewhere[0] if len(elsewhere) else largest
    away = np.where(of_cell == of_cell[largest], next_largest, largest)
    centre: NDArray[np.int64] = np.where(of_cell == of_cell[own], away, own)
    return centre


def _school_only(
    data: AreaData, measurer: Measurer, measures: Sequence[Measure], known: dict[DayType, PublicTransport]
) -> gpd.GeoDataFrame:
    """Cells whose people are within the main threshold on school days, but too far on weekdays free of school."""
    days = [measurer.on_day("school"), measurer.on_day("free")] if {"school", "free"} <= set(known) else []
    tables = [_lost_without_school(data, m, days) for m in measures if m.mode == TRANSIT and days]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_SCHOOL_COLUMNS)
    squares = np.asarray(cell_squares(data.cells), dtype=object)
    rows = table.pop("row").to_numpy(dtype=np.int64)
    return gpd.GeoDataFrame(table, geometry=squares[rows], crs=data.crs)


def _lost_without_school(data: AreaData, measure: Measure, days: Sequence[Measurer]) -> pd.DataFrame:
    on_school, on_free = (day.layers(measure)[MAIN_LEVEL].people for day in days)
    rows = np.flatnonzero((on_school[:, [SERVED, FULL]].sum(axis=1) > 0) & (on_free[:, TOO_FAR] > 0))
    target = count_group(data.cells, measure.service_type.target)
    return pd.DataFrame(
        {
            "service_type": measure.service_type.code,
            "people": data.cells.table["people"].to_numpy(dtype=np.int64)[rows],
            "people_target": _figures(None if target is None else target[rows], len(rows)),
            "row": rows,
        }
    )


def _on_demand(data: AreaData) -> pd.DataFrame:
    services = () if data.timetable is None else data.timetable.on_demand
    rows = [
        {
            "name": s.name,
            "gminas": "|".join(s.gminas),
            "day_types": "|".join(s.day_types),
            "hours": f"{write_clock(s.from_s)}-{write_clock(s.until_s)}",
            "extra_min": s.extra_min,
            "booking": s.booking,
            "groups": s.groups,
        }
        for s in services
    ]
    return pd.DataFrame(
        rows, columns=["name", "gminas", "day_types", "hours", "extra_min", "booking", "groups"]
    )


def _sums(number: NDArray[np.intp], values: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.bincount(number, weights=values, minlength=count).astype(np.int64)


def _figures(values: NDArray[np.int64] | None, count: int) -> pd.array:
    """Figures that may be missing altogether."""
    return pd.array([pd.NA] * count if values is None else values, dtype="Int64")
