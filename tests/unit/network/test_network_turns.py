"""Turn restrictions drawn by hand, read from a file: how far one then has to go."""

import numpy as np
import pytest
from drawn_roads import letters_of, node_id, read_drawing, write_drawing

from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.network import read_network

CROSSING = """
   N
   |
W--X--E
   |
   S
"""
ARMS = {letters: "highway=residential" for letters in ("WX", "XN", "XE", "XS")}
"""W and E are 300 m from X, N and S 200 m."""

CARRIAGEWAYS = """
A--B--C
   |  |
D--E--F
"""
ONE_WAY = {
    "AB": "highway=secondary, oneway=yes", "BC": "highway=secondary, oneway=yes",
    "FE": "highway=secondary, oneway=yes", "ED": "highway=secondary, oneway=yes",
    "BE": "highway=secondary_link, oneway=yes", "CF": "highway=tertiary, oneway=yes",
}  # fmt: skip
"""To the east from A, to the west to D, joined by B to E and C to F, 200 m each; the others are 300 m."""


def metres(network, origin, destination, mode="car"):
    """From letter to letter, the same in a search from either side; whole metres."""
    roads = RoutableNetwork(network)
    ids = [np.array([node_id(letter)]) for letter in (origin, destination)]
    found = []
    for direction, (start, end) in (("from", ids), ("to", ids[::-1])):
        graph = roads.graph(mode, direction=direction, weight="length")
        start, end = (roads.snap_nodes(one, mode=mode) for one in (start, end))
        ticks, _ = sweep_matrix(graph, roads.sources(graph, start), roads.targets(graph, end), workers=1)
        found.append(np.inf if ticks[0, 0] == NEVER else round(float(ticks[0, 0]) / 10))
    assert found[0] == found[1]
    return found[0]


def crossing(folder, *turns, nodes=None):
    return read_drawing(folder, CROSSING, ARMS, nodes, turns=turns)


def test_without_restrictions_one_turns_anywhere(tmp_path):
    network = crossing(tmp_path).network
    assert metres(network, "W", "N") == 300 + 200
    assert len(network.turn_modes) == 0


def test_who_may_not_turn_left_turns_round_at_the_nearest_end(tmp_path):
    loaded = crossing(tmp_path, ("restriction=no_left_turn", "from=WX", "via=X", "to=XN"))
    network = loaded.network
    # From W to S (300 + 200), there round and back to X (200), straight on to N (200).
    assert metres(network, "W", "N") == 900
    assert metres(network, "W", "N", "bike") == 900, "a bicycle is a vehicle"
    assert metres(network, "W", "N", "walk") == 500, "walkers are not"
    assert metres(network, "W", "E") == 600
    assert metres(network, "N", "W") == 500, "the other way is another turn"
    assert metres(network, "E", "N") == 500
    assert (loaded.counts["turns_read"], loaded.counts["turns_used"]) == (1, 1)
    assert loaded.problems == ()


def test_where_only_straight_on_is_allowed_one_turns_round_beyond(tmp_path):
    network = crossing(tmp_path, ("restriction=only_straight_on", "from=WX", "via=X", "to=XE")).network
    # To E (600), round and back to X (300), on to N or S (200).
    assert metres(network, "W", "N") == 1100
    assert metres(network, "W", "S") == 1100
    assert metres(network, "W", "E") == 600


def test_where_one_may_not_turn_round(tmp_path):
    left = ("restriction=no_left_turn", "from=WX", "via=X", "to=XN")
    round_s = ("restriction=no_u_turn", "from=XS", "via=S", "to=XS")
    # Not at S any more, so at E: 300 + 300, back 300, on 200.
    assert metres(crossing(tmp_path, left, round_s).network, "W", "N") == 1100


def test_over_a_via_way_only_who_came_from_the_first_is_stopped(tmp_path):
    turn = ("restriction=no_u_turn", "from=AB", "via=BE", "to=ED")
    free = read_drawing(tmp_path, CARRIAGEWAYS, ONE_WAY).network
    assert metres(free, "A", "D") == 300 + 200 + 300
    network = read_drawing(tmp_path, CARRIAGEWAYS, ONE_WAY, turns=(turn,)).network
    # On to C, over to F and back: 300 + 300 + 200 + 300 + 300.
    assert metres(network, "A", "D") == 1400
    assert metres(network, "A", "E") == 500, "who ends the journey on the via is not stopped"
    assert metres(network, "B", "D") == 500, "nor who begins it there"


def test_only_over_a_via_way_forbids_every_other_way_on(tmp_path):
    turn = ("restriction=only_u_turn", "from=AB", "via=BE", "to=ED")
    network = read_drawing(tmp_path, CARRIAGEWAYS, ONE_WAY, turns=(turn,)).network
    assert metres(network, "A", "D") == 800
    assert metres(network, "A", "C") == np.inf
    assert metres(network, "B", "C") == 300, "who did not come from A goes where they like"


@pytest.mark.parametrize(
    ("tags", "car", "bike"),
    [
        ("restriction=no_left_turn, except=bicycle", 900, 500),
        ("restriction=no_left_turn, except=psv;bicycle", 900, 500),
        ("restriction=no_left_turn, except=psv", 900, 900),
        ("restriction:bicycle=no_left_turn", 500, 900),
        ("restriction:motorcar=no_left_turn", 900, 500),
        ("restriction:motor_vehicle=no_left_turn", 900, 500),
        ("restriction:hgv=no_left_turn", 500, 500),
        ("restriction=no_left_turn, restriction:bicycle=none", 900, 500),
        ("restriction:conditional=no_left_turn @ (Mo-Fr 07:00-18:00)", 900, 900),
        ("restriction:conditional=no_left_turn @ (Sa\\,Su)", 500, 500),
        ("restriction=no_left_turn, hour_on=07:00, hour_off=09:00", 500, 500),
    ],
)  # fmt: skip
def test_for_whom_and_when(tmp_path, tags, car, bike):
    loaded = crossing(tmp_path, (tags.replace("\\,", ","), "from=WX", "via=X", "to=XN"))
    assert metres(loaded.network, "W", "N") == car
    assert metres(loaded.network, "W", "N", "bike") == bike
    assert loaded.counts["turns_used"] + loaded.counts["turns_of_others"] == 1
    assert loaded.counts["turns_of_others"] == (car == bike == 500)


def test_nobody_enters_from_several_roads(tmp_path):
    network = crossing(tmp_path, ("restriction=no_entry", "from=WX", "from=XS", "via=X", "to=XN")).network
    # From W and S only over E, where one turns round: 300 + 300 + 300 + 200, and 200 + 300 + 300 + 200.
    assert metres(network, "W", "N") == 1100
    assert metres(network, "S", "N") == 1000
    assert metres(network, "E", "N") == 500


@pytest.mark.parametrize(
    ("turn", "fate"),
    [
        (("restriction=no_left_turn", "from=WX", "via=E", "to=XN"), "turns_broken"),
        (("restriction=no_left_turn", "from=WX", "via=XS", "to=XN"), "turns_broken"),
        (("restriction=no_left_turn", "from=WX", "to=XN"), "turns_broken"),
        (("restriction=no_left_turn", "from=WX", "via=X"), "turns_broken"),
        (("restriction=no_parking", "from=WX", "via=X", "to=XN"), "turns_broken"),
        (("restriction=no_left_turn", "from=WX", "from=XE", "via=X", "to=XN"), "turns_broken"),
        (("restriction=no_left_turn", "from=W", "via=X", "to=XN"), "turns_broken"),
        (("restriction=no_left_turn", "from=WX", "via=X", "to=YZ"), "turns_off_roads"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_counted_and_told(tmp_path, turn, fate):
    loaded = crossing(tmp_path, turn)
    assert metres(loaded.network, "W", "N") == 500
    assert {key: n for key, n in loaded.counts.items() if key.startswith("turns") and n} == {
        "turns_read": 1, fate: 1,
    }  # fmt: skip
    assert [p.code for p in loaded.problems] == (["turns_broken"] if fate == "turns_broken" else [])
    assert all(p.severity == "warning" for p in loaded.problems)


def test_a_via_in_the_middle_of_a_way_is_not_guessed_at(tmp_path):
    ways = {"WXE": "highway=residential", "XN": "highway=residential"}
    turn = ("restriction=no_left_turn", "from=WXE", "via=X", "to=XN")
    loaded = read_drawing(tmp_path, CROSSING, ways, turns=(turn,))
    assert loaded.counts["turns_broken"] == 1
    assert metres(loaded.network, "W", "N") == 500


def test_only_to_a_road_that_is_closed_to_cars_traps_no_car(tmp_path):
    ways = ARMS | {"XE": "highway=residential, motor_vehicle=no"}
    turn = ("restriction=only_straight_on", "from=WX", "via=X", "to=XE")
    network = read_drawing(tmp_path, CROSSING, ways, turns=(turn,)).network
    assert metres(network, "W", "N") == 500
    assert metres(network, "W", "N", "bike") == 1100


def test_a_point_where_a_turn_is_forbidden_stays_a_junction(tmp_path):
    turn = ("restriction=no_straight_on", "from=AB", "via=B", "to=BC")
    ways = {"AB": "highway=residential", "BC": "highway=residential"}
    network = read_drawing(tmp_path, "A--B--C", ways, turns=(turn,)).network
    assert letters_of(network) == "ABC"
    assert (metres(network, "A", "C"), metres(network, "C", "A")) == (np.inf, 600)
    assert metres(network, "A", "C", "walk") == 600
    assert letters_of(read_drawing(tmp_path, "A--B--C", ways).network) == "AC"


def test_a_turn_holds_where_a_barrier_parts_the_roads_for_others(tmp_path):
    # A gate that only walkers may not pass: each road end there has a point of its own.
    turn = ("restriction=no_left_turn", "from=WX", "via=X", "to=XN")
    network = crossing(tmp_path, turn, nodes={"X": "barrier=gate, foot=no"}).network
    assert metres(network, "W", "N") == 900
    assert metres(network, "W", "E") == 600
    only = ("restriction=only_straight_on", "from=WX", "via=X", "to=XE")
    assert metres(crossing(tmp_path, only, nodes={"X": "barrier=gate, foot=no"}).network, "W", "N") == 1100
    closed = crossing(tmp_path, turn, nodes={"X": "barrier=gate, access=no"}).network
    assert metres(closed, "W", "N") == np.inf


def test_they_are_kept_with_the_network(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    turn = ("restriction=no_left_turn", "from=WX", "via=X", "to=XN")
    path = write_drawing(tmp_path / "drawn.osm", CROSSING, ARMS, turns=(turn,))
    read_network(path)
    assert metres(read_network(path).network, "W", "N") == 900
