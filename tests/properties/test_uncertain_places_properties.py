"""Laws of places that are known only roughly, against an oracle that knows nothing of discs."""

from __future__ import annotations

import numpy as np
from hand_networks import networks, oracle_costs, snap_at, snaps_on
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.traveltime.bounds import RoughPlaces, measure_least_costs, measure_spreads, place_roughly

TENTHS = 0.8
"""Every part of a way is rounded to tenths of a second, and an edge shorter than a tenth takes one."""
STEPS = 12


def points_on_roads(roads: RoutableNetwork, centre: tuple[float, float], radius: float, kind: int) -> Snaps:
    """Points of legal roads that lie in a disc, by walking along every line; at no distance from the road."""
    network, edges, shares = roads.network, [], []
    for e in np.flatnonzero(roads.edge_kind("car") >= kind):
        x, y = (
            v[network.vertex_ptr[e] : network.vertex_ptr[e + 1]] for v in (network.vertex_x, network.vertex_y)
        )
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        for share in np.linspace(0.0, 1.0, STEPS + 1):
            at = share * along[-1]
            if np.hypot(np.interp(at, along, x) - centre[0], np.interp(at, along, y) - centre[1]) <= radius:
                edges.append(int(e))
                shares.append(float(share))
    return snap_at(network, edges, shares, [0.0] * len(edges))


def rough(roads: RoutableNetwork, centre: tuple[float, float], radius: float) -> RoughPlaces:
    x, y = np.array([centre[0]]), np.array([centre[1]])
    snaps = roads.snap(x, y, mode="car", max_distance_m=1e5)
    return place_roughly(roads, x=x, y=y, radius_m=np.array([radius]), snaps=snaps, mode="car")


def ordered(direction: str, cells: Snaps, places: Snaps) -> tuple[Snaps, Snaps]:
    return (cells, places) if direction == "to" else (places, cells)


@st.composite
def cases(draw: st.DrawFn) -> tuple[RoutableNetwork, Snaps, tuple[float, float], float, str]:
    roads = RoutableNetwork(draw(networks()))
    cells = draw(snaps_on(roads.network))
    # The cells' places on straight roads; what lies on a loop's bend is not asked for.
    rows = [i for i in range(len(cells)) if cells.edge[i] >= 0 and _is_straight(roads, int(cells.edge[i]))]
    at = snap_at(
        roads.network, cells.edge[rows].tolist(), cells.fraction[rows].tolist(), cells.offset_m[rows].tolist()
    )
    centre = draw(st.tuples(st.floats(-500, 4500), st.floats(-500, 4500)))
    return roads, at, centre, draw(st.floats(1.0, 3000.0)), draw(st.sampled_from(["to", "from"]))


def _is_straight(roads: RoutableNetwork, edge: int) -> bool:
    return int(np.diff(roads.network.vertex_ptr)[edge]) == 2


@given(cases())
@settings(max_examples=150, deadline=None)
def test_wherever_in_the_disc_the_place_stands_its_cost_is_between_the_bounds(
    case: tuple[RoutableNetwork, Snaps, tuple[float, float], float, str],
) -> None:
    roads, cells, centre, radius, direction = case
    places = rough(roads, centre, radius)
    least = measure_least_costs(
        roads, cell_snaps=cells, places=places, mode="car", direction=direction, limit=1e7
    )
    truths = points_on_roads(roads, centre, radius, kind=1)
    costs = oracle_costs(roads.network, *ordered(direction, cells, truths))
    costs = costs if direction == "to" else costs.T
    assert np.all(least[:, None] <= costs + TENTHS)
    spread = measure_spreads(roads, places=places, mode="car", direction=direction)[0]
    middle = Snaps(places.snaps.edge, places.snaps.fraction, np.zeros(1), places.snaps.x, places.snaps.y)
    nominal = oracle_costs(roads.network, *ordered(direction, cells, middle))
    nominal = nominal[:, 0] if direction == "to" else nominal[0]
    entrances = [
        e for e in np.unique(truths.edge) if roads.edge_kind("car")[e] == 2 and _is_walked(roads, int(e))
    ]
    at_entrance = np.isin(truths.edge, entrances)
    assert np.all(costs[:, at_entrance] <= (nominal + spread + TENTHS)[:, None])


def _is_walked(roads: RoutableNetwork, edge: int) -> bool:
    return bool(np.isfinite(roads.network.seconds_forward[1, edge]))


@given(cases(), st.floats(0.0, 2000.0))
@settings(max_examples=150, deadline=None)
def test_a_larger_disc_never_narrows_the_bounds(
    case: tuple[RoutableNetwork, Snaps, tuple[float, float], float, str], more: float
) -> None:
    roads, cells, centre, radius, direction = case
    bounds = []
    for size in (radius, radius + more):
        places = rough(roads, centre, size)
        least = measure_least_costs(
            roads, cell_snaps=cells, places=places, mode="car", direction=direction, limit=1e7
        )
        bounds.append((least, measure_spreads(roads, places=places, mode="car", direction=direction)[0]))
    assert np.all(bounds[1][0] <= bounds[0][0])
    assert bounds[1][1] >= bounds[0][1] - 1e-6


@given(cases())
@settings(max_examples=60, deadline=None)
def test_the_spread_is_no_more_than_the_farthest_point_asks_for(
    case: tuple[RoutableNetwork, Snaps, tuple[float, float], float, str],
) -> None:
    roads, _, centre, radius, direction = case
    places = rough(roads, centre, radius)
    spread = measure_spreads(roads, places=places, mode="car", direction=direction)[0]
    if not np.isfinite(spread) or places.snaps.edge[0] < 0:
        return
    truths = points_on_roads(roads, centre, radius + 1.0, kind=2)
    if not len(truths):
        return
    middle = Snaps(places.snaps.edge, places.snaps.fraction, np.zeros(1), places.snaps.x, places.snaps.y)
    way = ("to", middle, truths) if direction == "to" else ("from", truths, middle)
    costs = oracle_costs(roads.network, *way[1:])
    # Between two of the points walked past lies at most a step of a road of 300 s.
    assert spread <= np.where(np.isfinite(costs), costs, 0.0).max() + 2 * 300.0 / STEPS + TENTHS
