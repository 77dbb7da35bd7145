"""Roads of any size with the structure of real ones: copies of a place side by side, joined along their borders."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.engine.turns import allow_all_turns
from mapa_uslug.network.node_order import morton_codes

LINKS: Final = 40
"""Roads across each border between two copies."""
GAP_M: Final = 50.0
LINK_M_S: Final = 15.0

Ints = NDArray[np.int64]


def tile_roads(network: RoadNetwork, *, columns: int, rows: int) -> RoadNetwork:
    """A field of copies, nodes in Morton order over all of it, as networks are read.

    Only what searches by car need: every turn allowed, no geometry, every mode as the car.
    """
    one, count = allow_all_turns(network), columns * rows
    copy, nodes = np.arange(count), network.node_count
    column, row = copy % columns, copy // columns
    x = np.add.outer(column * (np.ptp(one.node_x) + GAP_M), one.node_x).ravel()
    y = np.add.outer(row * (np.ptp(one.node_y) + GAP_M), one.node_y).ravel()
    tail, head = _links(one, columns, rows)
    length = np.hypot(x[tail] - x[head], y[tail] - y[head])
    order = np.argsort(morton_codes(x, y), kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    u = rank[np.concatenate([np.add.outer(copy * nodes, one.edge_u).ravel(), tail])]
    v = rank[np.concatenate([np.add.outer(copy * nodes, one.edge_v).ravel(), head])]
    edges = np.lexsort((v, u))

    def of_edges(own: NDArray[np.float64], of_links: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([np.tile(own, count), of_links])[edges]

    every_mode = len(MODES), len(edges)
    return replace(
        one, node_x=x[order], node_y=y[order], node_id=np.arange(len(x)), edge_u=u[edges], edge_v=v[edges],
        edge_length_m=of_edges(one.edge_length_m, length),
        seconds_forward=np.broadcast_to(of_edges(one.seconds_forward[0], length / LINK_M_S), every_mode),
        seconds_backward=np.broadcast_to(of_edges(one.seconds_backward[0], length / LINK_M_S), every_mode),
        vertex_ptr=np.zeros(len(edges) + 1, np.int64), vertex_x=np.empty(0), vertex_y=np.empty(0),
        edge_class=np.zeros(len(edges), np.uint8), edge_source_id=np.full(len(edges), -1, np.int64),
    )  # fmt: skip


def _links(one: RoadNetwork, columns: int, rows: int) -> tuple[Ints, Ints]:
    """Ends of the roads across borders: from each copy to the one east and the one north of it."""
    both_ways = np.isfinite(one.seconds_forward[0]) & np.isfinite(one.seconds_backward[0])
    used = np.unique(one.edge_u[both_ways]).astype(np.int64)

    def along_border(inwards: NDArray[np.float64], along: NDArray[np.float64]) -> Ints:
        outermost = used[np.argsort(inwards[used], kind="stable")[:LINKS]]
        return outermost[np.argsort(along[outermost], kind="stable")]

    x, y, copy = one.node_x, one.node_y, np.arange(columns * rows)
    west_of, south_of = copy[copy % columns < columns - 1], copy[copy // columns < rows - 1]
    nodes = one.node_count
    tail = [
        np.add.outer(west_of * nodes, along_border(-x, y)),
        np.add.outer(south_of * nodes, along_border(-y, x)),
    ]
    head = [
        np.add.outer((west_of + 1) * nodes, along_border(x, y)),
        np.add.outer((south_of + columns) * nodes, along_border(y, x)),
    ]
    return np.concatenate([t.ravel() for t in tail]), np.concatenate([h.ravel() for h in head])
