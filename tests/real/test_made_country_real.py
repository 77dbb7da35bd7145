"""The made country's roads against those of metropolitan Porto, the north of Bayreuth and Liechtenstein."""

import pytest

from benchmarks.made_country.files import make_country, network_of
from benchmarks.made_country.sizes import SIZES
from benchmarks.made_country.statistics import COMMON_CLASSES, describe_network
from mapa_uslug.network import read_network

REAL = ("porto-metro-roads.osm.pbf", "north-bayreuth.osm.gz", "liechtenstein-2021-10-28.osm.pbf")

SHARE_OFF = 0.02
"""How far a share may lie beyond those of the real networks."""
LENGTH_TIMES = 1.3
"""... and a length of all roads together, as a factor."""
CLASS_TIMES = 1.9
"""... and the length or the share of the roads of one class: the three differ by as much among themselves, and a made country has more
land to a road, hence longer tracks and paths."""


@pytest.fixture(scope="module")
def real(real_data):
    return [describe_network(read_network(real_data / "osm" / name, cache=False).network) for name in REAL]


@pytest.fixture(scope="module")
def made():
    return describe_network(network_of(make_country(SIZES["powiat"])))


def _check(name, made, real, *, off=0.0, times=1.0):
    low, high = min(r[name] for r in real), max(r[name] for r in real)
    assert low / times - off <= made[name] <= high * times + off, (name, low, made[name], high)


@pytest.mark.parametrize(
    "name", ["degree_1", "degree_2", "degree_3", "degree_4", "car_share", "oneway_share", "tenth_densest"]
)
def test_shares(name, made, real):
    _check(name, made, real, off=SHARE_OFF)


@pytest.mark.parametrize("name", ["largest_component", "largest_component_by_car"])
def test_what_hangs_together(name, made, real):
    _check(name, made, real, off=0.005)


def test_parts_that_hang_together(made, real):
    _check("components_per_1000", made, real, times=1.1)


@pytest.mark.parametrize("name", ["edges_a_node", "vertices_an_edge"])
def test_ratios(name, made, real):
    _check(name, made, real, times=1.05)


@pytest.mark.parametrize("name", ["length_median_m", "length_mean_m", "length_p90_m"])
def test_lengths(name, made, real):
    _check(name, made, real, times=LENGTH_TIMES)


@pytest.mark.parametrize(
    "name", [f"{what}_{c}{unit}" for c in COMMON_CLASSES for what, unit in (("share", ""), ("length", "_m"))]
)
def test_classes(name, made, real):
    _check(name, made, real, times=CLASS_TIMES)


@pytest.mark.parametrize("road_class", ["residential", "service", "track", "unclassified"])
def test_speeds(road_class, made, real):
    _check(f"speed_{road_class}_kmh", made, real, times=1.01)
