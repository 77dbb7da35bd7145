"""Small drawings through the real reader: what a planner sees is what the network must say."""

import numpy as np
import pytest
from drawn_roads import letters_of, node_id, read_drawing, travel

PRIMARY_MS = 70 / 3.6
RESIDENTIAL_MS = 24 / 3.6


def edges_of(network):
    return sorted(
        "".join(sorted(chr(i) if i > 0 else "*" for i in (network.node_id[u], network.node_id[v])))
        for u, v in zip(network.edge_u, network.edge_v, strict=True)
    )


def test_bends_are_no_junctions(tmp_path):
    network = read_drawing(
        tmp_path,
        """
        A----B
             |
             C----D
        """,
        {"ABCD": "highway=primary"},
    ).network
    assert letters_of(network) == "AD"
    assert network.edge_length_m == pytest.approx([500 + 200 + 500], rel=1e-3)
    assert travel(network, "A", "D") == pytest.approx(1200 / PRIMARY_MS, rel=1e-3)
    assert len(network.vertex_x) == 4


def test_roads_meet_where_they_share_a_node_and_nowhere_else(tmp_path):
    # The bridge from E to F passes over the road from A to C: no node at the crossing.
    network = read_drawing(
        tmp_path,
        """
             E
             |
        A-B--|--C
          |  |
        G-D  F
        """,
        {
            "ABC": "highway=primary",
            "BD": "highway=primary",
            "EF": "highway=primary, bridge=yes",
            "GD": "highway=primary",
        },
    ).network
    assert letters_of(network) == "ABCEFG"
    assert travel(network, "A", "G") == pytest.approx(600 / PRIMARY_MS, rel=1e-3)
    assert travel(network, "A", "E") == np.inf
    assert travel(network, "E", "F") < np.inf, "what is disconnected is kept"


def test_an_edge_ends_where_speed_or_class_change(tmp_path):
    network = read_drawing(
        tmp_path,
        "A---B---C---D---E",
        {
            "AB": "highway=primary, name=Polna",
            "BC": "highway=primary, name=Lesna",
            "CD": "highway=primary, maxspeed=50",
            "DE": "highway=secondary, maxspeed=50",
        },
    ).network
    assert edges_of(network) == ["AC", "CD", "DE"]
    assert travel(network, "A", "E") == pytest.approx((800 / 70 + 400 / 38 + 400 / 35) * 3.6, rel=1e-3)


def test_ways_drawn_towards_each_other_are_one_edge_if_both_are_open_both_ways(tmp_path):
    network = read_drawing(tmp_path, "A---B---C", {"AB": "highway=primary", "CB": "highway=primary"}).network
    assert edges_of(network) == ["AC"]


def test_oneway_streets_drawn_towards_each_other_let_nobody_through(tmp_path):
    ways = {"AB": "highway=residential, oneway=yes", "CB": "highway=residential, oneway=yes"}
    network = read_drawing(tmp_path, "A---B---C", ways).network
    assert edges_of(network) == ["AB", "BC"]
    assert travel(network, "A", "C") == np.inf
    assert travel(network, "A", "C", "walk") == pytest.approx(800 / 1.2, rel=1e-3)


def test_oneway_against_the_drawing_continues_oneway_along_it(tmp_path):
    ways = {"BA": "highway=residential, oneway=-1", "BC": "highway=residential, oneway=yes"}
    network = read_drawing(tmp_path, "A---B---C", ways).network
    assert edges_of(network) == ["AC"]
    assert travel(network, "A", "C") == pytest.approx(800 / RESIDENTIAL_MS, rel=1e-3)
    assert travel(network, "C", "A") == np.inf


def test_a_roundabout_is_driven_one_way_round(tmp_path):
    network = read_drawing(
        tmp_path,
        """
             B
           / | \\
        A-C  |  E-F
           \\ | /
             D
        """,
        {"CDEBC": "highway=primary, junction=roundabout", "AC": "highway=primary", "EF": "highway=primary"},
    ).network
    # Anticlockwise: C-D-E half way round, and E-B-C back.
    half = np.hypot(300, 200) + np.hypot(300, 200)
    assert letters_of(network) == "ACEF"
    assert travel(network, "C", "E", weight="length") == pytest.approx(half, rel=1e-3)
    assert travel(network, "E", "C", weight="length") == pytest.approx(half, rel=1e-3)
    assert network.edge_count == 4


def test_a_ring_apart_from_all_other_roads_is_kept(tmp_path):
    network = read_drawing(
        tmp_path,
        """
        A--B    E--F
        |  |
        D--C
        """,
        {"ABCDA": "highway=residential", "EF": "highway=residential"},
    ).network
    ring = np.flatnonzero(network.edge_u == network.edge_v)
    assert len(ring) == 1
    assert network.edge_length_m[ring] == pytest.approx([1000], rel=1e-3)
    assert network.node_id[network.edge_u[ring[0]]] == node_id("D"), (
        "the south-west corner is first on the curve"
    )


def test_a_loop_at_the_end_of_a_road_is_kept(tmp_path):
    network = read_drawing(
        tmp_path,
        """
              C--D
              |  |
        A-----B--E
        """,
        {"AB": "highway=residential", "BCDEB": "highway=residential"},
    ).network
    assert edges_of(network) == ["AB", "BB"]
    assert sorted(network.edge_length_m) == pytest.approx([600, 1000], rel=1e-3)


def test_two_roads_between_the_same_junctions_stay_two(tmp_path):
    network = read_drawing(
        tmp_path,
        """
           C--D
           |  |
        A--B--E--F
        """,
        {"ABEF": "highway=residential", "BCDE": "highway=residential"},
    ).network
    assert edges_of(network).count("BE") == 2


def test_a_way_is_cut_where_a_node_is_missing(tmp_path):
    loaded = read_drawing(tmp_path, "A--B--C--D--E", {"ABCDE": "highway=primary"}, missing="C")
    assert edges_of(loaded.network) == ["AB", "DE"]
    assert loaded.counts["nodes_missing"] == 1
    assert loaded.counts["ways_used"] == 1


def test_what_is_no_road_and_what_is_too_short_is_counted(tmp_path):
    loaded = read_drawing(
        tmp_path,
        "A--B--C--D",
        {
            "AB": "highway=primary",
            "BC": "highway=construction",
            "CD": "highway=residential, access=no",
            "A": "highway=primary",
            "BA": "waterway=river",
        },
    )
    counts = loaded.counts
    assert (counts["ways_read"], counts["ways_used"]) == (4, 1)
    assert (counts["ways_not_a_road"], counts["ways_closed"], counts["ways_too_short"]) == (1, 1, 1)
    assert edges_of(loaded.network) == ["AB"]


def test_a_node_written_twice_in_a_row_is_one(tmp_path):
    network = read_drawing(tmp_path, "A---B", {"AABB": "highway=primary"}).network
    assert edges_of(network) == ["AB"]
    assert len(network.vertex_x) == 2


def test_the_outline_of_a_square_is_walked_along(tmp_path):
    network = read_drawing(
        tmp_path,
        """
        E-A----B
          |    |
          D----C-F
        """,
        {"ABCDA": "highway=pedestrian, area=yes", "EA": "highway=residential", "CF": "highway=residential"},
    ).network
    assert travel(network, "E", "F", "walk") == pytest.approx((200 + 500 + 200 + 200) / 1.2, rel=1e-3)
    assert travel(network, "E", "F", "car") == np.inf


# --- barriers ---


def test_a_bollard_stops_cars_and_nobody_else(tmp_path):
    network = read_drawing(
        tmp_path, "A---B---C", {"ABC": "highway=residential"}, {"B": "barrier=bollard"}
    ).network
    assert travel(network, "A", "C") == np.inf
    assert travel(network, "A", "C", "walk") == pytest.approx(800 / 1.2, rel=1e-3)
    assert travel(network, "A", "C", "bike") == pytest.approx(800 / (15 / 3.6), rel=1e-3)
    assert network.edge_length_m.sum() == pytest.approx(800, rel=1e-3), "the joint has no length"


def test_cars_reach_a_bollard_from_both_sides(tmp_path):
    network = read_drawing(
        tmp_path, "A---B---C", {"ABC": "highway=residential"}, {"B": "barrier=bollard"}
    ).network
    assert np.isfinite(network.seconds_forward[0]).sum() == 2


@pytest.mark.parametrize(
    ("tags", "car", "walk", "bike"),
    [
        ("barrier=gate", True, True, True),
        ("barrier=gate, access=private", True, True, True),
        ("barrier=gate, access=no", False, False, False),
        ("barrier=gate, motor_vehicle=no", False, True, True),
        ("barrier=gate, access=no, foot=yes", False, True, False),
        ("barrier=lift_gate", True, True, True),
        ("barrier=cattle_grid", True, True, True),
        ("barrier=kissing_gate", False, True, False),
        ("barrier=stile", False, True, False),
        ("barrier=stile, bicycle=yes", False, True, True),
        ("barrier=bollard, motor_vehicle=yes", True, True, True),
        ("barrier=bollard, access=yes", False, True, True),
        ("barrier=block", False, True, True),
        ("barrier=fence", True, True, True),
        ("highway=crossing, foot=no", True, True, True),
    ],
)
def test_barriers_by_hand(tmp_path, tags, car, walk, bike):
    network = read_drawing(tmp_path, "A---B---C", {"ABC": "highway=residential"}, {"B": tags}).network
    passed = [travel(network, "A", "C", mode) < np.inf for mode in ("car", "walk", "bike")]
    assert passed == [car, walk, bike]


def test_a_barrier_at_a_junction_stops_every_turn(tmp_path):
    network = read_drawing(
        tmp_path,
        """
           D
           |
        A--B--C
        """,
        {"ABC": "highway=residential", "BD": "highway=residential"},
        {"B": "barrier=bollard"},
    ).network
    for origin, destination in ("AC", "AD", "CD"):
        assert travel(network, origin, destination) == np.inf
        assert travel(network, origin, destination, "walk") < np.inf


def test_a_barrier_for_cars_on_a_footpath_changes_nothing(tmp_path):
    plain = read_drawing(tmp_path, "A---B---C", {"ABC": "highway=footway"}).network
    barred = read_drawing(tmp_path, "A---B---C", {"ABC": "highway=footway"}, {"B": "barrier=bollard"}).network
    assert barred.node_count == plain.node_count == 2
    assert barred.edge_count == 1


def test_a_private_drive_is_open_but_no_short_cut(tmp_path):
    network = read_drawing(
        tmp_path,
        """
        AB
        ||
        CD
        """,
        {"AC": "highway=service, access=private", "ABDC": "highway=residential"},
    ).network
    drive = network.edge_source_id.tolist().index(1)
    assert network.seconds_forward[0, drive] == pytest.approx(200 / (10 / 3.6), rel=1e-3)
    assert travel(network, "A", "C") == pytest.approx(400 / RESIDENTIAL_MS, rel=1e-3)


# --- coordinates and order ---


def test_lengths_are_on_the_ground_and_places_in_metres(tmp_path):
    network = read_drawing(tmp_path, "A" + "-" * 9 + "B", {"AB": "highway=primary"}).network
    assert network.crs == "EPSG:2180"
    assert network.edge_length_m[0] == pytest.approx(1000.0, abs=0.02)
    # The ellipsoid is 0.3 % wider than the sphere here, PL-1992 0.07 % narrower than the ground.
    assert abs(network.node_x[1] - network.node_x[0]) == pytest.approx(1000.0 * 1.0032 * 0.9993, abs=0.5)


def test_a_crs_of_ones_own(tmp_path):
    from drawn_roads import write_drawing

    from mapa_uslug.network import read_network

    path = write_drawing(tmp_path / "a.osm", "A---B", {"AB": "highway=primary"})
    assert read_network(path, crs="EPSG:32634", cache=False).network.crs == "EPSG:32634"


def test_nodes_follow_the_curve_and_edges_their_nodes(tmp_path):
    network = read_drawing(
        tmp_path,
        """
        A----B
        |    |
        C----D
        """,
        {
            "AB": "highway=primary",
            "BD": "highway=secondary",
            "CD": "highway=tertiary",
            "AC": "highway=residential",
        },
    ).network
    keys = list(zip(network.edge_u.tolist(), network.edge_v.tolist(), strict=True))
    assert keys == sorted(keys)
    assert (network.edge_u <= network.edge_v).all()
    first = network.vertex_ptr[:-1]
    np.testing.assert_array_equal(network.vertex_x[first], network.node_x[network.edge_u])
    np.testing.assert_array_equal(
        network.vertex_y[network.vertex_ptr[1:] - 1], network.node_y[network.edge_v]
    )


def test_edits_not_yet_uploaded_are_read(tmp_path):
    path = tmp_path / "edit.osm"
    path.write_text(
        '<osm version="0.6"><node id="-1" lat="52" lon="19"/><node id="-2" lat="52.001" lon="19"/>'
        '<node id="5" lat="52.002" lon="19"/><way id="-7"><nd ref="-1"/><nd ref="-2"/><nd ref="5"/>'
        '<tag k="highway" v="primary"/></way></osm>',
        encoding="utf-8",
    )
    from mapa_uslug.network import read_network

    network = read_network(path, cache=False).network
    assert network.node_id.tolist() == [-1, 5]
    assert network.edge_length_m == pytest.approx([222.39], abs=0.01)


def test_tags_with_odd_characters_are_understood(tmp_path):
    ways = {
        "AB": "highway=primary, name=a=b%40@ \u017b\u00f3\u0142w; maxspeed=10, maxspeed:conditional=80 @ (22:00-06:00)"
    }
    network = read_drawing(tmp_path, "A---B", ways).network
    assert travel(network, "A", "B") == pytest.approx(400 / (70 / 3.6), rel=1e-3)
