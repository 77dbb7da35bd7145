"""Address files opened and read in blocks, so that a voivodeship's million rows need little memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mapa_uslug.contracts.address_columns import TEXT_FIELDS, match_columns, missing_fields, usual_name
from mapa_uslug.core.crs import PL_1992, WGS84
from mapa_uslug.core.errors import InputError, ProblemLog, problem
from mapa_uslug.core.vectors import VectorLayer, identify_crs, list_layers
from mapa_uslug.geocoding.table_blocks import Block, csv_blocks, parquet_blocks, vector_blocks

VECTOR_SUFFIXES: Final = (".gpkg", ".shp", ".geojson", ".json", ".gml", ".fgb")
CSV_SUFFIXES: Final = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, eq=False)
class OpenTable:
    """A file of addresses whose columns are understood; `blocks` reads it from the start."""

    path: Path
    columns: Mapping[str, str]
    crs: str
    layer: VectorLayer | None = None
    encoding: str = ""
    separator: str = ""

    def blocks(self) -> Iterator[Block]:
        """Rows in the order of the file.

        Raises
        ------
        InputError
            The file is damaged.
        """
        try:
            if self.layer is not None:
                yield from vector_blocks(self.layer, self.columns)
            elif self.path.suffix.lower() == ".parquet":
                yield from parquet_blocks(self.path, self.columns)
            else:
                yield from csv_blocks(
                    self.path, self.columns, separator=self.separator, encoding=self.encoding
                )
        except (pa.ArrowException, pd.errors.ParserError, UnicodeDecodeError, OSError, RuntimeError) as error:
            raise InputError([_damaged(self.path, error)]) from error


def open_table(path: Path, *, log: ProblemLog) -> OpenTable | None:
    """Open a file of addresses in any of the forms; None (with errors noted) where it cannot be used."""
    suffix = path.suffix.lower()
    if not path.is_file():
        log.add("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                hint="Check the name and the folder.")  # fmt: skip
        return None
    try:
        if suffix in VECTOR_SUFFIXES:
            return _open_vector(path, log)
        if suffix == ".parquet":
            return _open_parquet(path, log)
        if suffix in CSV_SUFFIXES:
            return _open_csv(path, log)
    except InputError as error:
        log.extend(error.problems)
        return None
    log.add(
        "A file of this kind cannot hold addresses: {suffix}",
        where=path.name,
        hint="Give a .gpkg, .shp, .geojson, .gml, .parquet or .csv of address points, or an OpenStreetMap extract (.osm.pbf).",
        code="address_format",
        suffix=suffix or path.name,
    )
    return None


def csv_headers(path: Path) -> tuple[list[str], str, str]:
    """Headers of a CSV file, its encoding and its separator."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as stream:
        line = stream.readline().strip("\r\n")
    separator = max(";,\t|", key=line.count)
    return [cell.strip().strip('"') for cell in line.split(separator)], encoding, separator


def _open_vector(path: Path, log: ProblemLog) -> OpenTable | None:
    layers = list_layers(path)
    for layer in layers:
        columns = match_columns(layer.columns)
        if not missing_fields(columns):
            crs = identify_crs(layer, log=log)
            kept = {field: column for field, column in columns.items() if field in TEXT_FIELDS}
            return OpenTable(path, kept, crs, layer) if crs else None
    _no_columns(path, [c for layer in layers for c in layer.columns], log)
    return None


def _open_parquet(path: Path, log: ProblemLog) -> OpenTable | None:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError([_damaged(path, error)]) from error
    columns = match_columns(schema.names)
    if missing_fields(columns):
        _no_columns(path, schema.names, log)
        return None
    geo = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    name = geo.get("primary_column")
    if name is None:
        return _with_points(OpenTable(path, columns, ""), log)
    described = geo["columns"][name]
    # A GeoParquet file that names no system is in degrees by its specification.
    written = json.dumps(described["crs"]) if described.get("crs") else WGS84
    crs = identify_crs(VectorLayer(path, "", tuple(schema.names), written, 0), log=log)
    kept = {f: c for f, c in columns.items() if f in TEXT_FIELDS} | {"wkb": name}
    return OpenTable(path, kept, crs) if crs else None


def _open_csv(path: Path, log: ProblemLog) -> OpenTable | None:
    headers, encoding, separator = csv_headers(path)
    columns = match_columns(headers)
    if missing_fields(columns):
        _no_columns(path, headers, log)
        return None
    return _with_points(OpenTable(path, columns, "", None, encoding, separator), log)


def _with_points(table: OpenTable, log: ProblemLog) -> OpenTable | None:
    """The same table with the CRS that its first coordinates are in: degrees or metres of PL-1992."""
    columns = dict(table.columns)
    if "x" not in columns or "y" not in columns:
        columns = {f: c for f, c in columns.items() if f not in ("x", "y")}
    if not {"x", "wkt"} & set(columns):
        log.add(
            "There are no coordinates: no columns x and y, lon and lat, or a geometry in WKT (found: {found}).",
            where=table.path.name,
            hint="Export the addresses with their coordinates.",
            code="no_coordinates",
            found=", ".join(table.columns.values()),
        )
        return None
    if "x" in columns:
        columns.pop("wkt", None)
    probe = OpenTable(table.path, columns, WGS84, None, table.encoding, table.separator)
    first = next(probe.blocks(), None)
    known = first.x[np.isfinite(first.x)] if first is not None else np.empty(0)
    is_metric = len(known) > 0 and float(np.median(np.abs(known))) > 180.0
    return OpenTable(
        table.path, columns, PL_1992 if is_metric else WGS84, None, table.encoding, table.separator
    )


def _encoding(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1250"
    return "utf-8-sig"


def _no_columns(path: Path, found: list[str], log: ProblemLog) -> None:
    columns = match_columns(found)
    log.add(
        "These are no addresses: no column {missing} (found: {found}).",
        where=path.name,
        hint="Give the address points of the Państwowy Rejestr Granic, or rename the columns as there.",
        code="no_address_columns",
        missing=", ".join(usual_name(field) for field in missing_fields(columns)),
        found=", ".join(dict.fromkeys(found)),
    )


def _damaged(path: Path, error: Exception) -> Any:
    return problem(
        "The file cannot be read: {reason}",
        where=path.name,
        hint="Check that it is whole and save it again.",
        code="address_unreadable",
        reason=" ".join(str(error).split())[:200],
    )
