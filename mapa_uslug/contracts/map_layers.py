"""Further layers of the map, which it draws, explains and tabulates without knowing what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import geopandas as gpd

MAP_NAME: Final = "mapa.html"
"""File of a run's map."""

LayerKind = Literal["line", "area", "point"]
LAYER_KINDS: Final[tuple[LayerKind, ...]] = ("line", "area", "point")


@dataclass(frozen=True, eq=False)
class MapLayer:
    """One more layer: its row in the legend, its shapes, a card for each of them and a table of all.

    Attributes
    ----------
    key : str
        Name by which the page knows the layer: small letters, digits and ``_``.
    title, hint : str
        Name and what it means; message ids, translated when drawn.
    kind : str
        ``line``, ``area`` or ``point``: what every geometry is.
    table : GeoDataFrame
        ``title`` (str), ``facts`` (sequence of pairs: a term, which is a message id, and a str, int, float or None) and
        geometry.
    """

    key: str
    title: str
    hint: str
    kind: LayerKind
    table: gpd.GeoDataFrame
