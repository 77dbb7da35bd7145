from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapa_uslug.contracts.gmina_lookup import GminaIndex, learn_powiats
from mapa_uslug.registry.meaning.gmina_check import GminaCheck, GminaClaim, check_gminas

# Five squares of 10 km: a town and the countryside of its name, a neighbour, a namesake far away, an urban-rural one.
#   y 10-20:  [Bory town 0-10] [Bory countryside 10-20] [Lipno 20-30]
#   y  0-10:  [Mixta 0-10]                                        [Lipno of another powiat 60-70]
_GMINAS = (
    ("086001", "0860011", "Bory", (0, 10, 10, 20)),
    ("086002", "0860022", "Bory", (10, 10, 20, 20)),
    ("086003", "0860032", "Lipno", (20, 10, 30, 20)),
    ("086101", "0861012", "Lipno", (60, 0, 70, 10)),
    ("086004", "0860043", "Mixta", (0, 0, 10, 10)),
    ("086102", "0861022", "Olcha", (50, 0, 60, 10)),
)


@pytest.fixture(scope="module")
def index() -> GminaIndex:
    table = pd.DataFrame([g[:3] for g in _GMINAS], columns=["gmina_teryt", "gmina_kod", "gmina"])
    shapes = [shapely.box(*(v * 1000 for v in g[3])) for g in _GMINAS]
    return GminaIndex(gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:2180"), "EPSG:2180")


def one(index: GminaIndex, *others: GminaClaim, **claim: object) -> GminaCheck:
    localities = {"osada": frozenset({"086003"}), "bory": frozenset({"086001"})}
    claims = [GminaClaim(**claim), *others]  # type: ignore[arg-type]
    return check_gminas(claims, index=index, localities=localities)[0]


def km(x: float, y: float) -> tuple[float, float]:
    return x * 1000.0, y * 1000.0


def test_a_point_in_the_gmina_that_is_named(index: GminaIndex) -> None:
    check = one(index, gmina="Mixta", teryt="0860043", point=km(5, 5))
    assert (check.place, check.code, check.declared, check.at, check.distance_m) == (
        "inside",
        "agrees",
        "086004",
        "086004",
        0.0,
    )


@pytest.mark.parametrize(("metres", "place"), [(499, "near_border"), (501, "contradiction")])
def test_the_border_has_a_tolerance_of_500_m(index: GminaIndex, metres: float, place: str) -> None:
    check = one(index, gmina="Mixta", point=km(10 + metres / 1000, 5))
    assert (check.place, round(check.distance_m)) == (place, metres)


def test_a_rural_office_may_sit_in_the_town_of_its_name(index: GminaIndex) -> None:
    check = one(index, gmina="Bory", provider="Gminny Ośrodek Pomocy", locality="Bory", point=km(5, 15))
    assert (check.place, check.declared, check.at) == ("seat_elsewhere", "086002", "086001")


def test_the_towns_own_office_in_the_same_place_is_inside(index: GminaIndex) -> None:
    check = one(index, gmina="Bory", provider="Miejski Ośrodek Pomocy", locality="Bory", point=km(5, 15))
    assert (check.place, check.declared) == ("inside", "086001")


def test_words_of_an_urban_rural_office_choose_no_kind(index: GminaIndex) -> None:
    for point, declared in ((km(15, 15), "086002"), (km(5, 15), "086001")):
        check = one(index, gmina="Bory", provider="Miejsko-Gminny Ośrodek", locality="Bory", point=point)
        assert (check.place, check.declared) == ("inside", declared)


def test_a_seat_must_be_named_and_next_door(index: GminaIndex) -> None:
    in_lipno = km(25, 15)
    office = {"gmina": "Bory", "provider": "Gminny Ośrodek", "point": in_lipno}
    assert one(index, locality="Osada", **office).place == "seat_elsewhere"
    assert one(index, locality="Bory", **office).place == "contradiction"
    far = one(index, gmina="Mixta", locality="Osada", point=in_lipno)
    assert (far.place, far.at) == ("contradiction", "086003")


def test_a_name_that_repeats_is_told_apart_by_the_powiat_which_other_rows_teach(index: GminaIndex) -> None:
    teacher = GminaClaim(gmina="Olcha", powiat="olchowski")
    check = one(index, teacher, gmina="Lipno", powiat="Powiat olchowski", teryt="0860032", point=km(65, 5))
    assert (check.place, check.declared, check.code) == ("inside", "086101", "wrong")


def test_a_name_that_repeats_is_told_apart_by_the_code_else_by_the_point(index: GminaIndex) -> None:
    by_code = one(index, gmina="Lipno", teryt="0861012", point=km(25, 15))
    assert (by_code.place, by_code.declared, by_code.code) == ("contradiction", "086101", "agrees")
    by_point = one(index, gmina="Lipno", point=km(25, 15))
    assert (by_point.place, by_point.declared) == ("inside", "086003")
    nowhere = one(index, gmina="Lipno", point=km(5, 5))
    assert (nowhere.place, nowhere.declared, nowhere.candidates) == (
        "contradiction",
        "",
        ("086003", "086101"),
    )


@pytest.mark.parametrize(
    ("teryt", "code", "declared"),
    [("", "none", "086004"), ("0860032", "wrong", "086004"), ("9999999", "unknown", "086004"), ("860043", "agrees", "086004")],
)  # fmt: skip
def test_a_name_is_trusted_before_a_code(index: GminaIndex, teryt: str, code: str, declared: str) -> None:
    check = one(index, gmina="Mixta", teryt=teryt, point=km(5, 5))
    assert (check.code, check.declared) == (code, declared)


def test_a_code_alone_declares(index: GminaIndex) -> None:
    check = one(index, teryt="086003", point=km(5, 5))
    assert (check.place, check.code, check.declared) == ("contradiction", "", "086003")


def test_nothing_named_or_no_point_is_no_contradiction(index: GminaIndex) -> None:
    assert one(index, point=km(5, 5)).place == "unnamed"
    assert one(index, gmina="Mixta").place == "no_point"


def test_a_name_of_no_gmina_is_a_contradiction_unless_a_village_has_it(index: GminaIndex) -> None:
    assert one(index, gmina="Nigdzie", point=km(5, 5)).place == "contradiction"
    village = one(index, gmina="Osada", point=km(25, 15))
    assert (village.place, village.declared) == ("inside", "086003")


@pytest.mark.parametrize("name", ["gmina Bory", "Gmina Bory", "GMINA WIEJSKA BORY"])
def test_the_word_gmina_means_the_countryside(index: GminaIndex, name: str) -> None:
    assert one(index, gmina=name, point=km(15, 15)).declared == "086002"


def test_a_district_stands_for_its_city(index: GminaIndex) -> None:
    assert index.named("Bory-Zarzecze") == ["086001"]


def test_powiats_are_learnt_by_majority(index: GminaIndex) -> None:
    rows = [
        ("olchowski", "Olcha"),
        ("olchowski", "Olcha"),
        ("olchowski", "Mixta"),
        ("", "Mixta"),
        ("x", "Lipno"),
    ]
    assert learn_powiats(rows, index) == {"olchowski": "0861"}
