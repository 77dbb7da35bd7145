"""What new links would bring to points, from the costs of one search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.lazy import lazy
from mapa_uslug.engine import link_kernels
from mapa_uslug.engine.forest import run_by_work
from mapa_uslug.engine.graph import NEVER, ModeGraph
from mapa_uslug.engine.link_kernels import Gains, OpenSearch, SpreadScratch
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


@dataclass(frozen=True, eq=False)
class OpenedLinks:
    """Links that lead from the first of their ends to the second, and back.

    Attributes
    ----------
    ends : pair of LinkEnd
    ticks : pair of uint32, (links,)
        From the first end to the second as the search goes, and back; `NEVER` where the link does not lead.
    """

    ends: tuple[LinkEnd, LinkEnd]
    ticks: tuple[NDArray[np.uint32], NDArray[np.uint32]]

    def __len__(self) -> int:
        return len(self.ticks[0])


class OpenableSearch:
    """A search of which one may ask what it would be with each of many links, by itself.

    Of the two ends of a link only the one that is farther from the sources can come nearer, as costs are not
    negative: at most one direction of a link is ever of use. From there the search goes on over nodes that get
    nearer and over no others.

    Parameters
    ----------
    graph : ModeGraph
    sources, targets : SearchPoints
        Of places and of points with people.
    labels : Labels
        Of the nodes, from `sweep_nearest` with these sources and without a limit.
    """

    def __init__(
        self, graph: ModeGraph, sources: SearchPoints, targets: SearchPoints, *, labels: Labels
    ) -> None:
        self._graph, self._sources, self._targets, self._labels = graph, sources, targets, labels

    @lazy
    def _searched(self) -> OpenSearch:
        graph, labels, targets = self._graph, self._labels, self._targets
        return OpenSearch(
            graph.adjacency,
            edge_costs(graph),
            np.ascontiguousarray(labels.ticks[:, 0]),
            targets,
            find_landings(graph, targets),
            carry_to_points(graph, labels, self._sources, targets).ticks[:, 0],
        )

    def open_each(
        self, links: OpenedLinks, people: NDArray[np.int64], *, limit: int, workers: int | None = None
    ) -> Gains:
        """What opening each link, by itself, does to the people at points.

        Parameters
        ----------
        links : OpenedLinks
        people : int64, (points, groups)
        limit : int
            Ticks within which a place counts as near; negative if none does.
        workers : int, optional
            Threads, by default one for each core; the result is the same for any number.
        """
        searched, (exits, start) = self._searched, self._exits(links)
        gains = _empty_gains(len(links), people.shape[1])
        people = np.ascontiguousarray(people, dtype=np.int64)

        def measure(first: int, last: int, scratch: SpreadScratch) -> None:
            link_kernels.open_each(searched, exits, start, people, limit, first, last, scratch, gains)

        run_by_work(start >= 0, measure, self._scratch, workers)
        return gains

    def find_nearer(self, links: OpenedLinks) -> list[NDArray[np.int32]]:
        """Rows of the points that each link, by itself, brings nearer."""
        (exits, start), scratch = self._exits(links), self._scratch()
        return [
            link_kernels.points_nearer(self._searched, exits, start, link, scratch)
            for link in range(len(links))
        ]

    def _exits(self, links: OpenedLinks) -> tuple[SearchPoints, NDArray[np.int64]]:
        """The far end of each link, and when it is reached; negative if the link is of no use."""
        reach = [
            carry_to_points(self._graph, self._labels, self._sources, end.as_target)
            .ticks[:, 0]
            .astype(np.int64)
            for end in links.ends
        ]
        ahead, back = (
            from_end + over.astype(np.int64) for from_end, over in zip(reach, links.ticks, strict=True)
        )
        to_second, to_first = ahead < reach[1], back < reach[0]
        start = np.where(to_second, ahead, np.where(to_first, back, -1))
        return _choose(to_second, links.ends[1].as_source, links.ends[0].as_source), start

    def _scratch(self) -> SpreadScratch:
        nodes, points = self._graph.node_count, len(self._targets.edge)
        return SpreadScratch(
            np.empty(len(self._graph.adjacency.arcs) + 2, dtype=np.int64),
            np.full(nodes, NEVER, dtype=np.uint32),
            np.empty(nodes, dtype=np.int32),
            np.full(points, NEVER, dtype=np.uint32),
            np.empty(points, dtype=np.int32),
        )


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
