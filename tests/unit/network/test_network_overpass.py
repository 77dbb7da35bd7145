"""Roads out of an answer of Overpass are those of the OSM file of the same objects."""

import json

import numpy as np
import osmium
import pytest
from drawn_roads import travel, write_drawing

from mapa_uslug.core.errors import InputError
from mapa_uslug.network import read_network

DRAWING = """
A--B--C
   |
   D
"""
WAYS = {
    "AB": "highway=residential, maxspeed=30",
    "BC": "highway=residential, oneway=yes",
    "BD": "highway=path",
}


def answer(osm, *, is_geom):
    elements, place = [], {}
    for item in osmium.FileProcessor(str(osm)):
        if item.is_node():
            place[item.id] = {"lat": item.location.lat, "lon": item.location.lon}
            if not is_geom:
                elements.append({"type": "node", "id": item.id} | place[item.id])
        elif item.is_way():
            refs = [n.ref for n in item.nodes]
            shape = {"geometry": [place[ref] for ref in refs], "nodes": refs} if is_geom else {"nodes": refs}
            elements.append({"type": "way", "id": item.id, "tags": dict(item.tags)} | shape)
    return json.dumps({"elements": elements})


@pytest.mark.parametrize("is_geom", [False, True])
def test_an_answer_gives_the_network_of_the_file(tmp_path, is_geom):
    osm = write_drawing(tmp_path / "a.osm", DRAWING, WAYS)
    path = tmp_path / "a.json"
    path.write_text(answer(osm, is_geom=is_geom))
    ours, theirs = read_network(path, cache=False), read_network(osm, cache=False)
    assert ours.counts == theirs.counts
    for name in ("node_x", "node_y", "node_id", "edge_length_m", "seconds_forward", "seconds_backward"):
        assert np.array_equal(getattr(ours.network, name), getattr(theirs.network, name)), name
    # 300 m at 24 km/h; back it is closed. On foot 200 m from B to D.
    assert travel(ours.network, "B", "C") == pytest.approx(45.0, abs=0.1)
    assert travel(ours.network, "C", "B") == np.inf
    assert travel(ours.network, "B", "D", "walk") == pytest.approx(200 / 1.2, abs=0.1)


def test_lines_in_a_file_of_the_same_name_are_still_lines(tmp_path):
    path = tmp_path / "a.json"
    line = {"type": "LineString", "coordinates": [[21.0, 52.0], [21.01, 52.0]]}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"highway": "primary"}, "geometry": line}
    ]}))  # fmt: skip
    assert read_network(path, cache=False).network.classes == ("primary",)


def test_a_query_that_was_stopped_is_no_network(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"elements": [], "remark": "runtime error: Query timed out"}))
    with pytest.raises(InputError) as caught:
        read_network(path, cache=False)
    assert [(p.code, p.where) for p in caught.value.problems] == [("overpass_remark", str(path))]


def test_an_answer_with_roads_known_by_their_middles_alone_has_no_road(tmp_path):
    path = tmp_path / "a.json"
    way = {"type": "way", "id": 1, "center": {"lat": 52.0, "lon": 21.0}, "tags": {"highway": "primary"}}
    path.write_text(json.dumps({"elements": [way]}))
    with pytest.raises(InputError) as caught:
        read_network(path, cache=False)
    assert [p.code for p in caught.value.problems] == ["no_roads"]
