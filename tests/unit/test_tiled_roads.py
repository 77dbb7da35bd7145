"""Roads that the benchmarks search, made of copies of a place."""

import numpy as np
from hand_networks import seconds, town

from benchmarks.tiled_roads import GAP_M, LINK_M_S, tile_roads
from mapa_uslug.engine.graph import NEVER, build_mode_graph
from mapa_uslug.engine.sweeps import sources_at_nodes, sweep_nearest
from mapa_uslug.network.node_order import morton_codes


def test_copies_lie_side_by_side_and_are_joined():
    field = tile_roads(town().network, columns=3, rows=2)
    assert field.node_count == 6 * 6
    assert np.ptp(field.node_x) == 3 * 9000 + 2 * GAP_M
    assert np.ptp(field.node_y) == 2 * 9500 + GAP_M
    assert (np.diff(morton_codes(field.node_x, field.node_y)) >= 0).all()
    # Nodes 1 and 5 begin two-way roads, so each of the seven borders is crossed by two roads, from 1 to 1 and from 5 to 5.
    assert field.edge_count == 6 * 5 + 7 * 2
    graph = build_mode_graph(field, mode="car", direction="from")
    (first,) = np.flatnonzero((field.node_x == 0) & (field.node_y == 0))
    ticks = sweep_nearest(graph, sources_at_nodes(np.array([first]))).ticks[:, 0]
    assert (ticks != NEVER).sum() == 6 * 4, "nodes 1 to 4 of every copy, 5 and 6 of none"
    (next_one,) = np.flatnonzero((field.node_x == 9000 + GAP_M) & (field.node_y == 0))
    assert seconds(ticks)[next_one] == round((9000 + GAP_M) / LINK_M_S, 1)


def test_one_copy_is_the_place_itself():
    one = town().network
    same = tile_roads(one, columns=1, rows=1)
    assert same.edge_count == one.edge_count
    assert sorted(same.edge_length_m) == sorted(one.edge_length_m)
    assert sorted(same.seconds_forward[0]) == sorted(one.seconds_forward[0])
