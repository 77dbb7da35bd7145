"""Outlines of squares against the union of the squares."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import label

from mapa_uslug.coverage.outlines import SquareGrid, outline_squares


def outline(drawing: list[str]) -> list[shapely.Geometry]:
    """Outlines of groups of touching squares of a drawing, its first line at the top."""
    is_there = np.array([[c == "#" for c in line] for line in reversed(drawing)])
    groups, count = label(is_there, structure=np.ones((3, 3)))
    row, col = np.nonzero(is_there)
    grid = SquareGrid.of(col, row, shapely.box(col, row, col + 1, row + 1))
    drawn = outline_squares(grid, grid.square, groups[row, col][np.argsort(grid.square)].astype(np.int64) - 1)
    assert len(drawn) == count
    return list(drawn)


def test_a_square_is_itself() -> None:
    assert outline(["#"])[0].wkb == shapely.box(0, 0, 1, 1).wkb


@pytest.mark.parametrize(
    ("drawing", "parts", "holes"),
    [
        (["##", "##"], 1, 0),
        # At a corner alone: two polygons of one outline.
        (["#.", ".#"], 2, 0),
        (["###", "#.#", "###"], 1, 1),
        # The border meets itself: within lies a hole that touches the border around.
        (["##.", "#.#", "###"], 1, 1),
        # Two holes that touch at a corner, and a square alone in a hole.
        (["####", "#.##", "##.#", "####"], 1, 2),
        (["#####", "#...#", "#.#.#", "#...#", "#####"], 1, 1),
    ],
)  # fmt: skip
def test_parts_and_holes(drawing: list[str], parts: int, holes: int) -> None:
    shape = outline(drawing)[0]
    assert shape.is_valid
    polygons = shapely.get_parts(shape)
    assert len(polygons) == parts
    assert shapely.get_num_interior_rings(polygons).sum() == holes


@given(st.lists(st.text("#.", min_size=7, max_size=7), min_size=1, max_size=7))
def test_outlines_are_those_of_the_union(drawing: list[str]) -> None:
    is_there = np.array([[c == "#" for c in line] for line in reversed(drawing)])
    if not is_there.any():
        return
    drawn = outline(drawing)
    row, col = np.nonzero(is_there)
    squares = shapely.box(col, row, col + 1, row + 1)
    assert shapely.is_valid(drawn).all()
    groups, _ = label(is_there, structure=np.ones((3, 3)))
    for number, shape in enumerate(drawn, start=1):
        union = shapely.coverage_union_all(squares[groups[row, col] == number])
        assert shape.normalize().wkb == union.normalize().wkb
