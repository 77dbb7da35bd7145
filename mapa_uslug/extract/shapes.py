"""Geometries of OSM objects: gathered as hexadecimal WKB in degrees, made into shapes in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import DEGREE_STEPS
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.ragged import gather_rows

Shapes = NDArray[np.object_]
_BLOCK = 65_536


def to_crs(shapes: Shapes, crs: str) -> Shapes:
    """Shapes in degrees, carried to a metric CRS."""

    def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transform_xy(degrees[:, 0], degrees[:, 1], WGS84, crs))

    return np.asarray(shapely.transform(shapes, project), dtype=object) if len(shapes) else shapes


def from_wkb(hexadecimal: Sequence[str], *, is_area: Sequence[bool] | NDArray[np.bool_]) -> Shapes:
    """Lines and polygons of WKB; closed lines that stand for areas become valid polygons."""
    shapes = np.asarray(shapely.from_wkb(np.asarray(hexadecimal, dtype=object)), dtype=object).reshape(-1)
    is_line = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    rings = np.flatnonzero(np.asarray(is_area, dtype=bool) & is_line & _is_ring(shapes))
    if len(rings):
        coordinates, owner = shapely.get_coordinates(shapes[rings], return_index=True)
        shapes[rings] = shapely.polygons(shapely.linearrings(coordinates, indices=owner))
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    if len(broken):
        shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes


def _is_ring(shapes: Shapes) -> NDArray[np.bool_]:
    closed: NDArray[np.bool_] = shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) >= 4)
    return closed


def middle_of(shapes: Shapes) -> NDArray[np.float64]:
    """Middle of each shape, (n, 2): the centroid where it lies in the shape, else a point inside.

    A line's middle is the point half-way along it.
    """
    centroids = np.asarray(shapely.centroid(shapes), dtype=object)
    is_line = shapely.get_dimensions(shapes) == 1
    outside = np.flatnonzero(~is_line & ~shapely.intersects(shapes, centroids))
    centroids[outside] = shapely.point_on_surface(shapes[outside])
    lines = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING)
    centroids[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    return np.asarray(shapely.get_coordinates(centroids), dtype=np.float64)


class MiddleCollector:
    """Gathers outlines and keeps only their middles, block by block, so that memory stays small.

    Parameters
    ----------
    keeps_rings : bool
        Whether the rings are kept too, as flat arrays (see `rings`).
    """

    def __init__(self, *, keeps_rings: bool = False) -> None:
        self._waiting: list[str] = []
        self._flags: list[bool] = []
        self._blocks: list[NDArray[np.float64]] = []
        self._rings: list[Rings] | None = [] if keeps_rings else None

    def add(self, hexadecimal: str, *, flag: bool) -> None:
        """Take one outline and the flag that goes with it."""
        self._waiting.append(hexadecimal)
        self._flags.append(flag)
        if len(self._waiting) >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        shapes = from_wkb(self._waiting, is_area=np.ones(len(self._waiting), dtype=bool))
        self._blocks.append(middle_of(shapes))
        if self._rings is not None:
            self._rings.append(Rings.of(shapes))
        self._waiting = []

    def finish(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Middles in degrees (n, 2) and flags (n,)."""
        if self._waiting:
            self._flush()
        middles = np.concatenate(self._blocks) if self._blocks else np.empty((0, 2))
        return middles, np.asarray(self._flags, dtype=bool)

    def rings(self) -> Rings:
        """Rings of the outlines in the order of the middles; after `finish`."""
        return Rings.joined(self._rings or [], [len(block) for block in self._blocks])


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings of polygons as flat arrays.

    Attributes
    ----------
    lonlat : int32, (vertices, 2)
        In `DEGREE_STEPS` of a degree; the first vertex of a ring is its last. Exterior rings run counter-clockwise,
        holes clockwise.
    ptr : int64, (rings + 1,)
    owner : int64, (rings,)
        Polygon of each ring, ascending.
    """

    lonlat: NDArray[np.int32]
    ptr: NDArray[np.int64]
    owner: NDArray[np.int64]

    @classmethod
    def of(cls, shapes: Shapes) -> Rings:
        """Rings of polygons in degrees; other shapes have none."""
        # Mending may leave collections that hold multipolygons.
        parts, shape = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
        polygons, part = shapely.get_parts(parts, return_index=True)
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        lonlat = np.rint(shapely.get_coordinates(rings) * DEGREE_STEPS).astype(np.int32)
        sizes = shapely.get_num_coordinates(rings)
        return cls(lonlat, np.concatenate([[0], np.cumsum(sizes)]), shape[part][polygon])

    @classmethod
    def joined(cls, blocks: Sequence[Rings], polygons: Sequence[int]) -> Rings:
        """Blocks one after the other; `polygons` tells how many each of them was made from."""
        if not blocks:
            return cls(np.empty((0, 2), np.int32), np.zeros(1, np.int64), np.empty(0, np.int64))
        first = np.cumsum([0, *polygons])
        sizes = np.concatenate([np.diff(b.ptr) for b in blocks])
        return cls(
            np.concatenate([b.lonlat for b in blocks]),
            np.concatenate([[0], np.cumsum(sizes)]),
            np.concatenate([b.owner + n for b, n in zip(blocks, first, strict=False)]),
        )

    def reordered(self, order: NDArray[np.int64]) -> Rings:
        """The rings of the same polygons in a new order: polygon ``order[i]`` becomes polygon i."""
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        rings = np.argsort(rank[self.owner], kind="stable")
        ptr, vertices = gather_rows(self.ptr, rings)
        return Rings(self.lonlat[vertices], ptr, rank[self.owner][rings])


def as_polygons(shapes: Sequence[Any]) -> Shapes:
    """The polygonal parts of shapes (mending can leave lines behind); None where there are none."""
    return np.array([_polygonal(shape) for shape in shapes], dtype=object)


def _polygonal(shape: Any) -> Any:
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else None
