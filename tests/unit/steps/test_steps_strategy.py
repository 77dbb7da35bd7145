"""Measures, proposals, plans and targets of the example agree with its run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.diagnosis_config import Target
from mapa_uslug.contracts.local_plan import Offer, Priorities, Strategy
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.errors import InputError
from mapa_uslug.diagnosis.offer import sum_up_offer
from mapa_uslug.diagnosis.reach import count_unreached
from mapa_uslug.pipeline import analyse
from mapa_uslug.steps.home_bases import find_home_bases
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.steps.strategy import draw_up_strategy
from mapa_uslug.steps.uncertainty import weigh_uncertainty

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
TARGETS = [
    Target(service="DDP", indicator="too_far", value=50),
    Target(service="DDP", indicator="places", value=10, gmina="086001"),
    Target(service="UO", indicator="served_share", value=0.99),
]
PRIORITIES = Priorities(
    pd.DataFrame(
        [("", "PZP", 5, 1), ("", "DDP", 5, 2), ("", "MT", 9, 3), ("", "WTZ", 0, 4), ("086001", "KS", 5, 1), ("", "AR", 5, np.nan)],
        columns=["gmina_teryt", "service_type", "unreached", "rank"],
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def data() -> AreaData:
    found = load_area(EXAMPLE / "area.toml")
    return replace(found, config=found.config.model_copy(update={"target": TARGETS}))


@pytest.fixture(scope="module")
def result(data: AreaData) -> RunResult:
    return analyse(data, data.registry.located, data.config.sharing, for_map=False)


@pytest.fixture(scope="module")
def strategy(data: AreaData, result: RunResult) -> Strategy:
    plans = [EXAMPLE / "plan_dzienny_dom.toml"]
    return draw_up_strategy(data, result, PRIORITIES, offer_of(data, result), plans=plans, proposals=2)


def offer_of(data: AreaData, result: RunResult) -> Offer:
    return sum_up_offer(
        result.services, result.unlocated, data.cells, data.gminas, data.catalog, on=None, options=data.config.diagnosis
    )  # fmt: skip


def test_measures_add_up_to_the_states(result: RunResult, strategy: Strategy) -> None:
    gmina_of, main = result.cells.table["gmina_teryt"], {}
    for layer in result.layers:
        if layer.level == 1:
            main.setdefault(layer.service_type, []).append(layer.people)
    measures = strategy.measures
    for (code, gmina), rows in measures.groupby(["service_type", "gmina_teryt"]):
        here = (gmina_of == gmina).to_numpy()
        states = np.stack([people[here] for people in main[code]]).astype(int)
        too_far = states[:, :, TOO_FAR].min(axis=0).sum()
        within = (states.sum(axis=2) - states[:, :, TOO_FAR] - states[:, :, CANNOT_TELL]).max(axis=0).sum()
        unknown = states[0].sum() - within - too_far
        for family, people in (
            (["new_place", "mobile", "sharing", "crossing"], too_far),
            (["data_repair"], unknown),
        ):
            part = rows.loc[rows["measure"].isin(family), "people"]
            # Stays round the clock and schools send people who are too far to transport.
            if code not in ("SP", "DPS", "OWC", "OIK", "ZOL", "SZP") and part.notna().all():
                assert part.sum() == people, (code, gmina, family)
    full = measures[measures["measure"] == "capacity"].groupby("service_type")["people"].sum()
    assert len(full)
    for code, people in full.items():
        served = np.max([p[:, SERVED] for p in main[code]], axis=0)
        within = np.max([p[:, SERVED] + p[:, FULL] for p in main[code]], axis=0)
        assert people == (within - served).sum()


def test_leading_causes_of_cells_are_those_of_spots(result: RunResult) -> None:
    assert result.barriers is not None
    table = result.cells.table
    row_of = {cell: i for i, cell in enumerate(table["cell_id"])}
    causes = result.barriers.causes[result.barriers.causes["is_leading"]]
    spots = result.white_spots[(result.white_spots["mode"] == "all") & (result.white_spots["level"] == 1)]
    assert len(spots)
    for spot in spots.itertuples():
        rows = [row_of[c] for c in spot.cells.split("|")]
        leading = result.barriers.leading[spot.service_type][rows]
        people = pd.Series(table["people"].to_numpy()[rows]).groupby(np.array(CAUSES)[leading]).sum()
        told = causes[causes["white_spot_id"] == spot.white_spot_id].set_index("cause")["people"]
        assert people.to_dict() == told.to_dict()


def test_first_priorities_with_people_too_far_get_a_place_each(strategy: Strategy) -> None:
    # MT is not measured, nobody lacks WTZ by these priorities, KS is one gmina's, AR has no rank.
    assert [p.service_type for p in strategy.proposals] == ["PZP", "DDP"]
    assert all(int(p.everybody.gained.sum()) > 0 for p in strategy.proposals)
    # Everybody is near a day home, and many find no place in it: what is looked for has the room of those there are.
    psychologist, day_home = strategy.proposals
    assert psychologist.capacity is None
    assert day_home.capacity == 27
    assert int((day_home.everybody.gained - day_home.everybody.gained_far).sum()) > 0
    assert [p.name for p in strategy.plans] == ["Dzienny dom w Malinowie"]


def test_services_at_home_that_lack_hours_more_than_bases_have_no_place(
    data: AreaData, result: RunResult
) -> None:
    # 228 people of 65 and more are without hours of home care, 84 too far from it.
    rows = [("", "UO", 5, 1), ("", "PZP", 5, 2)]
    ranked = Priorities(pd.DataFrame(rows, columns=["gmina_teryt", "service_type", "unreached", "rank"]))
    found = draw_up_strategy(data, result, ranked, offer_of(data, result), plans=[], proposals=1)
    assert [p.service_type for p in found.proposals] == ["PZP"]


def test_targets_say_what_the_run_says(data: AreaData, result: RunResult, strategy: Strategy) -> None:
    found = strategy.targets
    indicators = result.indicators
    car = indicators[
        (indicators["usluga"] == "UO") & (indicators["grupa"] == "target") & (indicators["poziom"] == 2)
    ]
    assert set(car["srodek"]) == {"car"}
    # Hours hold the ways to people too: whoever they are short for is not served.
    assert result.at_home is not None
    short = result.at_home[(result.at_home["usluga"] == "UO") & (result.at_home["zakres"] == "gmina")]
    served = (car["obsluzone"] + car["brak_miejsc"]).sum() - short["brak_godzin"].sum()
    assert found.at[2, "now"] == pytest.approx(served / car["osoby"].sum())
    places = result.services[
        (result.services["service_type"] == "DDP") & (result.services["gmina_teryt"] == "086001")
    ]
    assert found.at[1, "now"] == places["capacity"].sum()
    # The target group of those too far by every mode, as the white spots have it.
    spots = result.white_spots
    ddp = spots[(spots["service_type"] == "DDP") & (spots["mode"] == "all") & (spots["level"] == 1)]
    assert found.at[0, "now"] == ddp["people_target"].sum()


def test_people_short_of_hours_are_the_same_everywhere(
    data: AreaData, result: RunResult, strategy: Strategy
) -> None:
    assert result.at_home is not None
    table = result.at_home[(result.at_home["usluga"] == "UO") & (result.at_home["zakres"] == "gmina")]
    short = table.set_index("gmina_teryt")["brak_godzin"].astype(int)
    assert short[short > 0].to_dict() == {"086002": 92, "086003": 9, "086005": 266}
    told = strategy.measures[strategy.measures["cause"] == "hours_short"].set_index("gmina_teryt")["people"]
    assert told.to_dict() == short[short > 0].to_dict()
    too_far = np.min(
        [x.target[:, TOO_FAR] for x in result.layers if (x.service_type, x.level) == ("UO", 1)], axis=0
    )
    far = pd.Series(too_far).groupby(result.cells.table["gmina_teryt"].to_numpy()).sum()
    reach = count_unreached(result, data.catalog).set_index(["service_type", "gmina_teryt"])["unreached"]
    # No one is both too far and in a gmina whose hours are short.
    assert {g: reach["UO", g] for g in short.index} == (short + far).to_dict()
    bases = find_home_bases(
        data, result.services, layers=result.layers, hours_short=result.hours_short,
        measurer=Measurer(data, result.services, data.config.sharing),
    )  # fmt: skip
    assert reach["UO", ""] == 92 + 9 + 266 + 84
    # All but two of them, in Jezierzec, live within 45 minutes of either home.
    assert set(bases["unreached"]) == {92 + 9 + 266 + 84 - 2}


def test_faults_of_targets_and_plans_are_told_together(
    data: AreaData, result: RunResult, tmp_path: Path
) -> None:
    wrong = [Target(service="DPD", indicator="places", value=1)]
    broken = replace(data, config=data.config.model_copy(update={"target": wrong}))
    with pytest.raises(InputError) as error:
        draw_up_strategy(broken, result, PRIORITIES, offer_of(data, result), plans=[tmp_path / "plan.toml"])
    assert len(error.value.problems) == 2


def test_white_spots_of_the_own_grid_are_those_of_the_run(result: RunResult) -> None:
    found = weigh_uncertainty(result, speed_change=0.2, gminas=[])
    own = found.grids[found.grids["grid"] == "own"].set_index("service_type")
    spots = result.white_spots[(result.white_spots["mode"] == "all") & (result.white_spots["level"] == 1)]
    assert (
        own.loc[own["white_spots"] > 0, "white_spots"].to_dict()
        == spots.groupby("service_type").size().to_dict()
    )
    assert (
        own.loc[own["people"] > 0, "people"].to_dict()
        == spots.groupby("service_type")["people"].sum().to_dict()
    )
