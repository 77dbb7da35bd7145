import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from drawn_roads import graph_of, read_drawing, travel
from shapely import LineString

from mapa_uslug.core.errors import InputError
from mapa_uslug.network import from_osmnx, graph_nodes, read_network, to_osmnx


def small_graph(**changes):
    """Three junctions in degrees: a two-way road 1-2, a one-way 2-3, a curved second road 1-2, a loop at 3."""
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=19.0, y=52.0)
    graph.add_node(2, x=19.01, y=52.0)
    graph.add_node(3, x=19.02, y=52.0)
    both = {"osmid": 10, "highway": "primary", "length": 700.0, "maxspeed": "50"}
    graph.add_edge(1, 2, **both, oneway=False, reversed=False)
    graph.add_edge(2, 1, **both, oneway=False, reversed=True)
    graph.add_edge(2, 3, osmid=[11, 12], highway=["primary", "residential"], length=650.0, oneway=True)
    curve = LineString([(19.0, 52.0), (19.005, 52.003), (19.01, 52.0)])
    graph.add_edge(1, 2, osmid=13, highway="residential", length=900.0, geometry=curve, oneway=True)
    loop = LineString([(19.02, 52.0), (19.021, 52.0), (19.021, 52.001), (19.02, 52.0)])
    graph.add_edge(3, 3, osmid=14, highway="residential", length=250.0, geometry=loop, oneway=False)
    graph.add_edge(3, 3, osmid=14, highway="residential", length=250.0, geometry=loop.reverse(), oneway=False)
    graph.graph.update(changes)
    return graph


def directed(network, row=0):
    """(from, to, length) of every direction open to a mode."""
    ids = network.node_id
    found = []
    for edge in range(network.edge_count):
        u, v = ids[network.edge_u[edge]], ids[network.edge_v[edge]]
        if np.isfinite(network.seconds_forward[row, edge]):
            found.append((int(u), int(v), float(network.edge_length_m[edge])))
        if np.isfinite(network.seconds_backward[row, edge]):
            found.append((int(v), int(u), float(network.edge_length_m[edge])))
    return sorted(found)


def test_every_directed_edge_stays_with_its_own_length():
    graph = small_graph()
    expected = sorted((u, v, float(data["length"])) for u, v, data in graph.edges(data=True))
    network = from_osmnx(graph)
    assert directed(network) == expected
    assert network.edge_count == 4, "the two directions of a road are one edge"


def test_walkers_go_against_oneway_and_cyclists_do_not():
    network = from_osmnx(small_graph())
    walked = {(u, v) for u, v, _ in directed(network, 1)}
    cycled = {(u, v) for u, v, _ in directed(network, 3)}
    assert (3, 2) in walked
    assert (3, 2) not in cycled


def test_lists_take_the_mean_pace():
    network = from_osmnx(small_graph())
    edge = network.edge_source_id.tolist().index(11)
    pace = (3.6 / 70 + 3.6 / 24) / 2
    assert network.seconds_forward[0, edge] == pytest.approx(650 * pace)


@pytest.mark.parametrize("value", [["50", "30"], "['50', '30']", "['30', '50']"])
def test_the_first_limit_of_a_list_does_not_win(value):
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=19.0, y=52.0)
    graph.add_node(2, x=19.01, y=52.0)
    graph.add_edge(1, 2, osmid=1, highway="primary", length=1000.0, maxspeed=value)
    seconds = from_osmnx(graph).seconds_forward[0, 0]
    # 37.5 km/h is the mean over equal lengths; 0.9 of it is below the class's 38 in a town.
    assert seconds == pytest.approx(1000 / (37.5 * 0.9 / 3.6))


def test_geometry_follows_the_edge():
    network = from_osmnx(small_graph())
    first, last = network.vertex_ptr[:-1], network.vertex_ptr[1:] - 1
    np.testing.assert_allclose(network.vertex_x[first], network.node_x[network.edge_u], atol=1e-6)
    np.testing.assert_allclose(network.vertex_x[last], network.node_x[network.edge_v], atol=1e-6)


def test_graphml_and_memory_give_the_same(tmp_path):
    path = tmp_path / "g.graphml"
    graph = small_graph()
    ox.save_graphml(graph, path)
    loaded = read_network(path, cache=False)
    assert directed(loaded.network) == directed(from_osmnx(graph))
    assert loaded.counts == {"nodes_read": 3, "directed_edges_read": 6, "edges_used": 4}


def test_a_projected_graph_gives_the_same_times():
    graph = small_graph()
    projected = ox.projection.project_graph(graph, to_crs="EPSG:32634")
    assert directed(from_osmnx(projected)) == directed(from_osmnx(graph))
    assert from_osmnx(projected).crs == "EPSG:2180"
    np.testing.assert_allclose(from_osmnx(projected).node_x, from_osmnx(graph).node_x, atol=1e-3)


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda g: g.graph.pop("crs"), "graph_crs"),
        (lambda g: g.nodes[1].pop("x"), "graph_nodes"),
        (lambda g: g.edges[1, 2, 0].pop("length"), "graph_lengths"),
        (lambda g: g.edges[1, 2, 0].update(length=float("nan")), "graph_lengths"),
        (lambda g: nx.relabel_nodes(g, {1: "one"}, copy=False), "graph_nodes"),
        (lambda g: g.clear_edges(), "graph_lengths"),
    ],
)
def test_what_a_graph_lacks_is_said(break_it, code):
    graph = small_graph()
    break_it(graph)
    with pytest.raises(InputError) as raised:
        from_osmnx(graph)
    assert [p.code for p in raised.value.problems] == [code]


def test_all_that_a_graph_lacks_is_said_at_once():
    graph = small_graph()
    del graph.graph["crs"], graph.nodes[1]["x"], graph.edges[1, 2, 0]["length"]
    with pytest.raises(InputError) as raised:
        from_osmnx(graph)
    assert {p.code for p in raised.value.problems} == {"graph_crs", "graph_nodes", "graph_lengths"}


@pytest.mark.parametrize("text", ["", "<html/>", "<graphml", "plain words"])
def test_a_file_that_is_no_graphml(tmp_path, text):
    path = tmp_path / "x.graphml"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        read_network(path)
    assert raised.value.problems[0].code == "graphml_unreadable"


def test_the_callers_graph_is_left_alone():
    graph = small_graph()
    before = nx.node_link_data(graph, edges="edges")
    from_osmnx(graph)
    assert nx.node_link_data(graph, edges="edges") == before


def test_graph_nodes_finds_rows_by_id():
    network = from_osmnx(small_graph())
    rows = graph_nodes(network, [3, 99, 1])
    assert network.node_id[rows[[0, 2]]].tolist() == [3, 1]
    assert rows[1] == -1


@pytest.fixture
def town(tmp_path):
    return read_drawing(
        tmp_path,
        """
        A----B----C
        |    |    |
        D----E----F
        """,
        {
            "ABC": "highway=primary",
            "DE": "highway=residential, oneway=yes",
            "EF": "highway=residential",
            "AD": "highway=residential",
            "BE": "highway=footway",
            "CF": "highway=residential, oneway=-1",
        },
    ).network


@pytest.mark.parametrize("mode", ["car", "walk", "bike"])
def test_osmnx_finds_our_times_in_the_graph_we_give(town, mode):
    graph = to_osmnx(town, mode=mode)
    for origin, destination in ("AF", "FA", "DC", "EA", "CD"):
        ours = travel(town, origin, destination, mode)
        path = ox.routing.shortest_path(graph, ord(origin), ord(destination), weight="travel_time")
        edges = ox.routing.route_to_gdf(graph, path, weight="travel_time")
        assert edges["travel_time"].sum() == pytest.approx(ours)


def test_osmnx_takes_our_graph(town):
    graph = to_osmnx(town)
    nodes, edges = ox.graph_to_gdfs(graph)
    assert str(edges.crs) == town.crs
    assert len(nodes) == town.node_count
    assert {"osmid", "highway", "length", "travel_time", "oneway", "reversed"} <= set(edges.columns)
    np.testing.assert_allclose(edges.length, edges["length"], rtol=0.005)
    row = int(np.flatnonzero(town.node_id == ord("A"))[0])
    assert ox.distance.nearest_nodes(graph, town.node_x[row] + 5, town.node_y[row] - 5) == ord("A")
    assert ox.basic_stats(graph)["n"] == town.node_count
    ox.projection.project_graph(graph, to_latlong=True)


def test_there_and_back_through_osmnx_keeps_roads_directions_and_lengths(town):
    again = from_osmnx(to_osmnx(town))
    assert directed(again) == directed(town)
    np.testing.assert_allclose(again.node_x, town.node_x, atol=1e-6)


def test_graph_helper_agrees_with_the_arrays(town):
    assert graph_of(town, "walk").number_of_nodes() == town.node_count
