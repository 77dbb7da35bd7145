"""Buses of Mińsk Mazowiecki: journeys read out of the feed's csv by hand, stop by stop, against the engine's.

The feed's lines: M1 and M2 go round from Plac Dworcowy (172) and back, M3 to and fro between Osiedlowa (167) and Rondo
Żołnierzy Wyklętych (178), M4 round from Plac Dworcowy by Spacerowa (188). No roads of the town are at hand: people
stand at their stop (0 s), and between stops no more than 170 m apart they walk straight at 1.2 m/s, 60 s at least.
Straight lines a little longer would cross the railway: Plac Dworcowy and Szkoła Podstawowa nr 6 (193), 177 m apart, lie
on either side of it.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hand_timetables import journeys_of, reach

from mapa_uslug.contracts.clock import parse_clock
from mapa_uslug.contracts.timetable import DAY_S, Timetable
from mapa_uslug.engine.timetable_scan import Changes, Reach, scan_profiles
from mapa_uslug.transit.days import select_day
from mapa_uslug.transit.reading import read_timetables
from mapa_uslug.transit.visits import Visits, measure_visits

pytestmark = pytest.mark.real

WEDNESDAY, SATURDAY = date(2026, 5, 13), date(2026, 5, 16)
M_PER_DEGREE, LONGEST_M, PACE_M_S, LEAST_S = 111_195.0, 170.0, 1.2, 60


@pytest.fixture(scope="module")
def timetable(real_data) -> Timetable:
    return read_timetables([real_data / "gtfs" / "minsk_mazowiecki.zip"], gminas=None)[0]


@pytest.fixture(scope="module")
def changes(timetable: Timetable) -> Changes:
    x = timetable.stop_lon * np.cos(np.radians(timetable.stop_lat.mean())) * M_PER_DEGREE
    y = timetable.stop_lat * M_PER_DEGREE
    metres = np.hypot(x[:, None] - x, y[:, None] - y)
    start, end = np.nonzero(metres <= LONGEST_M)
    seconds = np.maximum(np.ceil(metres[start, end] / PACE_M_S), LEAST_S)
    return Changes.from_pairs(start, end, seconds, count=timetable.stop_count)


def at(timetable: Timetable, **walks: int) -> Reach:
    """A point with the seconds of its walks to stops: ``s172=0``."""
    row = {stop: i for i, stop in enumerate(timetable.stop_id)}
    return reach(({row[stop[1:]]: seconds for stop, seconds in walks.items()},))


# Each line: leave at, be there at, vehicles. The way is told besides it.
ITINERARIES = [
    # 1. Plac Dworcowy to the hospital (195): M2 takes 12 minutes, nothing else calls at 195. Nobody who takes M1 or M4
    # (by Kazikowskiego, 107 s on foot to Przedszkole nr 5) overtakes it: M1 of 8:55 gets to 174 at 8:59:47, M2 at 8:57.
    ("hospital", WEDNESDAY, "172", "195", "08:00-10:00", [
        ("08:20", "08:32", 1), ("08:50", "09:02", 1), ("09:10", "09:22", 1), ("09:30", "09:42", 1), ("09:50", "10:02", 1),
    ]),
    # 2. Plac Dworcowy to the town hall (204): M1 in 3 or 4 minutes, M2 only on its way back after 28.
    ("town hall", WEDNESDAY, "172", "204", "09:00-11:00", [
        ("09:00", "09:15", 2),  # M4 to Kazikowskiego (133) 9:03, walk 99 s to Przedszkole nr 5 (173), M3 9:14 - 9:15
        ("09:10", "09:38", 1),  # M2 all the way
        ("09:40", "09:44", 1),  # M1
        ("10:00", "10:18", 2),  # M4 to 133 10:03, walk to 173 10:04:39, M2 of 9:50 there 10:17 - 10:18
        ("10:10", "10:20", 2),  # M2 to 174 10:17, across the street to 173 (60 s), M3 10:19 - 10:20
        ("10:20", "10:24", 1),  # M1
        ("10:30", "10:50", 2),  # M2 to 174 10:37 (or Chemik, 108, 10:41), M3 at 173 10:49 (109 10:45) - 10:50
        ("10:45", "10:58", 2),  # M4 to 133 10:48, walk to 173 10:49:39: M3 is gone (10:49:00), M2 10:57 - 10:58
    ]),
    # 3. Across the town by M3, from end to end.
    ("end to end", WEDNESDAY, "167", "178", "06:30-09:00", [
        ("06:35", "07:04", 1), ("06:55", "07:27", 1), ("07:15", "07:47", 1), ("07:45", "08:17", 1), ("08:20", "08:51", 1),
        ("08:50", "09:22", 1),
    ]),
    # 4. Osiedlowa to Plac Dworcowy: M3 does not go there, one changes.
    ("change", WEDNESDAY, "167", "172", "10:00-12:00", [
        ("10:25", "11:04", 2),  # M3 to Chemik (109) 10:45, M2 10:53 - 11:04
        ("10:50", "11:33", 2),  # M3 to 109 11:10, M4 11:20 - 11:33; M2 11:23 would be there at 11:34
        ("11:20", "11:58", 2),  # M3 to the town hall 11:45, walk 60 s to Kościuszki (140), M1 11:55 - 11:58; M2 11:59
        ("11:50", "12:26", 2),  # M3 to 109 12:10, M2 12:13 - 12:26; M4 12:15 - 12:28
    ]),
    # 5. Kwiatowa (143) to the hospital's other side (194, M4 only): M1 to Łupińskiego (216), walk to Łupińskiego 03
    # (218; 48 m, so 60 s).
    ("walk", WEDNESDAY, "143", "194", "14:00-15:30", [
        ("14:17", "15:05", 2),  # M1 to 216 14:32, M4 at 218 15:03 - 15:05
        # M1 of 14:53 is at 216 at 15:10 and waits for M4 at 15:39; the next M1 gets it, too.
        ("15:17", "15:41", 2),  # M1 to 216 15:32, M4 at 218 15:39 - 15:41
    ]),
    # 6. Saturday evening from Plac Dworcowy to Kwiatowa: the last M1 is at 18:40, then nothing.
    ("last bus", SATURDAY, "172", "143", "18:00-19:00", [("18:40", "18:50", 1)]),
    ("evening", SATURDAY, "172", "143", "19:00-24:00", []),
    # 8. Saturday from Spacerowa to the gmina office (203): M4 alone calls there, the first sets out at Spacerowa.
    ("gmina office", SATURDAY, "188", "203", "06:00-10:00", [
        ("06:20", "06:35", 1), ("07:28", "07:45", 1), ("08:28", "08:45", 1), ("09:37", "09:54", 1),
    ]),
    # 9. Saturday from Osiedlowa to the gmina office: M3, then M4, which mostly has just left.
    ("long wait", SATURDAY, "167", "203", "08:00-12:00", [
        ("08:30", "09:54", 2),  # M3 at 188 8:42, 109 8:48; M4 was there at 8:28, 8:37, the next is at 109 at 9:46
        ("09:50", "11:03", 2),  # M3 at 109 10:11, M4 10:54 - 11:03
        ("11:30", "12:08", 2),  # M3 at Spacerowa 11:44, M4 11:49 - 12:08
    ]),
    # 10. Early morning from Serbinów (182) to the station.
    ("to the train", WEDNESDAY, "182", "172", "04:45-06:10", [
        ("05:10", "05:26", 1),  # M2; M1 leaves at 5:06 and is there at 5:28
        ("05:45", "06:00", 2),  # M2 to 173 5:54, walk 132 s to Kazikowskiego 02 (132) 5:56:12, M4 5:58 - 6:00; M2 itself 6:01
        ("06:00", "06:16", 1),  # M2
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("day", "start", "end", "window", "expected"), [i[1:] for i in ITINERARIES], ids=[i[0] for i in ITINERARIES])  # fmt: skip
def test_itineraries_read_by_hand(timetable, changes, day, start, end, window, expected):
    first, last = (parse_clock(text) for text in window.split("-"))
    profiles = scan_profiles(
        select_day(timetable, day=day, day_type="school"), changes, at(timetable, **{f"s{start}": 0}),
        at(timetable, **{f"s{end}": 0}), window=(first, last), latest_s=DAY_S + 4 * 3600,
    )  # fmt: skip
    # Who can wait until after the window is said to leave at its end: not among those written down.
    found = [journey for journey in journeys_of(profiles, 0, 0) if journey[0] < last]
    assert found == [(parse_clock(leave), parse_clock(there), rides) for leave, there, rides in expected]


def visit(timetable: Timetable, changes: Changes, day: date, window: str, hours: str) -> Visits:
    """An hour or more in the town hall, seven at most away from home, between both stops Kwiatowa (143 out, 144 in).

    The town hall is at its own stop (204) and a minute's walk from Kościuszki (140), where M1 into town sets down.
    """
    home, hall = at(timetable, s143=0, s144=0), at(timetable, s204=0, s140=60)
    first, last = (parse_clock(text) for text in window.split("-"))
    opens, closes = (np.array([parse_clock(text)], dtype=np.int32) for text in hours.split("-"))
    connections = select_day(timetable, day=day, day_type="school")
    outward = scan_profiles(connections, changes, home, hall, window=(first, last), latest_s=DAY_S)
    homeward = scan_profiles(connections, changes, hall, home, window=(0, DAY_S), latest_s=DAY_S + 4 * 3600)
    return measure_visits(outward, homeward, opens_s=opens, closes_s=closes, stay=(3600, 4 * 3600))


def test_there_and_back_on_a_wednesday(timetable, changes):
    # 7. M1 from 144 to 140 takes 7 minutes at best (7:09 - 7:16, 11:48 - 11:55, 13:20 - 13:27 ...), and one on foot.
    # Back M1 from 204 to 143 takes 7 (9:44 - 9:51, 13:10 - 13:17 ...), once 6, 11:49 - 11:55: too early for who comes at
    # 11:56, but who left at 7:09 is home before seven hours are over, at 14:09. The last M1 that passes the town hall
    # outward does so at 21:33.
    found = visit(timetable, changes, WEDNESDAY, "06:00-18:00", "08:00-16:00")
    assert found.has_return.tolist() == [True]
    assert found.outward_s.tolist() == [8 * 60]
    assert found.return_s.tolist() == [6 * 60]
    assert found.last_return_s.tolist() == [parse_clock("21:33")]


def test_no_way_back_on_a_saturday_evening(timetable, changes):
    # Open from 18:00: M1 from 144 at 16:53 or 18:01 gets there in time, but who stays an hour leaves at 19:00 at the
    # earliest, and the last M1 back passes at 18:44.
    found = visit(timetable, changes, SATURDAY, "06:00-19:00", "18:00-20:00")
    assert found.has_outward.tolist() == [True]
    assert found.has_return.tolist() == [False]
    assert np.isinf(found.outward_s).all()
    assert found.last_return_s.tolist() == [parse_clock("18:44")]
