"""Further layers of the map, built from the town whose barriers and buses are written by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Point

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))

from hand_causes import build_told_town
from six_cell_town import build_town

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps.map_layers import add_map_layers
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import Frame
from mapa_uslug.steps.map_layers import build_map_layers, locality_middles

KINDS = {
    "barriers": "line", "critical_links": "line", "new_crossings": "line", "stops": "point", "excluded": "point",
    "school_only": "area",
}  # fmt: skip


def _build(result, language="en"):
    return {layer.key: layer for layer in build_map_layers(result, read_catalog(), text=Text(language))}


@pytest.fixture
def layers():
    return _build(build_told_town())


def _facts(layer, row=0):
    return dict(layer.table["facts"].iloc[row])


def test_every_layer_is_of_its_kind(layers):
    assert {key: layer.kind for key, layer in layers.items()} == KINDS


def test_nothing_is_shown_of_what_was_not_examined_or_not_found():
    assert _build(build_town()) == {}
    told = build_told_town()
    transit = replace(
        told.transit,
        courses=told.transit.courses.iloc[:0],
        localities=told.transit.localities.assign(is_excluded=False),
        school_only=told.transit.school_only.iloc[:0],
    )
    assert set(_build(replace(told, transit=transit))) == {"barriers", "critical_links", "new_crossings"}


def test_the_map_takes_the_layers(layers):
    described = add_map_layers(
        ArrayPack(), tuple(layers.values()), Frame.around("EPSG:2180", (300_000, 500_000, 304_000, 504_000)), Text("pl")
    )  # fmt: skip
    barrier = described[0]
    assert barrier["title"] == "Bariery"
    facts = dict(barrier["features"][0]["facts"])
    assert facts["Osoby po jednej stronie"] == 60
    assert facts["Droga naokoło (km)"] == 15.2
    assert facts["Najbliższe przejście w drugą stronę"] is None
    # No term is left in English.
    english = {term for layer in layers.values() for facts in layer.table["facts"] for term, _ in facts}
    polish = {term for layer in described for feature in layer["features"] for term, _ in feature["facts"]}
    assert not english & polish - {"Gmina"}


def test_a_barrier_names_the_obstacle_and_the_best_new_crossing(layers):
    assert layers["barriers"].table["title"].tolist() == ["The river Żeglina", "A railway"]
    facts = _facts(layers["barriers"])
    assert facts["Nearest way across, in one direction"] == "14\u00a0km (most w Zalewie)"
    assert (facts["Best new way across"], facts["Person-minutes it would save"]) == ("bridge", 640)


def test_a_link_stands_once_and_tells_for_whom(layers):
    table = layers["critical_links"].table
    assert table["title"].tolist() == ["Bridge (Żeglina)", "The only road"]
    facts = _facts(layers["critical_links"])
    assert facts["Closed, it would hurt most"] == "day centre for older people, by car"
    assert facts["Newly beyond the threshold, other services"] == "kindergarten, by car: 5 people"
    assert (facts["People newly beyond the threshold"], facts["Way round (km)"]) == (62, 4.0)


def test_new_crossings_come_by_the_time_that_they_save(layers):
    assert layers["new_crossings"].table["title"].tolist() == [
        "Footbridge: the river Żeglina", "Bridge: the river Żeglina", "Level crossing: a railway",
    ]  # fmt: skip


def test_a_stop_tells_no_data_from_no_course(layers):
    facts = _facts(layers["stops"])
    assert [facts[f"Courses on a {day}"] for day in ("school day", "weekday free of school", "Saturday")] == [2, 0, "no data"]  # fmt: skip


def test_only_localities_known_to_be_excluded_are_shown_at_the_middle_of_their_people(layers):
    table = layers["excluded"].table
    assert table["title"].tolist() == ["Nowa Wieś"]
    # c3 (40 people) and c4 (30) lie side by side.
    town = build_town()
    third, fourth = town.cells.table.geometry.iloc[2], town.cells.table.geometry.iloc[3]
    middle = Point((40 * third.x + 30 * fourth.x) / 70, (40 * third.y + 30 * fourth.y) / 70)
    assert table.geometry.iloc[0].distance(middle) < 1e-6
    assert _facts(layers["excluded"])["Aged 65+"] is None  # c4 is confidential


def test_a_locality_without_people_has_a_middle_too():
    cells = build_town().cells.table.assign(people=0)
    assert set(locality_middles(cells)) == {
        ("086001", "Zalewo"), ("086001", "Nowa Wieś"), ("086002", "Podlesie"), ("086002", "Zarzecze"),
    }  # fmt: skip


def test_a_cell_that_loses_several_services_is_one_area(layers):
    table = layers["school_only"].table
    assert table["title"].tolist() == ["40 people", "20 people"]
    assert _facts(layers["school_only"])["Services"] == "day centre for older people, kindergarten"
