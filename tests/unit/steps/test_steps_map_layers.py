"""Further layers of the map, built from the town whose barriers and buses are written by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
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
    "barriers": "line", "critical_links": "line", "ways_round": "line", "new_crossings": "line", "stops": "point", "excluded": "point",
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
    assert set(_build(replace(told, transit=transit))) == {
        "barriers", "critical_links", "ways_round", "new_crossings",
    }  # fmt: skip


def test_the_map_takes_the_layers(layers):
    described = add_map_layers(
        ArrayPack(), tuple(layers.values()), Frame.around("EPSG:2180", (300_000, 500_000, 304_000, 504_000)), Text("pl")
    )  # fmt: skip
    barrier = described[0]
    assert barrier["title"] == "Bariery"
    facts = dict(barrier["features"][0]["facts"])
    assert facts["Osoby po jednej stronie"] == 60
    assert facts["Droga naokoło samochodem (km)"] == 15.2
    assert facts["Droga naokoło pieszo (km)"] is None
    # No term is left in English.
    english = {term for layer in layers.values() for facts in layer.table["facts"] for term, _ in facts}
    polish = {term for layer in described for feature in layer["features"] for term, _ in feature["facts"]}
    assert not english & polish - {"Gmina"}


def test_a_barrier_names_the_obstacle_and_the_best_new_crossing(layers):
    assert layers["barriers"].table["title"].tolist() == ["The river Żeglina", "A railway"]
    facts = _facts(layers["barriers"])
    assert facts["Nearest ways across"] == "nearest bridge: 14\u00a0km (Zalewo)"
    assert facts["Best new way across"] == "footbridge (45\u00a0m)"
    assert (
        facts["People it would bring within the threshold"],
        facts["Person-minutes saved (to compare)"],
    ) == (60, 900)
    # The bridge for cars brings nobody within the threshold.
    assert (
        facts["New ways across, by service"] == "day centre for older people, on foot, slow pace: 60 people"
    )


def test_an_obstacle_that_bars_two_modes_is_one_line_with_both_ways():
    told = build_told_town()
    on_foot = told.barriers.lines.iloc[[0]].assign(mode="walk", network_m=np.inf)
    lines = pd.concat([told.barriers.lines, on_foot])
    facts = _facts(_build(replace(told, barriers=replace(told.barriers, lines=lines)))["barriers"])
    assert (facts["Way round by car (km)"], facts["Way round on foot (km)"]) == (
        15.2,
        "no way there and back in the data",
    )
    farther = pd.concat([told.barriers.lines, on_foot.assign(network_m=64_000.0)])
    facts = _facts(_build(replace(told, barriers=replace(told.barriers, lines=farther)))["barriers"])
    assert facts["Way round on foot (km)"] == "more than 64\u00a0km"


def test_a_link_stands_once_and_tells_for_whom(layers):
    table = layers["critical_links"].table
    assert table["title"].tolist() == ["Bridge (Żeglina)", "The only road (for Nowa Wieś)"]
    facts = _facts(layers["critical_links"])
    assert facts["Closed, it would hurt most"] == "day centre for older people, by car"
    assert facts["Newly beyond the threshold, other services"] == "kindergarten, by car: 5 people"
    assert (facts["People newly beyond the threshold"], facts["Way round (km)"]) == (62, 4.0)
    assert (facts["Services concerned"], facts["Way round, caution"]) == (
        2,
        "may be shorter over roads beyond the data",
    )
    # Nobody is left who would lose minutes: a 0 would say that nobody loses anything.
    cut_off = _facts(layers["critical_links"], 1)
    assert (cut_off["Person-minutes lost"], cut_off["Longest extra time (min)"]) == (None, None)


def test_what_has_no_way_round_is_not_told_that_it_may_be_shorter():
    told = build_told_town()
    links = told.barriers.links.assign(may_be_shorter=True, alternative=None)
    facts = _facts(_build(replace(told, barriers=replace(told.barriers, links=links)))["critical_links"])
    assert facts["Way round, caution"] == "none in the data, but there may be one over roads beyond them"


def test_the_way_round_a_closed_link_is_a_line_of_its_own(layers):
    table = layers["ways_round"].table
    assert table["title"].tolist() == ["Way round: bridge (Żeglina)"]
    assert table.geometry.iloc[0].length == 4000
    facts = _facts(layers["ways_round"])
    assert (facts["Way round (km)"], facts["Longest extra time (min)"]) == (4.0, 12.4)


def test_new_crossings_come_by_the_people_that_they_bring_within_the_threshold(layers):
    titles = [title.replace("\u00a0", " ") for title in layers["new_crossings"].table["title"]]
    # 60 people, 1, none.
    assert titles == [
        "Footbridge (45 m): the river Żeglina", "Level crossing (30 m): a railway", "Bridge (60 m): the river Żeglina",
    ]  # fmt: skip


def test_a_new_crossing_that_helps_several_services_is_one_line():
    told = build_told_town()
    crossings = told.barriers.crossings
    twice = pd.concat(
        [crossings, crossings.iloc[[0]].assign(service_type="PRZ", people=10)], ignore_index=True
    )
    table = _build(replace(told, barriers=replace(told.barriers, crossings=twice)))["new_crossings"].table
    assert len(table) == 3
    assert (
        dict(table["facts"].iloc[0])["It would help besides"] == "kindergarten, on foot, slow pace: 10 people"
    )


def test_a_new_crossing_tells_of_services_beyond_the_few_that_it_is_shown_for():
    """Three services come before the fourth, which is of one mode with the first and would be left out of the layer alone."""
    told = build_told_town()
    bridge = told.barriers.crossings.iloc[[0]]
    codes = ("DDP", "PRZ", "POZ", "SZPITAL")
    several = pd.concat(
        [bridge.assign(service_type=c, people=50 - n) for n, c in enumerate(codes)], ignore_index=True
    )
    table = _build(replace(told, barriers=replace(told.barriers, crossings=several)))["new_crossings"].table
    assert len(table) == 1
    besides = dict(table["facts"].iloc[0])["It would help besides"].split("; ")
    assert [line.split(": ")[1] for line in besides] == ["49 people", "48 people", "47 people"]


def test_a_stop_tells_no_data_from_no_course(layers):
    facts = _facts(layers["stops"])
    assert [facts[f"Departures on a {day}"] for day in ("school day", "weekday free of school", "Saturday")] == [2, 0, "no data"]  # fmt: skip


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


def test_a_cell_that_loses_several_services_is_one_area_named_after_its_locality(layers):
    # The representatives lie west of both squares here: the nearest is that of c6.
    table = layers["school_only"].table
    assert table["title"].tolist() == ["Zarzecze", "Zarzecze"]
    facts = dict(table["facts"].iloc[0])
    assert (facts["People"], facts["Services"]) == (40, "day centre for older people, kindergarten")


def test_people_of_a_confidential_cell_are_told_nowhere_on_the_map():
    town = build_told_town()
    cells = town.cells.table
    lost = gpd.GeoDataFrame(
        {"service_type": ["DDP"] * len(cells), "people": cells["people"]},
        geometry=cells.geometry.to_numpy(), crs=town.crs,
    ).set_geometry(cells.geometry.buffer(10).to_numpy(), crs=town.crs)  # fmt: skip
    table = _build(replace(town, transit=replace(town.transit, school_only=lost)))["school_only"].table
    assert table["title"].tolist() == ["Zalewo", "Zalewo", "Nowa Wieś", "Nowa Wieś", "Podlesie", "Zarzecze"]
    assert [dict(facts)["People"] for facts in table["facts"]] == [100, 50, 40, None, 60, 20]  # c4: 30
