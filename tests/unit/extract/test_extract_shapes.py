import numpy as np
import shapely

from mapa_uslug.extract.shapes import MiddleCollector, as_polygons, from_wkb, middle_of


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
