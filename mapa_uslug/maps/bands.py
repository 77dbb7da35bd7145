"""Isochrones in the map: those of whole types always, those of single places while there is room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.maps.background import detail_m
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import Frame, Shapes, join_features, make_shapes

MOST_VERTICES: Final = 1_000_000
"""Vertices that the bands of single places may have. A vertex takes 2 bytes of the file, compressed and in base64.

Beyond that none of them is in the file, and the page colours the cells by their minutes to the place instead.
"""
_COARSENESS: Final = 8.0
_MIN_BAND_M2: Final = 10_000.0
_AT_A_TIME: Final = 32
"""Outlines that lie in memory as shapes together: those of whole types have a hundred thousand vertices in a voivodeship."""


def add_bands(pack: ArrayPack, isochrones: gpd.GeoDataFrame, frame: Frame) -> gpd.GeoDataFrame:
    """Add the outlines to the pack as ``bands``; returns those that are in it, one a feature."""
    is_joint = isochrones["id"].to_numpy() == isochrones["service_type"].to_numpy()
    joint, own = isochrones[is_joint], isochrones[~is_joint]
    shapes = list(_outline(joint.geometry.to_numpy(), frame))
    of_places = _outline_while_room(own.geometry.to_numpy(), frame)
    if of_places is None:
        join_features(shapes).add_to(pack, "bands")
        return joint
    join_features([*shapes, *of_places]).add_to(pack, "bands")
    return isochrones.iloc[np.concatenate([np.flatnonzero(is_joint), np.flatnonzero(~is_joint)])]


def _outline_while_room(geometries: NDArray[Any], frame: Frame) -> list[Shapes] | None:
    """None as soon as there are more vertices than the file has room for."""
    shapes: list[Shapes] = []
    for part in _outline(geometries, frame):
        shapes.append(part)
        if sum(s.vertices for s in shapes) > MOST_VERTICES:
            return None
    return shapes


def _outline(geometries: NDArray[Any], frame: Frame) -> Iterator[Shapes]:
    """Some at a time, and once where there are none."""
    tolerance = _COARSENESS * detail_m(frame)
    for start in range(0, max(len(geometries), 1), _AT_A_TIME):
        part = geometries[start : start + _AT_A_TIME]
        yield make_shapes(part, frame, tolerance_m=tolerance, min_area_m2=_MIN_BAND_M2)


def describe_bands(isochrones: gpd.GeoDataFrame) -> list[list[Any]]:
    """Whose isochrone each is (a place or a whole type), by which mode and for how many minutes."""
    columns = (isochrones[c] for c in ("id", "service_type", "mode", "minutes"))
    return [[str(i), str(t), str(m), int(v)] for i, t, m, v in zip(*columns, strict=True)]
