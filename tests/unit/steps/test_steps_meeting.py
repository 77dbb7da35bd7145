"""A meeting of some of an area's gminas: those that do not meet take nothing, and what is shown is what was counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import CooperationBalance
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.text import Text
from mapa_uslug.steps.cooperation import balance_cooperation
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.meeting import prepare_meeting, write_meeting

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example" / "area.toml"
PARTNERS = ("086001", "086002", "086003")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data() -> AreaData:
    return load_area(EXAMPLE)


@pytest.fixture(scope="module")
def balance(data: AreaData) -> CooperationBalance:
    located = data.registry.located
    measures = [m for m in plan_measures(data, located) if m.service_type.code == "DDP"]
    return balance_cooperation(data, located, PARTNERS, measures=measures, k=3)


def test_gminas_that_do_not_meet_take_no_room_in_shared_places(
    data: AreaData, balance: CooperationBalance
) -> None:
    """A run in which the three share all their places, and nobody else, serves the same people."""
    services = data.registry.located.copy()
    shared = (services["service_type"] == "DDP") & services["gmina_teryt"].isin(PARTNERS)
    services.loc[shared, "is_open"], services.loc[shared, "territory"] = True, "|".join(PARTNERS)
    measurer = Measurer(data, services, Sharing(regime="partners", groups=[list(PARTNERS)]))
    meeting = prepare_meeting(balance, data, terms="agreed", largest=3, language="pl")
    gmina = data.cells.table["gmina_teryt"].to_numpy()
    for measure in (m for m in plan_measures(data, services) if m.service_type.code == "DDP"):
        people = measurer.layers(measure)[1].people
        for partner in PARTNERS:
            figures = meeting.figures("agreed", "DDP", partner, mode=measure.mode)
            assert figures is not None
            assert list(figures[:4]) == people[gmina == partner].sum(axis=0).tolist(), (measure.mode, partner)


def with_confidential(data: AreaData, seed: int) -> AreaData:
    """The area, two thirds of whose cells no locality shares and that are confidential as often as not."""
    random, table = np.random.default_rng(seed), data.cells.table.copy()
    alone = random.random(len(table)) < 2 / 3
    table.loc[alone, "locality"] = [f"Osada {i}" for i in np.flatnonzero(alone)]
    table["is_imputed"] = random.random(len(table)) < 0.5
    return replace(data, cells=replace(data.cells, table=table))


def keep_white(balance: CooperationBalance, rows: np.ndarray, cells: int) -> CooperationBalance:
    """The balance in which these cells, and no other, are too far by all modes together."""
    states = np.full(cells, STATES.index("served"), dtype=np.uint8)
    states[rows] = TOO_FAR
    return replace(balance, states=dict.fromkeys(balance.states, states))


def test_what_stays_white_adds_up_to_the_people_who_are_too_far(
    data: AreaData, balance: CooperationBalance
) -> None:
    meeting = prepare_meeting(balance, data, terms="declared", largest=3, language="en")
    assert meeting.text.language == Text("en").language
    for partner in PARTNERS:
        figures = meeting.figures("declared", "DDP", partner)
        assert figures is not None
        named = [w for w in meeting.white_places if w.gmina == partner]
        hidden = sum(w.people is None for w in named)
        told = sum(w.people or 0 for w in named)
        assert hidden != 1
        assert told == figures.too_far if not hidden else told < figures.too_far


@pytest.mark.parametrize("seed", range(20))
def test_no_single_confidential_cell_is_the_sum_less_what_is_told(
    data: AreaData, balance: CooperationBalance, seed: int
) -> None:
    """Of few white cells at random: what the list leaves of the sum is nothing, or of two localities or more."""
    made, random = with_confidential(data, seed), np.random.default_rng(seed)
    table = made.cells.table
    chosen = random.choice(np.flatnonzero(table["people"] > 0), size=8 + seed, replace=False)
    white = keep_white(balance, chosen, len(table))
    meeting = prepare_meeting(white, made, terms="declared", largest=3, language="pl")
    localities = table.iloc[chosen].groupby(["gmina_teryt", "locality"])
    people, cells = localities["people"].sum(), localities.size()
    single = localities["is_imputed"].all() & (cells == 1)
    for partner in PARTNERS:
        named = [w for w in meeting.white_places if w.gmina == partner]
        of_gmina = people.index.get_level_values(0) == partner
        left = int(people[of_gmina].sum()) - sum(w.people or 0 for w in named)
        hidden = [w for w in named if w.people is None]
        assert all(w.people in (None, people[partner, w.locality]) for w in named)
        assert not any(single[partner, w.locality] for w in named if w.people is not None)
        if named:
            assert (left == 0) == (not hidden)
            assert len(hidden) != 1
            # Nothing is hidden for nothing, but the one that a single cell hides behind.
            assert len(hidden) <= max(2, int(single[of_gmina].sum())) * bool(single[of_gmina].any())
        else:
            assert not of_gmina.any() or (of_gmina.sum() == 1 and single[of_gmina].all())


def test_what_may_not_be_named_counts_as_a_place_and_no_more(
    data: AreaData, balance: CooperationBalance
) -> None:
    """A row of sensitivity 1 that kept its name by mistake, in a gmina without any other day centre."""
    unlocated = data.registry.unlocated
    secret = {**unlocated.iloc[0].to_dict(), "service_id": "U-secret", "provider": "Secret House", "sensitivity": 1,
              "service_type": "DDP", "gmina_teryt": PARTNERS[1]}  # fmt: skip
    without = unlocated[(unlocated["service_type"] != "DDP") | (unlocated["gmina_teryt"] != PARTNERS[1])]
    registry = replace(
        data.registry, unlocated=pd.concat([without, pd.DataFrame([secret])], ignore_index=True)
    )
    meeting = prepare_meeting(
        balance, replace(data, registry=registry), terms="agreed", largest=3, language="pl"
    )
    assert meeting.has_own("DDP", PARTNERS[1])
    assert "U-secret" not in set(meeting.places["service_id"])
    assert "Secret House" not in set(meeting.places["provider"])


def test_a_failed_write_leaves_what_was_there(
    data: AreaData, balance: CooperationBalance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spotkanie.html").write_text("earlier")
    meeting = prepare_meeting(balance, data, terms="agreed", largest=3, language="pl")

    def fail(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("mapa_uslug.steps.meeting.write_meeting_workbook", fail)
    with pytest.raises(OSError, match="full"):
        write_meeting(meeting, data, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["spotkanie.html"]
    assert (tmp_path / "spotkanie.html").read_text() == "earlier"
