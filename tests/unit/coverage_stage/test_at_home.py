from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.coverage.at_home import (
    NO_HOURS,
    NO_TERRITORY,
    UNKNOWN,
    VISITED,
    HomeCare,
    assess_home_care,
    share_hours,
    tabulate_home_care,
)
from mapa_uslug.coverage.home_visits import Shift

DAY = Shift(480.0, 90.0)
NAN = np.nan
YES, NO = True, False

# Three gminas; base 0 serves the first, base 1 the first and the second, nobody the third.
# Cells: two near homes of the first, one of the second, one without a road, one of the third.
CARE = HomeCare(
    people=np.array([60, 40, 100, 20, 30]),
    demand_h=np.array([60.0, 40.0, 100.0, 20.0, 30.0]),
    there_min=np.array([20.0, 15.0, 20.0, NAN, NAN]),
    between_min=np.array([10.0, 100.0, 10.0, 10.0, 10.0]),
    gmina=np.array([0, 0, 1, 1, 2]),
    serves=np.array([[YES, YES], [NO, YES], [NO, NO]]),
    capacity_h=np.array([100.0, 33.0]),
    has_unplaced=np.zeros(3, dtype=bool),
)


def test_hours_of_a_base_go_to_its_gminas_by_what_is_wanted() -> None:
    # 33 h for 100 h wanted in the first and 120 h in the second: 15 and 18.
    got = share_hours(CARE.capacity_h, CARE.serves, np.array([100.0, 120.0, 30.0]))
    assert got.tolist() == pytest.approx([115.0, 18.0, 0.0])
    unknown = share_hours(np.array([NAN, 33.0]), CARE.serves, np.array([100.0, 120.0, 30.0]))
    assert np.isnan(unknown[0])
    assert unknown[1] == pytest.approx(18.0)


def test_hours_needed_and_missing_worked_out_by_hand() -> None:
    # Ways of 17.5 and 30 min to a visit of 90 (see the tests of visits): 60 x 107.5 / 90 and 40 x 120 / 90.
    found = assess_home_care(CARE, DAY)
    assert found.homes.tolist() == [4, 4, 4, 0, 0]
    assert found.needed_h[:3].tolist() == pytest.approx([60 * 107.5 / 90, 40 * 120 / 90, 100 * 107.5 / 90])
    assert np.isnan(found.needed_h[3:]).all()
    # First gmina: 71.667 + 53.333 = 125 needed, 115 there: 10 missing, 8 % of everybody: 4.8 and 3.2 people, rounded
    # along the cells to 5 and 3. Second: 119.44 needed, 18 there: 101.44 missing, 84.93 % of 100 people.
    assert found.missing_h[:2].tolist() == pytest.approx([10.0, 100 * 107.5 / 90 - 18.0])
    assert np.isnan(found.missing_h[2])
    assert found.parts.tolist() == [
        [55, 5, 0, 0],
        [37, 3, 0, 0],
        [15, 85, 0, 0],
        [0, 0, 0, 20],
        [0, 0, 30, 0],
    ]


def test_where_no_visit_fits_into_a_shift_everybody_lacks_care() -> None:
    care = replace(CARE, there_min=np.array([20.0, 196.0, 20.0, NAN, NAN]))
    found = assess_home_care(care, DAY)
    assert found.parts[1].tolist() == [0, 40, 0, 0]
    # The others of the gmina want 71.7 h of the 115 there.
    assert found.parts[0].tolist() == [60, 0, 0, 0]


def test_people_cut_off_by_closed_roads_lack_care_whether_hours_were_weighed_or_not() -> None:
    there = np.array([20.0, 15.0, np.inf, NAN, NAN])
    for demand in (CARE.demand_h, None):
        found = assess_home_care(replace(CARE, there_min=there, demand_h=demand), DAY)
        assert found.parts[2].tolist() == [0, 100, 0, 0]
        assert found.parts[:, UNKNOWN].tolist() == [0, 0, 0, 20, 0]


def test_unknown_hours_make_nobody_lack_care() -> None:
    for care in (
        replace(CARE, capacity_h=np.array([100.0, NAN])),
        replace(CARE, demand_h=None),
        replace(CARE, has_unplaced=np.array([YES, YES, NO])),
    ):
        found = assess_home_care(care, DAY)
        assert found.parts[:, NO_HOURS].sum() == 0
        assert found.parts[:, VISITED].tolist() == [60, 40, 100, 0, 0]


def test_a_base_without_a_known_place_may_come_to_a_gmina_that_no_other_serves() -> None:
    found = assess_home_care(replace(CARE, has_unplaced=np.array([NO, NO, YES])), DAY)
    assert (found.parts[4, NO_TERRITORY], found.parts[4, UNKNOWN]) == (0, 30)


def test_rows_of_gminas_and_localities() -> None:
    names = np.array(["Bór", "Las", "Bór", None, ""], dtype=object)
    imputed = np.array([NO, YES, NO, NO, NO])
    found = assess_home_care(CARE, DAY)
    table = tabulate_home_care(CARE, found, locality=names, is_imputed=imputed, is_group=True)
    assert list(zip(table["gmina"], table["zakres"], table["miejscowosc"], strict=True)) == [
        (0, "gmina", ""), (0, "miejscowosc", "Bór"), (0, "miejscowosc", "Las"), (1, "gmina", ""),
        (1, "miejscowosc", "Bór"), (2, "gmina", ""),
    ]  # fmt: skip
    first = table.iloc[0]
    assert [first[c] for c in ("osoby", "objete", "brak_godzin", "poza_obszarem", "nie_wiadomo")] == [
        100,
        92,
        8,
        0,
        0,
    ]
    # Means by people: (60 x 20 + 40 x 15) / 100; between homes 10 and, by the base, 30. 25 of 125 hours are ways.
    figures = ("dojazd_min", "miedzy_domami_min", "domow_na_zmiane", "dojazdy_procent")
    assert [first[c] for c in figures] == pytest.approx([18.0, 18.0, 4.0, 20.0])
    hours = ("godziny_u_ludzi", "godziny_potrzebne", "godziny_sa", "godziny_brak")
    assert [first[c] for c in hours] == pytest.approx([100.0, 125.0, 115.0, 10.0])
    # The locality needs 71.667 of the 125 hours, so it has that part of those there and of those missing.
    part = 60 * 107.5 / 90 / 125
    assert [table.iloc[1][c] for c in hours[2:]] == pytest.approx([115.0 * part, 10.0 * part])
    # A single confidential cell: its age group could be told.
    assert table.iloc[2][["osoby", "brak_godzin", "godziny_u_ludzi"]].isna().all()
    assert table["pojemnosc_oceniona"].tolist() == [True, True, True, True, True, False]
    open_table = tabulate_home_care(CARE, found, locality=names, is_imputed=imputed, is_group=False)
    assert open_table.iloc[2]["osoby"] == 40


def test_what_is_left_of_a_gmina_tells_of_no_few_confidential_cells_either() -> None:
    """Bór has two such cells and says nothing. The gmina less Las (6) and Gaj (5) would say it: Gaj, which has fewest,
    says nothing either, and what is left is the sum of seven. A village of known cells alone would be no cover."""
    names = np.array(["Bór"] * 2 + ["Las"] * 6 + ["Gaj"] * 5 + ["Dół"], dtype=object)
    count = len(names)
    care = replace(
        CARE, people=np.full(count, 3), demand_h=np.full(count, 3.0), there_min=np.full(count, 20.0),
        between_min=np.full(count, 10.0), gmina=np.zeros(count, dtype=np.int64),
    )  # fmt: skip
    table = tabulate_home_care(
        care, assess_home_care(care, DAY), locality=names, is_imputed=names != "Dół", is_group=True
    ).set_index("miejscowosc")
    assert table["osoby"].isna().to_dict() == {
        "": False,
        "Bór": True,
        "Dół": False,
        "Gaj": True,
        "Las": False,
    }
    assert table.loc["Gaj", ["objete", "godziny_potrzebne"]].isna().all()


@st.composite
def cares(draw: st.DrawFn) -> HomeCare:
    cells, gminas, bases = draw(st.integers(1, 8)), draw(st.integers(1, 3)), draw(st.integers(0, 3))

    def numbers(count: int, values: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), dtype=np.float64)

    people = numbers(cells, st.integers(0, 50))
    flags = numbers(gminas * bases, st.booleans())
    return HomeCare(
        people=people.astype(np.int64),
        demand_h=draw(st.sampled_from([None, people * 0.75])),
        there_min=numbers(cells, st.one_of(st.floats(0, 300), st.just(NAN), st.just(np.inf))),
        between_min=numbers(cells, st.one_of(st.floats(0, 60), st.just(np.inf))),
        gmina=numbers(cells, st.integers(0, gminas - 1)).astype(np.int64),
        serves=flags.reshape(gminas, bases).astype(bool),
        capacity_h=numbers(bases, st.one_of(st.floats(0, 500), st.just(NAN))),
        has_unplaced=numbers(gminas, st.booleans()).astype(bool),
    )


@given(cares())
def test_parts_add_up_to_the_people(care: HomeCare) -> None:
    found = assess_home_care(care, DAY)
    assert (found.parts >= 0).all()
    assert found.parts.sum(axis=1).tolist() == care.people.tolist()


@given(cares(), st.lists(st.booleans(), min_size=3, max_size=3), st.floats(0, 500))
def test_one_more_base_never_lowers_the_hours_there(care: HomeCare, serves: list[bool], hours: float) -> None:
    care = replace(care, has_unplaced=np.zeros(len(care.serves), dtype=bool))
    column = np.array(serves[: len(care.serves)])[:, None]
    more = replace(
        care, serves=np.hstack([care.serves, column]), capacity_h=np.append(care.capacity_h, hours)
    )
    before, after = assess_home_care(care, DAY).there_h, assess_home_care(more, DAY).there_h
    assert (np.isnan(before) == np.isnan(after)).all()
    known = ~np.isnan(before)
    assert (after[known] >= before[known] - 1e-9).all()


@given(cares(), st.floats(0, 100))
def test_a_longer_way_never_lowers_the_hours_needed(care: HomeCare, more: float) -> None:
    longer = replace(care, there_min=care.there_min + more)
    before, after = assess_home_care(care, DAY).needed_h, assess_home_care(longer, DAY).needed_h
    known = ~np.isnan(before)
    assert (np.isnan(after) == ~known).all()
    assert (after[known] >= before[known] * (1 - 1e-12)).all()
