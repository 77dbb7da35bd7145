"""An OSM extract cut to a polygon: ways and areas that touch it, whole, with all their nodes.

The tools are pyosmium's own: a cache of node places, `osmium.IdTracker` to complete references, filters of keys.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium
import shapely
from osmium.osm import NODE, RELATION

from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.text import mark
from mapa_uslug.sources.parts.osm_wanted import Wanted, is_building

TIMESTAMP: Final = "osmosis_replication_timestamp"
"""Field of the header that tells which moment the data are of."""
NO_OSM: Final = mark("it is no OpenStreetMap file, or it is cut short")
NOT_SORTED: Final = mark("its objects are not in the order of kinds and numbers (osmium sort mends it)")
NO_ROAD: Final = mark("it holds no road of the area")
_BLOCK: Final = 65_536
_ORDER: Final = {"n": 0, "w": 1, "r": 2}


class NoRoadsError(ValueError):
    """Extracts are good and of another place."""

    def __init__(self) -> None:
        super().__init__(NO_ROAD)


@dataclass(frozen=True, eq=False)
class Window:
    """What is cut out, in degrees.

    Attributes
    ----------
    around : shapely geometry
        Everything wanted that touches it is kept.
    homes : shapely geometry
        Buildings without an address or another use are kept only here: they tell where people live, and people are
        counted in the gminas of the area alone. Beyond it they would be a third and more of the file.
    """

    around: shapely.Geometry
    homes: shapely.Geometry


@dataclass(frozen=True)
class _Area:
    """A relation that may be kept."""

    ways: tuple[int, ...]
    nodes: tuple[int, ...]
    is_home: bool


@dataclass
class _Found:
    """Numbers of what is kept, and of all ways that touch the window."""

    nodes: list[int] = field(default_factory=list)
    ways: list[int] = field(default_factory=list)
    touching: set[int] = field(default_factory=set)
    touching_homes: set[int] = field(default_factory=set)


@dataclass
class _Waiting:
    """Ways that wait until a block of them is compared with the window."""

    number: list[int] = field(default_factory=list)
    shape: list[str] = field(default_factory=list)
    is_wanted: list[bool] = field(default_factory=list)
    is_home: list[bool] = field(default_factory=list)


def osm_moment(path: Path) -> str:
    """Moment that an OSM file's data are of (ISO 8601), "" where its header does not tell.

    Raises
    ------
    ValueError
        It is no OSM file (message id).
    """
    with _readable(), osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
        return str(header.get(TIMESTAMP) or header.get("timestamp") or "")


def cut_osm(paths: Sequence[Path], target: Path, *, window: Window, wanted: Wanted, moment: str = "") -> None:
    """Write what of several extracts touches a window, sorted and each object once.

    An object that stands in several extracts is written in its newest version. Ways have all the nodes that the
    extracts have, relations their ways and nodes (not the relations among their members). What `wanted.hides` is
    left out; where it is part of something else it stays without its tags.

    Parameters
    ----------
    paths : sequence of Path
        Sorted by kind and number, as extracts are.
    target : Path
        ``.osm.pbf``; whole or not at all, the same bytes for the same input.
    window : Window
    wanted : Wanted
    moment : str
        Of the data; where it is not given, the earliest that the extracts tell.

    Raises
    ------
    ValueError
        A file is no OSM file, is cut short or is not sorted (message ids).
    NoRoadsError
        None of them has a road that touches the window.
    """
    moments = [moment] if moment else [told for path in paths if (told := osm_moment(path))]
    header = osmium.io.Header()
    west, south, east, north = shapely.bounds(window.around).tolist()
    header.add_box(osmium.osm.Box(west, south, east, north))
    if moments:
        header.set(TIMESTAMP, min(moments))
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder, atomic_path(target) as part:
        pieces = [Path(folder) / f"{number}.osm.pbf" for number in range(len(paths))]
        with _readable():
            roads = [_cut_one(path, piece, window, wanted) for path, piece in zip(paths, pieces, strict=True)]
        if not any(roads):
            raise NoRoadsError
        merged = osmium.MergeInputReader()
        for piece in pieces:
            merged.add_file(str(piece))
        with osmium.SimpleWriter(str(part), header=header) as writer:
            merged.apply(writer, simplify=True)


def strain_osm(path: Path, target: Path, *, wanted: Wanted) -> int:
    """Write an extract without the tags of what `wanted.hides`; all else as it is, in its order.

    Parameters
    ----------
    path : Path
        In any OSM form; one that is called otherwise is PBF, on its way.
    target : Path
        ``.pbf``; the same bytes for the same input.

    Returns
    -------
    int
        Objects that lost their tags.

    Raises
    ------
    ValueError
        It is no OSM file, or is cut short (message id).

    Notes
    -----
    Objects with none of the keys that may tell pass from reader to writer inside libosmium.
    """
    hidden = 0
    form = "pbf" if path.suffix == ".part" else ""
    with _readable(), osmium.io.Reader(osmium.io.File(str(path), form), osmium.osm.NOTHING) as reader:
        header = reader.header()
    with _readable(), osmium.SimpleWriter(str(target), header=header) as writer:
        objects = osmium.FileProcessor(osmium.io.File(str(path), form))
        for item in objects.with_filter(
            osmium.filter.KeyFilter(*sorted(wanted.telling))
        ).handler_for_filtered(writer):
            if wanted.hides(item.tags):
                writer.add(item.replace(tags={}))
                hidden += 1
            else:
                writer.add(item)
    return hidden


@contextmanager
def _readable() -> Iterator[None]:
    """Tell in plain words what libosmium says of a file."""
    try:
        yield
    except RuntimeError as error:
        raise ValueError(NO_OSM) from error


def _cut_one(path: Path, target: Path, window: Window, wanted: Wanted) -> bool:
    """Whether a road of the extract touches the window."""
    areas = _find_areas(path, wanted)
    found = _find_touching(path, window, wanted, {way for area in areas.values() for way in area.ways})
    tracker = osmium.IdTracker()
    for number in found.nodes:
        tracker.add_node(number)
    for number in found.ways:
        tracker.add_way(number)
    for number, area in areas.items():
        touching = found.touching_homes if area.is_home else found.touching
        if not touching.isdisjoint(area.ways):
            tracker.add_relation(number)
            for way in area.ways:
                tracker.add_way(way)
            for node in area.nodes:
                tracker.add_node(node)
    tracker.complete_backward_references(str(path), relation_depth=0)
    has_road = False
    with osmium.SimpleWriter(str(target)) as writer:
        for item in osmium.FileProcessor(str(path)).with_filter(tracker.id_filter()):
            # Most are nodes of ways, without a tag.
            if item.tags and wanted.hides(item.tags):
                writer.add(item.replace(tags={}))
            else:
                writer.add(item)
            has_road |= item.is_way() and "highway" in item.tags and item.id in found.touching
    return has_road


def _find_areas(path: Path, wanted: Wanted) -> dict[int, _Area]:
    areas = {}
    for relation in osmium.FileProcessor(str(path), RELATION):
        tags = relation.tags
        if not wanted.has_relation(tags) or wanted.hides(tags):
            continue
        members = [(member.type, member.ref) for member in relation.members]
        areas[relation.id] = _Area(
            tuple(ref for kind, ref in members if kind == "w"),
            tuple(ref for kind, ref in members if kind == "n"),
            is_building(tags) and not wanted.has_way(tags),
        )
    return areas


def _find_touching(path: Path, window: Window, wanted: Wanted, parts: set[int]) -> _Found:
    shapely.prepare(window.around)
    shapely.prepare(window.homes)
    found, waiting = _Found(), _Waiting()
    points: list[tuple[int, float, float]] = []
    factory = osmium.geom.WKBFactory()
    last = (0, 0)
    # Nodes without one of these tags only fill the cache of places.
    keys = osmium.filter.KeyFilter(*sorted(wanted.nodes)).enable_for(NODE)
    for item in (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations().with_filter(keys)
    ):
        here = (_ORDER[item.type_str()], item.id)
        if here < last:
            raise ValueError(NOT_SORTED)
        last = here
        tags = item.tags
        if item.is_node():
            if item.location.valid() and wanted.has_node(tags) and not wanted.hides(tags):
                points.append((item.id, item.location.lon, item.location.lat))
            continue
        is_part = item.id in parts
        is_wanted = wanted.has_way(tags)
        is_home = not is_wanted and is_building(tags)
        if not (is_wanted or is_home or is_part):
            continue
        is_hidden = wanted.hides(tags)
        if is_part or not is_hidden:
            waiting.number.append(item.id)
            waiting.shape.append(_shape_of(item, factory))
            waiting.is_wanted.append(is_wanted and not is_hidden)
            waiting.is_home.append(is_home and not is_hidden)
            if len(waiting.number) == _BLOCK:
                _compare(waiting, window, found)
                waiting = _Waiting()
    _compare(waiting, window, found)
    numbers, lon, lat = zip(*points, strict=True) if points else ((), (), ())
    is_in = shapely.contains_xy(window.around, np.asarray(lon, float), np.asarray(lat, float))
    found.nodes = [number for number, inside in zip(numbers, is_in, strict=True) if inside]
    return found


def _shape_of(way: Any, factory: Any) -> str:
    """Line of a way as hexadecimal WKB; of one whose nodes are not all known, the line through those that are."""
    try:
        return str(factory.create_linestring(way))
    except (RuntimeError, osmium.InvalidLocationError):
        known = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        return str(shapely.MultiPoint(known).wkb_hex)


def _compare(waiting: _Waiting, window: Window, found: _Found) -> None:
    shapes = shapely.from_wkb(waiting.shape)
    number = np.asarray(waiting.number, np.int64)
    is_wanted, is_home = np.asarray(waiting.is_wanted, bool), np.asarray(waiting.is_home, bool)
    touches = np.asarray(shapely.intersects(window.around, shapes), bool).reshape(-1)
    at_home = np.zeros(len(number), bool)
    at_home[touches] = shapely.intersects(window.homes, shapes[touches]) if touches.any() else False
    found.touching.update(number[touches].tolist())
    found.touching_homes.update(number[at_home].tolist())
    found.ways += number[(is_wanted & touches) | (is_home & at_home)].tolist()
