"""Vector files (shapefile, GeoPackage, GeoJSON) opened with errors that say what, where and how to fix."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pyproj
from pyogrio.errors import DataLayerError, DataSourceError

from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem

# Systems that Polish data come in; a shapefile often describes them without saying their code.
_USUAL_EPSG = (2180, 3035, 4326, 4258, 3857, 2176, 2177, 2178, 2179, 32633, 32634)
_PARAMETERS = (
    "proj",
    "lat_0",
    "lon_0",
    "lat_1",
    "lat_2",
    "lat_ts",
    "k",
    "k_0",
    "x_0",
    "y_0",
    "zone",
    "units",
)


@dataclass(frozen=True)
class VectorLayer:
    """A layer of a vector file.

    Attributes
    ----------
    path : Path
    layer : str
    columns : tuple of str
        As the file writes them.
    crs : str or None
        As the file describes it (``EPSG:...`` or WKT); None where it says nothing.
    rows : int
    """

    path: Path
    layer: str
    columns: tuple[str, ...]
    crs: str | None
    rows: int


def list_layers(path: Path) -> list[VectorLayer]:
    """Describe every layer that has rows of geometry.

    Raises
    ------
    InputError
        The file is missing, damaged, or of no vector format.
    """
    try:
        names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        return [_describe(path, name) for name in names]
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise InputError([_unreadable(path, error)]) from error


def _describe(path: Path, name: str) -> VectorLayer:
    info = pyogrio.read_info(path, layer=name, force_feature_count=True, encoding=_encoding(path))
    columns = tuple(str(column) for column in info["fields"])
    return VectorLayer(path, name, columns, info["crs"], int(info["features"]))


def read_layer(layer: VectorLayer, **options: Any) -> gpd.GeoDataFrame:
    """Read rows of a layer, indexed by their number in the file (`fid`); options are those of pyogrio.

    Raises
    ------
    InputError
        The file is damaged.
    """
    try:
        return pyogrio.read_dataframe(
            layer.path, layer=layer.layer, fid_as_index=True, encoding=_encoding(layer.path), **options
        )
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as error:
        raise InputError([_unreadable(layer.path, error)]) from error


def identify_crs(layer: VectorLayer, *, log: ProblemLog) -> str | None:
    """``EPSG:<code>`` of a layer's coordinate system, None (with an error noted) if it cannot be told.

    A system without a code that has the parameters of a usual one is taken as that one, with a warning:
    PROJ's own guess by name takes PL-1992 for a system of Albania.
    """
    where = layer.path.name
    if not layer.crs:
        log.add(
            "The file has no coordinate system.",
            where=where,
            hint="Save it with its coordinate system (EPSG:2180 for official Polish data); a shapefile needs its .prj.",
            code="crs_missing",
        )
        return None
    system = pyproj.CRS.from_user_input(layer.crs)
    code = system.to_epsg()
    if code is not None:
        return f"EPSG:{code}"
    likely = _same_parameters(system)
    if likely is None:
        log.add(
            "The coordinate system has no EPSG code: {name}",
            where=where,
            hint="Save the file in a system with an EPSG code, such as EPSG:2180.",
            code="crs_without_epsg",
            name=system.name,
        )
        return None
    log.add(
        "The coordinate system has no EPSG code: {name}; it was taken as EPSG:{epsg}, which has the same parameters.",
        where=where,
        hint="Save the file in EPSG:{epsg} to be sure.",
        code="crs_recognised",
        severity="warning",
        name=system.name,
        epsg=likely,
    )
    return f"EPSG:{likely}"


def _same_parameters(system: pyproj.CRS) -> int | None:
    given = _parameters(system)
    return next((code for code in _USUAL_EPSG if _parameters(pyproj.CRS.from_epsg(code)) == given), None)


def _parameters(system: pyproj.CRS) -> dict[str, Any]:
    with warnings.catch_warnings():
        # What the text form loses is just what is compared apart.
        warnings.simplefilter("ignore")
        raw = system.to_dict()
    named = {key: raw[key] for key in _PARAMETERS if key in raw}
    if "k_0" in named:
        named["k"] = named.pop("k_0")
    ellipsoid = system.ellipsoid
    # GRS80 and WGS84 differ by a tenth of a millimetre.
    axis = round(ellipsoid.semi_major_metre) if ellipsoid else None
    return {k: round(v, 9) if isinstance(v, float) else v for k, v in named.items()} | {"axis": axis}


def _encoding(path: Path) -> str | None:
    # Official shapefiles are UTF-8 and often lack the file that says so.
    is_bare = path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").exists()
    return "UTF-8" if is_bare else None


def _unreadable(path: Path, error: Exception) -> Problem:
    return problem(
        "The file cannot be read: {reason}",
        where=path.name,
        hint="Check that it is a whole shapefile, GeoPackage or GeoJSON and save it again.",
        code="vector_unreadable",
        reason=error,
    )
