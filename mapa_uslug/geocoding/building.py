"""Builds the index on disk out of every source, with all problems at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import Problem, ProblemLog
from mapa_uslug.core.files import atomic_path
from mapa_uslug.geocoding.assembling import assemble
from mapa_uslug.geocoding.axes import are_axes_swapped
from mapa_uslug.geocoding.gathering import Gatherer, GminaFinder
from mapa_uslug.geocoding.index_tables import IndexTables
from mapa_uslug.geocoding.index_writing import write_index
from mapa_uslug.geocoding.sources import AddressSource, LocalityRow
from mapa_uslug.geocoding.table_blocks import Block
from mapa_uslug.geocoding.table_reading import OpenTable, open_table


@dataclass(frozen=True)
class IndexInfo:
    """What an index holds.

    Attributes
    ----------
    path : Path
    count : Count
        Of address rows: ``read`` = ``kept`` + ``left_out`` (``no_geometry``, ``no_number``, ``no_locality``, ``duplicate``).
    localities, streets : int
    problems : tuple of Problem
        Warnings; errors are raised.
    """

    path: Path
    count: Count
    localities: int
    streets: int
    problems: tuple[Problem, ...] = ()


def build_index(
    sources: Sequence[AddressSource],
    *,
    gminas: gpd.GeoDataFrame | None,
    localities: Sequence[LocalityRow] | None,
    target: Path,
    noted: Sequence[Problem] = (),
) -> IndexInfo:
    """Build the index of addresses that `locate` looks in.

    Parameters
    ----------
    sources : sequence of AddressSource
        Their order does not matter. Rows are read in blocks; an address that is given twice is kept once, at the point
        that comes first (west to east, south to north), and knows how far the other one is.
    gminas : GeoDataFrame or None
        `GMINAS`; gives a gmina to addresses that do not tell it, and to every gmina its extent.
    localities : sequence of LocalityRow or None
        Names of places that have no address; a part of a village takes the place of its village.
    target : Path
        SQLite file, written whole or not at all.
    noted : sequence of Problem
        Found while its other inputs were read; kept and told with those found here.

    Raises
    ------
    InputError
        With everything wrong in every source.
    """
    log = ProblemLog()
    log.extend(noted)
    ordered = sorted(sources, key=lambda s: (s.path.name, str(s.path)))
    gatherer = _gather(ordered, gminas, log)
    tables = assemble(gatherer, gminas=gminas, localities=localities or ())
    names = ", ".join(s.path.name for s in ordered) or "-"
    _tell_localities(tables, names, log)
    log.raise_errors()
    found = gatherer.gathered
    count = Count(
        "addresses", found.read, tables.kept, {k: v for k, v in sorted(found.left_out.items()) if v}
    )
    problems = tuple(sorted(set(log.problems)))
    meta = {
        "count": json.dumps([count.read, count.kept, count.left_out]),
        "problems": json.dumps(_plain(problems)),
    }
    with atomic_path(target) as part:
        write_index(part, tables, sources=[s.path.name for s in ordered], meta=meta)
    return IndexInfo(target, count, len(tables.localities), len(tables.streets), problems)


def _gather(sources: Sequence[AddressSource], gminas: gpd.GeoDataFrame | None, log: ProblemLog) -> Gatherer:
    """Read every source, and raise what is wrong with any of them."""
    gatherer = Gatherer(GminaFinder(gminas))
    for number, source in enumerate(sources):
        if source.is_osm:
            _take_osm(source, gatherer, number, log)
        else:
            _take_table(source.path, gatherer, number, log)
    log.raise_errors()
    _tell_codes(sources, gatherer, log)
    return gatherer


def _take_table(path: Path, gatherer: Gatherer, number: int, log: ProblemLog) -> None:
    table = open_table(path, log=log)
    if table is None:
        return
    swapped: bool | None = None
    for block in table.blocks():
        if swapped is None:
            swapped = are_axes_swapped(block, table.crs, gatherer.finder)
            if swapped:
                _tell_swapped(path, log)
        lon, lat = _degrees(block, table, is_swapped=swapped)
        gatherer.take(block, lon, lat, source=number)


def _degrees(
    block: Block, table: OpenTable, *, is_swapped: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = (block.y, block.x) if is_swapped else (block.x, block.y)
    return transform_xy(x, y, table.crs, WGS84)


def _take_osm(source: AddressSource, gatherer: Gatherer, number: int, log: ProblemLog) -> None:
    if source.read_osm is None:
        log.add("An OpenStreetMap file cannot be read here: {name}", where=source.path.name, code="no_osm_reader",
                hint="Give address points as a .gpkg or .csv.", name=source.path.name)  # fmt: skip
        return
    addresses, places, streets, count = source.read_osm(source.path)
    text = {c: [str(v) for v in addresses[c]] for c in ("locality", "simc", "street", "number", "postcode")}
    lon, lat = _floats(addresses["lon"]), _floats(addresses["lat"])
    gatherer.take(Block(text, lon, lat), lon, lat, source=number)
    found = gatherer.gathered
    found.read += sum(count.left_out.values())
    found.left_out.update(count.left_out)
    lon, lat = _floats(places["lon"]), _floats(places["lat"])
    codes = [gatherer.finder.codes[r] if r >= 0 else "" for r in gatherer.finder.find(lon, lat)]
    for code, name, simc, x, y in zip(codes, places["name"], places["simc"], lon, lat, strict=True):
        gmina = gatherer.gmina_number(code, "", "", "")
        found.places.append((gatherer.locality(gmina, str(name), str(simc)), float(x), float(y)))
    found.lone_streets += list(
        zip(map(str, streets["name"]), _floats(streets["lon"]), _floats(streets["lat"]), strict=True)
    )


def _floats(column: pd.Series) -> NDArray[np.float64]:
    return np.asarray(column, dtype=np.float64)


def _tell_swapped(path: Path, log: ProblemLog) -> None:
    log.add(
        "The coordinates of the addresses are in the wrong order (north before east); they were taken the other way round.",
        where=path.name,
        hint="Check how the file was exported: x is east, y is north.",
        code="swapped_axes",
        severity="warning",
    )


def _tell_localities(tables: IndexTables, names: str, log: ProblemLog) -> None:
    if tables.unplaced:
        log.add(
            "Localities of SIMC whose gmina is not among the boundaries, and which are left out: {count}.",
            where=names,
            hint="Give the boundaries of the gminas too, if addresses there are to be found.",
            code="localities_unplaced",
            severity="warning",
            count=tables.unplaced,
        )
    if not tables.kept and not tables.localities:
        log.add(
            "No address could be read from any file.",
            where=names,
            hint="Check that the rows have a locality, a number and coordinates.",
            code="no_addresses",
        )


def _tell_codes(sources: Sequence[AddressSource], gatherer: Gatherer, log: ProblemLog) -> None:
    for number, count in sorted(gatherer.gathered.unknown_codes.items()):
        if count:
            log.add(
                "Addresses whose TERYT code of the gmina cannot be read: {count}; their gmina is told by their name or place.",
                where=sources[number].path.name,
                hint="The code has six or seven digits, with its leading zero.",
                code="address_codes",
                severity="warning",
                count=count,
            )


def _plain(problems: Sequence[Problem]) -> list[list[object]]:
    return [[p.where, p.message, p.hint, p.severity, p.code, [list(v) for v in p.values]] for p in problems]
