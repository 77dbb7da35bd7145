import numpy as np
import pytest
import shapely
from hand_networks import Road, make_network
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.maps.road_lines import join_edges


def lines_of(places, roads):
    """The lines that the roads become, each as its places, from the lesser end."""
    network = make_network(places, [Road(u, v, 1.0, 1.0, via=via) for u, v, *via in roads])
    joined = join_edges(network, np.arange(len(roads)))
    lines = [[tuple(p) for p in line.coords] for line in joined.geoms]
    return sorted(min(line, line[::-1]) for line in lines)


def test_at_a_crossing_the_roads_that_bend_least_go_on():
    # 1 and 2 lie west and east of the crossing, 3 and 4 south and a little west of north; 5 goes off 4's way.
    places = {
        0: (0.0, 0.0),
        1: (-100.0, 0.0),
        2: (100.0, 10.0),
        3: (0.0, -100.0),
        4: (-10.0, 100.0),
        5: (70.0, 70.0),
    }
    assert lines_of(places, [(0, 1), (2, 0), (3, 0), (0, 4), (5, 0)]) == [
        [(-100.0, 0.0), (0.0, 0.0), (100.0, 10.0)],
        [(-10.0, 100.0), (0.0, 0.0), (0.0, -100.0)],
        [(0.0, 0.0), (70.0, 70.0)],
    ]


def test_where_a_road_leaves_counts_not_where_it_ends():
    # The road to 2 sets out to the north and turns; the road to 3 goes on eastwards.
    places = {0: (0.0, 0.0), 1: (-100.0, 0.0), 2: (200.0, 50.0), 3: (100.0, 0.0)}
    assert lines_of(places, [(1, 0), (0, 2, (0.0, 50.0)), (0, 3)]) == [
        [(-100.0, 0.0), (0.0, 0.0), (100.0, 0.0)],
        [(0.0, 0.0), (0.0, 50.0), (200.0, 50.0)],
    ]


def test_a_circle_is_one_closed_line():
    places = {0: (0.0, 0.0), 1: (100.0, 0.0), 2: (100.0, 100.0)}
    (line,) = lines_of(places, [(0, 1), (1, 2), (2, 0)])
    assert line[0] == line[-1]
    assert sorted(line[:-1]) == sorted(places.values())


def test_a_loop_at_one_node_and_two_roads_between_the_same_nodes_are_kept():
    places = {0: (0.0, 0.0), 1: (100.0, 0.0)}
    roads = [(0, 0, (-50.0, 50.0), (-50.0, -50.0)), (0, 1, (50.0, 20.0)), (0, 1, (50.0, -20.0))]
    vertices = {p for line in lines_of(places, roads) for p in line}
    assert vertices >= {(-50.0, 50.0), (-50.0, -50.0), (50.0, 20.0), (50.0, -20.0)}


def test_no_edge_is_no_line():
    network = make_network({0: (0.0, 0.0), 1: (1.0, 0.0)}, [Road(0, 1, 1.0, 1.0)])
    assert join_edges(network, np.zeros(0, dtype=np.int64)).is_empty


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=30), st.data())
def test_every_edge_is_drawn_once_and_no_end_is_left_where_two_could_be_joined(pairs, data):
    places = {n: (100.0 * (n % 4) + 7.0 * (n // 4), 130.0 * (n // 4) + 3.0 * (n % 4)) for n in range(12)}
    pairs = [(u, v) for u, v in pairs if u != v] or [(0, 1)]
    network = make_network(places, [Road(u, v, 1.0, 1.0) for u, v in pairs])
    edges = np.array(data.draw(st.permutations(range(len(pairs)))))
    joined = join_edges(network, edges)
    assert joined.length == pytest.approx(network.edge_length_m.sum())
    drawn = sorted(
        tuple(sorted(piece))
        for line in joined.geoms
        for piece in zip(line.coords[:-1], line.coords[1:], strict=True)
    )
    assert drawn == sorted(tuple(sorted((places[u], places[v]))) for u, v in pairs)
    ends = [p for line in joined.geoms if not line.is_closed for p in (line.coords[0], line.coords[-1])]
    degree = {n: sum(n in pair for pair in pairs) for n in places}
    # Lines end where an odd number of edges meet, and once there.
    assert all(ends.count(places[n]) <= 1 for n in places), ends
    assert {n for n in places if degree[n] % 2} <= {n for n in places if places[n] in ends}
    assert shapely.get_num_geometries(joined) <= len(pairs)
