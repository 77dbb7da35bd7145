"""There and back, worked out by hand in minutes of the day: one home (0) and one place (0)."""

from __future__ import annotations

import numpy as np
import pytest

from mapa_uslug.engine.timetable_scan import Profiles, Reach
from mapa_uslug.transit.visits import longest_away_s, measure_visits

INFINITY = float("inf")


def journeys(*times: tuple[int, int]) -> Profiles:
    """Journeys of the only pair, if there are any."""
    flat = 60 * np.array(times, dtype=np.int32).reshape(-1, 2)
    pair = np.zeros(min(1, len(times)), dtype=np.int32)
    ptr = np.array([0, len(times)] if times else [0], dtype=np.int64)
    return Profiles(pair, pair, ptr, flat[:, 0].copy(), flat[:, 1].copy(), np.ones(len(times), np.uint8))


def measure(there, back, *, opens=(480,), closes=(960,), stay=(60, 240), walk=None):
    walks = (
        None
        if walk is None
        else Reach.from_pairs(np.array([0]), np.array([0]), np.array([60 * walk]), count=1)
    )
    return measure_visits(
        journeys(*there), journeys(*back), opens_s=seconds(opens), closes_s=seconds(closes),
        hours_ptr=np.array([0, len(opens)], np.int64), stay=(60 * stay[0], 60 * stay[1]), walks=walks,
    )  # fmt: skip


def seconds(minutes):
    return 60 * np.array(minutes, np.int32)


def figures(visits):
    last = visits.last_return_s
    (row,) = zip(
        (visits.outward_s / 60).tolist(), (visits.return_s / 60).tolist(), np.where(last < 0, -1, last // 60).tolist(),
        visits.has_outward.tolist(), visits.has_return.tolist(), strict=True,
    )  # fmt: skip
    return row


def test_the_quickest_way_there_that_allows_a_visit():
    # The 20-minute bus is there at 920; 40 minutes before closing are no visit. The 30-minute one is there at 510:
    # back at 570 (50 minutes) or 860 (40 minutes); that of 895 is home at 905, more than 420 minutes after 480.
    visits = measure([(480, 510), (900, 920)], [(570, 620), (860, 900), (895, 905)])
    assert figures(visits) == (30, 40, 895, True, True)


def test_of_equal_ways_there_the_one_with_the_quicker_way_back():
    # 100 and 180 minutes after 480 it is 760: the bus of 800 is for who leaves at 600.
    visits = measure([(480, 510), (600, 630)], [(570, 620), (800, 835)], stay=(60, 100))
    assert figures(visits) == (30, 35, 800, True, True)


def test_time_away_from_home_is_the_longest_stay_and_three_hours():
    assert longest_away_s(240 * 60) == 420 * 60


@pytest.mark.parametrize(("leaves", "is_visit"), [(569, False), (570, True), (890, True), (891, False)])
def test_a_stay_is_long_enough_and_one_is_home_in_time(leaves, is_visit):
    # There from 480 to 510, home 10 minutes after leaving: by 480 + 420 = 900.
    assert measure([(480, 510)], [(leaves, leaves + 10)]).has_return.tolist() == [is_visit]


def test_a_wait_at_the_door_is_time_away():
    # There at 110, open from 480: away at 540, home at 550, 450 minutes after leaving. A stay of 270 would allow that.
    assert figures(measure([(100, 110)], [(540, 550)])) == (INFINITY, INFINITY, 540, True, False)
    assert figures(measure([(100, 110)], [(540, 550)], stay=(60, 270))) == (10, 10, 540, True, True)


def test_a_later_way_back_that_is_home_at_the_same_time_is_as_good():
    # Left for at 570 or at 860: home at 880 with either, 400 minutes after leaving, though the stay is 350 then.
    for leaves in (570, 860):
        assert measure([(480, 510)], [(leaves, 880)]).has_return.tolist() == [True]


@pytest.mark.parametrize(("arrives", "leaves", "is_visit"), [
    (400, 540, True),  # waits at the door until 480
    (400, 539, False),
    (900, 960, True),
    (900, 1100, True),  # closes at 960, waits for the bus
    (901, 1100, False),
])  # fmt: skip
def test_at_least_the_least_stay_lies_within_opening_hours(arrives, leaves, is_visit):
    visits = measure([(arrives - 20, arrives)], [(leaves, leaves + 10)])
    assert visits.has_return.tolist() == [is_visit]
    assert visits.has_outward.tolist() == [arrives <= 900]


def test_a_stay_does_not_go_on_over_a_break():
    # open 480-540 and 600-660: a stay of 60 fits either, not half of each
    breaks = {"opens": (480, 600), "closes": (540, 660)}
    assert measure([(480, 500)], [(640, 650)], **breaks).has_return.tolist() == [False]
    assert measure([(480, 500)], [(660, 670)], **breaks).has_return.tolist() == [True]


def test_there_but_not_back():
    assert figures(measure([(480, 510)], [(500, 520)])) == (INFINITY, INFINITY, 500, True, False)
    assert figures(measure([(480, 510)], [])) == (INFINITY, INFINITY, -1, True, False)


def test_back_but_not_there():
    assert figures(measure([], [(700, 720)])) == (INFINITY, INFINITY, 700, False, False)


def test_on_foot_one_way_or_both():
    assert figures(measure([], [], walk=25)) == (25, 25, -1, True, True)
    assert figures(measure([(480, 510)], [], walk=25)) == (25, 25, -1, True, True)
    assert figures(measure([(480, 490)], [], walk=25)) == (10, 25, -1, True, True)
    # at 10:50 the last bus: on foot there at 9:50 or before, back in 5 minutes
    assert figures(measure([], [(650, 655)], walk=25)) == (25, 5, 650, True, True)
    # a bus at 8:50, 10 minutes before one has stayed for an hour
    assert figures(measure([], [(530, 535)], walk=25)) == (25, 25, 530, True, True)


@pytest.mark.parametrize(("leaves", "home", "back"), [
    (1200, 1235, 35),  # closes at 960: there at 900, left for at 860, home 375 minutes later
    (1200, 1280, 40),  # home at 1280, 420 after 860, but on foot one takes 40
    (1245, 1280, 35),
    (1246, 1281, 40),
])  # fmt: skip
def test_who_walks_there_sets_out_as_late_as_the_stay_allows(leaves, home, back):
    assert figures(measure([], [(leaves, home)], walk=40)) == (40, back, leaves, True, True)


def test_who_walks_back_is_home_in_time_too():
    # There at 110, open from 480: away at 540, home at 580, 480 minutes after 100.
    assert measure([(100, 110)], [], walk=40, stay=(60, 300)).outward_s.tolist() == [600]
    assert measure([(100, 110)], [], walk=40, stay=(60, 299)).outward_s.tolist() == [2400]


def test_a_place_that_opens_for_less_than_a_stay():
    assert figures(measure([(480, 510)], [(600, 610)], closes=(530,), walk=25)) == (
        INFINITY, INFINITY, 600, False, False,
    )  # fmt: skip


def test_one_interval_for_each_place_by_default():
    out = Profiles(
        np.array([0, 1], np.int32), np.array([1, 0], np.int32), np.array([0, 1, 2], np.int64),
        seconds([480, 480]), seconds([510, 515]), np.ones(2, np.uint8),
    )  # fmt: skip
    # place 1 -> home 0, place 0 -> home 1: sorted by place, which is not the order of the homes
    back = Profiles(
        np.array([0, 1], np.int32), np.array([1, 0], np.int32), np.array([0, 1, 2], np.int64),
        seconds([600, 600]), seconds([611, 622]), np.ones(2, np.uint8),
    )  # fmt: skip
    visits = measure_visits(
        out,
        back,
        opens_s=seconds([480, 480]),
        closes_s=seconds([960, 560]),
        stay=(3600, 4 * 3600),
    )
    assert visits.pair_origin.tolist() == [0, 1]
    assert visits.pair_destination.tolist() == [1, 0]
    # place 1 closes at 560, 50 minutes after home 0 arrives
    assert visits.outward_s.tolist() == [INFINITY, 35 * 60]
    assert visits.return_s.tolist() == [INFINITY, 11 * 60]


def test_no_pairs_at_all():
    assert len(measure([], []).pair_origin) == 0
