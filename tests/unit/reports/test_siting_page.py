"""What a proposal of places says, from figures made up for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.catalog.siting_words import name_place
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.siting import Objective, Siting
from mapa_uslug.contracts.siting_proposal import Change, Proposal
from mapa_uslug.core.text import Text
from mapa_uslug.reports.html import render_report
from mapa_uslug.reports.siting_gains import tell_run
from mapa_uslug.reports.siting_page import compose_siting
from mapa_uslug.reports.siting_places import write_siting_places
from mapa_uslug.reports.siting_quality import tell_quality

ENGLISH = Text("en")


def made() -> Proposal:
    """Two places for 120 of 200 people; the bound is 150."""
    siting = Siting(
        objective="mclp", chosen=np.array([3, 5]), site_of=np.zeros(4, np.int32), value=120.0, bound=150.0, covered=120.0,
        mean_cost=390.0, method="exact", is_out_of_time=True, guarantee=1.0,
    )  # fmt: skip
    change = Change(
        ("086001", "086002"), np.array([[50, 0, 30, 20], [40, 5, 55, 0]]), np.array([[70, 0, 10, 20], [60, 0, 40, 0]]),
        np.array([20, 20]), np.array([0, 0]), np.array([0, 0]), np.array([20, 15]),
    )  # fmt: skip
    places = pd.DataFrame({
        "place_id": ["nowe-1", "U-2"], "name": ["Remiza <OSP>", "=SUM(1)"], "kind": ["fire_station", "existing"],
        "gmina_teryt": ["086001", "086002"], "gmina": ["Zalewo", "Borki"], "locality": ["Wola", ""], "cell_id": ["", "K-7"],
        "lon": [15.1234567, np.nan], "lat": [52.0, np.nan], "people": pd.array([40, pd.NA], dtype="Int64"),
        "target": pd.array([pd.NA, pd.NA], dtype="Int64"), "settled": pd.array([3, 0], dtype="Int64"), "nearest": pd.array([90, 30], dtype="Int64"), "mean_cost": [6.5, np.nan],
    })  # fmt: skip
    return Proposal(
        area="powiat", service_type="POZ", modes=("car",), level=1, thresholds=(20,), unit="min", objective="mclp", group="all",
        capacity=None, siting=siting, scale=1.0, weighed=200, untold=20, beyond=4, places=places, closing=(),
        alternatives=pd.DataFrame({"place_id": ["nowe-1", "U-2"], "left_out": [30.0, 0.0], "instead": ["Borki", ""],
                                   "lost": [2.0, np.nan]}),
        closures=pd.DataFrame(), closures_lost=0.0,
        left_out=pd.DataFrame({"name": ["Moczary", ""], "reason": ["no_road", "sensitive"]}), candidates=17, everybody=change,
        target=None, plan=ScenarioConfig(name="p"), gminas=pd.DataFrame({"gmina_teryt": ["086001", "086002"],
                                                                         "gmina": ["Zalewo", "Borki"]}),
    )  # fmt: skip


def quality(proposal: Proposal) -> str:
    return " ".join(tell_quality(ENGLISH, proposal)).replace("\u00a0", " ")


def test_an_unproven_choice_tells_its_bound_and_its_gap() -> None:
    # (150 - 120) / 150 = 20 %; 120 of 200 are 60 %; 390 s are 6.5 minutes.
    told = quality(made())
    assert "People within the threshold: 120; no choice of so many places can have more than 150." in told
    assert "gap of 20.0%" in told
    assert "The search ended with its time" in told
    assert "120 people of those weighed (60.0%)" in told
    assert "Mean way of all who have one: 6.5 min." in told


@pytest.mark.parametrize(
    ("objective", "value", "bound", "told"),
    [
        # Seconds x people: 6,000 s are 100 minutes; a bound of travel is rounded down, one of places up.
        (
            "p-median",
            6000.0,
            5999.0,
            "100 person-minutes; no choice of so many places can have less than 99.",
        ),
        (
            "p-median",
            6010.0,
            6010.0,
            "100 person-minutes; no choice of so many places can have less than 100.",
        ),
        ("lscp", 4.0, 2.2, "Places chosen: 4; fewer than 3 cannot be enough."),
        (
            "mclp",
            100.0,
            100.9,
            "People within the threshold: 100; no choice of so many places can have more than 100.",
        ),
    ],
)
def test_bounds_are_rounded_to_what_is_as_true(
    objective: Objective, value: float, bound: float, told: str
) -> None:
    siting = replace(made().siting, objective=objective, value=value, bound=bound)
    assert told in quality(replace(made(), objective=objective, siting=siting))


def test_greedy_says_what_it_promises() -> None:
    greedy = replace(made().siting, method="greedy", guarantee=1 - 1 / np.e)
    assert "promises at least 63% of the best possible" in quality(replace(made(), siting=greedy))
    assert "promises nothing by itself" in quality(replace(made(), siting=replace(greedy, guarantee=0.0)))


def test_the_page_escapes_names_and_tells_losses_gains_and_what_was_left_out() -> None:
    proposal = replace(made(), needless=("U-2",))
    page = render_report(compose_siting(proposal, read_catalog(), text=ENGLISH), text=ENGLISH)
    assert "Remiza &lt;OSP&gt;" in page
    assert "40 people would gain the service" in page.replace("\u00a0", " ")
    assert "no road near it that the mode may use: 1 (Moczary)" in page.replace("\u00a0", " ")
    # A refuge has no name, only its number; who is served anyway needs no place.
    assert "sensitive kind, never read: 1<" in page.replace("\u00a0", " ")
    assert "1 place is enough: as many are within the threshold without =SUM(1)." in page
    # Five people find no free place, and room was not counted.
    assert "5 people within the threshold find no free place today" in page.replace("\u00a0", " ")


def polish(proposal: Proposal) -> str:
    text = Text("pl")
    return render_report(compose_siting(proposal, read_catalog(), text=text), text=text).replace(
        "\u00a0", " "
    )


def test_the_lead_says_why_people_have_no_access_and_what_is_taken_for_granted_of_room() -> None:
    # 40 gain, 20 + 15 of them were too far.
    why = "35 ma dziś za daleko, 5 nie ma wolnego miejsca."
    assert (
        f"Dostęp zyskałoby 40 osób (samochodem do 20 min), jeśli w nowych miejscach starczy miejsca dla wszystkich: {why}"
        in polish(made())
    )
    assert f"Dostęp zyskałoby 40 osób (samochodem do 20 min): {why}" in polish(replace(made(), capacity=30.0))
    far = replace(made().everybody, gained_far=np.array([20, 20]))
    assert "jeśli w nowych miejscach starczy miejsca dla wszystkich.</p>" in polish(
        replace(made(), everybody=far)
    )


def test_who_is_not_told_about_today_is_told_apart_with_the_sum_that_a_run_gives() -> None:
    settled = replace(made().everybody, settled=np.array([3, 30]))
    told = (
        "Zyskują według scenario run i scenario compare: 73, z tego 33 osoby, o których dziś nic nie wiadomo."
    )
    assert told in polish(replace(made(), everybody=settled))
    assert tell_run(ENGLISH, made()) == ""


def test_other_modes_are_told_where_a_place_closes() -> None:
    states = np.array([[50, 0, 20000, 20], [40, 0, 74, 0]])
    after = np.array([[30, 0, 20020, 20], [40, 0, 74, 0]])
    change = Change(("086001", "086002"), states, after, *(np.zeros(2, int) for _ in range(4)))
    change = replace(change, lost=np.array([20, 0]))
    closures = pd.DataFrame({
        "service_id": ["U-9", "U-8"], "provider": ["Dom", "Klub"], "locality": ["Wola", ""], "gmina_teryt": ["086001"] * 2,
        "lost": [0.0, 7.0], "is_chosen": [True, False], "out_walk": pd.array([862, pd.NA], dtype="Int64"),
    })  # fmt: skip
    page = polish(replace(made(), closures=closures, by_other_mode={"walk": change}))
    assert "pieszo: za daleko dziś 20 074, po planie 20 094; usługę straciłoby osób: 20." in page
    assert "Wypada z progu pieszo (osoby)" in page
    assert ">862<" in page


def test_a_cell_is_told_with_its_locality_or_gmina() -> None:
    text = Text("pl")
    assert name_place(text, "N1", "cell", "Wola", "Zalewo") == "Wola (komórka N1)"
    assert name_place(text, "N1", "cell", "", "Zalewo") == "komórka N1 w gminie Zalewo"
    assert name_place(text, "Remiza", "fire_station", "Wola", "Zalewo") == "Remiza"


def test_the_table_keeps_coordinates_whole_and_runs_no_formula(tmp_path: Path) -> None:
    write_siting_places(made(), tmp_path / "n.csv")
    rows = (tmp_path / "n.csv").read_text(encoding="utf-8").splitlines()
    assert rows == [
        "miejsce,nazwa,rodzaj,gmina_teryt,gmina,miejscowosc,komorka,lon,lat,osoby_zyskaly,grupa_zyskala,osoby_nie_wiadomo,najblizsze_dla,srednio_min",
        "nowe-1,Remiza <OSP>,fire_station,086001,Zalewo,Wola,,15.1234567,52.0000000,40,,3,90,6.5",
        "U-2,'=SUM(1),existing,086002,Borki,,K-7,,,,,0,30,",
    ]
