"""Which coordinate is which: told by degrees, by the wojewodztwo, or not at all."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.sources.forms.axis_order import WRONG_PLACE, find_order
from mapa_uslug.sources.forms.gml import flip

# Code of the wojewodztwo, east and north [m] of its places; exchanged, every one of them still lies in Poland.
PLACES = {
    "Suwałki": ("20", 756_851, 699_989), "Warszawa": ("14", 637_382, 486_757), "Zielona Góra": ("08", 259_926, 457_914),
    "Czersk": ("22", 432_465, 659_501), "Koszalin": ("32", 316_254, 707_014), "Tarnów": ("12", 642_311, 240_204),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_the_wojewodztwo_tells_metres_apart(place: str) -> None:
    code, east, north = PLACES[place]
    square = shapely.box(east - 2000, north - 2000, east + 2000, north + 2000)
    assert find_order([square], [f"{code}01011"]) == ("east_north", "EPSG:2180")
    assert find_order([flip(square)], [f"{code}01011"]) == ("north_east", "EPSG:2180")


def test_near_the_diagonal_metres_cannot_be_told_apart() -> None:
    # Włocławek, 37 km off when exchanged.
    assert find_order([shapely.Point(504_585, 531_399)], ["0464011"]) == (None, "EPSG:2180")


def test_a_place_that_fits_neither_way_is_refused() -> None:
    with pytest.raises(ValueError, match=WRONG_PLACE):
        find_order([shapely.Point(756_851, 699_989)], ["0801011"])
    with pytest.raises(ValueError, match=WRONG_PLACE):
        find_order([shapely.Point(10.0, 45.0)], ["0801011"])


@given(lon=st.floats(14.0, 24.2), lat=st.floats(49.0, 55.0), code=st.sampled_from(["02", "14", "32"]))
def test_degrees_are_always_told_apart(lon: float, lat: float, code: str) -> None:
    point = shapely.Point(lon, lat)
    assert find_order([point], [f"{code}01011"]) == ("east_north", "EPSG:4326")
    assert find_order([flip(point)], [f"{code}01011"]) == ("north_east", "EPSG:4326")


@given(order=st.permutations(list(PLACES)), is_exchanged=st.booleans())
def test_many_places_decide_together(order: list[str], is_exchanged: bool) -> None:
    shapes = [shapely.Point(*PLACES[name][1:]) for name in order]
    codes = [f"{PLACES[name][0]}01011" for name in order]
    found, _ = find_order([flip(s) for s in shapes] if is_exchanged else shapes, codes)
    assert found == ("north_east" if is_exchanged else "east_north")
