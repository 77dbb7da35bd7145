from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.pixels import lay_pixel_grid
from mapa_uslug.steps import measuring
from mapa_uslug.steps.loading import load_area
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.steps.merged_times import group_by_allowed, merge_times, restrict_found
from mapa_uslug.steps.reach import tell_undrawn
from mapa_uslug.traveltime.searches import Found

INF = np.inf
EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example" / "area.toml"


def times(
    nearest: list[float], place: list[int], pairs: list[list[tuple[int, float]]], edge: list[float]
) -> TravelTimes:
    flat = [pair for row in pairs for pair in row]
    return TravelTimes(
        mode="car", direction="to", unit="s", is_snapped=np.isfinite(nearest), nearest_cost=np.array(nearest),
        nearest_place=np.array(place, dtype=np.int32), pair_ptr=np.cumsum([0, *map(len, pairs)]).astype(np.int64),
        pair_place=np.array([p for p, _ in flat], dtype=np.int32), pair_cost=np.array([c for _, c in flat], dtype=np.float32),
        limit=900.0, edge_cost=np.array(edge),
    )  # fmt: skip


def test_parts_come_together_in_the_rows_of_the_whole() -> None:
    # Cells 2 and 0 may use places 1 and 3; cell 1 may use place 0 only; nobody asked for cell 3.
    one = times([60.0, 90.0], [1, 0], [[(0, 70.0), (1, 60.0)], [(0, 90.0)]], [5.0, 6.0])
    two = times([30.0], [0], [[(0, 30.0)]], [7.0])
    got = merge_times(
        [(np.array([2, 0]), np.array([1, 3]), one), (np.array([1]), np.array([0]), two)], cell_count=4
    )
    assert got.nearest_cost.tolist() == [90.0, 30.0, 60.0, INF]
    assert got.nearest_place.tolist() == [1, 0, 3, -1]
    assert got.edge_cost.tolist() == [6.0, 7.0, 5.0, INF]
    assert got.pair_ptr.tolist() == [0, 1, 2, 4, 4]
    assert got.pair_place.tolist() == [1, 0, 1, 3]
    assert got.pair_cost.tolist() == [90.0, 30.0, 70.0, 60.0]
    assert got.is_snapped.tolist() == [True, True, True, False]


def test_gminas_that_may_use_the_same_places_go_together() -> None:
    # Gminas 0 and 2 may use place 1, gmina 1 both places, gmina 3 has no cells; cell 4 is of no gmina.
    eligible = np.array([[False, True], [True, True], [False, True], [False, False]])
    parts = group_by_allowed(eligible, np.array([2, 1, 0, 1, -1, 2]))
    assert [(rows.tolist(), allowed.tolist()) for rows, allowed in parts] == [
        ([0, 2, 5], [1]),
        ([1, 3], [0, 1]),
    ]


def ticks(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.uint32)


def test_of_a_search_for_all_parts_each_keeps_the_places_that_it_may_use() -> None:
    # Places 2, 5 and 7 of a type were searched from. Who may use which, and what the search says:
    # cell 0: place 5; the nearest is 2, but 5 is among the pairs.
    # cell 1: places 5 and 7; as near to both, and both within the limit.
    # cell 2: place 7; the nearest of all is 7, beyond the limit.
    # cell 3: place 2; the nearest is 7, place 2 is farther than pairs were looked for.
    # cell 4: none. Cell 5: place 2, but no road leads there.
    found = Found(
        nearest_ticks=ticks(10, 30, 900, 800, 5, NEVER),
        nearest_source=np.array([0, 1, 2, 2, 0, -1], dtype=np.int32),
        pair_source=np.array([0, 1, 1, 2, 0], dtype=np.int32),
        pair_target=np.array([0, 0, 1, 1, 4], dtype=np.int32),
        pair_ticks=ticks(10, 20, 30, 30, 5),
    )
    none = np.array([], dtype=np.int64)
    parts = [([0], [5]), ([1], [5, 7]), ([2], [7]), ([3, 5], [2]), ([4], none)]
    told, is_missing = restrict_found(
        found, [(np.array(rows), np.array(allowed)) for rows, allowed in parts], places=np.array([2, 5, 7])
    )
    assert told.nearest_ticks.tolist() == [20, 30, 900, NEVER, NEVER, NEVER]
    assert told.nearest_source.tolist() == [5, 5, 7, -1, -1, -1]
    assert told.pair_target.tolist() == [0, 1, 1]
    assert told.pair_source.tolist() == [5, 5, 7]
    assert told.pair_ticks.tolist() == [20, 30, 30]
    assert is_missing.tolist() == [False, False, False, True, False, False]


def test_a_search_that_found_nothing_tells_nothing() -> None:
    nobody = np.array([], dtype=np.int32)
    found = Found(ticks(NEVER), np.array([-1], dtype=np.int32), nobody, nobody, ticks())
    told, is_missing = restrict_found(
        found, [(np.array([0]), np.array([], dtype=np.int64))], places=np.array([], dtype=np.int64)
    )
    assert (told.nearest_source.tolist(), told.nearest_ticks.tolist()) == ([-1], [NEVER])
    assert not is_missing.any()


def test_pixels_are_of_100_m_unless_there_would_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_area(EXAMPLE)
    located, sharing = data.registry.located, data.config.sharing
    assert Measurer(data, located, sharing).pixel_m == 100.0
    grid = lay_pixel_grid(data.roads, size_m=100.0)
    # Four times as many as there may be: half of them a side.
    monkeypatch.setattr(measuring, "MOST_PIXELS", grid.rows * grid.columns / 4)
    assert Measurer(data, located, sharing).pixel_m == 200.0
    monkeypatch.setattr(measuring, "MOST_PIXELS", grid.rows * grid.columns / 4.1)
    assert Measurer(data, located, sharing).pixel_m == 300.0
    isochrones = data.config.isochrones.model_copy(update={"resolution_m": 50, "per_place": None})
    data = replace(data, config=data.config.model_copy(update={"isochrones": isochrones}))
    measurer = Measurer(data, located, sharing)
    assert measurer.pixel_m == 50.0
    assert measurer.draws_places
    assert tell_undrawn(measurer) == ()
    monkeypatch.setattr(measuring, "MOST_DRAWN_PLACES", len(located) - 1)
    assert not measurer.draws_places
    assert [p.code for p in tell_undrawn(measurer)] == ["no_place_isochrones"]
