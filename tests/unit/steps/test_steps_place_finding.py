"""Own points against addresses and gminas: which is used, what is offered, what is asked."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.places import AddressQuery, Candidate
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.steps.place_cases import DECIDED, PlaceAsker, RowInQuestion
from mapa_uslug.steps.place_finding import (
    AskedPlace,
    PlacedRow,
    PlaceFinder,
    PlaceSources,
    finder_for,
    open_finder,
)
from mapa_uslug.steps.row_places import ask_for_place, fill_in_places

# Two gminas side by side, the border at 15.2 degrees; one street in each town, a village in the second.
_ADDRESSES = (
    "ID_GMINY,NAZWA_GMINY,NAZWA_MIEJSCOWOSCI,NAZWA_ULICY,NUMER_PORZADKOWY,KOD_POCZTOWY,lon,lat",
    "0860012,Zalewo,Zalewo,Polna,1,00-001,15.1000,52.1000",
    "0860012,Zalewo,Zalewo,Polna,3,00-001,15.1010,52.1000",
    "0860022,Borki,Borki,Szkolna,2,00-002,15.3000,52.1000",
    "0860022,Borki,Wysoka,,7,00-002,15.3500,52.1500",
)
POLNA_1 = 15.1, 52.1
IN_BORKI = 15.3, 52.05


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> PlaceFinder:
    path = tmp_path_factory.mktemp("adresy") / "adresy.csv"
    path.write_text("\n".join(_ADDRESSES), encoding="utf-8")
    boxes = [shapely.box(15.0, 52.0, 15.2, 52.2), shapely.box(15.2, 52.0, 15.4, 52.2)]
    table = {"gmina_teryt": ["086001", "086002"], "gmina_kod": ["0860012", "0860022"], "gmina": ["Zalewo", "Borki"],
             "is_area": True}  # fmt: skip
    gminas = gpd.GeoDataFrame(pd.DataFrame(table), geometry=boxes, crs="EPSG:4326").to_crs("EPSG:2180")
    return finder_for(gminas, PlaceSources(addresses=(path,)))


def place(finder: PlaceFinder, *, quality: str = "", teryt: str = "", **query: object) -> PlacedRow:
    return finder.find([AskedPlace(AddressQuery(**query), teryt=teryt, quality=quality)])[0]  # type: ignore[arg-type]


def at(found: Candidate | None) -> tuple[float, float]:
    assert found is not None
    return round(found.lon, 4), round(found.lat, 4)


POLNA = {"locality": "Zalewo", "street": "Polna", "number": "1", "gmina": "Zalewo"}


def test_an_address_is_found(finder: PlaceFinder) -> None:
    row = place(finder, **POLNA)
    assert (at(row.found.best), row.found.best and row.found.best.quality) == (POLNA_1, "punkt_adresowy")
    assert (row.problem, row.own, row.check.place) == ("", None, "inside")


def test_an_exact_point_of_the_record_is_kept(finder: PlaceFinder) -> None:
    row = place(finder, lon=15.12, lat=52.12, **POLNA)
    assert (at(row.found.best), row.problem) == ((15.12, 52.12), "")


def test_a_coarse_point_gives_way_to_the_house(finder: PlaceFinder) -> None:
    row = place(finder, lon=15.12, lat=52.12, quality="miejscowosc", **POLNA)
    assert (at(row.found.best), row.problem) == (POLNA_1, "")
    assert (15.12, 52.12) in [at(c) for c in row.found.candidates]


def test_a_coarse_point_keeps_its_class_where_the_address_tells_no_more(finder: PlaceFinder) -> None:
    row = place(finder, lon=15.12, lat=52.12, quality="miejscowosc", locality="Zalewo", gmina="Zalewo")
    assert row.found.best is not None
    assert (at(row.found.best), row.found.best.quality, row.found.best.radius_m) == (
        (15.12, 52.12),
        "miejscowosc",
        2000.0,
    )


def test_a_point_in_another_gmina_gives_way_to_the_address_and_is_offered(finder: PlaceFinder) -> None:
    row = place(finder, lon=IN_BORKI[0], lat=IN_BORKI[1], **POLNA)
    assert (at(row.found.best), row.problem) == (POLNA_1, "other_gmina")
    assert row.own is not None
    assert (row.own.place, row.own.declared, row.own.at) == ("contradiction", "086001", "086002")
    assert IN_BORKI in [at(c) for c in row.found.candidates]


def test_a_point_in_another_gmina_stays_where_no_address_tells_better(finder: PlaceFinder) -> None:
    row = place(finder, lon=IN_BORKI[0], lat=IN_BORKI[1], gmina="Zalewo", locality="Nieznane")
    assert (at(row.found.best), row.problem, row.check.place) == (IN_BORKI, "other_gmina", "contradiction")


def test_swapped_axes_are_never_used_as_they_are(finder: PlaceFinder) -> None:
    row = place(finder, lon=52.1, lat=15.1, gmina="Zalewo")
    assert (row.found.best, row.problem) == (None, "swapped_axes")
    assert POLNA_1 in [at(c) for c in row.found.candidates]


def test_a_name_of_a_gmina_is_trusted_before_its_code(finder: PlaceFinder) -> None:
    row = place(finder, teryt="0860022", **POLNA)
    assert (at(row.found.best), row.check.declared, row.check.code) == (POLNA_1, "086001", "wrong")


def test_a_private_row_is_asked_of_no_service(finder: PlaceFinder) -> None:
    asked: list[AddressQuery] = []

    def online(query: AddressQuery) -> list[Candidate]:
        asked.append(query)
        return []

    both = PlaceFinder(finder.gminas, finder.index, online=(online,))
    rows = [AskedPlace(AddressQuery(locality="Nieznane", street="Ukryta", number="9", gmina="Zalewo", is_private=p)) for p in (True, False)]  # fmt: skip
    both.find(rows)
    assert [q.is_private for q in asked] == [False]


def test_sources_that_are_not_there_are_told_together(tmp_path: Path) -> None:
    sources = PlaceSources(addresses=(tmp_path / "a.csv",), gminas=tmp_path / "g.shp", online=("google",))
    with pytest.raises(InputError) as caught:
        open_finder(sources)
    assert sorted(p.code for p in caught.value.problems) == ["file_missing", "file_missing", "online_service"]


# --- rows ---------------------------------------------------------------------------------------------------------

BLANK = dict.fromkeys(
    ("usluga_id", "nazwa", "lon", "lat", "klasa_wsp", "promien_wsp", "zrodlo_wsp", "wrazliwosc", "miejscowosc", "ulica", "nr",
     "kod", "gmina", "powiat", "wojewodztwo", "teryt7", "usluga_kod", "origin"), "",
)  # fmt: skip
ON_POLNA = BLANK | {
    "usluga_id": "U1",
    "nazwa": "Dom",
    "miejscowosc": "Zalewo",
    "ulica": "Polna",
    "nr": "1",
    "gmina": "Zalewo",
}


def filled(finder: PlaceFinder, row: dict[str, str]) -> dict[str, str]:
    placed = finder.find([ask_for_place(row)])
    return dict(fill_in_places(pd.DataFrame([row]), placed, finder.gmina_names).iloc[0])


def test_a_row_gets_its_place_class_source_and_code(finder: PlaceFinder) -> None:
    row = filled(finder, ON_POLNA)
    assert (row["lat"], row["lon"], row["klasa_wsp"], row["promien_wsp"], row["teryt7"], row["zrodlo_wsp"]) == (
        "52.100000", "15.100000", "punkt_adresowy", "30", "086001", "adresy.csv",
    )  # fmt: skip


def test_a_row_s_own_point_is_left_as_it_is_written(finder: PlaceFinder) -> None:
    row = filled(finder, ON_POLNA | {"lat": "52,12", "lon": "15,12"})
    assert (row["lat"], row["lon"], row["klasa_wsp"]) == ("52,12", "15,12", "rejestr")


def test_a_hidden_row_gets_no_point(finder: PlaceFinder) -> None:
    row = filled(finder, ON_POLNA | {"wrazliwosc": "1"})
    assert (row["lat"], row["lon"], row["klasa_wsp"], row["teryt7"]) == ("", "", "", "086001")


def test_an_id_of_a_question_depends_on_what_is_asked_alone(finder: PlaceFinder) -> None:
    """Not on other rows, nor on what else the list says of the service."""
    wrong = ON_POLNA | {"lat": str(IN_BORKI[1]), "lon": str(IN_BORKI[0])}
    asker, matcher = PlaceAsker(finder.gmina_names, Text("en")), TypeMatcher(read_catalog())

    def ask(*rows: dict[str, str]) -> list[str]:
        placed = finder.find([ask_for_place(r) for r in rows])
        found = [
            RowInQuestion(r, "l.csv:2", p, matcher.find("DDP")) for r, p in zip(rows, placed, strict=True)
        ]
        return [case.case_id for case in asker.ask(found)]

    (alone,) = ask(wrong)
    assert ask(ON_POLNA, wrong | {"nazwa": "Dom Nowy"}) == [alone]
    assert ask(wrong | {"nr": "3"}) != [alone]
    assert ask(wrong | {"zrodlo_wsp": DECIDED}) == []
    assert ask(wrong | {"wrazliwosc": "1"}) == []


def test_a_choice_of_the_point_takes_its_gmina_too(finder: PlaceFinder) -> None:
    wrong = ON_POLNA | {"lat": str(IN_BORKI[1]), "lon": str(IN_BORKI[0])}
    (placed,) = finder.find([ask_for_place(wrong)])
    (case,) = PlaceAsker(finder.gmina_names, Text("en")).ask([RowInQuestion(wrong, "l.csv:2", placed)])
    by_point = next(c for c in case.choices if math.isclose(c.lon, IN_BORKI[0]))
    assert {"teryt7": "086002", "gmina": "Borki", "zrodlo_wsp": DECIDED}.items() <= dict(
        by_point.changes
    ).items()
    by_address = next(c for c in case.choices if math.isclose(c.lon, POLNA_1[0]))
    assert "teryt7" not in dict(by_address.changes)


def choices(finder: PlaceFinder, row: dict[str, str]) -> tuple[str, list[tuple[float, float]]]:
    (placed,) = finder.find([ask_for_place(row)])
    (case,) = PlaceAsker(finder.gmina_names, Text("en")).ask([RowInQuestion(row, "l.csv:2", placed)])
    return case.kind, [(round(c.lon, 4), round(c.lat, 4)) for c in case.choices]


def test_exchanged_degrees_are_offered_the_right_way_round_only(finder: PlaceFinder) -> None:
    unknown = BLANK | {"usluga_id": "U3", "miejscowosc": "Nieznane"}
    for gmina in ("Borki", "Zalewo", ""):
        row = unknown | {"gmina": gmina, "lat": "15.3", "lon": "52.05"}
        kind, offered = choices(finder, row)
        assert kind == "swapped_axes"
        assert IN_BORKI in offered
        assert (52.05, 15.3) not in offered
    # Beyond every boundary known, in Poland all the same.
    kind, offered = choices(finder, unknown | {"gmina": "Zalewo", "lat": "22.28", "lon": "50.17"})
    assert (kind, (22.28, 50.17) in offered, (50.17, 22.28) in offered) == ("swapped_axes", True, False)


def test_a_point_in_another_country_is_no_choice(finder: PlaceFinder) -> None:
    # Latitude and longitude of 0: some 5900 km from Zalewo. A point 300 km away may be meant.
    far, near = ({"gmina": "Zalewo", "miejscowosc": "Nieznane", "lat": lat, "lon": lon}
                 for lat, lon in (("0.5", "0.25"), ("52.1", "19.5")))  # fmt: skip
    kind, offered = choices(finder, BLANK | far)
    assert (kind, (0.25, 0.5) in offered) == ("other_gmina", False)
    assert (19.5, 52.1) in choices(finder, BLANK | near)[1]


def test_a_street_that_was_read_as_a_village_becomes_one_again(finder: PlaceFinder) -> None:
    row = filled(finder, ON_POLNA | {"miejscowosc": "Polna", "ulica": "", "kod": "00-001"})
    assert (row["miejscowosc"], row["ulica"], row["nr"], row["klasa_wsp"]) == (
        "Zalewo",
        "Polna",
        "1",
        "punkt_adresowy",
    )
    village = filled(
        finder, BLANK | {"usluga_id": "U2", "miejscowosc": "Wysoka", "nr": "7", "gmina": "Borki"}
    )
    assert (village["miejscowosc"], village["ulica"]) == ("Wysoka", "")
