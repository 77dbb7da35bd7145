"""Roads on the drawing plane: shared points are junctions, and whatever crosses joins, unless a bridge is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import floor

from example_area.plane import Line, Point, crossing, distance, nearest_on_segment, rounded, step

_CELL = 200.0
_SNAP = 14.0


@dataclass(eq=False)
class Road:
    """A road being drawn: vertices, tags, pieces that are bridges (first and last vertex, name)."""

    number: int
    points: Line
    tags: dict[str, str]
    settlement: str = ""
    bridges: list[tuple[Point, Point, str]] = field(default_factory=list)

    @property
    def highway(self) -> str:
        """Road class."""
        return self.tags.get("highway", "")

    def segments(self) -> Iterator[tuple[Point, Point]]:
        """Pairs of neighbouring vertices."""
        return zip(self.points, self.points[1:], strict=False)


class SegmentIndex:
    """Segments by the squares that they touch."""

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], list[tuple[Point, Point, Road | None]]] = {}

    def add(self, a: Point, b: Point, road: Road | None = None) -> None:
        """Add a segment."""
        for square in _squares_of(a, b, 0.0):
            self._squares.setdefault(square, []).append((a, b, road))

    def remove(self, a: Point, b: Point, road: Road | None) -> None:
        """Remove a segment that was added."""
        for square in _squares_of(a, b, 0.0):
            self._squares[square].remove((a, b, road))

    def near(self, a: Point, b: Point, margin: float) -> list[tuple[Point, Point, Road | None]]:
        """Return segments that may come within `margin` [m] of ab, each once, in the order of their squares."""
        found: dict[tuple[Point, Point, int], tuple[Point, Point, Road | None]] = {}
        for square in _squares_of(a, b, margin):
            for item in self._squares.get(square, ()):
                found.setdefault((item[0], item[1], item[2].number if item[2] else -1), item)
        return list(found.values())

    def distance_to(self, p: Point, *, within: float) -> float:
        """Distance to the nearest segment, `within` if there is none nearer."""
        return min(
            [within, *(distance(p, nearest_on_segment(p, a, b)) for a, b, _ in self.near(p, p, within))]
        )


def _squares_of(a: Point, b: Point, margin: float) -> Iterator[tuple[int, int]]:
    for i in range(floor((min(a[0], b[0]) - margin) / _CELL), floor((max(a[0], b[0]) + margin) / _CELL) + 1):
        for j in range(
            floor((min(a[1], b[1]) - margin) / _CELL), floor((max(a[1], b[1]) + margin) / _CELL) + 1
        ):
            yield i, j


class Network:
    """All roads, with an index of their segments."""

    def __init__(self) -> None:
        self.roads: list[Road] = []
        self.index = SegmentIndex()

    def add(self, line: Sequence[Point], tags: dict[str, str], *, settlement: str = "") -> Road:
        """Add a road; where it crosses another one, both get a common vertex."""
        road = Road(len(self.roads), [rounded(p) for p in line], dict(tags), settlement)
        joined = [road.points[0]]
        for a, b in list(road.segments()):
            joined.extend(self._joints(a, b))
            joined.append(b)
        road.points = [p for i, p in enumerate(joined) if i == 0 or p != joined[i - 1]]
        self.roads.append(road)
        for a, b in road.segments():
            self.index.add(a, b, road)
        return road

    def _joints(self, a: Point, b: Point) -> Line:
        joints = []
        for c, d, other in self.index.near(a, b, 0.0):
            at = crossing(a, b, c, d)
            if at is None or other is None:
                continue
            near = min((a, b, c, d), key=lambda p: distance(p, at))
            joint = near if near in (c, d) and distance(near, at) < _SNAP else rounded(at)
            if joint not in (c, d):
                self.insert(other, c, d, joint)
            joints.append(joint)
        return sorted(joints, key=lambda p: distance(a, p))

    def insert(self, road: Road, a: Point, b: Point, vertex: Point) -> Point:
        """Insert a vertex between the neighbours a and b of a road."""
        if vertex in (a, b):
            return vertex
        at = next(i for i, pair in enumerate(road.segments()) if pair == (a, b))
        road.points.insert(at + 1, vertex)
        self.index.remove(a, b, road)
        self.index.add(a, vertex, road)
        self.index.add(vertex, b, road)
        return vertex

    def nearest(self, p: Point, *, within: float) -> tuple[float, Road, Point, Point, Point] | None:
        """Return (distance, road, a, b, point on ab) of the road nearest to p."""
        best: tuple[float, Road, Point, Point, Point] | None = None
        for a, b, road in self.index.near(p, p, within):
            on = nearest_on_segment(p, a, b)
            off = distance(p, on)
            if road is not None and off <= within and (best is None or off < best[0]):
                best = (off, road, a, b, on)
        return best

    def vertex_on(self, found: tuple[float, Road, Point, Point, Point]) -> Point:
        """Vertex at the nearest point: an existing one when it is within a car's length or two, else a new one."""
        _, road, a, b, on = found
        near = a if distance(a, on) <= distance(b, on) else b
        if distance(near, on) < _SNAP:
            return near
        return self.insert(road, a, b, rounded(on))

    def vertex_at(self, road: Road, start: Point, metres: float) -> Point:
        """Vertex `metres` from a vertex along a road (negative: backwards); inserted where there is none."""
        i = road.points.index(start)
        forward = metres >= 0.0
        left = abs(metres)
        while 0 <= (j := i + (1 if forward else -1)) < len(road.points):
            a, b = road.points[i], road.points[j]
            gap = distance(a, b)
            if left <= gap:
                where = rounded(step(a, ((b[0] - a[0]) / gap, (b[1] - a[1]) / gap), left))
                near = a if distance(a, where) < 2.0 else b if distance(b, where) < 2.0 else None
                if near is not None:
                    return near
                return self.insert(road, *((a, b) if forward else (b, a)), where)
            left -= gap
            i = j
        return road.points[i]
