"""Feeds of a few lines, with what they must become worked out by hand."""

from __future__ import annotations

import struct
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hand_feeds import FEED, NAME, with_line, write_feed

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.transit import feed_tables
from mapa_uslug.transit.reading import read_timetables

H = 3600


def read(
    folder: Path, changes: dict[str, str | bytes | None] | None = None
) -> tuple[Timetable, list[Problem]]:
    timetable, problems, counts = read_timetables([write_feed(folder, changes)], gminas=None)
    for count in counts:
        assert count.read == count.kept + sum(count.left_out.values())
    return timetable, problems


def refused(folder: Path, changes: dict[str, str | bytes | None]) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(folder, changes)
    return [p for p in caught.value.problems if p.severity == "error"]


def places(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(p.where, p.code) for p in problems]


def calls(timetable: Timetable, trip: str) -> list[tuple[str, int, int]]:
    at = list(timetable.trip_id).index(trip)
    span = slice(timetable.call_ptr[at], timetable.call_ptr[at + 1])
    stops = timetable.stop_id[timetable.call_stop[span]]
    return [(s, int(a), int(d)) for s, a, d in zip(stops, timetable.call_arrival_s[span], timetable.call_departure_s[span], strict=True)]  # fmt: skip


def days(timetable: Timetable, trip: str = "T1") -> list[date]:
    service = timetable.trip_service[list(timetable.trip_id).index(trip)]
    first = timetable.first_date
    return [
        date.fromordinal(first.toordinal() + int(i)) for i in np.flatnonzero(timetable.runs_on_date[service])
    ]


def test_a_feed_as_it_should_be(tmp_path):
    timetable, problems = read(tmp_path)
    assert problems == []
    assert calls(timetable, "T1") == [("A", 7 * H, 7 * H + 60), ("B", 7 * H + 600, 7 * H + 600), ("C", 7 * H + 1200, 7 * H + 1260)]  # fmt: skip
    assert (timetable.trip_line[0], timetable.trip_headsign[0], timetable.trip_source[0]) == (
        "7",
        "Szpital",
        NAME,
    )
    assert days(timetable) == [date(2026, 5, d) for d in range(11, 16)]
    assert not timetable.runs_on_type.any()
    assert list(timetable.stop_parent) == [0, 1, 2]
    assert timetable.call_boards.all()
    assert timetable.call_alights.all()
    assert list(timetable.stop_lat) == [52.0, 52.01, 52.02]


def test_a_folder_and_an_archive_with_a_folder_inside_are_read_alike(tmp_path):
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, text in FEED.items():
        (folder / name.upper()).write_text(text, encoding="utf-8")
    nested = write_feed(
        tmp_path, {**dict.fromkeys(FEED), **{f"dane/gtfs/{n}": t for n, t in FEED.items()}}, "n.zip"
    )
    for path in (folder, nested):
        timetable, problems, _ = read_timetables([path], gminas=None)
        assert (timetable.trip_count, timetable.stop_count, problems) == (1, 3, [])


def test_days_added_and_taken_out(tmp_path):
    changes = {"calendar_dates.txt": "service_id,date,exception_type\nWK,20260513,2\nWK,20260524,1\n"}
    # Monday to Friday without Wednesday the 13th, and the Sunday of the next week.
    assert days(read(tmp_path, changes)[0]) == [date(2026, 5, d) for d in (11, 12, 14, 15, 24)]


def test_calendar_dates_alone(tmp_path):
    changes = {
        "calendar.txt": None,
        "calendar_dates.txt": "service_id,date,exception_type\nWK,20260524,1\nWK,20260520,1\n",
    }
    timetable, problems = read(tmp_path, changes)
    assert timetable.first_date == date(2026, 5, 20)
    assert days(timetable) == [date(2026, 5, 20), date(2026, 5, 24)]
    assert problems == []


def test_dates_that_cannot_be_read_leave_the_others(tmp_path):
    changes = {
        "calendar_dates.txt": "service_id,date,exception_type\nWK,20260530,1\nWK,2026-05-31,1\nWK,20260230,1\nWK,20260531,3\nWK,99990101,1\n"
    }
    timetable, problems = read(tmp_path, changes)
    assert days(timetable)[-1] == date(2026, 5, 30)
    assert places(problems) == [
        (f"{NAME}/calendar_dates.txt:3", "date"), (f"{NAME}/calendar_dates.txt:4", "date"),
        (f"{NAME}/calendar_dates.txt:6", "date"), (f"{NAME}/calendar_dates.txt:5", "exception_type"),
    ]  # fmt: skip


def test_times_past_midnight_go_on(tmp_path):
    changes = {"stop_times.txt": FEED["stop_times.txt"].replace("7:20:00,7:21:00", "24:05:00,25:10:30")}
    timetable, problems = read(tmp_path, changes)
    assert calls(timetable, "T1")[2] == ("C", 24 * H + 300, 25 * H + 630)
    assert problems == []


def test_times_between_are_spread_evenly_and_noted_once(tmp_path):
    # A departs 7:01, D arrives 7:21: the two stops between them are 20 min / 3 = 400 s apart.
    changes = with_line("stops.txt", "D,Dworzec,52.03,15.0") | {
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,7:00:00,7:01:00,A,1\nT1,,,B,2\nT1,,,C,3\nT1,7:21:00,7:22:00,D,4\n"
    }
    timetable, problems = read(tmp_path, changes)
    start = 7 * H + 60
    assert calls(timetable, "T1")[1:3] == [("B", start + 400, start + 400), ("C", start + 800, start + 800)]
    assert places(problems) == [(f"{NAME}/stop_times.txt", "interpolated")]
    assert dict(problems[0].values)["number"] == "2"


def test_one_of_both_times_stands_for_both_and_ends_without_a_time_are_left_out(tmp_path):
    changes = {
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,7:00:00,,A,1\nT1,,7:10:00,B,2\nT1,,,C,3\n"
    }
    timetable, problems = read(tmp_path, changes)
    assert calls(timetable, "T1") == [("A", 7 * H, 7 * H), ("B", 7 * H + 600, 7 * H + 600)]
    assert places(problems) == [(f"{NAME}/stop_times.txt:4", "time")]


def test_calls_are_ordered_by_number_wherever_they_stand(tmp_path):
    header, *lines = FEED["stop_times.txt"].splitlines()
    lines = [line.replace(",2", ",10") if line.endswith(",2") else line for line in lines]
    lines[2] = lines[2].removesuffix(",3") + ",200"
    timetable, problems = read(tmp_path, {"stop_times.txt": "\n".join([header, *reversed(lines)])})
    assert [s for s, _, _ in calls(timetable, "T1")] == ["A", "B", "C"]
    assert problems == []


def test_frequencies_become_trips(tmp_path):
    # Every 20 min from 8:00, before 9:00: 8:00, 8:20, 8:40. The trip departs A at 7:01 and arrives at B 9 min later.
    changes = {
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nT1,8:00:00,9:00:00,1200,0\nT1,8:40:00,9:10:00,1200,1\n"
    }
    timetable, problems = read(tmp_path, changes)
    assert list(timetable.trip_id) == ["T1@08:00", "T1@08:20", "T1@08:40", "T1@09:00"]
    assert calls(timetable, "T1@08:20")[:2] == [
        ("A", 8 * H + 1140, 8 * H + 1200),
        ("B", 8 * H + 1740, 8 * H + 1740),
    ]
    assert problems == []


def test_frequencies_that_cannot_be_used(tmp_path):
    changes = with_line("trips.txt", "R1,WK,T2,") | with_line(
        "stop_times.txt", "T2,8:00:00,8:00:00,C,1", "T2,8:10:00,8:10:00,A,2"
    )
    changes["frequencies.txt"] = (
        "trip_id,start_time,end_time,headway_secs\nT1,8:00:00,9:00:00,0\nT1,9:00:00,8:00:00,600\n"
    )
    timetable, problems, counts = read_timetables([write_feed(tmp_path, changes)], gminas=None)
    assert list(timetable.trip_id) == ["T2"]
    assert places(problems) == [(f"{NAME}/frequencies.txt:{n}", "frequency") for n in (2, 3)]
    assert counts[0].left_out == {"frequency": 1}


def test_transfers_of_every_type(tmp_path):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S,Dworzec,52.0,15.0,1,\nA,Rynek,52.0,15.0,0,S\nB,Szkoła,52.01,15.0,,S\nC,Szpital,52.02,15.0,,\nE,Wejście,52.0,15.0,2,S\n"
    )
    transfers = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\n"
        "A,C,0,,\nB,C,1,,\nC,A,2,180,\nC,B,3,,\nC,C,2,,\nA,B,0,,T1\nS,S,2,60,\nA,A,2,90,\nX,A,0,,\n"
    )
    timetable, problems = read(tmp_path, {"stops.txt": stops, "transfers.txt": transfers})
    rules = {
        (timetable.stop_id[a], timetable.stop_id[b]): int(s)
        for a, b, s in zip(timetable.transfer_from, timetable.transfer_to, timetable.transfer_s, strict=True)
    }
    # The station's rule holds between its stops, but for A to A, which has its own.
    assert rules == {
        ("A", "C"): 0, ("B", "C"): 0, ("C", "A"): 180, ("C", "B"): -1,
        ("A", "A"): 90, ("A", "B"): 60, ("B", "A"): 60, ("B", "B"): 60,
    }  # fmt: skip
    assert list(timetable.stop_id) == ["A", "B", "C"]
    assert list(timetable.stop_parent) == [0, 0, 2]
    assert sorted(places(problems)) == [
        (f"{NAME}/transfers.txt", "not_read"), (f"{NAME}/transfers.txt:10", "unknown_stop"),
        (f"{NAME}/transfers.txt:6", "transfer"),
    ]  # fmt: skip


def test_no_getting_on_or_off(tmp_path):
    changes = {
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "T1,7:00:00,7:00:00,A,1,0,1\nT1,7:10:00,7:10:00,B,2,1,\nT1,7:20:00,7:20:00,C,3,3,2\n"
    }
    timetable, _ = read(tmp_path, changes)
    assert list(timetable.call_boards) == [True, False, True]
    assert list(timetable.call_alights) == [False, True, True]


def test_pathways_are_noted_as_not_used(tmp_path):
    _, problems = read(tmp_path, {"pathways.txt": "pathway_id\n1\n", "levels.txt": "level_id\n"})
    assert places(problems) == [(NAME, "not_read")]
    assert dict(problems[0].values)["names"] == "pathways.txt, levels.txt"


def test_marks_quotes_and_blanks_of_other_programs(tmp_path):
    changes = {
        "stops.txt": b'\xef\xbb\xbf"stop_id" , "stop_name",stop_lat, stop_lon\r\nA,"Rynek, przy fontannie",52.0, 15.0 \r\n'
        b'\r\nB,"Szko\xc5\x82a ""nowa""",52.01,15.0\r\nC,Szpital,52.02,15.0',
        "trips.txt": "route_id,service_id,trip_id,trip_headsign\nR1, WK ,T1\n",
    }
    timetable, problems = read(tmp_path, changes)
    assert list(timetable.stop_name) == ["Rynek, przy fontannie", 'Szkoła "nowa"', "Szpital"]
    assert timetable.trip_headsign[0] == "Szpital"
    assert problems == []


def test_windows_letters_are_noted(tmp_path):
    timetable, problems = read(tmp_path, {"stops.txt": FEED["stops.txt"].encode("cp1250")})
    assert timetable.stop_name[1] == "Szkoła"
    assert places(problems) == [(f"{NAME}/stops.txt:3", "encoding")]


def test_a_quotation_mark_left_open_spoils_its_line_alone(tmp_path):
    text = FEED["stops.txt"].replace("Rynek", '"Rynek').replace("Szpital", '"Szpital, izba"')
    timetable, problems = read(tmp_path, {"stops.txt": text})
    assert list(timetable.stop_name) == ["Rynek", "Szkoła", "Szpital, izba"]
    assert places(problems) == [(f"{NAME}/stops.txt", "quotes")]


def test_a_line_longer_than_the_reader_takes_at_once(tmp_path):
    text = 'stop_id,stop_name,stop_lat,stop_lon\nA,"' + "x" * 40_000_000 + "\nB,Szkoła,52.01,15.0\n"
    with pytest.raises(InputError) as caught:
        read(tmp_path, {"stops.txt": text})
    assert places(caught.value.problems)[0] == (NAME, "no_trips")
    assert (f"{NAME}/stops.txt", "damaged") in places(caught.value.problems)


def test_lines_are_those_of_the_file_after_blank_ones_and_breaks_in_texts(tmp_path):
    text = 'stop_id,stop_name,stop_lat,stop_lon\nA,"Rynek\ngłówny",52.0,15.0\n\nB,Szkoła,52.01,15.0\nC,Szpital,52.02,15.0\nD,Bez miejsca,,\nE,Zero,0,0\nF,Daleko,152.0,15.0\n'
    _, problems = read(tmp_path, {"stops.txt": text})
    # The name of A takes lines 2 and 3, line 4 is blank: D stands in line 7.
    assert places(problems) == [(f"{NAME}/stops.txt:{n}", "no_coordinates") for n in (7, 8, 9)]


def test_fields_beyond_the_headers(tmp_path):
    changes = with_line("stops.txt", "D,Dworzec,52.03,15.0,,", "E,Zajezdnia, brama,52.03,15.0")
    timetable, problems = read(tmp_path, changes)
    assert list(timetable.stop_id) == ["A", "B", "C", "D"]
    assert places(problems) == [(f"{NAME}/stops.txt:6", "fields")]


BROKEN_TRIPS = {
    "falling": (["T2,8:00:00,8:00:00,A,1", "T2,7:50:00,7:50:00,B,2"], "stop_times.txt:6", "falling_times"),
    "leaves before it comes": (["T2,8:00:00,8:00:00,A,1", "T2,8:10:00,8:09:00,B,2"], "stop_times.txt:6", "falling_times"),
    "one call": (["T2,8:00:00,8:00:00,A,1"], "trips.txt:3", "one_call"),
    "no call": ([], "trips.txt:3", "one_call"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN_TRIPS)
def test_trips_left_out(tmp_path, case):
    lines, where, code = BROKEN_TRIPS[case]
    changes = with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", *lines)
    timetable, problems, counts = read_timetables([write_feed(tmp_path, changes)], gminas=None)
    assert list(timetable.trip_id) == ["T1"]
    assert places(problems) == [(f"{NAME}/{where}", code)]
    assert counts[0].left_out == {code: 1}


BROKEN_CALLS = {
    "unknown stop": ("T1,7:15:00,7:15:00,X,9", "unknown_stop"),
    "unknown trip": ("TX,7:15:00,7:15:00,A,9", "unknown_trip"),
    "no number": ("T1,7:15:00,7:15:00,A,dwa", "sequence"),
    "number twice": ("T1,7:15:00,7:15:00,A,2", "repeated"),
    "no time": ("T1,ok. 7:15,7:15:00,A,4", "time"),
}


@pytest.mark.parametrize("case", BROKEN_CALLS)
def test_calls_left_out(tmp_path, case):
    line, code = BROKEN_CALLS[case]
    timetable, problems = read(tmp_path, with_line("stop_times.txt", line))
    assert [s for s, _, _ in calls(timetable, "T1")] == ["A", "B", "C"]
    assert places(problems) == [(f"{NAME}/stop_times.txt:5", code)]


BROKEN_LINES = {
    "trip twice": ("trips.txt", "R1,WK,T1,Rynek", "repeated"),
    "trip without id": ("trips.txt", "R1,WK,,Rynek", "missing_id"),
    "service unknown": ("trips.txt", "R1,NIC,T2,Rynek", "unknown_days"),
    "stop twice": ("stops.txt", "A,Rynek,52.5,15.5", "repeated"),
    "stop without id": ("stops.txt", ",Rynek,52.5,15.5", "missing_id"),
    "service ends before": ("calendar.txt", "Z,1,1,1,1,1,1,1,20260520,20260510", "date"),
    "service without dates": ("calendar.txt", "Z,1,1,1,1,1,1,1,,maj", "date"),
}


@pytest.mark.parametrize("case", BROKEN_LINES)
def test_lines_left_out(tmp_path, case):
    file, line, code = BROKEN_LINES[case]
    timetable, problems = read(tmp_path, with_line(file, line))
    assert (timetable.trip_count, timetable.stop_count) == (1, 3)
    assert timetable.stop_lat[0] == 52.0
    at = len(FEED[file].splitlines()) + 1
    assert places(problems) == [(f"{NAME}/{file}:{at}", code)]


def test_a_stop_without_a_place_is_passed_by_and_told_once(tmp_path):
    timetable, problems = read(tmp_path, {"stops.txt": FEED["stops.txt"].replace("52.01", "")})
    assert [s for s, _, _ in calls(timetable, "T1")] == ["A", "C"]
    assert places(problems) == [(f"{NAME}/stops.txt:3", "no_coordinates")]


def test_an_unknown_line_is_called_by_its_id(tmp_path):
    timetable, problems = read(tmp_path, {"routes.txt": "route_id,route_short_name\n"})
    assert timetable.trip_line[0] == "R1"
    assert places(problems) == [(f"{NAME}/trips.txt:2", "unknown_line")]


def test_many_faults_of_one_kind_are_told_by_the_first_and_a_number(tmp_path):
    lines = [f"T1,7:15:00,7:15:00,X{i},{i + 10}" for i in range(40)]
    _, problems = read(tmp_path, with_line("stop_times.txt", *lines))
    told = feed_tables.MOST_TOLD
    assert places(problems[:-1]) == [(f"{NAME}/stop_times.txt:{5 + i}", "unknown_stop") for i in range(told)]
    assert problems[-1].where == f"{NAME}/stop_times.txt"
    assert dict(problems[-1].values) == {"number": str(40 - told), "line": str(4 + told)}


@pytest.mark.parametrize("file", ["stops.txt", "trips.txt", "stop_times.txt"])
def test_a_file_that_lacks(tmp_path, file):
    assert places(refused(tmp_path, {file: None})) == [(NAME, "missing_file")]


def test_columns_and_files_that_lack_are_told_together(tmp_path):
    problems = refused(tmp_path, {
        "stops.txt": "stop_id;stop_lat;stop_lon\nA;1;2\n", "calendar.txt": None,
        "stop_times.txt": "trip_id,stop_id,stop_sequence\nT1,A,1\n",
    })  # fmt: skip
    assert sorted((p.where, p.code, dict(p.values).get("column")) for p in problems) == [
        (NAME, "missing_file", None), (f"{NAME}/stop_times.txt", "missing_column", "arrival_time"),
        (f"{NAME}/stops.txt", "missing_column", "stop_id"), (f"{NAME}/stops.txt", "missing_column", "stop_lat"),
        (f"{NAME}/stops.txt", "missing_column", "stop_lon"),
    ]  # fmt: skip


def test_a_feed_in_which_nothing_can_be_used(tmp_path):
    assert places(refused(tmp_path, {"trips.txt": "route_id,service_id,trip_id\nR1,NIC,T1\n"})) == [
        (NAME, "no_trips")
    ]


def test_a_calendar_without_its_columns_leaves_the_dates(tmp_path):
    timetable, problems = read(tmp_path, {
        "calendar.txt": "service_id,start_date\nWK,20260511\n", "calendar_dates.txt": "service_id,date,exception_type\nWK,20260524,1\n",
    })  # fmt: skip
    assert days(timetable) == [date(2026, 5, 24)]
    assert {p.where for p in problems} == {f"{NAME}/calendar.txt"}


def test_files_that_are_no_feed(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"<html>404</html>")
    (tmp_path / "b.zip").write_bytes(write_feed(tmp_path, name="whole.zip").read_bytes()[:-40])
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("zdjecie.jpg", b"")
    with pytest.raises(InputError) as caught:
        read_timetables([tmp_path / n for n in ("a.zip", "b.zip", "c.pdf", "d.zip", "e.zip")], gminas=None)
    found = {(p.where, p.code) for p in caught.value.problems}
    assert found == {
        ("a.zip", "not_zip"), ("b.zip", "not_zip"), ("c.pdf", "format"), ("d.zip", "missing_file"), ("e.zip", "file_missing"),
    }  # fmt: skip


def test_a_locked_feed(tmp_path):
    path = write_feed(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1  # The flag of encryption in the archive's directory.
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_timetables([path], gminas=None)
    assert places(caught.value.problems) == [(NAME, "locked")]


def test_a_feed_that_would_fill_the_memory(tmp_path):
    path = write_feed(
        tmp_path, {"shapes.txt": None, "stop_times.txt": FEED["stop_times.txt"] + "\n" * 60_000_000}
    )
    with pytest.raises(InputError) as caught:
        read_timetables([path], gminas=None)
    assert places(caught.value.problems) == [(NAME, "zip_bomb")]


def test_a_damaged_file_that_can_be_done_without(tmp_path):
    path = write_feed(tmp_path, {"transfers.txt": "from_stop_id,to_stop_id,transfer_type\nA,B,0\n"})
    data = bytearray(path.read_bytes())
    # The checksum of the file in the archive's directory (offset 16 of its entry) is made false.
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"transfers.txt"))
    data[at + 16 : at + 20] = struct.pack("<I", 1)
    path.write_bytes(data)
    timetable, problems, _ = read_timetables([path], gminas=None)
    assert timetable.trip_count == 1
    assert places(problems) == [(f"{NAME}/transfers.txt", "damaged")]


def test_several_feeds_are_joined(tmp_path):
    first = write_feed(tmp_path, name="a.zip")
    dates = {
        "calendar.txt": None,
        "calendar_dates.txt": "service_id,date,exception_type\nWK,20260509,1\nWK,20260520,1\n",
    }
    changes = dates | {"transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,C,2,45\n"}
    second = write_feed(tmp_path, changes, name="b.zip")
    timetable, problems, counts = read_timetables([first, second, first], gminas=None)
    assert problems == []
    assert [(c.stage, c.kept) for c in counts] == [("timetable: a.zip", 1), ("timetable: b.zip", 1)]
    assert list(timetable.stop_id) == ["a.zip:A", "a.zip:B", "a.zip:C", "b.zip:A", "b.zip:B", "b.zip:C"]
    assert list(timetable.trip_id) == ["a.zip:T1", "b.zip:T1"]
    assert [s for s, _, _ in calls(timetable, "b.zip:T1")] == ["b.zip:A", "b.zip:B", "b.zip:C"]
    assert list(timetable.stop_parent) == list(range(6))
    assert (timetable.transfer_from[0], timetable.transfer_to[0], timetable.transfer_s[0]) == (4, 5, 45)
    # 9 to 20 May: twelve columns, those of the first feed from the third on.
    assert timetable.first_date == date(2026, 5, 9)
    assert timetable.runs_on_date.shape == (2, 12)
    assert days(timetable, "a.zip:T1") == [date(2026, 5, d) for d in range(11, 16)]
    assert days(timetable, "b.zip:T1") == [date(2026, 5, 9), date(2026, 5, 20)]


def test_feeds_of_one_name_stay_apart(tmp_path):
    for folder in ("pks", "mzk"):
        (tmp_path / folder).mkdir()
    paths = [write_feed(tmp_path / folder) for folder in ("pks", "mzk")]
    timetable, _, _ = read_timetables(paths, gminas=None)
    assert list(timetable.trip_id) == ["pks/gtfs.zip:T1", "mzk/gtfs.zip:T1"]
    assert len(set(timetable.stop_id)) == 6


def lost(timetable: Timetable) -> list[str]:
    return timetable.stop_id[timetable.lost_stop].tolist()


TWO_CALLS = ("T2,8:00:00,8:00:00,C,1", "T2,8:10:00,8:10:00,B,2")


@pytest.mark.parametrize(
    ("changes", "stops"),
    [
        ({}, []),
        # T2 falls, is of a service without days, or stands in no line of trips.txt: it calls at C and B.
        (with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", TWO_CALLS[0], "T2,7:50:00,7:50:00,B,2"), ["B", "C"]),
        (with_line("trips.txt", "R1,NN,T2,") | with_line("stop_times.txt", *TWO_CALLS), ["B", "C"]),
        (with_line("stop_times.txt", *TWO_CALLS), ["B", "C"]),
        # Its other stop has no place, or its other time cannot be read.
        (with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", TWO_CALLS[0], "T2,8:10:00,8:10:00,X,2"), ["C"]),
        (with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", TWO_CALLS[0], "T2,8.10.99,8.10.99,B,2"), ["B", "C"]),
        # A single call carries nobody.
        (with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", TWO_CALLS[0]), []),
        # T1 is used but for one call, which is known to exist; a line that stands twice is no other call.
        ({"stop_times.txt": FEED["stop_times.txt"].replace("7:10:00,7:10:00", "rano,rano")}, ["B"]),
        (with_line("stop_times.txt", "T1,7:20:00,7:21:00,C,3"), []),
        # Nothing says how often T2 runs.
        (with_line("trips.txt", "R1,WK,T2,") | with_line("stop_times.txt", *TWO_CALLS)
         | {"frequencies.txt": "trip_id,start_time,end_time,headway_secs\nT2,8:00:00,9:00:00,0\n"}, ["B", "C"]),
    ],
)  # fmt: skip
def test_stops_of_trips_that_were_left_out(tmp_path, changes, stops):
    timetable, problems = read(tmp_path, changes)
    assert lost(timetable) == stops
    assert list(timetable.trip_id) == ["T1"]
    assert bool(problems) == bool(changes)


def test_lost_stops_of_several_feeds(tmp_path):
    other = write_feed(tmp_path, with_line("stop_times.txt", *TWO_CALLS), "b.zip")
    timetable, _, _ = read_timetables([write_feed(tmp_path), other], gminas=None)
    assert lost(timetable) == ["b.zip:B", "b.zip:C"]


def test_feeds_that_are_called_alike_stay_sources_of_their_own(tmp_path):
    paths = [write_feed(tmp_path / folder, None) for folder in ("a", "b") if not (tmp_path / folder).mkdir()]
    assert list(read_timetables(paths, gminas=None)[0].trip_source) == ["a/gtfs.zip", "b/gtfs.zip"]
