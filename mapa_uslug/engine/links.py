"""What new links would bring to points, from the costs of one search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine import link_kernels
from mapa_uslug.engine.forest import run_by_work
from mapa_uslug.engine.graph import NEVER, ModeGraph
from mapa_uslug.engine.link_kernels import Gains, SpreadScratch
from mapa_uslug.engine.surface import SearchPoints, edge_costs
from mapa_uslug.engine.sweeps import Labels, carry_to_points, find_landings


@dataclass(frozen=True, eq=False)
class LinkEnd:
    """One end of every link, without an off-road walk; on no edge (-1) where it is at a node.

    Attributes
    ----------
    as_target, as_source : SearchPoints
        As a search meets it, and as it goes on from it.
    """

    as_target: SearchPoints
    as_source: SearchPoints


def open_each_link(
    graph: ModeGraph,
    labels: Labels,
    sources: SearchPoints,
    targets: SearchPoints,
    people: NDArray[np.int64],
    *,
    ends: tuple[LinkEnd, LinkEnd],
    ticks: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    limit: int,
    workers: int | None = None,
) -> Gains:
    """What opening each of many links, by itself, does to the people at points.

    Of the two ends of a link only the one that is farther from the sources can come nearer, as costs are not
    negative: at most one direction of a link is ever of use. From there the search goes on over nodes that get
    nearer and over no others.

    Parameters
    ----------
    graph : ModeGraph
    labels : Labels
        Of the nodes, from `sweep_nearest` with these sources and without a limit.
    sources, targets : SearchPoints
        Of places and of points with people.
    people : int64, (points, groups)
    ends : pair of LinkEnd
    ticks : pair of uint32, (links,)
        From the first end to the second as the search goes, and back; `NEVER` where the link does not lead.
    limit : int
        Ticks within which a place counts as near; negative if none does.
    workers : int, optional
        Threads, by default one for each core; the result is the same for any number.
    """
    cost = carry_to_points(graph, labels, sources, targets).ticks[:, 0]
    reach = [
        carry_to_points(graph, labels, sources, end.as_target).ticks[:, 0].astype(np.int64) for end in ends
    ]
    ahead, back = (from_end + over.astype(np.int64) for from_end, over in zip(reach, ticks, strict=True))
    to_second, to_first = ahead < reach[1], back < reach[0]
    start = np.where(to_second, ahead, np.where(to_first, back, -1))
    exits = _choose(to_second, ends[1].as_source, ends[0].as_source)
    landings, groups = find_landings(graph, targets), people.shape[1]
    gains = _empty_gains(len(start), groups)
    node_ticks = np.ascontiguousarray(labels.ticks[:, 0])
    people = np.ascontiguousarray(people, dtype=np.int64)
    costs = edge_costs(graph)

    def measure(first: int, last: int, scratch: SpreadScratch) -> None:
        link_kernels.open_each(
            graph.adjacency, costs, node_ticks, exits, start, targets, landings, cost, people, limit, first, last,
            scratch, gains,
        )  # fmt: skip

    run_by_work(start >= 0, measure, lambda: _scratch(graph, len(cost)), workers)
    return gains


def _empty_gains(links: int, groups: int) -> Gains:
    saved, within, nearer, connected = (np.zeros((links, groups), dtype=np.int64) for _ in range(4))
    return Gains(saved, within, nearer, connected, np.zeros(links, dtype=np.int64))


def _choose(second: NDArray[np.bool_], two: SearchPoints, one: SearchPoints) -> SearchPoints:
    """The second ends of some links and the first of the others."""
    pair = second[:, None]
    return SearchPoints(
        np.where(pair, two.node, one.node),
        np.where(pair, two.ticks, one.ticks),
        np.where(pair, two.length_m, one.length_m),
        np.where(second, two.edge, one.edge),
        np.where(second, two.fraction, one.fraction),
        np.where(second, two.walk_ticks, one.walk_ticks),
    )


def _scratch(graph: ModeGraph, points: int) -> SpreadScratch:
    nodes = graph.node_count
    return SpreadScratch(
        np.empty(len(graph.adjacency.arcs) + 2, dtype=np.int64),
        np.full(nodes, NEVER, dtype=np.uint32),
        np.empty(nodes, dtype=np.int32),
        np.full(points, NEVER, dtype=np.uint32),
        np.empty(points, dtype=np.int32),
    )
