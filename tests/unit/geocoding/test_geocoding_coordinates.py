"""Coordinates that came with a record, checked on three drawn gminas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.geocoding import locate


def _degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = transform_xy(np.array([x]), np.array([y]), PL_1992, WGS84)
    return float(lon[0]), float(lat[0])


def _find(gminas, lon, lat, index=None, **parts):
    (found,) = locate([AddressQuery(lon=lon, lat=lat, **parts)], index=index, gminas=gminas)
    return found


@pytest.mark.parametrize(
    ("x", "y", "problem"),
    [
        (505_000, 605_000, ""),
        (499_600, 605_000, ""),
        (499_400, 605_000, "outside"),
        (510_400, 605_000, ""),
        (515_000, 605_000, "seat_elsewhere"),
        (545_000, 605_000, "other_gmina"),
    ],
)
def test_coordinates_are_held_against_the_declared_gmina(gminas, x, y, problem):
    lon, lat = _degrees(x, y)
    found = _find(gminas, lon, lat, gmina_teryt="0001012")
    assert found.problem == problem
    if problem in ("", "seat_elsewhere"):
        assert (found.best.quality, found.best.radius_m, found.best.lon, found.best.lat) == (
            "rejestr",
            30.0,
            lon,
            lat,
        )
    else:
        assert found.best is None
        assert (found.candidates[0].lon, found.candidates[0].lat) == (lon, lat)


def test_the_declared_name_serves_where_there_is_no_code(gminas):
    lon, lat = _degrees(545_000, 605_000)
    assert _find(gminas, lon, lat, gmina="Górno").problem == ""
    assert _find(gminas, lon, lat, gmina="Zalewo").problem == "other_gmina"
    # A code that contradicts the name: either may be right.
    assert _find(gminas, lon, lat, gmina="Górno", gmina_teryt="000101").problem == ""


def test_degrees_in_the_wrong_order_are_seen(gminas):
    lon, lat = _degrees(505_000, 603_000)
    found = _find(gminas, lat, lon, gmina_teryt="000101")
    assert (found.best, found.problem) == (None, "swapped_axes")
    assert (found.candidates[0].lon, found.candidates[0].lat) == pytest.approx((lon, lat))


def test_degrees_in_the_wrong_order_are_seen_whatever_gmina_is_declared(gminas):
    # The first gmina is declared, the point the other way round lies in the last one; then in none, but in Poland.
    for x, y, code in ((545_000, 605_000, "000201"), (700_000, 300_000, "")):
        lon, lat = _degrees(x, y)
        for parts in ({"gmina_teryt": "000101"}, {"gmina": "Nieznana"}, {}):
            found = _find(gminas, lat, lon, **parts)
            assert (found.best, found.problem) == (None, "swapped_axes")
            assert (found.candidates[0].lon, found.candidates[0].lat) == pytest.approx((lon, lat))
            assert found.candidates[0].gmina_teryt == code
    # Abroad either way round: nothing tells that it is exchanged.
    assert _find(gminas, 9.5, 47.1, gmina_teryt="000101").problem == "outside"


def test_metres_in_the_wrong_order_are_seen(gminas):
    # Górno lies at E 540-550 km, N 600-610 km: swapped it falls elsewhere in Poland, out of every gmina drawn.
    right, wrong = _degrees(545_000, 605_000), _degrees(605_000, 545_000)
    found = _find(gminas, *wrong, gmina_teryt="000201")
    assert (found.best, found.problem) == (None, "swapped_axes")
    assert (found.candidates[0].lon, found.candidates[0].lat) == pytest.approx(right, abs=1e-6)


@pytest.mark.parametrize(
    ("lon", "lat"), [(19.0, math.nan), (math.nan, 52.0), (500_000.0, 505_000.0), (19.0, 152.0)]
)
def test_what_is_no_coordinates_is_told_and_the_address_serves(gminas, index, lon, lat):
    found = _find(gminas, lon, lat, index, gmina_teryt="000101", locality="Klimkowo", number="67")
    assert (found.problem, found.best.quality) == ("bad_coordinates", "punkt_adresowy")


def test_coordinates_that_cannot_be_checked_are_used(gminas):
    assert _find(None, 19.0, 52.0, gmina_teryt="000101").best.quality == "rejestr"
    lon, lat = _degrees(505_000, 605_000)
    assert _find(gminas, lon, lat).problem == ""
    assert _find(gminas, lon, lat, gmina_teryt="123456").problem == ""
    assert _find(gminas, 15.0, 52.0).problem == "outside"


def test_a_contradiction_offers_what_the_address_says(gminas, index):
    lon, lat = _degrees(545_000, 605_000)
    found = _find(gminas, lon, lat, index, gmina_teryt="000101", locality="Klimkowo", number="67")
    assert (found.best, found.problem) == (None, "other_gmina")
    assert [c.quality for c in found.candidates] == ["rejestr", "punkt_adresowy"]


def test_without_an_index_the_declared_gmina_remains(gminas):
    (found,) = locate([AddressQuery(locality="Zalewo", gmina_teryt="000101")], index=None, gminas=gminas)
    assert (found.best.quality, found.best.gmina_teryt, found.problem) == ("gmina", "000101", "not_found")
    assert found.best.radius_m == pytest.approx(7071.07, abs=0.1)
    (nothing,) = locate([AddressQuery()], index=None, gminas=gminas)
    assert (nothing.best, nothing.problem) == (None, "no_address")
