"""Times and identities of the nearest sweep are those of a heap, to the bit, however many nodes settle at once."""

from heapq import heappop, heappush

import numpy as np
import pytest
from hand_networks import INF, Road, make_network
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.engine.graph import NEVER, ModeGraph, build_mode_graph
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweep_kernels import UNREACHED
from mapa_uslug.engine.sweeps import sources_at_nodes, sweep_nearest


def grid(side: int, random: np.random.Generator, *, most_ticks: int, oneway: float) -> ModeGraph:
    """Streets of so few different costs that most nodes are as far from several sources."""
    places = {side * row + col: (100.0 * col, 100.0 * row) for row in range(side) for col in range(side)}
    ends = [(n, n + 1) for n in places if (n + 1) % side] + [
        (n, n + side) for n in places if n + side < side**2
    ]
    cost = random.integers(1, most_ticks + 1, (len(ends), 2)) / 10
    cost[random.random(len(ends)) < oneway, 1] = INF
    roads = [Road(u, v, ahead, back) for (u, v), (ahead, back) in zip(ends, cost.tolist(), strict=True)]
    return build_mode_graph(make_network(places, roads), mode="car", direction="from")


def scattered(graph: ModeGraph, count: int, random: np.random.Generator, *, most_ticks: int) -> SearchPoints:
    """Sources anywhere, several at one node too, some way off the road."""
    points = sources_at_nodes(random.integers(0, graph.node_count, count))
    ticks = points.ticks.copy()
    ticks[:, 0] = random.integers(0, most_ticks + 1, count)
    return points._replace(ticks=ticks)


def by_heap(graph: ModeGraph, sources: SearchPoints, limit: int) -> np.ndarray:
    """Least (ticks, source) at every node."""
    pointer, arcs, _ = graph.adjacency
    ways = [(int(a) & NEVER, (int(a) >> 32) & 0x7FFF_FFFF) for a in arcs]
    label = [int(UNREACHED)] * graph.node_count
    heap: list[tuple[int, int]] = []
    for source, (node, ticks) in enumerate(zip(sources.node[:, 0], sources.ticks[:, 0], strict=True)):
        if ticks <= limit:
            heappush(heap, ((int(ticks) << 32) | source, int(node)))
    while heap:
        at, u = heappop(heap)
        if at >= label[u]:
            continue
        label[u] = at
        for v, ticks in ways[pointer[u] : pointer[u + 1]]:
            new = at + (ticks << 32)
            if new < label[v] and new >> 32 <= limit:
                heappush(heap, (new, v))
    return np.array(label, dtype=np.uint64)


@given(
    seed=st.integers(0, 2**32), side=st.integers(2, 25), most_ticks=st.sampled_from([1, 2, 3, 40]),
    count=st.integers(1, 200), oneway=st.sampled_from([0.0, 0.3]), limit=st.none() | st.integers(0, 30),
)  # fmt: skip
@settings(max_examples=60)
def test_labels_are_those_of_a_heap_to_the_bit(seed, side, most_ticks, count, oneway, limit):
    random = np.random.default_rng(seed)
    graph = grid(side, random, most_ticks=most_ticks, oneway=oneway)
    sources = scattered(graph, count, random, most_ticks=most_ticks)
    found = sweep_nearest(graph, sources, limit=None if limit is None else limit / 10)
    expected = by_heap(graph, sources, NEVER - 1 if limit is None else limit)
    assert found.packed[:, 0].tolist() == expected.tolist()


@pytest.mark.parametrize("count", [1_023, 1_024, 1_025, 5_000])
def test_thousands_may_settle_in_one_tick(count):
    """Every bucket holds about as many nodes as there are sources, more than room is made for at first."""
    random = np.random.default_rng(count)
    graph = grid(100, random, most_ticks=1, oneway=0.0)
    nodes = np.sort(random.choice(graph.node_count, count, replace=False))
    sources = sources_at_nodes(nodes)
    assert sweep_nearest(graph, sources).packed[:, 0].tolist() == by_heap(graph, sources, NEVER - 1).tolist()
