"""Parted neighbours put together: one line for all that the same stretch of an obstacle parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely.ops import substring

from mapa_uslug.barriers.crossings import Crossings
from mapa_uslug.barriers.neighbours import NEIGHBOUR_M
from mapa_uslug.barriers.obstacles import Obstacles
from mapa_uslug.barriers.reasons import Reasons

_STEP_M = 1.0
_LONGEST_ACROSS_M = 1000.0


@dataclass(frozen=True, eq=False)
class Stretch:
    """A barrier line and the pairs that it parts.

    Attributes
    ----------
    pairs : int64
        Rows among the parted pairs.
    line : LineString
    course : int
        Row of the course that it is a part of, -1 if none.
    first_m, last_m : float
        Where along the course it begins and ends; NaN without one.
    """

    pairs: NDArray[np.int64]
    line: shapely.LineString
    course: int = -1
    first_m: float = np.nan
    last_m: float = np.nan


def find_stretches(
    reasons: Reasons,
    *,
    lines: NDArray[np.object_],
    triangles: NDArray[np.int64],
    courses: Obstacles,
    crossings: Crossings,
    margin_m: float,
) -> list[Stretch]:
    """Merge pairs and draw what parts them.

    Along a course go together those between which no way crosses it and that are no farther apart along it than
    neighbours may be: the stretch runs from the first to the last place where their straight lines cross it, and
    `margin_m` on, for they stand for people on both sides of them. Other pairs go together when they part the sides of
    one triangle of neighbours: then the line runs from middle to middle, as between the cells of a Voronoi diagram.

    Parameters
    ----------
    lines
        Straight lines of the pairs.
    triangles
        Rows of parted pairs that are sides of the same triangle, -1 for sides that are not parted.
    """
    along = np.flatnonzero(reasons.course >= 0)
    beside = np.flatnonzero(reasons.course < 0)
    stretches = [
        _along_course(reasons, along[rows], courses, crossings, margin_m)
        for rows in _groups(_label_along(reasons, along, crossings))
    ]
    links = _triangle_links(triangles, np.column_stack([reasons.kind, reasons.area]), reasons.course < 0)
    label = connected_components(_graph(links, len(reasons.kind)), directed=False)[1][beside]
    stretches += [_between_cells(reasons, beside[rows], lines, links) for rows in _groups(label)]
    return stretches


def _label_along(reasons: Reasons, rows: NDArray[np.int64], crossings: Crossings) -> NDArray[np.int64]:
    """Number of the stretch of each pair."""
    course, at = reasons.course[rows], reasons.at_m[rows]
    before, after = crossings.around(course, at)
    order = np.lexsort((at, course))
    breaks = [np.diff(values[order]) != 0 for values in (course, before, after)]
    is_new = np.logical_or.reduce([*breaks, np.diff(at[order]) > NEIGHBOUR_M])
    label = np.empty(len(rows), dtype=np.int64)
    label[order] = np.concatenate([[0], np.cumsum(is_new)])[: len(rows)]
    return label


def _groups(label: NDArray[np.integer]) -> list[NDArray[np.intp]]:
    """Rows of equal labels."""
    if not len(label):
        return []
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _along_course(
    reasons: Reasons, pairs: NDArray[np.int64], courses: Obstacles, crossings: Crossings, margin_m: float
) -> Stretch:
    course, at = int(reasons.course[pairs[0]]), reasons.at_m[pairs]
    ends = np.array([at.min(), at.max()])
    of_course = np.full(2, course)
    before, after = crossings.around(of_course, ends)
    room = min(crossings.metres(before, ends)[0], ends[0])
    left = min(crossings.metres(after, ends)[1], courses.shape[course].length - ends[1])
    # A little is left to see where the crossing is near.
    first, last = ends[0] - min(margin_m, room / 2), ends[1] + min(margin_m, left / 2)
    line = substring(courses.shape[course], first, last)
    return Stretch(pairs, line, course, float(first), float(last))


def _between_cells(
    reasons: Reasons, pairs: NDArray[np.int64], lines: NDArray[np.object_], links: NDArray[np.int64]
) -> Stretch:
    middle = np.column_stack([reasons.x, reasons.y])
    if len(pairs) == 1:
        return Stretch(pairs, _across(lines[pairs[0]], middle[pairs[0]]))
    number = np.full(len(reasons.kind), -1, dtype=np.int64)
    number[pairs] = np.arange(len(pairs))
    own = number[links[number[links[:, 0]] >= 0]]
    line = shapely.LineString(middle[pairs[_longest_path(middle[pairs], own)]])
    if line.length < shapely.length(lines[pairs]).min() / 2:
        # Pairs that fan out from one cell: their middles lie together, and tell no direction.
        return Stretch(pairs, _across(lines[pairs[0]], shapely.get_coordinates(line).mean(axis=0)))
    return Stretch(pairs, line)


def _across(line: shapely.LineString, middle: NDArray[np.float64]) -> shapely.LineString:
    """Line square to another one and as long, up to `_LONGEST_ACROSS_M`: how far to the sides nothing else tells."""
    (ax, ay), (bx, by) = shapely.get_coordinates(line)
    half = np.array([ay - by, bx - ax]) / 2 * min(1.0, _LONGEST_ACROSS_M / line.length)
    return shapely.LineString([middle - half, middle + half])


def _longest_path(place: NDArray[np.float64], links: NDArray[np.int64]) -> NDArray[np.int64]:
    """Longest of the shortest ways between points that are linked; all the way round where they are a ring."""
    count = len(place)
    length = np.hypot(*(place[links[:, 0]] - place[links[:, 1]]).T) + 1e-3
    graph = csr_array((length, (links[:, 0], links[:, 1])), shape=(count, count))
    is_ring = len(links) == count and (np.bincount(links.ravel(), minlength=count) == 2).all()
    if is_ring:
        # Opened at its first link, and closed by coming back to where it began.
        a, b = links[0]
        graph = csr_array((length[1:], (links[1:, 0], links[1:, 1])), shape=(count, count))
        return np.append(_path(graph, int(a), int(b)), a)
    start = int(dijkstra(graph, directed=False, indices=0).argmax())
    return _path(graph, start, int(dijkstra(graph, directed=False, indices=start).argmax()))


def _path(graph: csr_array, start: int, end: int) -> NDArray[np.int64]:
    before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)[1]
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return np.array(path[::-1], dtype=np.int64)


def _triangle_links(
    triangles: NDArray[np.int64], key: NDArray[np.int64], is_asked: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Pairs of parted pairs with one reason that are sides of the same triangle, (links, 2)."""
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    sides = sides[(sides >= 0).all(axis=1)]
    a, b = sides.T
    same = (key[a] == key[b]).all(axis=1) & is_asked[a] & is_asked[b]
    return np.unique(np.sort(sides[same], axis=1), axis=0)


def _graph(links: NDArray[np.int64], count: int) -> coo_array:
    return coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(count, count))


def sides_of(
    line: shapely.LineString, at: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether a lies to the left of a line that one crosses at a place on it when going from a to b.

    Parameters
    ----------
    line
    at, a, b : float64, (pairs, 2)
        Places on or near the line, and points on either side of it.
    """
    return np.asarray(turn_from(line, at, b - a) < 0, dtype=bool)


def turn_from(
    line: shapely.LineString, at: NDArray[np.float64], way: NDArray[np.float64]
) -> NDArray[np.int64]:
    """1 where a way leads to the left of a line from a place on it, -1 where to the right, 0 where along it."""
    place = shapely.line_locate_point(line, shapely.points(at))
    start, end = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, np.clip(place + step, 0.0, line.length)))
        for step in (-_STEP_M, _STEP_M)
    )
    (dx, dy), (wx, wy) = (end - start).T, way.T
    return np.asarray(np.sign(dx * wy - dy * wx), dtype=np.int64)
