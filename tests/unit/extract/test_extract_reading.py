"""One small place drawn by hand: 0.01 degrees is 1,000 units in the plan below.

Nodes of the plan are numbered 100 * row + column and stand at (15 + column/100, 50 + row/100).
"""

import bz2
import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import osmium
import pytest

from mapa_uslug.contracts.tables import OsmFeatures
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError
from mapa_uslug.extract import guess_metric_crs, read_osm_features

CRS = "EPSG:2180"
FILTERS = (
    "amenity=library",
    "social_facility=day_care&social_facility:for=senior",
    "social_facility=shelter",
)


def tag(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())


def node(identity: int, lon: float, lat: float, **tags: str) -> str:
    return f'<node id="{identity}" lon="{lon:.7f}" lat="{lat:.7f}">{tag(clean(tags))}</node>'


def way(identity: int, refs: list[int], **tags: str) -> str:
    points = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{identity}">{points}{tag(clean(tags))}</way>'


def relation(identity: int, members: list[tuple[str, int, str]], **tags: str) -> str:
    parts = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
    return f'<relation id="{identity}">{parts}{tag(clean(tags))}</relation>'


def clean(tags: dict[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


def grid_nodes() -> list[str]:
    return [node(100 * row + col, 15 + col / 100, 50 + row / 100) for row in range(7) for col in range(7)]


NODES = [
    node(1000, 15.001, 50.001, amenity="library", name="Biblioteka", email="a@b", addr__city="Wola"),
    node(1001, 15.002, 50.002, addr__housenumber="7"),
    node(1002, 15.003, 50.003, place="village", name="Wola"),
    node(1003, 15.004, 50.004, place="locality", name="Uroczysko"),
    node(1004, 15.005, 50.005, amenity="social_facility", social_facility="shelter", name="TAJNE"),
    node(1005, 15.006, 50.006, place="suburb", name="Centrum"),
]
WAYS = [
    way(1, [0, 1, 101, 100, 0], building="house", addr__housenumber="1"),
    way(2, [2, 3, 103, 102, 2], building="barn"),
    way(3, [200, 201, 301, 300, 200], building="yes", amenity="library;cafe", name="Mediateka"),
    way(4, [4, 5, 105, 104, 4], building="yes", social_facility="day_care",
        social_facility__for="disabled;senior"),
    way(5, [6, 106, 206], waterway="river", name="Rzeka"),
    way(6, [6, 106], waterway="stream"),
    way(7, [6, 106, 105, 6], landuse="forest"),
    way(8, [400, 401], railway="rail"),
    way(9, [400, 401], railway="rail", service="siding"),
    way(10, [402, 403, 503, 502, 402], building="yes", social_facility__for="child;abused", name="TAJNE"),
    way(20, [0, 3, 303], note="half of a boundary"),
    way(21, [303, 300, 0], note="the other half"),
    way(22, [303, 306, 99999], note="leads out of the extract"),
    way(23, [404, 405, 505, 504, 404], natural="water", name="Staw"),
    way(24, [406, 506, 606, 605, 406], amenity="library", name="Plac"),
    way(25, [99997, 99998], amenity="library", name="Poza"),
]  # fmt: skip
RELATIONS = [
    relation(1, [("way", 20, "outer"), ("way", 21, "outer")],
             type="boundary", boundary="administrative", admin_level="7", name="Wola", teryt__terc="0601072"),
    relation(2, [("way", 22, "outer"), ("way", 12345, "outer")],
             type="boundary", boundary="administrative", admin_level="7", name="Ucięta"),
    relation(3, [("way", 20, "outer"), ("way", 21, "outer")],
             type="boundary", boundary="administrative", admin_level="8", name="Sołectwo"),
    relation(4, [("node", 1000, "")], type="site", amenity="library", name="Zespół"),
    relation(5, [("way", 20, "outer"), ("way", 21, "outer")],
             type="multipolygon", amenity="library", name="Kampus"),
    relation(6, [("way", 20, "outer"), ("way", 21, "outer")],
             type="multipolygon", landuse="residential", social_facility="shelter", name="TAJNE"),
]  # fmt: skip


def document(nodes: list[str], ways: list[str], relations: list[str]) -> str:
    return (
        f'<?xml version="1.0"?><osm version="0.6">{"".join([*grid_nodes(), *nodes, *ways, *relations])}</osm>'
    )


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "place.osm"
    path.write_text(document(NODES, WAYS, RELATIONS), encoding="utf-8")
    return path


@pytest.fixture
def features(extract: Path) -> OsmFeatures:
    return read_osm_features(extract, crs=CRS, object_filters=FILTERS)


def in_plan(lon: float, lat: float) -> tuple[float, float]:
    x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, CRS)
    return float(x[0]), float(y[0])


def test_buildings_are_kept_as_the_middles_of_their_outlines(features: OsmFeatures) -> None:
    # Ways 1, 2, 3 and 4; way 10 is sensitive.
    assert len(features.building_x) == 4
    expected = sorted([in_plan(15.005, 50.005), in_plan(15.025, 50.005), in_plan(15.005, 50.025),
                       in_plan(15.045, 50.005)])  # fmt: skip
    found = sorted(zip(features.building_x, features.building_y, strict=True))
    assert np.allclose(found, expected, atol=0.5)


def test_buildings_have_their_outlines_in_the_order_of_their_middles(features: OsmFeatures) -> None:
    outlines = features.landscape.buildings
    assert outlines is not None
    assert outlines.x.tolist() == features.building_x.tolist()
    assert outlines.ring_building.tolist() == [0, 1, 2, 3]
    for building in range(4):
        corners = outlines.lonlat[outlines.ring_ptr[building] : outlines.ring_ptr[building + 1]]
        assert corners[0].tolist() == corners[-1].tolist()
        # Squares of 0.01 degrees: the middle in metres is that of the corners.
        middle = in_plan(*(corners[:-1].mean(axis=0) / 1e7))
        assert middle == pytest.approx((outlines.x[building], outlines.y[building]), abs=0.5)
        assert np.ptp(corners, axis=0).tolist() == [100_000, 100_000]


def test_a_building_of_a_sensitive_kind_has_no_outline(features: OsmFeatures) -> None:
    # Way 10 is a square of the plan with its corner at (15.02, 50.04).
    outlines = features.landscape.buildings
    assert outlines is not None
    assert [150_200_000, 500_400_000] not in outlines.lonlat.tolist()


def test_only_the_house_and_the_plain_building_may_be_homes(features: OsmFeatures) -> None:
    homes = features.building_x[features.is_residential]
    # `yes` with amenity=library is none, `yes` with social_facility alone may be one.
    assert np.allclose(
        sorted(homes), sorted([in_plan(15.005, 50.005)[0], in_plan(15.045, 50.005)[0]]), atol=0.5
    )


def test_addresses_are_of_nodes_and_buildings(features: OsmFeatures) -> None:
    expected = sorted([in_plan(15.002, 50.002), in_plan(15.005, 50.005)])
    assert np.allclose(sorted(zip(features.address_x, features.address_y, strict=True)), expected, atol=0.5)


def test_objects_have_a_place_and_the_tags_of_a_card(features: OsmFeatures) -> None:
    objects = features.objects.set_index("osm_id")
    assert list(objects.index) == ["n1000", "w3", "w4", "w24", "r5"]
    assert objects.loc["n1000", "tags"] == {"addr:city": "Wola", "amenity": "library", "name": "Biblioteka"}
    assert objects.loc["w3", ["lon", "lat"]].tolist() == pytest.approx([15.005, 50.025])
    assert objects.loc["w4", "tags"]["social_facility:for"] == "disabled;senior"
    assert objects.loc["r5", ["lon", "lat"]].tolist() == pytest.approx([15.015, 50.015])


def test_public_buildings_are_kept_apart_whatever_services_were_asked_for(extract: Path) -> None:
    nodes = [
        *NODES,
        node(1900, 15.011, 50.012, amenity="fire_station", name="OSP Wola"),
        node(1901, 15.012, 50.012, amenity="townhall;library"),
        node(1902, 15.013, 50.012, amenity="bench"),
        node(1903, 15.014, 50.012, amenity="community_centre", social_facility="shelter", name="TAJNE"),
    ]
    extract.write_text(document(nodes, WAYS, RELATIONS), encoding="utf-8")
    features = read_osm_features(extract, crs=CRS)
    assert features.public_buildings is not None
    public = features.public_buildings.set_index("osm_id")
    # Way 25 lies beyond the edge, relation 4 has no area; of two kinds the first by name is told.
    assert public["kind"].to_dict() == {
        "n1000": "library", "n1900": "fire_station", "n1901": "library", "w3": "library", "w24": "library", "r5": "library",
    }  # fmt: skip
    assert public.loc["n1900", ["name", "lon", "lat"]].tolist() == ["OSP Wola", 15.011, 50.012]
    assert public.loc["n1901", "name"] == ""
    assert public.loc["r5", ["lon", "lat"]].tolist() == pytest.approx([15.015, 50.015])
    assert len(features.objects) == 0


def test_the_middle_of_a_bent_area_lies_in_it(features: OsmFeatures) -> None:
    # The centroid of way 24 is checked against the shoelace formula on its own corners.
    corners = np.array([[6, 4], [6, 5], [6, 6], [5, 6], [6, 4]], dtype=float)
    cross = corners[:-1, 0] * corners[1:, 1] - corners[1:, 0] * corners[:-1, 1]
    centre = ((corners[:-1] + corners[1:]) * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    row = features.objects.set_index("osm_id").loc["w24"]
    assert [row["lon"], row["lat"]] == pytest.approx([15 + centre[0] / 100, 50 + centre[1] / 100])


def test_sensitive_objects_leave_nothing_but_their_number(features: OsmFeatures) -> None:
    assert features.dropped_objects == {"social_facility:for=abused": 1, "social_facility=shelter": 2}
    landscape = features.landscape
    tables = [features.objects, features.boundaries, landscape.places, landscape.water, landscape.builtup,
              landscape.forest, landscape.rail]  # fmt: skip
    assert "TAJNE" not in "".join(table.to_csv() for table in tables)
    assert len(landscape.builtup) == 0


def test_counts_of_objects_add_up(features: OsmFeatures) -> None:
    count = features.count
    assert count.kept == len(features.objects) == 5
    # w25 lies beyond the edge, r4 has no area.
    assert count.left_out["no_location"] == 2
    assert count.read == count.kept + sum(count.left_out.values()) == 10


def test_whole_boundaries_are_assembled_and_cut_ones_named(features: OsmFeatures) -> None:
    assert features.boundaries["name"].tolist() == ["Wola"]
    assert features.boundaries["teryt"].tolist() == ["0601072"]
    corners = [in_plan(15, 50), in_plan(15.03, 50), in_plan(15.03, 50.03), in_plan(15, 50.03)]
    shape = features.boundaries.geometry.iloc[0]
    assert shape.geom_type == "MultiPolygon"
    ring = np.array(corners)
    area = 0.5 * abs(np.dot(ring[:, 0], np.roll(ring[:, 1], 1)) - np.dot(ring[:, 1], np.roll(ring[:, 0], 1)))
    assert shape.area == pytest.approx(area, rel=1e-6)
    assert features.broken_boundaries == ("Ucięta",)
    assert features.admin_levels == {7: 2, 8: 1}


def test_another_admin_level_gives_other_boundaries(extract: Path) -> None:
    assert read_osm_features(extract, crs=CRS, admin_level=8).boundaries["name"].tolist() == ["Sołectwo"]


def test_landscape_has_what_a_map_is_drawn_from(features: OsmFeatures) -> None:
    landscape = features.landscape
    assert landscape.places[["name", "kind"]].values.tolist() == [["Centrum", "suburb"], ["Wola", "village"]]
    assert landscape.water["name"].tolist() == ["Rzeka", "Staw"]
    assert landscape.water.geom_type.tolist() == ["LineString", "Polygon"]
    assert landscape.forest.geom_type.tolist() == ["Polygon"]
    assert len(landscape.rail) == 1
    assert all(str(table.crs) == CRS for table in (landscape.places, landscape.water, landscape.rail))


def as_bytes(features: OsmFeatures) -> str:
    outlines = features.landscape.buildings
    assert outlines is not None
    parts = [features.building_x, features.building_y, features.is_residential, features.address_x,
             outlines.lonlat, outlines.ring_ptr, outlines.ring_building]  # fmt: skip
    tables = [features.objects, features.boundaries, features.landscape.water, features.landscape.places]
    return "".join(str(part.tolist()) for part in parts) + "".join(table.to_csv() for table in tables)


def test_every_format_gives_the_same(extract: Path, features: OsmFeatures, tmp_path: Path) -> None:
    raw = extract.read_bytes()
    (tmp_path / "a.osm.gz").write_bytes(gzip.compress(raw))
    (tmp_path / "a.osm.bz2").write_bytes(bz2.compress(raw))
    with osmium.SimpleWriter(str(tmp_path / "a.osm.pbf")) as writer:
        for item in osmium.FileProcessor(str(extract)):
            writer.add(item)
    for name in ("a.osm.gz", "a.osm.bz2", "a.osm.pbf"):
        same = read_osm_features(tmp_path / name, crs=CRS, object_filters=FILTERS)
        assert as_bytes(same) == as_bytes(features), name


def test_renumbering_changes_nothing_but_ids(features: OsmFeatures, tmp_path: Path) -> None:
    def renumber(text: str) -> str:
        return re.sub(r'(<way id="|type="way" ref=")(\d+)"', lambda m: f'{m[1]}{900 - int(m[2])}"', text)

    ways, relations = [renumber(w) for w in WAYS[::-1]], [renumber(r) for r in RELATIONS]
    path = tmp_path / "renumbered.osm"
    path.write_text(document(NODES, ways, relations).replace('ref="-11445"', 'ref="12345"'), encoding="utf-8")
    same = read_osm_features(path, crs=CRS, object_filters=FILTERS)
    assert sorted(same.objects["lon"]) == sorted(features.objects["lon"])
    assert as_bytes(replace(same, objects=features.objects)) == as_bytes(features)
    assert same.count == features.count


def test_an_unsorted_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "unsorted.osm"
    path.write_text(document(NODES, WAYS[::-1], RELATIONS), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_osm_features(path, crs=CRS)
    assert caught.value.problems[0].code == "osm_unsorted"


def test_a_file_that_is_cut_short_is_refused(extract: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.osm.pbf"
    with osmium.SimpleWriter(str(whole)) as writer:
        for item in osmium.FileProcessor(str(extract)):
            writer.add(item)
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(InputError) as caught:
        read_osm_features(cut, crs=CRS)
    assert caught.value.problems[0].code == "osm_unreadable"
    assert "cut.osm.pbf" in caught.value.problems[0].where


@pytest.mark.parametrize("content", [b"", b"not osm", b"<html></html>"])
def test_a_file_of_another_kind_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_osm_features(path, crs=CRS)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_osm_features(tmp_path / "none.osm.pbf", crs=CRS)


def test_the_crs_is_guessed_from_the_box_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "boxed.osm"
    path.write_text(
        '<?xml version="1.0"?><osm version="0.6"><bounds minlon="9" minlat="47" maxlon="10" maxlat="48"/></osm>'
    )
    assert guess_metric_crs(path) == "EPSG:32632"


def test_without_a_box_there_is_no_guess(extract: Path) -> None:
    assert guess_metric_crs(extract) is None


def as_overpass(extract: Path, *, is_geom: bool) -> str:
    """The same objects as Overpass tells them: ways by their nodes, or by coordinates alone (``out geom``)."""
    elements: list[dict[str, object]] = []
    places: dict[int, dict[str, float]] = {}
    kinds = {"n": "node", "w": "way", "r": "relation"}
    for item in osmium.FileProcessor(str(extract)):
        tags = {"tags": dict(item.tags)} if len(item.tags) else {}
        if item.is_node():
            places[item.id] = {"lat": item.location.lat, "lon": item.location.lon}
            if tags or not is_geom:
                elements.append({"type": "node", "id": item.id} | places[item.id] | tags)
        elif item.is_way():
            refs = [n.ref for n in item.nodes]
            shape = {"geometry": [places.get(ref) for ref in refs]} if is_geom else {"nodes": refs}
            elements.append({"type": "way", "id": item.id} | shape | tags)
        else:
            members = [{"type": kinds[m.type], "ref": m.ref, "role": m.role} for m in item.members]
            elements.append({"type": "relation", "id": item.id, "members": members} | tags)
    return json.dumps({"version": 0.6, "elements": elements[::-1]})


@pytest.mark.parametrize("is_geom", [False, True])
def test_an_overpass_answer_is_read_as_the_extract_is(
    extract: Path, features: OsmFeatures, *, is_geom: bool
) -> None:
    answer = extract.with_suffix(".json")
    answer.write_text(as_overpass(extract, is_geom=is_geom), encoding="utf-8")
    read = read_osm_features(answer, crs=CRS, object_filters=FILTERS)
    assert read.objects.equals(features.objects)
    assert read.boundaries.equals(features.boundaries)
    assert read.broken_boundaries == features.broken_boundaries
    assert read.count == features.count
    assert np.array_equal(read.building_x, features.building_x)
    assert np.array_equal(read.address_y, features.address_y)
    assert read.landscape.water.equals(features.landscape.water)
    assert guess_metric_crs(answer) == "EPSG:2180"


def test_a_service_known_by_its_middle_stands_there(tmp_path: Path) -> None:
    answer = tmp_path / "a.json"
    middle = {"lat": 50.02, "lon": 15.01}
    answer.write_text(json.dumps({"elements": [
        {"type": "way", "id": 7, "center": middle, "tags": {"amenity": "library", "name": "Biblioteka"}},
        {"type": "relation", "id": 8, "center": middle, "tags": {"type": "multipolygon", "amenity": "library"}},
    ]}))  # fmt: skip
    objects = read_osm_features(answer, crs=CRS, object_filters=FILTERS).objects.set_index("osm_id")
    assert list(objects.index) == ["w7", "r8"]
    for osm_id in objects.index:
        assert objects.loc[osm_id, ["lon", "lat"]].tolist() == pytest.approx([15.01, 50.02], abs=1e-7)


def test_an_overpass_answer_cut_short_is_told(tmp_path: Path) -> None:
    answer = tmp_path / "a.json"
    answer.write_text('{"elements": [{"type": "node", "id": 1, "la')
    with pytest.raises(InputError) as caught:
        read_osm_features(answer, crs=CRS)
    assert [(p.code, p.where) for p in caught.value.problems] == [("overpass_cut", str(answer))]
