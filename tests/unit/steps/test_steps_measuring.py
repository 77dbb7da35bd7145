from __future__ import annotations

import numpy as np

from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.steps.merged_times import merge_times

INF = np.inf


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
