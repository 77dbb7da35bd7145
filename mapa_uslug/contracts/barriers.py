"""Why a place is white: barrier lines, crossings that are missing, links that much depends on, causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

OBSTACLES: Final = ("river", "railway", "motorway", "lake", "forest", "no_road")
"""What a barrier line runs along; `no_road` where nothing that is mapped explains the way round."""

LINK_KINDS: Final = ("bridge", "railway_crossing", "only_road", "road")
"""What a link is: it crosses water, or a railway; it is the only way for somebody; neither."""

CAUSES: Final = (
    "no_provider",
    "detour",
    "no_stop",
    "no_course",
    "no_return",
    "slow",
    "far",
)
"""Why people are too far, in the order in which a leading cause is picked: nobody serves their gmina; a direct way would
bring them within the threshold; (public transport:) no stop within walking reach, no course that gets there, none that
brings them back, there and back but too slowly; (else) the place is simply remote."""


FARTHEST_M: Final = 64_000.0
"""Ways between neighbours longer than this are told as longer than this; how much longer, nobody looks."""


@dataclass(frozen=True, eq=False)
class Barriers:
    """Barriers of an area; geometry in its CRS. Any table may be empty.

    Attributes
    ----------
    lines : GeoDataFrame
        Barrier lines, most people first: ``barrier_id, kind`` (`OBSTACLES`), ``name`` ("" if none), ``mode``,
        ``detour`` (median network / straight line of the pairs of neighbouring cells that it parts), ``network_m``,
        ``straight_m`` (of the worst pair), ``people_left, people_right`` (in the parted cells, left and right of the
        line as drawn), ``localities_left, localities_right`` ("|"-lists), ``crossing_before, crossing_after``
        (localities nearest to the next ways across along it, "" if there is none in the data), ``crossing_before_m,
        crossing_after_m`` (metres along the obstacle from the end of the line; NaN), ``crossing_before_way,
        crossing_after_way`` (id of the way in the source, -1), ``crossing_before_class, crossing_after_class`` (road
        class, ""), LineString. `network_m` is `FARTHEST_M` where the way is longer than that, and ``inf`` where the data
        have no way there and back; `detour` likewise.
    crossings : GeoDataFrame
        New ways across that would help, most person-minutes first within a type and mode: ``crossing_id, barrier_id,
        kind, name`` (of the obstacle), ``service_type, mode, length_m, people`` (newly within the main threshold),
        ``people_target`` (Int64), ``people_nearer`` (whose way gets shorter at all), ``person_minutes`` (saved),
        ``localities`` ("|"-list, most people first), LineString (the new link).
    links : GeoDataFrame
        Links whose closing would cost most, by service type and mode, most first: ``link_id, kind`` (`LINK_KINDS`),
        ``name`` (of what it crosses), ``road_class, way_id, service_type, mode, length_m, people_beyond`` (newly beyond
        the main threshold, those cut off included), ``people_target`` (Int64), ``people_cut_off`` (who could not get
        there at all), ``people_farther`` (whose way gets longer), ``person_minutes`` (lost by those who still get
        there), ``alternative_min`` (longest extra of those who still get there), ``alternative`` (LineString of the way
        round that then leads from the link's far side, None if there is none), ``may_be_shorter`` (bool: roads beyond the
        end of the data might lead round faster for somebody), ``localities``, LineString (the link).
    causes : DataFrame
        Of every white spot: ``white_spot_id, cause`` (`CAUSES`), ``is_leading, people, people_target`` (Int64),
        ``barrier_id`` ("" if none), ``detour`` (people-weighted network / straight line, NaN), ``straight_km``,
        ``network_km``. Leading rows of a spot add up to its people exactly; the others list what holds besides.
    no_car : DataFrame
        People per gmina and service type at the main threshold: ``gmina_teryt, service_type, group`` ("all" or the
        target group), ``people, car, transit, walk, bike`` (served or full by each; Int64, missing where not measured),
        ``only_car`` (by car and by nothing else; missing where nothing else was measured), ``maybe_only_car`` (by car, by
        nothing else that is known, and of some mode nothing is known), ``households_without_car`` (share, NaN if not given),
        ``without_car_estimate`` (Float64: only_car x share).
    leading : dict
        Service type -> int8, (cells,): index into `CAUSES` of the leading cause by all modes at the main threshold, -1 of cells whose
        people are not too far. Single cells may be confidential: only sums are told.
    transit_lacks : dict
        Service type -> int8, (cells,): index into `CAUSES` of what public transport lacks, -1 where nothing or not known.
    """

    lines: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    causes: pd.DataFrame
    no_car: pd.DataFrame
    leading: dict[str, NDArray[np.int8]] = field(default_factory=dict)
    transit_lacks: dict[str, NDArray[np.int8]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class TransitSummary:
    """What public transport does for an area; geometry in its CRS.

    Attributes
    ----------
    day_type : str
        That the states are of, see `timetable.DAY_TYPES`.
    dates : dict
        Day type -> ISO date that feeds were read for; "" where only tables made by hand know the day type.
    courses : GeoDataFrame
        Stops with their courses: ``stop_id, name, lines`` (", "-list), ``school, free, saturday, sunday`` (Int64,
        courses a day; missing where no timetable tells of the day type), ``first, last`` (departures on `day_type`,
        "HH:MM"), Point.
    localities : DataFrame
        Of every locality: ``gmina_teryt, locality, people, people_65_plus`` (Int64), ``people_near_stop`` (within the
        walk allowed), ``school, free, saturday, sunday`` (Int64, courses a day that call at any stop within reach, both
        ways counted; missing where no timetable tells of the day type), ``last_return`` ("HH:MM" on `day_type`: latest
        that one leaves the largest place of the gmina, or of the area for people who live in it (the next largest for
        people of that one), and gets home; "" if never), ``is_known`` (whether most of its people live where no course is missing and it has roads in the data),
        ``is_excluded`` (known, and no stop within reach, or fewer than six courses, three there
        and three back, on a school day or a weekday free of school, whichever has less and is known).
    school_only : GeoDataFrame
        Cells whose people a service is within reach of on school days but not on weekdays free of school, of gminas
        whose timetables are complete: ``service_type, people, people_target`` (Int64), Polygon.
    on_demand : DataFrame
        ``name, gminas, day_types, hours, extra_min, booking, groups``.
    """

    day_type: str
    dates: dict[str, str]
    courses: gpd.GeoDataFrame
    localities: pd.DataFrame
    school_only: gpd.GeoDataFrame
    on_demand: pd.DataFrame
