"""Further layers, packed for the page: shapes among the arrays, titles and facts in the document."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.contracts.map_layers import LAYER_KINDS, MapLayer
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.text import Text
from mapa_uslug.maps.background import detail_m
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import Frame, make_shapes

_KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
_DIGITS = 1


def add_map_layers(
    pack: ArrayPack, layers: Sequence[MapLayer], frame: Frame, text: Text
) -> list[dict[str, Any]]:
    """Add the lines and areas to the pack as ``layer.<key>``; describe every layer and its features.

    Raises
    ------
    ValueError
        If a key is no name or stands twice, or a kind is none of `LAYER_KINDS`.
    """
    keys = [layer.key for layer in layers]
    wrong = [key for key in keys if not _KEY.fullmatch(key) or keys.count(key) > 1]
    if wrong:
        raise ValueError(f"map layers need keys of their own, of small letters: {wrong}")
    return [_describe(pack, layer, frame, text) for layer in layers]


def _describe(pack: ArrayPack, layer: MapLayer, frame: Frame, text: Text) -> dict[str, Any]:
    if layer.kind not in LAYER_KINDS:
        raise ValueError(f"map layer {layer.key}: {layer.kind!r} is none of {LAYER_KINDS}")
    table = layer.table if layer.table.crs is None else layer.table.to_crs(frame.crs)
    if layer.kind != "point":
        shapes = make_shapes(table.geometry.values, frame, tolerance_m=detail_m(frame))
        shapes.add_to(pack, f"layer.{layer.key}")
    return {
        "key": layer.key,
        "title": text(layer.title),
        "hint": text(layer.hint),
        "kind": layer.kind,
        "features": [
            {
                "title": str(title),
                "facts": [[text(str(term)), _plain(value)] for term, value in facts],
                "at": at,
            }
            for title, facts, at in zip(table["title"], table["facts"], _places(table, frame), strict=True)
        ],
    }


def _places(table: gpd.GeoDataFrame, frame: Frame) -> list[list[float]]:
    """A point of each shape, at which its card opens [deg]."""
    if not len(table):
        return []
    points = shapely.point_on_surface(np.asarray(table.geometry.values, dtype=object))
    x, y = shapely.get_coordinates(points).T
    lon, lat = transform_xy(x, y, frame.crs, WGS84)
    return [[round(float(y), 6), round(float(x), 6)] for y, x in zip(lat, lon, strict=True)]


def _plain(value: object) -> str | int | float | None:
    """A figure stays one, so that the page writes and sorts it as a number; what is missing is None."""
    if isinstance(value, bool | np.bool_):
        raise TypeError("a fact is a text or a figure, not a truth value")
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        if not math.isfinite(number):
            return None
        return int(number) if number.is_integer() else round(number, _DIGITS)
    return None if value is None else str(value)
