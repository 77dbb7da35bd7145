"""Lines (SHP, GeoPackage, GeoJSON, GML) to raw roads: vertices shared by two lines are junctions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, metric_crs_for, transform_xy
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.text import mark
from mapa_uslug.network.bdot10k import recognise
from mapa_uslug.network.crs_matching import match_epsg
from mapa_uslug.network.line_checks import count_loose_ends
from mapa_uslug.network.line_tags import line_tags
from mapa_uslug.network.raw_roads import RawRoads
from mapa_uslug.network.speed_profile import SpeedProfile
from mapa_uslug.network.way_rules import WayPace, pace_of
from mapa_uslug.network.whole_ways import spread_whole_times

SAME_VERTEX_M: Final = 0.01
GML_SUFFIXES: Final = (".gml", ".xml")
_LINE_TYPES: Final = (1, 2, 5)
_NOT_A_ROAD, _CLOSED_ROAD = -1, -2


@dataclass(frozen=True, eq=False)
class _Features:
    """Features as read: geometries, ids, columns that say something of roads, and the CRS's EPSG code."""

    geometry: NDArray[np.object_]
    ids: NDArray[np.int64]
    tags: list[dict[str, str]]
    crs: str


def read_line_roads(
    path: Path, *, crs: str | None, profile: SpeedProfile
) -> tuple[RawRoads, str, Mapping[str, int], tuple[Problem, ...]]:
    """Read lines as roads.

    Layers of BDOT10k are known by their columns (`bdot10k`), and all of roads and paths in a file are read; of other
    layers the first. Elsewhere columns named like OSM keys (`highway`, `oneway`, `maxspeed`, `access`, `surface` ...) are used. Without
    a `highway` column every line is a road of unknown class; with one, lines without a value are no roads.
    Two vertices within a centimetre are one point.

    Returns
    -------
    roads : RawRoads
    crs : str
        Metric CRS for the network.
    counts : mapping of str to int
        ``features_read`` = ``features_used`` + ``null_geometry`` + ``not_a_line`` + ``zero_length`` +
        ``not_a_road`` + ``closed``; and ``loose_ends``, which touch a line where it has no vertex.
    problems : tuple of Problem
        Warnings.

    Raises
    ------
    InputError
        Unreadable, no CRS or one without a known EPSG code, or no usable line.
    """
    log = ProblemLog()
    features = _read_features(path, log)
    if features is None:
        raise InputError(log.problems)
    reason, row_pace, paces = _sort_out(features, profile)
    parts, feature = shapely.get_parts(features.geometry[reason == ""], return_index=True)
    feature = np.flatnonzero(reason == "")[feature]
    if not len(parts):
        log.add(
            "The file holds no line that can be a road.",
            where=str(path),
            hint="Give a layer of lines (LineString); points and areas are no roads.",
            code="no_roads",
        )
        raise InputError(log.problems)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    target = crs or _metric_crs(xy, features.crs)
    roads = _assemble(xy, feature[part], part, features, row_pace, paces, target)
    counts = {"features_read": len(reason), "features_used": len(np.unique(feature))}
    counts |= {name: int(np.count_nonzero(reason == name)) for name in np.unique(reason[reason != ""])}
    counts["loose_ends"] = count_loose_ends(
        *transform_xy(roads.point_x, roads.point_y, roads.crs, target), roads.run_ptr, roads.run_points
    )
    log.problems.extend(_warn_of(path, counts))
    return roads, target, counts, tuple(log.problems)


def _read_features(path: Path, log: ProblemLog) -> _Features | None:
    try:
        parts = [_read_layer(path, layer, log) for layer in _line_layers(path, log)]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        log.add(
            "The lines cannot be read: {detail}.",
            where=str(path),
            hint="Check that the file opens in QGIS; a shapefile needs its .shx and .dbf beside it.",
            code="lines_unreadable",
            detail=str(error).rstrip("."),
        )
        return None
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if len({part.crs for part in known}) > 1:
        log.add(
            "The layers of roads have different coordinate systems.",
            where=str(path),
            hint="Save them in the same one, EPSG:2180 (PL-1992) for instance.",
            code="layers_crs",
        )
        return None
    return _joined(known)


def _joined(parts: list[_Features]) -> _Features:
    """Layers one after another; numbers of features go on counting from those of the layer before."""
    ids: list[NDArray[np.int64]] = []
    for part in parts:
        ids.append(part.ids + (int(ids[-1].max(initial=-1)) + 1 if ids else 0))
    return _Features(
        np.concatenate([part.geometry for part in parts]),
        np.concatenate(ids),
        [tags for part in parts for tags in part.tags],
        parts[0].crs,
    )


def _read_layer(path: Path, layer: str | None, log: ProblemLog) -> _Features | None:
    meta, ids, wkb, columns = pyogrio.raw.read(
        path, layer=layer, return_fids=True, force_2d=True, **_options(path)
    )
    crs = _epsg_of(meta["crs"], str(path), log)
    if crs is None:
        return None
    geometry = (
        np.array([None] * len(ids), object) if wkb is None else shapely.from_wkb(wkb, on_invalid="ignore")
    )
    columns_of = dict(zip(map(str, meta["fields"]), columns, strict=True))
    return _Features(
        np.asarray(geometry, object),
        np.asarray(ids, np.int64),
        line_tags(columns_of, len(ids), str(path), log),
        crs,
    )


def _options(path: Path) -> dict[str, str]:
    # GDAL would leave its own notes (.gfs) beside a GML file.
    return {"WRITE_GFS": "NO"} if path.suffix.lower() in GML_SUFFIXES else {}


def _line_layers(path: Path, log: ProblemLog) -> list[str | None]:
    """Layers to read: all of BDOT10k's roads and paths, else the first of lines."""
    if path.suffix.lower() in GML_SUFFIXES:
        return [None]
    layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(path)]
    lines = [name for name, kind in layers if "LineString" in kind] or [name for name, _ in layers[:1]]
    if len(lines) < 2:
        return [*lines] or [None]
    official = [name for name in lines if recognise(map(str, pyogrio.read_info(path, layer=name)["fields"]))]
    carriageways = [name for name in official if "SKJZ" in name.upper()]
    if official:
        # Roads (SKDR) are the axes of the carriageways (SKJZ): the same asphalt twice.
        return [name for name in official if not (carriageways and "SKDR" in name.upper())]
    log.add(
        "The file has {count} layers of lines; the first, {layer}, is taken as the roads.",
        where=str(path),
        hint="Keep the roads in a file of their own.",
        code="many_layers",
        severity="warning",
        count=len(lines),
        layer=lines[0],
    )
    return [lines[0]]


def _epsg_of(described: str | None, where: str, log: ProblemLog) -> str | None:
    if not described:
        log.add(
            "The lines have no coordinate system.",
            where=where,
            hint="A shapefile needs its .prj; in QGIS: Layer, Set CRS, then save again.",
            code="lines_no_crs",
        )
        return None
    try:
        code = match_epsg(described)
    except pyproj.exceptions.CRSError:
        code = None
    if code is None:
        log.add(
            "The coordinate system of the lines has no EPSG code and is none of the usual ones: {crs}.",
            where=where,
            hint="Save the layer in EPSG:2180 (PL-1992) or EPSG:4326.",
            code="lines_unknown_crs",
            crs=described[:80],
        )
    return code


def _sort_out(
    features: _Features, profile: SpeedProfile
) -> tuple[NDArray[np.str_], NDArray[np.int32], tuple[WayPace, ...]]:
    """Why each feature is no road ("" if it is one), its row of paces, and the paces."""
    rows: dict[WayPace, int] = {}
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    pace = np.empty(len(features.ids), np.int32)
    for row, tags in enumerate(features.tags):
        key = tuple(sorted(tags.items()))
        if key not in seen:
            found = pace_of(tags, profile)
            seen[key] = (
                _NOT_A_ROAD
                if found is None
                else _CLOSED_ROAD
                if found.is_closed
                else rows.setdefault(found, len(rows))
            )
        pace[row] = seen[key]
    kind = shapely.get_type_id(features.geometry)
    length = shapely.length(features.geometry)
    reason = np.select(
        [
            shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry),
            ~np.isin(kind, _LINE_TYPES),
            ~(length > 0),
            pace == _NOT_A_ROAD,
            pace == _CLOSED_ROAD,
        ],
        ["null_geometry", "not_a_line", "zero_length", "not_a_road", "closed"],
        "",
    )
    return reason, pace, tuple(rows)


def _metric_crs(xy: NDArray[np.float64], crs: str) -> str:
    middle = (xy.min(axis=0) + xy.max(axis=0)) / 2
    lon, lat = transform_xy(middle[:1], middle[1:], crs, WGS84)
    return metric_crs_for(float(lon[0]), float(lat[0]))


def _assemble(
    xy: NDArray[np.float64],
    feature: NDArray[np.int64],
    part: NDArray[np.int64],
    features: _Features,
    row_pace: NDArray[np.int32],
    paces: tuple[WayPace, ...],
    target: str,
) -> RawRoads:
    source = target if features.crs == target else WGS84
    x, y = transform_xy(xy[:, 0], xy[:, 1], features.crs, source)
    point, points = _number_points(*transform_xy(x, y, source, target))
    fresh = np.ones(len(point), bool)
    fresh[1:] = (part[1:] != part[:-1]) | (point[1:] != point[:-1])
    feature, part, point = feature[fresh], part[fresh], point[fresh]
    is_long = np.bincount(part)[part] >= 2
    feature, part, point = feature[is_long], part[is_long], point[is_long]
    start = np.flatnonzero(np.append(True, part[1:] != part[:-1]))
    roads = RawRoads(
        point_id=-1 - np.arange(len(points)),
        point_x=x[points],
        point_y=y[points],
        point_stops=np.zeros(len(points), np.uint8),
        run_ptr=np.append(start, len(part)).astype(np.int64),
        run_points=point.astype(np.int32),
        run_pace=row_pace[feature[start]],
        run_source_id=features.ids[feature[start]],
        paces=paces,
        crs=source,
    )
    return spread_whole_times(roads)


def _number_points(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number vertices so that those of one centimetre share a number; also the row that stands for each."""
    cell_x = np.round(x / SAME_VERTEX_M).astype(np.int64)
    cell_y = np.round(y / SAME_VERTEX_M).astype(np.int64)
    order = np.lexsort((y, x, cell_y, cell_x))
    is_first = np.ones(len(order), bool)
    is_first[1:] = (np.diff(cell_x[order]) != 0) | (np.diff(cell_y[order]) != 0)
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(is_first) - 1
    return number, order[is_first]


def _warn_of(path: Path, counts: Mapping[str, int]) -> list[Problem]:
    messages = {
        "null_geometry": mark("{count} features have no geometry and were left out."),
        "zero_length": mark("{count} lines have no length and were left out."),
        "not_a_line": mark("{count} features are not lines and were left out."),
        "loose_ends": mark(
            "{count} line ends touch another line where it has no vertex; the roads are not joined there."
        ),
    }
    return [
        problem(
            message, where=str(path), hint="Mend them in QGIS if they should be roads (Snap geometries to layer joins loose ends).",
            code=code, severity="warning", count=counts[code],
        )
        for code, message in messages.items()
        if counts.get(code)
    ]  # fmt: skip
