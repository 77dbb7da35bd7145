"""River, streams, lake and ponds."""

from __future__ import annotations

from functools import cache

from example_area.chance import Chance
from example_area.plane import Line, Point, direction, roughen, rounded, smooth, step, thin

RIVER_NAME, STREAM_NAME, LAKE_NAME = "Warcica", "Modra Struga", "Jezioro Modre"
RIVER_WIDTH = 58.0

# Control points [km]; between them the river meanders by chance.
_RIVER = (
    (-8.78, 9.3), (-6.4, 10.3), (-3.2, 9.3), (0.2, 10.7), (2.6, 10.3), (4.3, 11.35), (5.75, 11.75), (7.3, 11.3),
    (9.3, 11.9), (11.2, 11.3), (12.9, 12.2), (14.6, 11.2), (16.3, 12.1), (17.7, 11.2), (19.3, 11.9), (21.0, 10.9),
    (22.8, 11.6), (24.6, 10.3), (26.25, 10.5), (28.2, 9.4), (29.8, 9.9), (31.13, 9.45),
)  # fmt: skip
_LAKE = (
    (18.35, 14.75), (18.95, 15.05), (19.25, 16.0), (19.75, 16.7), (20.05, 17.9), (19.9, 18.9), (20.25, 19.9),
    (20.1, 21.0), (19.65, 21.9), (18.95, 22.3), (18.35, 21.8), (18.4, 20.8), (17.95, 20.0), (18.3, 19.0),
    (18.0, 18.0), (17.6, 17.1), (17.75, 16.0), (17.8, 15.2),
)  # fmt: skip
_ISLAND = ((18.95, 19.35), (19.2, 19.55), (19.3, 19.95), (19.1, 20.1), (18.9, 19.75))
_POND = ((11.9, 20.5), (12.35, 20.55), (12.5, 20.95), (12.2, 21.2), (11.8, 20.95))
_SOUTH_POND = ((14.9, 1.9), (15.5, 1.7), (15.75, 2.15), (15.3, 2.45), (14.85, 2.3))
_MARSH = ((0.7, 16.6), (1.7, 16.2), (2.6, 16.7), (2.7, 17.7), (2.2, 18.4), (1.2, 18.5), (0.5, 17.7))
_REEDS = ((19.7, 12.2), (20.4, 12.0), (21.0, 12.4), (20.9, 13.4), (20.3, 13.9), (19.9, 13.3))
_STREAMS = {
    STREAM_NAME: ((18.5, 14.8), (19.9, 14.3), (20.6, 13.2), (21.3, 12.1), (21.05, 10.95)),
    "Lubniczka": ((12.1, 20.6), (11.0, 18.9), (11.3, 17.0), (10.2, 15.6), (9.9, 13.6), (9.6, 11.9)),
    "Jeżówka": ((15.0, 2.2), (13.6, 3.9), (13.3, 6.0), (12.6, 8.0), (12.2, 10.2), (12.1, 11.7)),
}


def _metres(points: tuple[Point, ...]) -> Line:
    return [(1000.0 * x, 1000.0 * y) for x, y in points]


@cache
def river() -> tuple[Point, ...]:
    """Middle line of the river, from west to east."""
    rough = roughen(_metres(_RIVER), Chance("river"), amount=0.30, finest=750.0)
    return tuple(thin(smooth(rough, every=45.0), tolerance=2.0))


@cache
def river_banks() -> tuple[tuple[Point, ...], ...]:
    """Closed rings of open water along the river, end to end."""
    line, chance = river(), Chance("banks")
    left, right = [], []
    for i, p in enumerate(line):
        way = direction(line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)])
        half = RIVER_WIDTH / 2.0 * chance.between(0.85, 1.15)
        left.append(rounded(step(p, way, 0.0, half)))
        right.append(rounded(step(p, way, 0.0, -half)))
    rings = []
    for start in range(0, len(line) - 1, 60):
        end = min(start + 60, len(line) - 1)
        ring = [*left[start : end + 1], *reversed(right[start : end + 1])]
        rings.append((*ring, ring[0]))
    return tuple(rings)


@cache
def stream(name: str) -> tuple[Point, ...]:
    """Middle line of a stream."""
    rough = roughen(_metres(_STREAMS[name]), Chance(name), amount=0.2, finest=500.0)
    return tuple(thin(smooth(rough, every=40.0), tolerance=2.5))


def stream_names() -> tuple[str, ...]:
    """Names of the streams."""
    return tuple(_STREAMS)


@cache
def shore(which: str) -> tuple[Point, ...]:
    """Closed ring of "lake", "island", "pond", "south_pond", and of the wetlands "marsh" and "reeds"."""
    control = {
        "lake": _LAKE, "island": _ISLAND, "pond": _POND, "south_pond": _SOUTH_POND, "marsh": _MARSH, "reeds": _REEDS,
    }[which]  # fmt: skip
    closed = _metres((*control, control[0]))
    rough = roughen(closed, Chance(which), amount=0.14, finest=260.0)[:-1]
    return tuple(thin(smooth(rough, every=40.0, closed=True), tolerance=3.0))
