"""Boundaries of the gminas: arcs that neighbours share point by point, some of them along the river."""

from __future__ import annotations

from functools import cache

from example_area import waters
from example_area.chance import Chance
from example_area.gazetteer import GMINAS, Gmina
from example_area.plane import Line, Point, distance, is_inside, roughen, rounded, smooth, thin

# Nodes where arcs meet [km]; those on the river move to its nearest vertex.
_NODES = {
    "west": (-0.8, 10.3), "town_west": (2.6, 10.3), "town_east": (7.9, 11.5), "ford": (12.6, 12.0),
    "south": (14.2, -1.2), "lake": (18.6, 16.3), "mouth": (21.05, 10.95), "east": (30.15, 9.8), "north": (20.3, 25.9),
}  # fmt: skip
_ON_RIVER = frozenset({"west", "town_west", "town_east", "ford", "mouth", "east"})
_ARCS: dict[str, tuple[str, str, tuple[Point, ...]]] = {
    "north-west": ("west", "north", (
        (-1.2, 11.9), (-0.6, 13.5), (-0.9, 16.0), (-0.3, 18.5), (-1.0, 20.5), (-0.4, 22.5), (0.9, 24.6), (2.6, 25.6),
        (5.0, 25.9), (8.0, 25.5), (10.5, 25.0), (12.6, 25.6), (15.6, 25.2), (18.0, 26.0),
    )),
    "north-east": ("north", "east", (
        (22.6, 25.4), (24.6, 25.8), (27.0, 25.2), (28.9, 25.0), (30.2, 23.9), (29.9, 21.5), (30.3, 19.0), (30.1, 16.5),
        (30.4, 14.5), (30.1, 12.0),
    )),
    "south-east": ("east", "south", (
        (30.2, 7.5), (29.8, 5.0), (30.3, 3.0), (30.2, 0.6), (28.9, -0.9), (26.0, -0.6), (23.4, -1.3), (20.5, -0.4),
        (17.3, -0.9),
    )),
    "south-west": ("south", "west", (
        (11.0, -0.6), (8.4, -1.2), (5.4, -1.4), (2.5, -0.9), (0.0, -0.6), (-0.7, 1.5), (-0.4, 4.0), (-0.9, 6.5),
        (-0.5, 8.7),
    )),
    "north of the town": ("town_west", "town_east", ((2.9, 11.9), (4.1, 12.8), (5.9, 13.0), (7.4, 12.5))),
    "south of the town": ("town_east", "town_west", (
        (7.6, 10.5), (7.3, 9.4), (6.6, 8.9), (5.4, 8.8), (4.4, 9.0), (3.1, 9.4),
    )),
    "heath": ("ford", "south", (
        (12.9, 10.5), (12.9, 8.6), (14.2, 7.4), (15.7, 6.4), (15.9, 4.6), (14.9, 3.0), (14.6, 0.6),
    )),
    "pocket": ("ford", "lake", ((12.9, 13.0), (13.1, 14.8), (14.4, 15.8), (16.4, 15.9), (17.8, 15.9))),
    "stream": ("lake", "mouth", ((18.45, 14.9), (19.9, 14.35), (20.6, 13.2), (21.3, 12.1))),
    "beyond the lake": ("lake", "north", (
        (19.6, 16.6), (20.6, 17.3), (22.4, 17.6), (22.6, 18.9), (22.2, 20.3), (20.9, 20.9), (20.3, 22.3), (19.9, 23.6),
    )),
    "upper river": ("west", "town_west", ()),
    "middle river": ("town_east", "ford", ()),
    "lower river": ("mouth", "east", ()),
}  # fmt: skip
# Arcs of each ring in turn; "-": against the arc's own direction.
_RINGS = {
    "086001": ("north of the town", "south of the town"),
    "086002": (
        "north-west",
        "-beyond the lake",
        "-pocket",
        "-middle river",
        "-north of the town",
        "-upper river",
    ),
    "086003": ("north-east", "-lower river", "-stream", "beyond the lake"),
    "086004": ("pocket", "stream", "lower river", "south-east", "-heath"),
    "086005": ("heath", "south-west", "upper river", "-south of the town", "middle river"),
}


@cache
def _node(name: str) -> Point:
    x, y = _NODES[name]
    wanted = (1000.0 * x, 1000.0 * y)
    if name in _ON_RIVER:
        return min(waters.river(), key=lambda p: distance(p, wanted))
    return wanted


@cache
def _arc(name: str) -> tuple[Point, ...]:
    start, end, via = _ARCS[name]
    if not via:
        line = waters.river()
        return line[line.index(_node(start)) : line.index(_node(end)) + 1]
    control = [_node(start), *((1000.0 * x, 1000.0 * y) for x, y in via), _node(end)]
    rough = roughen(control, Chance(f"border {name}"), amount=0.13, finest=420.0)
    return tuple(thin(smooth(rough, every=110.0), tolerance=9.0))


@cache
def ring_of(gmina: Gmina) -> tuple[Point, ...]:
    """Closed boundary of a gmina on the drawing plane."""
    ring: Line = []
    for name in _RINGS[gmina.code6]:
        arc = _arc(name[1:])[::-1] if name.startswith("-") else _arc(name)
        ring.extend(arc if not ring else arc[1:])
    return tuple(rounded(p) for p in ring)


def gmina_at(point: Point) -> Gmina | None:
    """Gmina that a point lies in."""
    x, y = point
    for gmina in GMINAS:
        west, south, east, north = _box(gmina)
        if west <= x <= east and south <= y <= north and is_inside(point, ring_of(gmina)):
            return gmina
    return None


@cache
def _box(gmina: Gmina) -> tuple[float, float, float, float]:
    xs, ys = zip(*ring_of(gmina), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
