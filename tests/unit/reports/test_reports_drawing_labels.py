"""Words on drawings: no two over each other, none lost, none too wide."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.reports.drawing_labels import (
    Anchor,
    Box,
    box_around,
    place_labels,
    push_apart,
    spread_upright,
)
from mapa_uslug.reports.drawing_page import measure, wrap

FRAME = Box(0.0, 0.0, 6.0, 4.0)
_places = st.tuples(st.floats(0.2, 5.8), st.floats(0.2, 3.8))


@given(st.lists(st.tuples(_places, st.floats(0.0, 0.2), st.integers(1, 20)), max_size=15))
def test_labels_cover_neither_each_other_nor_circles(given_points):
    anchors = [Anchor(x, y, r, ("x" * n,)) for (x, y), r, n in given_points]
    placed = place_labels(anchors, frame=FRAME)
    boxes = [p.box for p in placed if p]
    assert len(placed) == len(anchors)
    for number, one in enumerate(boxes):
        assert FRAME.holds(one)
        assert not any(one.meets(other) for other in boxes[:number])
        assert not any(one.meets(box_around(a.x, a.y, a.radius)) for a in anchors if a.radius > 0)


def test_a_label_stands_to_the_right_where_it_can():
    placed = place_labels([Anchor(1.0, 1.0, 0.1, ("abc",))], frame=FRAME)[0]
    assert placed.box.left == pytest.approx(1.13)
    assert not placed.is_far


def test_a_label_without_room_is_not_placed():
    wall = Box(0.0, 0.0, 6.0, 4.0)
    assert place_labels([Anchor(1.0, 1.0, 0.1, ("abc",))], frame=FRAME, obstacles=[wall]) == [None]


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0.1, 0.5)), min_size=1, max_size=8))
def test_labels_above_each_other_keep_apart(labels):
    wanted, heights = zip(*labels, strict=True)
    high = max(3.0, sum(heights))
    middles = spread_upright(wanted, heights, low=0.0, high=high)
    order = sorted(range(len(wanted)), key=lambda i: middles[i])
    for below, above in pairwise(order):
        assert middles[above] - middles[below] >= (heights[above] + heights[below]) / 2 - 1e-9
    assert all(m - h / 2 >= -1e-9 and m + h / 2 <= high + 1e-9 for m, h in zip(middles, heights, strict=True))


def test_labels_that_do_not_touch_stay_where_they_are_wanted():
    assert spread_upright([2.0, 1.0], [0.2, 0.2], low=0.0, high=3.0) == [2.0, 1.0]


@given(st.lists(_places, min_size=1, max_size=25))
def test_points_are_pushed_apart_within_the_frame(points):
    moved = push_apart(points, 0.25, frame=FRAME)
    for number, (x, y) in enumerate(moved):
        assert -1e-9 <= x <= 6 + 1e-9
        assert -1e-9 <= y <= 4 + 1e-9
        # Settled to nine tenths of the gap at the least, so that numbers stay readable.
        assert all(math.dist((x, y), other) >= 0.225 for other in moved[:number])


def test_points_that_are_far_apart_hardly_move():
    moved = push_apart([(1.0, 1.0), (2.0, 1.0)], 0.25, frame=FRAME)
    assert all(math.dist(a, b) < 0.002 for a, b in zip(moved, [(1.0, 1.0), (2.0, 1.0)], strict=True))


@given(st.text(alphabet="abcłóżw ", min_size=1, max_size=60), st.floats(0.4, 3.0))
def test_wrapped_words_fit_and_none_is_lost(words, width):
    lines = wrap(words, width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(measure(line) <= width for line in lines)


def test_words_that_are_too_many_end_in_an_ellipsis():
    lines = wrap("jeden dwa trzy cztery pięć sześć siedem", 0.6, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(measure(line) <= 0.6 for line in lines)
