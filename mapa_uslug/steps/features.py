"""Features of the map's further layers: a title, facts and a shape each."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from mapa_uslug.contracts.map_layers import LayerKind, MapLayer

Facts = tuple[tuple[str, object], ...]
Feature = tuple[str, Facts, BaseGeometry]


def make_layer(
    key: str, title: str, hint: str, kind: LayerKind, features: Sequence[Feature], *, crs: str
) -> MapLayer:
    """A layer of features, in their order."""
    table = gpd.GeoDataFrame(
        {"title": [title for title, _, _ in features], "facts": [facts for _, facts, _ in features]},
        geometry=gpd.GeoSeries([shape for _, _, shape in features], crs=crs),
        crs=crs,
    )
    return MapLayer(key, title, hint, kind, table)


def list_names(names: object) -> str | None:
    """A "|"-list as words, None for an empty one."""
    return ", ".join(name for name in str(names).split("|") if name) or None
