"""Neighbours of points: near ones, whatever the density, and none across others."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.barriers.neighbours import find_neighbours

points = st.lists(st.tuples(*[st.integers(0, 60)] * 2), min_size=0, max_size=25)


def pairs_of(places: list[tuple[float, float]], **options: float) -> set[tuple[int, int]]:
    x, y = np.array(places, dtype=float).reshape(-1, 2).T
    found = find_neighbours(x, y, **options)
    return set(zip(found.a.tolist(), found.b.tolist(), strict=True))


def test_middle_of_a_cross_is_everybodys_neighbour() -> None:
    """The middle parts left from right and top from bottom; the four around it are neighbours of the next."""
    cross = [(0.0, 0.0), (100.0, 0.0), (0.0, 100.0), (-100.0, 0.0), (0.0, -100.0)]
    assert pairs_of(cross) == {(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (2, 3), (3, 4), (1, 4)}


def test_far_points_are_no_neighbours() -> None:
    assert pairs_of([(0.0, 0.0), (100.0, 0.0), (50.0, 5001.0)]) == {(0, 1)}
    assert pairs_of([(0.0, 0.0), (100.0, 0.0), (50.0, 90.0)], longest_m=100.0) == {(0, 1)}


def test_points_on_a_line_are_neighbours_of_the_next() -> None:
    assert pairs_of([(0.0, 0.0), (200.0, 200.0), (100.0, 100.0)]) == {(0, 2), (1, 2)}


def test_of_points_in_one_place_the_first_is_taken() -> None:
    assert pairs_of([(0.0, 0.0), (100.0, 0.0), (0.0, 0.0)]) == {(0, 1)}


@given(points)
def test_triangles_name_their_own_sides(places: list[tuple[int, int]]) -> None:
    x, y = (np.array([p[i] for p in places], dtype=float) * 100.0 for i in (0, 1))
    found = find_neighbours(x, y, longest_m=2500.0)
    assert (found.a < found.b).all()
    assert (found.straight_m <= 2500.0).all()
    assert (found.straight_m > 0).all()
    for sides in found.triangles:
        known = sides[sides >= 0]
        corners = set(found.a[known]) | set(found.b[known])
        assert len(corners) <= 3


@given(points)
def test_nearest_point_is_always_a_neighbour(places: list[tuple[int, int]]) -> None:
    """A property of the Delaunay triangulation: it holds every nearest-neighbour pair (one of them, where some tie)."""
    distinct = [(100.0 * x, 100.0 * y) for x, y in dict.fromkeys(places)]
    if len(distinct) < 2:
        assert not pairs_of(distinct)
        return
    linked = pairs_of(distinct, longest_m=1e6)
    xy = np.array(distinct)
    distance = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    for i in range(len(xy)):
        near = np.flatnonzero(distance[i] == distance[i].min())
        assert any((min(i, int(j)), max(i, int(j))) in linked for j in near)
