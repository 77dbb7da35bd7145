"""What Overpass is asked for: everything wanted that touches a rectangle, with all that it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import shapely

from mapa_uslug.sources.parts.osm_coverage import to_degrees
from mapa_uslug.sources.parts.osm_wanted import LEAST_LEVEL, MOST_LEVEL, Values, Wanted

TILE_M: Final = 15_000.0
"""Side of the squares that are asked for one by one: a few seconds of the server's time, some megabytes."""
TIMEOUT_S: Final = 180
MAXSIZE: Final = 536_870_912
"""What the server may need for one answer; both are its own defaults, so that it need not refuse us."""
_LINES: Final = frozenset(("highway", "route", "railway"))
"""Keys of what is read as lines only."""
_WORD: Final = re.compile(r"[A-Za-z0-9_:]+")


@dataclass(frozen=True, eq=False)
class Tile:
    """A square of the surroundings.

    Attributes
    ----------
    name : str
        By its corner in kilometres, east and north: the same square has the same name in every area.
    part : shapely geometry
        What of the surroundings lies in it, EPSG:2180.
    homes : shapely geometry
        What of the gminas of the area lies in it, maybe nothing.
    """

    name: str
    part: shapely.Geometry
    homes: shapely.Geometry


def cut_into_tiles(around: shapely.Geometry, homes: shapely.Geometry) -> list[Tile]:
    """Squares of `TILE_M` that the surroundings touch, from south-west to north-east."""
    west, south, east, north = (int(edge // TILE_M) for edge in shapely.bounds(around))
    tiles = []
    for row in range(south, north + 1):
        for column in range(west, east + 1):
            x, y = column * TILE_M, row * TILE_M
            square = shapely.box(x, y, x + TILE_M, y + TILE_M)
            part = shapely.intersection(around, square)
            if shapely.area(part) > 0:
                name = f"e{x / 1000:.0f}_n{y / 1000:.0f}.json"
                tiles.append(Tile(name, part, shapely.intersection(homes, square)))
    return tiles


def query_of(tile: Tile, wanted: Wanted) -> str:
    """The question in Overpass QL, one statement a line.

    Everything is sent with its tags and without versions: with these come the names of people.
    """
    box = _box(tile.part)
    lines = [f"node{_filter(key, values)}{box};" for key, values in wanted.nodes.items()]
    for key, values in wanted.ways.items():
        lines.append(f"way{_filter(key, values)}{box};")
        if key in _LINES:
            continue
        lines.append(f'relation["type"="multipolygon"]{_filter(key, values)}{box};')
    levels = "|".join(str(level) for level in range(LEAST_LEVEL, MOST_LEVEL + 1))
    lines.append(f'relation["boundary"="administrative"]["admin_level"~"^({levels})$"]{box};')
    lines.append(f'relation["type"~"^restriction"]{box};')
    if not shapely.is_empty(tile.homes):
        home = _box(tile.homes)
        lines += [f'way["building"]{home};', f'relation["type"="multipolygon"]["building"]{home};']
    head = f"[out:json][timeout:{TIMEOUT_S}][maxsize:{MAXSIZE}];"
    return "\n".join([head, "(", *lines, ");", "(._;>;);", "out body qt;", ""])


def _filter(key: str, values: Values) -> str:
    if not all(_WORD.fullmatch(word) for word in (key, *values)):
        raise ValueError(f"no tag for a query: {key}")
    if not values:
        return f'["{key}"]'
    told = sorted(values)
    return f'["{key}"="{told[0]}"]' if len(told) == 1 else f'["{key}"~"^({"|".join(told)})$"]'


def _box(shape: shapely.Geometry) -> str:
    """South, west, north, east: the order of Overpass."""
    west, south, east, north = shapely.bounds(to_degrees(shape)).tolist()
    return f"({south - 1e-6:.6f},{west - 1e-6:.6f},{north + 1e-6:.6f},{east + 1e-6:.6f})"
