"""A cut of a real extract reads as the extract itself does, where the two are of the same place."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.tables import OsmFeatures
from mapa_uslug.extract import read_osm_features
from mapa_uslug.network.osm_reading import read_osm_roads
from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.registry.osm_objects import object_filters
from mapa_uslug.sources.parts.osm_cutting import Window, cut_osm
from mapa_uslug.sources.parts.osm_wanted import Wanted

EVERYWHERE = shapely.box(9.0, 46.5, 10.5, 48.0)
# About the Oberland without its south.
WINDOW = shapely.box(9.48, 47.10, 9.58, 47.18)


@pytest.fixture(scope="module")
def country(real_data: Path) -> Path:
    return real_data / "osm" / "liechtenstein-2021-10-28.osm.pbf"


@pytest.fixture(scope="module")
def wanted() -> Wanted:
    return Wanted.of(read_catalog())


def features(path: Path) -> OsmFeatures:
    wanted, never = object_filters(read_catalog())
    return read_osm_features(
        path, crs="EPSG:32632", object_filters=wanted, excluded_filters=never, admin_level=8
    )


def test_a_cut_that_leaves_nothing_out_loses_nothing_that_is_read(
    country: Path, wanted: Wanted, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.osm.pbf"
    cut_osm([country], cut, window=Window(EVERYWHERE, EVERYWHERE), wanted=wanted)
    assert cut.stat().st_size < 0.8 * country.stat().st_size
    before, after = features(country), features(cut)
    for name in ("building_x", "is_residential", "address_x", "address_y"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    for name in ("objects", "public_buildings", "boundaries"):
        assert getattr(after, name).equals(getattr(before, name))
    for name in ("places", "water", "forest", "builtup", "rail"):
        assert getattr(after.landscape, name).equals(getattr(before.landscape, name)), name
    roads, counts = read_osm_roads(country, default_profile())
    cut_roads, cut_counts = read_osm_roads(cut, default_profile())
    assert cut_counts == counts
    np.testing.assert_array_equal(cut_roads.run_source_id, roads.run_source_id)
    np.testing.assert_array_equal(cut_roads.point_x, roads.point_x)
    np.testing.assert_array_equal(cut_roads.point_stops, roads.point_stops)


def test_within_the_window_a_cut_reads_as_the_whole(country: Path, wanted: Wanted, tmp_path: Path) -> None:
    cut = tmp_path / "cut.osm.pbf"
    start = time.perf_counter()
    cut_osm([country], cut, window=Window(WINDOW, WINDOW), wanted=wanted)
    assert time.perf_counter() - start < 60.0
    whole, part = (read_osm_roads(path, default_profile())[0] for path in (country, cut))
    for both in (whole, part):
        assert len(both.point_id)
    inside = shapely.contains_xy(WINDOW, whole.point_x, whole.point_y)
    assert set(whole.point_id[inside]) == set(
        part.point_id[shapely.contains_xy(WINDOW, part.point_x, part.point_y)]
    )
    before, after = features(country), features(cut)
    shape = shapely.transform(WINDOW, lambda xy: np.column_stack(_to_metres(xy[:, 0], xy[:, 1])))
    is_in = shapely.contains_xy(shape, before.building_x, before.building_y)
    is_in_cut = shapely.contains_xy(shape, after.building_x, after.building_y)
    np.testing.assert_array_equal(after.building_x[is_in_cut], before.building_x[is_in])
    for name in ("water", "forest"):
        old, new = (getattr(f.landscape, name).geometry.to_numpy() for f in (before, after))
        # Forests that hold the whole window without touching it may be missing; none here does.
        assert shapely.area(shapely.intersection(shapely.union_all(new), shape)) == pytest.approx(
            shapely.area(shapely.intersection(shapely.union_all(old), shape))
        )


def _to_metres(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from mapa_uslug.core.crs import WGS84, transform_xy

    return transform_xy(lon, lat, WGS84, "EPSG:32632")
