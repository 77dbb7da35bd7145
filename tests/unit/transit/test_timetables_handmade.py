"""Workbooks as officials fill them in, right and wrong, with what they must become worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from hand_feeds import write_feed

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.timetable import OnDemand, Timetable
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.transit.reading import read_timetables
from mapa_uslug.transit.template import write_timetable_template

H = 3600
STOPS = [["nazwa", "lat", "lon", "gmina"], ["Rynek", 52.08, 15.16, "Zalewsk"], ["Wola, szkoła", "52,10", "15,22"], ["Lipno", 52.12, 15.25]]  # fmt: skip
THERE = [["Linia", "Zalewsk – Lipno"], ["Kurs", 1, 3], ["Dni", "S", "SW6"],
         ["Rynek", "7:30", dt.time(14, 0)], ["Wola, szkoła", "7.45", "|"], ["Lipno", dt.time(8, 0), "14:30"]]  # fmt: skip
BACK = [["Kurs", 2, 4], ["Dni", "S", "SW6"], ["Lipno", "8:10", "15:00"], ["Rynek", "8:40", "15:30"]]
ON_DEMAND = [
    "nazwa",
    "gminy_obslugiwane",
    "dokad",
    "dni",
    "od",
    "do",
    "minuty_dodatkowe",
    "rezerwacja",
    "dla_kogo",
]
FILE = "kursy.xlsx"
Rows = Sequence[Sequence[Any]]


def write(folder: Path, sheets: dict[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / FILE)
    return folder / FILE


def read(folder: Path, line: Rows = (*THERE, *BACK), **more: Rows) -> tuple[Timetable, list[Problem]]:
    sheets = {"Przystanki": STOPS, "Linia 1": line, **{k.replace("_", " "): v for k, v in more.items()}}
    timetable, problems, counts = read_timetables([write(folder, sheets)], gminas=None)
    assert counts[0].read == counts[0].kept + sum(counts[0].left_out.values())
    assert counts[0].kept == timetable.trip_count
    return timetable, problems


def places(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    assert all(p.severity == "warning" and p.hint for p in problems)
    return [(p.where.removeprefix(f"{FILE}!"), p.code) for p in problems]


def calls(timetable: Timetable, trip: int) -> list[tuple[str, int, int]]:
    span = slice(timetable.call_ptr[trip], timetable.call_ptr[trip + 1])
    names = timetable.stop_name[timetable.call_stop[span]]
    return [(s, int(a), int(d)) for s, a, d in zip(names, timetable.call_arrival_s[span], timetable.call_departure_s[span], strict=True)]  # fmt: skip


def test_a_line_there_and_back(tmp_path):
    timetable, problems = read(tmp_path)
    assert problems == []
    assert list(timetable.trip_id) == ["Linia 1!B2", "Linia 1!C2", "Linia 1!B7", "Linia 1!C7"]
    assert set(timetable.trip_line) == {"Zalewsk – Lipno"}
    assert list(timetable.trip_headsign) == ["Lipno", "Lipno", "Rynek", "Rynek"]
    assert calls(timetable, 0) == [
        ("Rynek", 27000, 27000),
        ("Wola, szkoła", 27900, 27900),
        ("Lipno", 28800, 28800),
    ]
    assert calls(timetable, 1) == [("Rynek", 14 * H, 14 * H), ("Lipno", 14.5 * H, 14.5 * H)]
    assert timetable.runs_on_type[timetable.trip_service].tolist() == [
        [True, False, False, False], [True, True, True, False], [True, False, False, False], [True, True, True, False],
    ]  # fmt: skip
    assert timetable.first_date is None
    assert timetable.runs_on_date.shape == (2, 0)
    assert list(timetable.stop_lat) == [52.08, 52.10, 52.12]


def test_the_line_is_called_as_its_sheet_where_it_has_no_name(tmp_path):
    timetable, _ = read(tmp_path, [["Linia"], *THERE[1:], *BACK])
    assert set(timetable.trip_line) == {"Linia 1"}


def test_a_course_of_one_day_runs_on_its_date(tmp_path):
    bus = [["Linia", "Na festyn"], ["Kurs", "tam", "z powrotem"], ["Data", dt.date(2026, 6, 12), "12.06.2026; 2026-06-14"],
           ["Rynek", "9:30", ""], ["Lipno", "9:50", "16:00"], ["Rynek", "", "16:20"]]  # fmt: skip
    timetable, problems = read(tmp_path, Festyn=bus)
    # On the 14th it only comes back.
    assert places(problems) == [("Festyn:C2", "no_return")]
    assert dict(problems[0].values)["reason"] == "2026-06-14"
    there, back = 4, 5
    assert calls(timetable, there) == [("Rynek", 9.5 * H, 9.5 * H), ("Lipno", 35400, 35400)]
    assert timetable.first_date == dt.date(2026, 6, 12)
    on_date = timetable.runs_on_date[timetable.trip_service]
    assert on_date[there].tolist() == [True, False, False]
    assert on_date[back].tolist() == [True, False, True]
    assert not on_date[:4].any()
    # What runs on a date runs on no kind of day, and the other way round.
    assert not timetable.runs_on_type[timetable.trip_service[there:]].any()


TIMES = {
    "7:30": 27000, "07.30": 27000, "7,30": 27000, "7:30:00": 27000, " 7 : 30 ": 27000, "7.30 h": 27000, 0.3125: 27000,
    dt.time(7, 30): 27000, dt.datetime(2026, 5, 13, 7, 30): 27000, dt.timedelta(hours=7, minutes=30): 27000,
}  # fmt: skip


@pytest.mark.parametrize("value", TIMES, ids=str)
def test_ways_to_write_a_time(tmp_path, value):
    line = [["Kurs", 1], ["Dni", "S"], ["Rynek", value], ["Lipno", "8:00"], ["Rynek", "8:20"]]
    timetable, problems = read(tmp_path, line)
    assert calls(timetable, 0)[0] == ("Rynek", TIMES[value], TIMES[value])
    assert problems == []


@pytest.mark.parametrize("value", ["ok. 7.30", "około 7:30", "~7:30", 7.3])
def test_about_is_used_and_told_with_its_cell(tmp_path, value):
    line = [["Kurs", 1], ["Dni", "S"], ["Rynek", value], ["Lipno", "8:00"], ["Rynek", "8:20"]]
    timetable, problems = read(tmp_path, line)
    assert calls(timetable, 0)[0] == ("Rynek", 27000, 27000)
    assert places(problems) == [("Linia 1:B3", "about_time")]


@pytest.mark.parametrize("value", ["-", "–", "|", "", None, " - "])
def test_ways_to_pass_a_stop_by(tmp_path, value):
    line = [
        ["Kurs", 1],
        ["Dni", "S"],
        ["Rynek", "7:30"],
        ["Wola, szkoła", value],
        ["Lipno", "8:00"],
        ["Rynek", "8:20"],
    ]
    timetable, problems = read(tmp_path, line)
    assert [s for s, _, _ in calls(timetable, 0)] == ["Rynek", "Lipno", "Rynek"]
    assert problems == []


def test_past_midnight_and_waiting_at_a_stop(tmp_path):
    line = [
        ["Kurs", 1],
        ["Dni", "7"],
        ["Rynek", "23:40"],
        ["Lipno", "23:55"],
        ["Lipno", "0:05"],
        ["Rynek", "0:20"],
    ]
    timetable, problems = read(tmp_path, line)
    assert calls(timetable, 0) == [("Rynek", 85200, 85200), ("Lipno", 86100, 86700), ("Rynek", 87600, 87600)]
    assert problems == []


MARKS = {
    "S": "1000",
    "W": "0100",
    "6": "0010",
    7: "0001",
    "sw6": "1110",
    "S, W": "1100",
    "6+7": "0011",
    67: "0011",
}


@pytest.mark.parametrize("marks", MARKS, ids=str)
def test_marks_of_days(tmp_path, marks):
    line = [["Kurs", 1], ["Dni", marks], ["Rynek", "7:30"], ["Lipno", "8:00"], ["Rynek", "8:20"]]
    timetable, problems = read(tmp_path, line)
    assert "".join(str(int(x)) for x in timetable.runs_on_type[0]) == MARKS[marks]
    assert problems == []


FAULTS = {
    "unknown stop": ([["Kurs", 1], ["Dni", "S"], ["Rynek", "7:30"], ["Wola szkola", "7:45"], ["Lipno", "8:00"], ["Rynek", "8:20"]],
                     [("Linia 1:A4", "unknown_stop")]),
    "times fall": ([["Kurs", 1, 2], ["Dni", "S", "S"], ["Rynek", "7:30", "9:00"], ["Lipno", "7:20", "9:20"], ["Rynek", "8:20", "9:40"]],
                   [("Linia 1:B4", "falling_times")]),
    "no time": ([["Kurs", 1], ["Dni", "S"], ["Rynek", "7:30"], ["Wola, szkoła", "rano"], ["Lipno", "8:00"], ["Rynek", "8:75"], ["Rynek", "8:20"]],
                [("Linia 1:B4", "time"), ("Linia 1:B6", "time")]),
    "one stop": ([["Kurs", 1, 2], ["Dni", "S", "S"], ["Rynek", "7:30", "9:00"], ["Lipno", "", "9:20"], ["Rynek", "", "9:40"]],
                 [("Linia 1:B1", "one_call")]),
    "unknown mark": ([["Kurs", 1, 2], ["Dni", "SX", "S"], ["Rynek", "7:30", "9:00"], ["Lipno", "8:00", "9:20"], ["Rynek", "8:20", "9:40"]],
                     [("Linia 1:B2", "days")]),
    "no days": ([["Kurs", 1, 2], ["Dni", "", "S"], ["Rynek", "7:30", "9:00"], ["Lipno", "8:00", "9:20"], ["Rynek", "8:20", "9:40"]],
                [("Linia 1:B2", "unknown_days")]),
    "no such date": ([["Kurs", 1, 2], ["Dni", "", "S"], ["Data", "2026-02-30"], ["Rynek", "7:30", "9:00"], ["Lipno", "8:00", "9:20"], ["Rynek", "8:20", "9:40"]],
                     [("Linia 1:B3", "date")]),
    "no name of the stop": ([["Kurs", 1], ["Dni", "S"], ["Rynek", "7:30"], ["", "7:40"], ["Lipno", "8:00"], ["Rynek", "8:20"]],
                            [("Linia 1:A4", "unknown_stop")]),
    "no way back": ([["Kurs", 1], ["Dni", "S7"], ["Rynek", "7:30"], ["Lipno", "8:00"]],
                    [("Linia 1:B1", "no_return"), ("Linia 1:B1", "no_return")]),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_faults_are_told_with_sheet_and_cell_and_the_rest_is_used(tmp_path, case):
    line, expected = FAULTS[case]
    timetable, problems = read(tmp_path, line)
    assert places(problems) == expected
    assert timetable.trip_count == 1


def test_days_that_are_not_certain_are_quoted_as_typed(tmp_path):
    line = [["Kurs", 1, 2], ["Dni", "pn-czw, Soboty", "S i soboty"], ["Rynek", "7:30", "9:00"], ["Lipno", "8:00", "9:20"], ["Rynek", "8:20", "9:40"]]  # fmt: skip
    timetable, problems = read(tmp_path, line)
    assert places(problems) == [("Linia 1:B2", "days")]
    assert dict(problems[0].values) == {"value": "pn-czw, Soboty"}
    assert timetable.runs_on_type.tolist() == [[True, False, True, False]]
    assert timetable.trip_id.tolist() == ["Linia 1!C1"]


def test_a_misspelt_stop_is_told_with_the_one_that_is_meant(tmp_path):
    _, problems = read(tmp_path, FAULTS["unknown stop"][0])
    assert dict(problems[0].values) == {"stop": "Wola szkola", "near": "Wola, szkoła"}


def test_a_way_back_by_another_line_is_a_way_back(tmp_path):
    _, problems = read(tmp_path, THERE, Powrót=BACK)
    assert problems == []
    # On Saturdays the other line does not drive.
    _, problems = read(tmp_path, THERE, Powrót=[BACK[0], ["Dni", "S", "W"], *BACK[2:]])
    assert [(p.code, dict(p.values)["reason"]) for p in problems] == [("no_return", "Saturdays")]


def test_posts_of_one_stop_are_one_place(tmp_path):
    stops = [
        ["nazwa", "lat", "lon"],
        ["Rynek 01", 52.08, 15.16],
        ["Rynek 02", 52.0801, 15.16],
        ["Lipno", 52.12, 15.25],
    ]
    line = [["Kurs", 1], ["Dni", "S"], ["Rynek 01", "7:30"], ["Lipno", "8:00"], ["Kurs", 2], ["Dni", "S"], ["Lipno", "8:10"], ["Rynek 02", "8:40"]]  # fmt: skip
    assert read(tmp_path, line, Przystanki=stops)[1] == []


def test_titles_and_remarks_around_the_table_are_left_alone(tmp_path):
    line = [["Rozkład jazdy", "ważny od 1 września"], ["Przewoźnik", "PKS"], [], *THERE, [], ["S – kursuje w dni nauki szkolnej"], *BACK]  # fmt: skip
    timetable, problems = read(tmp_path, line)
    assert (timetable.trip_count, problems) == (4, [])


def test_stops_that_cannot_be_used(tmp_path):
    stops = [
        *STOPS,
        ["Rynek", 52.0, 15.0],
        ["Bez miejsca", "", ""],
        ["", 52.0, 15.0],
        ["Za daleko", 152.0, 15.0],
    ]
    line = [
        ["Kurs", 1],
        ["Dni", "S"],
        ["Rynek", "7:30"],
        ["Bez miejsca", "7:40"],
        ["Lipno", "8:00"],
        ["Rynek", "8:20"],
    ]
    timetable, problems = read(tmp_path, line, Przystanki=stops)
    assert list(timetable.stop_id) == ["Rynek", "Wola, szkoła", "Lipno"]
    assert places(problems) == [
        ("Przystanki:A5", "repeated"), ("Przystanki:B6", "no_coordinates"), ("Przystanki:7", "missing_name"),
        ("Przystanki:B8", "no_coordinates"),
    ]  # fmt: skip


@pytest.fixture
def gminas() -> GminaIndex:
    frame = gpd.GeoDataFrame(
        {"gmina_teryt": ["086001", "086002"], "gmina": ["Zalewsk", "Jezierzec"]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs="EPSG:2180",
    )  # fmt: skip
    return GminaIndex(frame, "EPSG:2180")


def test_services_on_demand(tmp_path, gminas):
    rows = [
        ON_DEMAND,
        ["Taksówka", "Zalewsk; 0860022", "", "SW", "7:00", dt.time(16, 0), 15, "tel. do 12:00", ""],
        ["Bus", "086002", "Zalewsk", "67", "8:00", "14:00", "", "", "65+"],
        ["Nieznana", "Atlantyda", "", "S", "8:00", "14:00", 5, "", ""],
        ["Dokąd?", "Zalewsk", "Atlantyda", "S", "8:00", "14:00", 5, "", ""],
        ["Kiedy?", "Zalewsk", "", "", "14:00", "8:00", 5, "", ""],
        ["Czasem", "Zalewsk", "", "czasem", "8:00", "14:00", 5, "", ""],
    ]
    timetable, problems, counts = read_timetables([write(tmp_path, {"Na telefon": rows})], gminas=gminas)
    assert timetable.on_demand == (
        OnDemand("Taksówka", ("086001", "086002"), (), ("school", "free"), 7 * H, 16 * H, 15, "tel. do 12:00", "", f"{FILE}!Na telefon:2"),
        OnDemand("Bus", ("086002",), ("086001",), ("saturday", "sunday"), 8 * H, 14 * H, 0, "", "65+", f"{FILE}!Na telefon:3"),
    )  # fmt: skip
    # A service that goes to a place nobody knows must not become one that goes anywhere.
    assert places(problems) == [
        ("Na telefon:G3", "on_demand"), ("Na telefon:B4", "unknown_gmina"), ("Na telefon:4", "on_demand"),
        ("Na telefon:C5", "unknown_gmina"), ("Na telefon:5", "on_demand"), ("Na telefon:6", "on_demand"),
        ("Na telefon:D7", "days"),
    ]  # fmt: skip
    assert dict(problems[-2].values)["columns"] == "dni, do"
    assert (timetable.trip_count, counts[0].read) == (0, 0)


def test_names_of_gminas_are_not_looked_up_without_boundaries(tmp_path):
    rows = [
        ON_DEMAND,
        ["Taksówka", "Zalewsk; 0860022", "Jezierzec", "S", "7:00", "16:00", 5, "", ""],
        ["Bus", "99", "", "S", "7:00", "16:00", 5, "", ""],
    ]
    timetable, problems, _ = read_timetables([write(tmp_path, {"Na telefon": rows})], gminas=None)
    # It takes nobody anywhere: no gmina has a name for a code.
    (service,) = timetable.on_demand
    assert (service.gminas, service.destinations) == (("Zalewsk", "086002"), ("Jezierzec",))
    # A code that is none is one in any case.
    assert places(problems) == [("Na telefon:B3", "unknown_gmina"), ("Na telefon:3", "on_demand")]


def test_the_template_reads_back_without_problems(tmp_path):
    path = write_timetable_template(tmp_path / "rozklad.xlsx")
    timetable, problems, _ = read_timetables([path], gminas=None)
    assert problems == []
    assert (timetable.stop_count, timetable.trip_count) == (3, 4)
    assert path.read_bytes() == write_timetable_template(tmp_path / "b" / "rozklad.xlsx").read_bytes()


def test_the_template_checks_what_is_typed_in(tmp_path):
    book = openpyxl.load_workbook(write_timetable_template(tmp_path / "rozklad.xlsx"))
    assert book.sheetnames == ["Jak wypełnić", "Przystanki", "Linia 1", "Na telefon"]
    rules = {str(r.sqref): r.formula1 for r in book["Linia 1"].data_validations.dataValidation}
    assert rules["B3:Z3 B10:Z10"].startswith('"S,W,6,7,')
    assert any(
        "A15:A200" in where and formula == "Przystanki!$A$2:$A$500" for where, formula in rules.items()
    )


@pytest.mark.parametrize(
    ("sheets", "codes"),
    [
        ({"Linia 1": THERE}, ["missing_sheet"]),
        ({"Arkusz1": []}, ["missing_sheet"]),
        ({"Przystanki": [["nazwa", "szerokość"], ["Rynek", 52.0]]}, ["missing_column"]),
        ({"Przystanki": STOPS}, ["no_trips"]),
        ({"Przystanki": STOPS, "Linia 1": [["Kurs", 1], ["Rynek", "7:30"]]}, ["no_trips"]),
    ],
)
def test_workbooks_in_which_nothing_can_be_used(tmp_path, sheets, codes):
    with pytest.raises(InputError) as caught:
        read_timetables([write(tmp_path, sheets)], gminas=None)
    assert [p.code for p in caught.value.problems if p.severity == "error"] == codes


def test_a_hidden_sheet_is_not_read_and_noted(tmp_path):
    path = write(tmp_path, {"Przystanki": STOPS, "Linia 1": [*THERE, *BACK], "Stare": THERE})
    book = openpyxl.load_workbook(path)
    book["Stare"].sheet_state = "hidden"
    book.save(path)
    timetable, problems, _ = read_timetables([path], gminas=None)
    assert timetable.trip_count == 4
    assert places(problems) == [("Stare", "hidden_sheet")]


def test_a_workbook_beside_a_feed(tmp_path):
    book = write(tmp_path, {"Przystanki": STOPS, "Linia 1": [*THERE, *BACK]})
    timetable, problems, _ = read_timetables([write_feed(tmp_path), book], gminas=None)
    assert problems == []
    assert timetable.trip_count == 5
    assert timetable.trip_id[1] == f"{FILE}:Linia 1!B2"
    assert set(timetable.stop_id[timetable.call_stop[timetable.call_ptr[1] :]]) == {f"{FILE}:{n}" for n in ("Rynek", "Wola, szkoła", "Lipno")}  # fmt: skip
    assert timetable.runs_on_date[:, :5].tolist() == [[True] * 5, [False] * 5, [False] * 5]
    assert timetable.runs_on_type[:, 0].tolist() == [False, True, True]
    assert np.array_equal(timetable.trip_service, [0, 1, 2, 1, 2])


@pytest.mark.parametrize(
    ("case", "stops"),
    [
        ("unknown stop", ["Rynek", "Lipno"]),  # where the other lies nobody knows, but hardly far from these
        ("times fall", ["Rynek", "Lipno"]),
        ("no time", ["Wola, szkoła"]),
        ("one stop", []),  # a single call carries nobody
        ("no days", ["Rynek", "Lipno"]),
        ("unknown mark", ["Rynek", "Lipno"]),
        ("no such date", ["Rynek", "Lipno"]),
        ("no way back", []),
    ],
)
def test_stops_of_courses_that_were_left_out(tmp_path, case, stops):
    timetable, _ = read(tmp_path, FAULTS[case][0])
    assert timetable.stop_name[timetable.lost_stop].tolist() == stops


def test_a_course_to_a_stop_without_a_place_is_lost_at_the_other(tmp_path):
    line = [["Kurs", 1, 2, "Uwagi"], ["Dni", "S", "S", ""], ["Rynek", "7:30", "", "wiata"], ["Bez miejsca", "7:40", "", ""],
            ["Lipno", "", "9:00", "pętla"], ["Wola, szkoła", "", "9:10", ""], ["Lipno", "", "9:20", ""]]  # fmt: skip
    for stops in (STOPS, [*STOPS, ["Bez miejsca", "", ""]]):
        timetable, _ = read(tmp_path, line, Przystanki=stops)
        assert timetable.trip_count == 1
        # Remarks are no course, and the second calls at no such stop.
        assert timetable.stop_name[timetable.lost_stop].tolist() == ["Rynek"]


def test_a_course_of_which_no_time_can_be_read_is_lost(tmp_path):
    line = [
        ["Kurs", 1, 2],
        ["Dni", "S", "S"],
        ["Rynek", "rano", "9:00"],
        ["Wola, szkoła", "rano", "9:10"],
        ["Rynek", "", "9:20"],
    ]
    timetable, _ = read(tmp_path, line)
    assert timetable.stop_name[timetable.lost_stop].tolist() == ["Rynek", "Wola, szkoła"]


SWAPPED = [*STOPS, ["Krzemienica, sklep", "15,1150", "52,1835"]]


def test_swapped_coordinates_are_told_and_the_place_counts_as_one_of_lost_courses(tmp_path):
    line = [["Kurs", 1, 2], ["Dni", "S", "S"], ["Rynek", "7:30", "9:00"], ["Krzemienica, sklep", "7:40", ""], ["Lipno", "8:00", ""],
            ["Wola, szkoła", "", "9:20"], ["Rynek", "8:20", "9:40"]]  # fmt: skip
    timetable, problems = read(tmp_path, line, Przystanki=SWAPPED)
    assert places(problems) == [("Przystanki:B5", "swapped_coordinates")]
    assert dict(problems[0].values) == {"stop": "Krzemienica, sklep", "lat": "15.115", "lon": "52.1835"}
    assert [s for s, _, _ in calls(timetable, 0)] == ["Rynek", "Lipno", "Rynek"]
    lost = timetable.lost_stop
    assert timetable.stop_name[lost].tolist() == ["Rynek", "Lipno", "Krzemienica, sklep"]
    assert (timetable.stop_lat[lost][-1], timetable.stop_lon[lost][-1]) == (52.1835, 15.115)


def test_courses_between_swapped_stops_only_are_lost(tmp_path):
    stops = [*SWAPPED, ["Podlas", 15.13, 52.19]]
    line = [*THERE, *BACK, ["Kurs", 9], ["Dni", "S"], ["Krzemienica, sklep", "7:00"], ["Podlas", "7:10"]]
    timetable, problems = read(tmp_path, line, Przystanki=stops)
    assert places(problems) == [
        ("Przystanki:B5", "swapped_coordinates"), ("Przystanki:B6", "swapped_coordinates"), ("Linia 1:B11", "one_call"),
    ]  # fmt: skip
    assert timetable.trip_count == 4
    assert timetable.stop_name[timetable.lost_stop].tolist() == ["Krzemienica, sklep", "Podlas"]


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (48.9, 14.0, ""), (55, 24.3, ""), (52.2, 21, ""), (48.89, 20.0, "outside"), (55.01, 20.0, "outside"),
        (52.0, 13.99, "outside"), (52.0, 24.31, "outside"), (14.0, 48.9, "swapped_coordinates"), (24.3, 55, "swapped_coordinates"),
        (24.4, 52.0, "outside"), (-52.0, 15.0, "outside"), (52.0, "15,2", ""), ("52.0°N", "15.2 E", ""), (52, "na rogu", "no_coordinates"),
    ],
)  # fmt: skip
def test_places_of_stops_that_no_course_uses(tmp_path, lat, lon, code):
    timetable, problems = read(tmp_path, Przystanki=[*STOPS, ["Nowy", lat, lon]])
    assert places(problems) == ([("Przystanki:B5", code)] if code else [])
    assert not timetable.lost_stop.any()
    assert timetable.trip_count == 4


def test_a_stop_outside_poland_is_lost_at_the_others(tmp_path):
    line = [
        ["Kurs", 1],
        ["Dni", "S"],
        ["Rynek", "7:30"],
        ["Nowy", "7:40"],
        ["Lipno", "8:00"],
        ["Rynek", "8:20"],
    ]
    timetable, problems = read(tmp_path, line, Przystanki=[*STOPS, ["Nowy", 25.0, 15.0]])
    assert places(problems) == [("Przystanki:B5", "outside")]
    assert timetable.stop_name.tolist() == ["Rynek", "Wola, szkoła", "Lipno"]
    assert timetable.stop_name[timetable.lost_stop].tolist() == ["Rynek", "Lipno"]


UNDER_A_TEXT = {
    "way back": [["Lipno", "8:10", "15:00"], ["Rynek", "8:40", "15:30"]],
    "the same way": [["Rynek", "9:30", "16:00"], ["Lipno", "9:50", "16:20"]],
}


@pytest.mark.parametrize("case", UNDER_A_TEXT)
@pytest.mark.parametrize(
    "text", [["Kursy powrotne"], ["Kursy powrotne", "", "przez las"], ["Powrót:", None], ["Nr kursu", 2, 4]]
)
def test_a_table_under_a_mere_text_is_not_glued_to_the_one_above(tmp_path, case, text):
    timetable, problems = read(tmp_path, [*THERE, text, *UNDER_A_TEXT[case], ["Kurs", 5], ["Dni", "S"], *[[r[0], r[1]] for r in BACK[2:]]])  # fmt: skip
    assert places(problems)[0] == ("Linia 1:A7", "no_head")
    assert {code for _, code in places(problems)[1:]} == {"no_return"}  # on other days than school days
    assert timetable.trip_id.tolist() == ["Linia 1!B2", "Linia 1!C2", "Linia 1!B10"]
    assert calls(timetable, 0)[-1] == ("Lipno", 8 * H, 8 * H)
    assert timetable.stop_name[timetable.lost_stop].tolist() == ["Rynek", "Lipno"]


@pytest.mark.parametrize("line", [
    # Names of gminas within a table, a loop that ends where it began, and remarks below.
    [*THERE[:4], ["gmina Zalewsk"], *THERE[4:], *BACK],
    [*THERE, ["z powrotem"], ["Rynek", "8:20", "14:50"]],
    [*THERE, ["Uwagi: nie kursuje 24 XII"], ["S – dni szkolne"], *BACK],
])  # fmt: skip
def test_a_text_within_a_table_that_goes_on_is_left_alone(tmp_path, line):
    timetable, problems = read(tmp_path, line)
    assert problems == []
    assert not timetable.lost_stop.any()
    assert calls(timetable, 0)[:3] == [("Rynek", 27000, 27000), ("Wola, szkoła", 27900, 27900), ("Lipno", 28800, 28800)]  # fmt: skip
