"""What lies between parted neighbours and explains the way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.crossings import Crossings
from mapa_uslug.barriers.obstacles import FOREST, LAKE, MOTORWAY, NO_ROAD, RAILWAY, RIVER, Obstacles

EXPLAINED: Final = 1 / 3
"""Share of the extra metres that the way along an obstacle to its nearest crossing and back has to make up. A brook with a
bridge every 300 m is no reason for a way round of 5 km, whatever lies behind it."""
IN_FOREST: Final = 0.5
_RANK: Final = np.argsort([RIVER, LAKE, RAILWAY, MOTORWAY])


@dataclass(frozen=True, eq=False)
class Reasons:
    """What parts each pair; arrays are in the order of the pairs.

    Attributes
    ----------
    kind : int64, (pairs,)
        Index into `OBSTACLES`.
    course, area : int64, (pairs,)
        Row of the obstacle, -1 where it is none of that shape.
    at_m : float64, (pairs,)
        Where the straight line crosses the course; NaN without one.
    x, y : float64, (pairs,)
        Point of the straight line that lies in the obstacle, else its middle.
    """

    kind: NDArray[np.int64]
    course: NDArray[np.int64]
    area: NDArray[np.int64]
    at_m: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Hits:
    """Straight lines that cross obstacles: `reach_m` is the way that an obstacle makes one go, `size_m` its length."""

    line: NDArray[np.int64]
    obstacle: NDArray[np.int64]
    kind: NDArray[np.int64]
    at_m: NDArray[np.float64]
    point: NDArray[np.float64]
    reach_m: NDArray[np.float64]
    size_m: NDArray[np.float64]


def explain(
    lines: NDArray[np.object_],
    extra_m: NDArray[np.float64],
    *,
    courses: Obstacles,
    crossings: Crossings,
    areas: Obstacles,
) -> Reasons:
    """Find the obstacle that each straight line crosses and that makes up the way round.

    The first such of river, lake, railway, motorway (of several of a kind the longest); else forest, if most of the
    line runs through forest; else no road.

    Parameters
    ----------
    lines
        Straight lines between parted neighbours.
    extra_m
        Way by road less straight line; ``inf`` where there is no way, which any obstacle explains.
    """
    along, across = _hit_courses(lines, courses, crossings), _hit_areas(lines, areas)
    line, kind = np.concatenate([along.line, across.line]), np.concatenate([along.kind, across.kind])
    reach, size = (
        np.concatenate([along.reach_m, across.reach_m]),
        np.concatenate([along.size_m, across.size_m]),
    )
    asked = np.where(np.isfinite(extra_m), EXPLAINED * extra_m, 0.0)
    good = np.flatnonzero((kind != FOREST) & (reach >= asked[line]))
    good = good[np.lexsort((-size[good], _RANK[kind[good]], line[good]))]
    parted, first = np.unique(line[good], return_index=True)
    chosen = good[first]
    reasons = _without_obstacle(lines, across)
    is_along = chosen < len(along.line)
    reasons.kind[parted] = kind[chosen]
    reasons.course[parted[is_along]] = along.obstacle[chosen[is_along]]
    reasons.area[parted[~is_along]] = across.obstacle[chosen[~is_along] - len(along.line)]
    reasons.at_m[parted[is_along]] = along.at_m[chosen[is_along]]
    reasons.x[parted], reasons.y[parted] = np.concatenate([along.point, across.point])[chosen].T
    return reasons


def _hit_courses(lines: NDArray[np.object_], courses: Obstacles, crossings: Crossings) -> _Hits:
    """Courses that lines cross an odd number of times: else both ends are on one side of a bend."""
    line, course = courses.tree.query(lines, predicate="intersects")
    met, of = shapely.get_parts(shapely.intersection(lines[line], courses.shape[course]), return_index=True)
    is_point = shapely.get_type_id(met) == shapely.GeometryType.POINT
    met, of = met[is_point], of[is_point]
    times, first = np.unique(of, return_index=True)
    is_odd = np.bincount(of, minlength=len(line))[times] % 2 == 1
    line, course = (rows[times[is_odd]].astype(np.int64) for rows in (line, course))
    point = met[first[is_odd]]
    at = np.asarray(shapely.line_locate_point(courses.shape[course], point), dtype=np.float64)
    before, after = crossings.around(course, at)
    free = np.minimum(crossings.metres(before, at), crossings.metres(after, at))
    size = np.asarray(shapely.length(courses.shape[course]), dtype=np.float64)
    # Nothing makes one go farther than to its end and back.
    reach = 2 * np.minimum(free, size)
    return _Hits(line, course, courses.kind[course], at, shapely.get_coordinates(point), reach, size)


def _hit_areas(lines: NDArray[np.object_], areas: Obstacles) -> _Hits:
    line, area = (rows.astype(np.int64) for rows in areas.tree.query(lines, predicate="intersects"))
    inside = shapely.intersection(lines[line], areas.shape[area])
    outline = np.asarray(shapely.length(shapely.get_exterior_ring(areas.shape[area])), dtype=np.float64)
    point = shapely.get_coordinates(shapely.centroid(inside))
    length = np.asarray(shapely.length(inside), dtype=np.float64)
    return _Hits(line, area, areas.kind[area], np.full(len(line), np.nan), point, outline / 2, length)


def _without_obstacle(lines: NDArray[np.object_], areas: _Hits) -> Reasons:
    """Forest where most of the line runs through forest, else no road."""
    count = len(lines)
    is_forest = areas.kind == FOREST
    inside = np.bincount(areas.line[is_forest], weights=areas.size_m[is_forest], minlength=count)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    return Reasons(
        np.where(inside > IN_FOREST * shapely.length(lines), FOREST, NO_ROAD).astype(np.int64),
        np.full(count, -1, dtype=np.int64),
        np.full(count, -1, dtype=np.int64),
        np.full(count, np.nan),
        middle[:, 0].copy(),
        middle[:, 1].copy(),
    )
