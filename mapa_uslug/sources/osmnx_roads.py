"""Roads of an area through osmnx, which talks to Overpass politely: pauses, retries, its own cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path, cache_folder

if TYPE_CHECKING:
    import shapely

# Tags that decide speed and access for some mode; osmnx keeps a few of them only.
_TAGS = (
    "access", "area", "bicycle", "bridge", "cycleway", "foot", "highway", "junction", "lanes", "lit", "maxspeed",
    "maxspeed:backward", "maxspeed:forward", "maxspeed:type", "motor_vehicle", "motorcar", "motorroad", "name", "oneway",
    "oneway:bicycle", "ref", "service", "sidewalk", "source:maxspeed", "surface", "tracktype", "tunnel", "vehicle",
    "zone:maxspeed",
)  # fmt: skip


def download_roads(polygon: shapely.Polygon, target: Path) -> Path:
    """Download all roads and paths within a polygon as an OSMnx graph, once.

    Parameters
    ----------
    polygon
        Degrees (EPSG:4326): the area and the surroundings that people travel through.
    target
        GraphML file. When it is there already nothing is downloaded: delete it to get newer roads.

    Returns
    -------
    Path
        `target`.

    Raises
    ------
    InputError
        When the service cannot be reached or has no roads there.
    """
    if target.is_file():
        return target
    import osmnx

    with _settings():
        try:
            graph = osmnx.graph_from_polygon(
                polygon, network_type="all", retain_all=True, truncate_by_edge=True
            )
        except Exception as error:
            # Whatever goes wrong between here and the server, the reader of the message has the same two ways out.
            raise InputError([problem(
                "The roads could not be downloaded: {reason}", where="area.toml [inputs.roads]", code="download",
                hint="Try again later, or give an OSM file (.osm.pbf) as inputs.roads.", reason=str(error)[:300],
            )]) from error  # fmt: skip
        with atomic_path(target) as part:
            osmnx.save_graphml(graph, part)
    return target


@contextmanager
def _settings() -> Iterator[None]:
    """Tags and cache folder of our own, put back as they were: osmnx's settings are shared by the whole process."""
    from osmnx import settings

    before = settings.useful_tags_way, settings.cache_folder
    settings.useful_tags_way = sorted({*before[0], *_TAGS})
    settings.cache_folder = str(cache_folder() / "osmnx")
    try:
        yield
    finally:
        settings.useful_tags_way, settings.cache_folder = before
