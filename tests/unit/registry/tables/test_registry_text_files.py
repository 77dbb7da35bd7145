from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.core.errors import InputError
from mapa_uslug.registry.tables import encodings
from mapa_uslug.registry.tables.dialects import find_dialect
from mapa_uslug.registry.tables.encodings import find_encoding
from mapa_uslug.registry.tables.text_files import read_text_grid
from mapa_uslug.registry.tables.workbooks import read_tables

POLISH = "nazwa;ulica\nŻłobek „Gęś”;Źródlana\nśnieżka;łąkowa\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1250", "cp1250")],
)
def test_encodings_are_told_apart(tmp_path: Path, written: str, found: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(POLISH.encode(written))
    assert find_encoding(path) == found
    assert read_tables(path)[0].rows[0].cells == ("Żłobek „Gęś”", "Źródlana")


def test_big_endian_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xfe\xff" + POLISH.encode("utf-16-be"))
    assert read_tables(path)[0].rows[1].cells == ("śnieżka", "łąkowa")


# Letters whose bytes differ: one of them is enough, in either encoding.
@pytest.mark.parametrize("letter", "ąśźĄŚŹ")
@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2"])
def test_old_encodings_are_told_apart_by_one_letter(tmp_path: Path, letter: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"nazwa;ulica\n{letter}ćęłńóż;Polna\n".encode(encoding))
    assert read_text_grid(path).rows[1].cells[0] == f"{letter}ćęłńóż"


def test_an_encoding_is_decided_by_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("nazwa;ulica\n" + "Dom;Polna\n" * 150_000 + "Zaścianek;Leśna\n").encode("iso8859-2"))
    assert read_text_grid(path).rows[-1].cells == ("Zaścianek", "Leśna")


def test_a_letter_on_the_border_of_two_pieces_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * (encodings._PIECE - 1) + "ż".encode())
    assert find_encoding(path) == "utf-8-sig"


def test_utf8_that_is_broken_in_one_place_is_not_read_as_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("nazwa;ulica\nŻłobek;Źródlana\nŚnieżka;".encode() + b"\xb3\n")
    with pytest.raises(InputError) as caught:
        find_encoding(path)
    assert [(p.code, dict(p.values)) for p in caught.value.problems] == [("encoding", {"line": "3"})]


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\x00c\n",
        bytes(range(256)),
        b"\xff\xfea",
        "Łódź;łąka\n".encode("cp852"),
        b"\xff\xfea\x00\x00\x00",
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_tables(tmp_path / "a.csv")
    assert [p.code for p in caught.value.problems] == ["encoding"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_quoted_cells_hold_delimiters_and_line_breaks(tmp_path: Path, delimiter: str) -> None:
    cells = '"pon. 7-15, wt. 8-17; śr.|\tczw.\r\npt. ""krótko"""'
    text = (
        delimiter.join(("nazwa", "godziny"))
        + "\n"
        + "Dom"
        + delimiter
        + cells
        + "\nŻłobek"
        + delimiter
        + "\n"
    )
    (tmp_path / "a.csv").write_bytes(text.encode())
    (table,) = read_tables(tmp_path / "a.csv")
    assert [(r.number, r.cells) for r in table.rows] == [
        (2, ("Dom", 'pon. 7-15, wt. 8-17; śr.|\tczw.\npt. "krótko"')),
        (3, ("Żłobek", "")),
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("nazwa;lat;lon\nA;52,1;15,2\nB;52,3;15,4\n", ";"),
        ("lat;lon\n52,10;15,20\n52,30;15,40\n", ";"),
        ("x;wartość\n1,5;2,5\n3,5;4,5\n", ";"),
        ("Wykaz domów, stan na 1 lipca 2026 r., wersja 2\n\nnazwa;adres\nDom;Polna 1, 00-000 Bór\nŻłobek;Leśna 2, Bór\n", ";"),
        ("nazwa,opis,adres\nA,a;b,c\nB,d;e,f\n", ","),
        ("alfa\tbeta\nraz, dwa\ttrzy\ncztery, pięć\tsześć\n", "\t"),
        ("nazwa|ulica|nr\nA|B, C|1\n", "|"),
        ("usluga_id,nazwa,gminy_obslugiwane\nU1,Dom,086001|086002\nU2,Klub,086001|086003\n", ","),
        ("nazwa\nDom\nŻłobek\n", ","),
        ("1,5;2,5\n3,5;4,5\n", ";"),
        ("alfa;beta;gamma\n" + "raz, dwa;trzy, x;cztery, y\n" * 10 + "a, b, c, d;e\n", ";"),
        ("Wykaz, stan\nnazwa|telefon\nDom, dom|1\nKlub, klub|2\n", "|"),
        ("Wykaz, stan\nalfa;beta\nraz;dwa\n", ";"),
    ],
)  # fmt: skip
def test_delimiters_are_told_apart(text: str, delimiter: str) -> None:
    assert find_dialect(text).delimiter == delimiter


def test_an_order_to_excel_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=|\r\nnazwa|ulica\r\nDom, dom|Polna\r\n", newline="")
    (table,) = read_tables(tmp_path / "a.csv")
    assert (table.headers, table.rows[0].number, table.rows[0].cells) == (
        ("nazwa", "ulica"),
        2,
        ("Dom, dom", "Polna"),
    )


def test_a_blank_before_quotes_does_not_break_the_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('nazwa, "ulica", "nr"\nDom, "Polna, boczna", "1"\n')
    assert read_tables(tmp_path / "a.csv")[0].rows[0].cells == ("Dom", "Polna, boczna", "1")


def test_inches_are_no_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('nazwa;opis\nDom;rura 12" nowa\nKlub;x\n')
    assert [r.cells[1] for r in read_tables(tmp_path / "a.csv")[0].rows] == ['rura 12" nowa', "x"]


@pytest.mark.parametrize("rows", [3, 40_000])
def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(tmp_path: Path, rows: int) -> None:
    (tmp_path / "a.csv").write_text('nazwa;opis\nDom;tak\nKlub;"nie\n' + "Dom;tak\n" * rows)
    with pytest.raises(InputError) as caught:
        read_tables(tmp_path / "a.csv")
    assert [(p.code, dict(p.values)) for p in caught.value.problems] == [("unclosed_quote", {"line": "3"})]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Wykaz\n\nnazwa;opis\n"Dom\ndom";a\n;\nKlub;b\n')
    (table,) = read_tables(tmp_path / "a.csv")
    assert [r.number for r in table.rows] == [4, 6]


def test_rows_of_different_lengths_lose_no_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nazwa;ulica\nDom\nKlub;Polna;dopisek\n")
    (table,) = read_tables(tmp_path / "a.csv")
    assert table.headers == ("nazwa", "ulica", "")
    assert [r.cells for r in table.rows] == [("Dom", "", ""), ("Klub", "Polna", "dopisek")]


def test_the_apostrophe_that_keeps_a_formula_text_is_taken_away_again(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_text("nazwa;telefon\n'=1+1;'+48 12 345 67 89\n'Miłosierny';-5\n", encoding="utf-8")
    (table,) = read_tables(path)
    assert [row.cells for row in table.rows] == [("=1+1", "+48 12 345 67 89"), ("'Miłosierny'", "-5")]
