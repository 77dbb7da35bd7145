"""Opens the index of some files: the one that is kept for their content, else a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd

from mapa_uslug.core.errors import InputError, ProblemLog, problem
from mapa_uslug.core.files import cache_folder
from mapa_uslug.geocoding.building import build_index
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.index_writing import FORMAT_VERSION
from mapa_uslug.geocoding.sources import (
    AddressSource,
    LocalityRow,
    OsmReader,
    digest_of,
    is_locality_list,
    read_locality_list,
)


def open_index(
    paths: Sequence[Path],
    *,
    gminas: gpd.GeoDataFrame | None = None,
    localities: Sequence[LocalityRow] | None = None,
    read_osm: OsmReader | None = None,
    folder: Path | None = None,
) -> AddressIndex:
    """Open the index of some files, building it where none is kept for their content.

    Parameters
    ----------
    paths : sequence of Path
        Address points (.gpkg, .shp, .geojson, .gml, .parquet, .csv), OSM extracts, and lists of localities (SIMC .csv).
    gminas : GeoDataFrame or None
        `GMINAS`.
    read_osm : callable or None
        Reader of OSM files, see `OsmReader`.
    folder : Path or None
        Where indexes are kept, the cache of the user if None.

    Raises
    ------
    InputError
        With everything wrong in every file.
    """
    log = ProblemLog()
    missing = [p for p in paths if not p.is_file()]
    for path in missing:
        log.add("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                hint="Check the name and the folder.")  # fmt: skip
    log.raise_errors()
    lists = [p for p in paths if is_locality_list(p)]
    target = (folder or cache_folder() / "addresses") / f"{_digest(paths, gminas, localities)[:40]}.sqlite"
    kept = _try_open(target)
    if kept is not None:
        return kept
    listed = [*(localities or ()), *(row for p in lists for row in read_locality_list(p, log=log))]
    sources = [AddressSource(p, read_osm) for p in paths if p not in lists]
    build_index(sources, gminas=gminas, localities=listed, target=target, noted=log.problems)
    built = _try_open(target)
    if built is None:
        raise InputError([problem("The index of addresses cannot be kept in {folder}.", where=target.name, code="index_unwritable",
                                  hint="Free some space on the disk.", folder=target.parent)])  # fmt: skip
    return built


def _try_open(path: Path) -> AddressIndex | None:
    if not path.is_file():
        return None
    try:
        return AddressIndex(path)
    except (sqlite3.Error, KeyError, ValueError, TypeError):
        return None


def _digest(
    paths: Sequence[Path], gminas: gpd.GeoDataFrame | None, localities: Sequence[LocalityRow] | None
) -> str:
    shapes = (
        "" if gminas is None else gminas[["gmina_teryt", "gmina", "geometry"]].to_wkb().to_csv(index=False)
    )
    names = "|".join(p.name for p in sorted(paths))
    listed = "|".join(map(str, sorted(localities or (), key=lambda row: row.simc)))
    return digest_of(paths, str(FORMAT_VERSION), names, shapes, listed)
