"""Searches over Porto by car: against SciPy on the same and on the uncontracted graph, and against pandana."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.common import SOURCES, Row, against, best, clock, porto, race, random_nodes, show
from benchmarks.pandana_outside import run_pandana, why_not
from mapa_uslug.engine.graph import NEVER, build_mode_graph
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import (
    sources_at_nodes,
    sweep_k_nearest,
    sweep_matrix,
    sweep_nearest,
    sweep_pairs,
)
from mapa_uslug.engine.turns import allow_all_turns

NEAREST = 10
FARTHEST_S = 4 * 3600.0


def rows() -> list[Row]:
    """Measure; every row a search."""
    roads = RoutableNetwork(allow_all_turns(porto().network))  # which the peers know nothing of
    nodes = random_nodes(roads, SOURCES)
    return [
        *_nearest_rows(roads, nodes),
        _k_nearest_row(roads, nodes),
        *_many_rows(roads, nodes),
        _compile_row(),
    ]


def _nearest_rows(roads: RoutableNetwork, nodes: NDArray[np.int32]) -> list[Row]:
    graph, sources = roads.graph("car", direction="from"), sources_at_nodes(nodes)
    tail, head, cost = _arcs(roads)
    size = roads.network.node_count
    same = coo_array((cost, (tail, head)), shape=(size, size)).tocsr()
    whole, whole_nodes = _uncontracted(roads, nodes)
    ticks = sweep_nearest(graph, sources).ticks[:, 0]
    seconds = dijkstra(same, indices=nodes, min_only=True)
    reached = np.isfinite(seconds)
    assert np.array_equal(reached, ticks != NEVER)
    worst = float(np.abs(ticks[reached] / 10 - seconds[reached]).max())
    ours, contracted = race(
        lambda: sweep_nearest(graph, sources),
        lambda: dijkstra(same, indices=nodes, min_only=True),
        repeats=11,
    )
    again, uncontracted = race(
        lambda: sweep_nearest(graph, sources),
        lambda: dijkstra(whole, indices=whole_nodes, min_only=True),
        repeats=7,
    )
    subject = f"nearest of {SOURCES} sources, with identity, for all nodes (car)"
    return [
        against(
            subject, ours, peer=f"SciPy, same graph of {size:,} nodes", peer_s=contracted, at_least=3.0,
            note=f"SciPy without identity; times differ by at most {worst:.1f} s",
        ),
        against(
            subject, again, peer=f"SciPy, uncontracted, {whole.shape[0]:,} nodes", peer_s=uncontracted, at_least=12.0,
            note="car roads only",
        ),
    ]  # fmt: skip


def _k_nearest_row(roads: RoutableNetwork, nodes: NDArray[np.int32]) -> Row:
    sources, network = sources_at_nodes(nodes), roads.network

    def ours() -> Any:
        return sweep_k_nearest(build_mode_graph(network, mode="car", direction="to"), sources, k=NEAREST)

    labels = ours()
    ours_s = best(ours, repeats=7)
    tail, head, cost = _arcs(roads)
    arcs: dict[str, NDArray[Any]] = {
        "x": network.node_x,
        "y": network.node_y,
        "tail": tail,
        "head": head,
        "cost": cost,
    }
    subject = f"{NEAREST} nearest of {SOURCES} for all nodes (car), graph built anew"
    try:
        told, costs = run_pandana(arcs, nodes, limit_s=FARTHEST_S, count=NEAREST)
    except (subprocess.CalledProcessError, OSError) as error:
        return Row(subject, show(ours_s), "pandana did not run", bar="15 times", note=why_not(error))
    known = (labels.ticks != NEVER) & (labels.ticks < FARTHEST_S * 10)
    apart = np.abs(np.where(known, labels.ticks / 10, np.nan) - costs)
    same = float(np.mean(apart[known] <= np.maximum(1.0, 0.001 * costs[known])))
    return against(
        subject, ours_s, peer=f"pandana {told['version']}, build and query", peer_s=told["build"] + told["query"],
        at_least=15.0, note=f"build {show(told['build'])}, query {show(told['query'])}; {same:.2%} of times agree",
    )  # fmt: skip


def _many_rows(roads: RoutableNetwork, nodes: NDArray[np.int32]) -> list[Row]:
    graph, sources = roads.graph("car", direction="from"), sources_at_nodes(nodes)
    random = np.random.default_rng(3)
    network = roads.network
    pick = random.integers(0, network.node_count, 20_000)
    x, y = network.node_x[pick] + 40.0, network.node_y[pick] - 30.0
    snaps = roads.snap(x, y, mode="car")
    snapping = best(lambda: roads.snap(x, y, mode="car"), repeats=5)
    targets = roads.targets(graph, snaps)
    sweep_pairs(graph, sources, targets, limit=60.0)
    sweep_matrix(graph, sources, targets)
    pairs = sweep_pairs(graph, sources, targets, limit=1800.0)
    pairs_s = best(lambda: sweep_pairs(graph, sources, targets, limit=1800.0), repeats=3)
    matrix_s = best(lambda: sweep_matrix(graph, sources, targets), repeats=3)
    return [
        Row("snap 20,000 points to edges", show(snapping)),
        Row(f"all pairs within 30 minutes, {SOURCES} places x 20,000 points", show(pairs_s), note=f"{len(pairs.source):,} pairs"),
        Row(f"full matrix {SOURCES} x 20,000, with length of the path", show(matrix_s)),
    ]  # fmt: skip


def _compile_row() -> Row:
    code = (
        "import numpy as np\n"
        "from benchmarks.bench_isochrones import warm_up\n"
        "from benchmarks.bench_sweeps import warm_up_tables\n"
        "warm_up_tables(); warm_up()\n"
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        first, again = (
            clock(lambda: subprocess.run([sys.executable, "-c", code], env=environment, check=True))[0]
            for _ in range(2)
        )
    return Row(
        "all searches and isochrones once in a fresh process",
        show(again),
        note=f"with first compilation {show(first)}",
    )


def warm_up_tables() -> None:
    """Run every table once on three roads."""
    from mapa_uslug.engine.snapping import PlacedPoints
    from mapa_uslug.traveltime import measure_matrix, measure_nearest

    roads = tiny_roads()
    points = PlacedPoints(np.arange(2), roads.snap(np.array([10.0, 900.0]), np.array([5.0, 5.0]), mode="car"))
    graph = roads.graph("car", direction="to")
    sweep_nearest(graph, roads.sources(graph, points.snaps))
    sweep_pairs(graph, roads.sources(graph, points.snaps), roads.targets(graph, points.snaps), limit=900.0)
    measure_matrix(roads, points, points, mode="car")
    measure_nearest(roads, points, points, mode="car", k=2)


def tiny_roads() -> RoutableNetwork:
    """Three junctions in a row."""
    from mapa_uslug.engine.road_network import MODES, RoadNetwork

    x, seconds = np.array([0.0, 500.0, 1000.0]), np.full((len(MODES), 2), 60.0)
    return RoutableNetwork(
        RoadNetwork(
            crs="EPSG:2180", node_x=x, node_y=np.zeros(3), node_id=np.arange(3, dtype=np.int64),
            edge_u=np.array([0, 1], np.int32), edge_v=np.array([1, 2], np.int32), edge_length_m=np.full(2, 500.0),
            seconds_forward=seconds, seconds_backward=seconds, vertex_ptr=np.array([0, 2, 4], np.int64),
            vertex_x=x[[0, 1, 1, 2]], vertex_y=np.zeros(4), edge_class=np.zeros(2, np.uint8), classes=("road",),
            edge_source_id=np.arange(2, dtype=np.int64),
        )
    )  # fmt: skip


def _arcs(roads: RoutableNetwork) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Tail, head and unrounded seconds of every arc for cars, the quickest of parallel ones."""
    network, graph = roads.network, roads.graph("car", direction="from")
    tail = np.concatenate([network.edge_u, network.edge_v])
    head = np.concatenate([network.edge_v, network.edge_u])
    cost = np.concatenate([graph.edge_uv, graph.edge_vu])
    return _quickest(tail, head, cost)


def _quickest(tail: Any, head: Any, cost: Any) -> tuple[Any, Any, Any]:
    order = np.lexsort((cost, head, tail))
    order = order[np.isfinite(cost[order]) & (tail[order] != head[order])]
    first = np.append(True, (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0))
    order = order[first]
    # SciPy takes a stored zero for no arc
    return tail[order], head[order], np.maximum(cost[order], 1e-6)


def _uncontracted(roads: RoutableNetwork, nodes: NDArray[np.int32]) -> tuple[Any, NDArray[np.int64]]:
    """The graph with a node at every vertex of a car road, as it is before contraction, and where `nodes` are."""
    network, graph = roads.network, roads.graph("car", direction="from")
    size, edges = network.node_count, np.arange(network.edge_count)
    starts, ends = network.vertex_ptr[:-1], network.vertex_ptr[1:]
    node = np.arange(size, size + len(network.vertex_x))
    node[starts], node[ends - 1] = network.edge_u, network.edge_v
    step = np.hypot(np.diff(network.vertex_x), np.diff(network.vertex_y))
    edge = np.repeat(edges, ends - starts)
    inner = np.flatnonzero(np.diff(edge) == 0)
    along, edge = step[inner], edge[inner]
    share = along / np.maximum(np.bincount(edge, along, minlength=len(edges)), 1e-9)[edge]
    a, b = node[inner], node[inner + 1]
    tail, head = np.concatenate([a, b]), np.concatenate([b, a])
    with np.errstate(invalid="ignore"):
        cost = np.concatenate([graph.edge_uv[edge] * share, graph.edge_vu[edge] * share])
    tail, head, cost = _quickest(tail, head, np.where(np.isfinite(cost), cost, np.inf))
    used = np.unique(np.concatenate([tail, head, nodes]))
    size = len(used)
    place = np.searchsorted(used, tail), np.searchsorted(used, head)
    return coo_array((cost, place), shape=(size, size)).tocsr(), np.searchsorted(used, nodes)
