"""A GeoPackage with layers and, inside it, the styles that QGIS opens them with; equal input gives equal bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from mapa_uslug.core.files import atomic_path

STYLE_TABLE: Final = "layer_styles"
"""The table in which QGIS looks for styles."""
_FIXED_DATE: Final = "2000-01-01T00:00:00Z"
_FIXED_TIME: Final = "2000-01-01T00:00:00.000Z"
_GEOMETRY_COLUMN: Final = "geom"
_VERTICES_AT_A_TIME: Final = 2_000_000
_LARGE_SHAPE: Final = 100
"""Vertices of a shape, on average, from which a layer is written in parts."""
_CREATE: Final = f"""
CREATE TABLE "{STYLE_TABLE}" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "f_table_catalog" TEXT(256), "f_table_schema" TEXT(256),
  "f_table_name" TEXT(256), "f_geometry_column" TEXT(256), "styleName" TEXT(30), "styleQML" TEXT,
  "styleSLD" TEXT, "useAsDefault" BOOLEAN, "description" TEXT, "owner" TEXT(30), "ui" TEXT(30),
  "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)"""


@dataclass(frozen=True)
class LayerStyle:
    """A named style of a layer; the default one is that which the layer opens with."""

    layer: str
    name: str
    qml: str
    description: str
    is_default: bool = True


def write_package(
    tables: Mapping[str, gpd.GeoDataFrame],
    shapes: Mapping[str, str],
    styles: Sequence[LayerStyle],
    path: Path,
) -> None:
    """Write layers and their styles atomically.

    The file holds no time of writing, so that a rerun gives the same bytes.

    Parameters
    ----------
    tables
        By layer, in the order of the file; one without rows stands there with its columns.
    shapes
        Type of geometry by layer.
    styles
        Exactly one default for every layer.
    """
    with atomic_path(path) as part:
        with _fixed_file_date():
            for name, table in tables.items():
                for rows in _split(table):
                    pyogrio.write_dataframe(
                        rows, part, layer=name, driver="GPKG", append=part.exists(),
                        geometry_type=shapes[name], use_arrow=True,
                    )  # fmt: skip
        _write_styles(part, styles)


def _split(table: gpd.GeoDataFrame) -> Iterator[gpd.GeoDataFrame]:
    """Rows one after the other, so many that their vertices find room in memory; none of an empty table is one part, too.

    Only where shapes are large: the index of places is built in one go for the first part alone, which many rows feel.
    """
    vertices = np.cumsum(shapely.get_num_coordinates(table.geometry.to_numpy()))
    if not len(table) or vertices[-1] < _LARGE_SHAPE * len(table):
        yield table
        return
    for _, rows in table.groupby(vertices // _VERTICES_AT_A_TIME):
        yield rows


@contextmanager
def _fixed_file_date() -> Iterator[None]:
    # GDAL stamps a GeoPackage with the time of writing unless told one.
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_styles(path: Path, styles: Sequence[LayerStyle]) -> None:
    """Add the table of styles and tell of it in the list of contents, as QGIS does when it saves one."""
    rows = [
        ("", "", s.layer, _GEOMETRY_COLUMN, s.name, s.qml, "", s.is_default, s.description, "", None,
         _FIXED_TIME)
        for s in styles
    ]  # fmt: skip
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(_CREATE)
        file.executemany(
            f'INSERT INTO "{STYLE_TABLE}" (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, '
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
            "VALUES (?, 'attributes', ?, '', ?, 0)",
            (STYLE_TABLE, STYLE_TABLE, _FIXED_TIME),
        )
