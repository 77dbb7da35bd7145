"""The engine on real roads, against tools that know nothing of it."""

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.engine.sweeps import sources_at_nodes, sweep_nearest
from mapa_uslug.engine.turns import allow_all_turns
from mapa_uslug.isochrones import IsochroneOptions, draw_isochrones
from mapa_uslug.network import read_network
from mapa_uslug.traveltime import measure_matrix

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def liechtenstein(real_data):
    return RoutableNetwork(read_network(real_data / "osm" / "liechtenstein-2021-10-28.osm.pbf").network)


@pytest.mark.parametrize("mode", ["car", "walk", "bike"])
@pytest.mark.parametrize("direction", ["to", "from"])
def test_nearest_times_are_scipys_in_float(liechtenstein, mode, direction):
    network = allow_all_turns(liechtenstein.network)
    graph = RoutableNetwork(network).graph(mode, direction=direction)
    sources = np.unique(np.random.default_rng(1).integers(0, network.node_count, 25))
    found = sweep_nearest(graph, sources_at_nodes(sources)).ticks[:, 0]
    tail = np.concatenate([network.edge_u, network.edge_v])
    head = np.concatenate([network.edge_v, network.edge_u])
    cost = np.concatenate([graph.edge_uv, graph.edge_vu])
    order = np.lexsort((cost, head, tail))
    keep = order[np.isfinite(cost[order])]
    keep = keep[np.append(True, (np.diff(tail[keep]) != 0) | (np.diff(head[keep]) != 0))]
    matrix = coo_array((cost[keep], (tail[keep], head[keep])), shape=(network.node_count,) * 2).tocsr()
    expected = dijkstra(matrix, indices=sources, min_only=True)
    reached = np.isfinite(expected)
    assert np.array_equal(reached, found != 0xFFFFFFFF)
    assert reached.mean() > 0.5
    np.testing.assert_allclose(found[reached] / 10, expected[reached], atol=1.0, rtol=0.001)


def test_wieliczka_is_as_another_tool_measured_it(real_data):
    roads = RoutableNetwork(read_network(real_data / "osm" / "wieliczka_drive.graphml").network)
    reference = pd.read_csv(real_data / "reference" / "wieliczka_distance_matrix.csv", index_col=0)
    reference.columns = reference.columns.astype(float).astype("int64")
    ids = reference.index.to_numpy(dtype=np.int64)
    points = PlacedPoints(ids, roads.snap_nodes(ids, mode="car"))
    table = measure_matrix(roads, points, points, mode="car", weight="length")
    found = table.pivot(index="origin_id", columns="destination_id", values="distance_m")
    found = found.reindex(index=ids, columns=reference.columns).to_numpy()
    expected = reference.to_numpy()
    is_reached = expected < 100000
    assert np.array_equal(np.isfinite(found), is_reached)
    assert np.abs(found - expected)[is_reached].max() <= 1.0
    transposed = found.T[is_reached & is_reached.T] - expected[is_reached & is_reached.T]
    assert np.abs(transposed).max() > 100.0, "reading the reference transposed must fail"


@pytest.mark.parametrize("mode", ["car", "walk"])
def test_bands_of_real_places_are_valid_and_nested(liechtenstein, mode):
    network = liechtenstein.network
    rows = np.random.default_rng(2).integers(0, network.node_count, 12)
    snaps = liechtenstein.snap(network.node_x[rows] + 40, network.node_y[rows] - 25, mode=mode)
    for crs in (None, "EPSG:4326"):
        options = IsochroneOptions((5, 10, 15), mode, "to", 50.0)
        bands = draw_isochrones(liechtenstein, PlacedPoints(rows, snaps), options, crs=crs)
        shapes = bands.geometry.to_numpy().reshape(12, 3)
        assert shapely.is_valid(shapes).all()
        assert not shapely.is_empty(shapes).any()
        assert shapely.covers(shapes[:, 1:], shapes[:, :-1]).all()
