"""What is told of the timetables of an area: kinds of day that they do not hold, courses that were lost, shut places."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from hand_buses import PLACES, services, valley
from hand_feeds import FEED, with_line, write_feed

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.config import TransitOptions
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.text import Text
from mapa_uslug.steps.timetables import find_dates, find_lost_gminas, load_timetable, tell_shut
from mapa_uslug.transit.days import select_day

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
ALL_YEAR = FEED["calendar.txt"].replace("1,1,1,1,1,0,0,20260511,20260517", "1,1,1,1,1,1,1,20260101,20261231")
SCHOOL_YEAR = FEED["calendar.txt"].replace("20260511,20260517", "20260101,20260625")
# Stops A and B of `FEED` (52.00 and 52.01 N, 15 E) in one gmina, C in the next.
GMINAS = gpd.GeoDataFrame(
    {"gmina_teryt": ["120101", "120102"], "gmina": ["Dolna", "Górna"], "is_area": True},
    geometry=[shapely.box(14, 51, 16, 52.015), shapely.box(14, 52.015, 16, 53)],
    crs="EPSG:4326",
).to_crs("EPSG:2180")


def config(*paths: Path, **transit: Any) -> Any:
    return SimpleNamespace(
        inputs=SimpleNamespace(timetables=list(paths)), transit=TransitOptions(**transit), services=SimpleNamespace(types=[])
    )  # fmt: skip


def told(problems: list[Problem], code: str) -> list[Problem]:
    found = [p for p in problems if p.code == code]
    assert all(p.severity == "warning" for p in found)
    return found


def untold(*paths: Path, **transit: Any) -> list[tuple[str, str]]:
    found = told(load_timetable(config(*paths, **transit), None)[1], "no_such_day")
    return [(dict(p.values).get("source", ""), p.where.removeprefix("area.toml ")) for p in found]


def test_every_feed_and_kind_of_day_that_it_does_not_hold(tmp_path):
    year = write_feed(tmp_path, {"calendar.txt": ALL_YEAR}, "rok.zip")
    school = write_feed(tmp_path, {"calendar.txt": SCHOOL_YEAR}, "szkola.zip")
    assert untold(year) == []
    # Weekdays from January to Thursday 25 June: Saturdays and Sundays between them are days without a course.
    assert untold(school) == untold(year, school) == [("szkola.zip", "[transit.days.free]")]
    # On days that are given: 2 September is beyond the school year alone, July of the next year beyond both.
    days = {"school": date(2026, 9, 2), "saturday": date(2026, 5, 16), "free": date(2027, 7, 1)}
    assert untold(year, school, days=days) == [
        ("szkola.zip", "[transit.days.school]"), ("rok.zip", "[transit.days.free]"), ("szkola.zip", "[transit.days.free]"),
    ]  # fmt: skip


def test_feeds_that_have_no_day_together(tmp_path):
    autumn = FEED["calendar.txt"].replace("20260511,20260517", "20260901,20260904")
    pair = [
        write_feed(tmp_path, changes, name)
        for changes, name in ((None, "maj.zip"), ({"calendar.txt": autumn}, "jesien.zip"))
    ]
    of_kind = {kind: [source for source, where in untold(*pair) if where == f"[transit.days.{kind}]"]
               for kind in ("school", "free", "saturday", "sunday")}  # fmt: skip
    # Both hold school days, of other months, and neither a weekday in the holidays; one week has no Saturday either.
    both = ["maj.zip", "jesien.zip"]
    assert of_kind == dict.fromkeys(of_kind, both)


def test_a_feed_that_never_runs(tmp_path):
    never = FEED["calendar.txt"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,0,0")
    assert len(untold(write_feed(tmp_path, {"calendar.txt": never}))) == 4


def test_a_workbook_that_tells_nothing_of_the_day_that_is_measured(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Przystanki"
    rows = {"Przystanki": [["nazwa", "lat", "lon"], ["A", 52.0, 15.0], ["B", 52.01, 15.0]],
            "1": [["Kurs", 1], ["Dni", "S"], ["A", "7:00"], ["B", "7:10"], ["A", "7:20"]]}  # fmt: skip
    for name, lines in rows.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    path = tmp_path / "linia.xlsx"
    book.save(path)
    assert untold(path) == []
    assert untold(path, day="free") == [("", "[transit.day]")]


def test_the_example_without_days_of_its_own():
    # The workbook has two courses on 2026-10-01, to an event; its school days have 13 courses and the feed's 126.
    feed, book = EXAMPLE / "rozklad_pks.zip", EXAMPLE / "kursy_gminne.xlsx"
    timetable, problems, _ = load_timetable(config(feed, book), None)
    assert told(problems, "no_such_day") == []
    found = find_dates(timetable, TransitOptions())
    assert found["school"] == date(2026, 9, 1)
    day = select_day(timetable, day=date(2026, 10, 1), day_type="school", with_one_off=False)
    assert Counter(timetable.trip_source[day.trip_row]) == {"rozklad_pks.zip": 126, "kursy_gminne.xlsx": 13}
    alone, _, _ = load_timetable(config(book), None)
    assert set(find_dates(alone, TransitOptions()).values()) == {None}
    assert select_day(alone, day=date(2026, 10, 1), day_type="school").trip_count == 15


def test_how_it_is_told_in_polish(tmp_path):
    school = write_feed(tmp_path, {"calendar.txt": SCHOOL_YEAR}, "szkola.zip")
    (found,) = told(load_timetable(config(school), None)[1], "no_such_day")
    text = Text("pl")
    assert text.tell(found.message, dict(found.values)) == (
        "szkola.zip nie zawiera rozkładu na dni powszednie wolne od nauki; o takich dniach niczego nie wnioskujemy."
    )
    assert "od 2026-01-01 do 2026-06-25" in text.tell(found.hint, dict(found.values))


def test_courses_that_were_lost_in_gminas_that_are_said_to_be_complete(tmp_path):
    # T2 calls at A and B and falls.
    path = write_feed(
        tmp_path,
        with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", "T2,8:00:00,8:00:00,A,1", "T2,7:50:00,7:50:00,B,2"),
    )  # fmt: skip
    timetable, problems, _ = load_timetable(config(path, complete=["120101", "120102"]), GMINAS)
    assert find_lost_gminas(timetable, GMINAS) == {"120101"}
    (found,) = told(problems, "lost_courses")
    assert (found.where, dict(found.values)["names"]) == ("area.toml [transit.complete]", "Dolna")
    # Elsewhere nothing is concluded anyway.
    assert told(load_timetable(config(path, complete=["120102"]), GMINAS)[1], "lost_courses") == []
    assert told(load_timetable(config(path, complete=["120101"]), None)[1], "lost_courses") == []


def test_a_swapped_stop_takes_its_gmina_out_of_the_complete_ones(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Przystanki"
    for row in (
        ["nazwa", "lat", "lon"],
        ["A", 52.0, 15.0],
        ["B", 52.01, 15.0],
        ["C", 15.0, 52.02],
        ["D", 15.0, 52.02],
    ):
        book["Przystanki"].append(row)
    line = book.create_sheet("1")
    for row in (["Kurs", 1], ["Dni", "S"], ["A", "7:00"], ["B", "7:10"], ["C", "7:15"], ["A", "7:20"]):
        line.append(row)
    book.save(tmp_path / "linia.xlsx")
    timetable, problems, _ = load_timetable(
        config(tmp_path / "linia.xlsx", complete=["120101", "120102"]), GMINAS
    )
    assert timetable.stop_id[timetable.lost_stop].tolist() == ["A", "B", "C"]
    assert find_lost_gminas(timetable, GMINAS) == {"120101", "120102"}
    (found,) = told(problems, "lost_courses")
    assert dict(found.values)["names"] == "Dolna, Górna"
    swapped = told(problems, "swapped_coordinates")
    assert [p.where for p in swapped] == ["linia.xlsx!Przystanki:B4", "linia.xlsx!Przystanki:B5"]
    assert Text("pl").tell(swapped[0].message, dict(swapped[0].values)) == (
        "Przystanek „C” ma chyba zamienione lat i lon (lat 15,0, lon 52,02); kursy go omijają."
    )


@pytest.mark.parametrize(
    ("day", "count", "names"), [("school", 1, "p3"), ("saturday", 2, "p0, p2"), ("free", 1, "p3")]
)
def test_places_that_are_shut_on_the_kind_of_day(day, count, names):
    # p0 opens on weekdays, p2 on Tuesdays, p3 on Saturdays; p1 has no hours. Schools are not measured by bus.
    kinds = ["POZ", "DDP", "BIB", "BIB", "SP"]
    frame = services(
        [(5900, 0, kind, place[3]) for kind, place in zip(kinds, [*PLACES, PLACES[3]], strict=True)]
    )
    catalog = read_catalog()
    assert "transit" not in catalog.by_code["SP"].thresholds
    (found,) = tell_shut(config(day=day), valley().timetable, frame, catalog)
    assert (found.code, dict(found.values)["count"], dict(found.values)["names"]) == (
        "shut_services",
        str(count),
        names,
    )
    assert {"first": "08:00", "last": "16:00"}.items() <= dict(found.values).items()


def test_only_places_that_are_measured_are_told_to_be_shut():
    asked = config(day="saturday")
    asked.services.types = ["POZ"]
    frame = services().assign(provider=["Poradnia", "", "", ""])
    (found,) = tell_shut(asked, valley().timetable, frame, read_catalog())
    assert dict(found.values)["names"] == "Poradnia"
    asked.services.types = ["DDP"]
    assert tell_shut(asked, valley().timetable, frame, read_catalog()) == []


def test_of_many_places_that_are_shut_the_first_are_named():
    frame = services([(5900, 0, "POZ", "Sa 09:00-12:00")] * 7)
    (found,) = tell_shut(config(), valley().timetable, frame, read_catalog())
    assert dict(found.values)["names"] == "p0, p1, p2, p3, p4, ..."
    assert np.all(frame["service_type"] == "POZ")
