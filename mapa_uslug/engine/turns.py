"""Turns that are forbidden, as nodes that a search tells apart.

A junction where some turn is forbidden is no longer one node: what can be done there hangs on how one came. Each
beginning of a forbidden row of halves becomes a *state*, a node of the graph of its own, at which one stands after
just this beginning; the states are those of the automaton that looks for several words in a text at once (Aho and
Corasick 1975), so that rows may overlap and be of any length. All other arrivals share the junction's own node.
Two kinds of *meeting nodes* have no way on and gather states for those who end a journey there: one for whoever
stands at the junction itself, and one for every half that some state may not enter, for whoever stands along it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.road_network import RoadNetwork

Halves = tuple[int, ...]


class Ends(NamedTuple):
    """Nodes of a graph at which the ends of edges are left or entered.

    Attributes
    ----------
    u, v : int32, (edges,)
        For who stands along the edge.
    node_u, node_v : int32, (edges,)
        For who stands at its very end, on the junction.
    """

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    node_u: NDArray[np.int32]
    node_v: NDArray[np.int32]

    def of(
        self, edge: NDArray[np.int32], fraction: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Nodes at the u and v end of points that stand on edges, at these shares of their length."""
        at_u = np.where(fraction == 0.0, self.node_u[edge], self.u[edge])
        return at_u, np.where(fraction == 1.0, self.node_v[edge], self.v[edge])


class StateArcs(NamedTuple):
    """Arcs of states and meeting nodes: (arcs,) each; half -1 where one only tells apart, at no cost."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    half: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TurnStates:
    """Nodes beyond those of the network, which follow them.

    Attributes
    ----------
    arrives : int32, (2 * edges,)
        Node that a half leads to when it is gone along from a junction's own node or from somewhere on it.
    leaving, entering : Ends
        Where a search gets to that starts on an edge, and from where it comes to one that it ends on.
    arcs : StateArcs
        Arcs that the network's own nodes do not have, whether the mode may go along their half or not.
    network_node : int32, (nodes,)
        Junction at which each node of the graph is.
    met : int32, (junctions,)
        Node at which whoever comes to a junction is, however they came.
    """

    arrives: NDArray[np.int32]
    leaving: Ends
    entering: Ends
    arcs: StateArcs
    network_node: NDArray[np.int32]
    met: NDArray[np.int32]


def forbidden_rows(network: RoadNetwork, *, row: int, is_turned: bool) -> list[Halves]:
    """Rows of halves that a mode may not go along one after the other, in the direction of the search.

    Parameters
    ----------
    row : int
        Of the mode.
    is_turned : bool
        Whether the search goes against the traffic.
    """
    found: dict[Halves, None] = {}
    halves, ptr = network.turn_halves, network.turn_ptr
    for turn in np.flatnonzero(network.turn_modes & (1 << row)).tolist():
        one = halves[ptr[turn] : ptr[turn + 1]].tolist()
        found[tuple(h ^ 1 for h in reversed(one)) if is_turned else tuple(one)] = None
    return list(found)


def allow_all_turns(network: RoadNetwork) -> RoadNetwork:
    """The network as if every turn were allowed, for comparison with tools that know nodes and edges alone."""
    ptr, halves = pack_rows([])
    return replace(network, turn_ptr=ptr, turn_halves=halves, turn_modes=network.turn_modes[:0])


def plain_ends(network: RoadNetwork) -> Ends:
    """Ends where no turn is forbidden: the network's own."""
    return Ends(network.edge_u, network.edge_v, network.edge_u, network.edge_v)


def make_states(network: RoadNetwork, rows: Sequence[Halves]) -> TurnStates:
    """Tell apart what forbidden rows of halves need to be told apart; one row at least.

    The numbers of the nodes depend on the rows alone, not on what the mode may use: closing a road changes none.
    """
    heads = np.column_stack([network.edge_v, network.edge_u]).ravel()
    junctions = network.node_count
    state = {
        beginning: junctions + i
        for i, beginning in enumerate(dict.fromkeys(row[:n] for row in rows for n in range(1, len(row))))
    }
    at_junction: dict[int, list[Halves]] = defaultdict(list)
    for beginning in state:
        at_junction[int(heads[beginning[-1]])].append(beginning)
    arrives = heads.copy()
    for beginning, node in state.items():
        if len(beginning) == 1:
            arrives[beginning[0]] = node
    place = [int(heads[beginning[-1]]) for beginning in state]
    forbidden, leaves = frozenset(rows), _leaving_halves(heads, at_junction)
    arcs: list[tuple[int, int, int]] = []
    met, entry = np.arange(junctions, dtype=np.int32), heads[np.arange(len(heads)) ^ 1].copy()
    for junction, beginnings in at_junction.items():
        met[junction] = junctions + len(place)
        place.append(junction)
        nodes = [state[b] for b in beginnings]
        arcs += [(node, int(met[junction]), -1) for node in (junction, *nodes)]
        for half in leaves[junction]:
            may = [not _is_forbidden((*b, half), forbidden) for b in beginnings]
            arcs += [
                (node, _next_state((*b, half), state, int(heads[half])), half)
                for b, node, is_allowed in zip(beginnings, nodes, may, strict=True)
                if is_allowed
            ]
            if all(may):
                entry[half] = met[junction]
                continue
            entry[half] = junctions + len(place)
            place.append(junction)
            allowed = [node for node, is_allowed in zip(nodes, may, strict=True) if is_allowed]
            arcs += [(node, int(entry[half]), -1) for node in (junction, *allowed)]
    tail, head, half_of = np.array(arcs, dtype=np.int64).reshape(-1, 3).T
    return TurnStates(
        arrives,
        Ends(arrives[1::2].copy(), arrives[::2].copy(), network.edge_u, network.edge_v),
        Ends(entry[::2].copy(), entry[1::2].copy(), met[network.edge_u], met[network.edge_v]),
        StateArcs(tail.astype(np.int32), head.astype(np.int32), half_of),
        np.concatenate([np.arange(junctions), np.array(place, dtype=np.int64)]).astype(np.int32),
        met,
    )


def split_rows(
    ptr: NDArray[np.int64], halves: NDArray[np.int32], parts: Mapping[int, Sequence[int]]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Forbidden rows on a network some of whose edges are gone along part by part.

    Of the first edge of a row only the part that reaches the junction counts, of the last only the one that
    leaves it; those between are passed whole.

    Parameters
    ----------
    ptr, halves
        As in `RoadNetwork`.
    parts : mapping
        Rows of the parts of each cut edge, from its u end to its v end.
    """
    rows = []
    for first, last in zip(ptr[:-1].tolist(), ptr[1:].tolist(), strict=True):
        pieces = [_parts_of(half, parts) for half in halves[first:last].tolist()]
        rows.append([pieces[0][-1], *(half for piece in pieces[1:-1] for half in piece), pieces[-1][0]])
    return pack_rows(rows)


def pack_rows(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows of halves one after the other, as `RoadNetwork` has them."""
    ptr = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    return ptr, np.array([half for row in rows for half in row], dtype=np.int32)


def _parts_of(half: int, parts: Mapping[int, Sequence[int]]) -> list[int]:
    edges = parts.get(half >> 1)
    if edges is None:
        return [half]
    return [2 * edge + 1 for edge in reversed(edges)] if half & 1 else [2 * edge for edge in edges]


def _leaving_halves(heads: NDArray[np.int32], junctions: Iterable[int]) -> dict[int, list[int]]:
    """Halves that leave each of some junctions."""
    tails = heads[np.arange(len(heads)) ^ 1]
    chosen = np.flatnonzero(np.isin(tails, np.fromiter(junctions, np.int64)))
    leaves: dict[int, list[int]] = defaultdict(list)
    for half, junction in zip(chosen.tolist(), tails[chosen].tolist(), strict=True):
        leaves[junction].append(half)
    return leaves


def _is_forbidden(way: Halves, forbidden: frozenset[Halves]) -> bool:
    return any(way[i:] in forbidden for i in range(len(way)))


def _next_state(way: Halves, state: Mapping[Halves, int], head: int) -> int:
    """State of the longest end of a way that begins a forbidden row, else the junction that it leads to."""
    return next((state[way[i:]] for i in range(len(way)) if way[i:] in state), head)
