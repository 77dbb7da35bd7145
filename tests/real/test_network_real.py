"""Real roads: counts that an independent reading gives, and a matrix that another tool computed."""

import csv

import numpy as np
import osmium
import pyproj
import pytest
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from mapa_uslug.network import data_extent, edge_points, graph_nodes, read_network
from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.network.visit_time import CONDITIONAL_KEYS
from mapa_uslug.network.way_rules import ROAD_CLASSES, pace_of

pytestmark = pytest.mark.real

OSM = {
    "liechtenstein": "osm/liechtenstein-2021-10-28.osm.pbf",
    "bayreuth": "osm/north-bayreuth.osm.gz",
    "porto": "osm/porto-metro-roads.osm.pbf",
}


@pytest.fixture(scope="module", params=OSM)
def osm(request, real_data):
    path = real_data / OSM[request.param]
    return path, read_network(path)


def geodesic_km_of(path):
    """Kilometres of roads in use, way by way: pyosmium's objects and pyproj's ellipsoid, none of our code."""
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    total, ways = 0.0, 0
    closed = ("no", "military", "emergency")
    for way in (
        osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    ):
        if not way.is_way() or way.tags["highway"] not in ROAD_CLASSES or way.tags.get("access") in closed:
            continue
        places = [(n.lon, n.lat) for n in way.nodes if n.location.valid()]
        if len(places) > 1:
            total += geod.line_length(*zip(*places, strict=True)) / 1000
            ways += 1
    return total, ways


def test_length_of_roads_agrees_with_an_independent_sum(osm):
    path, loaded = osm
    expected, ways = geodesic_km_of(path)
    # The sphere differs from the ellipsoid by up to 0.4 %; a few roads are closed or opened by rarer tags.
    assert loaded.network.edge_length_m.sum() / 1000 == pytest.approx(expected, rel=0.012)
    assert loaded.counts["ways_used"] == pytest.approx(ways, rel=0.01)


def test_counts_add_up(osm):
    counts = osm[1].counts
    dropped = counts["ways_not_a_road"] + counts["ways_closed"] + counts["ways_too_short"]
    assert counts["ways_read"] == counts["ways_used"] + dropped


def test_lengths_are_those_of_the_geometry(osm):
    network = osm[1].network
    edge_of = np.repeat(np.arange(network.edge_count), np.diff(network.vertex_ptr))
    lines = shapely.linestrings(np.column_stack([network.vertex_x, network.vertex_y]), indices=edge_of)
    drawn = shapely.length(lines)
    assert np.abs(drawn - network.edge_length_m).max() <= 0.006 * network.edge_length_m.max()
    assert drawn.sum() == pytest.approx(network.edge_length_m.sum(), rel=0.005)


def test_no_junction_is_needless_and_none_is_lost(osm):
    network = osm[1].network
    degree = np.bincount(np.concatenate([network.edge_u, network.edge_v]), minlength=network.node_count)
    assert degree.min() >= 1
    through = np.flatnonzero(degree == 2)
    assert len(through) < 0.15 * network.node_count, "only where speed, access or class change"


def test_nearly_all_roads_for_cars_hang_together(osm):
    network = osm[1].network
    u, v = network.edge_u, network.edge_v
    forward, backward = np.isfinite(network.seconds_forward[0]), np.isfinite(network.seconds_backward[0])
    rows, columns = np.concatenate([u[forward], v[backward]]), np.concatenate([v[forward], u[backward]])
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(network.node_count,) * 2)
    _, label = connected_components(matrix, directed=True, connection="strong")
    used = np.unique(rows)
    assert np.bincount(label[used]).max() > 0.93 * len(used)


def test_seconds_are_of_plausible_speeds(osm):
    network = osm[1].network
    for row, (low, high) in enumerate([(2.0, 116.0), (2.1, 4.4), (1.4, 2.9), (2.0, 17.0)]):
        is_open = np.isfinite(network.seconds_forward[row]) & (network.edge_length_m > 1)
        kmh = 3.6 * network.edge_length_m[is_open] / network.seconds_forward[row, is_open]
        assert low <= kmh.min()
        assert kmh.max() <= high


def test_the_matrix_of_wieliczka(real_data):
    network = read_network(real_data / "osm/wieliczka_drive.graphml").network
    with (real_data / "reference/wieliczka_distance_matrix.csv").open(encoding="utf-8-sig") as stream:
        head, *body = csv.reader(stream)
    to_rows = graph_nodes(network, [int(float(text)) for text in head[1:]])
    from_rows = graph_nodes(network, [int(float(row[0])) for row in body])
    assert min(to_rows.min(), from_rows.min()) >= 0
    reference = np.array([[float(text) for text in row[1:]] for row in body])
    best = {}
    for side, tail, head_ in ((network.seconds_forward, network.edge_u, network.edge_v),
                              (network.seconds_backward, network.edge_v, network.edge_u)):  # fmt: skip
        for edge in np.flatnonzero(np.isfinite(side[0])):
            key = int(tail[edge]), int(head_[edge])
            best[key] = min(best.get(key, np.inf), float(network.edge_length_m[edge]))
    assert sum(np.isfinite(s[0]).sum() for s in (network.seconds_forward, network.seconds_backward)) == 1171
    keys = np.array(list(best))
    matrix = csr_matrix((list(best.values()), (keys[:, 0], keys[:, 1])), shape=(519, 519))
    metres = dijkstra(matrix)
    reached = reference < 100_000
    ours = metres[np.ix_(from_rows, to_rows)]
    assert np.abs(ours - reference)[reached].max() < 1.0 + 1e-6
    assert not np.isfinite(ours[~reached]).any()
    transposed = metres.T[np.ix_(from_rows, to_rows)]
    assert not (np.abs(transposed - reference)[reached] < 1.0 + 1e-6).all()


def test_lines_of_torun_know_their_crs(real_data):
    loaded = read_network(real_data / "bdot10k/torun_sample/directedRoadsSample.shp")
    assert loaded.network.crs == "EPSG:2180"
    assert loaded.counts["features_used"] == loaded.counts["features_read"] == 1199
    import pyogrio

    lines = shapely.from_wkb(pyogrio.raw.read(real_data / "bdot10k/torun_sample/directedRoadsSample.shp")[2])
    assert loaded.network.edge_length_m.sum() == pytest.approx(shapely.length(lines).sum(), rel=1e-6)
    ends = shapely.points(shapely.get_coordinates(shapely.force_2d(lines)))
    box = shapely.total_bounds(ends)
    assert box[0] == pytest.approx(loaded.network.vertex_x.min(), abs=0.02)


def test_streets_of_torun_are_driven_by_class_and_direction(real_data):
    import pyogrio

    path = real_data / "bdot10k/torun_sample/directedRoadsSample.shp"
    network = read_network(path).network
    frame = pyogrio.read_dataframe(path)
    # Every line is a road of some class, and no other class comes of it.
    kinds = {"I": "service", "D": "residential", "L": "unclassified", "Z": "tertiary"}
    for letter, highway in kinds.items():
        metres = network.edge_length_m[network.edge_class == network.classes.index(highway)].sum()
        assert metres == pytest.approx(frame.length[frame["klasaDrogi"] == letter].sum(), rel=1e-6)
    assert len(network.classes) == len(kinds)
    # Metres by open directions: 0 both ways, 1 and 2 one way, 3 none; walkers may go everywhere.
    forward, backward = np.isfinite(network.seconds_forward[0]), np.isfinite(network.seconds_backward[0])
    for codes, is_so in (
        ((0,), forward & backward),
        ((1, 2), forward ^ backward),
        ((3,), ~(forward | backward)),
    ):
        metres = frame.length[frame["kierunek"].isin(codes)].sum()
        assert network.edge_length_m[is_so].sum() == pytest.approx(metres, rel=1e-6)
    assert np.isfinite(network.seconds_forward[1]).all()
    # Driven the way it is drawn (code 1), against it (code 2): line by line, by its two ends.
    place = {
        (round(x, 2), round(y, 2)): i
        for i, (x, y) in enumerate(zip(network.node_x, network.node_y, strict=True))
    }
    checked = 0
    for row in np.flatnonzero(frame["kierunek"].isin((1, 2))):
        xy = shapely.get_coordinates(frame.geometry[row])
        first, last = (place.get((round(x, 2), round(y, 2)), -1) for x, y in (xy[0], xy[-1]))
        edges = np.flatnonzero(network.edge_source_id == row)
        if len(edges) != 1 or {first, last} != {network.edge_u[edges[0]], network.edge_v[edges[0]]}:
            continue
        is_drawn = network.edge_u[edges[0]] == first
        runs_as_drawn = (forward if is_drawn else backward)[edges[0]]
        assert runs_as_drawn == (frame["kierunek"][row] == 1)
        checked += 1
    assert checked >= 20
    speeds = 3.6 * network.edge_length_m[forward] / network.seconds_forward[0, forward]
    assert speeds.min() > 9.9
    assert speeds.max() < 52.1
    assert np.average(speeds, weights=network.edge_length_m[forward]) == pytest.approx(22, abs=6)


def test_overpass_roads_of_krakow_are_those_of_its_ways(real_data):
    import json

    path = real_data / "reference/overpass_krakow_2019-09-06.json"
    loaded = read_network(path, cache=False)
    assert loaded.counts["ways_read"] == loaded.counts["ways_used"] == 54
    elements = json.loads(path.read_text())["elements"]
    place = {e["id"]: (e["lon"], e["lat"]) for e in elements if e["type"] == "node"}
    metres = sum(
        pyproj.Geod(ellps="sphere").line_length(*zip(*(place[n] for n in e["nodes"]), strict=True))
        for e in elements
        if e["type"] == "way"
    )
    assert loaded.network.edge_length_m.sum() == pytest.approx(metres, rel=1e-4)


def test_the_extent_of_liechtenstein_is_its_roads_not_its_header(real_data):
    network = read_network(real_data / OSM["liechtenstein"]).network
    extent = data_extent(network)
    # The country has 160 km2; its outline is followed by roads almost everywhere.
    assert 150e6 < extent.area < 215e6
    edge = edge_points(network, extent, tolerance_m=500)
    assert 0.02 < len(np.unique(edge.edge)) / network.edge_count < 0.25


def test_the_graph_of_wieliczka_covers_a_small_part_of_the_gmina(real_data):
    extent = data_extent(read_network(real_data / "osm/wieliczka_drive.graphml").network)
    assert 8e6 < extent.area < 20e6


def test_conditions_of_liechtenstein_hold_or_not_on_a_weekday_at_ten(real_data):

    profile, conditional, changed = default_profile(), 0, []
    ways = osmium.FileProcessor(str(real_data / OSM["liechtenstein"]), osmium.osm.WAY)
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        tags = dict(way.tags)
        if not CONDITIONAL_KEYS & tags.keys():
            continue
        conditional += 1
        plain = {key: value for key, value in tags.items() if key not in CONDITIONAL_KEYS}
        if pace_of(tags, profile) != pace_of(plain, profile):
            changed.append(tags["access:conditional"])
    # Rush hours do not hold at ten; the one that does closes a track to all but those who use it.
    assert conditional == 19
    assert changed == ["no @ (mar 15-Sep 15)"]
