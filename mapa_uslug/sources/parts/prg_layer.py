"""Boundaries out of a file: the national package of the register (zip of shapefiles), GeoPackage or GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from mapa_uslug.contracts.boundary_columns import CODE_COLUMNS, NAME_COLUMNS, find_column
from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.crs import PL_1992, WGS84
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.safe_zip import find_members, open_zip
from mapa_uslug.core.text import mark
from mapa_uslug.core.vectors import VectorLayer, identify_crs, list_layers, read_layer
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import is_zip, refuse_garbled, refuse_web_page
from mapa_uslug.sources.forms.axis_order import find_order
from mapa_uslug.sources.forms.gml import flip
from mapa_uslug.sources.parts.boundary_rows import BoundaryRow
from mapa_uslug.sources.parts.prg_service import LAYERS, Box

NO_LAYER: Final = mark("there is no layer of gminas with their TERYT codes in the file")
NOT_READ: Final = mark("the file of boundaries cannot be read")
_CHECK_FILE: Final = mark("Check the file that was given.")
_ZIP_BYTES: Final = 4_000_000_000
# A bounding box turned into another system is not a box any more.
_BENT_M: Final = 5_000.0
_MOST_DIGITS: Final = 7


class BoundaryLayer:
    """A file of gminas' boundaries.

    Parameters
    ----------
    terms
        Source that failures are told of.
    path
        Vector file, or zip with the shapefiles of the register.

    Raises
    ------
    SourceFailed
        It is no such file.
    """

    def __init__(self, terms: Terms, path: Path) -> None:
        self.terms, self.path = terms, path
        self.problems: list[Problem] = []
        self._layer = self._find(6)
        code = find_column(self._layer.columns, CODE_COLUMNS)
        if code is None:
            raise self._failed(NO_LAYER)
        self._code = code
        self._crs = self._find_crs()
        self._is_flipped = False

    def names(self, digits: int) -> dict[str, str]:
        """Code -> name of all units of a level (2, 4 or 6 digits); empty where the file has no such layer."""
        try:
            layer = self._layer if digits == 6 else self._find(digits)
        except SourceFailed:
            return {}
        columns = [find_column(layer.columns, names) for names in (CODE_COLUMNS, NAME_COLUMNS)]
        if None in columns:
            return {}
        table = self._read(layer, columns=columns, read_geometry=False)
        return dict(zip(_texts(table[columns[0]]), _texts(table[columns[1]]), strict=True))

    def of_units(self, units: Sequence[GminaUnit]) -> list[BoundaryRow]:
        """Boundaries of gminas; those that are not in the file are left out."""
        wanted = {unit.code6 for unit in units}
        column = self._read(self._layer, columns=[self._code], read_geometry=False)[self._code]
        codes = zip(column.index, _texts(column), strict=True)
        fids = [fid for fid, code in codes if code.replace("_", "")[:6] in wanted]
        return self._rows(self._read(self._layer, fids=fids)) if fids else []

    def within(self, box: Box, expected: Sequence[str]) -> list[BoundaryRow]:
        """Boundaries that touch a box (EPSG:2180, metres, x east)."""
        frame = gpd.GeoSeries([shapely.box(*box).buffer(_BENT_M)], crs=PL_1992).to_crs(self._crs).iloc[0]
        bounds = (flip(frame) if self._is_flipped else frame).bounds
        rows = self._rows(self._read(self._layer, bbox=bounds))
        return [row for row in rows if shapely.intersects(shapely.box(*box), row.shape)]

    def _rows(self, table: gpd.GeoDataFrame) -> list[BoundaryRow]:
        table = table[~(table.geometry.isna() | table.geometry.is_empty)]
        codes = [code.replace("_", "") for code in _texts(table[self._code])]
        name = find_column(self._layer.columns, NAME_COLUMNS)
        names = _texts(table[name]) if name else codes
        if not len(table):
            return []
        shapes = self._oriented(table.geometry.to_list(), codes)
        try:
            refuse_garbled(names)
        except ValueError as error:
            raise self._failed(str(error)) from error
        metric = gpd.GeoSeries(shapes, crs=self._crs).to_crs(PL_1992)
        return [BoundaryRow(*row) for row in zip(codes, names, metric.to_list(), strict=True)]

    def _oriented(self, shapes: list[shapely.Geometry], codes: Sequence[str]) -> list[shapely.Geometry]:
        """Shapes with x east; a file whose coordinates are exchanged is mended, and told."""
        if self._crs not in (PL_1992, WGS84):
            return shapes
        try:
            order, _ = find_order(shapes, codes)
        except ValueError as error:
            raise self._failed(str(error)) from error
        if order == "north_east" and not self._is_flipped:
            self._is_flipped = True
            self.problems.append(problem(
                "The coordinates of the file are exchanged (north before east); they were put right.",
                where=self.path.name, code="axis_order", severity="warning",
                hint="Look at the map: are the gminas where they should be?",
            ))  # fmt: skip
        return [flip(shape) for shape in shapes] if self._is_flipped else shapes

    def _find(self, digits: int) -> VectorLayer:
        """The layer of a level: of the package by its name, of another file the one that has codes."""
        try:
            refuse_web_page(self.path)
            if is_zip(self.path):
                return self._in_zip(LAYERS[digits])
            layers = list_layers(self.path)
        except SourceFailed:
            raise
        except InputError as error:
            raise self._failed(NOT_READ) from error
        except ValueError as error:
            raise self._failed(str(error)) from error
        except OSError as error:
            raise self._failed(NOT_READ) from error
        named = [layer for layer in layers if LAYERS[digits].lower() in layer.layer.lower()]
        coded = [layer for layer in layers if find_column(layer.columns, CODE_COLUMNS)]
        found = named or (coded if digits == 6 else [])
        if not found:
            raise self._failed(NO_LAYER)
        return min(found, key=lambda layer: "gmin" not in layer.layer.lower())

    def _in_zip(self, name: str) -> VectorLayer:
        with open_zip(self.path, max_bytes=_ZIP_BYTES) as archive:
            members = [m for m in find_members(archive, ".shp") if name.lower() in m.lower()]
        if not members:
            raise self._failed(NO_LAYER)
        # Read where it lies: nothing is unpacked to the disk.
        return list_layers(Path(f"/vsizip/{{{self.path.resolve()}}}/{members[0]}"))[0]

    def _read(self, layer: VectorLayer, **options: object) -> gpd.GeoDataFrame:
        try:
            return read_layer(layer, **options)
        except InputError as error:
            raise self._failed(NOT_READ) from error

    def _find_crs(self) -> str:
        log = ProblemLog()
        crs = identify_crs(self._layer, log=log)
        self.problems += [p for p in log.problems if p.severity == "warning"]
        if crs is None:
            raise self._failed(mark("the coordinate system of the file of boundaries cannot be told"))
        return crs

    def _failed(self, reason: str) -> SourceFailed:
        return SourceFailed(self.terms, reason, hint=_CHECK_FILE)


def _texts(column: pd.Series) -> list[str]:
    return [str(value).strip() if pd.notna(value) else "" for value in column]
