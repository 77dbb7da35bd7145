"""The river, the bridges and the buses that are planted in the example come out of a run as what they were planted."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer
from shapely.geometry import Point

from mapa_uslug.contracts.barriers import Barriers, TransitSummary
from mapa_uslug.contracts.clock import parse_clock
from mapa_uslug.contracts.config import TransitOptions
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, RunResult
from mapa_uslug.pipeline import analyse, load_area

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
TRUTH = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
TRANSIT, BARRIERS = TRUTH["transit"], TRUTH["barriers"]
PLACES = {place["name"]: place for place in (*TRANSIT["places"], *TRUTH["places"])}
EXPECTED = [(place, want) for place in TRANSIT["places"] for want in place["expected"]]
_SQUARE = re.compile(r"N(\d+)E(\d+)$")
_MAIN = 1
_WALK_S = 20 * 60
_NEAR_M = 150.0

pytestmark = pytest.mark.slow


def run_on(day: str) -> RunResult:
    data = load_area(EXAMPLE / "area.toml")
    transit = TransitOptions(**{**data.config.transit.model_dump(), "day": day})
    config = data.config.model_copy(update={"transit": transit})
    return analyse(replace(data, config=config), data.registry.located, config.sharing)


@pytest.fixture(scope="module")
def results() -> dict[str, RunResult]:
    """Runs on a school day and on a weekday free of school."""
    return {day: run_on(day) for day in ("school", "free")}


@pytest.fixture(scope="module")
def barriers(results: dict[str, RunResult]) -> Barriers:
    found = results["school"].barriers
    assert found is not None
    return found


@pytest.fixture(scope="module")
def summary(results: dict[str, RunResult]) -> TransitSummary:
    found = results["school"].transit
    assert found is not None
    return found


def in_squares(result: RunResult, squares: list[str]) -> np.ndarray:
    """Cells that lie in square kilometres of the source's grid (EPSG:3035)."""
    per_km = 1000 // result.cells.cell_m
    wanted = {(int(m[2]) // 1000, int(m[1]) // 1000) for m in map(_SQUARE.search, squares) if m}
    table = result.cells.table
    found = zip(table["grid_col"] // per_km, table["grid_row"] // per_km, strict=True)
    return np.array([pair in wanted for pair in found])


def layer_of(result: RunResult, service_type: str, mode: str) -> CoverageLayer:
    return next(x for x in result.layers if (x.service_type, x.mode, x.level) == (service_type, mode, _MAIN))


def names(text: str) -> set[str]:
    return set(text.split("|"))


def spots_with(result: RunResult, place: str, service_type: str, mode: str) -> pd.DataFrame:
    """White spots at the main threshold that hold cells of a place."""
    own = set(result.cells.table["cell_id"].to_numpy()[in_squares(result, PLACES[place]["squares"])])
    spots = result.white_spots
    spots = spots[
        (spots["service_type"] == service_type) & (spots["mode"] == mode) & (spots["level"] == _MAIN)
    ]
    return spots[[not own.isdisjoint(names(cells)) for cells in spots["cells"]]]


# --- public transport --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "want"), EXPECTED, ids=lambda x: x.get("name") or f"{x['service_type']}-{x['day']}-{x['state']}"
)
def test_planted_state_by_public_transport(results: dict[str, RunResult], place: dict, want: dict) -> None:
    result = results[want["day"]]
    here, layer = in_squares(result, place["squares"]), layer_of(result, want["service_type"], "transit")
    assert (layer.threshold, layer.unit) == (want["threshold"], "min")
    counts = dict(zip(STATES, layer.people[here].sum(axis=0).tolist(), strict=True))
    assert counts == dict.fromkeys(STATES, 0) | {want["state"]: want["people"]}
    if want["reason"]:
        assert {REASONS[r] for r in layer.reason[here]} == {want["reason"]}


@pytest.mark.parametrize(
    ("place", "want"),
    [(p, w) for p, w in EXPECTED if w["cause"]],
    ids=lambda x: x.get("name") or x.get("day"),
)
def test_planted_cause_by_public_transport(results: dict[str, RunResult], place: dict, want: dict) -> None:
    result = results[want["day"]]
    assert result.barriers is not None
    spots = spots_with(result, place["name"], want["service_type"], "transit")
    causes = result.barriers.causes
    told = causes[causes["white_spot_id"].isin(spots["white_spot_id"])]
    assert want["cause"] in set(told["cause"])


@pytest.mark.parametrize("good", TRANSIT["good_bus"], ids=lambda g: g["name"])
def test_good_bus(results: dict[str, RunResult], summary: TransitSummary, good: dict) -> None:
    (row,) = summary.localities[summary.localities["locality"] == good["name"]].to_dict("records")
    place = PLACES[good["name"]]
    assert {day: int(row[day]) for day in good["courses"]} == good["courses"]
    assert (row["people"], row["people_near_stop"]) == (place["people"], place["people"])
    assert (row["is_known"], row["is_excluded"]) == (True, False)
    bus = parse_clock(good["last_return"]["school"])
    # One leaves for the bus a few minutes before it goes.
    assert bus - _WALK_S <= parse_clock(row["last_return"]) <= bus
    layer = layer_of(results["school"], "POZ", "transit")
    minutes = layer.cost[in_squares(results["school"], place["squares"])]
    least, most = good["outward_min"]
    assert least <= minutes.min() <= minutes.max() <= most


def test_localities_without_a_bus_and_those_of_which_nothing_is_known(summary: TransitSummary) -> None:
    rows = summary.localities.set_index("locality")
    assert bool(rows.loc["Jodłowice", "is_excluded"])
    assert rows.loc["Jodłowice", "people_near_stop"] == 0
    assert bool(rows.loc["Głusza", "is_excluded"])
    assert not rows.loc["Świerki", "is_known"]
    assert not rows.loc["Świerki", "is_excluded"]
    assert rows.loc["Topolin", "last_return"] == ""
    assert set(rows.loc[rows["is_known"], "gmina_teryt"]) == set(TRANSIT["complete"])


def test_days_are_those_of_the_settings(summary: TransitSummary) -> None:
    assert summary.day_type == "school"
    assert summary.dates == TRANSIT["days"]


@pytest.mark.parametrize("name", TRANSIT["school_only"]["localities"])
def test_village_of_the_school_bus_hangs_on_school_days(
    results: dict[str, RunResult], summary: TransitSummary, name: str
) -> None:
    cells = summary.school_only
    cells = cells[cells["service_type"] == TRANSIT["school_only"]["service_type"]]
    table = results["school"].cells.table
    own = table.geometry[in_squares(results["school"], PLACES[name]["squares"])]
    held = [any(square.contains(point) for square in cells.geometry) for point in own]
    assert all(held)


def test_door_to_door_services_are_told(summary: TransitSummary) -> None:
    found = summary.on_demand[["name", "gminas", "extra_min", "groups"]].to_dict("records")
    assert found == [{**row, "gminas": "|".join(row["gminas"])} for row in TRANSIT["on_demand"]]


# --- barriers ----------------------------------------------------------------------------------------------------


def test_river_parts_the_villages_from_the_other_bank(barriers: Barriers) -> None:
    river = BARRIERS["river"]
    lines = barriers.lines[(barriers.lines["mode"] == "car") & (barriers.lines["name"] == river["name"])]
    assert set(lines["kind"]) == {river["kind"]}
    parting = [
        row
        for row in lines.to_dict("records")
        if set(river["localities"]) & (names(row["localities_left"]) | names(row["localities_right"]))
    ]
    assert parting
    sides = [names(row[f"localities_{side}"]) for row in parting for side in ("left", "right")]
    for name in river["localities"]:
        assert any(name in side for side in sides), name
    assert not any(name in side and river["across"] in side for side in sides for name in river["localities"])
    # A bridge is told by its own name, or by the place that it stands at.
    bridges = dict(zip(river["places_by_bridges"], river["bridges_on_both_sides"], strict=True))
    told = {row[f"crossing_{end}"] for row in parting for end in ("before", "after")}
    assert {bridges.get(name, name) for name in told} == set(river["bridges_on_both_sides"])
    worst = max(row["network_m"] / row["straight_m"] for row in parting)
    assert worst >= 0.9 * min(way["detour"] for way in river["ways_round"])


def test_crossing_would_bring_the_villages_within_the_threshold(barriers: Barriers) -> None:
    want = BARRIERS["crossing"]
    rows = barriers.crossings
    rows = rows[(rows["service_type"] == want["service_type"]) & (rows["mode"] == want["mode"])]
    best = rows[[want["from"] in names(text) for text in rows["localities"]]].iloc[0]
    assert best["name"] == BARRIERS["river"]["name"]
    assert want["people_at_least"] <= best["people"] <= want["people_at_most"]
    assert 1000.0 < best["length_m"] < 1.2 * want["length_m"]


def test_shut_bridge(barriers: Barriers) -> None:
    want = BARRIERS["bridge_shut"]
    rows = barriers.links
    rows = rows[(rows["service_type"] == want["service_type"]) & (rows["mode"] == want["mode"])]
    bridge = next(b for b in TRUTH["bridges"] if b["name"] == want["bridge"])
    here = rows.geometry.distance(_point(bridge, rows.crs)) < _NEAR_M
    (link,) = rows[(rows["kind"] == want["kind"]) & here].to_dict("records")
    assert link["name"] == want["name"]
    assert link["people_cut_off"] == want["people_cut_off"]
    assert want["people_beyond_at_least"] <= link["people_beyond"] <= want["people_beyond_at_most"]
    # The largest place whose way gets longer comes first.
    assert link["localities"].split("|")[0] == "Jezierzec"
    assert names(link["localities"]) & set(want["localities_at_least"])
    assert link["alternative"] is not None


def _point(row: dict, crs: object) -> Point:
    return Point(Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(row["lon"], row["lat"]))


@pytest.mark.parametrize("want", BARRIERS["causes"], ids=lambda w: w["name"])
def test_planted_cause_by_car(results: dict[str, RunResult], barriers: Barriers, want: dict) -> None:
    spots = spots_with(results["school"], want["name"], want["service_type"], want["mode"])
    causes = barriers.causes[barriers.causes["white_spot_id"].isin(spots["white_spot_id"])]
    assert len(spots) == 1
    assert list(causes.loc[causes["is_leading"], "cause"]) == [want["cause"]]


def test_leading_causes_add_up_to_the_people_of_every_white_spot(
    results: dict[str, RunResult], barriers: Barriers
) -> None:
    leading = barriers.causes[barriers.causes["is_leading"]]
    spots = results["school"].white_spots.set_index("white_spot_id")["people"]
    found = leading.groupby("white_spot_id")["people"].sum()
    assert found.to_dict() == spots[found.index].to_dict()
    assert set(found.index) == set(spots.index)


@pytest.mark.parametrize("name", BARRIERS["never_white"])
def test_place_without_data_is_never_white(results: dict[str, RunResult], name: str) -> None:
    for result in results.values():
        own = set(result.cells.table["cell_id"].to_numpy()[in_squares(result, PLACES[name]["squares"])])
        assert own
        assert all(own.isdisjoint(names(cells)) for cells in result.white_spots["cells"])


def test_people_who_can_do_with_a_car_only(barriers: Barriers) -> None:
    rows = barriers.no_car
    rows = rows[(rows["service_type"] == "POZ") & (rows["group"] == "all")].set_index("gmina_teryt")
    assert rows.loc["086005", "only_car"] >= PLACES["Jodłowice"]["people"]
    shares = BARRIERS["households_without_car"]
    for gmina, row in rows.iterrows():
        assert row["households_without_car"] == pytest.approx(shares.get(gmina, shares["all"]))


def test_within_a_walk_of_a_gmina_whose_courses_are_not_known_nothing_is_concluded(
    results: dict[str, RunResult],
) -> None:
    """Zajezierze's own gmina is complete, but a stop of Modrzewno may stand a few hundred metres on."""
    layer = layer_of(results["school"], "APT", "transit")
    here = in_squares(results["school"], PLACES["Zajezierze"]["squares"])
    assert layer.people[here].sum(axis=0).tolist() == [0, 0, 0, PLACES["Zajezierze"]["people"]]
    assert {REASONS[r] for r in layer.reason[here]} == {"no_timetable"}
    far_from_it = in_squares(results["school"], PLACES["Głusza"]["squares"])
    assert layer.people[far_from_it, STATES.index("cannot_tell")].sum() == 0
