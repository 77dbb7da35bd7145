from __future__ import annotations

import datetime as dt
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from old_workbooks import Cell, write_ods, write_ods_content, write_ole, write_xls, xls_record

from mapa_uslug.core import archives, cell_bounds
from mapa_uslug.core.errors import InputError
from mapa_uslug.registry.tables import file_kinds, workbooks, xls_checks
from mapa_uslug.registry.tables.workbooks import read_file, read_tables

ROWS: list[list[Cell]] = [
    ["Wykaz domów", None, None, None],
    ["nazwa", "adres", None, "liczba miejsc"],
    [None, "ulica", "nr", None],
    ["Dom „Zacisze”\nw Borze", "Polna", "007", 30.0],
    ["Dom Łąka", "Źródlana", "1A/3", 2.5],
]
MERGES = [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3)]


def write_xlsx(path: Path, rows: list[list[Cell]], merges: list[tuple[int, int, int, int]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Usługi"
    for row in rows:
        book.active.append(row)
    for r0, c0, r1, c1 in merges:
        book.active.merge_cells(start_row=r0 + 1, start_column=c0 + 1, end_row=r1 + 1, end_column=c1 + 1)
    book.save(path)


def refuse(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_file(path)
    assert all(p.where.startswith(path.name) and p.hint for p in caught.value.problems)
    return [p.code for p in caught.value.problems]


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_every_workbook_reads_the_same(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"lista{suffix}"
    if suffix == ".xls":
        write_xls(path, {"Usługi": ROWS}, merges=MERGES)
    elif suffix == ".ods":
        write_ods(path, {"Usługi": ROWS}, merges=MERGES)
    else:
        write_xlsx(path, ROWS, MERGES)
    (table,) = read_tables(path)
    assert (table.file, table.sheet, table.titles) == (path.name, "Usługi", ("Wykaz domów",))
    assert table.headers == ("nazwa", "adres / ulica", "adres / nr", "liczba miejsc")
    assert [(r.number, r.cells) for r in table.rows] == [
        (4, ("Dom „Zacisze”\nw Borze", "Polna", "007", "30")),
        (5, ("Dom Łąka", "Źródlana", "1A/3", "2.5")),
    ]
    assert table.where(table.rows[1], 2) == f"{path.name}!Usługi:C5"


def test_cells_become_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    values = [
        (5, "5"), (-3.0, "-3"), (52.1034, "52.1034"), (1e22, "1e+22"), (True, "tak"), (False, "nie"), ("  0860011 ", "0860011"),
        (dt.date(2026, 9, 3), "2026-09-03"), (dt.datetime(2026, 9, 3, 7, 5), "2026-09-03 07:05"), (dt.time(7, 30), "07:30"),
        (dt.timedelta(hours=30), "30:00"), ("a\r\nb", "a\nb"), ("=1+1", ""),
    ]  # fmt: skip
    book.active.append([f"kolumna {i}" for i in range(len(values))])
    book.active.append([value for value, _ in values])
    book.save(tmp_path / "a.xlsx")
    (table,) = read_tables(tmp_path / "a.xlsx")
    assert table.rows[0].cells == tuple(text for _, text in values)


def test_merged_cells_of_the_body_stay_as_they_are(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["powiat", "nazwa"], ["zalewski", "A"], [None, "B"]]
    write_xlsx(tmp_path / "a.xlsx", rows, [(1, 0, 2, 0)])
    assert [r.cells for r in read_tables(tmp_path / "a.xlsx")[0].rows] == [("zalewski", "A"), ("", "B")]


def test_table_that_begins_far_from_the_corner_keeps_its_letters(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, text in enumerate(("nazwa", "ulica"), start=28):
        book.active.cell(5, column, text)
        book.active.cell(6, column, text.upper())
    book.save(tmp_path / "a.xlsx")
    (table,) = read_tables(tmp_path / "a.xlsx")
    assert (table.letters, table.rows[0].number) == (("AB", "AC"), 6)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv"])
def test_error_cells_are_empty_and_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    rows: list[list[Cell]] = [["nazwa", "ulica"], ["#N/A", "Polna"], ["Dom", "#REF!"]]
    if suffix == ".xls":
        write_xls(path, {"A & B": rows})
    elif suffix == ".ods":
        write_ods(path, {"A & B": rows})
    elif suffix == ".csv":
        path.write_text("\n".join(";".join(map(str, row)) for row in rows))
    else:
        write_xlsx(path, rows, [])
        book = openpyxl.load_workbook(path)
        book.active.title = "A & B"
        book.active["A2"].data_type = book.active["B3"].data_type = "e"
        book.save(path)
    result = read_file(path)
    assert [r.cells for r in result.tables[0].rows] == [("", "Polna"), ("Dom", "")]
    sheet = "" if suffix == ".csv" else "!A & B"
    assert [(p.where, p.severity, dict(p.values)["value"]) for p in result.problems] == [
        (f"{path.name}{sheet}:A2", "warning", "#N/A"),
        (f"{path.name}{sheet}:B3", "warning", "#REF!"),
    ]


def test_many_errors_are_counted_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("nazwa;ulica\n" + "Dom;#N/A\n" * 50)
    problems = read_file(path).problems
    assert len(problems) == 21
    assert dict(problems[-1].values) == {"number": "30"}


def test_hidden_sheets_and_charts_are_noted_and_empty_ones_left(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nazwa", "ulica"])
    book.active.append(["Dom", "Polna"])
    hidden = book.create_sheet("Ukryty")
    hidden.append(["nazwa", "ulica"])
    hidden.append(["#N/A", "Leśna"])
    hidden["A2"].data_type = "e"
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Wykres")
    book.create_sheet("Pusty")
    book.save(tmp_path / "a.xlsx")
    result = read_file(tmp_path / "a.xlsx")
    assert len(result.tables) == 1
    assert [(p.where, p.code) for p in result.problems] == [
        ("a.xlsx!Ukryty", "hidden_sheet"),
        ("a.xlsx!Wykres", "chart_sheet"),
    ]


def _xlsx_with(path: Path, rows: bytes) -> None:
    """A workbook of an empty sheet in which the given rows of XML were put."""
    plain = path.with_name("plain.xlsx")
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", rows + b"</sheetData>")
                assert rows in data
            out.writestr(name, data)


def _zip_bomb(path: Path) -> None:
    text = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b" " * 60_000_000 + b"</t></is></c></row>"
    _xlsx_with(path, text)


def _bomb_of_false_size(path: Path) -> None:
    """The directory says 100 bytes of what unpacks to 60 MB."""
    _zip_bomb(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    size = struct.pack("<I", member.file_size)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
    path.write_bytes(data)


def _far_ods(path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
    )
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    write_ods_content(
        path, f'<office:spreadsheet><table:table table:name="A">{row}</table:table></office:spreadsheet>'
    )


def _far_empty_ods(path: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="900000000"/>'
    row = f"<table:table-row>{empty}<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    write_ods_content(
        path, f'<office:spreadsheet><table:table table:name="A">{row}</table:table></office:spreadsheet>'
    )


def _announce(path: Path) -> None:
    """A part that says to hold four thousand million others."""
    plain = path.with_name("plain.xlsx")
    write_xlsx(plain, ROWS, [])
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            out.writestr(
                name, source.read(name).replace(b"<cellXfs count=", b'<cellXfs count="4000000000" was=')
            )


def _stop(path: Path) -> None:
    """Content whose last tags are missing."""
    plain = path.with_name("plain.ods")
    write_ods(plain, {"A": ROWS})
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            out.writestr(name, source.read(name).removesuffix(b"</office:document-content>"))


def _number_row(path: Path, number: str) -> None:
    _xlsx_with(path, f'<row r="1"><c r="A1"><v>1</v></c><c r="B{number}"><v>1</v></c></row>'.encode())


FAR_ROW = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
UNNAMED = b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 10_000
BOMBS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "unpacks to much": ("zip_bomb.xlsx", _zip_bomb),
    "says that it is small": ("zip_bomb.xlsx", _bomb_of_false_size),
    "two cells far apart": ("too_large.xlsx", lambda p: _xlsx_with(p, b'<row r="1"><c r="A1"><v>1</v></c></row>' + FAR_ROW)),
    "cells without names": ("too_large.xlsx", lambda p: _xlsx_with(p, UNNAMED)),
    "a row that no sheet has": ("too_large.xlsx", lambda p: _number_row(p, "99999999999999999999")),
    "a row beyond 32 bits": ("too_large.xlsx", lambda p: _number_row(p, "4294967295")),
    "announced parts": ("xlsx.xlsx", _announce),
    "XML that stops": ("xlsx.ods", _stop),
    "XML with a stray sign": ("xlsx.ods", lambda p: write_ods_content(p, "<office:spreadsheet><table:table><")),
    "a repeated row": ("too_large.ods", _far_ods),
    "repeated blanks": ("too_large.ods", _far_empty_ods),
    "far cells of many sheets": ("too_large.xls", lambda p: write_xls(p, {f"A{i}": [["a"]] for i in range(4)}, far_cell=(65535, 255))),
    "texts that are not there": ("xlsx.xls", lambda p: write_xls(p, {"A": [["a"]]}, extra=xls_record(0xFC, struct.pack("<2I", 1, 0xF0000000)))),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_what_would_fill_the_memory_is_refused_before_it_is_read(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, write = BOMBS[kind]
    write(tmp_path / name)
    asked: list[Path] = []
    monkeypatch.setattr(workbooks, "_read_sheets", lambda path, merges: (asked.append(path), ([], {}))[1])
    assert refuse(tmp_path / name) == [name.split(".")[0]]
    assert not asked


def test_formats_down_to_the_last_row_are_no_bomb(tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>nazwa</t></is></c><c r="B1" t="inlineStr"><is><t>ulica</t></is></c></row>'
    rows += b'<row r="2"><c r="A2"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    _xlsx_with(tmp_path / "a.xlsx", rows)
    assert read_tables(tmp_path / "a.xlsx")[0].rows[0].cells == ("7", "")


def test_limits_hold_for_the_whole_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_xlsx(tmp_path / "a.xlsx", ROWS, [])
    assert read_tables(tmp_path / "a.xlsx")
    monkeypatch.setattr(archives, "MAX_UNPACKED", 5_000)
    assert refuse(tmp_path / "a.xlsx") == ["zip_bomb"]


@pytest.mark.parametrize(("suffix", "constant"), [(".csv", "MAX_TEXT"), (".xlsx", "MAX_BOOK")])
def test_files_over_the_limit_are_refused(
    tmp_path: Path, suffix: str, constant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a{suffix}"
    write_xlsx(path, ROWS, []) if suffix == ".xlsx" else path.write_text("nazwa;ulica\n" * 30)
    monkeypatch.setattr(file_kinds, constant, 100)
    assert refuse(path) == ["too_large"]


def test_limits_are_wide_enough_for_a_large_register() -> None:
    assert cell_bounds.MAX_CELLS >= 100_000 * 100
    assert archives.RATIO_FROM >= 50_000_000
    assert xls_checks.MAX_CELLS == cell_bounds.MAX_CELLS


def _manifest(path: Path) -> None:
    write_ods_content(path, "<office:spreadsheet/>", manifest="<manifest:encryption-data/>")


def _encrypted_zip(path: Path) -> None:
    write_xlsx(path, ROWS, [])
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)


def _locked_parts(path: Path) -> None:
    """As office programs lock ODS: parts are noise, and the manifest tells why."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(1, 200)))
        archive.writestr(
            "META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>"
        )


def _locked_whole(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("encrypted-package", bytes(range(1, 200)))
        archive.writestr(
            "META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>"
        )


LOCKED: dict[str, Callable[[Path], None]] = {
    "office.xlsx": lambda p: write_ole(p, {"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
    "old.xls": lambda p: write_xls(p, {"A": ROWS}, extra=xls_record(0x2F, bytes(6))),
    "open.ods": _manifest,
    "parts.ods": _locked_parts,
    "whole.ods": _locked_whole,
    "packed.xlsx": _encrypted_zip,
}


@pytest.mark.parametrize("name", LOCKED)
def test_locked_workbooks_are_named_as_such(tmp_path: Path, name: str) -> None:
    LOCKED[name](tmp_path / name)
    assert refuse(tmp_path / name) == ["locked"]


def _zip_of(part: str) -> bytes:
    import io

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, "x")
    return file.getvalue()


WRONG: dict[str, tuple[str, bytes, str]] = {
    "web page as XLS": ("a.xls", b"\xef\xbb\xbf <!DOCTYPE html><html><table>", "a web page (HTML)"),
    "table of a web page": ("a.xls", b"<table border=1><tr><td>x", "a web page (HTML)"),
    "web page as CSV": ("a.csv", b"<html><body>502", "a web page (HTML)"),
    "XML": ("a.xls", b"<?xml version='1.0'?><Workbook/>", "an XML document"),
    "PDF": ("a.csv", b"%PDF-1.7\n\x00\x01", "a PDF document"),
    "RTF": ("a.xls", b"{\\rtf1 x}", "an RTF document"),
    "picture": ("a.xlsx", b"\x89PNG\r\n\x1a\n\x00", "a picture"),
    "packed": ("a.csv", b"\x1f\x8b\x08\x00", "a packed archive"),
    "archive of something": ("a.csv", _zip_of("lista.csv"), "a packed archive"),
    "Word": ("a.xlsx", _zip_of("word/document.xml"), "a Word document"),
    "XLSB": ("a.xlsx", _zip_of("xl/workbook.bin"), "a binary Excel workbook (XLSB)"),
    "workbook as CSV": ("a.csv", _zip_of("xl/workbook.xml"), "an Excel workbook (XLSX)"),
    "text as XLSX": ("a.xlsx", "nazwa;ulica\nDom;Źródlana\n".encode(), "plain text"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_files_that_are_something_else_are_named(tmp_path: Path, kind: str) -> None:
    name, data, what = WRONG[kind]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.values)["reason"]) == ("other_format", what)


def test_one_workbook_under_the_name_of_another_is_read_and_noted(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ROWS, MERGES)
    (tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    result = read_file(tmp_path / "a.xls")
    assert len(result.tables[0].rows) == 2
    assert [(p.code, p.severity) for p in result.problems] == [("other_format", "warning")]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_workbooks_that_were_cut_are_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    {".xlsx": lambda: write_xlsx(path, ROWS, []), ".xls": lambda: write_xls(path, {"A": ROWS}),
     ".ods": lambda: write_ods(path, {"A": ROWS})}[suffix]()  # fmt: skip
    data = path.read_bytes()
    for length in (0, 4, 600, len(data) // 2):
        path.write_bytes(data[:length])
        assert refuse(path) == ["xlsx"]


OWN_WORDS: dict[str, tuple[str, str]] = {
    "nothing": ("", "The file is empty."),
    "no archive": ("end", "it is no workbook, or its end is missing"),
    "packed wrongly": ("packed", "a part of it is damaged"),
}


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("kind", OWN_WORDS)
def test_broken_workbooks_are_told_in_words_that_are_translated(
    tmp_path: Path, suffix: str, kind: str
) -> None:
    path, (how, told) = tmp_path / f"a{suffix}", OWN_WORDS[kind]
    write_xlsx(path, ROWS, []) if suffix == ".xlsx" else write_ods(path, {"A": ROWS})
    data = bytearray(path.read_bytes())
    if how == "packed":
        with zipfile.ZipFile(path) as archive:
            first = next(m for m in archive.infolist() if m.compress_type == zipfile.ZIP_DEFLATED)
        name, extra = struct.unpack_from("<2H", data, first.header_offset + 26)
        start = first.header_offset + 30 + name + extra
        data[start : start + 8] = b"\xff" * 8
    path.write_bytes({"": b"", "end": data[: len(data) // 2], "packed": data}[how])
    with pytest.raises(InputError) as caught:
        read_file(path)
    (problem,) = caught.value.problems
    assert dict(problem.values).get("reason", problem.message) == told


def test_documents_are_asked_for_as_spreadsheets(tmp_path: Path) -> None:
    hints = []
    for name, data in {
        "a.pdf": b"%PDF-1.7\n",
        "a.xlsx": _zip_of("word/document.xml"),
        "b.xlsx": b"nazwa;ulica",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_file(tmp_path / name)
        hints.append(caught.value.problems[0].hint)
    assert "copy the table" in hints[0]
    assert hints[0] == hints[1] != hints[2]


def test_sectors_in_a_circle_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    write_xls(path, {"A": ROWS})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, 512 + 4 * 5, 3)
    path.write_bytes(data)
    assert refuse(path) == ["xlsx"]


def test_a_part_with_a_false_checksum_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ROWS, [])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        crc = zlib.crc32(archive.read("xl/workbook.xml"))
    at = data.rfind(struct.pack("<I", crc))
    data[at] ^= 1
    path.write_bytes(data)
    assert refuse(path) == ["xlsx"]


def test_equal_texts_are_kept_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nazwa;gmina\n" + "".join(f"Dom {i};Zalewo\n" for i in range(100)))
    rows = read_tables(tmp_path / "a.csv")[0].rows
    assert len({id(r.cells[1]) for r in rows}) == 1
