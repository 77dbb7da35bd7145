"""Plays Overpass out of an OSM file: the statements that are sent here are understood, and nothing more.

``(kind[filters](south,west,north,east); ...); (._;>;); out body qt;`` and ``/status``. A way is in a box when one of
its nodes is, a relation when one of its members is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import osmium

from playing.server import Answer, Asked, Player

_STATEMENT = re.compile(r'(node|way|relation)((?:\["[^\]]*\])+)\(([-0-9.,]+)\);')
_FILTER = re.compile(r'\["([^"]+)"(?:(=|~)"([^"]*)")?\]')
_END = "(._;>;);\nout body qt;\n"
FREE = """Connected as: 1234567
Current time: 2026-11-26T06:00:00Z
Announced endpoint: none
Rate limit: 2
2 slots available now.
Currently running queries (pid, space limit, time limit, start time):
"""
BUSY = FREE.replace(
    "2 slots available now.",
    "Slot available after: 2026-11-26T06:00:07Z, in 7 seconds.\n"
    "Slot available after: 2026-11-26T06:00:31Z, in 31 seconds.",
)  # fmt: skip

Element = dict[str, Any]


def overpass(path: Path, *, status: str = FREE, moment: str = "2026-11-25T20:00:00Z") -> Player:
    """Answers from an OSM file."""
    world = _read(path)

    def play(asked: Asked) -> Answer:
        if asked.path.endswith("/status"):
            return Answer(status.encode(), kind="text/plain")
        query = parse_qs(asked.body.decode())["data"][0]
        if asked.method != "POST" or not query.startswith("[out:json]") or not query.endswith(_END):
            return Answer(b"<html>Error: line 1: parse error</html>", 400, "text/html")
        found = _with_parts(
            world, [e for kind in world.values() for e in kind.values() if _asked(world, e, query)]
        )
        told = {
            "version": 0.6,
            "generator": "Overpass API",
            "osm3s": {"timestamp_osm_base": moment},
            "elements": found,
        }
        return Answer(json.dumps(told).encode(), kind="application/json")

    return play


def stopped(asked: Asked, answer: Answer) -> Answer:
    """Half an answer, with status 200 and a remark."""
    told = json.loads(answer.body)
    told["elements"] = told["elements"][: len(told["elements"]) // 2]
    told["remark"] = 'runtime error: Query timed out in "query" at line 3 after 181 seconds.'
    return Answer(json.dumps(told).encode(), kind="application/json")


def nothing_found(asked: Asked, answer: Answer) -> Answer:
    """A good answer without objects."""
    return Answer(json.dumps({**json.loads(answer.body), "elements": []}).encode(), kind="application/json")


def interpreter_only(fault: Callable[[Asked, Answer], Answer]) -> Callable[[Asked, Answer], Answer]:
    """A fault of the answers, not of ``/status``."""
    return lambda asked, answer: answer if asked.path.endswith("/status") else fault(asked, answer)


def _read(path: Path) -> dict[str, dict[int, Element]]:
    world: dict[str, dict[int, Element]] = {"node": {}, "way": {}, "relation": {}}
    kinds = {"n": "node", "w": "way", "r": "relation"}
    for o in osmium.FileProcessor(str(path)):
        element: Element = {"type": kinds[o.type_str()], "id": o.id}
        if o.is_node():
            element |= {"lat": o.location.lat, "lon": o.location.lon}
        elif o.is_way():
            element["nodes"] = [node.ref for node in o.nodes]
        else:
            element["members"] = [{"type": kinds[m.type], "ref": m.ref, "role": m.role} for m in o.members]
        tags = dict(o.tags)
        world[element["type"]][o.id] = element | ({"tags": tags} if tags else {})
    return world


def _asked(world: Mapping[str, Mapping[int, Element]], element: Element, query: str) -> bool:
    for kind, filters, box in _STATEMENT.findall(query):
        if kind == element["type"] and all(
            _passes(element.get("tags", {}), f) for f in _FILTER.findall(filters)
        ):
            south, west, north, east = map(float, box.split(","))
            if _touches(world, element, (south, west, north, east)):
                return True
    return False


def _passes(tags: Mapping[str, str], wanted: tuple[str, str, str]) -> bool:
    key, sign, value = wanted
    if key not in tags:
        return False
    return not sign or (tags[key] == value if sign == "=" else re.search(value, tags[key]) is not None)


def _touches(
    world: Mapping[str, Mapping[int, Element]],
    element: Element | None,
    box: tuple[float, float, float, float],
) -> bool:
    if element is None:
        return False
    if element["type"] == "node":
        return box[0] <= element["lat"] <= box[2] and box[1] <= element["lon"] <= box[3]
    if element["type"] == "way":
        return any(_touches(world, world["node"].get(ref), box) for ref in element["nodes"])
    members = (m for m in element["members"] if m["type"] != "relation")
    return any(_touches(world, world[m["type"]].get(m["ref"]), box) for m in members)


def _with_parts(world: Mapping[str, Mapping[int, Element]], found: list[Element]) -> list[Element]:
    """What was found, and once more down: ways and nodes of relations, nodes of ways."""
    kept = {(e["type"], e["id"]): e for e in found}
    for element in found:
        for member in element.get("members", ()):
            part = world[member["type"]].get(member["ref"])
            if part is not None and member["type"] != "relation":
                kept[part["type"], part["id"]] = part
    for element in list(kept.values()):
        for ref in element.get("nodes", ()):
            if ref in world["node"]:
                kept["node", ref] = world["node"][ref]
    return list(kept.values())
