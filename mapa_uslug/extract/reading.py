"""Everything but roads out of an OSM file: buildings, addresses, objects, boundaries, landscape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.tag_filters import SENSITIVE_FILTERS, FilterSet, HiddenPlaces
from mapa_uslug.contracts.tables import Count, Landscape, OsmFeatures, Outlines
from mapa_uslug.core.crs import WGS84, metric_crs_for, transform_xy
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.overpass_json import as_osm_file
from mapa_uslug.extract.gathering import Gathered, Gatherer
from mapa_uslug.extract.shapes import as_polygons, from_wkb, middle_of, to_crs

_ORDER = {"n": 0, "w": 1, "r": 2}


def read_osm_features(
    path: Path,
    *,
    crs: str,
    object_filters: Sequence[str] = (),
    excluded_filters: Sequence[str] = SENSITIVE_FILTERS,
    admin_level: int = 7,
) -> OsmFeatures:
    """Read buildings, addresses, services, boundaries and landscape of an OSM file.

    The file is read twice: relations first, then everything, as assembling their areas needs.

    Parameters
    ----------
    path : Path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``, or an answer of Overpass (``.json``).
    crs : str
        Metric CRS of the result.
    object_filters : sequence of str
        ``key=value`` joined by ``&`` (all must hold); an object that any of them matches is kept, at the
        middle of its geometry.
    excluded_filters : sequence of str
        Objects that match are left out of everything, whatever else they match, and so are those whose names tell
        that people hide there; only their number by filter is returned (``count.left_out["sensitive:<filter>"]``,
        ``"sensitive:name"``).
    admin_level : int
        Of the boundary relations to assemble.

    Returns
    -------
    OsmFeatures
        Independent of the order of the objects in the file. ``count`` is of the objects: ``read`` = ``kept``
        + the ``left_out`` (``sensitive:...``; ``no_location``: cut by the extract's edge or without geometry).

    Raises
    ------
    InputError
        The file is not OSM, is cut short, or is not sorted by kind and number.
    """
    gatherer = Gatherer(
        wanted=FilterSet.parse(object_filters),
        excluded=HiddenPlaces.parse(excluded_filters),
        admin_level=admin_level,
    )
    try:
        with as_osm_file(path) as source:
            _run(source, gatherer)
    except RuntimeError as error:
        raise InputError([_unreadable(path, error)]) from error
    return _features(gatherer.gathered, crs, admin_level)


def guess_metric_crs(path: Path) -> str | None:
    """Metric CRS for the middle of an OSM file's declared box; None where the file declares none."""
    try:
        with as_osm_file(path) as source, osmium.io.Reader(str(source), osmium.osm.NOTHING) as reader:
            box = reader.header().box()
    except RuntimeError:
        return None
    if not box.valid():
        return None
    west, south, east, north = box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat
    return metric_crs_for((west + east) / 2, (south + north) / 2)


def _run(path: Path, gatherer: Gatherer) -> None:
    keys = gatherer.keys()
    processor = osmium.FileProcessor(str(path)).with_areas(osmium.filter.KeyFilter(*keys))
    for item in processor.with_filter(osmium.filter.KeyFilter(*keys)):
        if item.is_node():
            gatherer.node(item)
        elif item.is_way():
            gatherer.way(item)
        elif item.is_area():
            gatherer.area(item)
        else:
            gatherer.relation(item)


def _unreadable(path: Path, error: RuntimeError) -> Problem:
    if "out of order" in str(error):
        return problem(
            "The objects of the OpenStreetMap file are not in the order of their numbers: {reason}",
            where=str(path),
            hint="Sort the file, for instance with: osmium sort {name} -o sorted.osm.pbf",
            code="osm_unsorted",
            reason=error,
            name=path.name,
        )
    return problem(
        "The OpenStreetMap file cannot be read: {reason}",
        where=str(path),
        hint="Download the extract again; it may be cut short or of another format.",
        code="osm_unreadable",
        reason=error,
    )


def _features(found: Gathered, crs: str, admin_level: int) -> OsmFeatures:
    buildings, is_home = found.buildings.finish()
    building_x, building_y = _project(buildings, crs)
    order = np.lexsort((is_home, building_y, building_x))
    building_x, building_y = building_x[order], building_y[order]
    rings = found.buildings.rings().reordered(order)
    address_x, address_y = _addresses(found, crs)
    objects = _objects(found)
    broken = sorted(name for key, name in found.boundary_names.items() if key not in found.boundaries)
    return OsmFeatures(
        building_x=building_x,
        building_y=building_y,
        is_residential=is_home[order],
        address_x=address_x,
        address_y=address_y,
        objects=objects,
        boundaries=_boundaries(found, crs, admin_level),
        broken_boundaries=tuple(broken),
        landscape=_landscape(
            found, crs, Outlines(building_x, building_y, rings.lonlat, rings.ptr, rings.owner)
        ),
        count=_count(found, len(objects)),
        admin_levels=dict(sorted(found.admin_levels.items())),
        public_buildings=_public_buildings(found),
    )


def _project(degrees: NDArray[np.float64], crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not len(degrees):
        return np.empty(0), np.empty(0)
    return transform_xy(degrees[:, 0], degrees[:, 1], WGS84, crs)


def _addresses(found: Gathered, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    on_buildings, _ = found.building_addresses.finish()
    alone = np.asarray(found.addresses, dtype=np.float64).reshape(-1, 2)
    x, y = _project(np.concatenate([alone, on_buildings]), crs)
    order = np.lexsort((y, x))
    return x[order], y[order]


def _objects(found: Gathered) -> pd.DataFrame:
    keys = _in_order(found.objects)
    lonlat = _middles([found.objects[key][1] for key in keys])
    return pd.DataFrame(
        {
            "osm_id": [f"{prefix}{identity}" for prefix, identity in keys],
            "tags": [found.objects[key][0] for key in keys],
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _public_buildings(found: Gathered) -> pd.DataFrame:
    keys = _in_order(found.public)
    lonlat = _middles([found.public[key][2] for key in keys])
    return pd.DataFrame(
        {
            "osm_id": [f"{prefix}{identity}" for prefix, identity in keys],
            "kind": [found.public[key][0] for key in keys],
            "name": [found.public[key][1] for key in keys],
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _in_order(found: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(found, key=lambda key: (_ORDER[key[0]], key[1]))


def _middles(shapes: Sequence[str | tuple[float, float]]) -> NDArray[np.float64]:
    """Middles of outlines, and points as they are, (shapes, 2) in degrees."""
    lonlat = np.empty((len(shapes), 2))
    outlined = [i for i, shape in enumerate(shapes) if isinstance(shape, str)]
    if outlined:
        wkb = [str(shapes[i]) for i in outlined]
        lonlat[outlined] = middle_of(from_wkb(wkb, is_area=np.ones(len(wkb), dtype=bool)))
    for i, shape in enumerate(shapes):
        if not isinstance(shape, str):
            lonlat[i] = shape
    return lonlat


def _count(found: Gathered, kept: int) -> Count:
    sensitive = Counter(f"sensitive:{match}" for match in found.sensitive.values())
    unplaced = len(found.unplaced - set(found.objects) - set(found.sensitive))
    left_out = dict(sorted(sensitive.items())) | ({"no_location": unplaced} if unplaced else {})
    return Count("extract", read=kept + sum(left_out.values()), kept=kept, left_out=left_out)


def _boundaries(found: Gathered, crs: str, admin_level: int) -> gpd.GeoDataFrame:
    rows = sorted((name, teryt, key, shape) for key, (name, teryt, shape) in found.boundaries.items())
    shapes = from_wkb([row[3] for row in rows], is_area=np.ones(len(rows), dtype=bool))
    table = {
        "name": [row[0] for row in rows],
        "admin_level": np.full(len(rows), admin_level, dtype=np.int64),
        "teryt": [row[1] for row in rows],
    }
    return gpd.GeoDataFrame(table, geometry=to_crs(as_polygons(list(shapes)), crs), crs=crs)


def _landscape(found: Gathered, crs: str, buildings: Outlines) -> Landscape:
    places = sorted(found.places)
    x, y = _project(np.array([place[2:] for place in places], dtype=np.float64).reshape(-1, 2), crs)
    table = {"name": [place[0] for place in places], "kind": [place[1] for place in places]}
    layers = {kind: _layer(found.landscape[kind], crs) for kind in ("water", "forest", "builtup", "rail")}
    return Landscape(
        places=gpd.GeoDataFrame(table, geometry=shapely.points(x, y), crs=crs),
        water=layers["water"],
        forest=layers["forest"],
        builtup=layers["builtup"],
        rail=layers["rail"],
        buildings=buildings,
    )


def _layer(rows: list[tuple[str, str, bool]], crs: str) -> gpd.GeoDataFrame:
    rows = sorted(rows)
    shapes = from_wkb([row[1] for row in rows], is_area=[row[2] for row in rows])
    return gpd.GeoDataFrame({"name": [row[0] for row in rows]}, geometry=to_crs(shapes, crs), crs=crs)
