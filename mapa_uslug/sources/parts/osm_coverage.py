"""Where a cut of OpenStreetMap is complete: beyond it nobody is without a road, only without data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import mark

NO_POLYGON: Final = mark("it is no polygon file of an extract")
EXTENT_NAME: Final = "zasieg.geojson"
_STEP_M: Final = 1000.0
_CELL_M: Final = 250.0
_GAP_M: Final = 2000.0
"""Half the width of gaps between roads that are forests and lakes, not the end of the data (as `network.extent`)."""
_SLIVER_M: Final = 500.0
"""Half the width of gaps that simplified polygons of neighbours leave between them."""


def to_degrees(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape of EPSG:2180 in degrees, with points a kilometre apart: straight lines in one are bent in the other."""
    return shapely.transform(
        shapely.segmentize(shape, _STEP_M),
        lambda xy: np.column_stack(transform_xy(xy[:, 0], xy[:, 1], PL_1992, WGS84)),
    )


def _to_metres(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(
        shape, lambda xy: np.column_stack(transform_xy(xy[:, 0], xy[:, 1], WGS84, PL_1992))
    )


def read_poly(path: Path) -> shapely.Geometry:
    """Polygon in degrees out of a ``.poly`` file, the form in which Geofabrik tells where an extract was cut.

    Raises
    ------
    ValueError
        It is another file (message id).
    """
    try:
        shape = shapely.Polygon()
        for name, ring in _rings(path.read_text(encoding="utf-8").splitlines()):
            part = shapely.make_valid(shapely.Polygon(ring))
            shape = shape.difference(part) if name.startswith("!") else shape.union(part)
    except (ValueError, shapely.errors.GEOSException) as error:
        raise ValueError(NO_POLYGON) from error
    if shape.is_empty:
        raise ValueError(NO_POLYGON)
    return shape


def _rings(lines: list[str]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Name and points of every section; names of holes begin with ``!``."""
    name, ring = "", list[tuple[float, float]]()
    for line in (line.strip() for line in lines[1:]):
        if line == "END" and name:
            yield name, ring
            name, ring = "", []
        elif line and not name:
            name = line
        elif line and line != "END":
            lon, lat = line.split()
            ring.append((float(lon), float(lat)))


def complete_within(
    around: shapely.Geometry, *, polygons: list[shapely.Geometry], cut: Path
) -> shapely.Geometry:
    """The part of the surroundings in which a cut is complete, EPSG:2180.

    Parameters
    ----------
    around
        What was cut out, EPSG:2180: everything of the extracts that touches it is in the cut.
    polygons
        Where the extracts themselves were cut, degrees. Without any the roads of the cut tell: the area that they
        leave no gaps in, since the box in a file's header is no evidence of anything.
    cut
        The file.
    """
    if polygons:
        known = shapely.union_all([_to_metres(shape) for shape in polygons])
        known = known.buffer(_SLIVER_M, quad_segs=2).buffer(-_SLIVER_M, quad_segs=2)
    else:
        known = _between_roads(cut)
    parts = shapely.get_parts(shapely.intersection(around, known))
    # Where the two only touch, points and lines remain.
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _between_roads(path: Path) -> shapely.Geometry:
    import osmium

    factory, lines = osmium.geom.WKBFactory(), []
    ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        if way.is_way():
            try:
                lines.append(factory.create_linestring(way))
            except (RuntimeError, osmium.InvalidLocationError):
                continue
    shapes = shapely.segmentize(
        _to_metres(shapely.GeometryCollection(list(shapely.from_wkb(lines)))), _CELL_M / 2
    )
    cells = np.unique(np.floor(shapely.get_coordinates(shapes) / _CELL_M), axis=0) * _CELL_M
    marked = shapely.union_all(
        shapely.box(cells[:, 0], cells[:, 1], cells[:, 0] + _CELL_M, cells[:, 1] + _CELL_M)
    )
    closed = marked.buffer(_GAP_M, quad_segs=4).buffer(-_GAP_M, quad_segs=4)
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(closed)])


def write_extent(extent: shapely.Geometry, folder: Path) -> Path:
    """Write the polygon as GeoJSON (degrees, seven places) into a folder."""
    degrees = shapely.transform(to_degrees(extent), lambda xy: np.round(xy, 7))
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(degrees))}
    target = folder / EXTENT_NAME
    write_text(target, json.dumps({"type": "FeatureCollection", "features": [feature]}) + "\n")
    return target
