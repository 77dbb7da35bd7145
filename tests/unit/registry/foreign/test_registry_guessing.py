"""Mappings guessed from invented lists: by header, by cells, by title; and what a person is told of each guess."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.raw_tables import RawRow, RawTable, SetAsideRow
from mapa_uslug.core.cell_names import column_letters
from mapa_uslug.registry.foreign.applying_mapping import apply_mapping
from mapa_uslug.registry.foreign.column_content import column_kind
from mapa_uslug.registry.foreign.guessing import Guess, guess_mapping
from mapa_uslug.registry.foreign.mapping import read_mapping
from mapa_uslug.registry.foreign.writing_mapping import write_mapping
from mapa_uslug.registry.meaning.matching import TypeMatcher

CATALOG = read_catalog()
MATCHER = TypeMatcher(CATALOG)


def table(
    headers: str, *rows: str, titles: tuple[str, ...] = (), file: str = "lista.xlsx", sheet: str = ""
) -> RawTable:
    names = tuple(headers.split(";"))
    cells = [tuple(row.split(";")) for row in rows]
    assert all(len(c) == len(names) for c in cells)
    return RawTable(
        file, sheet, titles, names, tuple(map(column_letters, range(len(names)))),
        tuple(RawRow(i, c) for i, c in enumerate(cells, start=2)),
    )  # fmt: skip


def guess(tab: RawTable) -> Guess:
    return guess_mapping(tab, catalog=CATALOG)


def told(found: Guess) -> dict[tuple[str, str], str]:
    return dict(found.comments("en"))


CLUBS = table(
    "Lp.;Nazwa placówki;Rodzaj placówki;Adres;Kod pocztowy;Miejscowość;Liczba miejsc;Telefon;E-mail;Kolor dachu",
    "1;Klub w Zalewie;Klub Senior+;ul. Szkolna 4;00-100;Zalewo;25;11 222 33 44;klub@zalewo.example;czerwony",
    "2;Dom w Borze;Dzienny Dom Senior+;ul. Leśna 7;00-200;Bór;30;11 222 33 55;;zielony",
    "3;Klub w Lesie;Klub Senior+;ul. Polna 1a;00-300;Las;20;;;brak",
)


def test_headers_tell_most() -> None:
    found = guess(CLUBS)
    assert found.mapping.columns == {
        "nazwa": "Nazwa placówki", "miejscowosc": "Miejscowość", "kod": "Kod pocztowy", "usluga_kod": "Rodzaj placówki",
        "pojemnosc": "Liczba miejsc", "kontakt_rola": ("Telefon", "E-mail"),
    }  # fmt: skip
    assert found.mapping.split in ({"Adres": "adres_pelny"}, {"Adres": "ulica_nr"})
    assert found.mapping.constants["jednostka"] == "miejsca"
    rows = apply_mapping(CLUBS, found.mapping, matcher=MATCHER).rows
    assert list(zip(rows["ulica"], rows["nr"], rows["miejscowosc"], strict=True)) == [
        ("Szkolna", "4", "Zalewo"), ("Leśna", "7", "Bór"), ("Polna", "1a", "Las"),
    ]  # fmt: skip


def test_every_guess_and_every_unused_column_is_told() -> None:
    found = guess(CLUBS)
    notes = told(found)
    assert {key for section, key in notes if section == "columns"} == set(found.mapping.columns)
    assert {key for section, key in notes if section == "split"} == set(found.mapping.split)
    assert notes["", ""] == "Columns of the list that are not taken over: Lp.; Kolor dachu."
    assert all(p.severity == "warning" and p.where == "lista.xlsx" for p in found.problems)


def test_cells_tell_where_headers_do_not() -> None:
    tab = table(
        "Kolumna1;Kolumna2;Kolumna3;Kolumna4;Kolumna5;Nazwa;Typ",
        "00-100;0860011;52,1034;15,2211;11 222 33 44;Dom A;DPS",
        "00-200;0860012;52,2034;15,3211;+48 11 222 33 55;Dom B;DPS",
        "00-300;0860013;52,3034;15,4211;(11) 222-33-66 wew. 7;Dom C;PCO",
    )
    found = guess(tab)
    assert {k: v for k, v in found.mapping.columns.items() if str(v).startswith("Kolumna")} == {
        "kod": "Kolumna1", "teryt7": "Kolumna2", "lat": "Kolumna3", "lon": "Kolumna4", "kontakt_rola": "Kolumna5",
    }  # fmt: skip
    assert "most of its cells" in told(found)["columns", "kod"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["00-100", "00 - 200", "", "00-300"], "kod"),
        (["00-100", "00-200"], ""),
        (["00-100", "00-200", "Bór", "Las"], ""),
        (["15.25;52.125", "15.5;52.25", "15.75;52.5"], "lon_lat"),
        (["52.125, 15.25", "52.25, 15.5", "52.5, 15.75"], "lat_lon"),
        (["52.125", "52.25", "52.50"], "lat"),
        (
            [
                "Dom Pomocy, ul. Polna 1, 00-100 Bór",
                "Dom Opieki w Lesie, Las 3, 00-200 Bór",
                "Klub Seniora, ul. Leśna 2, 00-300 Las",
            ],
            "nazwa_i_adres",
        ),
        (["ul. Polna 1, 00-100 Bór", "Las 3, 00-200 Bór", "ul. Leśna 2\n00-300 Las"], "adres_pelny"),
        (["ul. Polna 1", "al. Lipowa 7a", "os. Słoneczne 3/4"], "ulica_nr"),
        (["123456789", "1234567", "30"], ""),
        (["tak", "nie", "tak"], ""),
        ([], ""),
    ],
)
def test_what_cells_look_like(cells: list[str], kind: str) -> None:
    assert column_kind(cells) == kind


@pytest.mark.parametrize(
    ("titles", "sheet", "file", "code"),
    [
        (("Wykaz DPS w województwie",), "", "a.xlsx", "DPS"),
        (("Województwo", "Rejestr środowiskowych domów samopomocy"), "", "a.xlsx", "SDS"),
        ((), "Żłobki i kluby", "a.xlsx", "ZLO"),
        ((), "Arkusz1", "wolne_miejsca-dps_2030.xlsx", "DPS"),
        ((), "Arkusz1", "a.xlsx", ""),
    ],
)
def test_the_title_tells_the_type(titles: tuple[str, ...], sheet: str, file: str, code: str) -> None:
    found = guess(table("Nazwa;Miejscowość", "A;Bór", titles=titles, file=file, sheet=sheet))
    assert found.mapping.constants.get("usluga_kod", "") == code
    # What no title tells is taken from names, one by one.
    assert found.mapping.rows.type_from_name is not bool(code)
    assert (("constants", "usluga_kod") if code else ("rows", "type_from_name")) in told(found)


GROUPED = table(
    "Lp;Powiat;Nazwa i adres domu;Typ domu;Liczba miejsc;Wolne miejsca stan na 31.07.2030 r.",
    "1.;zalewski;X;X;90;2",
    ";;Dom Pomocy Społecznej w Zalewie, ul. Szkolna 4, 00-100 Zalewo;dla osób starszych;60;2",
    ";;;dla osób chorych;30;0",
    "2.;leśny;Dom Pomocy Społecznej w Borze, ul. Leśna 7, 00-200 Bór;dla osób starszych;20;5",
    "Razem;;X;X;110;7",
    titles=("Wykaz domów pomocy społecznej",),
)


def test_merged_cells_records_and_sums_are_seen() -> None:
    found = guess(GROUPED)
    rules = found.mapping.rows
    assert (rules.fill_down, rules.group) == (("Powiat",), ("Nazwa i adres domu",))
    result = apply_mapping(GROUPED, found.mapping, matcher=MATCHER)
    assert result.count.left_out == {"subtotal": 2}
    assert list(result.rows["kryteria"]) == ["dla osób starszych", "dla osób chorych", "dla osób starszych"]
    assert list(result.rows["powiat"]) == ["zalewski", "zalewski", "leśny"]
    assert list(result.rows["zajete"]) == ["58", "30", "15"]
    assert set(result.rows["usluga_kod"]) == {"DPS"}
    assert set(result.rows["data_stanu"]) == {"2030-07-31"}


def test_a_guess_fits_the_next_issue_of_the_list() -> None:
    found = guess(GROUPED)
    later = RawTable(
        **{**GROUPED.__dict__, "headers": (*GROUPED.headers[:-1], "Wolne miejsca stan na 31.08.2030 r.")}
    )
    result = apply_mapping(later, found.mapping, matcher=MATCHER)
    assert not result.problems
    assert set(result.rows["data_stanu"]) == {"2030-08-31"}


def test_a_column_of_kinds_of_people_is_not_taken_for_services() -> None:
    found = guess(GROUPED)
    assert "usluga_kod" not in found.mapping.columns
    assert found.mapping.columns["kryteria"] == "Typ domu"


def test_words_for_precision_become_classes() -> None:
    tab = table(
        "Nazwa;Typ;geo_precyzja",
        "A;DPS;gmina_centrum",
        "B;DPS;centroid miejscowości",
        "C;DPS;budynek",
        "D;DPS;ROOFTOP",
        "E;DPS;ulica",
    )
    found = guess(tab)
    assert found.mapping.values["klasa_wsp"] == {
        "ROOFTOP": "gmina", "budynek": "punkt_adresowy", "centroid miejscowości": "miejscowosc", "gmina_centrum": "gmina",
    }  # fmt: skip
    assert ("values.klasa_wsp", "ROOFTOP") in told(found)


@pytest.mark.parametrize(
    ("ids", "is_used"), [(("7", "8", "9"), True), (("7", "7", "9"), False), (("7", "", "9"), False)]
)  # fmt: skip
def test_identifiers_are_used_if_they_identify(ids: tuple[str, ...], is_used: bool) -> None:
    found = guess(table("Id;Nazwa;Typ", *(f"{i};Dom;DPS" for i in ids)))
    assert found.mapping.id.columns == (("Id",) if is_used else ())


def test_columns_that_may_tell_a_refuge_are_watched() -> None:
    tab = table(
        "Nazwa;Typ;Podkategoria;Uwagi;Opis oferty",
        "Jednostka A;ośrodek wsparcia;41;;",
        "Jednostka B;ośrodek wsparcia;21;hostel dla ofiar przemocy;",
        "Jednostka C;ośrodek wsparcia;21;;schronienie, przemoc w rodzinie",
        "Jednostka D;ośrodek wsparcia;45;poradnictwo, przeciwdziałanie przemocy;",
    )
    result = apply_mapping(tab, guess(tab).mapping, matcher=MATCHER)
    assert result.count.left_out == {"never_kept:podkategoria 41": 1, "never_kept:przemoc": 2}
    assert list(result.rows["nazwa"]) == ["Jednostka D"]


def test_headers_that_cannot_be_told_apart_are_left_out() -> None:
    found = guess(table("Nazwa;Typ;Telefon;Telefon", "A;DPS;1;2"))
    assert "kontakt_rola" not in found.mapping.columns


def test_a_guess_can_be_kept_and_used_again(tmp_path: Path) -> None:
    for tab in (CLUBS, GROUPED):
        found = guess(tab)
        path = tmp_path / "lista.toml"
        write_mapping(found.mapping, path, notes=found.comments("en"), language="en")
        assert read_mapping(path) == found.mapping
        text = path.read_text(encoding="utf-8")
        assert all(" ".join(note.split()) in text for note in found.comments("en").values())


def test_an_empty_table_is_no_fault() -> None:
    found = guess(table("Nazwa;Typ"))
    assert found.mapping.columns["nazwa"] == "Nazwa"
    assert apply_mapping(table("Nazwa;Typ"), found.mapping, matcher=MATCHER).count.read == 0


def test_a_secret_type_is_found_in_a_column_of_kinds_that_are_mostly_unknown() -> None:
    for header in ("Rodzaj", "Typ"):
        tab = table(
            f"Nazwa;{header};Ulica;Miejscowość",
            "Alfa;herbaciarnia;Polna;Bór", "Beta;grupa wsparcia;Polna;Bór", "Gamma;warsztaty;Polna;Bór",
            "Tajna;SOW;Ukryta;Bór", "Tajna;dzienny opiekun;Ukryta;Bór",
        )  # fmt: skip
        found = guess(tab)
        assert found.mapping.columns["usluga_kod"] == header
        result = apply_mapping(tab, found.mapping, matcher=MATCHER)
        assert result.count.left_out == {"never_kept:SOW": 1}
        assert result.rows["usluga_kod"].tolist() == ["herbaciarnia", "grupa wsparcia", "warsztaty", "DO"]
        assert "Ukryta" not in result.rows.to_csv()


def test_every_cell_is_judged_whatever_the_mapping_takes() -> None:
    tab = table("Nazwa;Rodzaj;Kolor dachu;Miejscowość", "Tajna;DDP;SOW;Bór", "Jawna;DDP;czerwony;Bór")
    assert apply_mapping(tab, guess(tab).mapping, matcher=MATCHER).rows["nazwa"].tolist() == ["Jawna"]


@pytest.mark.parametrize("header", ["Kategorie", "Podkategorie CUS", "kategoria i podkategoria"])
def test_subcategory_41_in_any_column_of_categories(header: str) -> None:
    tab = table(f"Nazwa;{header};Rodzaj usługi;Miejscowość", "Tajna;22, 41;dom;Bór", "Jawna;22;DDP;Bór")
    result = apply_mapping(tab, guess(tab).mapping, matcher=MATCHER)
    assert result.rows["nazwa"].tolist() == ["Jawna"]
    assert result.count.left_out == {"never_kept:podkategoria 41": 1}


def test_nothing_of_hidden_rows_gets_into_a_mapping() -> None:
    tab = table(
        "Nazwa;Rodzaj;Miejscowość;Precyzja",
        "Jawna;DDP;Bór;do budynku", "Tajna;SOW;Bór;Ukryta 7", "Tajna;dzienny opiekun;Bór;Skryta 9",
    )  # fmt: skip
    found = guess(tab)
    assert found.mapping.values == {"klasa_wsp": {"do budynku": "punkt_adresowy"}}
    assert "kryta" not in str(found)


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (("Hostel interwencyjny przy Ukrytej", "Wykaz miejsc"), "Wykaz miejsc"),
        (("Mieszkanie chronione przy Ukrytej",), "lista"),
        (("ul. Ukryta 7, 00-100 Bór",), "lista"),
        (("Rejestr żłobków 2026",), "Rejestr żłobków 2026"),
    ],
)
def test_a_title_that_tells_of_a_refuge_names_no_mapping(titles: tuple[str, ...], name: str) -> None:
    tab = table("Nazwa;Adres;Gmina", "Jawna;Polna 1;Bór", titles=titles)
    found = guess(tab)
    assert found.mapping.name == name
    assert "Ukryt" not in str(found)


def test_a_note_below_is_no_title() -> None:
    tab = table("Nazwa;Rodzaj;Gmina", "Jawna;DDP;Bór", titles=("Wykaz miejsc", "Ukryta"))
    noted = dataclasses.replace(tab, set_aside=(SetAsideRow(RawRow(3, ("Ukryta", "", "")), "note"),))
    assert guess(noted).mapping.name == "Wykaz miejsc"
    only_note = dataclasses.replace(noted, titles=("Ukryta",))
    assert guess(only_note).mapping.name == "lista"


def test_a_title_of_refuges_hides_the_rows_that_do_not_say_that_they_are_public() -> None:
    tab = table(
        "Nazwa;Adres;Gmina", "Tajna;Ukryta 1;Bór", "Ośrodek Interwencji Kryzysowej;Polna 1;Bór",
        titles=("Miejsca schronienia dla kobiet",),
    )  # fmt: skip
    result = apply_mapping(tab, guess(tab).mapping, matcher=MATCHER)
    assert result.rows["usluga_kod"].tolist() == ["OIK"]
    assert result.count.left_out == {"never_kept:SOW": 1}
