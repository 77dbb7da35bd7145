"""Isochrones in the map: those of whole types always, those of single places while there is room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.maps.background import detail_m
from mapa_uslug.maps.kept import Memo, content_of, recall_shapes
from mapa_uslug.maps.shapes import NO_SHAPES, Frame, Shapes, join_features, make_shapes

MOST_VERTICES: Final = 1_000_000
"""Vertices that the bands of single places may have. A vertex takes 2 bytes of the file, compressed and in base64.

Beyond that none of them is in the file, and the page colours the cells by their minutes to the place instead.
"""
_COARSENESS: Final = 8.0
_MIN_BAND_M2: Final = 10_000.0
_AT_A_TIME: Final = 32
"""Outlines that lie in memory as shapes together: those of whole types have a hundred thousand vertices in a voivodeship."""


def outline_bands(
    isochrones: gpd.GeoDataFrame, frame: Frame, *, memo: Memo | None = None
) -> tuple[Shapes, gpd.GeoDataFrame]:
    """Outlines for the map, and the isochrones that they are of, one a feature.

    Those of a service type by a mode are kept by themselves, so that a service that changed leaves the others.
    """
    is_joint = isochrones["id"].to_numpy() == isochrones["service_type"].to_numpy()
    rows_joint, rows_own = np.flatnonzero(is_joint), np.flatnonzero(~is_joint)
    with ThreadPoolExecutor(os.cpu_count()) as pool:

        def outline(rows: NDArray[np.int64]) -> Iterator[Shapes]:
            return pool.map(lambda part: _recall(part, frame, memo), _parts_of(isochrones, rows))

        shapes = list(outline(rows_joint))
        of_places = _while_room(outline(rows_own))
        # Without room, what nobody has begun with is not made.
        pool.shutdown(cancel_futures=True)
    if of_places is None:
        return _join(shapes), isochrones.iloc[rows_joint]
    return _join([*shapes, *of_places]), isochrones.iloc[np.concatenate([rows_joint, rows_own])]


def _parts_of(isochrones: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Geometries of some rows in their order, parted wherever the service type or the mode is another one."""
    table = isochrones.iloc[rows]
    question = table.groupby(["service_type", "mode"], sort=False).ngroup().to_numpy()
    return np.split(table.geometry.to_numpy(), np.flatnonzero(np.diff(question)) + 1) if len(rows) else []


def _while_room(outlines: Iterator[Shapes]) -> list[Shapes] | None:
    """None as soon as there are more vertices than the file has room for."""
    shapes: list[Shapes] = []
    for part in outlines:
        shapes.append(part)
        if sum(s.vertices for s in shapes) > MOST_VERTICES:
            return None
    return shapes


def _recall(geometries: NDArray[Any], frame: Frame, memo: Memo | None) -> Shapes:
    return recall_shapes(
        memo,
        f"bands|{frame}",
        lambda: content_of(geometries),
        lambda: {"bands": _outline(geometries, frame)},
    )["bands"]


def _outline(geometries: NDArray[Any], frame: Frame) -> Shapes:
    """Some at a time."""
    tolerance = _COARSENESS * detail_m(frame)
    return _join(
        [
            make_shapes(
                geometries[start : start + _AT_A_TIME], frame, tolerance_m=tolerance, min_area_m2=_MIN_BAND_M2
            )
            for start in range(0, len(geometries), _AT_A_TIME)
        ]
    )


def _join(shapes: list[Shapes]) -> Shapes:
    return join_features(shapes) if shapes else NO_SHAPES


def describe_bands(isochrones: gpd.GeoDataFrame) -> list[list[Any]]:
    """Whose isochrone each is (a place or a whole type), by which mode and for how many minutes."""
    columns = (isochrones[c] for c in ("id", "service_type", "mode", "minutes"))
    return [[str(i), str(t), str(m), int(v)] for i, t, m, v in zip(*columns, strict=True)]
