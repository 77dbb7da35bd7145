"""Which obstacle explains a way round, and courses out of pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.barriers.courses import join_lines
from mapa_uslug.barriers.crossings import Crossings
from mapa_uslug.barriers.obstacles import MOTORWAY, NO_ROAD, RAILWAY, RIVER, Obstacles
from mapa_uslug.barriers.reasons import Reasons, explain

STRAIGHT = shapely.LineString([(0, -200), (0, 200)])


def obstacles(kinds: Sequence[int], shapes: Sequence[shapely.Geometry]) -> Obstacles:
    shape = np.array(list(shapes), dtype=object)
    return Obstacles(
        np.array(kinds, dtype=np.int64),
        np.array([""] * len(shapes), dtype=object),
        shape,
        shapely.STRtree(shape),
    )


def across(y: float, half: float = 5000.0) -> shapely.LineString:
    return shapely.LineString([(-half, y), (half, y)])


def crossed(courses: Obstacles, places: Sequence[tuple[int, float]]) -> Crossings:
    """Crossings at metres along courses."""
    course = np.array([p[0] for p in places], dtype=np.int64)
    at = np.array([p[1] for p in places], dtype=np.float64)
    start = np.concatenate([[0.0], np.cumsum(shapely.length(courses.shape) + 1.0)])
    return Crossings(course, at, np.zeros(len(places), dtype=np.int64), at, at, start)


def reason(courses: Obstacles, places: Sequence[tuple[int, float]], *, extra: float) -> Reasons:
    return explain(
        np.array([STRAIGHT], dtype=object), np.array([extra]),
        courses=courses, crossings=crossed(courses, places), areas=obstacles([], []),
    )  # fmt: skip


def test_brook_with_bridges_is_no_reason_but_the_railway_behind_it_is() -> None:
    """The straight line crosses at 5000 m. The brook has bridges 150 m away on both sides: 300 m there and back, of 3000 m
    more. The railway's level crossing is 1200 m away: 2400 m."""
    both = obstacles([RIVER, RAILWAY], [across(0), across(100)])
    found = reason(both, [(0, 4850.0), (0, 5150.0), (1, 6200.0)], extra=3000.0)
    assert (found.kind[0], found.course[0]) == (RAILWAY, 1)
    assert (found.at_m[0], found.x[0], found.y[0]) == (5000.0, 0.0, 100.0)


def test_of_obstacles_that_explain_the_first_in_order_is_taken() -> None:
    three = obstacles([MOTORWAY, RAILWAY, RIVER], [across(-50), across(0), across(50)])
    assert reason(three, [], extra=3000.0).kind[0] == RIVER


def test_of_one_kind_the_longest_is_taken() -> None:
    """Two tracks of one railway: all pairs take the same, so that they make one line."""
    tracks = obstacles([RAILWAY, RAILWAY], [across(0), across(5, 9000.0)])
    assert reason(tracks, [], extra=3000.0).course[0] == 1


def test_obstacle_that_ends_makes_one_go_to_its_end_at_most() -> None:
    """A brook of 400 m without a bridge: 800 m there and back, less than a third of 3000 m."""
    assert reason(obstacles([RIVER], [across(0, 200.0)]), [], extra=3000.0).kind[0] == NO_ROAD
    assert reason(obstacles([RIVER], [across(0, 200.0)]), [], extra=2400.0).kind[0] == RIVER


def test_bend_that_is_crossed_twice_parts_nobody() -> None:
    bend = shapely.LineString([(-9000, 0), (100, 0), (100, 50), (-9000, 50)])
    assert reason(obstacles([RIVER], [bend]), [], extra=900.0).kind[0] == NO_ROAD


def test_where_there_is_no_way_at_all_any_obstacle_explains_it() -> None:
    brook = obstacles([RIVER], [across(0)])
    assert reason(brook, [(0, 4990.0)], extra=np.inf).kind[0] == RIVER


def join(lines: Sequence[shapely.LineString], *, label: Sequence[int] | None = None) -> list[str]:
    labels = np.array(label or [0] * len(lines), dtype=np.int64)
    courses, _ = join_lines(np.array(list(lines), dtype=object), labels, np.ones(len(lines), dtype=bool))
    return sorted(shapely.normalize(c).wkt for c in courses)


def wkt(*points: tuple[float, float]) -> str:
    text: str = shapely.normalize(shapely.LineString(points)).wkt
    return text


def test_course_goes_straight_on_where_a_branch_joins() -> None:
    """The branch comes in from the side at (100, 0)."""
    west, east = shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(200, 0), (100, 0)])
    branch = shapely.LineString([(100, 0), (150, 80)])
    assert join([west, branch, east]) == sorted([wkt((0, 0), (100, 0), (200, 0)), wkt((100, 0), (150, 80))])


def test_rivers_of_two_names_are_two_courses() -> None:
    one, other = shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100, 0), (200, 0)])
    assert len(join([one, other], label=[1, 2])) == 2
    assert join([one, other]) == [wkt((0, 0), (100, 0), (200, 0))]


def test_only_what_hangs_together_with_the_asked_is_joined() -> None:
    lines = np.array([shapely.LineString([(x, 0), (x + 100, 0)]) for x in (0, 100, 1000)], dtype=object)
    courses, row = join_lines(lines, np.zeros(3, dtype=np.int64), np.array([False, True, False]))
    assert [c.length for c in courses] == [200.0]
    assert row.tolist() == [0]


ends = st.tuples(st.integers(0, 5), st.integers(0, 5))


@given(st.lists(st.tuples(ends, ends).filter(lambda e: e[0] != e[1]), min_size=1, max_size=12))
def test_joining_keeps_every_metre(pieces: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    lines = [shapely.LineString([(100 * x, 100 * y) for x, y in piece]) for piece in pieces]
    courses, _ = join_lines(
        np.array(lines, dtype=object), np.zeros(len(lines), dtype=np.int64), np.ones(len(lines), dtype=bool)
    )
    assert sum(c.length for c in courses) == pytest.approx(sum(line.length for line in lines))
    assert len(courses) <= len(lines)
