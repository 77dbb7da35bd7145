"""What a place's closing does, told from the costs that are known, is what a scenario that closes it comes to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.plan_config import CloseService, ScenarioConfig
from mapa_uslug.contracts.supply import Supply
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.supply_overlaps import find_overlaps_of

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"


@pytest.fixture(scope="module")
def example() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


@pytest.fixture(scope="module")
def supply(example: AreaData) -> Supply:
    return find(example, example.registry.located, Sharing())


def find(data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing) -> Supply:
    return find_overlaps_of(data, Measurer(data, services, sharing), plan_measures(data, services), services)


def states(data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing, code: str) -> Combined:
    measurer = Measurer(data, services, sharing)
    own = [m for m in plan_measures(data, services) if m.service_type.code == code]
    return combine_layers([measurer.layers(m)[MAIN_LEVEL] for m in own])


def check_closing(data: AreaData, place: pd.Series, before: Combined, sharing: Sharing) -> None:
    """Close one place by a plan and compare the states by all modes together."""
    plan = ScenarioConfig(name="zamknięcie", close=[CloseService(id=place["service_id"])])
    planned, services = plan_area(data, plan, plan_name="plan.toml")
    after = states(planned, services, sharing, place["service_type"])
    was_within = before.people[:, :2].sum(axis=1) > 0
    told = (place["people_crossing"], place["people_unknown"])
    assert told == tuple(int(after.people[was_within, state].sum()) for state in (TOO_FAR, CANNOT_TELL))
    if before.target is not None and after.target is not None and not pd.isna(place["target_crossing"]):
        assert place["target_crossing"] == int(after.target[was_within, TOO_FAR].sum())
    if not pd.isna(place["people_without_room"]):
        lost = np.maximum(after.people[:, FULL] - before.people[:, FULL], 0).sum()
        assert place["people_without_room"] == lost


def check_all(data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing) -> Supply:
    """Every place whose group is its type's: a scenario counts places for other groups too."""
    supply = find(data, services, sharing)
    for code, places in supply.spare_places.groupby("service_type"):
        if places["target"].nunique() == 1:
            before = states(data, services, sharing, str(code))
            for _, place in places.iterrows():
                if not place[["people_crossing", "people_unknown"]].isna().any():
                    check_closing(data, place, before, sharing)
    return supply


@pytest.mark.slow
def test_closing_any_place_of_the_example_is_what_a_scenario_says(example: AreaData) -> None:
    supply = check_all(example, example.registry.located, Sharing())
    places = supply.spare_places
    assert (places["people_crossing"] > 0).sum() > 5
    assert (places["people_unknown"] > 0).sum() > 5


@pytest.mark.slow
@pytest.mark.parametrize("regime", ["own", "partners"])
def test_so_it_is_whoever_shares(example: AreaData, regime: str) -> None:
    """Of one's own gmina only there is mostly nobody else: that is known. Partners' data end where roads do."""
    groups = [["086001", "086002"], ["086003", "086004", "086005"]] if regime == "partners" else []
    check_all(example, example.registry.located, Sharing(regime=regime, groups=groups))


@pytest.mark.slow
def test_so_it_is_with_places_known_only_roughly(example: AreaData) -> None:
    services = example.registry.located.copy()
    rough = services["service_id"].isin(
        ["U-017", "U-043", "U-086", "U-007", "U-025", "U-048", "U-074", "U-023"]
    )
    services.loc[rough, "radius_m"] = 2000.0
    data = replace(example, registry=replace(example.registry, located=services))
    supply = check_all(data, services, Sharing())
    places = supply.spare_places.set_index("service_id")
    assert places.loc["U-017", "is_rough"]
    assert not places.loc["U-019", "is_rough"]


@pytest.mark.slow
def test_the_room_of_the_others_is_weighed_as_a_scenario_does(example: AreaData) -> None:
    """Kindergartens of the example have 720 places for 1,012 children of 3 to 6: some find them full already, more would."""
    types = [
        t.model_copy(update={"demand_rate": 0.7}) if t.code == "PRZ" else t for t in example.catalog.types
    ]
    data = replace(example, catalog=example.catalog.with_types(types))
    services = example.registry.located
    services = services[services["service_type"] == "PRZ"].reset_index(drop=True)
    data = replace(data, registry=replace(example.registry, located=services))
    places = check_all(data, services, Sharing()).spare_places
    assert (places["people_without_room"] > 0).any()


def test_the_planted_overlap_is_found(example: AreaData, supply: Supply) -> None:
    planted = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
    truth = planted["cooperation"]["overlap"]
    pairs = supply.overlaps[supply.overlaps["service_type"] == truth["service_type"]]
    assert [[pair.service_a, pair.service_b] for pair in pairs.itertuples()] == [truth["services"]]
    assert pairs["people_shared"].item() >= truth["people_shared_at_least"]
    assert pairs["is_same_gmina"].item()
    assert pairs["share"].item() == 1.0
    places = supply.spare_places.set_index("service_id").loc[truth["services"]]
    assert (
        places["people_crossing"] + places["people_unknown"] == truth["people_beyond_if_one_closed"]
    ).all()


def test_choices_of_the_gminas_add_up(supply: Supply) -> None:
    counts = ["people", "people_within", "people_twice"]
    sums = supply.choices.groupby(["service_type", "target", "mode", supply.choices["gmina_teryt"] == ""])[
        counts
    ].sum()
    together, by_gmina = (sums.xs(flag, level=-1) for flag in (True, False))
    assert together.equals(by_gmina)
    assert (supply.choices["people_twice"] <= supply.choices["people_within"]).all()
    # Some mode reaches at least what the main one does.
    whole = supply.choices[supply.choices["gmina_teryt"] == ""].reset_index(drop=True)
    is_all = (whole["mode"] == "all").to_numpy()
    assert (whole["people_twice"][is_all].to_numpy() >= whole["people_twice"][~is_all].to_numpy()).all()


def test_places_for_different_groups_do_not_overlap(example: AreaData) -> None:
    """One of the two recycling points is for pensioners only: nobody has a choice any more."""
    services = example.registry.located.copy()
    services.loc[services["service_id"] == "U-093", "target"] = "emeryci"
    supply = find(example, services, Sharing())
    assert not len(supply.overlaps[supply.overlaps["service_type"] == "EKO"])
    assert not len(supply.spare_places[supply.spare_places["service_type"] == "EKO"])


def test_a_place_known_only_roughly_surely_serves_fewer(example: AreaData, supply: Supply) -> None:
    services = example.registry.located.copy()
    services.loc[services["service_id"] == "U-092", "radius_m"] = 2000.0
    data = replace(example, registry=replace(example.registry, located=services))
    before = supply.spare_places.set_index("service_id")["people_reached"]
    after = find(data, services, Sharing()).spare_places.set_index("service_id")["people_reached"]
    assert after["U-092"] < before["U-092"]
    assert after["U-093"] == before["U-093"]


def test_trips_of_the_example(example: AreaData, supply: Supply) -> None:
    kinds = supply.one_trip[supply.one_trip["scope"] == "gmina"].set_index("gmina_teryt")
    people = example.cells.table["people"].to_numpy()
    assert supply.trip_kinds is not None
    assert kinds.loc["", "people"] == people.sum()
    # The hamlet without a road, and cells beyond the roads: nothing can be told of any kind.
    unknown = int(kinds.loc["", "people_unknown"])
    no_road = (example.cells.table["locality"] == "Moczary").to_numpy()
    assert people[no_road].sum() <= unknown < people[supply.trip_kinds == 0].sum() + 1
    known = people.sum() - unknown
    assert kinds.loc["", "kinds_mean"] == pytest.approx((people * supply.trip_kinds).sum() / known)
    stays = {t.code for t in example.catalog.types if t.delivery == "C"}
    assert not set(supply.one_trip["service_a"].dropna()) & stays
    assert not set(supply.one_trip["service_b"].dropna()) & stays
    spread = [f"people_{n}" for n in range(5)] + ["people_5_plus", "people_unknown"]
    assert (kinds[spread].sum(axis=1) == kinds["people"]).all()
    # The recycling points stand in the village of Stary Przewóz, the culture houses in Zalewsk and Modrzewno.
    pairs = supply.one_trip[(supply.one_trip["scope"] == "pair") & (supply.one_trip["gmina_teryt"] == "")]
    apart = pairs.set_index(["service_a", "service_b"])
    assert apart.loc[("DK", "EKO"), "people"] == apart.loc[("DK", "EKO"), "people_both"]
