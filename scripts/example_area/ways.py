"""The shortest way along drawn roads: what timetables and truths about the way round are counted with."""

from __future__ import annotations

from functools import cache
from heapq import heappop, heappush
from itertools import pairwise

from example_area.network import Network, Road
from example_area.plane import Point, distance

FOR_CARS = frozenset(
    {"primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "track"}
)
FOR_BUSES = FOR_CARS - {"track"}
"""The expressway is left out of both: it links no two places of the area that other roads do not link sooner."""


class Ways:
    """Shortest ways between vertices of roads of some classes, all open both ways, without the bridge that is shut."""

    def __init__(self, network: Network, classes: frozenset[str], *, without_bridge: str = "") -> None:
        self._next: dict[Point, list[tuple[Point, float]]] = {}
        for road in network.roads:
            if road.highway in classes:
                shut = _bridge_pieces(road, without_bridge)
                for a, b in road.segments():
                    if (a, b) in shut:
                        continue
                    gap = distance(a, b)
                    self._next.setdefault(a, []).append((b, gap))
                    self._next.setdefault(b, []).append((a, gap))
        self.metres_from = cache(self._metres_from)

    def nearest(self, place: Point) -> Point:
        """Vertex nearest to a place."""
        return min(self._next, key=lambda vertex: (distance(vertex, place), vertex))

    def metres(self, a: Point, b: Point) -> float:
        """Length of the shortest way between two vertices [m] (Dijkstra)."""
        return self.metres_from(a)[b]

    def _metres_from(self, start: Point) -> dict[Point, float]:
        reached: dict[Point, float] = {}
        queue = [(0.0, start)]
        while queue:
            gone, here = heappop(queue)
            if here not in reached:
                reached[here] = gone
                for there, gap in self._next[here]:
                    if there not in reached:
                        heappush(queue, (gone + gap, there))
        return reached


def _bridge_pieces(road: Road, name: str) -> set[tuple[Point, Point]]:
    pieces: set[tuple[Point, Point]] = set()
    for start, end, own_name in road.bridges:
        if own_name and own_name == name:
            first, last = sorted((road.points.index(start), road.points.index(end)))
            pieces.update(pairwise(road.points[first : last + 1]))
    return pieces
