"""Lists read from memory and sifted; rows told from those of other gminas."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playing.register_area import BRUSY, CZERSK, area_in

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.sources.forms.list_reading import ListSheet, decode, read_rows, read_sheets, read_table
from mapa_uslug.sources.forms.list_sifting import sift_book, sift_list, sift_sheet
from mapa_uslug.sources.parts.area_rows import WOJEWODZTWA, AreaRows


def book_of(**sheets: list[list[object]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Nazwa;Gminy\nMiś;1, 2, 3, 4\nSowa;5\n",
        'Nazwa,Gminy\n"Miś","1; 2; 3; 4"\n"Sowa","5"\n',
        "Wykaz, stan na 1, 2 i 3\nNazwa;Gminy\nMiś;1\nSowa;2\n",
    ],
)  # fmt: skip
def test_the_delimiter_is_the_one_that_cuts_most_rows_alike(text: str) -> None:
    rows = [row for row in read_rows(text) if row[0] in ("Nazwa", "Miś", "Sowa")]
    assert [len(row) for row in rows] == [2, 2, 2]


def test_a_cell_that_never_ends_is_told() -> None:
    with pytest.raises(ValueError, match="no list"):
        read_rows('Nazwa;Ulica\n"Miś;' + "x" * 200_000)


def test_of_two_old_encodings_the_one_with_polish_letters_is_taken() -> None:
    for name in ("cp1250", "iso8859-2"):
        assert decode("Żłobek Śnieżka ąęśź".encode(name)) == "Żłobek Śnieżka ąęśź"
    with pytest.raises(ValueError, match="no list"):
        decode(b"\0\1\2")


def test_headers_are_found_below_titles_and_with_a_name_missing() -> None:
    body = book_of(
        Opis=[["Kolumna", "Znaczenie"]],
        Dane=[["Stan na 1.01.2026"], ["Nazwa", "Gmina", None, "Ulica"], ["Miś", "Czersk", "x", "Polna"]],
    )
    table = read_table(body, [("Nazwa",), ("Ulica",)])
    assert (table.headers[:2], table.rows) == (("Nazwa", "Gmina"), (("Miś", "Czersk", "x", "Polna"),))
    with pytest.raises(ValueError, match="no column: Powiat"):
        read_table(body, [("Nazwa",), ("Powiat", "Nazwa powiatu")])


def test_a_workbook_that_would_fill_the_memory_is_refused() -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = 1
    book.active["XFD1048576"] = 1
    book.save(stream)
    with pytest.raises(ValueError, match="fits into memory"):
        read_sheets(stream.getvalue())
    with pytest.raises(ValueError, match="no list"):
        read_sheets(b"PK\x03\x04 not really")


def sifted(*rows: tuple[str, ...], name: str = "") -> tuple[list[str], int]:
    kept, dropped = sift_sheet(ListSheet(name, rows))
    return [next(filter(None, row), "") for row in kept], dropped


def test_a_secret_row_is_never_taken_for_the_headers() -> None:
    # The header lacks half of its names, so that the first record is fuller than it.
    rows = (
        ("Nazwa", "", "", ""),
        ("Dom dla ofiar przemocy", "Cicha", "9", "600"),
        ("OPS", "Polna", "1", "500"),
    )
    assert sifted(*rows) == (["Nazwa", "OPS"], 1)
    assert sifted(rows[1]) == ([], 1)


def test_headings_hide_what_follows_until_one_of_another_service() -> None:
    head = ("Nazwa", "Ulica", "Tel")
    got = sifted(
        head, ("OPS", "Polna 1", "1"), ("Ośrodki wsparcia dla ofiar przemocy", "", ""), ("Promyk", "Cicha 1", "2"),
        ("Powiat chojnicki", "", ""), ("Świt", "Cicha 2", "3"), ("Domy pomocy społecznej", "", ""), ("Dąb", "Leśna", "4"),
    )  # fmt: skip
    assert got == (["Nazwa", "OPS", "Domy pomocy społecznej", "Dąb"], 4)


@pytest.mark.parametrize("name", ["Nazwa", "Dom"])
def test_what_goes_on_from_a_secret_row_goes_with_it(name: str) -> None:
    rows = (
        ("Lp.", name, "Ulica", "Tel"), ("1", "Hostel dla ofiar przemocy", "Cicha 1", "2"), ("", "", "Ukryta 3", "5"),
        ("2", "OPS", "Polna", "1"), ("", "", "Polna 2", "6"),
    )  # fmt: skip
    assert sifted(*rows) == (["Lp.", "2", "Polna 2"], 2)


def test_titles_and_names_of_sheets_hide_all_of_it() -> None:
    rows = (("Nazwa", "Ulica"), ("Promyk", "Cicha 1"))
    assert sifted(*rows, name="Ośrodki dla ofiar przemocy") == ([], 1)
    assert sifted(("Wykaz hosteli dla ofiar przemocy", ""), ("", ""), *rows) == ([], 1)


def test_sheets_with_the_same_headers_are_one_list() -> None:
    head = ["Nazwa", "Ulica"]
    body = book_of(
        Opis=[["Kolumna", "Znaczenie"]], A=[head, ["Miś", "Polna"], ["Dom dla ofiar przemocy", "Cicha"]], B=[head, ["Sowa", "Leśna"]],
    )  # fmt: skip
    written, dropped = sift_list(body)
    assert (written.decode(), dropped) == ("Nazwa;Ulica\nMiś;Polna\nSowa;Leśna\n", 1)


def test_texts_stay_texts_in_a_workbook_written_anew() -> None:
    written, _ = sift_book(book_of(A=[["Nazwa", "Kod"], ["=1+1", "00-100"], ["Miś", "007"]]))
    page = openpyxl.load_workbook(io.BytesIO(written))["A"]
    assert [[c.value for c in row] for row in page.iter_rows()][2] == ["Miś", "007"]
    assert all(c.data_type in "sn" for row in page.iter_rows() for c in row)


def area_rows(*units: GminaUnit) -> AreaRows:
    area = area_in(Path())
    return AreaRows(FetchArea(units, (), area.shape, area.around, 0.0, Path()))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"teryt": "2202033"}, True),
        ({"teryt": "220203_3"}, True),
        ({"teryt": "2202043"}, False),
        # A code decides, whatever the names.
        ({"teryt": "2202043", "gmina": "Czersk", "wojewodztwo": "pomorskie"}, False),
        ({"wojewodztwo": "POMORSKIE", "powiat": "Powiat chojnicki", "gmina": "Czersk (3)"}, True),
        ({"wojewodztwo": "pomorskie", "powiat": "chojnicki", "gmina": "gm. Brusy"}, True),
        ({"wojewodztwo": "pomorskie", "powiat": "chojnicki", "gmina": "Konarzyny"}, False),
        ({"wojewodztwo": "pomorskie", "powiat": "bytowski", "gmina": "Czersk"}, False),
        ({"wojewodztwo": "śląskie"}, False),
        # Misspelt, empty or no name at all: it may be ours.
        ({"wojewodztwo": "pomorskie", "powiat": "chojnick", "gmina": "Czrsk"}, True),
        ({"wojewodztwo": "pomorsk", "gmina": "Czersk"}, True),
        ({"gmina": "Czersk"}, True),
        ({"teryt": "abc"}, True),
        ({}, True),
    ],
)
def test_rows_are_told_by_code_then_by_names_and_stay_where_it_is_not_sure(
    said: dict[str, str], expected: bool
) -> None:
    assert area_rows(CZERSK, BRUSY).may_hold(**said) is expected


def test_districts_of_a_city_are_the_city() -> None:
    warsaw = area_rows(GminaUnit("146501", "1", "Warszawa", "Warszawa", "mazowieckie"))
    assert warsaw.may_hold(teryt="1465028")
    assert warsaw.may_hold(wojewodztwo="MAZOWIECKIE", powiat="m.st. Warszawa", gmina="Mokotów")
    assert not warsaw.may_hold(wojewodztwo="MAZOWIECKIE", powiat="piaseczyński", gmina="Piaseczno")


def test_the_code_of_a_wojewodztwo_is_twice_its_place() -> None:
    assert [WOJEWODZTWA[int(code) // 2 - 1] for code in ("02", "12", "14", "22", "32")] == [
        "dolnośląskie", "małopolskie", "mazowieckie", "pomorskie", "zachodniopomorskie",
    ]  # fmt: skip
