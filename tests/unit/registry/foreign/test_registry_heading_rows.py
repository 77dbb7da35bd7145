"""Headings among the rows, and rows without a name: what is a service, and what the heading says of the rows below."""

from __future__ import annotations

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.core.cell_names import column_letters
from mapa_uslug.registry.foreign.applying_mapping import ImportedRows, apply_mapping
from mapa_uslug.registry.foreign.guessing import guess_mapping
from mapa_uslug.registry.foreign.heading_rows import headed_type, only_text
from mapa_uslug.registry.meaning.matching import TypeMatcher

CATALOG = read_catalog()
MATCHER = TypeMatcher(CATALOG)
HEADERS = ("Nazwa", "Ulica", "Nr", "Miejscowość", "Gmina")


def read(*rows: str, headers: tuple[str, ...] = HEADERS) -> ImportedRows:
    cells = [(*row.split(";"), *[""] * len(headers))[: len(headers)] for row in rows]
    letters = tuple(map(column_letters, range(len(headers))))
    raw = tuple(RawRow(i, c) for i, c in enumerate(cells, start=2))
    table = RawTable("lista.csv", "", (), headers, letters, raw)
    return apply_mapping(table, guess_mapping(table, catalog=CATALOG).mapping, matcher=MATCHER)


def named(result: ImportedRows) -> list[tuple[str, str, str]]:
    rows = result.rows
    return list(zip(rows["nazwa"], rows["usluga_kod"], rows["ulica"], strict=True))


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("Kluby seniora", "", ""), "Kluby seniora"), (("2.", "Kluby seniora", ""), "Kluby seniora"),
        (("II. Kluby seniora", "", ""), "Kluby seniora"), (("Kluby",) * 4, "Kluby"), (("Kluby", "", "20"), "Kluby"),
        (("", "", "Kluby"), ""), (("Kluby", ""), ""), (("Kluby", "Bór", ""), ""), (("", "", ""), ""), (("7", "", ""), ""),
    ],
)  # fmt: skip
def test_the_one_text_of_a_row(cells: tuple[str, ...], text: str) -> None:
    assert only_text(cells) == text


def test_a_text_in_the_column_of_names_heads_too() -> None:
    assert only_text(("", "", "Kluby"), names=(2,)) == "Kluby"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dzienne domy pomocy", "DDP"),
        ("klub seniora", "KS"),
        ("SOW", "SOW"),
        ("Schroniska dla ofiar przemocy", "SOW"),
    ],
)
def test_a_heading_is_the_name_of_a_type(text: str, code: str) -> None:
    found = headed_type(text, MATCHER)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["Klub Seniora Jutrzenka", "Klub Seniora w Zalewie", "Powiat zalewski"])
def test_a_name_is_no_heading(text: str) -> None:
    assert headed_type(text, MATCHER) is None


def test_headings_are_no_services_and_tell_the_type_of_the_rows_below() -> None:
    result = read("Dzienne domy pomocy", "Alfa;Polna;9;Bór;Bór", "Kluby seniora", "Beta;Leśna;1;Bór;Bór")
    assert named(result) == [("Alfa", "DDP", "Polna"), ("Beta", "KS", "Leśna")]
    assert result.count.left_out == {"note": 2}


def test_what_a_heading_hides_stays_hidden_until_the_next_one_that_names_a_type() -> None:
    result = read(
        "Schroniska dla ofiar przemocy", "Tajna;Ukryta;9;Bór;Bór", "Powiat borowy", "Tajna;Ukryta;8;Bór;Bór",
        "Kluby seniora", "Beta;Leśna;1;Bór;Bór",
    )  # fmt: skip
    assert named(result) == [("Beta", "KS", "Leśna")]
    assert result.count.left_out == {"never_kept:SOW": 3, "note": 2}
    assert set(result.left_out.loc[result.left_out["reason"] == "never_kept", "source"]) == {""}


def test_a_heading_of_what_is_counted_per_gmina_only() -> None:
    result = read("Mieszkania treningowe", "Tajna;Ukryta;9;Bór;Bór", "Kluby seniora", "Beta;Leśna;1;Bór;Bór")
    assert named(result) == [("mieszkanie treningowe", "MT", ""), ("Beta", "KS", "Leśna")]
    assert result.rows["wrazliwosc"].tolist() == ["1", ""]


def test_a_row_under_a_heading_is_public_where_it_says_so_itself() -> None:
    headers = ("Nazwa", "Rodzaj", "Ulica", "Nr", "Miejscowość")
    result = read(
        "Pomoc ofiarom przemocy", "Poradnia;OIK;Polna;9;Bór", "Tajna;placówka;Ukryta;9;Bór", headers=headers
    )
    assert named(result) == [("Poradnia", "OIK", "Polna")]
    assert result.count.left_out == {"never_kept:przemoc": 2}


def test_a_row_without_a_name_is_a_note_only_if_nothing_tells_of_a_record() -> None:
    headers = ("Lp.", "Uwagi", "Nazwa", "Rodzaj", "Ulica", "Nr", "Miejscowość", "Liczba miejsc")
    result = read(
        "1;;Klub;KS;Polna;1;Bór;20", ";wg stanu z maja;;;;;;", "3;;;KS;Polna;3;Bór;", "4;;;;;;;15",
        "5;;;MT;Ukryta;3;Bór;", headers=headers,
    )  # fmt: skip
    assert named(result) == [("Klub", "KS", "Polna"), ("mieszkanie treningowe", "MT", "")]
    assert result.count.left_out == {"no_name": 2, "note": 1}
    assert [p.where for p in result.problems if p.code == "no_name"] == ["lista.csv:C4", "lista.csv:C5"]
