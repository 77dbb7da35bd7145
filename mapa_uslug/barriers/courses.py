"""Pieces of rivers, railways and roads joined to courses: lines that go straight on wherever pieces meet."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

_LOOK_AHEAD_M = 20.0
_SAME_POINT_M = 0.01


def join_lines(
    lines: NDArray[np.object_], label: NDArray[np.int64], is_asked: NDArray[np.bool_]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Courses through lines of the same label that meet end to end.

    Where more than two meet (a switch, a side arm), those that go straightest on are joined. Only lines joined
    somehow to an asked one are looked at, so that the work is that of what is asked for.

    Parameters
    ----------
    lines : LineStrings, (lines,)
    label : int64, (lines,)
        Lines of different labels are never joined.
    is_asked : bool, (lines,)

    Returns
    -------
    courses : LineStrings, (courses,)
    line : int64, (courses,)
        One of the lines of each course.
    """
    count = len(lines)
    if not is_asked.any():
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    node = _end_nodes(lines, label)
    touching = _components(count, *_chain(node))
    rows = np.flatnonzero(np.isin(touching, touching[is_asked]))
    chosen = lines[rows]
    pairs = _straightest(node.reshape(2, count)[:, rows].ravel(), _headings(chosen))
    of = _components(len(rows), *(pairs % len(rows)).T)
    order = np.argsort(of, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(of[order])) + 1)
    merged = shapely.line_merge(
        np.array([shapely.MultiLineString(list(chosen[g])) for g in groups], dtype=object)
    )
    parts, group = shapely.get_parts(merged, return_index=True)
    first = np.array([rows[g[0]] for g in groups], dtype=np.int64)
    return np.asarray(parts, dtype=object), first[group]


def _end_nodes(lines: NDArray[np.object_], label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the place, within the label, of the first ends of all lines, then of the last ends."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    at = np.rint(shapely.get_coordinates(ends) / _SAME_POINT_M).astype(np.int64)
    return np.asarray(
        np.unique(np.column_stack([at, np.tile(label, 2)]), axis=0, return_inverse=True)[1]
    ).ravel()


def _chain(node: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of lines that link all those meeting in a node."""
    order = np.argsort(node, kind="stable")
    same = np.flatnonzero(np.diff(node[order]) == 0)
    count = len(node) // 2
    return order[same] % count, order[same + 1] % count


def _components(count: int, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _headings(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Unit vectors into each line from its first end, then from the last ends, (2 * lines, 2)."""
    begin, end = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    ahead = shapely.line_interpolate_point(lines, np.minimum(_LOOK_AHEAD_M, shapely.length(lines)))
    back = shapely.line_interpolate_point(lines, -np.minimum(_LOOK_AHEAD_M, shapely.length(lines)))
    way = shapely.get_coordinates(np.concatenate([ahead, back])) - shapely.get_coordinates(
        np.concatenate([begin, end])
    )
    length = np.hypot(way[:, 0], way[:, 1])[:, None]
    return np.asarray(np.divide(way, length, out=np.zeros_like(way), where=length > 0), dtype=np.float64)


def _straightest(node: NDArray[np.int64], heading: NDArray[np.float64]) -> NDArray[np.int64]:
    """Ends that go on into each other, (pairs, 2): at each node the straightest pair first, each end once."""
    order = np.argsort(node, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(node[order])) + 1)
    pairs: list[tuple[int, int]] = []
    for ends in groups:
        i, j = np.triu_indices(len(ends), k=1)
        bend = np.einsum("ij,ij->i", heading[ends[i]], heading[ends[j]])
        taken: set[int] = set()
        for k in np.argsort(bend, kind="stable"):
            if not taken & {int(i[k]), int(j[k])}:
                taken |= {int(i[k]), int(j[k])}
                pairs.append((int(ends[i[k]]), int(ends[j[k]])))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
