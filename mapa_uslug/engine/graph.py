"""Graphs of one mode in one direction: packed adjacency, integer ticks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.engine.turns import Ends, TurnStates, forbidden_rows, make_states, plain_ends

Weight = Literal["time", "length"]
"""What a journey costs: ``time`` in seconds, ``length`` in metres."""

TICKS_PER_UNIT: Final = 10
"""A tick is a tenth of the weight's unit: a decisecond or a decimetre."""

NEVER: Final = 0xFFFF_FFFF
"""Ticks of what cannot be reached (uint32)."""

_LARGEST_TICKS: Final = 1 << 24  # a longer edge would need a bucket ring of over 64 MB
_LARGE_COMPONENT_NODES: Final = 100


class Adjacency(NamedTuple):
    """What the compiled searches read of a graph.

    Attributes
    ----------
    arc_ptr : int64, (nodes + 1,)
    arcs : uint64, (arcs,)
        ``is_last << 63 | ticks << 32 | target``. Ticks are rounded once per edge from unrounded weights and are
        at least 1, so that all that a bucket holds is final when its turn comes; 0 only into nodes from which no
        arc leads, where nothing waits for its turn. An arc is the last of a way if from its target one can only
        turn back: a search need not go on from there.
    arc_length_m : float64, (arcs,)
        Unrounded length on the ground.
    """

    arc_ptr: NDArray[np.int64]
    arcs: NDArray[np.uint64]
    arc_length_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ModeGraph:
    """Adjacency of a mode as the search walks it: away from the sources, whatever way people travel.

    For direction ``from`` travel starts at the sources and arcs run as traffic does; for ``to`` it ends
    there and every arc is turned round. Arcs that the mode may not use are absent; self-loops too, as no
    shortest path has one but to turn round where turns are forbidden. The heavier of parallel arcs stay, which costs
    nothing. Where turns are forbidden there are more nodes than the network has, see `turns`; only then has an
    edge more than one arc in a direction.

    Attributes
    ----------
    mode : str
    weight : {"time", "length"}
    direction : {"to", "from"}
    adjacency : Adjacency
    edge_uv, edge_vu : float64, (edges,)
        Unrounded weight (seconds or metres) of walking each edge u to v, v to u, in the search's direction;
        ``inf`` where forbidden.
    edge_length_m : float64, (edges,)
    largest_arc : int
        Most ticks of an arc.
    arc_edge : int32, (arcs,)
        Edge of the network that an arc belongs to, -1 for those of no cost.
    leaving, entering : Ends
        Nodes that a search gets to which starts on an edge, and from which it comes to an edge that it ends on.
    states : TurnStates, optional
        The nodes beyond those of the network, if there are any.
    """

    mode: str
    weight: Weight
    direction: Direction
    adjacency: Adjacency
    edge_uv: NDArray[np.float64]
    edge_vu: NDArray[np.float64]
    edge_length_m: NDArray[np.float64]
    largest_arc: int
    arc_edge: NDArray[np.int32]
    leaving: Ends
    entering: Ends
    states: TurnStates | None = None

    def junctions(self, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
        """Nodes of the network at which nodes of the graph are."""
        return nodes if self.states is None else self.states.network_node[nodes]

    @property
    def node_count(self) -> int:
        """Number of nodes, those without arcs included."""
        return len(self.adjacency.arc_ptr) - 1


@dataclass(frozen=True, eq=False)
class StrongComponents:
    """Sets of nodes between which a mode can travel both ways.

    Attributes
    ----------
    node_component : int32, (nodes,)
    size : int64, (components,)
        Nodes in each; a node without legal edges is a component of its own.
    """

    node_component: NDArray[np.int32]
    size: NDArray[np.int64]

    @property
    def is_large(self) -> NDArray[np.bool_]:
        """Components that belong to the large rest: of 100 nodes or more, and always the largest.

        Several, because an island or the land beyond a clipped bridge is as real as the mainland.
        """
        return np.asarray(self.size >= min(_LARGE_COMPONENT_NODES, int(self.size.max(initial=0))))


def mode_row(mode: str) -> int:
    """Row of a mode in the network's seconds.

    Raises
    ------
    InputError
        The mode is none of `MODES`.
    """
    if mode not in MODES:
        raise InputError([
            problem("{key} cannot be {value}.", where="mode", hint="Use one of: {expected}.", code="choice",
                    key="mode", value=mode, expected=", ".join(MODES))
        ])  # fmt: skip
    return MODES.index(mode)


def edge_weights(
    network: RoadNetwork, *, mode: str, weight: Weight = "time", direction: Direction = "to"
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unrounded weights of every edge u to v and v to u, in the direction of the search."""
    row = mode_row(mode)
    uv, vu = network.seconds_forward[row], network.seconds_backward[row]
    if weight == "length":
        uv = np.where(np.isfinite(uv), network.edge_length_m, np.inf)
        vu = np.where(np.isfinite(vu), network.edge_length_m, np.inf)
    return (uv, vu) if direction == "from" else (vu, uv)


def to_ticks(units: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Round seconds or metres to ticks; what is not finite becomes `NEVER`."""
    ticks = np.full(np.shape(units), NEVER, dtype=np.uint32)
    finite = np.isfinite(units)
    ticks[finite] = np.rint(np.asarray(units)[finite] * TICKS_PER_UNIT).astype(np.uint32)
    return ticks


def limit_ticks(limit: float | None) -> int:
    """The most ticks that still count as within a limit in units; below `NEVER` if there is none.

    Raises
    ------
    ValueError
        The limit is negative.
    """
    if limit is not None and limit < 0:
        raise ValueError(f"a limit cannot be negative: {limit}")
    if limit is None or not np.isfinite(limit):
        return NEVER - 1
    return min(int(np.floor(limit * TICKS_PER_UNIT + 1e-6)), NEVER - 1)


def build_mode_graph(
    network: RoadNetwork, *, mode: str, weight: Weight = "time", direction: Direction = "to"
) -> ModeGraph:
    """Pack the adjacency of a mode.

    Parameters
    ----------
    network : RoadNetwork
    mode : str
        One of `MODES`.
    weight : {"time", "length"}
    direction : {"to", "from"}
        Whether travel ends or starts at the sources that will be searched from.

    Raises
    ------
    InputError
        The mode is unknown, or an edge is longer than the queue can hold (19 days, 1,600 km).
    """
    uv, vu = edge_weights(network, mode=mode, weight=weight, direction=direction)
    rows = forbidden_rows(network, row=mode_row(mode), is_turned=direction == "to")
    states = make_states(network, rows) if rows else None
    tail, head, edge, ticks = _network_arcs(network, uv, vu, states)
    nodes, length = network.node_count, network.edge_length_m
    if states is not None:
        tail, head, edge, ticks = _with_states(states, uv, vu, (tail, head, edge, ticks))
        nodes, length = len(states.network_node), np.append(length, 0.0)  # of no edge, -1
    largest = int(ticks.max(initial=1))
    if largest >= _LARGEST_TICKS:
        raise InputError([_too_long(network, edge[int(ticks.argmax())], largest)])
    order = np.argsort(tail, kind="stable")
    tail, head, edge = tail[order], head[order], edge[order]
    pointer = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail, minlength=nodes), out=pointer[1:])
    packed = (ticks[order].astype(np.uint64) << np.uint64(32)) | head.astype(np.uint64)
    packed |= _is_last(pointer, tail, head).astype(np.uint64) << np.uint64(63)
    leaving, entering = (states.leaving, states.entering) if states else (plain_ends(network),) * 2
    return ModeGraph(
        mode, weight, direction, Adjacency(pointer, packed, length[edge]), uv, vu, network.edge_length_m,
        largest, edge.astype(np.int32), leaving, entering, states,
    )  # fmt: skip


_Arcs = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
"""Tail, head, edge and ticks."""


def _network_arcs(
    network: RoadNetwork, uv: NDArray[np.float64], vu: NDArray[np.float64], states: TurnStates | None
) -> _Arcs:
    """Arcs from the network's own nodes."""
    at_u, at_v = (network.edge_u, network.edge_v) if states is None else states.leaving[:2]
    loop = network.edge_u == network.edge_v
    ahead, back = np.flatnonzero(np.isfinite(uv) & ~loop), np.flatnonzero(np.isfinite(vu) & ~loop)
    tail = np.concatenate([network.edge_u[ahead], network.edge_v[back]])
    head = np.concatenate([at_v[ahead], at_u[back]])
    ticks = np.maximum(to_ticks(np.concatenate([uv[ahead], vu[back]])), 1)
    return tail, head, np.concatenate([ahead, back]), ticks


def _with_states(states: TurnStates, uv: NDArray[np.float64], vu: NDArray[np.float64], arcs: _Arcs) -> _Arcs:
    """Arcs together with those of states that the mode may use, and those to meeting nodes."""
    tail, head, half = states.arcs
    edge = half >> 1
    weight = np.where(half < 0, 0.0, np.where(half & 1, vu[edge], uv[edge]))
    ticks = np.where(half < 0, 0, np.maximum(to_ticks(weight), 1))
    kept = np.isfinite(weight)
    own = (tail[kept], head[kept], edge[kept], ticks[kept].astype(np.uint32))
    return tuple(np.concatenate(both) for both in zip(arcs, own, strict=True))  # type: ignore[return-value]


def close_edges(graph: ModeGraph, edges: NDArray[np.integer[Any]]) -> ModeGraph:
    """The graph when nobody can pass along some edges of the network.

    What stands on a closed edge keeps its ways to both of its ends: the edge's own weights stay, so that the
    same sources and targets serve before and after.
    """
    closed = np.zeros(len(graph.edge_uv) + 1, dtype=np.bool_)  # the last is that of arcs of no edge
    closed[edges] = True
    stays = ~closed[graph.arc_edge]
    pointer = np.concatenate([[0], np.cumsum(stays)])[graph.adjacency.arc_ptr]
    # An arc that was the last of a way is so still, as ways on only became fewer.
    adjacency = Adjacency(pointer, graph.adjacency.arcs[stays], graph.adjacency.arc_length_m[stays])
    return replace(graph, adjacency=adjacency, arc_edge=graph.arc_edge[stays])


def _is_last(
    pointer: NDArray[np.int64], tail: NDArray[np.int32], head: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Arcs from whose target no arc leads anywhere but back."""
    ways_on = np.diff(pointer)[head]
    if not len(head):
        return np.zeros(0, dtype=np.bool_)
    only = head[np.minimum(pointer[head], len(head) - 1)]
    return np.asarray((ways_on == 0) | ((ways_on == 1) & (only == tail)))


def find_strong_components(network: RoadNetwork, *, mode: str) -> StrongComponents:
    """Strongly connected components of the roads that a mode may use (Tarjan, in SciPy).

    Forbidden turns do not count: they part no road from the rest but make ways round, and where the data would have them
    trap somebody it is more often the data that are wrong. A point is not drawn to another road for their sake.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    row = mode_row(mode)
    ahead = np.isfinite(network.seconds_forward[row])
    back = np.isfinite(network.seconds_backward[row])
    tail = np.concatenate([network.edge_u[ahead], network.edge_v[back]])
    head = np.concatenate([network.edge_v[ahead], network.edge_u[back]])
    size = network.node_count
    matrix = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size)).tocsr()
    _, component = connected_components(matrix, directed=True, connection="strong")
    return StrongComponents(component.astype(np.int32), np.bincount(component).astype(np.int64))


def find_graph_components(graph: ModeGraph) -> NDArray[np.int32]:
    """Strong component of each node of a graph, so that forbidden turns count."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    pointer, arcs, _ = graph.adjacency
    heads = (arcs & np.uint64(NEVER)).astype(np.int32)
    size = graph.node_count
    matrix = csr_array((np.ones(len(arcs), dtype=np.int8), heads, pointer), shape=(size, size))
    _, component = connected_components(matrix, directed=True, connection="strong")
    return np.asarray(component, dtype=np.int32)


def classify_edges(network: RoadNetwork, *, mode: str) -> NDArray[np.uint8]:
    """Say of every edge what a mode can do there.

    Returns
    -------
    uint8, (edges,)
        0 where the mode is not allowed in either direction, 1 where it is, 2 where moreover both ends lie
        in one and the same large strong component, so that one can come from and get to most places.
    """
    row = mode_row(mode)
    legal = np.isfinite(network.seconds_forward[row]) | np.isfinite(network.seconds_backward[row])
    components = find_strong_components(network, mode=mode)
    at_u = components.node_component[network.edge_u]
    joined = (at_u == components.node_component[network.edge_v]) & components.is_large[at_u]
    return np.asarray(legal.astype(np.uint8) + (legal & joined).astype(np.uint8))


def _too_long(network: RoadNetwork, edge: int, ticks: int) -> Problem:
    return problem(
        "An edge of the road network takes {cost} seconds or metres.",
        where=f"way {network.edge_source_id[edge]}",
        hint="Check its speed and length.",
        code="edge_too_long",
        cost=ticks // TICKS_PER_UNIT,
    )
