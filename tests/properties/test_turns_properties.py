"""Forbidden turns: every search finds what a search over whole pasts finds, and they make nobody nearer."""

from dataclasses import replace

import numpy as np
from closing_oracle import close_anew, lose_each
from hand_networks import networks, snaps_on
from hand_plans import costs, new_roads, with_roads
from hand_steps import measure_steps
from hand_turns import forbid, forbidden, ticks_by_pasts
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mapa_uslug.barriers.alternatives import trace_alternative
from mapa_uslug.barriers.closings import measure_closing
from mapa_uslug.barriers.critical_links import measure_losses, rank_links
from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.graph import NEVER, close_edges
from mapa_uslug.engine.pixels import find_pixel_surface, paint_nearest
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import (
    carry_to_points,
    sweep_k_nearest,
    sweep_matrix,
    sweep_nearest,
    sweep_pairs,
)
from mapa_uslug.scenarios import ClosedRoads, ClosedStretches
from mapa_uslug.traveltime.steps import round_to_steps

DIRECTIONS = st.sampled_from(["to", "from"])
WEIGHTS = st.sampled_from(["time", "length"])


@st.composite
def journeys(draw):
    """A network with forbidden turns, and two sets of points on it."""
    network = draw(networks(roads=10))
    return forbid(network, draw(forbidden(network))), draw(snaps_on(network)), draw(snaps_on(network))


def searched(roads, sources, targets, *, direction, weight):
    graph = roads.graph("car", direction=direction, weight=weight)
    return (
        graph,
        roads.sources(graph, sources, speed_m_s=1.25),
        roads.targets(graph, targets, speed_m_s=1.25),
    )


def expected(network, sources, targets, *, direction, weight, **options):
    if direction == "from":
        return ticks_by_pasts(network, sources, targets, weight=weight, **options)
    return ticks_by_pasts(network, targets, sources, weight=weight, **options).T


@given(journeys(), DIRECTIONS, WEIGHTS)
@settings(max_examples=300)
def test_a_matrix_is_that_of_pasts(journey, direction, weight):
    network, sources, targets = journey
    found = searched(RoutableNetwork(network), sources, targets, direction=direction, weight=weight)
    ticks, length = sweep_matrix(*found, workers=1)
    assert np.array_equal(ticks, expected(network, sources, targets, direction=direction, weight=weight))
    assert np.array_equal(np.isfinite(length), ticks != NEVER)


@given(journeys(), DIRECTIONS, WEIGHTS, st.integers(1, 3))
@settings(max_examples=200)
def test_the_nearest_and_k_nearest_are_those_of_pasts(journey, direction, weight, k):
    network, sources, targets = journey
    graph, start, end = searched(
        RoutableNetwork(network), sources, targets, direction=direction, weight=weight
    )
    ticks = expected(network, sources, targets, direction=direction, weight=weight)
    labels = (ticks.astype(np.uint64) << np.uint64(32)) | np.arange(len(ticks), dtype=np.uint64)[:, None]
    labels[ticks == NEVER] = np.iinfo(np.uint64).max
    wanted = np.sort(labels, axis=0).T
    one = carry_to_points(graph, sweep_nearest(graph, start), start, end).packed
    assert np.array_equal(one, wanted[:, :1])
    several = carry_to_points(graph, sweep_k_nearest(graph, start, k=k), start, end).packed
    k = min(k, len(ticks))
    assert np.array_equal(several[:, :k], wanted[:, :k])


@given(journeys(), DIRECTIONS, st.integers(0, 400))
@settings(max_examples=200)
def test_pairs_within_a_limit_are_those_of_pasts(journey, direction, limit):
    network, sources, targets = journey
    found = searched(RoutableNetwork(network), sources, targets, direction=direction, weight="time")
    pairs = sweep_pairs(*found, limit=limit, workers=1)
    ticks = expected(network, sources, targets, direction=direction, weight="time")
    table = np.full_like(ticks, NEVER)
    table[pairs.source, pairs.target] = pairs.ticks
    assert np.array_equal(table, np.where(ticks <= limit * 10, ticks, NEVER))


@given(journeys(), DIRECTIONS, st.data())
@settings(max_examples=100)
def test_with_edges_closed_too(journey, direction, data):
    """What stands on a closed edge keeps its ways to both ends."""
    network, sources, targets = journey
    closed = data.draw(st.lists(st.integers(0, network.edge_count - 1), unique=True, max_size=3))
    graph, start, end = searched(
        RoutableNetwork(network), sources, targets, direction=direction, weight="time"
    )
    ticks, _ = sweep_matrix(close_edges(graph, np.array(closed, dtype=np.int64)), start, end, workers=1)
    wanted = expected(network, sources, targets, direction=direction, weight="time", closed=closed)
    assert np.array_equal(ticks, wanted)


@given(journeys(), st.data(), DIRECTIONS)
@settings(max_examples=100)
def test_one_more_makes_nobody_nearer_and_walking_stays(journey, data, direction):
    network, sources, targets = journey
    rows = [
        network.turn_halves[a:b].tolist()
        for a, b in zip(network.turn_ptr[:-1], network.turn_ptr[1:], strict=True)
    ]
    more = forbid(network, rows + data.draw(forbidden(network, most=1)))
    before, after = (
        sweep_matrix(
            *searched(RoutableNetwork(n), sources, targets, direction=direction, weight="time"), workers=1
        )[0]
        for n in (network, more)
    )
    assert (after >= before).all()
    plain, with_turns = (
        RoutableNetwork(n).graph("walk", direction=direction) for n in (forbid(network, []), more)
    )
    assert with_turns.states is None
    assert with_turns.adjacency.arcs.tobytes() == plain.adjacency.arcs.tobytes()


@st.composite
def people_on_the_way(draw):
    """Places and people on a network with forbidden turns."""
    network = draw(networks(roads=12))
    network = forbid(network, draw(forbidden(network)))
    cells, places = draw(snaps_on(network, most=8)), draw(snaps_on(network, most=3))
    people = np.array(draw(st.lists(st.integers(0, 5), min_size=len(cells), max_size=len(cells))))
    limit = draw(st.floats(0, 900))
    return network, Journeys(places, cells, people[:, None], "car", draw(DIRECTIONS), limit, 0.0)


@given(people_on_the_way())
@settings(max_examples=200)
def test_losses_are_those_of_closing_each_edge_in_turn(drawn):
    network, ways = drawn
    roads = RoutableNetwork(network)
    losses = lose_each(roads, ways, workers=1)
    for edge in range(network.edge_count):
        closing = close_anew(roads, ways.of_people(), [edge])
        for name in ("lost", "beyond", "cut_off", "farther"):
            assert getattr(losses, name)[edge].tolist() == getattr(closing, name).tolist(), name
        assert losses.longest[edge] == closing.longest
    searched, graph = SearchedJourneys(roads, ways), ways.graph(roads)
    sources, _ = ways.ends(roads)
    for link in rank_links(network, measure_losses(searched), count=100, alike=2.0).itertuples():
        edges, node = (
            np.array(link.edges),
            link.far_node if graph.states is None else graph.states.met[link.far_node],
        )
        found = trace_alternative(searched, edges, far_node=link.far_node)
        assert (found.geometry is None) == np.isinf(found.extra)
        before, after = (sweep_nearest(g, sources).ticks[node, 0] for g in (graph, close_edges(graph, edges)))
        assert found.extra == (np.inf if after == NEVER else (int(after) - int(before)) / 10)


@given(people_on_the_way(), st.data())
@settings(max_examples=200)
def test_roads_closed_at_once_concern_those_whom_searching_anew_says(drawn, data):
    network, ways = drawn
    roads = RoutableNetwork(network)
    searched = SearchedJourneys(roads, ways)
    for _ in range(3):
        edges = data.draw(st.lists(st.integers(0, network.edge_count - 1), max_size=6))
        closing = close_anew(roads, ways, edges)
        told = measure_closing(searched, np.array(edges, dtype=np.int64))
        concerned = (closing.cost_after > closing.cost_before) & ways.people.any(axis=1)
        assert told.cell.tolist() == np.flatnonzero(concerned).tolist()
        assert told.cost_before.tolist() == closing.cost_before[concerned].tolist()
        assert told.cost_after.tolist() == closing.cost_after[concerned].tolist()


@given(people_on_the_way())
@settings(max_examples=150)
def test_the_way_round_is_as_long_as_told(drawn):
    """By length, the line measures what the way costs; the network is drawn straight but for its rings."""
    network, ways = drawn
    ways = replace(ways, weight="length")
    roads = RoutableNetwork(network)
    graph = ways.graph(roads)
    before = sweep_nearest(graph, ways.ends(roads)[0]).ticks[:, 0]
    searched = SearchedJourneys(roads, ways)
    for link in rank_links(network, measure_losses(searched), count=100, alike=2.0).itertuples():
        found = trace_alternative(searched, np.array(link.edges[-1:]), far_node=link.far_node)
        if found.geometry is None:
            continue
        node = link.far_node if graph.states is None else graph.states.met[link.far_node]
        wanted = before[node] / 10 + found.extra - ways.place_snaps.offset_m[found.place]
        # A tick at each of the edges, some of which may be passed there and back.
        assert abs(found.geometry.length - wanted) <= 0.1 * (2 * network.edge_count + 4)


@given(people_on_the_way())
@settings(max_examples=100)
def test_who_stands_on_junctions_pays_what_they_did_on_the_edge(drawn):
    network, ways = drawn
    roads = RoutableNetwork(network)
    graph = ways.graph(roads)
    sources, targets = roads.sources(graph, ways.place_snaps), roads.targets(graph, ways.cell_snaps)
    ticks = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0]
    on_nodes = close_anew(roads, ways, []).cost_before
    assert np.array_equal(on_nodes, np.where(ticks == NEVER, np.inf, ticks / 10))


@given(journeys(), DIRECTIONS, st.data())
@settings(max_examples=100)
def test_steps_are_those_of_the_matrix(journey, direction, data):
    network, places, cells = journey
    roads = RoutableNetwork(network)
    steps = measure_steps(
        roads, place_snaps=places, cell_snaps=cells, mode="car", direction=direction, largest=300.0
    )
    ticks, _ = sweep_matrix(*searched(roads, places, cells, direction=direction, weight="time"), workers=1)
    cost = np.where(ticks == NEVER, np.inf, ticks / 10).astype(np.float32)
    assert np.array_equal(steps, round_to_steps(np.where((cost > 300) & (ticks != NEVER), 1e9, cost), "s"))


@given(journeys(), DIRECTIONS)
@settings(max_examples=60)
def test_pixels_are_points_like_any_other(journey, direction):
    network, sources, _ = journey
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction=direction)
    start = roads.sources(graph, sources)
    surface = find_pixel_surface(roads, graph, size_m=190.0, reach_m=300.0)
    raster = paint_nearest(graph, surface, start, limit=1e6)
    row, column = np.indices(raster.ticks.shape).reshape(2, -1)
    x, y = surface.grid.centres((row + raster.row) * surface.grid.columns + column + raster.column)
    targets = roads.targets(graph, roads.snap(x, y, mode="car", max_distance_m=300.0))
    labels = sweep_nearest(graph, start)
    assert np.array_equal(raster.ticks.ravel(), carry_to_points(graph, labels, start, targets).ticks[:, 0])


@given(st.data(), DIRECTIONS)
@settings(max_examples=100)
def test_a_plan_keeps_them(data, direction):
    """New roads make nobody's way longer, and what is forbidden stays so on the parts of edges that they cut."""
    network = data.draw(networks(roads=10))
    rows = data.draw(forbidden(network))
    roads = RoutableNetwork(forbid(network, rows))
    metres = st.integers(0, 40).map(lambda i: i * 100.0)
    line = data.draw(st.lists(st.tuples(metres, metres), min_size=2, max_size=2))
    try:
        planned = with_roads(roads, new_roads(line, modes=["car", "walk"]), max_snap_m=8000)
    except InputError:
        assume(False)
    one, other = data.draw(snaps_on(network)), data.draw(snaps_on(network))
    for mode in ("car", "bike"):
        before, after = (costs(r, one, other, mode=mode, direction=direction) for r in (roads, planned))
        assert (after <= before).all()
    # Whoever stands on an uncut edge goes as on a network in which the parts are edges and the whole ones closed.
    cut = list(planned.built.joints.cuts)
    uncut = [snaps.take(np.flatnonzero(~np.isin(snaps.edge, cut))) for snaps in (one, other)]
    found = costs(planned, *uncut, direction=direction)
    assert np.array_equal(
        found, expected(planned.network, *uncut, direction=direction, weight="time", closed=cut)
    )


@given(journeys(), DIRECTIONS, st.data())
@settings(max_examples=100)
def test_closed_roads_are_those_of_pasts(journey, direction, data):
    """Closed in the middle: who stands on either side comes to the end on their side."""
    network, sources, targets = journey
    count = network.edge_count
    closed = data.draw(st.lists(st.integers(0, count - 1), unique=True, max_size=3))
    closed = [e for e in closed if network.edge_u[e] != network.edge_v[e]]
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    first[closed], last[closed] = 0.5, 0.5
    roads = ClosedRoads(RoutableNetwork(network), ClosedStretches(first, last))
    ticks, _ = sweep_matrix(*searched(roads, sources, targets, direction=direction, weight="time"), workers=1)
    wanted = expected(network, sources, targets, direction=direction, weight="time", closed=closed)
    on_closed = [np.isin(snaps.edge, closed) for snaps in (sources, targets)]
    free = ~on_closed[0][:, None] & ~on_closed[1][None, :]
    assert np.array_equal(ticks[free], wanted[free])
    assert (ticks >= wanted).all()
