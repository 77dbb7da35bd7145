"""People by gmina, locality and year, counted by hand."""

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.diagnosis.growth import find_missing_years, find_uneven, no_years
from mapa_uslug.diagnosis.people import count_people

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from six_cell_town import build_town

GMINAS = pd.DataFrame({"gmina_teryt": ["086001", "086002"], "gmina": ["Zalewo", "Podlesie"]})


@pytest.fixture
def cells():
    return build_town().cells


def test_people_by_gmina_and_group(cells):
    figures = count_people(cells, GMINAS, no_years())
    # 100 + 50 + 40 + 30 in Zalewo, 60 + 20 in Podlesie; a fifth each is 65+.
    rows = {(r.gmina_teryt, r.group): (r.people, r.share) for r in figures.by_gmina.itertuples()}
    assert rows == {
        ("086001", "all"): (220, 1.0),
        ("086001", "65+"): (44, 0.2),
        ("086002", "all"): (80, 1.0),
        ("086002", "65+"): (16, 0.2),
    }
    assert figures.quality == {"65+": "grid"}
    assert figures.by_year.empty


def test_a_gmina_without_cells_has_nobody_and_no_share(cells):
    more = pd.concat([GMINAS, pd.DataFrame({"gmina_teryt": ["086003"], "gmina": ["Pusta"]})])
    row = (
        count_people(cells, more, no_years())
        .by_gmina.set_index(["gmina_teryt", "group"])
        .loc[("086003", "65+")]
    )
    assert row["people"] == 0
    assert pd.isna(row["share"])


def test_elders_from_which_a_confidential_cell_follows_are_not_told(cells):
    figures = count_people(cells, GMINAS, no_years())
    by_name = figures.by_locality.set_index("locality")
    # Nowa Wieś holds c4, confidential: its 65+ are hidden, and those of Zalewo with it, since 44 less 30 would be them.
    assert by_name["people"].to_dict() == {"Zalewo": 150, "Nowa Wieś": 70, "Podlesie": 60, "Zarzecze": 20}
    assert by_name["people_65_plus"].isna().to_dict() == {
        "Zalewo": True,
        "Nowa Wieś": True,
        "Podlesie": False,
        "Zarzecze": False,
    }
    assert by_name["is_estimated"].to_dict()["Nowa Wieś"]
    assert not by_name["is_estimated"].to_dict()["Zalewo"]


def test_a_locality_of_one_confidential_cell_has_no_figure_nor_has_the_one_it_follows_from(cells):
    table = cells.table.assign(locality=["Zalewo", "Kąty", "Nowa Wieś", "Dal", "Podlesie", "Zarzecze"])
    by_name = count_people(replace(cells, table=table), GMINAS, no_years()).by_locality.set_index("locality")
    # Dal is c4 alone; Nowa Wieś (40) is the smallest of the others in its gmina.
    assert set(by_name.index[by_name["people"].isna()]) == {"Dal", "Nowa Wieś"}
    assert set(by_name.index[by_name["people_65_plus"].isna()]) >= {"Dal", "Nowa Wieś"}


def test_groups_that_nobody_counted_are_missing_not_zero(cells):
    bare = replace(cells, table=cells.table.drop(columns="people_65_plus"), groups={})
    figures = count_people(bare, GMINAS, no_years())
    assert set(figures.by_gmina["group"]) == {"all"}
    assert figures.by_locality["people_65_plus"].isna().all()


def _years(*rows):
    return pd.DataFrame(rows, columns=["gmina_teryt", "year", "kind", "group", "people"])


def test_the_run_s_own_year_stands_among_the_others_and_replaces_the_file_s(cells):
    given = _years(
        ("086001", 2011, "counted", "all", 250),
        ("086001", 2021, "counted", "all", 219),
        ("086001", 2040, "forecast", "all", 180),
    )
    by_year = count_people(cells, GMINAS, given).by_year
    told = {(r.gmina_teryt, r.year, r.kind): r.people for r in by_year.itertuples()}
    # 2021 is the run's year: 220 of the grid, not 219; 65+ has no other year, so none is added.
    assert told == {
        ("086001", 2011, "counted"): 250,
        ("086001", 2021, "counted"): 220,
        ("086001", 2040, "forecast"): 180,
        ("086002", 2021, "counted"): 80,
    }
    assert set(by_year["group"]) == {"all"}


def test_the_order_of_cells_and_rows_changes_nothing(cells):
    given = _years(("086001", 2040, "forecast", "all", 180), ("086001", 2011, "counted", "all", 250))
    one = count_people(cells, GMINAS, given)
    other = count_people(cells, GMINAS.iloc[::-1], given.iloc[::-1])
    pd.testing.assert_frame_equal(one.by_gmina, other.by_gmina)
    pd.testing.assert_frame_equal(one.by_year, other.by_year)


@pytest.mark.parametrize(
    ("people", "faults"),
    [
        ({"all": 100, "0-14": 20, "15-64": 60, "65+": 20}, []),
        ({"all": 100, "0-14": 20, "15-64": 60, "65+": 18}, []),  # rounded forecasts: two people are let pass
        ({"all": 100, "0-14": 20, "15-64": 60, "65+": 17}, [("0-14, 15-64, 65+", 97)]),
        ({"all": 100, "0-14": 20, "15-64": 60, "65+": 23}, [("0-14, 15-64, 65+", 103)]),
        ({"all": 100, "75+": 103}, [("75+", 103)]),
        ({"75+": 103}, []),
    ],
)
def test_groups_that_do_not_fit(people, faults):
    assert list(find_uneven(people)) == faults


def test_years_told_of_some_gminas_only():
    years = _years(
        ("086001", 2011, "counted", "all", 1),
        ("086002", 2011, "counted", "all", 1),
        ("086002", 2040, "forecast", "all", 1),
    )
    assert find_missing_years(years, ["086001", "086002"]) == {2040: ["086001"]}
