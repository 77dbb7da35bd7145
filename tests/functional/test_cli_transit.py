"""`mapa-uslug transit` on two roads, a feed of one line and a workbook of another, with every figure worked out by hand.

::

    y 3000 m   M----------------------------Z--o bank           M, Z, A, B, C, P: stops; X stands in the forest,
                                                                1500 m from either road
    y 1500 m                    X
                                                                walking 119 m takes 99.2 s, told as 100 s; nobody
    y    0 m   A-o-o------------B------------o-C-P------        walks more than 1440 m (20 min at 1.2 m/s)
           x   0 home shop    3000     clinic 6000 6119
"""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from mapa_uslug.cli import main
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.transit.handmade import ON_DEMAND_SHEET, STOPS_SHEET
from mapa_uslug.transit.template import LINE_SHEET, write_timetable_template

COLUMNS = ["origin_id", "destination_id", "state", "min_s", "median_s", "p90_s", "departures", "return_s", "last_return"]  # fmt: skip
FIGURES = ["min_s", "median_s", "p90_s", "return_s"]
EAST, NORTH = 400_000.0, 500_000.0
FEED_STOPS = {"A": (0, 0), "B": (3000, 0), "C": (6000, 0), "M": (0, 3000), "X": (4000, 1500)}
BOOK_STOPS = {"Pętla": (6119, 0), "Za rzeką": (7000, 3000)}
ORIGINS = {"home": (119, 0), "between": (1500, 0), "sea": (1500, 20_000)}
DESTINATIONS = {"clinic": (5881, 0), "bank": (7119, 3000), "mill": (119, 3000), "shop": (238, 0)}
# Line 7 there in the morning and back; on Saturdays a boat through the forest to the mill.
TRIPS = {
    "T1": ("WK", "A 8:00", "B 8:06", "C 8:12"), "T2": ("WK", "A 8:40", "B 8:46", "C 8:52"),
    "T3": ("WK", "A 9:30", "B 9:36", "C 9:42"), "T4": ("WK", "C 10:30", "B 10:36", "A 10:42"),
    "T5": ("WK", "C 14:00", "B 14:06", "A 14:12"), "T6": ("SA", "A 12:00", "X 12:05", "M 12:10"),
}  # fmt: skip
WEDNESDAY, SATURDAY = "2026-05-13", "2026-05-16"


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = transform_xy(np.array([EAST + x]), np.array([NORTH + y]), PL_1992, WGS84)
    return round(float(lon[0]), 9), round(float(lat[0]), 9)


def write_points(path: Path, points: dict[str, tuple[float, float]]) -> None:
    rows = [(name, *degrees(*xy)) for name, xy in points.items()]
    pd.DataFrame(rows, columns=["id", "lon", "lat"]).to_csv(path, index=False)


def write_feed(path: Path) -> None:
    stops, calls = ["stop_id,stop_name,stop_lat,stop_lon"], ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]  # fmt: skip
    for name, xy in FEED_STOPS.items():
        lon, lat = degrees(*xy)
        stops.append(f"{name},Przystanek {name},{lat},{lon}")
    for trip, (_, *told) in TRIPS.items():
        for number, (stop, clock) in enumerate(call.split() for call in told):
            calls.append(f"{trip},{clock}:00,{clock}:00,{stop},{number}")
    with zipfile.ZipFile(path, "w") as archive:
        for name, lines in {
            "stops": stops,
            "stop_times": calls,
            "routes": ["route_id,route_short_name,route_type", "R7,7,3"],
            "trips": ["route_id,service_id,trip_id", *(f"R7,{service},{trip}" for trip, (service, *_) in TRIPS.items())],
            "calendar": [
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
                "WK,1,1,1,1,1,0,0,20260511,20260517",
                "SA,0,0,0,0,0,1,0,20260511,20260517",
            ],
        }.items():  # fmt: skip
            archive.writestr(f"{name}.txt", "\n".join(lines) + "\n")


def write_book(path: Path) -> None:
    """The empty workbook filled in: line 8 from Pętla to Za rzeką, on school days and once on Saturday; a taxi."""
    write_timetable_template(path)
    book = openpyxl.load_workbook(path)
    stops, line, taxi = book[STOPS_SHEET], book[LINE_SHEET], book[ON_DEMAND_SHEET]
    for sheet, kept in ((stops, 1), (line, 0), (taxi, 1)):
        sheet.delete_rows(kept + 1, sheet.max_row)
    for name, xy in BOOK_STOPS.items():
        lon, lat = degrees(*xy)
        stops.append([name, lat, lon, ""])
    for row in (
        ("Linia", "8"), ("Kurs", 1, 2, 3), ("Dni", "S", "S", "6"),
        ("Pętla", dt.time(8, 20), dt.time(9, 0), dt.time(9, 30)),
        ("Za rzeką", dt.time(8, 30), dt.time(9, 10), dt.time(9, 40)),
        (), ("Kurs", 4), ("Dni", "S"), ("Za rzeką", dt.time(9, 45)), ("Pętla", dt.time(9, 55)),
    ):  # fmt: skip
        line.append(row)
    taxi.append(["Taxi gminna", "120101", "", "S", dt.time(7), dt.time(15), 10, "tel.", ""])
    book.save(path)


@pytest.fixture(scope="module")
def area(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("obszar")
    roads = [shapely.LineString([(EAST, NORTH + y), (EAST + 8000, NORTH + y)]) for y in (0, 3000)]
    gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=roads, crs=PL_1992).to_file(folder / "drogi.gpkg")
    write_points(folder / "skad.csv", ORIGINS)
    write_points(folder / "dokad.csv", DESTINATIONS)
    write_feed(folder / "linia7.zip")
    write_book(folder / "linia8.xlsx")
    return folder


def call(area: Path, *options: object, lang: str = "en", **files: str) -> int:
    named = {
        "roads": "drogi.gpkg",
        "origins": "skad.csv",
        "destinations": "dokad.csv",
        "out": "wynik.csv",
        **files,
    }
    arguments = [part for key, name in named.items() for part in (f"--{key}", str(area / name))]
    with pytest.raises(SystemExit) as caught:
        main(["--lang", lang, "transit", *arguments, *map(str, options)])
    return int(caught.value.code or 0)


def timetables(area: Path, *names: str) -> list[str]:
    return [part for name in names for part in ("--timetable", str(area / name))]


def table(area: Path, *options: object, day: str = WEDNESDAY, window: str = "08:00-10:00", names=("linia7.zip", "linia8.xlsx")) -> pd.DataFrame:  # fmt: skip
    """The answer by pair."""
    assert call(area, *timetables(area, *names), "--date", day, "--window", window, *options) == 0
    found = pd.read_csv(area / "wynik.csv", keep_default_na=False, na_values={c: [""] for c in FIGURES})
    assert list(found.columns) == COLUMNS
    order = [(o, d) for o in ORIGINS for d in DESTINATIONS]
    assert list(zip(found["origin_id"], found["destination_id"], strict=True)) == order
    return found.set_index(["origin_id", "destination_id"])


def figures(found: pd.DataFrame, origin: str, destination: str) -> tuple:
    """State, then least, median and 90th percentile (None: no such), and departures."""
    row = found.loc[(origin, destination)]
    seconds = [None if pd.isna(row[c]) else float(row[c]) for c in COLUMNS[3:6]]
    return row["state"], *seconds, int(row["departures"])


def back(found: pd.DataFrame, origin: str, destination: str) -> tuple:
    row = found.loc[(origin, destination)]
    return row["state"], None if pd.isna(row["return_s"]) else float(row["return_s"]), row["last_return"]


def test_over_the_window(area):
    found = table(area)
    # Home to clinic: 100 s to A, 12 min, 100 s from C: 920 s, leaving at 8:38:20 or 9:28:20 (T1 would be left for at
    # 7:58:20). Of the 120 departures each minute, those at 8:00 ... 8:38 are there at 8:53:40 after 3220 ... 940 s,
    # those at 8:39 ... 9:28 at 9:43:40 after 3880 ... 940 s, the last 31 never. The 60th of them in ascending order (two
    # each of 940, 1000, 1060 ...) is 940 + 29 * 60 = 2680 s; the 108th is among those who never get there.
    assert figures(found, "home", "clinic") == ("ok", 920, 2680, None, 2)
    # To the bank: C 8:52, 100 s to Pętla, line 8 at 9:00 - 9:10, 100 s: from 8:38:20 to 9:11:40. One departure; only the
    # 39 minutes until 8:38 catch it, so half of the departures do not.
    assert figures(found, "home", "bank") == ("ok", 2000, None, None, 1)
    # To the shop one walks: 119 m.
    assert figures(found, "home", "shop") == ("ok", 100, 100, 100, 0)
    # Stop M is near the mill, but nothing goes there on a Wednesday.
    assert figures(found, "home", "mill") == ("no_connection", None, None, None, 0)
    # From "between" it is 1500 m to A and to B; the shop is 1262 m away: 1051.7 s.
    assert figures(found, "between", "clinic") == ("no_stop", None, None, None, 0)
    assert figures(found, "between", "shop") == ("ok", 1052, 1052, 1052, 0)
    assert {figures(found, "sea", d) for d in DESTINATIONS} == {("unsnapped", None, None, None, 0)}
    assert found["return_s"].isna().all()
    assert (found["last_return"] == "").all()


def test_a_window_of_an_hour(area):
    # 60 departures: 39 after 940 ... 3220 s, those at 8:39 ... 8:59 after 3880 ... 2680 s. 29 take less than 2680 s, so
    # that is the 30th; the 54th is the seventh from the top: 3880, 3820, 3760, 3700, 3640, 3580, 3520. T3 leaves after
    # the window.
    assert figures(table(area, window="08:00-09:00"), "home", "clinic") == ("ok", 920, 2680, 3520, 1)


def test_there_and_back(area):
    found = table(area, "--stay", "60-240", "--hours", "08:00-16:00")
    # There at 8:53:40, T4 leaves C at 10:30, so one leaves the clinic at 10:28:20; the last is T5, 13:58:20.
    assert back(found, "home", "clinic") == ("ok", 920, "13:58")
    # At the bank at 9:11:40, so one leaves at 10:11:40 or later; line 8 goes back at 9:45, left for at 9:43:20.
    assert back(found, "home", "bank") == ("no_return", None, "09:43")
    assert figures(found, "home", "bank") == ("no_return", 2000, None, None, 1)
    assert back(found, "home", "shop") == ("ok", 100, "")
    assert back(found, "home", "mill") == ("no_connection", None, "")
    assert back(found, "between", "clinic") == ("no_stop", None, "")
    assert back(found, "sea", "shop") == ("unsnapped", None, "")


@pytest.mark.parametrize(
    ("stay", "hours", "state"),
    [
        # One comes at 8:53:40 or 9:43:40 and leaves at 10:28:20 or 13:58:20: stays of 1:34:40, 5:04:40, 0:44:40, 4:14:40.
        # Each way takes 15:20, so one is away for 2:05:20, 5:35:20, 1:15:20, 4:45:20.
        ("60-240", "08:00-10:00", "ok"),  # closed from 10:00, an hour and more before that
        ("60-240", "09:30-10:15", "no_return"),  # three quarters of an hour of opening
        ("94-94", "08:00-16:00", "ok"),
        ("95-105", "08:00-16:00", "no_return"),  # of 4:45:20 three hours are for both ways
        ("95-106", "08:00-16:00", "ok"),
        ("304-304", "08:00-16:00", "ok"),
        ("305-600", "08:00-16:00", "no_return"),
        ("240-300", "08:00-12:54", "ok"),  # from 8:53:40 four hours end at 12:53:40
        ("240-300", "08:00-12:53", "no_return"),
    ],
)
def test_stays_and_hours(area, stay, hours, state):
    found = table(area, "--stay", stay, "--hours", hours)
    assert found.loc[("home", "clinic"), "state"] == state


def test_kinds_of_day_of_the_workbook(area):
    # On a Saturday line 8 goes at 9:30 only: 8:38:20 to 9:40 and 100 s more, 9:41:40. The feed goes by its date.
    assert figures(table(area, "--day-type", "saturday"), "home", "bank") == ("ok", 3800, None, None, 1)
    found = table(area, "--day-type", "free")
    assert figures(found, "home", "bank") == ("no_connection", None, None, None, 0)
    assert figures(found, "home", "clinic")[:2] == ("ok", 920)


def test_saturday(area):
    # T6: 100 s to A, 10 minutes, 100 s from M; left for at 11:58:20.
    found = table(area, day=SATURDAY, window="11:00-13:00")
    assert figures(found, "home", "mill")[:2] == ("ok", 800)
    assert figures(found, "home", "clinic")[0] == "no_connection"


def test_parquet_says_the_same(area):
    found = table(area)
    assert call(area, *timetables(area, "linia7.zip", "linia8.xlsx"), "--date", WEDNESDAY, "--window", "08:00-10:00", out="wynik.parquet") == 0  # fmt: skip
    other = pd.read_parquet(area / "wynik.parquet")
    assert list(other.columns) == COLUMNS
    assert other["min_s"].equals(found["min_s"].reset_index(drop=True))
    assert other["state"].tolist() == found["state"].tolist()


def test_a_stop_without_a_road_and_services_left_out_are_told(area, capsys):
    table(area)
    told = capsys.readouterr().err
    assert "Stops with no road near that one may walk on: 1 (Przystanek X)" in told
    assert "Services on demand are not counted here: Taxi gminna" in told


def test_stops_elsewhere_are_told(area, tmp_path, capsys):
    far = [shapely.LineString([(EAST, NORTH + 90_000), (EAST + 8000, NORTH + 90_000)])]
    gpd.GeoDataFrame({"name": ["a"]}, geometry=far, crs=PL_1992).to_file(tmp_path / "daleko.gpkg")
    (area / "daleko.gpkg").write_bytes((tmp_path / "daleko.gpkg").read_bytes())
    assert call(area, *timetables(area, "linia7.zip"), "--date", WEDNESDAY, "--window", "08:00-10:00", roads="daleko.gpkg") == 0  # fmt: skip
    assert "No stop lies where the roads are" in capsys.readouterr().err


def test_a_date_beyond_the_feed(area, capsys):
    (area / "wynik.csv").unlink(missing_ok=True)
    assert call(area, *timetables(area, "linia7.zip"), "--date", "2026-06-01", "--window", "08:00-10:00") == 1
    told = capsys.readouterr().err
    assert "No timetable covers 2026-06-01; they reach from 2026-05-11 to 2026-05-17." in told
    assert not (area / "wynik.csv").exists()
    # With a workbook that knows kinds of day the rest is used, and what is missing told.
    found = table(area, day="2026-06-01")
    assert "linia7.zip" in (told := capsys.readouterr().err)
    assert "No timetable covers 2026-06-01" in told
    assert found.loc[("home", "clinic"), "state"] == "no_connection"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_dates_at_the_ends_of_the_calendar(area, day):
    assert table(area, day=day, names=("linia8.xlsx",)).loc[("home", "shop"), "state"] == "ok"


def test_all_wrong_options_are_told_at_once(area, capsys):
    assert call(
        area, *timetables(area, "linia7.zip"), "--date", "13.05.2026", "--window", "10:00-08:00", "--stay", "²-4",
        "--hours", "8-16", "--day-type", "workday", "--pace", "run", lang="pl", out="wynik.doc",
    ) == 1  # fmt: skip
    told = capsys.readouterr().err
    assert "Traceback" not in told
    for option in ("--date", "--window", "--stay", "--hours", "--day-type", "--pace", "--out"):
        assert option in told
    assert told.count("niedozwolona wartość") == 7


@pytest.mark.parametrize("stay", ["240-60", "0-60", "60", "60-", "-60-240", "60-99999"])
def test_stays_that_are_none(area, stay, capsys):
    options = ("--date", WEDNESDAY, "--window", "08:00-10:00", f"--stay={stay}")
    assert call(area, *timetables(area, "linia7.zip"), *options) == 1
    assert "--stay" in capsys.readouterr().err


def test_all_missing_files_are_told_at_once_in_polish(area, capsys):
    (area / "wynik.csv").unlink(missing_ok=True)
    assert call(
        area, *timetables(area, "brak.zip", "brak.xlsx"), "--date", WEDNESDAY, "--window", "08:00-10:00", lang="pl",
        roads="brak.gpkg", origins="brak1.csv", destinations="brak2.csv",
    ) == 1  # fmt: skip
    told = capsys.readouterr().err
    assert "Traceback" not in told
    for name in ("brak.zip", "brak.xlsx", "brak.gpkg", "brak1.csv", "brak2.csv"):
        assert name in told
    assert "Plik nie istnieje" in told
    assert not (area / "wynik.csv").exists()
