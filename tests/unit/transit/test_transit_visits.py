"""There and back, worked out by hand: minutes of the day as seconds, one home (0) and one place (0)."""

from __future__ import annotations

import numpy as np
import pytest

from mapa_uslug.engine.timetable_scan import Profiles, Reach
from mapa_uslug.transit.visits import measure_visits

INFINITY = float("inf")


def journeys(*times: tuple[int, int]) -> Profiles:
    """Journeys of the only pair, if there are any."""
    flat = np.array(times, dtype=np.int32).reshape(-1, 2)
    pair = np.zeros(min(1, len(times)), dtype=np.int32)
    ptr = np.array([0, len(times)] if times else [0], dtype=np.int64)
    return Profiles(pair, pair, ptr, flat[:, 0].copy(), flat[:, 1].copy(), np.ones(len(times), np.uint8))


def measure(there, back, *, opens=(480,), closes=(960,), stay=(60, 240), walk=None):
    walks = (
        None if walk is None else Reach.from_pairs(np.array([0]), np.array([0]), np.array([walk]), count=1)
    )
    return measure_visits(
        journeys(*there), journeys(*back), opens_s=np.array(opens, np.int32), closes_s=np.array(closes, np.int32),
        hours_ptr=np.array([0, len(opens)], np.int64), stay=stay, walks=walks,
    )  # fmt: skip


def figures(visits):
    (row,) = zip(
        visits.outward_s.tolist(), visits.return_s.tolist(), visits.last_return_s.tolist(),
        visits.has_outward.tolist(), visits.has_return.tolist(), strict=True,
    )  # fmt: skip
    return row


def test_the_quickest_way_there_that_allows_a_visit():
    # The 20-minute bus is there at 920; 40 minutes before closing are no visit. The 30-minute one is there at 510:
    # back at 570 (50 minutes) or 700 (40 minutes), 760 is a longer stay than 240.
    visits = measure([(480, 510), (900, 920)], [(570, 620), (700, 740), (760, 770)])
    assert figures(visits) == (30, 40, 760, True, True)


def test_of_equal_ways_there_the_one_with_the_quicker_way_back():
    visits = measure([(480, 510), (600, 630)], [(570, 620), (700, 735)], stay=(60, 100))
    assert figures(visits) == (30, 35, 700, True, True)


@pytest.mark.parametrize(("leaves", "is_visit"), [(569, False), (570, True), (750, True), (751, False)])
def test_a_stay_is_neither_too_short_nor_too_long(leaves, is_visit):
    assert measure([(480, 510)], [(leaves, leaves + 10)]).has_return.tolist() == [is_visit]


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


def test_a_place_that_opens_for_less_than_a_stay():
    assert figures(measure([(480, 510)], [(600, 610)], closes=(530,), walk=25)) == (
        INFINITY, INFINITY, 600, False, False,
    )  # fmt: skip


def test_one_interval_for_each_place_by_default():
    out = Profiles(
        np.array([0, 1], np.int32), np.array([1, 0], np.int32), np.array([0, 1, 2], np.int64),
        np.array([480, 480], np.int32), np.array([510, 515], np.int32), np.ones(2, np.uint8),
    )  # fmt: skip
    # place 1 -> home 0, place 0 -> home 1: sorted by place, which is not the order of the homes
    back = Profiles(
        np.array([0, 1], np.int32), np.array([1, 0], np.int32), np.array([0, 1, 2], np.int64),
        np.array([600, 600], np.int32), np.array([611, 622], np.int32), np.ones(2, np.uint8),
    )  # fmt: skip
    visits = measure_visits(
        out,
        back,
        opens_s=np.array([480, 480], np.int32),
        closes_s=np.array([960, 560], np.int32),
        stay=(60, 240),
    )
    assert visits.pair_origin.tolist() == [0, 1]
    assert visits.pair_destination.tolist() == [1, 0]
    # place 1 closes at 560, 50 minutes after home 0 arrives
    assert visits.outward_s.tolist() == [INFINITY, 35]
    assert visits.return_s.tolist() == [INFINITY, 11]


def test_no_pairs_at_all():
    assert len(measure([], []).pair_origin) == 0
