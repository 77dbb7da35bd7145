import numpy as np

from mapa_uslug.transit.visit_costs import VisitCosts

INF = float("inf")


def costs(pairs, places=3):
    """Pairs as (cell, place, seconds there, last return)."""
    cell, place, last = (np.array([p[i] for p in pairs], dtype=np.int32) for i in (0, 1, 3))
    there = np.ones(len(pairs), dtype=bool)
    return VisitCosts(places, cell, place, np.array([p[2] for p in pairs], dtype=float), last, there)


FOUND = costs([(0, 0, 600.0, 50_000), (0, 2, 300.0, -1), (1, 1, INF, 60_000), (3, 1, 900.0, 70_000)])


def test_times_know_the_nearest_place_and_those_within_the_limit():
    times = FOUND.travel_times(
        limit=600.0, is_snapped=np.array([True] * 3 + [False]), edge_cost=np.full(4, INF)
    )
    assert times.nearest_cost.tolist() == [300.0, INF, INF, 900.0]
    assert times.nearest_place.tolist() == [2, -1, -1, 1]
    assert times.pair_ptr.tolist() == [0, 2, 2, 2, 2]
    assert times.pair_place.tolist() == [0, 2]
    assert times.pair_cost.tolist() == [600.0, 300.0]


def test_of_equally_near_places_the_first_is_the_nearest():
    times = costs([(0, 1, 300.0, -1), (0, 2, 300.0, -1)]).travel_times(
        limit=600.0, is_snapped=np.array([True]), edge_cost=np.array([INF])
    )
    assert times.nearest_place.tolist() == [1]


def test_cells_and_places_are_counted_anew_in_the_order_given():
    some = FOUND.of(np.array([3, 0]), np.array([2, 1]))
    assert (some.places, some.cell.tolist(), some.place.tolist()) == (2, [0, 1], [1, 0])
    assert some.outward_s.tolist() == [900.0, 300.0]
    assert some.last_return_s.tolist() == [70_000, -1]


def test_another_way_counts_where_it_takes_less():
    cell, place = np.array([0, 0, 2, 2], dtype=np.int32), np.array([0, 2, 0, 1], dtype=np.int32)
    joined = FOUND.joined(cell, place, np.array([500.0, 400.0, 200.0, INF]))
    assert list(zip(joined.cell.tolist(), joined.place.tolist(), joined.outward_s.tolist(), strict=True)) == [
        (0, 0, 500.0), (0, 2, 300.0), (1, 1, INF), (2, 0, 200.0), (3, 1, 900.0),
    ]  # fmt: skip
    assert joined.last_return_s.tolist() == [50_000, -1, 60_000, -1, 70_000]
