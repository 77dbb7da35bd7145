"""Where ways get across rivers, railways and expressways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.obstacles import Obstacles
from mapa_uslug.barriers.road_lines import edge_lines, find_ways_across
from mapa_uslug.engine.road_network import RoadNetwork


@dataclass(frozen=True, eq=False)
class Crossings:
    """Places where ways meet courses, by course, then along it.

    Attributes
    ----------
    course : int64, (crossings,)
    at_m : float64, (crossings,)
        Metres from the beginning of the course.
    edge : int64, (crossings,)
        Edge of the network that crosses.
    x, y : float64, (crossings,)
    start_m : float64, (courses + 1,)
        Where each course begins on a scale on which all lie one after the other.
    """

    course: NDArray[np.int64]
    at_m: NDArray[np.float64]
    edge: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start_m: NDArray[np.float64]

    def around(
        self, course: NDArray[np.int64], at_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Last crossing before and first one from a place on, along its course; -1 where there is none."""
        place = np.searchsorted(self.start_m[self.course] + self.at_m, self.start_m[course] + at_m)
        return self._of(course, place - 1), self._of(course, place)

    def metres(self, crossing: NDArray[np.int64], at_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres along the course between a place and a crossing, ``inf`` where there is none."""
        if not len(self.at_m):
            return np.full(len(crossing), np.inf)
        return np.where(crossing >= 0, np.abs(self.at_m[crossing] - at_m), np.inf)

    def _of(self, course: NDArray[np.int64], place: NDArray[np.intp]) -> NDArray[np.int64]:
        course_at = np.append(self.course, -1)
        is_there = (place >= 0) & (course_at[place] == course)
        return np.where(is_there, place, -1).astype(np.int64)


def find_crossings(courses: Obstacles, network: RoadNetwork, edge_kind: NDArray[np.uint8]) -> Crossings:
    """Crossings of all courses by ways of a mode.

    A road that runs in the obstacle's own line for a while (a ford, careless drawing) crosses at both ends of that.

    Parameters
    ----------
    edge_kind
        Of the mode, see `classify_edges`.
    """
    start = np.concatenate([[0.0], np.cumsum(shapely.length(courses.shape) + 1.0)])
    if not len(courses):
        nothing, nowhere = np.empty(0, dtype=np.int64), np.empty(0)
        return Crossings(nothing, nowhere, nothing, nowhere, nowhere, start)
    edges = find_ways_across(network, edge_kind, shapely.total_bounds(courses.shape))
    lines = edge_lines(network, edges)
    row, course = courses.tree.query(lines, predicate="intersects")
    met = shapely.intersection(lines[row], courses.shape[course])
    xy, of = shapely.get_coordinates(met, return_index=True)
    row, course = row[of], course[of].astype(np.int64)
    at = shapely.line_locate_point(courses.shape[course], shapely.points(xy))
    order = np.lexsort((edges[row], at, course))
    return Crossings(course[order], at[order], edges[row][order], xy[order, 0], xy[order, 1], start)
