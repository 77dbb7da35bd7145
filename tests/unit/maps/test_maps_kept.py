from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from drawn_district import CRS, X0, Y0, build_district
from shapely.geometry import Point, Polygon, box

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map
from mapa_uslug.maps.assets import Assets
from mapa_uslug.maps.background import recall_background
from mapa_uslug.maps.bands import outline_bands
from mapa_uslug.maps.document import _background_of
from mapa_uslug.maps.kept import content_of
from mapa_uslug.maps.shapes import Frame, make_shapes
from mapa_uslug.work.units import name_of

FRAME = Frame.around(CRS, (X0, Y0, X0 + 12_000, Y0 + 12_000))


class Kept:
    """Keeps in a dictionary, and counts what was made."""

    def __init__(self):
        self.answers, self.made = {}, 0

    def __call__(self, about, content, make):
        name = name_of(about, content)
        if name not in self.answers:
            self.made += 1
            self.answers[name] = make()
        return self.answers[name]


@pytest.fixture
def isochrones() -> gpd.GeoDataFrame:
    """Two types by two modes, and a place of one."""
    whose = [("DDP", "DDP", "car"), ("DDP", "DDP", "walk"), ("SUO", "SUO", "car"), ("U-1", "SUO", "car")]
    rows = [
        {"id": who, "service_type": code, "mode": mode, "minutes": minutes, "direction": "to",
         "geometry": Point(X0 + 6000, Y0 + 6000 + n).buffer(50.0 * minutes)}
        for n, (who, code, mode) in enumerate(whose) for minutes in (15, 30)
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def draw(result, memo=None) -> str:
    return draw_map(
        result, read_catalog(), text=Text("en"), assets=Assets("a=1;", "a{}"), memo=memo
    ).get_root().render()  # fmt: skip


def test_a_map_drawn_again_is_the_same_page_and_nothing_is_made_twice():
    kept, result = Kept(), build_district()
    plain = draw(result)
    assert draw(result, kept) == plain
    made = kept.made
    assert made >= 2
    assert draw(build_district(), kept) == plain
    assert kept.made == made


def test_a_type_that_changed_leaves_the_others(isochrones):
    kept = Kept()
    before, _ = outline_bands(isochrones, FRAME, memo=kept)
    # Two modes of DDP, SUO and its place.
    assert kept.made == 4
    moved = isochrones.copy()
    moved.loc[moved["id"] == "SUO", "geometry"] = moved.geometry.translate(700.0)
    after, table = outline_bands(moved, FRAME, memo=kept)
    assert kept.made == 5
    fresh, _ = outline_bands(moved, FRAME)
    assert (after.xy == fresh.xy).all()
    assert not np.array_equal(after.xy, before.xy)
    assert list(table["id"]) == list(isochrones["id"])


def test_outlines_of_another_frame_are_others(isochrones):
    kept = Kept()
    outline_bands(isochrones, FRAME, memo=kept)
    outline_bands(isochrones, Frame.around(CRS, (X0, Y0, X0 + 20_000, Y0 + 20_000)), memo=kept)
    assert kept.made == 8


def _other_roads(source):
    x = source.network.vertex_x.copy()
    x[0] += 1.0
    return replace(source, network=replace(source.network, vertex_x=x))


def _other_class(source):
    return replace(
        source, network=replace(source.network, classes=("motorway",) * len(source.network.classes))
    )


def _other_cover(source):
    water = gpd.GeoDataFrame(geometry=[box(X0, Y0, X0 + 3000, Y0 + 3000)], crs=CRS)
    return replace(source, landscape=replace(source.landscape, water=water))


def _other_cover_with_the_same_shapes(source):
    land = source.landscape
    return replace(source, landscape=replace(land, forest=land.builtup, builtup=land.forest))


def _other_area(source):
    return replace(source, area=source.area.buffer(-100.0))


def _other_confidential(source):
    table = source.cells.table.assign(is_imputed=True)
    return replace(source, cells=replace(source.cells, table=table))


@pytest.mark.parametrize(
    "change",
    [_other_roads, _other_class, _other_cover, _other_cover_with_the_same_shapes, _other_area, _other_confidential],
)  # fmt: skip
def test_a_background_of_anything_else_is_drawn_again(change):
    kept, result = Kept(), build_district()
    source = _background_of(result, FRAME)
    recall_background(source, memo=kept)
    recall_background(_background_of(build_district(), FRAME), memo=kept)
    assert kept.made == 1
    changed = change(source)
    found, fresh = recall_background(changed, memo=kept), recall_background(changed)
    assert kept.made == 2
    assert list(found) == list(fresh)
    for name, shapes in fresh.items():
        for field in ("xy", "part_ptr", "feature_ptr"):
            np.testing.assert_array_equal(getattr(found[name], field), getattr(shapes, field))


def test_content_tells_none_from_an_empty_list():
    assert content_of([]) == []
    assert [part.tolist() for part in content_of([None])] == [[ord("-")]]


def test_rings_that_would_shrink_to_a_point_are_those_left_out():
    """Douglas and Peucker leave a ring within the tolerance of its first corner that corner alone: it encloses nothing.

    With 100 m a square of 60 m goes (its diagonal is 84.9 m), one of 200 m keeps its corners (141.4 m from a diagonal);
    holes likewise.
    """

    def square(side: float) -> Polygon:
        return box(X0 + 3000, Y0 + 3000, X0 + 3000 + side, Y0 + 3000 + side)

    around = box(X0 + 2000, Y0 + 2000, X0 + 4000, Y0 + 4000)
    geometries = [square(60.0), square(200.0), around - square(60.0), around - square(200.0)]
    shapes = make_shapes(geometries, FRAME, tolerance_m=100.0)
    assert np.diff(shapes.feature_ptr).tolist() == [0, 1, 1, 2]
    # Five vertices each: the last is the first.
    assert np.diff(shapes.part_ptr).tolist() == [5, 5, 5, 5]
