import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import NO_FEATURE, STEPS, Frame, join_features, make_shapes, pack_steps, to_world

CRS = "EPSG:2180"
WINDOW = (300_000.0, 500_000.0, 340_000.0, 540_000.0)


@pytest.fixture(scope="module")
def frame():
    return Frame.around(CRS, WINDOW)


def back_to_metres(frame, xy):
    """The inverse, by the textbook formula of the Mercator projection."""
    world = np.asarray(xy, dtype=np.float64) / STEPS * frame.side + (frame.x0, frame.y0)
    lon = (world[:, 0] - 0.5) * 360.0
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * world[:, 1]))))
    return np.column_stack(transform_xy(lon, lat, WGS84, CRS))


def test_the_world_is_the_unit_square():
    world = to_world(np.array([-180.0, 0.0, 180.0]), np.array([85.0511287798, 0.0, -85.0511287798]))
    assert world == pytest.approx(np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]), abs=1e-4)


def test_a_step_is_finer_than_a_metre_for_forty_kilometres(frame):
    rng = np.random.default_rng(1)
    points = rng.uniform(WINDOW[0], WINDOW[2], 50), rng.uniform(WINDOW[1], WINDOW[3], 50)
    there_and_back = back_to_metres(frame, frame.quantise(*points))
    assert there_and_back == pytest.approx(np.column_stack(points), abs=1.0)


def test_what_lies_outside_is_put_on_the_rim(frame):
    steps = frame.quantise(np.array([0.0, 800_000.0]), np.array([0.0, 800_000.0]))
    assert steps.tolist() == [[0, STEPS], [STEPS, 0]]


def test_features_keep_their_order_parts_and_holes(frame):
    holed = Polygon(
        box(310_000, 510_000, 320_000, 520_000).exterior,
        [box(312_000, 512_000, 314_000, 514_000).exterior],
    )
    two = MultiPolygon([box(301_000, 501_000, 302_000, 502_000), box(303_000, 503_000, 304_000, 504_000)])
    shapes = make_shapes(
        [holed, Point(305_000, 505_000), two, LineString([(300_000, 500_000), (310_000, 510_000)])],
        frame,
        tolerance_m=0.0,
    )
    assert shapes.feature_ptr.tolist() == [0, 2, 2, 4, 5]
    assert np.diff(shapes.part_ptr).tolist() == [5, 5, 5, 5, 2]


def test_outer_rings_and_holes_run_opposite_ways(frame):
    outer = box(310_000, 510_000, 320_000, 520_000).exterior
    hole = box(312_000, 512_000, 314_000, 514_000).exterior
    for ring in (outer, outer.reverse()):
        shapes = make_shapes([Polygon(ring, [hole])], frame, tolerance_m=0.0)
        first, second = (
            shapely.LinearRing(shapes.xy[a:b].astype(float)).is_ccw
            for a, b in zip(shapes.part_ptr[:-1], shapes.part_ptr[1:], strict=True)
        )
        assert first != second


def test_what_lies_beyond_the_window_is_cut_off(frame):
    shapes = make_shapes(
        [LineString([(320_000, 490_000), (320_000, 560_000)]), box(0, 0, 1000, 1000)], frame, tolerance_m=0.0
    )
    y = back_to_metres(frame, shapes.xy)[:, 1]
    assert shapes.feature_ptr.tolist() == [0, 1, 1]
    assert (y.min(), y.max()) == pytest.approx((500_000, 540_000), abs=1.0)


def test_no_geometry_is_no_shape(frame):
    shapes = make_shapes([], frame, tolerance_m=5.0)
    assert (len(shapes.xy), shapes.part_ptr.tolist(), shapes.feature_ptr.tolist()) == (0, [0], [0])


SQUARES = [
    LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]),
    LineString([(20, 0), (20, 5), (24, 5), (24, 0), (20, 0)]),
    LineString([(50, 50), (60, 60)]),
]


def test_parts_can_be_chosen_by_what_they_enclose():
    shapes = pack_steps(np.array(SQUARES, dtype=object))
    assert shapes.areas().tolist() == [100.0, 20.0, 0.0]
    kept = shapes.with_parts(shapes.areas() < 50.0)
    assert (kept.xy.tolist()[0], kept.part_ptr.tolist(), kept.feature_ptr.tolist()) == (
        [20, 0],
        [0, 5, 7],
        [0, 2],
    )


def test_features_are_joined_one_after_the_other_and_parts_into_one(frame):
    one = pack_steps(np.array(SQUARES[:2], dtype=object))
    joined = join_features([one, NO_FEATURE, pack_steps(np.array(SQUARES[2:], dtype=object))])
    assert joined.vertices == 12
    assert joined.part_ptr.tolist() == [0, 5, 10, 12]
    assert joined.feature_ptr.tolist() == [0, 2, 2, 3]
    assert joined.as_one_feature().feature_ptr.tolist() == [0, 3]


def test_steps_of_either_sign_are_packed_as_small_numbers_and_sizes_in_place_of_pointers():
    shapes = pack_steps(np.array([LineString([(3, 65535), (2, 0), (302, 32768)])], dtype=object))
    packed: dict[str, list[int]] = {}

    class Note(ArrayPack):
        def add(self, name, array):
            packed[name] = array.tolist()

    shapes.add_to(Note(), "s")
    # +3, -1 and +300; then -1 and +1 beyond the rim and -32768, which is +32768 as well.
    assert packed["s.x"] == [6, 1, 600 & 255, 0, 0, 600 >> 8]
    assert packed["s.y"] == [1, 2, 255, 0, 0, 255]
    assert (packed["s.parts"], packed["s.features"]) == ([3], [1])
