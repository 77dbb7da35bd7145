"""What a cut of OpenStreetMap keeps, against a plain reading of what it should."""

from __future__ import annotations

import tempfile
from pathlib import Path

import osmium
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from playing.osm_drawing import degrees, draw_osm

from mapa_uslug.catalog import read_catalog
from mapa_uslug.sources.parts.osm_cutting import NoRoadsError, Window, cut_osm
from mapa_uslug.sources.parts.osm_wanted import Wanted

WANTED = Wanted.of(read_catalog())
SIDE = 8
_TAGS = (
    {"highway": "residential"}, {"building": "house"}, {"natural": "water"}, {"landuse": "meadow"}, {},
    {"building": "yes", "addr:housenumber": "1"}, {"highway": "path", "social_facility:for": "abused"},
)  # fmt: skip
corners = st.tuples(st.integers(0, SIDE), st.integers(0, SIDE))
lines = st.lists(corners, min_size=2, max_size=4, unique=True)
drawings = st.lists(st.tuples(lines, st.sampled_from(_TAGS)), min_size=1, max_size=8)
boxes = st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1), st.integers(1, 4), st.integers(1, 4))


def box_of(told: tuple[int, int, int, int]) -> shapely.Geometry:
    # Between the corners of the drawing, and its own corners 2 m and more from any line between these: none only
    # touches it, and straight lines in degrees, up to 2 m beside those in metres, do not either.
    x, y, width, height = told
    return shapely.box(x - 0.29, y - 0.3, x - 0.29 + width, y - 0.3 + height)


def degrees_of(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.Polygon([degrees(1000.0 * x, 1000.0 * y) for x, y in shape.exterior.coords])


def expected(
    drawing: list[tuple[list[tuple[int, int]], dict[str, str]]],
    around: shapely.Geometry,
    homes: shapely.Geometry,
) -> set[int]:
    """Ways that must be there: by hand, from the plane."""
    kept = set()
    for number, (points, tags) in enumerate(drawing, start=1):
        line = shapely.LineString(points)
        is_plain_building = "building" in tags and "addr:housenumber" not in tags
        is_wanted = tags not in ({}, {"landuse": "meadow"}) and "social_facility:for" not in tags
        if is_wanted and line.intersects(around) and (not is_plain_building or line.intersects(homes)):
            kept.add(number)
    return kept


@settings(max_examples=40)
@given(drawing=drawings, around=boxes, inner=boxes)
def test_ways_are_kept_by_where_they_are_and_whole(
    drawing: list[tuple[list[tuple[int, int]], dict[str, str]]],
    around: tuple[int, int, int, int],
    inner: tuple[int, int, int, int],
) -> None:
    outer, homes = box_of(around), box_of(inner)
    number_of = {(x, y): 1 + x * 100 + y for x in range(SIDE + 1) for y in range(SIDE + 1)}
    nodes = {number: (1000.0 * x, 1000.0 * y) for (x, y), number in number_of.items()}
    ways = {n: ([number_of[p] for p in points], tags) for n, (points, tags) in enumerate(drawing, start=1)}
    kept = expected(drawing, outer, homes)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "a.osm.pbf", Path(folder) / "b.osm.pbf"
        draw_osm(source, nodes, ways)
        window = Window(degrees_of(outer), degrees_of(homes))
        try:
            cut_osm([source], target, window=window, wanted=WANTED)
        except NoRoadsError:
            assert not target.exists()
            assert not any("highway" in ways[number][1] for number in kept)
            return
        found = {o.id: [n.ref for n in o.nodes] for o in osmium.FileProcessor(str(target)) if o.is_way()}
        held = {o.id for o in osmium.FileProcessor(str(target)) if o.is_node()}
    assert found == {number: ways[number][0] for number in kept}
    assert held == {ref for number in kept for ref in ways[number][0]}
