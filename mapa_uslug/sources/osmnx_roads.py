"""Roads of an area through osmnx, which talks to Overpass politely: pauses, retries, its own cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path, cache_folder
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.failures import explain_error
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER

if TYPE_CHECKING:
    import shapely

NO_ROADS: Final = mark("it has no roads in the area")
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
        graph = None
        try:
            graph = osmnx.graph_from_polygon(
                polygon, network_type="all", retain_all=True, truncate_by_edge=True
            )
        except Exception as error:
            # Whatever goes wrong between here and the server, the reader of the message has the same two ways out.
            reason = _explain(error)
        if graph is None:
            # Raised out here, so that nothing shows the library's error: it may hold the password of a proxy.
            raise InputError([problem(
                "The roads could not be downloaded: {reason}", where="area.toml [inputs.roads]", code="download",
                hint="Try again later, or give an OSM file (.osm.pbf) as inputs.roads.", reason=reason,
            )])  # fmt: skip
        with atomic_path(target) as part:
            osmnx.save_graphml(graph, part)
    return target


def _explain(error: Exception) -> str:
    """Message id of why there are no roads."""
    import requests
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    # The library raises these of what is no JSON, then with the fault as their cause, and of answers without roads.
    is_answer = isinstance(error, (InsufficientResponseError, ResponseStatusCodeError))
    if is_answer and error.__cause__ is not None:
        return OTHER_ANSWER
    if is_answer or (isinstance(error, ValueError) and not isinstance(error, requests.RequestException)):
        return NO_ROADS
    return explain_error(error).reason


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
