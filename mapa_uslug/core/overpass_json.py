"""Answers of the Overpass API in JSON, turned into an OSM file that the readers of extracts read."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.overpass_shapes import Known, give_shapes

KINDS: Final = ("node", "way", "relation")
_HEAD: Final = 4096
_MARKS: Final = re.compile(r'"(elements|osm3s|features)"\s*:')

Element = dict[str, Any]


def is_overpass_json(path: Path) -> bool:
    """Whether a file named ``.json`` holds an answer of Overpass, by what it begins with (GeoJSON has the same ending).

    A page of HTML counts: it is the answer of a server that refused.
    """
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(_HEAD).decode("utf-8-sig", "ignore")
    if head.lstrip().startswith("<"):
        return True
    found = _MARKS.search(head)
    return head.lstrip().startswith("{") and found is not None and found[1] != "features"


@contextmanager
def as_osm_file(path: Path) -> Iterator[Path]:
    """Yield the file itself, or for an Overpass answer an OSM file of it that is gone after the block.

    Nothing is kept: an answer may hold objects of sensitive kind, and a cache is no place for them.
    """
    if not is_overpass_json(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder:
        target = Path(folder) / f"{path.stem}.osm.pbf"
        write_osm([path], target)
        yield target


def write_osm(answers: Iterable[Path], target: Path) -> dict[str, int]:
    """Write one OSM file of several Overpass answers, sorted by kind and number.

    An element that stands in several answers, or several times in one (``out body; >; out skel;`` gives a node
    with its tags and again without), is written once: the newest version, and where versions are equal or not
    told, all that is said of it, the answer with the later ``timestamp_osm_base`` being right where they differ.

    Ways with coordinates instead of nodes (``out geom``) get nodes of their own, shared by all that pass the
    same point. Ways and multipolygons of which only the middle is known (``out center``) become a square of two
    centimetres around it; a road is none of these: without its line it has no nodes.

    Parameters
    ----------
    answers : iterable of Path
        Answers in the form of ``[out:json]``.
    target : Path
        Its ending chooses the form: ``.osm.pbf``, ``.osm``, ``.osm.gz``. Written whole or not at all; the same
        answers in any order give the same bytes.

    Returns
    -------
    counts : dict of str to int
        Elements written: ``node``, ``way``, ``relation``.

    Raises
    ------
    InputError
        An answer is cut short, is not JSON (a page of HTML), tells that the query failed or was stopped
        (``remark``), or holds elements of another form; all problems of all answers.
    """
    problems: list[Problem] = []
    records: list[tuple[str, Element]] = []
    for path in answers:
        try:
            records += _read_answer(path)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    known = Known(*(_merge(records, kind) for kind in KINDS))
    give_shapes(known)
    _write(known, target)
    return {"node": len(known.nodes), "way": len(known.ways), "relation": len(known.relations)}


def _read_answer(path: Path) -> list[tuple[str, Element]]:
    """Elements of an answer, each with the time that the answer is of."""
    where = str(path)
    content = path.read_bytes()
    try:
        answer = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError([_not_json(content, where, error)]) from error
    elements = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(elements, list):
        raise InputError([_other_form(where, 'no list "elements"')])
    # A server that ran out of time or memory answers with what it has, status 200 and a remark.
    if answer.get("remark"):
        raise InputError([_stopped(where, str(answer["remark"]))])
    base = answer.get("osm3s")
    time = str(base.get("timestamp_osm_base", "")) if isinstance(base, dict) else ""
    wrong = [reason for number, element in enumerate(elements) if (reason := _fault(number, element))]
    if wrong:
        raise InputError([_other_form(where, wrong[0])])
    return [(time, element) for element in elements if element["type"] in KINDS]


def _fault(number: int, element: object) -> str:
    """What is wrong with an element, empty if nothing; counts, areas and the like are not ours to judge."""
    if not isinstance(element, dict) or not isinstance(element.get("type"), str):
        return f"elements[{number}] has no type"
    if element["type"] not in KINDS:
        return ""
    if not isinstance(element.get("id"), int):
        return f"elements[{number}] has no id"
    if not isinstance(element.get("tags", {}), dict):
        return f"elements[{number}].tags"
    for field in ("nodes", "geometry", "members"):
        if not isinstance(element.get(field, []), list):
            return f"elements[{number}].{field}"
    if not all(isinstance(node, int) for node in element.get("nodes", ())):
        return f"elements[{number}].nodes"
    if not all(isinstance(member, dict) and _is_member(member) for member in element.get("members", ())):
        return f"elements[{number}].members"
    places = [element.get("center"), *element.get("geometry", ())]
    if element["type"] == "node" and ("lat" in element or "lon" in element):
        places.append(element)
    for member in element.get("members", ()):
        places += member.get("geometry", ())
    return "" if all(_is_place(place) for place in places) else f"elements[{number}]: lat, lon"


def _is_member(member: Element) -> bool:
    return (
        member.get("type") in KINDS
        and isinstance(member.get("ref"), int)
        and isinstance(member.get("geometry", []), list)
    )


def _is_place(place: object) -> bool:
    """Whether it is a place on Earth; a point outside the box that was asked for is null."""
    if place is None:
        return True
    if not isinstance(place, dict):
        return False
    lat, lon = place.get("lat"), place.get("lon")
    if not (isinstance(lat, int | float) and isinstance(lon, int | float)):
        return False
    return abs(lat) <= 90.0 and abs(lon) <= 180.0


def _merge(records: list[tuple[str, Element]], kind: str) -> dict[int, Element]:
    """One record an element, by number."""
    chosen = [(time, element) for time, element in records if element["type"] == kind]
    chosen.sort(key=lambda r: (r[1]["id"], r[1].get("version") or 0, r[0], json.dumps(r[1], sort_keys=True)))
    merged: dict[int, Element] = {}
    for _, element in chosen:
        before = merged.get(element["id"], {})
        is_newer = 0 < (before.get("version") or 0) < (element.get("version") or 0)
        merged[element["id"]] = element if is_newer else before | element
    return merged


def _write(known: Known, target: Path) -> None:
    # Imported here, because whoever only asks what a file is does without it.
    import osmium
    from osmium.osm import mutable

    header = osmium.io.Header()
    places = list(known.nodes.values())
    if places:
        lon, lat = [p["lon"] for p in places], [p["lat"] for p in places]
        header.add_box(osmium.osm.Box(min(lon), min(lat), max(lon), max(lat)))
    with atomic_path(target) as part, osmium.SimpleWriter(str(part), header=header) as writer:
        for node in known.nodes.values():
            writer.add_node(mutable.Node(location=(node["lon"], node["lat"]), **_common(node)))
        for way in known.ways.values():
            writer.add_way(mutable.Way(nodes=way.get("nodes", []), **_common(way)))
        for relation in known.relations.values():
            members = [(m["type"][0], m["ref"], str(m.get("role", ""))) for m in relation.get("members", ())]
            writer.add_relation(mutable.Relation(members=members, **_common(relation)))


def _common(element: Element) -> Element:
    tags = {str(key): str(value) for key, value in sorted(element.get("tags", {}).items())}
    version = element.get("version")
    return {"id": element["id"], "tags": tags} | ({"version": version} if isinstance(version, int) else {})


def _not_json(content: bytes, where: str, error: Exception) -> Problem:
    if content.lstrip()[:1] == b"<":
        return problem(
            "The file is a page of HTML or XML, not JSON.",
            where=where,
            hint="Open it in a text editor: it tells what the server refused. Download it again later; Overpass with [out:json].",
            code="overpass_not_json",
        )
    return problem(
        "The answer of Overpass is cut short or damaged: {detail}.",
        where=where,
        hint="Download it again, whole.",
        code="overpass_cut",
        detail=str(error)[:200].rstrip("."),
    )


def _stopped(where: str, remark: str) -> Problem:
    return problem(
        "Overpass stopped before the answer was complete: {remark}",
        where=where,
        hint="Ask for a smaller area, or with a longer timeout; what is missing would look like places without roads.",
        code="overpass_remark",
        remark=remark[:300],
    )


def _other_form(where: str, detail: str) -> Problem:
    return problem(
        "The file is not an answer of Overpass in JSON ({detail}).",
        where=where,
        hint="Ask Overpass with [out:json] and end the query with: out body; >; out skel qt;",
        code="overpass_form",
        detail=detail,
    )
