"""Whatever is in a feed or a workbook of courses, reading it gives a timetable that holds together or says what is wrong."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hand_feeds import FEED, write_feed
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.transit.reading import read_timetables
from mapa_uslug.transit.template import write_timetable_template

relaxed = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FULL = {
    **FEED,
    "trips.txt": FEED["trips.txt"] + "R1,WK,T2,\n",
    "stop_times.txt": FEED["stop_times.txt"]
    + "T2,23:50:00,23:50:00,C,1\nT2,,,B,2\nT2,24:10:00,24:10:00,A,3\n",
    "calendar_dates.txt": "service_id,date,exception_type\nWK,20260513,2\nWK,20260516,1\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nT1,8:00:00,9:00:00,600,1\n",
    "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,120\nB,C,3,\n",
}
CELLS = (
    "", '"', ",", "\n", "\r", "\x00", "-1", "0", "1", "2", "9" * 30, "nan", "inf", "1e9", "25:61:00", "7:5", "-7:00:00", "A", "T1",
    "WK", "20260230", "99991231", "ż", "\ufeff", "1,2,3,4,5,6,7,8,9", "é" * 300,
)  # fmt: skip


def check(path: Path) -> None:
    """Read; whatever is read keeps what `Timetable` promises."""
    problems = _refused(path)
    if problems is None:
        timetable, problems, counts = read_timetables([path], gminas=None)
        assert all(p.severity == "warning" for p in problems)
        assert all(c.read == c.kept + sum(c.left_out.values()) for c in counts)
        assert_whole(timetable)
    else:
        assert any(p.severity == "error" for p in problems)
    for p in problems:
        assert p.where.startswith(path.name)
        assert p.hint
        assert p.message.format(**dict(p.values))


def _refused(path: Path) -> list[Problem] | None:
    try:
        read_timetables([path], gminas=None)
    except InputError as error:
        return error.problems
    return None


def assert_whole(timetable: Timetable) -> None:
    stops, trips = timetable.stop_count, timetable.trip_count
    assert trips or timetable.on_demand
    for name in ("stop_id", "trip_id"):
        assert len(set(getattr(timetable, name))) == len(getattr(timetable, name))
    assert np.isfinite(timetable.stop_lat).all()
    assert (np.abs(timetable.stop_lat) <= 90).all()
    assert (np.abs(timetable.stop_lon) <= 180).all()
    sizes = np.diff(timetable.call_ptr)
    assert len(sizes) == trips
    assert (sizes >= 2).all()
    assert (
        timetable.call_ptr[-1]
        == len(timetable.call_stop)
        == len(timetable.call_boards)
        == len(timetable.call_alights)
    )
    for rows in (timetable.call_stop, timetable.stop_parent, timetable.transfer_from, timetable.transfer_to):
        assert ((rows >= 0) & (rows < stops)).all()
    assert (timetable.call_departure_s >= timetable.call_arrival_s).all()
    trip = np.repeat(np.arange(trips), sizes)
    same = trip[1:] == trip[:-1]
    assert (timetable.call_arrival_s[1:][same] >= timetable.call_departure_s[:-1][same]).all()
    assert len(timetable.runs_on_date) == len(timetable.runs_on_type)
    assert ((timetable.trip_service >= 0) & (timetable.trip_service < len(timetable.runs_on_type))).all()
    assert (timetable.first_date is None) == (timetable.runs_on_date.shape[1] == 0)


def test_the_feed_is_good_before_it_is_spoilt(tmp_path):
    timetable, _, _ = read_timetables([write_feed(tmp_path, FULL)], gminas=None)
    assert_whole(timetable)
    assert timetable.trip_count == 7


@relaxed
@given(data=st.data())
def test_cells_of_a_feed_changed(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(FULL)))
    rows = [line.split(",") for line in FULL[name].splitlines()]
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = data.draw(st.sampled_from(CELLS))
    check(write_feed(tmp_path, {**FULL, name: "\n".join(map(",".join, rows))}))


@relaxed
@given(name=st.sampled_from(sorted(FULL)), cut=st.integers(0, 400), tail=st.binary(max_size=20))
@example(name="stops.txt", cut=0, tail=b"")
@example(name="stop_times.txt", cut=60, tail=b'"')
def test_files_of_a_feed_cut_off(tmp_path, name, cut, tail):
    check(write_feed(tmp_path, {**FULL, name: FULL[name].encode()[:cut] + tail}))


@relaxed
@given(name=st.sampled_from(sorted(FULL)), content=st.one_of(st.binary(max_size=300), st.text(st.sampled_from('stop_id,\n\r"1:0ż\x00'), max_size=200)))  # fmt: skip
def test_files_of_a_feed_replaced(tmp_path, name, content):
    check(write_feed(tmp_path, {**FULL, name: content}))


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    return {
        ".zip": write_feed(folder, FULL).read_bytes(),
        ".xlsx": write_timetable_template(folder / "kursy.xlsx").read_bytes(),
    }


@relaxed
@given(
    suffix=st.sampled_from((".zip", ".xlsx")),
    seed=st.integers(0, 2**32),
    share=st.floats(0, 1),
    cut=st.booleans(),
)
def test_bytes_of_an_archive_changed(tmp_path, files, suffix, seed, share, cut):
    data, made = bytearray(files[suffix]), random.Random(seed)
    for _ in range(made.randrange(1, 6)):
        data[made.randrange(len(data))] = made.randrange(256)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data[: int(share * len(data))] if cut else data)
    check(path)


@settings(relaxed, max_examples=40)
@given(data=st.data())
def test_cells_of_a_workbook_changed(tmp_path, files, data):
    import openpyxl

    path = tmp_path / "kursy.xlsx"
    path.write_bytes(files[".xlsx"])
    book = openpyxl.load_workbook(path)
    values = st.one_of(
        st.sampled_from(CELLS[8:]).filter(str.isprintable), st.floats(-1e6, 1e6), st.integers(-5, 10**6), st.booleans(), st.times(),
        st.dates(), st.timedeltas(), st.sampled_from(("ok. 7.30", "Kurs", "Dni", "SX", "=1/0", "#N/A", "Rynek")),
    )  # fmt: skip
    for _ in range(data.draw(st.integers(1, 8))):
        sheet = book[data.draw(st.sampled_from(book.sheetnames[1:]))]
        sheet.cell(data.draw(st.integers(1, 16)), data.draw(st.integers(1, 9))).value = data.draw(values)
    book.save(path)
    check(path)
