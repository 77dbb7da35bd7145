"""The drawing plane: metres east and north of the area's south-west corner, and lines on it.

The way to degrees is a polynomial, not a map projection: only additions and products, which every machine
rounds alike. It stays within 0.3 % of true lengths, and all truths are counted on the degrees that result.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

from example_area.chance import Chance

Point = tuple[float, float]
Line = list[Point]

ORIGIN_LON, ORIGIN_LAT = 15.0810, 51.9880
_LAT_PER_M = 1.0 / 111_260.0
# 1 / (length of a degree of longitude) at the origin and its growth northwards: tan(lat) / R, squared term included.
_LON_PER_M = 1.0 / 68_660.0
_GROWTH, _CURVE = 2.008e-7, 3.3e-14


def to_degrees(point: Point) -> tuple[float, float]:
    """Return (lon, lat), rounded to the 1e-7 degrees that OSM files keep."""
    x, y = point
    lon = ORIGIN_LON + x * _LON_PER_M * (1.0 + _GROWTH * y + _CURVE * y * y)
    return round(lon, 7), round(ORIGIN_LAT + y * _LAT_PER_M, 7)


def rounded(point: Point) -> Point:
    """Round to centimetres: equal points are one OSM node."""
    return round(point[0], 2), round(point[1], 2)


def distance(a: Point, b: Point) -> float:
    """Straight line [m]."""
    dx, dy = a[0] - b[0], a[1] - b[1]
    return sqrt(dx * dx + dy * dy)


def direction(a: Point, b: Point) -> Point:
    """Unit vector from a to b."""
    length = distance(a, b) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def step(point: Point, way: Point, metres: float, aside: float = 0.0) -> Point:
    """Go `metres` along the unit vector `way` and `aside` to its left."""
    return point[0] + way[0] * metres - way[1] * aside, point[1] + way[1] * metres + way[0] * aside


def roughen(control: Sequence[Point], chance: Chance, *, amount: float, finest: float) -> Line:
    """Add displaced midpoints until no piece is longer than `finest` [m]; `amount` is the share of a piece."""
    line = list(control)
    while any(distance(a, b) > finest for a, b in pairwise(line)):
        finer = [line[0]]
        for a, b in pairwise(line):
            gap = distance(a, b)
            if gap > finest:
                aside = chance.between(-amount, amount) * gap
                finer.append(step(a, direction(a, b), gap * chance.between(0.42, 0.58), aside))
            finer.append(b)
        line = finer
    return line


def smooth(control: Sequence[Point], *, every: float, closed: bool = False) -> Line:
    """Return a smooth line through all control points (Hermite, chord-length tangents), every control point kept."""
    points = list(control)
    count = len(points)
    if count < 3:
        return [rounded(p) for p in points]

    def at(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    line: Line = []
    for i in range(count if closed else count - 1):
        a, b = at(i), at(i + 1)
        gap = distance(a, b)
        leave, arrive = direction(at(i - 1), b), direction(a, at(i + 2))
        pieces = max(int(gap / every), 1)
        for k in range(pieces):
            t = k / pieces
            h0, h1 = (1 + 2 * t) * (1 - t) * (1 - t), t * t * (3 - 2 * t)
            g0, g1 = t * (1 - t) * (1 - t) * gap, t * t * (t - 1) * gap
            x = h0 * a[0] + h1 * b[0] + g0 * leave[0] + g1 * arrive[0]
            y = h0 * a[1] + h1 * b[1] + g0 * leave[1] + g1 * arrive[1]
            line.append(rounded((x, y)))
    line.append(rounded(at(0) if closed else points[-1]))
    return line


def thin(line: Sequence[Point], *, tolerance: float, keep: frozenset[Point] = frozenset()) -> Line:
    """Drop vertices nearer than `tolerance` [m] to the simplified line (Douglas-Peucker), those of `keep` excepted."""
    fixed = [0, *(i for i in range(1, len(line) - 1) if line[i] in keep), len(line) - 1]
    result = [line[0]]
    for start, end in pairwise(fixed):
        result.extend(line[i] for i in _kept(line, start, end, tolerance))
        result.append(line[end])
    return result


def _kept(line: Sequence[Point], start: int, end: int, tolerance: float) -> list[int]:
    if end - start < 2:
        return []
    offs = [distance_to_segment(line[i], line[start], line[end]) for i in range(start + 1, end)]
    worst = max(range(len(offs)), key=offs.__getitem__)
    if offs[worst] <= tolerance:
        return []
    middle = start + 1 + worst
    return [*_kept(line, start, middle, tolerance), middle, *_kept(line, middle, end, tolerance)]


def distance_to_segment(p: Point, a: Point, b: Point) -> float:
    """Distance from a point to a segment [m]."""
    return distance(p, nearest_on_segment(p, a, b))


def nearest_on_segment(p: Point, a: Point, b: Point) -> Point:
    """Return the segment's point nearest to `p`."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = min(max(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square, 0.0), 1.0) if square else 0.0
    return a[0] + t * dx, a[1] + t * dy


def crossing(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Return where segments ab and cd cross inside both, or None (also when they only touch at ends)."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = ux * vy - uy * vx
    if cross == 0.0:
        return None
    t = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / cross
    s = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / cross
    if 0.0 < t < 1.0 and 0.0 < s < 1.0:
        return a[0] + t * ux, a[1] + t * uy
    return None


def length(line: Sequence[Point]) -> float:
    """Length of a line [m]."""
    return sum(distance(a, b) for a, b in pairwise(line))


def offset(line: Sequence[Point], aside: float) -> Line:
    """Shift a line to its left by `aside` [m] (vertex normals; for gentle curves)."""
    shifted = []
    for i, p in enumerate(line):
        way = direction(line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)])
        shifted.append(rounded(step(p, way, 0.0, aside)))
    return shifted


def is_inside(point: Point, ring: Sequence[Point]) -> bool:
    """Tell whether a point lies in a closed ring (even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
