"""A meeting of some of an area's gminas: those that do not meet take nothing, and what is shown is what was counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.combined import SERVED, TOO_FAR
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import CooperationBalance
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.text import Text
from mapa_uslug.reports.meeting import REGIMES
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
    measures = [m for m in plan_measures(data, located) if m.service_type.code in ("DDP", "BIB")]
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


def keep_white(
    balance: CooperationBalance, rows: dict[str, np.ndarray], people: np.ndarray
) -> CooperationBalance:
    """The balance in which these cells of each service, and no other, are too far in every regime."""
    by_service = {}
    for service, too_far in rows.items():
        states = np.full(len(people), SERVED, dtype=np.uint8)
        states[too_far] = TOO_FAR
        counted = np.zeros((len(people), len(STATES)), dtype=np.int32)
        counted[np.arange(len(people)), states] = people
        by_service[service] = states, counted
    return replace(
        balance, states={key: by_service[key[2]][0] for key in balance.states},
        people={key: by_service[key[2]][1] for key in balance.people},
    )  # fmt: skip


def test_people_of_cells_add_up_to_the_figures_in_every_regime(
    data: AreaData, balance: CooperationBalance
) -> None:
    meeting = prepare_meeting(balance, data, terms="agreed", largest=3, language="pl")
    gmina = data.cells.table["gmina_teryt"].to_numpy()
    for regime in REGIMES:
        people = balance.people[*meeting.key_of(regime), "DDP"]
        for partner in PARTNERS:
            figures = meeting.figures(regime, "DDP", partner)
            assert figures is not None
            assert people[gmina == partner].sum(axis=0).tolist() == list(figures[:4]), (regime, partner)


def test_what_stays_white_adds_up_to_the_people_who_are_too_far(
    data: AreaData, balance: CooperationBalance
) -> None:
    meeting = prepare_meeting(balance, data, terms="declared", largest=3, language="en")
    assert meeting.text.language == Text("en").language
    for partner in PARTNERS:
        figures, against = meeting.figures("declared", "DDP", partner), meeting.today.of("DDP", partner)
        assert figures is not None
        assert against.white + against.elsewhere <= figures.too_far
        named = [w for w in meeting.white_places if (w.gmina, w.service) == (partner, "DDP")]
        hidden = sum(w.people is None for w in named)
        told = sum(w.people or 0 for w in named)
        assert hidden != 1
        assert told == against.white if not hidden else told < against.white


@pytest.mark.parametrize("seed", range(20))
def test_no_confidential_cell_is_a_sum_less_what_is_told(
    data: AreaData, balance: CooperationBalance, seed: int
) -> None:
    """Of few white cells at random, many the same for two services: a sum less all that any list tells is no single cell."""
    made, random = with_confidential(data, seed), np.random.default_rng(seed)
    table = made.cells.table
    lived_in, size = np.flatnonzero(table["people"] > 0), 4 + 2 * seed
    both, one, two = np.split(random.choice(lived_in, size=3 * size, replace=False), 3)
    white = {"DDP": np.append(both, one), "BIB": np.append(both, two)}
    kept = keep_white(balance, white, table["people"].to_numpy())
    meeting = prepare_meeting(kept, made, terms="declared", largest=3, language="pl")
    counted = {s: table.iloc[rows].groupby(["gmina_teryt", "locality"]) for s, rows in white.items()}
    for partner in PARTNERS:
        told = {(w.service, w.locality): w.people for w in meeting.white_places if w.gmina == partner}
        some = {locality for (_, locality), people in told.items() if people is not None}
        for service, groups in counted.items():
            people, cells, imputed = groups["people"].sum(), groups.size(), groups["is_imputed"].all()
            if partner not in people.index.get_level_values(0):
                continue
            people, is_single = people[partner], (imputed & (cells == 1))[partner]
            here = {locality: n for (s, locality), n in told.items() if s == service}
            assert all(n is None or n == people[locality] for locality, n in here.items())
            assert not some & set(is_single.index[is_single])
            hidden = set(people.index) - some
            # The same locality may be told by the other list: what is left of the sum is nothing, or of two or more.
            assert len(hidden) != 1 or not here
            assert set(here) in (set(people.index), set())
            if not hidden:
                assert sum(here.values()) == people.sum()


def test_a_list_without_a_confidential_cell_is_told_whole(
    data: AreaData, balance: CooperationBalance
) -> None:
    table = data.cells.table.assign(is_imputed=False)
    white = dict.fromkeys(("DDP", "BIB"), np.flatnonzero(table["people"] > 0)[::5])
    made = replace(data, cells=replace(data.cells, table=table))
    kept = keep_white(balance, white, table["people"].to_numpy())
    meeting = prepare_meeting(kept, made, terms="declared", largest=3, language="pl")
    told = [w.people for w in meeting.white_places]
    assert None not in told
    is_met = table["gmina_teryt"].isin(PARTNERS).to_numpy()[white["DDP"]]
    assert sum(told) == 2 * table["people"].to_numpy()[white["DDP"]][is_met].sum()  # type: ignore[arg-type]


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
