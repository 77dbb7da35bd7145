"""Searches from sources over a mode's graph: nearest, k nearest, matrices and all pairs within a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine import point_kernels, sweep_kernels
from mapa_uslug.engine.blocks import run_blocks
from mapa_uslug.engine.graph import NEVER, ModeGraph, limit_ticks
from mapa_uslug.engine.surface import SearchPoints, edge_costs


@dataclass(frozen=True, eq=False)
class Labels:
    """The k least costs of nodes or points and the sources they are counted from.

    Attributes
    ----------
    packed : uint64, (rows, k)
        ``ticks << 32 | source``, ascending in a row, all bits set where there are fewer than k.
    length_m : float64, (rows, k), or (0, k) if not carried
        Unrounded road length of the returned paths, the least among paths of equal ticks.
    """

    packed: NDArray[np.uint64]
    length_m: NDArray[np.float64]

    @property
    def ticks(self) -> NDArray[np.uint32]:
        """Ticks, `NEVER` where there is no source."""
        return (self.packed >> np.uint64(32)).astype(np.uint32)

    @property
    def source(self) -> NDArray[np.int32]:
        """Row of the source, -1 where there is none; of the lowest among ties."""
        return (self.packed & np.uint64(NEVER)).astype(np.uint32).view(np.int32)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Sources and targets within a limit of each other, by target, then source.

    Attributes
    ----------
    source, target : int32, (pairs,)
    ticks : uint32, (pairs,)
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    ticks: NDArray[np.uint32]


def sources_at_nodes(nodes: NDArray[np.integer[Any]]) -> SearchPoints:
    """Sources that stand on nodes (rows of the network), at no cost."""
    count = len(nodes)
    ticks = np.full((count, 2), NEVER, dtype=np.uint32)
    ticks[:, 0] = 0
    node = np.repeat(np.asarray(nodes, dtype=np.int32)[:, None], 2, axis=1)
    nowhere = np.full(count, -1, dtype=np.int32)
    return SearchPoints(
        node, ticks, np.zeros((count, 2)), nowhere, np.zeros(count), np.zeros(count, dtype=np.uint32)
    )


def sweep_nearest(graph: ModeGraph, sources: SearchPoints, *, limit: float | None = None) -> Labels:
    """Cost and identity of the nearest source at every node.

    Parameters
    ----------
    graph : ModeGraph
    sources : SearchPoints
        From `place_sources` or `sources_at_nodes`.
    limit : float, optional
        Seconds or metres; nodes beyond it stay unreached.

    Returns
    -------
    Labels
        (nodes, 1), without lengths.
    """
    node, label, _ = _seeds(sources)
    packed = np.full(graph.node_count, sweep_kernels.UNREACHED)
    head, pool = _ring(graph), np.empty(len(graph.adjacency.arcs) + len(node) + 1, dtype=np.uint64)
    sweep_kernels.nearest_sweep(graph.adjacency, node, label, limit_ticks(limit), head, pool, packed)
    return Labels(packed[:, None], np.empty((0, 1)))


def sweep_k_nearest(
    graph: ModeGraph, sources: SearchPoints, *, k: int, limit: float | None = None, with_length: bool = False
) -> Labels:
    """Costs and identities of the k nearest sources at every node; ties to the lowest source.

    Parameters
    ----------
    graph, sources, limit
        As for `sweep_nearest`.
    k : int
    with_length : bool
        Carry the road length of the paths along.

    Returns
    -------
    Labels
        (nodes, k)
    """
    node, label, length = _seeds(sources)
    packed = np.full((graph.node_count, k), sweep_kernels.UNREACHED)
    carried = np.zeros(packed.shape if with_length else (0, k))
    sweep_kernels.k_nearest_sweep(
        graph.adjacency, node, label, length, limit_ticks(limit), _ring(graph), packed, carried
    )
    return Labels(packed, carried)


def carry_to_points(
    graph: ModeGraph,
    labels: Labels,
    sources: SearchPoints,
    targets: SearchPoints,
    *,
    limit: float | None = None,
) -> Labels:
    """Labels of points from those of nodes: over either end of their edge, or along it.

    Parameters
    ----------
    graph : ModeGraph
    labels : Labels
        Of the nodes, from the same sources on the same graph.
    sources, targets : SearchPoints
        Sources matter here for targets on the edge that they stand on.
    limit : float, optional
        Seconds or metres, off-road walks included.

    Returns
    -------
    Labels
        (points, k)
    """
    k = labels.packed.shape[1]
    packed = np.full((len(targets.edge), k), sweep_kernels.UNREACHED)
    length = np.zeros(packed.shape if len(labels.length_m) else (0, k))
    order, sorted_edge = sort_by_edge(sources)
    point_kernels.carry_labels(
        labels.packed,
        labels.length_m,
        sources,
        sorted_edge,
        order,
        targets,
        edge_costs(graph),
        limit_ticks(limit),
        packed,
        length,
    )
    return Labels(packed, length)


def sweep_matrix(
    graph: ModeGraph, sources: SearchPoints, targets: SearchPoints, *, workers: int | None = None
) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """Ticks and road length from every source to every target.

    Returns
    -------
    ticks : uint32, (sources, targets)
        `NEVER` where there is no way.
    length_m : float64, (sources, targets)
        NaN where there is no way.
    """
    shape = (len(sources.edge), len(targets.edge))
    ticks, length = np.full(shape, NEVER, dtype=np.uint32), np.full(shape, np.nan)
    wanted = np.zeros(graph.node_count, dtype=np.uint8)
    wanted[targets.node[targets.ticks != NEVER]] = 1
    costs, count = edge_costs(graph), int(wanted.sum())

    def fill(first: int, last: int, scratch: point_kernels.Scratch) -> None:
        point_kernels.matrix_rows(
            graph.adjacency, costs, sources, targets, wanted, count, first, last, scratch, ticks, length
        )

    run_blocks(shape[0], fill, lambda: new_scratch(graph, with_length=True), workers)
    return ticks, length


def sweep_pairs(
    graph: ModeGraph,
    sources: SearchPoints,
    targets: SearchPoints,
    *,
    limit: float,
    workers: int | None = None,
) -> Pairs:
    """All pairs within a limit, with work proportional to what each source reaches.

    Parameters
    ----------
    graph : ModeGraph
    sources, targets : SearchPoints
    limit : float
        Seconds or metres, off-road walks included.
    workers : int, optional
        Threads, by default one for each core; the result is the same for any number.
    """
    empty = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint32))
    if limit < 0:
        return Pairs(*empty)
    landings, costs, ticks = find_landings(graph, targets), edge_costs(graph), limit_ticks(limit)

    def find(first: int, last: int, scratch: tuple[point_kernels.Scratch, Any]) -> Any:
        return point_kernels.pairs_of(
            graph.adjacency, costs, sources, targets, landings, ticks, first, last, *scratch
        )

    found = run_blocks(
        len(sources.edge),
        find,
        lambda: (
            new_scratch(graph, with_length=False),
            np.full(len(targets.edge), NEVER, dtype=np.uint32),
        ),
        workers,
    )
    source, target, cost = (np.concatenate(parts) for parts in zip(empty, *found, strict=True))
    order = point_kernels.order_by_target(target, len(targets.edge))
    return Pairs(source[order], target[order], cost[order])


def new_scratch(graph: ModeGraph, *, with_length: bool) -> point_kernels.Scratch:
    """Memory for one-source searches on a graph, for one thread."""
    nodes = graph.node_count
    return point_kernels.Scratch(
        _ring(graph),
        np.empty(len(graph.adjacency.arcs) + 8, dtype=np.uint64),
        np.full(nodes, NEVER, dtype=np.uint32),
        np.empty(nodes, dtype=np.int32),
        np.empty(nodes if with_length else 0),
    )


def _ring(graph: ModeGraph) -> NDArray[np.uint64]:
    """Empty buckets, a power of two above the heaviest arc."""
    return np.full(1 << graph.largest_arc.bit_length(), sweep_kernels.NONE)


def _seeds(sources: SearchPoints) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.float64]]:
    """Nodes, labels and lengths that a search starts with, by ascending label."""
    row, end = np.nonzero(sources.ticks != NEVER)
    label = (sources.ticks[row, end].astype(np.uint64) << np.uint64(32)) | row.astype(np.uint64)
    node = sources.node[row, end]
    order = np.lexsort((node, label))
    return node[order], label[order], sources.length_m[row, end][order]


def sort_by_edge(points: SearchPoints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rows of snapped points in ascending order of their edge, and those edges."""
    order = np.argsort(points.edge, kind="stable").astype(np.int32)
    order = order[points.edge[order] >= 0]
    return order, points.edge[order]


def find_landings(graph: ModeGraph, targets: SearchPoints) -> point_kernels.Landings:
    """Targets by the nodes and edges of a graph from which they are met."""
    row, end = np.nonzero(targets.ticks != NEVER)
    node = targets.node[row, end]
    order = np.argsort(node, kind="stable")
    pointer = np.zeros(graph.node_count + 1, dtype=np.int64)
    np.cumsum(np.bincount(node, minlength=graph.node_count), out=pointer[1:])
    point, edge = sort_by_edge(targets)
    return point_kernels.Landings(
        pointer, row[order].astype(np.int32), targets.ticks[row, end][order], edge, point
    )
