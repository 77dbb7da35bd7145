"""A meeting of some of an area's gminas: those that do not meet take nothing, and what is shown is what was counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import CooperationBalance
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
        assert told == figures.too_far if not hidden else told < figures.too_far


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
