import numpy as np
import pytest
from hand_networks import snap_at, town

from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.traveltime.cells import measure_edge_costs, measure_travel_times

INF = float("inf")


def measure(mode="car", direction="to", limit=150.0, **options):
    """Cells: node 1; half-way from 1 to 2, 12 m off; node 5; nowhere. Places: node 3; node 4; nowhere."""
    roads = town()
    cells, places = snap_at(roads.network, [0, 0, 4, 0], [0, 0.5, 0, 0], [0, 12, 0, 0]), snap_at(
        roads.network, [1, 3, 0], [1, 1, 0], [0, 0, 0]
    )  # fmt: skip
    cells, places = lose_last(cells), lose_last(places)
    edge = measure_edge_costs(
        roads, cell_snaps=cells, edge_points=data_end(roads), mode=mode, direction=direction,
        weight=options.get("weight", "time"),
    )  # fmt: skip
    return measure_travel_times(
        roads, cell_snaps=cells, place_snaps=places, mode=mode, direction=direction, limit=limit,
        edge_cost=edge, **options,
    )  # fmt: skip


def data_end(roads):
    """The data end at node 6, the end of the last edge that has it."""
    network = roads.network
    edge = int(np.flatnonzero((network.edge_u == 5) | (network.edge_v == 5))[-1])
    return snap_at(network, [edge], [1.0 if network.edge_v[edge] == 5 else 0.0], [0])


def lose_last(snaps):
    edge, rest = snaps.edge.copy(), [v.copy() for v in (snaps.fraction, snaps.offset_m, snaps.x, snaps.y)]
    edge[-1] = -1
    for values in rest:
        values[-1] = np.nan
    return Snaps(edge, *rest)


def test_cells_know_their_nearest_place_and_those_within_the_limit():
    times = measure()
    assert times.nearest_cost.tolist() == [50.0, 50.0 + 50.0 + 9.6, INF, INF]
    assert times.nearest_place.tolist() == [1, 1, -1, -1]
    assert times.is_snapped.tolist() == [True, True, True, False]
    assert times.pair_ptr.tolist() == [0, 1, 2, 2, 2]
    assert times.pair_place.tolist() == [1, 1]
    assert times.pair_cost.tolist() == pytest.approx([50.0, 109.6])
    assert times.edge_cost.tolist() == [INF, INF, 50.0, INF]
    assert (times.unit, times.limit) == ("s", 150.0)


def test_pairs_come_by_cell_and_place():
    times = measure(limit=1000.0)
    assert times.pair_ptr.tolist() == [0, 2, 4, 4, 4]
    assert times.pair_place.tolist() == [0, 1, 0, 1]
    assert times.pair_cost.tolist() == pytest.approx([200.0, 50.0, 159.6, 109.6])


def test_services_that_come_to_people_travel_the_other_way():
    times = measure(direction="from", limit=1000.0)
    assert times.pair_cost.tolist() == pytest.approx([250.0, 50.0, 250.0 + 50.0 + 9.6, 109.6])


def test_terminal_time_counts_within_the_limit_but_not_to_the_edge():
    times = measure(terminal_s=60.0)
    assert times.nearest_cost.tolist() == [110.0, 169.6, INF, INF]
    assert times.pair_place.tolist() == [1]
    assert times.edge_cost[2] == 50.0
    assert len(measure(limit=50.0, terminal_s=60.0).pair_place) == 0


@pytest.mark.parametrize(("mode", "walk"), [("walk", 12 / 1.2), ("walk_slow", 12 / 0.8), ("bike", 12 / 1.25)])
def test_off_road_walks_are_at_the_speed_of_who_walks(mode, walk):
    on_road = {"walk": 1500.0, "walk_slow": 3000.0, "bike": 300.0}[mode]
    assert measure(mode=mode).nearest_cost[1] == pytest.approx(on_road + walk)


def test_metres_are_of_the_shortest_way_and_know_no_terminal_time():
    times = measure(weight="length", limit=2000.0, terminal_s=60.0)
    assert times.unit == "m"
    assert times.nearest_cost.tolist() == [1000.0, 1512.0, INF, INF]
    assert times.pair_cost.tolist() == [2000.0, 1000.0, 1512.0, 1512.0]
    assert times.edge_cost[2] == 500.0
