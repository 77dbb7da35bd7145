"""Forests, meadows' edges and built-up land, traced from fields on a raster so that their shapes are irregular."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

import contourpy
import numpy as np
from numpy.typing import NDArray

from example_area import waters
from example_area.chance import value_noise
from example_area.gazetteer import settlements, settlements_beyond
from example_area.plane import Line, Point, distance, is_inside, rounded, thin
from example_area.routes import EXTENT_KM

Ring = Line
Patch = tuple[Ring, tuple[Ring, ...]]
"""An outer ring and the clearings in it."""

_FOREST_STEP, _FOREST_LEVEL = 100.0, 0.5
# Where woods are wanted (or, below zero, are not): x, y, reach [km], strength.
_WOODS = (
    (13.6, 18.0, 4.2, 0.42), (14.5, 14.6, 2.4, 0.34), (1.2, 17.4, 2.4, 0.40), (0.6, 12.4, 1.8, 0.2), (7.2, 18.8, 1.6, 0.1),
    (21.2, 20.2, 1.6, 0.25), (28.6, 20.8, 2.4, 0.30), (26.6, 23.0, 1.3, 0.15), (21.0, 15.2, 1.7, 0.22), (27.4, 14.2, 1.4, 0.2),
    (11.0, 4.2, 1.6, 0.18), (15.0, 3.8, 1.8, 0.28), (16.0, 7.8, 1.7, 0.25), (25.8, 1.6, 1.9, 0.25), (3.4, 2.8, 1.3, 0.18),
    (20.4, -2.6, 3.0, 0.2), (8.0, -3.4, 2.6, 0.2), (-6.5, 16.5, 3.0, 0.25), (-3.0, 26.0, 3.5, 0.25), (10.2, 26.4, 2.6, 0.2),
    (16.0, 27.0, 2.4, 0.2), (28.0, 28.0, 3.0, 0.25), (-6.0, 1.0, 2.6, 0.2), (6.0, 6.5, 1.5, -0.2), (8.0, 10.6, 1.6, -0.25),
)  # fmt: skip


def forests(built: Sequence[Point]) -> list[Patch]:
    """Woods on the whole map, clear of houses, rivers and lakes.

    Parameters
    ----------
    built
        Middles of the buildings.
    """
    west, south, east, north = (1000.0 * km for km in EXTENT_KM)
    x, y = np.meshgrid(
        np.arange(west, east + _FOREST_STEP, _FOREST_STEP),
        np.arange(south, north + _FOREST_STEP, _FOREST_STEP),
    )
    field = 0.62 * value_noise(x, y, cell=4300.0, seed=11) + 0.30 * value_noise(x, y, cell=1300.0, seed=12)
    field += 0.24 * value_noise(x, y, cell=480.0, seed=13) - 0.21
    for wx, wy, reach, strength in _WOODS:
        square = ((x - 1000 * wx) ** 2 + (y - 1000 * wy) ** 2) / (1000 * reach) ** 2
        field += strength / (1.0 + square * square)
    for place in (*settlements(), *settlements_beyond()):
        reach = 420.0 + 11.0 * sqrt(place.people)
        square = ((x - place.x) ** 2 + (y - place.y) ** 2) / (reach * reach)
        field -= 0.42 / (1.0 + square * square)
    field = np.minimum(field, _clearance(x, y, built, 150.0))
    field = np.minimum(field, _clearance(x, y, _densified(waters.river()), 160.0))
    lake = _densified(waters.shore("lake"))
    field = np.minimum(field, _clearance(x, y, lake, 70.0))
    inside = _inside_mask(x, y, waters.shore("lake"))
    field[inside] = 0.0
    field[0, :] = field[-1, :] = field[:, 0] = field[:, -1] = 0.0
    return _patches(x, y, field, _FOREST_LEVEL, smallest=90_000.0, tolerance=22.0)


def built_up(points: Sequence[Point], *, margin: float) -> list[Patch]:
    """Outline of the land within `margin` [m] of buildings."""
    if not points:
        return []
    pts = np.array(points)
    pad, spacing = margin + 70.0, 22.0
    low, high = pts.min(axis=0) - pad, pts.max(axis=0) + pad
    low = np.floor(low / spacing) * spacing
    x, y = np.meshgrid(np.arange(low[0], high[0], spacing), np.arange(low[1], high[1], spacing))
    near = np.full(x.shape, 1e9)
    for px, py in points:
        near = np.minimum(near, (x - px) ** 2 + (y - py) ** 2)
    return _patches(x, y, -np.sqrt(near), -margin, smallest=9_000.0, tolerance=7.0)


def _densified(line: Sequence[Point]) -> list[Point]:
    dense: list[Point] = []
    for (ax, ay), (bx, by) in pairwise(line):
        count = max(int(distance((ax, ay), (bx, by)) / 60.0), 1)
        dense.extend((ax + (bx - ax) * k / count, ay + (by - ay) * k / count) for k in range(count))
    return dense


def _clearance(
    x: NDArray[np.float64], y: NDArray[np.float64], points: Sequence[Point], metres: float
) -> NDArray[np.float64]:
    """Return a field that is `_FOREST_LEVEL` at `metres` from the points and falls towards them; 1 far away."""
    nearest = np.full(x.shape, 4.0 * metres)
    reach = int(4.0 * metres / _FOREST_STEP) + 1
    x0, y0 = x[0, 0], y[0, 0]
    for px, py in points:
        c, r = int((px - x0) / _FOREST_STEP), int((py - y0) / _FOREST_STEP)
        window = (slice(max(r - reach, 0), max(r + reach, 0)), slice(max(c - reach, 0), max(c + reach, 0)))
        nearest[window] = np.minimum(nearest[window], np.sqrt((x[window] - px) ** 2 + (y[window] - py) ** 2))
    return _FOREST_LEVEL * nearest / metres


def _inside_mask(x: NDArray[np.float64], y: NDArray[np.float64], ring: Sequence[Point]) -> NDArray[np.bool_]:
    pts = np.array(ring)
    box = (x >= pts[:, 0].min()) & (x <= pts[:, 0].max()) & (y >= pts[:, 1].min()) & (y <= pts[:, 1].max())
    mask = np.zeros(x.shape, dtype=bool)
    for r, c in np.argwhere(box):
        mask[r, c] = is_inside((float(x[r, c]), float(y[r, c])), ring)
    return mask


def _patches(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    field: NDArray[np.float64],
    level: float,
    *,
    smallest: float,
    tolerance: float,
) -> list[Patch]:
    """Trace the land above a level as rings with holes, the largest first."""
    lines = contourpy.contour_generator(x, y, field, line_type="Separate").lines(level)
    rings = []
    for line in lines:
        ring = [rounded((float(px), float(py))) for px, py in line]
        if ring[0] == ring[-1] and abs(area := _area(ring)) >= smallest:
            slim = thin(ring, tolerance=tolerance)
            if len(slim) > 4:
                rings.append((area, slim))
    rings.sort(key=lambda item: (-abs(item[0]), item[1][0]))
    outer_sign = 1.0 if rings and rings[0][0] > 0 else -1.0
    outers = [ring for area, ring in rings if area * outer_sign > 0]
    holes = [ring for area, ring in rings if area * outer_sign < 0]
    owner = [
        min((o for o in outers if is_inside(h[0], o)), key=lambda o: abs(_area(o)), default=None)
        for h in holes
    ]
    return [(o, tuple(h for h, of in zip(holes, owner, strict=True) if of is o)) for o in outers]


def _area(ring: Sequence[Point]) -> float:
    return 0.5 * sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
