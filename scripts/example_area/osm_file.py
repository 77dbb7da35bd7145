"""The OSM extract: every drawn thing as nodes, ways and relations, ids in the order of drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import osmium

from example_area.plane import Point, to_degrees

Tags = dict[str, str]


class OsmFile:
    """Collects objects; equal points are one node."""

    def __init__(self) -> None:
        self._node_of: dict[tuple[float, float], int] = {}
        self._node_tags: dict[int, Tags] = {}
        self._ways: list[tuple[list[int], Tags]] = []
        self._relations: list[tuple[list[tuple[int, str]], Tags]] = []

    def node(self, point: Point, tags: Tags | None = None) -> int:
        """Return the id of the node at a point, adding tags to it."""
        key = to_degrees(point)
        number = self._node_of.setdefault(key, len(self._node_of) + 1)
        if tags:
            self._node_tags.setdefault(number, {}).update(tags)
        return number

    def way(self, line: Iterable[Point], tags: Tags) -> int:
        """Add a way and return its id."""
        nodes: list[int] = []
        for point in line:
            number = self.node(point)
            if not nodes or nodes[-1] != number:
                nodes.append(number)
        self._ways.append((nodes, tags))
        return len(self._ways)

    def area(self, outer: Sequence[Point], holes: Sequence[Sequence[Point]], tags: Tags) -> None:
        """Add land: a closed way, or a multipolygon where there are holes."""
        if not holes:
            self.way(outer, tags)
            return
        members = [(self.way(outer, {}), "outer"), *((self.way(hole, {}), "inner") for hole in holes)]
        self._relations.append((members, {"type": "multipolygon", **tags}))

    def write(self, path: Path) -> None:
        """Write the file, without timestamps and compression, so that its bytes depend on the content alone."""
        path.unlink(missing_ok=True)
        header = osmium.io.Header()
        header.set("generator", "mapa_uslug example area")
        target = osmium.io.File(str(path), "pbf,pbf_compression=none,add_metadata=false")
        new = osmium.osm.mutable
        with osmium.SimpleWriter(target, header=header) as writer:
            for (lon, lat), number in self._node_of.items():
                writer.add_node(
                    new.Node(id=number, location=(lon, lat), tags=_sorted(self._node_tags.get(number)))
                )
            for number, (nodes, tags) in enumerate(self._ways, start=1):
                writer.add_way(new.Way(id=number, nodes=nodes, tags=_sorted(tags)))
            for number, (members, tags) in enumerate(self._relations, start=1):
                parts = [("w", way, role) for way, role in members]
                writer.add_relation(new.Relation(id=number, members=parts, tags=_sorted(tags)))


def _sorted(tags: Tags | None) -> Tags:
    return dict(sorted((tags or {}).items()))
