"""Places proposed for the example area, held against a run of the plan and against every other choice."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapa_uslug.contracts.combined import FULL, SERVED
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.plan_config import CloseService
from mapa_uslug.contracts.reading import read_scenario_config
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.core.errors import InputError
from mapa_uslug.scenarios import apply_plan
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.siting_area import propose_places
from mapa_uslug.steps.siting_candidates import gather_candidates, with_candidates
from mapa_uslug.steps.siting_plan import plan_of, write_plan_toml
from mapa_uslug.steps.siting_question import AreaSiting

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"


@pytest.fixture(scope="module")
def data() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


@pytest.fixture(scope="module")
def truth() -> dict[str, object]:
    found: dict[str, object] = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))[
        "cooperation"
    ]["best_site"]
    return found


def served(data: AreaData, services: gpd.GeoDataFrame, service: str, mode: str) -> np.ndarray:
    """People served by the middle threshold, as a run counts them."""
    measures = [m for m in plan_measures(data, services) if (m.service_type.code, m.mode) == (service, mode)]
    return measure_coverage(Measurer(data, services, data.config.sharing), measures)[1].people[:, SERVED]


def sums(data: AreaData, figures: np.ndarray) -> dict[str, int]:
    table = pd.Series(figures).groupby(data.cells.table["gmina_teryt"].to_numpy()).sum()
    return {str(code): int(n) for code, n in table.items()}


def test_the_planted_best_site_is_found_with_its_people(data: AreaData, truth: dict[str, object]) -> None:
    proposal = propose_places(data, AreaSiting("POZ", 1, "car"))
    place = proposal.places.iloc[0]
    assert place["name"] in truth["localities"]  # type: ignore[operator]
    assert int(place["people"]) == truth["people"] == int(proposal.everybody.gained.sum())
    assert proposal.siting.gap == 0.0
    # The other of the two villages does just as well.
    other = proposal.alternatives.iloc[0]
    assert {place["name"], other["instead"]} == set(truth["localities"])  # type: ignore[call-overload]
    assert (other["left_out"], other["lost"]) == (truth["people"], 0.0)


@pytest.mark.parametrize(
    "question",
    [
        AreaSiting("DDP", 2, "car"),
        AreaSiting("DDP", 2, "car", candidates="cells"),
        AreaSiting("POZ", 1, "bike", objective="p-median"),
        AreaSiting("POZ", 2, "transit"),
        AreaSiting("SP", 1, "walk", group="all"),
        AreaSiting("POZ", 1, "car", moves=("U-017",), close=1),
        AreaSiting("POZ", objective="lscp", mode="car", reachable_only=True),
    ],
    ids=lambda q: f"{q.service}-{q.mode}-{q.candidates}-{q.objective}",
)
def test_a_run_of_the_written_plan_gives_the_same_people_by_gmina(
    data: AreaData, question: AreaSiting, tmp_path: Path
) -> None:
    proposal = propose_places(data, question)
    path = tmp_path / "plan.toml"
    path.write_text(write_plan_toml(proposal.plan, note="a remark\nof two lines"), encoding="utf-8")
    planned, services = plan_area(data, read_scenario_config(path), plan_name="plan.toml")
    mode = proposal.modes[0]
    was = served(data, data.registry.located, question.service, mode)
    now = served(planned, services, question.service, mode)
    change = proposal.everybody
    assert sums(data, now) == dict(zip(change.gminas, change.after[:, SERVED].tolist(), strict=True))
    more = sums(data, now - was)
    assert more == dict(
        zip(change.gminas, (change.gained + change.settled - change.lost).tolist(), strict=True)
    )
    assert int(proposal.places["people"].fillna(0).sum()) <= int(change.gained.sum())


def test_no_other_choice_covers_more(data: AreaData) -> None:
    # Every pair of localities is tried by a plan of its own; the objective counts the target group.
    proposal = propose_places(data, AreaSiting("POZ", 2, "car", gminas=("086004",)))
    found = gather_candidates(data, "localities", gminas=("086004",))
    best = 0
    for pair in itertools.combinations(range(len(found.table)), 2):
        places = found.table.iloc[list(pair)].assign(place_id=["a", "b"])
        plan = plan_of(places, data.catalog.by_code["POZ"], name="para", closing=(), capacity=None)
        best = max(best, served_by(data, plan))
    assert int(proposal.everybody.after[:, SERVED].sum()) == best


def served_by(data: AreaData, plan: object) -> int:
    from mapa_uslug.steps.siting_change import count_states
    from mapa_uslug.steps.siting_question import check_question

    subject = check_question(AreaSiting("POZ", 1, "car"), data)
    planned, services = plan_area(data, plan, plan_name="plan.toml")  # type: ignore[arg-type]
    return int(count_states(planned, services, data.config.sharing, subject).people[:, SERVED].sum())


def test_candidates_stand_where_a_plan_puts_them(data: AreaData, tmp_path: Path) -> None:
    points = tmp_path / "p.csv"
    points.write_text("id,lon,lat\nA,15.31234567891,52.05\nB,15.4,52.1\n", encoding="utf-8")
    service_type = data.catalog.by_code["DDP"]
    for source in ("localities", "cells", points):
        table = gather_candidates(data, source).table.head(40)
        # Ids that sort after all others, as the table of a plan is sorted by them.
        places = table.assign(place_id=[f"~{i:03}" for i in range(len(table))])
        plan = plan_of(places, service_type, name="x", closing=(), capacity=7.0)
        want = apply_plan(
            data.registry.located,
            plan,
            cells=data.cells,
            gminas=data.gminas,
            catalog=data.catalog,
            plan_name="x",
        )
        got = with_candidates(data.registry.located, table, service_type, capacity=7.0)
        want, got = (t.iloc[len(data.registry.located) :].reset_index(drop=True) for t in (want, got))
        assert shapely.equals_exact(want.geometry.to_numpy(), got.geometry.to_numpy(), 0.0).all()
        for column in (
            "gmina_teryt",
            "capacity",
            "capacity_unit",
            "is_open",
            "territory",
            "radius_m",
            "service_type",
            "hours",
        ):
            assert want[column].tolist() == got[column].tolist(), column


def test_candidates_off_the_network_are_told_and_when_none_is_left_refused(
    data: AreaData, tmp_path: Path
) -> None:
    points = tmp_path / "p.csv"
    points.write_text("id,lon,lat\ndaleko,10.0,50.0\nbagno,15.3757358,52.0688916\n", encoding="utf-8")
    only_far = tmp_path / "daleko.csv"
    only_far.write_text("id,lon,lat\ndaleko,10.0,50.0\n", encoding="utf-8")
    found = gather_candidates(data, points)
    assert found.left_out.to_dict("records") == [{"name": "daleko", "reason": "outside"}]
    with pytest.raises(InputError, match="None of the candidates can be used"):
        propose_places(data, AreaSiting("POZ", 1, "car", candidates=str(only_far)))


def test_everything_wrong_with_a_question_is_told_at_once(data: AreaData) -> None:
    question = AreaSiting(
        "POZ", None, "hulajnoga", objective="najlepiej", moves=("U-999",), gminas=("999999",), level=4, close=0,
        candidates="chmury", capacity=-1.0, method="zgadnij", time_limit_s=0.0,
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        propose_places(data, question)
    codes = sorted(p.code for p in caught.value.problems)
    assert codes == sorted(["word", "word", "word", "word", "no_k", "mode", "unknown_service_id", "unknown_gmina", "too_small",
                            "too_small", "no_rate"])  # fmt: skip


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (AreaSiting("NIC", 1), "unknown_service"),
        (AreaSiting("POZ", 1, "all", objective="p-median"), "all_modes"),
        (AreaSiting("POZ", 999, "car"), "too_many"),
        (AreaSiting("POZ", 1, "car", close=999), "too_many"),
        (AreaSiting("POZ", objective="lscp", mode="walk"), "infeasible"),
        (AreaSiting("POZ", 1, "car", gminas=("086006", "086001")), "unknown_gmina"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_question_that_has_no_answer_says_why(data: AreaData, question: AreaSiting, code: str) -> None:
    with pytest.raises(InputError) as caught:
        propose_places(data, question)
    assert [p.code for p in caught.value.problems] == [code]


def test_an_unmeasured_type_is_refused(data: AreaData) -> None:
    code = next(t.code for t in data.catalog.types if not t.is_measured)
    with pytest.raises(InputError) as caught:
        propose_places(data, AreaSiting(code, 1))
    assert [p.code for p in caught.value.problems] == ["unmeasured"]


def test_a_person_of_whom_nothing_can_be_told_is_no_gain(data: AreaData) -> None:
    proposal = propose_places(data, AreaSiting("POZ", 3, "all"))
    change = proposal.everybody
    more = change.after[:, SERVED] - change.before[:, SERVED]
    assert (more == change.gained + change.settled - change.lost).all()
    # By all modes together 33 people beyond the river cannot be told about today: public transport is not all known.
    assert int(change.settled.sum()) > 0
    assert (change.gained <= change.before[:, 1] + change.before[:, 2]).all()


def test_with_services_of_ones_own_a_place_serves_its_gmina_alone(data: AreaData, tmp_path: Path) -> None:
    own = replace(data, config=data.config.model_copy(update={"sharing": Sharing(regime="own")}))
    proposal = propose_places(own, AreaSiting("POZ", 1, "car"))
    gmina = proposal.places["gmina_teryt"].iloc[0]
    gained = dict(zip(proposal.everybody.gminas, proposal.everybody.gained.tolist(), strict=True))
    assert {code for code, n in gained.items() if n} <= {gmina}


def test_room_counts_what_people_want(data: AreaData) -> None:
    from mapa_uslug.catalog import ServiceType

    def rated(t: ServiceType) -> ServiceType:
        return t.model_copy(update={"demand_rate": 0.05}) if t.code == "DDP" else t

    catalog = data.catalog.with_types(rated(t) for t in data.catalog.types)
    small, large = (
        propose_places(replace(data, catalog=catalog), AreaSiting("DDP", 1, "car", capacity=room, gminas=("086001",))) for room in (3.0, 1000.0)
    )  # fmt: skip
    # Three places are room for 3 / 0.05 = 60 people of the group at most.
    gained = [0 if p.target is None else int(p.target.gained.sum()) for p in (small, large)]
    assert 0 < gained[0] <= 60 < gained[1]
    assert small.siting.value <= large.siting.value


def test_who_has_no_way_today_can_be_left_out_of_the_least_travel(data: AreaData) -> None:
    # Jezierzec and Modrzewno have no day home of their own, and one new one serves one gmina alone.
    own = replace(data, config=data.config.model_copy(update={"sharing": Sharing(regime="own")}))
    question = AreaSiting("DDP", 1, "car", objective="p-median")
    with pytest.raises(InputError) as caught:
        propose_places(own, question)
    assert [p.code for p in caught.value.problems] == ["no_way_for_all"]
    proposal = propose_places(own, replace(question, reachable_only=True))
    group = count_group(data.cells, "65+")
    assert group is not None
    without = data.cells.table["gmina_teryt"].isin(["086002", "086003"]).to_numpy()
    assert group[without].sum() - proposal.untold <= proposal.beyond <= group[without].sum()
    assert proposal.places["gmina_teryt"].iloc[0] in {"086001", "086004", "086005"}


def nearest_after(
    data: AreaData, proposal: Proposal, service: str, mode: str
) -> dict[str, tuple[int, float]]:
    """People whom every place is nearest to after the plan, and their mean way, from the layers of a run."""
    planned, services = plan_area(data, proposal.plan, plan_name="plan.toml")
    measures = [
        m for m in plan_measures(planned, services) if (m.service_type.code, m.mode) == (service, mode)
    ]
    layer = measure_coverage(Measurer(planned, services, planned.config.sharing), measures)[1]
    people = data.cells.table["people"].to_numpy()
    found = {}
    for row in np.unique(layer.nearest_place[layer.nearest_place >= 0]).tolist():
        here = (layer.nearest_place == row) & np.isfinite(layer.cost)
        if people[here].sum():
            mean = float(layer.cost[here].astype(float) @ people[here] / people[here].sum())
            found[str(services["service_id"].iloc[row])] = (int(people[here].sum()), mean)
    return found


@pytest.mark.parametrize(
    "question",
    [
        AreaSiting("DDP", 1, "car"),
        AreaSiting("DDP", 2, "car", objective="p-median", reachable_only=True),
        AreaSiting("DDP", 1, "car", close=1),
        AreaSiting("POZ", 2, "walk", moves=("U-017",)),
    ],
    ids=lambda q: f"{q.service}-{q.mode}-{q.objective}-{q.close}",
)
def test_a_place_is_the_nearest_for_whom_a_run_of_the_plan_says(data: AreaData, question: AreaSiting) -> None:
    proposal = propose_places(data, question)
    truth = nearest_after(data, proposal, question.service, question.mode)
    for place in proposal.places.itertuples():
        people, mean = truth.get(str(place.place_id), (0, float("nan")))
        assert place.nearest == people
        assert place.mean_cost == pytest.approx(mean, rel=1e-6, nan_ok=True)


def test_closures_are_told_by_the_other_modes_too(data: AreaData) -> None:
    proposal = propose_places(data, AreaSiting("POZ", 1, "car", close=1))
    assert set(proposal.by_other_mode) == {
        m for m in data.catalog.by_code["POZ"].thresholds if m in data.modes
    } - {"car"}
    planned, services = plan_area(data, proposal.plan, plan_name="plan.toml")
    for mode, change in proposal.by_other_mode.items():
        was = served(data, data.registry.located, "POZ", mode)
        now = served(planned, services, "POZ", mode)
        assert change.after[:, SERVED].sum() == now.sum()
        assert (change.gained + change.settled - change.lost).sum() == now.sum() - was.sum()
    # What closing each place alone takes by a mode is what a plan that closes it takes from those within the threshold.
    opening = proposal.plan.model_copy(update={"close": []})
    opened, open_services = plan_area(data, opening, plan_name="plan.toml")
    for closure in proposal.closures.head(3).itertuples():
        plan = opening.model_copy(update={"close": [CloseService(id=closure.service_id)]})
        closed, left = plan_area(data, plan, plan_name="plan.toml")
        for mode in ("walk", "transit"):
            told = getattr(closure, f"out_{mode}")
            lost = within(opened, open_services, "POZ", mode) - within(closed, left, "POZ", mode)
            assert pd.isna(told) or told == lost, (closure.service_id, mode)
    assert proposal.closures["out_walk"].notna().any()


def within(data: AreaData, services: gpd.GeoDataFrame, service: str, mode: str) -> int:
    measures = [m for m in plan_measures(data, services) if (m.service_type.code, m.mode) == (service, mode)]
    layer = measure_coverage(Measurer(data, services, data.config.sharing), measures)[1]
    return int(layer.people[:, [SERVED, FULL]].sum())


def test_places_that_add_nothing_are_named_and_stand_where_ways_are_short(data: AreaData) -> None:
    # Two places cover all who can be reached; the third of the best choice can only shorten ways.
    two, three = (propose_places(data, AreaSiting("POZ", k, "car")) for k in (2, 3))
    assert two.siting.value == three.siting.value
    assert not two.needless
    assert len(three.needless) == 1
    assert three.is_shortest
    assert three.siting.mean_cost < two.siting.mean_cost
    # Everybody whom the second of these reaches is within the threshold of another, but finds no free place there.
    room = propose_places(data, AreaSiting("DDP", 2, "car", candidates="buildings"))
    assert (room.places["people"] > 0).all()
    assert not room.needless


def test_figures_by_reason_add_up_and_those_of_whom_nothing_is_known_stand_apart(data: AreaData) -> None:
    proposal = propose_places(data, AreaSiting("KS", objective="lscp", mode="all", reachable_only=True))
    change = proposal.everybody
    assert (change.gained_far <= change.gained).all()
    assert int(change.settled.sum()) > 0
    assert int(proposal.places["settled"].fillna(0).sum()) <= int(change.settled.sum())
    outcome = change.after[:, SERVED].sum() - change.before[:, SERVED].sum() + change.lost.sum()
    assert outcome == (change.gained + change.settled).sum()


def test_one_hidden_figure_is_not_told_by_the_sum(data: AreaData) -> None:
    proposal = propose_places(data, AreaSiting("DDP", 2, "car", candidates="buildings", close=0))
    for column in ("people", "target"):
        assert int(proposal.places[column].isna().sum()) != 1


def test_buildings_without_a_name_are_called_by_kind_and_locality(data: AreaData) -> None:
    table = gather_candidates(data, "buildings").table
    unnamed = [
        n for n in table["name"] if n.startswith(("szkoła, ", "przedszkole, ", "biblioteka, ", "remiza"))
    ]
    assert unnamed
    assert not table["name"].str.fullmatch(r"\S* ?[nw]\d+").any()
    assert table["name"].is_unique
