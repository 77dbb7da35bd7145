"""New places and plans in words: the same ground in sentence and table, rooms, bases, target groups."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
from diagnosed_town import SURVEY, find_town
from six_cell_town import build_town

from mapa_uslug.contracts.plan_config import PlanCost
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.contracts.siting_proposal import Change
from mapa_uslug.reports.content import Bullets, Paragraph, Table
from mapa_uslug.reports.local_plan.proposals import describe_plans, describe_proposals

ZALEWO, PODLESIE = "086001", "086002"


def change(before, after, gained, gained_far):
    """Two gminas; states are served, full, too far, not known."""
    gained, far = np.array(gained), np.array(gained_far)
    return Change((ZALEWO, PODLESIE), np.array(before), np.array(after), gained, 0 * gained, 0 * gained, far)


def proposal(code="DDP", capacity=None, everybody=None):
    places = pd.DataFrame(
        [("nowe-1", "Podlesie", "locality", "Podlesie", "Podlesie")],
        columns=["place_id", "name", "kind", "locality", "gmina"],
    )
    # Zalewo: of 80 too far 30 gain; Podlesie: all of its 60.
    everybody = everybody or change([(70, 30, 80, 40), (0, 0, 60, 20)], [(100, 30, 50, 40), (60, 0, 0, 20)], [30, 60], [30, 60])  # fmt: skip
    return SimpleNamespace(
        service_type=code, places=places, modes=("car",), thresholds=(30,), unit="min", everybody=everybody,
        target=None, capacity=capacity, plan=SimpleNamespace(cost=PlanCost()),
    )  # fmt: skip


def find(*, proposals=(), plans=(), gminas=(ZALEWO, PODLESIE), town=None, survey=SURVEY):
    found = find_town(
        town or build_town(),
        gminas=gminas,
        survey=survey,
        ranges=(("DDP", "", 140, 90, 200), ("DDP", ZALEWO, 80, 60, 90)),
    )
    strategy = replace(found.plan.strategy, proposals=tuple(proposals), plans=tuple(plans))
    return replace(found, plan=replace(found.plan, strategy=strategy))


def parts_of(section):
    said = [i for b in section.blocks if isinstance(b, Bullets) for i in b.items]
    said += [b.text for b in section.blocks if isinstance(b, Paragraph)]
    return said, [b for b in section.blocks if isinstance(b, Table)]


def test_in_a_report_on_one_gmina_sentence_and_table_are_of_that_gmina():
    said, tables = parts_of(describe_proposals(find(proposals=[proposal()], gminas=(ZALEWO,))))
    assert "Z tego w gminie Zalewo: 30 osób." in said[0]
    assert "Za daleko dziś każdym środkiem (gmina Zalewo): 80 osób (od 60 do 90)" in said[0]
    assert tables[0].caption == "Nowe miejsca i ich skutek: Zalewo"
    titles = [c.title for c in tables[0].columns]
    row = dict(zip(titles, tables[0].rows[0], strict=True))
    assert row["Osoby, które zyskują, wszystkie gminy razem"] == 90
    assert row["Osoby, które zyskują, gmina Zalewo"] == 30
    assert (row["Za daleko dziś"], row["Za daleko potem"]) == (80, 50)


def test_of_the_whole_area_there_is_one_column_of_people_who_gain():
    _, tables = parts_of(describe_proposals(find(proposals=[proposal()])))
    row = dict(zip([c.title for c in tables[0].columns], tables[0].rows[0], strict=True))
    assert row["Osoby, które zyskują, wszystkie gminy razem"] == 90
    assert (row["Za daleko dziś"], row["Za daleko potem"]) == (140, 50)
    assert sum(t.startswith("Osoby, które zyskują") for t in row) == 1
    assert "Bez wolnego miejsca dziś" not in row


def test_a_place_with_room_tells_its_room_and_who_finds_no_free_place():
    everybody = change(
        [(70, 30, 80, 40), (0, 0, 60, 20)], [(85, 15, 80, 40), (0, 0, 60, 20)], [15, 0], [0, 0]
    )
    found = find(proposals=[proposal(capacity=15.0, everybody=everybody)])
    said, tables = parts_of(describe_proposals(found))
    assert "średnią pojemność dzisiejszych (umownie): 15 miejsc" in said[0]
    assert "Bez wolnego miejsca (wszystkie gminy razem): dziś 30, potem 15." in said[0]
    row = dict(zip([c.title for c in tables[0].columns], tables[0].rows[0], strict=True))
    assert (row["Bez wolnego miejsca dziś"], row["Bez wolnego miejsca potem"]) == (30, 15)
    assert "policzono tylko ten sposób dotarcia" in tables[0].note


def test_what_comes_to_people_has_a_base():
    _, tables = parts_of(describe_proposals(find(proposals=[proposal("UO")])))
    assert tables[0].rows[0][1].startswith("baza: ")


def test_services_at_home_without_hours_have_no_base_and_it_is_said_why():
    town = build_town()
    # Home care by the layers of the day home, served and full in turn, far and unknown in turn: 14 of c1, 10 of c2 and 4 of c6 are
    # without hours, 6 of c4 too far.
    home = [
        replace(x, service_type="UO", people=x.people[:, [1, 0, 3, 2]], target=x.target[:, [1, 0, 3, 2]])
        for x in town.layers
        if x.service_type == "DDP"
    ]
    town = replace(town, layers=(*town.layers, *home))
    found = find(town=town, survey=(*SURVEY, ("", "UO", 0.9, 0.9, 40.0, "a.csv")))
    assert found.found.main["UO"].lacks_room()
    said, _ = parts_of(describe_proposals(found))
    assert said == [
        "Nie zaproponowano bazy usług dojeżdżających do ludzi tam, gdzie więcej osób nie ma godzin personelu, niż ma za daleko, bo baza nie "
        "daje godzin: usługi opiekuńcze (osoby 65+: 28 bez godzin, 6 za daleko)."
    ]


FIGURES = ["service_type", "mode", "level", "group", "gmina_teryt", "gained", "lost"]


@pytest.fixture
def outcome():
    figures = pd.DataFrame(
        [("DDP", "all", 1, group, gmina, people, 0) for group, gmina, people in (
            ("all", "", 90), ("all", ZALEWO, 30), ("target", "", 18), ("target", ZALEWO, 6))],
        columns=FIGURES,
    )  # fmt: skip
    spots = pd.DataFrame([("DDP", "", 2, 0), ("DDP", ZALEWO, 1, 0)], columns=["service_type", "gmina_teryt", "cured", "made"])  # fmt: skip
    room = pd.DataFrame([("DDP", 1, 1, 8.0)], columns=["service_type", "opened", "closed", "capacity"])
    return PlanOutcome(
        "Dom w Dębie", "dom.toml", PlanCost(), 90, 0, figures, pd.DataFrame(), spots, {ZALEWO: (30, 0), PODLESIE: (60, 0)}, room
    )  # fmt: skip


def test_a_plan_tells_its_target_group_and_room_beside_all_residents(outcome):
    said, tables = parts_of(describe_plans(find(plans=[outcome])))
    assert said == [
        "Dom w Dębie: co najmniej jedną usługę zyskuje 90 osób w dowolnym wieku. W tym z grupy docelowej: dzienny dom pomocy (osoby 65+): 18. "
        "Cały plan, pojemność: dzienny dom pomocy: +8 miejsc (otwierane: 1, zamykane: 1). Koszt nieznany."
    ]  # fmt: skip
    assert tables[1].rows == (("Zalewo", 30, 0), ("Podlesie", 60, 0))


def test_in_a_report_on_one_gmina_the_plan_is_told_of_that_gmina(outcome):
    said, tables = parts_of(describe_plans(find(plans=[outcome], gminas=(ZALEWO,))))
    assert said[0].startswith(
        "Dom w Dębie, gmina Zalewo: co najmniej jedną usługę zyskuje 30 osób w dowolnym wieku. W tym z grupy docelowej: dzienny dom "
        "pomocy (osoby 65+): 6."
    )
    (table,) = tables
    assert table.rows[0][:6] == ("Dom w Dębie", 90, 30, 0, 1, 0)
