"""A real country's extract laid over a Polish gmina: the roads and houses are real, only their place is not."""

from __future__ import annotations

import math
from pathlib import Path

import osmium


def move_extract(source: Path, target: Path, *, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Write an extract moved so that one place (lon, lat) comes to lie on another, lengths kept to the latitude.

    Nodes keep their ids, so ways and relations move with them.
    """
    (lon, lat), (to_lon, to_lat) = start, end
    wider = math.cos(math.radians(lat)) / math.cos(math.radians(to_lat))
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(source)):
            if thing.is_node():
                x = to_lon + (thing.location.lon - lon) * wider
                y = to_lat + (thing.location.lat - lat)
                writer.add_node(thing.replace(location=(round(x, 7), round(y, 7))))
            else:
                writer.add(thing)
