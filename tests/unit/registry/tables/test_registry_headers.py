from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.registry.tables.headers import COMPOSITES, header_key, is_known_header, match_headers


@pytest.mark.parametrize("name", COLUMN_NAMES)
def test_official_names_are_themselves(name: str) -> None:
    assert match_headers([name]).columns == {name: 0}
    assert match_headers([f" {name.upper().replace('_', ' ')}\n"]).columns == {name: 0}


def test_the_official_sheet_matches_column_by_column() -> None:
    match = match_headers(COLUMN_NAMES)
    assert match.columns == {name: i for i, name in enumerate(COLUMN_NAMES)}
    assert (match.ambiguous, match.unmatched, match.near_misses) == ({}, (), ())


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nazwa podmiotu", "nazwa"), ("NAZWA JEDNOSTKI:", "nazwa"), ("Placówka", "nazwa"), ("instytucja", "nazwa"),
        ("Nr domu", "nr"), ("numer_budynku", "nr"), ("Numer lokalu", "nr_lokalu"), ("Kod pocztowy", "kod"), ("kod", "kod"),
        ("Miejscowość", "miejscowosc"), ("Miasto", "miejscowosc"), ("poczta", "miejscowosc"), ("Województwo", "wojewodztwo"),
        ("TERYT", "teryt7"), ("kod gminy", "teryt7"), ("gmina_teryt", "teryt7"), ("Kod TERC", "teryt7"),
        ("szer. geogr.", "lat"), ("Latitude", "lat"), ("Y", "lat"), ("dł. geogr.", "lon"), ("lng", "lon"), ("x", "lon"),
        ("lat [stopnie]", "lat"), ("Szerokość geograficzna (WGS 84)", "lat"), ("Geolokalizacja", "lon_lat"),
        ("Telefon", "kontakt_rola"), ("E-mail", "email"), ("www", "www"), ("Liczba miejsc", "pojemnosc"),
        ("Liczba\nwolnych miejsc", "wolne_miejsca"), ("Liczba osób oczekujących", "kolejka"), ("Rodzaj jednostki", "usluga_kod"),
        ("Podkategoria", "podkategoria"), ("Godziny pracy", "godziny"), ("Data aktualizacji", "data_stanu"),
        ("Adres / ulica", "ulica"), ("Dane jednostki / Nazwa jednostki", "nazwa"), ("Nazwa i adres", "nazwa_i_adres"),
        ("Dom Pomocy Społecznej (nazwa i adres)", "nazwa_i_adres"), ("Adres", "adres_pelny"), ("Ulica i nr", "ulica_nr"),
        ("Kod pocztowy i miejscowość", "kod_miejscowosc"), ("Powiat/gmina", "powiat_gmina"), ("L.p.", "lp"),
    ],
)  # fmt: skip
def test_words_of_offices_are_understood(header: str, column: str) -> None:
    match = match_headers([header])
    assert match.columns == {column: 0}
    assert match.near_misses == ()


@pytest.mark.parametrize(
    ("header", "column", "read_as"),
    [
        ("miejscowosć ", "miejscowosc", ""),
        ("kod pocztwy", "kod", "kod pocztowy"),
        ("miejsowość", "miejscowosc", "miejscowosc"),
        ("Liczba wolnych miejsc wg stanu na 31.03.2026", "wolne_miejsca", "liczba wolnych miejsc"),
    ],
)
def test_near_misses_match_and_are_told(header: str, column: str, read_as: str) -> None:
    match = match_headers([header])
    assert match.columns == {column: 0}
    assert [(n.column, n.header, n.read_as) for n in match.near_misses] == (
        [(column, header, read_as)] if read_as else []
    )


@pytest.mark.parametrize(
    "header", ["ulica Kolorowa", "wiek od do", "kod kreskowy", "coś innego", "Liczba miejsc i adres", "latt"]
)
def test_what_is_not_known_is_left_and_listed(header: str) -> None:
    match = match_headers([header, "", "12"])
    assert (match.columns, match.unmatched) == ({}, (0, 2))


def test_an_official_name_wins_over_words_wherever_it_stands() -> None:
    match = match_headers(["Nazwa podmiotu", "nazwa miejscowości", "nazwa", "miejscowosc"])
    assert match.columns == {"nazwa": 2, "miejscowosc": 3}
    assert match.unmatched == (0, 1)


def test_the_word_named_earlier_wins() -> None:
    assert match_headers(["poczta", "miejscowość"]).columns == {"miejscowosc": 1}


def test_headers_that_fit_equally_are_ambiguous_and_not_used() -> None:
    match = match_headers(["telefon", "Telefon", "nazwa"])
    assert (match.columns, match.ambiguous, match.unmatched) == ({"nazwa": 2}, {"kontakt_rola": (0, 1)}, ())


def test_given_headers_go_before_everything() -> None:
    headers = ["nazwa", "Nazwa domu", "typ", "coś"]
    match = match_headers(headers, given={"nazwa": "nazwa domu", "kolejka": "coś", "ulica": "nie ma"})
    assert match.columns == {"nazwa": 1, "kolejka": 3, "usluga_kod": 2}
    assert (match.not_found, match.unmatched) == (("ulica",), (0,))


def test_one_header_is_not_taken_for_two_columns_unless_that_is_asked_for() -> None:
    assert match_headers(["Powiat (telefon)"]).columns == {"powiat": 0}
    asked = {"gmina": "miasto", "miejscowosc": "miasto"}
    assert match_headers(["miasto"], given=asked).columns == {"gmina": 0, "miejscowosc": 0}


def test_a_given_header_that_stands_twice_is_ambiguous() -> None:
    assert match_headers(["a", "a"], given={"nazwa": "a"}).ambiguous == {"nazwa": (0, 1)}


@given(
    st.lists(
        st.one_of(
            st.sampled_from(COLUMN_NAMES),
            st.sampled_from(["telefon", "typ", "adres", "miasto", "Y", "kod gminy", ""]),
            st.text(max_size=12),
        ),
        max_size=12,
    )
)
def test_a_column_serves_once_and_none_is_forgotten(headers: list[str]) -> None:
    match = match_headers(headers)
    used = [*match.columns.values(), *(i for found in match.ambiguous.values() for i in found)]
    assert len(used) == len(set(used))
    named = {i for i, h in enumerate(headers) if header_key(h)}
    assert {*used, *match.unmatched} == named
    assert set(match.columns) <= {*COLUMN_NAMES, *COMPOSITES}


def test_no_word_means_two_columns_and_every_column_is_known() -> None:
    words = tomllib.loads(
        files("mapa_uslug.registry.tables").joinpath("headers.toml").read_text(encoding="utf-8")
    )
    assert set(words["official"]) <= set(COLUMN_NAMES)
    assert not set(words["beyond"]) & set(COLUMN_NAMES)
    claimed = {header_key(name): name for name in COLUMN_NAMES}
    for column, synonyms in {**words["official"], **words["beyond"]}.items():
        keys = [header_key(s) for s in synonyms]
        assert len(keys) == len(set(keys)), column
        for key in keys:
            assert claimed.setdefault(key, column) == column, key


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Nazwa podmiotu", True),
        ("Dom Pomocy", False),
        ("", False),
        ("x" * 500, False),
        ("Adres / ulica", True),
    ],
)
def test_known_headers(text: str, known: bool) -> None:
    assert is_known_header(text) is known


@pytest.mark.parametrize("header", ["Nr", "numer", "NR."])
@pytest.mark.parametrize(
    ("others", "column"),
    [
        ("Nazwa|Adres", "lp"), ("Nazwa i adres|Rodzaj", "lp"), ("Nazwa|Ulica i nr|Miejscowość", "lp"),
        ("Nazwa|Miejscowość|Adres", "lp"), ("Nazwa|Gmina", "lp"), ("Nazwa|Ulica|Miejscowość", "nr"),
        ("Nazwa|Miejscowość", "nr"), ("Nazwa|Kod pocztowy i miejscowość", "nr"), ("Ulica|Adres", "nr"), ("Gmina", "nr"),
    ],
)  # fmt: skip
def test_a_number_is_the_houses_only_beside_a_street_or_a_village(
    header: str, others: str, column: str
) -> None:
    match = match_headers([header, *others.split("|")])
    assert {c for c in ("lp", "nr") if match.columns.get(c) == 0} == {column}
    assert match.unmatched == ()


def test_the_number_of_a_house_is_one_wherever_it_stands() -> None:
    assert match_headers(["Nr domu", "Adres"]).columns["nr"] == 0
    assert match_headers(["Nr", "Adres"], given={"nr": "Nr"}).columns["nr"] == 0
    match = match_headers(["Lp.", "Nr", "Adres"])
    assert (match.columns["lp"], match.unmatched) == (0, (1,))
