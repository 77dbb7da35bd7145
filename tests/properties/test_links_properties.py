"""Closing and opening links: against networkx on whole numbers, and against the same search on a rebuilt network."""

import networkx as nx
import numpy as np
from closing_oracle import close_anew, lose_each
from hand_networks import INF, networks, snaps_on
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.barriers.alternatives import trace_alternative
from mapa_uslug.barriers.closings import measure_closing
from mapa_uslug.barriers.critical_links import measure_losses, rank_links
from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.new_links import NewLinks, find_nearer, measure_gains
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest

OFF_ROAD_M_S = 1.25


@st.composite
def journeys(draw):
    """A network with places and people on it, by car."""
    network = draw(networks(roads=16))
    cells = draw(snaps_on(network, most=8))
    counts = st.lists(st.integers(0, 5), min_size=len(cells), max_size=len(cells))
    people = np.array([draw(counts), draw(counts)]).T
    direction = draw(st.sampled_from(["to", "from"]))
    weight = draw(st.sampled_from(["time", "time", "length"]))
    limit, terminal = draw(st.floats(0, 900)), draw(st.sampled_from([0.0, 30.0]))
    places = draw(snaps_on(network, most=3))
    return network, Journeys(places, cells, people, "car", direction, limit, terminal, weight)


def weights(network, journeys):
    """Cost of each edge ahead and back, in the direction of the search."""
    ahead, back = network.seconds_forward[0], network.seconds_backward[0]
    if journeys.weight == "length":
        ahead, back = (np.where(np.isfinite(w), network.edge_length_m, INF) for w in (ahead, back))
    return (ahead, back) if journeys.direction == "from" else (back, ahead)


def part(cost, share):
    """Ticks of a share of an edge; the end of an edge can be reached whatever the traffic."""
    if share == 0.0:
        return 0
    return int(np.rint(cost * share * 10.0)) if cost < INF else None


def search_graph(network, journeys, closed=()):
    """Digraph of whole ticks, with places, people and the direct ways on the edges that they share."""
    graph = nx.DiGraph()
    ahead, back = weights(network, journeys)
    per_metre = 1.0 if journeys.weight == "length" else 1.0 / OFF_ROAD_M_S

    def add(tail, head, ticks):
        if ticks is not None and ticks < graph.get_edge_data(tail, head, {"weight": INF})["weight"]:
            graph.add_edge(tail, head, weight=ticks)

    for e in range(network.edge_count):
        u, v = int(network.edge_u[e]), int(network.edge_v[e])
        if e not in closed and u != v:
            for tail, head, cost in ((u, v, ahead[e]), (v, u, back[e])):
                add(tail, head, max(part(cost, 1.0), 1) if cost < INF else None)

    def walk(snaps, p):
        return int(np.rint(snaps.offset_m[p] * per_metre * 10))

    def is_on_node(snaps, p, *, is_source):
        """At the end of an edge, unless all of the edge takes less than half a tick to or from the other end."""
        e, share = snaps.edge[p], snaps.fraction[p]
        if share not in (0.0, 1.0):
            return False
        whole = ahead[e] if is_source == (share == 0.0) else back[e]
        return network.edge_u[e] == network.edge_v[e] or part(whole, 1.0) != 0

    def join(kind, snaps, p, *, is_source):
        e, share, name = int(snaps.edge[p]), float(snaps.fraction[p]), (kind, int(p))
        graph.add_node(name)
        if e < 0:
            return
        to_u, to_v = (back[e], ahead[e]) if is_source else (ahead[e], back[e])
        for node, cost, along in ((network.edge_u[e], to_u, share), (network.edge_v[e], to_v, 1.0 - share)):
            ticks = part(cost, along)
            if ticks is not None and not (along == 1.0 and is_on_node(snaps, p, is_source=is_source)):
                ends = (name, int(node)) if is_source else (int(node), name)
                add(*ends, ticks + walk(snaps, p))

    def meet(kind, snaps, other_kind, others):
        for s in np.flatnonzero(snaps.edge >= 0):
            for p in np.flatnonzero(others.edge == snaps.edge[s]):
                if is_on_node(snaps, s, is_source=True) or is_on_node(others, p, is_source=False):
                    continue
                step = float(others.fraction[p] - snaps.fraction[s])
                cost = ahead[snaps.edge[s]] if step >= 0 else back[snaps.edge[s]]
                ticks = part(cost, abs(step))
                if ticks is not None:
                    add((kind, int(s)), (other_kind, int(p)), ticks + walk(snaps, s) + walk(others, p))

    graph.add_nodes_from(range(network.node_count))
    for p in range(len(journeys.place_snaps)):
        join("place", journeys.place_snaps, p, is_source=True)
    for p in range(len(journeys.cell_snaps)):
        join("cell", journeys.cell_snaps, p, is_source=False)
    meet("place", journeys.place_snaps, "cell", journeys.cell_snaps)
    return graph, add, join, meet


def ticks_from_places(graph, journeys):
    starts = {("place", p) for p in range(len(journeys.place_snaps))}
    return nx.multi_source_dijkstra_path_length(graph, starts)


def cell_ticks(graph, journeys):
    found = ticks_from_places(graph, journeys)
    return np.array([found.get(("cell", c), INF) for c in range(len(journeys.cell_snaps))])


def figures(before, after, journeys):
    """Lost, beyond, cut off, farther and longest by hand."""
    is_asked = journeys.people.any(axis=1)
    cut_off = np.isfinite(before) & ~np.isfinite(after)
    both = np.isfinite(before) & np.isfinite(after)
    extra = np.zeros(len(before))
    extra[both] = after[both] - before[both]
    limit = np.floor((journeys.limit - journeys.terminal) * 10 + 1e-6)
    beyond = (before <= limit) & (after > limit)
    return [
        (extra @ journeys.people / 10).tolist(),
        (beyond @ journeys.people).tolist(),
        (cut_off @ journeys.people).tolist(),
        ((extra > 0) @ journeys.people).tolist(),
        extra[is_asked].max(initial=0) / 10,
    ]


def of_edge(losses, edge):
    return [
        losses.lost[edge].tolist(), losses.beyond[edge].tolist(), losses.cut_off[edge].tolist(),
        losses.farther[edge].tolist(), losses.longest[edge],
    ]  # fmt: skip


@given(journeys())
@settings(max_examples=100, deadline=None)
def test_who_stands_on_nodes_pays_what_they_did_on_the_edge(drawn):
    network, ways = drawn
    roads = RoutableNetwork(network)
    graph = ways.graph(roads)
    sources, targets = roads.sources(graph, ways.place_snaps), roads.targets(graph, ways.cell_snaps)
    ticks = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0]
    on_nodes = close_anew(roads, ways, []).cost_before
    assert np.array_equal(on_nodes, np.where(ticks == NEVER, INF, ticks / 10 + ways.terminal))


@given(journeys(), st.sampled_from([1, 2, 3]))
@settings(max_examples=100, deadline=None)
def test_losses_are_those_of_networkx_without_the_edge(drawn, workers):
    network, ways = drawn
    losses = lose_each(RoutableNetwork(network), ways, workers=workers)
    before = cell_ticks(search_graph(network, ways)[0], ways)
    for edge in range(network.edge_count):
        after = cell_ticks(search_graph(network, ways, closed=(edge,))[0], ways)
        assert of_edge(losses, edge) == figures(before, after, ways)


@given(journeys(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_set_is_closed_at_once_and_costs_at_least_what_any_of_it_does(drawn, data):
    network, ways = drawn
    roads = RoutableNetwork(network)
    edges = data.draw(st.lists(st.integers(0, network.edge_count - 1), min_size=1, max_size=5, unique=True))
    closing = close_anew(roads, ways, edges)
    _is_told_of_those_concerned(closing, roads, ways, edges)
    before = cell_ticks(search_graph(network, ways)[0], ways)
    after = cell_ticks(search_graph(network, ways, closed=edges)[0], ways)
    found = [closing.lost, closing.beyond, closing.cut_off, closing.farther]
    assert [*(counts.tolist() for counts in found), closing.longest] == figures(before, after, ways)
    assert (closing.cost_after >= closing.cost_before).all()
    terminal = ways.terminal
    np.testing.assert_array_equal(closing.cost_after, after / 10 + terminal)
    losses = lose_each(roads, ways)
    assert (closing.beyond >= losses.beyond[edges].max(axis=0)).all()
    assert (closing.cut_off >= losses.cut_off[edges].max(axis=0)).all()
    alone = [close_anew(roads, ways, [edge]).cost_after for edge in edges]
    assert (closing.cost_after >= np.max(alone, axis=0)).all()


def _is_told_of_those_concerned(closing, roads, ways, edges):
    """The same of people out of the one search, twice: what is closed is open again after."""
    searched = SearchedJourneys(roads, ways)
    concerned = (closing.cost_after > closing.cost_before) & ways.people.any(axis=1)
    for _ in range(2):
        told = measure_closing(searched, np.array(edges))
        assert told.cell.tolist() == np.flatnonzero(concerned).tolist()
        assert told.cost_before.tolist() == closing.cost_before[concerned].tolist()
        assert told.cost_after.tolist() == closing.cost_after[concerned].tolist()


@given(journeys())
@settings(max_examples=60, deadline=None)
def test_links_are_listed_once_and_the_way_round_is_as_long_as_told(drawn):
    """By length, the line of the way round measures what it costs, and nobody loses more than its extra cost."""
    network, ways = drawn
    ways = Journeys(**{**vars(ways), "weight": "length"})
    roads = RoutableNetwork(network)
    searched = SearchedJourneys(roads, ways)
    losses = measure_losses(searched)
    table = rank_links(network, losses, count=100, alike=2.0)
    listed = [edge for edges in table["edges"] for edge in edges]
    needed = losses.edge
    assert (losses.farther.any(axis=1) | losses.cut_off.any(axis=1)).all()
    assert sorted(listed) == needed.tolist()
    fewer = rank_links(network, losses, count=100)
    assert (
        sorted(e for column in ("edges", "edges_alike") for edges in fewer[column] for e in edges)
        == needed.tolist()
    )
    order = table[["people_beyond", "people_cut_off", "lost"]].apply(tuple, axis=1).tolist()
    assert order == sorted(order, reverse=True)
    for link in table.itertuples():
        edges = np.array(link.edges)
        found = trace_alternative(searched, edges[-1:], far_node=link.far_node)
        assert found.extra >= link.longest
        if found.geometry is not None:
            place_m = ways.place_snaps.offset_m[found.place]
            graph, *_ = search_graph(network, ways, closed=edges[-1:].tolist())
            ticks = ticks_from_places(graph, ways)[link.far_node]
            assert abs(found.geometry.length + place_m - ticks / 10) <= 0.1 * (network.edge_count + 2)


@st.composite
def new_links(draw, network, *, at_nodes=False):
    open_roads = np.flatnonzero(
        np.isfinite(network.seconds_forward[0]) | np.isfinite(network.seconds_backward[0])
    )
    edge = st.sampled_from([-1, *open_roads.tolist()] if not at_nodes else range(network.edge_count))
    share = (
        st.sampled_from([0.0, 1.0])
        if at_nodes
        else st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(0, 1))
    )
    cost = st.one_of(st.just(INF), st.floats(0, 100))
    rows = draw(st.lists(st.tuples(edge, share, edge, share, cost, cost), min_size=1, max_size=4))

    def snaps(column):
        edges = np.array([row[column] for row in rows], dtype=np.int32)
        lost = np.where(edges < 0, np.nan, 0.0)
        return Snaps(edges, np.array([row[column + 1] for row in rows]) + lost, 7.0 + lost, lost, lost)

    return NewLinks(snaps(0), snaps(2), *(np.array([row[c] for row in rows]) for c in (4, 5)))


def with_link(network, ways, links, row):
    """The graph of the search with two more nodes for each direction of a link: where it is entered and left."""
    graph, add, join, meet = search_graph(network, ways)
    costs = (links.a_to_b[row], links.b_to_a[row])
    for name, entry, exit_, cost in (("ab", links.a, links.b, costs[0]), ("ba", links.b, links.a, costs[1])):
        if ways.direction == "to":
            entry, exit_ = exit_, entry
        if cost == INF or entry.edge[row] < 0 or exit_.edge[row] < 0:
            continue
        entry, exit_ = (
            Snaps(s.edge[[row]], s.fraction[[row]], np.zeros(1), s.x[[row]], s.y[[row]])
            for s in (entry, exit_)
        )
        for kind, snaps in ((name + "in", entry), (name + "out", exit_)):
            if snaps.fraction[0] in (0.0, 1.0):
                ends = network.edge_u if snaps.fraction[0] == 0.0 else network.edge_v
                node = int(ends[snaps.edge[0]])
                add(*(((kind, 0), node) if snaps is exit_ else (node, (kind, 0))), 0)
            else:
                join(kind, snaps, 0, is_source=snaps is exit_)
        if 0.0 < entry.fraction[0] < 1.0:
            meet("place", ways.place_snaps, name + "in", entry)
        if 0.0 < exit_.fraction[0] < 1.0:
            meet(name + "out", exit_, "cell", ways.cell_snaps)
        add((name + "in", 0), (name + "out", 0), max(int(np.rint(cost * 10)), 1))
    return graph


def gain_figures(before, after, ways):
    connected = ~np.isfinite(before) & np.isfinite(after)
    both = np.isfinite(before) & np.isfinite(after)
    saved = np.zeros(len(before))
    saved[both] = before[both] - after[both]
    limit = np.floor((ways.limit - ways.terminal) * 10 + 1e-6)
    within = (after <= limit) & (before > limit)
    counts = [
        saved @ ways.people / 10,
        within @ ways.people,
        (saved > 0) @ ways.people,
        connected @ ways.people,
    ]
    return [*(count.tolist() for count in counts), saved[ways.people.any(axis=1)].max(initial=0) / 10]


def of_link(gains, row):
    counts = (gains.saved, gains.within, gains.nearer, gains.connected)
    return [*(count[row].tolist() for count in counts), gains.most[row]]


@given(journeys(), st.data(), st.sampled_from([1, 2]))
@settings(max_examples=100, deadline=None)
def test_gains_are_those_of_networkx_with_the_link(drawn, data, workers):
    network, ways = drawn
    links = data.draw(new_links(network))
    searched = SearchedJourneys(RoutableNetwork(network), ways)
    gains, nearer = measure_gains(searched, links, workers=workers), find_nearer(searched, links)
    before = cell_ticks(search_graph(network, ways)[0], ways)
    for row in range(len(links.a)):
        after = cell_ticks(with_link(network, ways, links, row), ways)
        assert (after <= before).all()
        assert of_link(gains, row) == gain_figures(before, after, ways)
        is_nearer = (after < before) & ways.people.any(axis=1)
        assert nearer[row].tolist() == np.flatnonzero(is_nearer).tolist()


@given(journeys(), st.data())
@settings(max_examples=60, deadline=None)
def test_gains_are_those_of_a_network_rebuilt_with_the_link(drawn, data):
    """Between nodes: the link becomes an edge, and the same search is run on the new network."""
    network, ways = drawn
    links = data.draw(new_links(network, at_nodes=True))
    if ways.weight == "length":  # an edge is as long either way
        costs = np.stack([links.a_to_b, links.b_to_a])
        longer = np.where(np.isfinite(costs), costs, 0.0).max(axis=0)
        links = NewLinks(links.a, links.b, *np.where(np.isfinite(costs), longer, INF))
    gains = measure_gains(SearchedJourneys(RoutableNetwork(network), ways), links)
    before = close_anew(RoutableNetwork(network), ways, []).cost_before * 10
    for row in range(len(links.a)):
        ends = [
            int((network.edge_u if snaps.fraction[row] == 0.0 else network.edge_v)[snaps.edge[row]])
            for snaps in (links.a, links.b)
        ]
        rebuilt = add_edge(network, *ends, links.a_to_b[row], links.b_to_a[row], ways.weight)
        after = close_anew(RoutableNetwork(rebuilt), ways, []).cost_before * 10
        before_ticks, after_ticks = (np.round(cost - ways.terminal * 10) for cost in (before, after))
        assert (after_ticks <= before_ticks).all()
        assert of_link(gains, row) == gain_figures(before_ticks, after_ticks, ways)


def add_edge(network, u, v, ahead, back, weight):
    """The network with one more edge at the end; by length, both ways as long as the longer or closed."""
    legal = [np.where(np.isfinite(cost), cost, INF) for cost in (ahead, back)]
    column = [np.append(seconds, np.full((len(seconds), 1), cost), axis=1) for seconds, cost in zip(
        (network.seconds_forward, network.seconds_backward), legal, strict=True)]  # fmt: skip
    ends = np.array([u, v])
    return RoadNetwork(
        **{
            **vars(network),
            "edge_u": np.append(network.edge_u, np.int32(u)), "edge_v": np.append(network.edge_v, np.int32(v)),
            "edge_length_m": np.append(network.edge_length_m, max((c for c in (ahead, back) if c < INF), default=1.0)),
            "seconds_forward": column[0], "seconds_backward": column[1],
            "vertex_ptr": np.append(network.vertex_ptr, network.vertex_ptr[-1] + 2),
            "vertex_x": np.append(network.vertex_x, network.node_x[ends]),
            "vertex_y": np.append(network.vertex_y, network.node_y[ends]),
            "edge_class": np.append(network.edge_class, np.uint8(0)),
            "edge_source_id": np.append(network.edge_source_id, -1),
        }
    )  # fmt: skip
