from dataclasses import replace

import numpy as np

from mapa_uslug.engine.timetable_scan import DayTimetable, Reach
from mapa_uslug.transit.counting import count_calls, count_courses, own_trips


def day(connections, trips):
    """Connections as (trip, from, to, gets on, gets off)."""
    trip, start, end = (np.array([c[i] for c in connections], dtype=np.int32) for i in range(3))
    boards, alights = (np.array([c[i] for c in connections], dtype=bool) for i in (3, 4))
    times = np.arange(len(connections), dtype=np.int32)
    return DayTimetable(start, end, times, times + 1, trip, boards, alights, 4, trips, np.arange(trips))


# Trip 0 goes 0 - 1 - 2, trip 1 back, trip 2 goes round 0 - 3 - 0 - 1; at 1 nobody gets on trip 1.
DAY = day(
    [(0, 0, 1, 1, 1), (0, 1, 2, 1, 1), (1, 2, 1, 1, 1), (1, 1, 0, 0, 1), (2, 0, 3, 1, 1), (2, 3, 0, 1, 1), (2, 0, 1, 1, 1)], 3
)  # fmt: skip


def test_a_course_that_calls_twice_counts_once():
    assert count_calls(DAY).tolist() == [2, 1, 1, 1]


def test_courses_of_a_place_count_there_and_back_at_all_its_stops():
    # The first point has stops 0 and 3, the second stop 2 alone, the third none.
    reach = Reach.from_pairs(np.array([0, 0, 1]), np.array([0, 3, 2]), np.zeros(3), count=3)
    assert count_courses(DAY, reach).tolist() == [3, 2, 0]


def test_a_course_past_midnight_counts_once():
    # Trip 2 is the end of trip 0, begun the day before, after midnight; trip 1 did not run then. Without it stop 0 has
    # one course to get on, and the stops 0 and 3 have two that call at them.
    night = replace(DAY, trip_row=np.array([7, 9, 7], dtype=np.int32))
    assert own_trips(night).tolist() == [True, True, False]
    assert count_calls(night).tolist() == [1, 1, 1, 0]
    reach = Reach.from_pairs(np.array([0, 0]), np.array([0, 3]), np.zeros(2), count=1)
    assert count_courses(night, reach).tolist() == [2]
