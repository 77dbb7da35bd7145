"""The list of localities excluded from public transport, as a table and as a page to print."""

import csv
from dataclasses import replace

import pytest
from hand_causes import build_told_town

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Table
from mapa_uslug.reports.exclusion import write_excluded_localities
from mapa_uslug.reports.exclusion_page import compose_exclusion, write_exclusion_page


@pytest.fixture
def told():
    return build_told_town()


def _rows(result, folder):
    write_excluded_localities(result, folder / "m.csv")
    with (folder / "m.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _section(report, name):
    return next((s for s in report.sections if s.id == name), None)


def test_excluded_localities_come_first_and_unknown_ones_are_never_excluded(told, tmp_path):
    rows = _rows(told, tmp_path)
    assert [(r["stan"], r["gmina"], r["miejscowosc"]) for r in rows] == [
        ("wykluczona", "Zalewo", "Nowa Wieś"),
        ("nie_wiadomo", "Podlesie", "Podlesie"),
        ("nie_wiadomo", "Podlesie", "Zarzecze"),
    ]


def test_a_locality_that_was_called_excluded_without_complete_timetables_is_unknown(told, tmp_path):
    localities = told.transit.localities.assign(is_excluded=True)
    rows = _rows(replace(told, transit=replace(told.transit, localities=localities)), tmp_path)
    assert {r["miejscowosc"]: r["stan"] for r in rows} == {
        "Zalewo": "wykluczona",
        "Nowa Wieś": "wykluczona",
        "Podlesie": "nie_wiadomo",
        "Zarzecze": "nie_wiadomo",
    }


def test_no_data_is_apart_from_no_course(told, tmp_path):
    row = _rows(told, tmp_path)[0]
    assert [row[d] for d in ("kursy_szkolny", "kursy_wolny", "kursy_sobota", "kursy_niedziela")] == [
        "2",
        "0",
        "",
        "",
    ]
    page = compose_exclusion(told, text=Text("en"))
    (table,) = [b for b in _section(page, "wykluczone").blocks if isinstance(b, Table)]
    assert table.rows == (("Nowa Wieś", "Zalewo", 70, None, 40, 2, 0, "no data", "no data", "15:20"),)


def test_people_65_plus_of_a_locality_with_a_confidential_cell_are_hidden(told, tmp_path):
    # Nowa Wieś is c3 and c4, of which c4 is confidential.
    assert {r["miejscowosc"]: r["osoby_65_plus"] for r in _rows(told, tmp_path)} == {
        "Nowa Wieś": "",
        "Podlesie": "12",
        "Zarzecze": "4",
    }


def test_the_page_says_how_many_and_what_it_means(told):
    page = compose_exclusion(told, text=Text("en"))
    assert page.lead == "1 locality; 70 residents."
    assert [s.heading for s in page.sections] == [
        "Excluded localities",
        "Not known: 2 localities",
        "What these words mean",
    ]
    rules = _section(page, "zasady").blocks[0].items
    assert rules[0] == (
        "Excluded is a locality with fewer than 3 pairs of courses a day, on a school day or a weekday free of school, "
        "whichever has less and is known, or with no stop within a walk of 20 min."
    )
    assert "Days read from dated timetables: school day (2026-05-13)." in rules
    assert "Known from tables made by hand only, without a date: weekday free of school." in rules


def test_a_locality_to_which_nothing_goes_has_no_last_way_back(told):
    page = compose_exclusion(told, text=Text("en"))
    (table,) = [b for b in _section(page, "nie-wiadomo").blocks if isinstance(b, Table)]
    assert [r[-1] for r in table.rows] == ["no data", "no data"]
    assert "0: no course is known, but there may be one." in table.note
    known = told.transit.localities.assign(is_known=True, is_excluded=True)
    page = compose_exclusion(replace(told, transit=replace(told.transit, localities=known)), text=Text("en"))
    (table,) = [b for b in _section(page, "wykluczone").blocks if isinstance(b, Table)]
    assert {r[0]: r[-1] for r in table.rows} == {
        "Zalewo": "22:30",
        "Nowa Wieś": "15:20",
        "Podlesie": "none",
        "Zarzecze": "none",
    }
    assert _section(page, "nie-wiadomo") is None


def test_a_page_without_excluded_localities_says_so(told):
    localities = told.transit.localities.assign(is_excluded=False)
    page = compose_exclusion(
        replace(told, transit=replace(told.transit, localities=localities)), text=Text("en")
    )
    assert page.lead == "No locality is known to be excluded."


def test_the_page_is_html_that_repeats_the_header_and_asks_no_server(told, tmp_path):
    write_exclusion_page(told, tmp_path / "wykluczenie.html", text=Text("pl"))
    page = (tmp_path / "wykluczenie.html").read_text(encoding="utf-8")
    assert 'lang="pl"' in page
    assert "thead { display: table-header-group; }" in page
    assert "http" not in page
    assert "Miejscowości wykluczone z" in page


def test_nothing_is_written_where_no_timetable_was_given(town, tmp_path):
    with pytest.raises(ValueError, match="no timetable"):
        write_excluded_localities(town, tmp_path / "m.csv")
    with pytest.raises(ValueError, match="no timetable"):
        write_exclusion_page(town, tmp_path / "w.html", text=Text("pl"))
    assert list(tmp_path.iterdir()) == []
