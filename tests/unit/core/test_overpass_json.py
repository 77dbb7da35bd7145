"""Overpass answers become OSM files: each form of output, repeated elements, and what is no answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.overpass_json import as_osm_file, is_overpass_json, write_osm
from mapa_uslug.core.overpass_shapes import MADE_ID

Element = dict[str, Any]


def _answer(path: Path, elements: list[Element], **more: object) -> Path:
    path.write_text(json.dumps({"version": 0.6, "elements": elements} | more), encoding="utf-8")
    return path


def _node(number: int, lat: float, lon: float, **more: object) -> Element:
    return {"type": "node", "id": number, "lat": lat, "lon": lon} | more


def _read(path: Path) -> dict[str, dict[int, Any]]:
    """Nodes as (lat, lon, tags), ways as (nodes, tags), relations as (members, tags), in the order of the file."""
    found: dict[str, dict[int, Any]] = {"n": {}, "w": {}, "r": {}}
    for item in osmium.FileProcessor(str(path)):
        tags = dict(item.tags)
        if item.is_node():
            found["n"][item.id] = (item.location.lat, item.location.lon, tags)
        elif item.is_way():
            found["w"][item.id] = ([n.ref for n in item.nodes], tags)
        else:
            found["r"][item.id] = ([(m.type, m.ref, m.role) for m in item.members], tags)
    return found


def _written(tmp_path: Path, *answers: list[Element]) -> dict[str, dict[int, Any]]:
    paths = [_answer(tmp_path / f"{n}.json", elements) for n, elements in enumerate(answers)]
    write_osm(paths, tmp_path / "out.osm.pbf")
    return _read(tmp_path / "out.osm.pbf")


def test_elements_are_written_sorted_with_tags_and_members(tmp_path: Path) -> None:
    found = _written(tmp_path, [
        {"type": "relation", "id": 9, "members": [{"type": "way", "ref": 5, "role": "from"}], "tags": {"type": "restriction"}},
        {"type": "way", "id": 5, "nodes": [2, 1], "tags": {"highway": "residential", "name": "Łąkowa"}},
        _node(2, 52.1, 21.2), _node(1, 52.0, 21.1, tags={"barrier": "gate"}),
    ])  # fmt: skip
    assert list(found["n"]) == [1, 2]
    assert found["n"][1] == (52.0, 21.1, {"barrier": "gate"})
    assert found["w"] == {5: ([2, 1], {"highway": "residential", "name": "Łąkowa"})}
    assert found["r"] == {9: ([("w", 5, "from")], {"type": "restriction"})}


def test_a_node_told_again_without_tags_keeps_them(tmp_path: Path) -> None:
    # out body; >; out skel: the same node with tags, then bare.
    found = _written(tmp_path, [_node(1, 52.0, 21.0, tags={"amenity": "clinic"}), _node(1, 52.0, 21.0)])
    assert found["n"] == {1: (52.0, 21.0, {"amenity": "clinic"})}


def test_the_newest_version_is_taken_whole(tmp_path: Path) -> None:
    old = _node(1, 52.0, 21.0, version=2, tags={"barrier": "gate"})
    new = _node(1, 52.5, 21.5, version=3)
    assert _written(tmp_path, [new], [old])["n"] == {1: (52.5, 21.5, {})}


def test_without_versions_the_later_answer_is_right(tmp_path: Path) -> None:
    late = _answer(
        tmp_path / "a.json", [_node(1, 52.5, 21.5)], osm3s={"timestamp_osm_base": "2026-03-01T00:00:00Z"}
    )
    early = _answer(
        tmp_path / "b.json", [_node(1, 52.0, 21.0)], osm3s={"timestamp_osm_base": "2026-01-01T00:00:00Z"}
    )
    for number, order in enumerate(([late, early], [early, late])):
        write_osm(order, tmp_path / f"{number}.osm")
    assert _read(tmp_path / "0.osm")["n"] == {1: (52.5, 21.5, {})}
    assert (tmp_path / "0.osm").read_bytes() == (tmp_path / "1.osm").read_bytes()


def test_out_geom_places_the_nodes_that_a_way_lists(tmp_path: Path) -> None:
    # The second node lies outside the box asked for: it stays unknown, and the reader cuts the way there.
    way = {"type": "way", "id": 5, "nodes": [1, 2, 3], "tags": {"highway": "track"},
           "geometry": [{"lat": 52.0, "lon": 21.0}, None, {"lat": 52.2, "lon": 21.2}]}  # fmt: skip
    found = _written(tmp_path, [way])
    assert found["n"] == {1: (52.0, 21.0, {}), 3: (52.2, 21.2, {})}
    assert found["w"][5][0] == [1, 2, 3]


def test_lines_without_node_numbers_meet_where_their_coordinates_do(tmp_path: Path) -> None:
    # Three places: (52.0, 21.0), (52.1, 21.1), (52.2, 21.2); the second is node 7, the others are made in order.
    a, b, c = ({"lat": 52.0 + i / 10, "lon": 21.0 + i / 10} for i in range(3))
    found = _written(tmp_path, [
        {"type": "way", "id": 5, "geometry": [a, b]}, {"type": "way", "id": 6, "geometry": [b, None, c]}, _node(7, 52.1, 21.1),
    ])  # fmt: skip
    assert found["w"][5][0] == [MADE_ID, 7]
    assert found["w"][6][0] == [7, MADE_ID - 1, MADE_ID + 1]
    assert set(found["n"]) == {7, MADE_ID, MADE_ID + 1}


def test_members_told_by_coordinates_become_ways(tmp_path: Path) -> None:
    ring = [{"lat": lat, "lon": lon} for lat, lon in ((52.0, 21.0), (52.0, 21.1), (52.1, 21.1), (52.0, 21.0))]
    found = _written(tmp_path, [{
        "type": "relation", "id": 9, "tags": {"type": "boundary"},
        "members": [{"type": "way", "ref": 5, "role": "outer", "geometry": ring},
                    {"type": "node", "ref": 4, "role": "label", "lat": 52.05, "lon": 21.05}],
    }])  # fmt: skip
    assert found["w"][5][0] == [MADE_ID, MADE_ID + 1, MADE_ID + 2, MADE_ID]
    assert found["n"][4] == (52.05, 21.05, {})


def test_an_object_known_by_its_middle_becomes_a_square_around_it(tmp_path: Path) -> None:
    middle = {"lat": 52.0, "lon": 21.0}
    found = _written(tmp_path, [
        {"type": "way", "id": 5, "center": middle, "nodes": [1, 2], "tags": {"amenity": "clinic"}},
        {"type": "relation", "id": 9, "center": middle, "tags": {"type": "multipolygon", "amenity": "hospital"}},
    ])  # fmt: skip
    ring = found["w"][5][0]
    assert ring[0] == ring[-1]
    assert len(set(ring)) == 4
    lat, lon = (sum(found["n"][n][axis] for n in ring[:-1]) / 4 for axis in (0, 1))
    assert (lat, lon) == pytest.approx((52.0, 21.0), abs=1e-9)
    (member,) = found["r"][9][0]
    assert found["w"][member[1]][0] == ring


def test_roads_and_boundaries_are_never_made_of_their_middles(tmp_path: Path) -> None:
    middle = {"lat": 52.0, "lon": 21.0}
    found = _written(tmp_path, [
        {"type": "way", "id": 5, "center": middle, "tags": {"highway": "primary"}},
        {"type": "relation", "id": 9, "center": middle, "tags": {"type": "boundary", "boundary": "administrative"}},
    ])  # fmt: skip
    assert found == {"n": {}, "w": {5: ([], {"highway": "primary"})}, "r": {9: ([], found["r"][9][1])}}


def test_other_kinds_of_elements_are_passed_over(tmp_path: Path) -> None:
    found = _written(tmp_path, [{"type": "count", "id": 0, "tags": {"total": "3"}}, _node(1, 52.0, 21.0)])
    assert list(found["n"]) == [1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"elements": [{"type": "node", "id": 1, "lat": 5', "overpass_cut"),
        ("", "overpass_cut"),
        ("<html><body>Too many requests</body></html>", "overpass_not_json"),
        ('{"elements": [], "remark": "runtime error: Query timed out in \\"query\\" at line 3"}', "overpass_remark"),
        ('{"type": "FeatureCollection", "features": []}', "overpass_form"),
        ("[1, 2]", "overpass_form"),
        ('{"elements": [7]}', "overpass_form"),
        ('{"elements": [{"type": "node", "id": "1", "lat": 5, "lon": 5}]}', "overpass_form"),
        ('{"elements": [{"type": "node", "id": 1, "lat": 95, "lon": 5}]}', "overpass_form"),
        ('{"elements": [{"type": "node", "id": 1, "lat": NaN, "lon": 5}]}', "overpass_form"),
        ('{"elements": [{"type": "way", "id": 1, "nodes": ["a"]}]}', "overpass_form"),
        ('{"elements": [{"type": "relation", "id": 1, "members": [{"type": "way"}]}]}', "overpass_form"),
    ],
)  # fmt: skip
def test_what_is_no_whole_answer_is_told_and_writes_nothing(tmp_path: Path, text: str, code: str) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_osm([bad, _answer(tmp_path / "good.json", [])], tmp_path / "out.osm.pbf")
    assert [(p.code, p.where) for p in caught.value.problems] == [(code, str(bad))]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.json", "good.json"]


def test_answers_are_known_by_content_not_by_name(tmp_path: Path) -> None:
    answer = _answer(tmp_path / "a.json", [])
    lines = tmp_path / "b.json"
    lines.write_text('{"type": "FeatureCollection", "features": [{"properties": {"elements": 1}}]}')
    assert is_overpass_json(answer)
    assert not is_overpass_json(lines)
    assert not is_overpass_json(tmp_path / "none.json")
    page = tmp_path / "c.json"
    page.write_text("<!DOCTYPE html><html>504 Gateway Timeout</html>")
    assert is_overpass_json(page)


def test_the_osm_file_of_an_answer_is_gone_after_use(tmp_path: Path) -> None:
    answer = _answer(tmp_path / "a.json", [_node(1, 52.0, 21.0)])
    with as_osm_file(answer) as osm:
        assert list(_read(osm)["n"]) == [1]
    assert not osm.exists()
    with as_osm_file(osm) as same:
        assert same == osm


_PLACES = st.integers(-3, 3).map(lambda units: units / 1e7)
_NODES = st.builds(lambda n, lat, lon: _node(n, lat, lon), st.integers(1, 5), _PLACES, _PLACES)
_WAYS = st.builds(
    lambda n, line: {"type": "way", "id": n, "geometry": [{"lat": a, "lon": o} for a, o in line]},
    st.integers(1, 3), st.lists(st.tuples(_PLACES, _PLACES), min_size=2, max_size=4),
)  # fmt: skip


@given(st.lists(st.lists(_NODES | _WAYS, max_size=6), min_size=1, max_size=3), st.randoms())
def test_the_bytes_depend_on_the_answers_alone(
    tmp_path_factory: Any, answers: list[list[Element]], random: Any
) -> None:
    tmp_path = tmp_path_factory.mktemp("answers")
    paths = [_answer(tmp_path / f"{n}.json", elements) for n, elements in enumerate(answers)]
    write_osm(paths, tmp_path / "a.osm.pbf")
    random.shuffle(paths)
    write_osm([*paths, paths[0]], tmp_path / "b.osm.pbf")
    assert (tmp_path / "a.osm.pbf").read_bytes() == (tmp_path / "b.osm.pbf").read_bytes()
    found = _read(tmp_path / "a.osm.pbf")
    assert {node for nodes, _ in found["w"].values() for node in nodes} <= found["n"].keys()
