"""Roads and paths of BDOT10k, the official topographic data, out of the packages of powiaty."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.errors import InputError, ProblemLog
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_zip import extract_member, find_members, open_zip
from mapa_uslug.core.text import mark
from mapa_uslug.core.vectors import identify_crs, list_layers, read_layer
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page

if TYPE_CHECKING:
    import geopandas as gpd

TERMS: Final = Terms(
    key="bdot10k",
    title="BDOT10k (GUGiK)",
    url="https://opendata.geoportal.gov.pl",
    licence="dane państwowego zasobu geodezyjnego i kartograficznego, do dowolnego wykorzystania",
    credit="BDOT10k, Główny Urząd Geodezji i Kartografii, stan na $date",
    missing=mark("Roads of the topographic data are missing; those of OpenStreetMap serve in their place."),
    total_s=3600.0,
    max_bytes=1_500_000_000,
)
ROADS_NAME: Final = "drogi_bdot10k.gpkg"
LAYERS: Final = ("OT_SKJZ_L", "OT_SKRP_L")
"""Carriageways, which must be there, and ways for walkers and cyclists."""
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NO_ROADS: Final = mark("its package holds no layer of roads (OT_SKJZ_L)")
_UNREADABLE: Final = mark("the layers of roads in its package cannot be read")
_NOT_HERE: Final = mark("none of its roads lies in the area")
_SWAPPED: Final = mark("its coordinates are exchanged: north stands before east")
_FIXED_DATE: Final = "2000-01-01T00:00:00Z"
_MOST_UNPACKED: Final = 8_000_000_000


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Join the roads and paths of the powiaty that the surroundings touch.

    Returns
    -------
    Fetched
        ``drogi_bdot10k.gpkg`` (roads): lines that touch the surroundings, EPSG:2180, a layer for carriageways and
        one for paths, with the columns of the packages.

    Raises
    ------
    SourceFailed
        A package does not come or holds no roads, or none of them lies in the area.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(TERMS.key, ())
    if given:
        packages = [getter.take(terms, path, check=_check) for path in given]
    else:
        packages = [_get(terms, getter, powiat) for powiat in _powiaty(area)]
    try:
        layers = {layer: _join(packages, layer, area.around) for layer in LAYERS}
    except (InputError, ValueError, OSError) as error:
        raise SourceFailed(terms, _UNREADABLE) from error
    roads = layers[LAYERS[0]]
    if roads is None or not len(roads):
        raise SourceFailed(terms, _SWAPPED if _is_swapped(packages, area.around) else _NOT_HERE)
    target = area.folder / ROADS_NAME
    _write({layer: table for layer, table in layers.items() if table is not None and len(table)}, target)
    return Fetched((Artefact("roads", target, TERMS.key, None, getter.credit(TERMS)),))


def _powiaty(area: FetchArea) -> list[str]:
    return sorted({unit.code6[:4] for unit in area.all_units})


def _get(terms: Terms, getter: Getter, powiat: str) -> Path:
    name = f"{powiat}_SHP.zip"
    ask = Ask(url=f"{terms.url}/bdot10k/schemat2021/SHP/{powiat[:2]}/{name}", name=name)
    return getter.get(terms, ask, check=_check)


def _check(path: Path) -> None:
    refuse_web_page(path)
    with open_zip(path, max_bytes=_MOST_UNPACKED) as archive:
        if not find_members(archive, f"{LAYERS[0]}.shp"):
            raise ValueError(_NO_ROADS)


def _join(packages: list[Path], layer: str, around: shapely.Geometry) -> gpd.GeoDataFrame | None:
    """Lines of a layer that touch the surroundings, each once: those on a border stand in two packages."""
    import geopandas as gpd
    import pandas as pd

    found = [table for package in packages for table in _read(package, layer)]
    found = [table[table.intersects(around)] for table in found]
    if not found:
        return None
    joined = pd.concat(found, ignore_index=True)
    once = ~pd.Series(shapely.to_wkb(joined.geometry.to_numpy())).duplicated()
    return gpd.GeoDataFrame(joined[once.to_numpy()].reset_index(drop=True), crs=PL_1992)


def _read(package: Path, layer: str) -> list[gpd.GeoDataFrame]:
    """Tables of a layer in a package, EPSG:2180."""
    with _unpacked(package, layer) as files:
        tables = []
        for path in files:
            for described in list_layers(path):
                log = ProblemLog()
                crs = identify_crs(described, log=log)
                log.raise_errors()
                table = read_layer(described).set_crs(crs, allow_override=True)
                table = table[table.geometry.notna() & ~table.geometry.is_empty]
                tables.append(table.to_crs(PL_1992) if crs != PL_1992 else table)
        return tables


@contextmanager
def _unpacked(package: Path, layer: str) -> Iterator[list[Path]]:
    """Shapefiles of a layer, unpacked for the block; their names are ours, not the archive's."""
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder:
        files = []
        with open_zip(package, max_bytes=_MOST_UNPACKED) as archive:
            for number, main in enumerate(find_members(archive, f"{layer}.shp")):
                for name in find_members(archive, ""):
                    part = name[len(main) - 4 :].lower()
                    if name[:-4] == main[:-4] and part in _PARTS:
                        extract_member(archive, name, Path(folder) / f"{number}{part}")
                files.append(Path(folder) / f"{number}.shp")
        yield files


def _is_swapped(packages: list[Path], around: shapely.Geometry) -> bool:
    shapes = [table.geometry.to_numpy() for package in packages for table in _read(package, LAYERS[0])]
    lines = np.concatenate(shapes) if shapes else np.empty(0, object)
    exchanged = shapely.transform(lines, lambda xy: xy[:, ::-1])
    return bool(shapely.intersects(around, exchanged).any())


def _write(layers: dict[str, gpd.GeoDataFrame], target: Path) -> None:
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    # GDAL stamps a GeoPackage with the time of writing unless told one.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        with atomic_path(target) as part:
            for number, (name, table) in enumerate(layers.items()):
                lines = table.set_geometry(shapely.force_2d(table.geometry.to_numpy()), crs=PL_1992)
                pyogrio.write_dataframe(
                    lines, part, layer=name, driver="GPKG", append=number > 0,
                    geometry_type="MultiLineString", promote_to_multi=True,
                )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
