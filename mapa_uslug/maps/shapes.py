"""Geometries as whole numbers on the map's own 65,535-step grid of Web Mercator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.maps.packing import ArrayPack

STEPS = 65535
_POLYGON: Final = 3
_MIN_FRAME_SHARE = 1e-6


def to_world(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees to Web Mercator with the whole world as the unit square, y to the south; shape (points, 2)."""
    sine = np.sin(np.radians(np.clip(lat, -85.05, 85.05)))
    return np.column_stack([lon / 360.0 + 0.5, 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi)])


@dataclass(frozen=True)
class Frame:
    """The square of the map: its corner in world units and side; coordinates inside it are 0 to `STEPS`.

    `window` is the same part of the earth in the area's CRS (west, south, east, north) [m].
    """

    crs: str
    window: tuple[float, float, float, float]
    x0: float
    y0: float
    side: float

    @classmethod
    def around(cls, crs: str, window: tuple[float, float, float, float]) -> Frame:
        """The smallest square that holds a window of the area's CRS."""
        west, south, east, north = window
        ring = shapely.segmentize(
            shapely.box(west, south, east, north), max(east - west, north - south) / 32.0
        )
        x, y = shapely.get_coordinates(ring).T
        world = to_world(*transform_xy(x, y, crs, WGS84))
        low, high = world.min(axis=0), world.max(axis=0)
        side = max(float((high - low).max()), _MIN_FRAME_SHARE)
        return cls(crs, window, float(low[0]), float(low[1]), side)

    @property
    def side_m(self) -> float:
        """About how long a side of the square is on the ground [m]."""
        west, south, east, north = self.window
        return max(east - west, north - south)

    @property
    def step_m(self) -> float:
        """About how long one step is on the ground [m]."""
        return self.side_m / STEPS

    def quantise(
        self, x: NDArray[np.float64], y: NDArray[np.float64], *, crs: str | None = None
    ) -> NDArray[np.uint16]:
        """Coordinates to steps; shape (points, 2). What lies outside is put on the rim."""
        world = to_world(*transform_xy(x, y, crs or self.crs, WGS84))
        steps = np.rint((world - (self.x0, self.y0)) / self.side * STEPS)
        return np.clip(steps, 0, STEPS).astype(np.uint16)


@dataclass(frozen=True, eq=False)
class Shapes:
    """Lines or rings of many features.

    Attributes
    ----------
    xy : uint16, (vertices, 2)
    part_ptr : uint32, (parts + 1,)
        Vertices of each line or ring.
    feature_ptr : uint32, (features + 1,)
        Parts of each feature, in the order of the geometries (a feature may have none).
    """

    xy: NDArray[np.uint16]
    part_ptr: NDArray[np.uint32]
    feature_ptr: NDArray[np.uint32]

    def add_to(self, pack: ArrayPack, name: str) -> None:
        """Add to a pack in the form that compresses best, as measured on roads, bands and buildings.

        ``name.x, name.y`` are differences, small ones of either sign as small numbers (0, -1, 1, -2, ... are 0, 1, 2,
        3, ...), all low bytes before all high ones; ``name.parts`` and ``name.features`` are sizes, not pointers.
        """
        for axis, letter in enumerate("xy"):
            values = self.xy[:, axis]
            step = np.diff(values, prepend=values.dtype.type(0)).view(np.int16)
            folded = ((step << 1) ^ (step >> 15)).view(np.uint16)
            low, high = (folded & 0xFF).astype(np.uint8), (folded >> 8).astype(np.uint8)
            pack.add(f"{name}.{letter}", np.concatenate([low, high]))
        pack.add(f"{name}.parts", np.diff(self.part_ptr))
        pack.add(f"{name}.features", np.diff(self.feature_ptr))

    @property
    def vertices(self) -> int:
        """Number of vertices."""
        return len(self.xy)

    def areas(self) -> NDArray[np.float64]:
        """What each part encloses [steps²], holes likewise; open lines as if they were closed."""
        x, y = self.xy.astype(np.float64).T
        part = np.repeat(np.arange(len(self.part_ptr) - 1), np.diff(self.part_ptr))
        following = np.arange(1, len(x) + 1)
        following[self.part_ptr[1:].astype(np.int64) - 1] = self.part_ptr[:-1]
        cross = x * y[following] - x[following] * y
        return np.abs(np.bincount(part, cross, len(self.part_ptr) - 1)) / 2.0

    def as_one_feature(self) -> Shapes:
        """The same parts as one feature."""
        return Shapes(self.xy, self.part_ptr, _pointers(np.array([len(self.part_ptr) - 1])))

    def with_parts(self, is_kept: NDArray[np.bool_]) -> Shapes:
        """The same features with some of their parts."""
        sizes = np.diff(self.part_ptr).astype(np.int64)
        feature = np.repeat(np.arange(len(self.feature_ptr) - 1), np.diff(self.feature_ptr))
        return Shapes(
            xy=self.xy[np.repeat(is_kept, sizes)],
            part_ptr=_pointers(sizes[is_kept]),
            feature_ptr=_pointers(np.bincount(feature[is_kept], minlength=len(self.feature_ptr) - 1)),
        )


def make_shapes(geometries: Any, frame: Frame, *, tolerance_m: float, min_area_m2: float = 0.0) -> Shapes:
    """Simplify, clip and quantise lines or polygons (area CRS); points and empty parts vanish.

    Exterior rings run one way and holes the other, so that overlapping polygons can be filled in one go. Rings that
    enclose less than `min_area_m2`, or nothing, are left out.

    Every ring is simplified by itself (Douglas and Peucker): two may cross by less than the tolerance, which no eye sees,
    and mending it in the polygons of a large area takes ten times as long as all the rest.
    """
    shapes = np.asarray(geometries, dtype=object)
    if len(shapes):
        shapes = shapely.clip_by_rect(shapes, *frame.window)
    lines, feature, is_ring = _lines_of(shapely.orient_polygons(shapes))
    if tolerance_m > 0.0:
        # A ring within the tolerance of its own beginning would shrink to a point: a third of those of isochrones.
        west, south, east, north = shapely.bounds(lines).reshape(-1, 4).T
        is_left = ~is_ring | (np.hypot(east - west, north - south) >= tolerance_m)
        lines, feature, is_ring = lines[is_left], feature[is_left], is_ring[is_left]
        lines = shapely.simplify(lines, tolerance_m, preserve_topology=False)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    area = _enclosed(xy, line, len(lines))
    is_kept = ~is_ring | ((area > 0.0) & (area >= min_area_m2))
    number = np.cumsum(is_kept) - 1
    xy, line = xy[is_kept[line]], number[line[is_kept[line]]]
    steps = frame.quantise(xy[:, 0], xy[:, 1]) if len(xy) else np.zeros((0, 2), np.uint16)
    return _pack_vertices(steps, line, feature[is_kept], len(shapes))


def _lines_of(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.bool_]]:
    """Lines as they are, polygons as their rings; the feature of each, in their order, and which are rings."""
    parts, feature = shapely.get_parts(shapes, return_index=True)
    if (shapely.get_type_id(parts) > _POLYGON).any():
        parts, outer = shapely.get_parts(parts, return_index=True)
        feature = feature[outer]
    kind = shapely.get_type_id(parts)
    is_line, is_polygon = (kind == 1) | (kind == 2), kind == _POLYGON
    rings, polygon = shapely.get_rings(parts[is_polygon], return_index=True)
    lines = np.concatenate([parts[is_line], rings])
    owner = np.concatenate([feature[is_line], feature[is_polygon][polygon]])
    order = np.argsort(owner, kind="stable")
    return lines[order], owner[order], order >= np.count_nonzero(is_line)


def _enclosed(xy: NDArray[np.float64], line: NDArray[np.int64], lines: int) -> NDArray[np.float64]:
    """What each closed line encloses."""
    first = np.searchsorted(line, np.arange(lines))
    # Seen from a corner of its own: far from the origin digits would be lost.
    x, y = (xy - xy[first[line]]).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)[: len(line)]
    # From the end of a line nothing goes on to the next.
    cross[first[1:] - 1] = 0.0
    return np.abs(np.bincount(line, cross, lines)) / 2.0


def pack_steps(lines: NDArray[Any]) -> Shapes:
    """Lines whose coordinates are steps already, as one feature."""
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    return _pack_vertices(coordinates.astype(np.uint16), line, np.zeros(len(lines), dtype=np.int64), 1)


def _pack_vertices(
    xy: NDArray[np.uint16], line: NDArray[np.int64], feature: NDArray[np.int64], features: int
) -> Shapes:
    is_new = np.ones(len(xy), dtype=bool)
    is_new[1:] = (line[1:] != line[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    xy, line = xy[is_new], line[is_new]
    sizes = np.bincount(line, minlength=len(feature))
    keep = sizes >= 2
    xy = xy[keep[line]] if len(line) else xy
    return Shapes(
        xy=xy,
        part_ptr=_pointers(sizes[keep]),
        feature_ptr=_pointers(np.bincount(feature[keep], minlength=features)),
    )


def join_features(shapes: Sequence[Shapes]) -> Shapes:
    """Features of several shapes, one after the other."""
    sizes = [
        np.concatenate([np.diff(s.part_ptr) for s in shapes]),
        np.concatenate([np.diff(s.feature_ptr) for s in shapes]),
    ]
    return Shapes(np.concatenate([s.xy for s in shapes]), *(_pointers(n) for n in sizes))


def _pointers(sizes: NDArray[np.int64]) -> NDArray[np.uint32]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)


NO_FEATURE: Final = Shapes(np.zeros((0, 2), np.uint16), np.zeros(1, np.uint32), np.zeros(2, np.uint32))
"""A feature without parts."""
NO_SHAPES: Final = Shapes(np.zeros((0, 2), np.uint16), np.zeros(1, np.uint32), np.zeros(1, np.uint32))
"""No feature."""
