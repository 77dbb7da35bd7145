"""The way to the next home against one search of the whole limit for every gmina."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hand_networks import Road, make_network, snap_at

from mapa_uslug.coverage.home_visits import find_next_home
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.steps import next_homes
from mapa_uslug.steps.next_homes import NEXT_HOME_LIMIT_S, measure_next_homes
from mapa_uslug.traveltime.cells import measure_travel_times

TERMINAL_S = 90.0


def lattice(side: int, draw: np.random.Generator) -> RoutableNetwork:
    """Streets with two directions of different speed, some of them one-way."""
    places = {r * side + c: (500.0 * c, 500.0 * r) for r in range(side) for c in range(side)}
    ends = [(n, n + 1) for n in places if (n + 1) % side] + [
        (n, n + side) for n in places if n + side in places
    ]
    times = draw.integers(30, 400, (len(ends), 2)).astype(float)
    times[draw.random(len(ends)) < 0.2, 1] = np.inf
    return RoutableNetwork(
        make_network(places, [Road(u, v, *t) for (u, v), t in zip(ends, times.tolist(), strict=True)])
    )


def by_gmina(measurer, gmina, wanting):
    """What is to come out, the plain way."""
    minutes, snaps = np.full(len(wanting), np.inf), measurer.snaps("cells", "car")
    for row in np.unique(gmina):
        cells = np.flatnonzero((gmina == row) & (wanting > 0.0))
        if not len(cells):
            continue
        homes = snaps.take(cells)
        times = measure_travel_times(
            measurer.roads, cell_snaps=homes, place_snaps=homes, mode="car", direction="from", limit=NEXT_HOME_LIMIT_S,
            terminal_s=TERMINAL_S, edge_cost=np.full(len(cells), np.inf),
        )  # fmt: skip
        minutes[cells] = find_next_home(times.pair_ptr, times.pair_place, times.pair_cost, wanting[cells])
    return minutes


@pytest.mark.parametrize("at_a_time", [7, 4096])
@pytest.mark.parametrize("seed", range(6))
def test_equal_to_a_search_for_every_gmina(
    seed: int, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_homes, "_AT_A_TIME", at_a_time)
    draw = np.random.default_rng(seed)
    roads, count = lattice(6, draw), 50
    edges = draw.integers(0, 60, count)
    snaps = snap_at(roads.network, edges.tolist(), draw.random(count).tolist(), [20.0] * count)
    snaps.edge[::17] = -1  # far from every road
    measurer = SimpleNamespace(
        roads=roads, snaps=lambda what, mode: snaps, terminal_s=lambda mode: TERMINAL_S
    )  # fmt: skip
    gmina = draw.integers(0, 3, count)
    wanting = draw.choice([0.0, 0.3, 0.9, 2.5], count, p=[0.2, 0.4, 0.3, 0.1])
    expected = by_gmina(measurer, gmina, wanting)
    assert np.array_equal(measure_next_homes(measurer, gmina, wanting, "car"), expected)
    assert np.isfinite(expected).any()
    assert np.isinf(expected[wanting > 0]).any()


def test_nobody_wants_care() -> None:
    roads = lattice(3, np.random.default_rng(1))
    snaps = snap_at(roads.network, [0, 1], [0.5, 0.5], [0.0, 0.0])
    measurer = SimpleNamespace(roads=roads, snaps=lambda what, mode: snaps, terminal_s=lambda mode: 0.0)
    assert np.isinf(measure_next_homes(measurer, np.zeros(2, np.int64), np.zeros(2), "car")).all()
