"""Roads on which much depends: what closing each would cost, and the worst of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.graph import TICKS_PER_UNIT
from mapa_uslug.engine.road_network import RoadNetwork

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS: Final = (
    "edges", "edges_alike", "near_node", "far_node", "road_class", "way_id", "length_m", "people_beyond",
    "people_target", "people_cut_off", "people_farther", "lost", "longest",
)  # fmt: skip

_SORTED_FIRST: Final = 1000
_PARTED_EDGES: Final = 3  # a road goes on beyond a roundabout, any arc of which can close with little loss


@dataclass(frozen=True, eq=False)
class LinkLosses:
    """What closing each edge of a network would cost, by edge and group of people.

    Attributes
    ----------
    edge : int64, (rows,)
        Rows of the network, ascending: the edges whose closing makes anybody's way longer.
    lost : float64, (rows, groups)
        Person-seconds (person-metres) by which the ways of those who still get there become longer.
    beyond : int64, (rows, groups)
        People who were within the threshold and no longer are, those cut off included.
    cut_off : int64, (rows, groups)
        People who could get to a place, however far, and now cannot.
    farther : int64, (rows, groups)
        People who still get there, with a longer way.
    longest : float64, (rows,)
        Seconds (metres) by which the way of one who still gets there becomes longer, at most.
    far_node : int32, (rows,)
        End of the edge away from the places, where the people are who need it.
    """

    edge: NDArray[np.int64]
    lost: NDArray[np.float64]
    beyond: NDArray[np.int64]
    cut_off: NDArray[np.int64]
    farther: NDArray[np.int64]
    longest: NDArray[np.float64]
    far_node: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: NDArray[Any]) -> LinkLosses:
        """Those of some of the edges, in ascending order."""
        return LinkLosses(*(getattr(self, f.name)[rows] for f in fields(self)))


def measure_losses(searched: SearchedJourneys, *, workers: int | None = None) -> LinkLosses:
    """Say of every edge what closing it, and nothing else, would do.

    Closing stops passing along the edge in both directions. What stands on the edge (people, places) keeps its ways
    to both of the edge's ends and along it: works or water cut a road at a place that nobody knows, and a house on
    the road always gets out to one side. What stands at the very end of an edge stands on the node. Other edges between the same two nodes stay open. Equal to closing each
    edge in turn and searching anew, to the tick; see `ClosableSearch` for how.

    Parameters
    ----------
    searched : SearchedJourneys
    workers : int, optional
        Threads; the result is the same for any number.
    """
    journeys = searched.journeys
    found = searched.closable.close_each(journeys.people, limit=journeys.ticks_within, workers=workers)
    losses = found.losses
    return LinkLosses(
        found.edge,
        losses.lost / TICKS_PER_UNIT,
        losses.beyond,
        losses.cut_off,
        losses.farther,
        losses.longest / TICKS_PER_UNIT,
        found.far_node,
    )


def rank_links(network: RoadNetwork, losses: LinkLosses, *, count: int, alike: float = 0.8) -> pd.DataFrame:
    """The links whose closing would cost most: most people newly beyond, then most cut off, then most time.

    Edges one after the other whose losses are equal (no one lives or turns off between them) are one link. A link
    that continues one that is already listed and loses nearly as much is not listed too: a list of ten pieces of one
    road tells less than one of ten roads.

    Parameters
    ----------
    network : RoadNetwork
    losses : LinkLosses
    count : int
        Rows at most.
    alike : float
        Share of the listed link's people beyond, people cut off and time lost from which on a link that continues it
        counts as the same road (a convention), roundabouts and short double carriageways between them or not. Above 1,
        every link is listed.

    Returns
    -------
    DataFrame
        Worst first: ``edges`` (tuple of rows of the network, from the places on), ``edges_alike`` (those left out
        for this one), ``near_node, far_node`` (ends of the link), ``road_class, way_id`` (of its longest edge),
        ``length_m``, ``people_beyond``, ``people_target`` (newly beyond of the second group, Int64),
        ``people_cut_off, people_farther``, ``lost, longest`` (see `LinkLosses`; of everybody).
    """
    import pandas as pd

    chains = _Chains(network, losses)
    rows: list[dict[str, Any]] = []
    told: set[int] = set()
    for row in chains.worst_first():
        if len(rows) == count:
            break
        if row not in told:
            chain = chains.equal(row)
            others = chains.alike(chain, alike, told)
            told.update(chain, others)
            rows.append(_describe(network, losses, chain, others))
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype({"people_target": "Int64"})


def _describe(
    network: RoadNetwork, losses: LinkLosses, chain: tuple[int, ...], others: tuple[int, ...]
) -> dict[str, Any]:
    edges, worst = losses.edge[list(chain)], chain[0]
    longest = edges[network.edge_length_m[edges].argmax()]
    has_target = losses.beyond.shape[1] > 1
    first = edges[0]
    return {
        "edges": tuple(edges.tolist()),
        "edges_alike": tuple(losses.edge[list(others)].tolist()),
        "near_node": int(network.edge_u[first] + network.edge_v[first] - losses.far_node[worst]),
        "far_node": int(losses.far_node[chain[-1]]),
        "road_class": network.classes[network.edge_class[longest]],
        "way_id": int(network.edge_source_id[longest]),
        "length_m": float(network.edge_length_m[edges].sum()),
        "people_beyond": int(losses.beyond[worst, 0]),
        "people_target": int(losses.beyond[worst, 1]) if has_target else None,
        "people_cut_off": int(losses.cut_off[worst, 0]),
        "people_farther": int(losses.farther[worst, 0]),
        "lost": float(losses.lost[worst, 0]),
        "longest": float(losses.longest[worst]),
    }


class _Chains:
    """Rows of edges that somebody needs, and which of them lie one after the other, away from the places."""

    def __init__(self, network: RoadNetwork, losses: LinkLosses) -> None:
        figures = (losses.beyond, losses.cut_off, losses.lost, losses.farther, losses.longest)
        self._figures = np.column_stack(figures)
        self._counts = np.column_stack([counts[:, 0] for counts in figures[:3]])
        self._far_node = losses.far_node
        self._near_node = network.edge_u[losses.edge] + network.edge_v[losses.edge] - losses.far_node
        self._by_near, self._by_far = (
            np.argsort(nodes, kind="stable") for nodes in (self._near_node, self._far_node)
        )
        self._sorted_near, self._sorted_far = self._near_node[self._by_near], self._far_node[self._by_far]

    def worst_first(self) -> Iterator[int]:
        """Rows by people beyond, people cut off and time lost; few are asked for, so that the first are sorted first."""
        beyond, cut_off, lost = self._counts.T
        count = len(beyond)
        least = (
            np.partition(beyond, count - _SORTED_FIRST)[count - _SORTED_FIRST] if count > _SORTED_FIRST else 0
        )
        for is_asked in (beyond >= least, beyond < least):
            rows = np.flatnonzero(is_asked)
            yield from rows[np.lexsort((-lost[rows], -cut_off[rows], -beyond[rows]))].tolist()

    def equal(self, edge: int) -> tuple[int, ...]:
        """The edges one after the other that lose the same as an edge, from the places on."""
        # Where turns are forbidden one may come by a junction twice, and so in a ring.
        chain = [edge]
        while (before := self._before(chain[0])) and self._only_equal(before[0]) == chain[0]:
            if before[0] in chain:
                break
            chain.insert(0, before[0])
        while (after := self._only_equal(chain[-1])) >= 0 and after not in chain:
            chain.append(after)
        return tuple(chain)

    def alike(self, chain: tuple[int, ...], share: float, told: set[int]) -> tuple[int, ...]:
        """Edges not told of before that continue a chain, either way, and lose at least a share of what it does."""
        least = share * self._counts[chain[0]]
        found: list[int] = []
        for start, onward in ((chain[0], self._before), (chain[-1], self._after)):
            ahead, seen = [(edge, 0) for edge in onward(start)], set(chain)
            while ahead:
                edge, parted = ahead.pop()
                if edge in seen:
                    continue
                seen.add(edge)
                is_alike = bool((self._counts[edge] >= least).all())
                if is_alike and edge not in told:
                    found.append(edge)
                if is_alike or parted < _PARTED_EDGES:
                    ahead += [(other, 0 if is_alike else parted + 1) for other in onward(edge)]
        return tuple(sorted(found))

    def _only_equal(self, edge: int) -> int:
        """The one edge after this that loses the same, -1 if there is none, or several by chance."""
        equal = [e for e in self._after(edge) if np.array_equal(self._figures[e], self._figures[edge])]
        return equal[0] if len(equal) == 1 else -1

    def _before(self, edge: int) -> list[int]:
        node = self._near_node[edge]
        last = int(np.searchsorted(self._sorted_far, node, side="right")) - 1
        return [int(self._by_far[last])] if last >= 0 and self._sorted_far[last] == node else []

    def _after(self, edge: int) -> list[int]:
        node = self._far_node[edge]
        first, last = np.searchsorted(self._sorted_near, [node, node + 1])
        return [int(e) for e in self._by_near[first:last]]
