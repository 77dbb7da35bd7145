"""Turn restrictions of real places: how many there are, and times against a search over pasts."""

import numpy as np
import pytest
from hand_turns import ticks_by_pasts

from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.engine.turns import allow_all_turns
from mapa_uslug.network import read_network

pytestmark = pytest.mark.real

COUNTS = {
    "liechtenstein-2021-10-28.osm.pbf": (85, 83, 0, 0, 2),
    "north-bayreuth.osm.gz": (40, 38, 0, 2, 0),
    "porto-metro-roads.osm.pbf": (357, 336, 0, 1, 20),
}
"""Read, used, of others, off the roads, broken."""


@pytest.mark.parametrize("name", COUNTS)
def test_what_becomes_of_them_adds_up(real_data, name):
    """Counted apart with pyosmium: relations with type=restriction. In Porto four have no via and more meet mid-way."""
    loaded = read_network(real_data / "osm" / name)
    keys = ("turns_read", "turns_used", "turns_of_others", "turns_off_roads", "turns_broken")
    found = tuple(loaded.counts[key] for key in keys)
    assert found == COUNTS[name]
    assert found[0] == sum(found[1:])
    network = loaded.network
    for first, last in zip(network.turn_ptr[:-1], network.turn_ptr[1:], strict=True):
        halves = network.turn_halves[first:last]
        heads = np.where(halves & 1, network.edge_u[halves >> 1], network.edge_v[halves >> 1])
        tails = np.where(halves & 1, network.edge_v[halves >> 1], network.edge_u[halves >> 1])
        assert (heads[:-1] == tails[1:]).all(), "halves follow each other"


@pytest.mark.parametrize("name", ["liechtenstein-2021-10-28.osm.pbf", "north-bayreuth.osm.gz"])
@pytest.mark.parametrize("mode", ["car", "bike"])
def test_times_between_ends_of_forbidden_turns_are_those_of_pasts(real_data, name, mode):
    """From before each of some forbidden turns to behind it, where they matter most."""
    network = read_network(real_data / "osm" / name).network
    roads = RoutableNetwork(network)
    first = np.unique(network.turn_halves[network.turn_ptr[:-1]] >> 1)[:12]
    last = np.unique(network.turn_halves[network.turn_ptr[1:] - 1] >> 1)[:40]
    # Middles of the edges.
    snaps = [_middles(roads, edges, mode) for edges in (first, last)]
    expected = ticks_by_pasts(network, *snaps, mode=mode, forgets=True)
    for direction, (start, end), wanted in (
        ("from", snaps, expected),
        ("to", snaps[::-1], expected.T),
    ):
        assert np.array_equal(_matrix(roads, start, end, mode, direction), wanted)
    free = _matrix(RoutableNetwork(allow_all_turns(network)), *snaps, mode, "from")
    assert (expected >= free).all()
    assert (expected > free).any()
    assert ((free < NEVER) & (expected < NEVER)).mean() > 0.5


def _middles(roads, edges, mode):
    network = roads.network
    legal = roads.edge_kind(mode)[edges] > 0
    middle = [slice(network.vertex_ptr[e], network.vertex_ptr[e + 1]) for e in edges[legal]]
    x, y = (np.array([v[s][:2].mean() for s in middle]) for v in (network.vertex_x, network.vertex_y))
    return roads.snap(x, y, mode=mode)


def _matrix(roads, start, end, mode, direction):
    graph = roads.graph(mode, direction=direction)
    points = roads.sources(graph, start, speed_m_s=1.25), roads.targets(graph, end, speed_m_s=1.25)
    return sweep_matrix(graph, *points)[0]
