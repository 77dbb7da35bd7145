import numpy as np
import shapely

from mapa_uslug.extract.shapes import MiddleCollector, Rings, as_polygons, from_wkb, middle_of


def hexadecimal(shape: shapely.Geometry) -> str:
    return str(shapely.to_wkb(shape, hex=True))


def test_the_middle_of_a_bent_building_lies_in_it() -> None:
    bent = shapely.Polygon([(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (1, 1), (1, 10), (0, 10)])
    assert not bent.contains(bent.centroid)
    assert bent.contains(shapely.Point(middle_of(np.array([bent], dtype=object))[0]))


def test_the_middle_of_a_line_is_half_way_along_it() -> None:
    assert middle_of(np.array([shapely.LineString([(0, 0), (4, 0), (4, 2)])], dtype=object)).tolist() == [
        [3, 0]
    ]


def test_closed_lines_become_areas_only_where_asked() -> None:
    ring = hexadecimal(shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 0)]))
    assert [s.geom_type for s in from_wkb([ring, ring], is_area=[True, False])] == ["Polygon", "LineString"]


def test_outlines_that_cross_themselves_are_mended() -> None:
    bow = hexadecimal(shapely.LineString([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)]))
    shape = from_wkb([bow], is_area=[True])[0]
    assert shape.is_valid
    assert shape.area == 2.0


def test_flags_stay_with_their_outlines() -> None:
    collector = MiddleCollector()
    for i in range(5):
        collector.add(hexadecimal(shapely.box(i, 0, i + 1, 1)), flag=i % 2 == 0)
    middles, flags = collector.finish()
    assert middles[:, 0].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert flags.tolist() == [True, False, True, False, True]


def test_what_mending_leaves_behind_is_dropped() -> None:
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(5, 5), (6, 6)])])
    kept = as_polygons([mixed, shapely.Point(0, 0)])
    assert kept[0].area == 1.0
    assert kept[1] is None


def rings_of(rings: Rings) -> list[list[tuple[int, int]]]:
    parts = np.split(rings.lonlat, rings.ptr[1:-1])
    return [[(int(x), int(y)) for x, y in part] for part in parts]


def test_rings_stay_with_their_outlines_and_holes_run_the_other_way() -> None:
    holed = shapely.box(0, 0, 1e-6, 1e-6).difference(shapely.box(2e-7, 2e-7, 4e-7, 4e-7))
    two = shapely.MultiPolygon([shapely.box(5e-7, 0, 6e-7, 1e-7), shapely.box(8e-7, 0, 9e-7, 1e-7)])
    line = shapely.LineString([(0, 0), (1e-6, 1e-6)])
    rings = Rings.of(np.array([two, line, holed.reverse()], dtype=object))
    assert rings.owner.tolist() == [0, 0, 2, 2]
    assert rings.ptr.tolist() == [0, 5, 10, 15, 20]
    turns = [shapely.LinearRing(ring).is_ccw for ring in rings_of(rings)]
    assert turns == [True, True, True, False]
    assert sorted(set(rings_of(rings)[3])) == [(2, 2), (2, 4), (4, 2), (4, 4)]


def test_rings_of_blocks_are_numbered_on_and_can_be_put_in_another_order() -> None:
    near, far = (Rings.of(np.array([shapely.box(x, 0, x + 1e-7, 1e-7)], dtype=object)) for x in (0, 5e-7))
    joined = Rings.joined([near, far], [2, 1])
    assert joined.owner.tolist() == [0, 2]
    # What was outline 2 comes first, what was 0 last.
    turned = joined.reordered(np.array([2, 1, 0]))
    assert turned.owner.tolist() == [0, 2]
    assert [ring[0][0] >= 5 for ring in rings_of(turned)] == [True, False]


def test_rings_are_kept_only_where_asked_for() -> None:
    for keeps, count in ((True, 3), (False, 0)):
        collector = MiddleCollector(keeps_rings=keeps)
        for i in range(3):
            collector.add(hexadecimal(shapely.box(i, 0, i + 1, 1)), flag=True)
        collector.finish()
        assert len(collector.rings().owner) == count
