"""Whatever is in a file, reading it gives tables or says what is wrong; and what was written is read back."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from old_workbooks import write_ods, write_xls

from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.registry.tables.sheets import read_sheet
from mapa_uslug.registry.tables.workbooks import read_file, read_tables

SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")
STARTS = (
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"sep=;\n",
    b"nazwa;ulica\n",
    b'"',
)
ROWS = [["nazwa", "ulica", "nr"], ["Dom", "Polna", 7.0], ["Żłobek", "Źródlana", True]]
relaxed = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(path: Path) -> None:
    """Read in both ways; anything but tables or `InputError` fails the test."""
    for way in (read_file, lambda p: read_sheet(p, columns={})):
        problems = _problems(way, path)
        assert problems is None or problems
        assert all(p.where.startswith(path.name) and p.hint for p in problems or ())


def _problems(way: Callable[[Path], object], path: Path) -> list[Problem] | None:
    try:
        way(path)
    except InputError as error:
        return error.problems
    return None


@relaxed
@given(suffix=st.sampled_from(SUFFIXES), start=st.sampled_from(STARTS), data=st.binary(max_size=3000))
def test_random_bytes(tmp_path: Path, suffix: str, start: bytes, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(start + data)
    read(path)


@relaxed
@given(
    text=st.text(st.sampled_from('a1ż;,|\t"\n\r .:#=-'), max_size=400),
    encoding=st.sampled_from(["utf-8", "cp1250", "utf-16"]),
)
@example(text='a;"b\n' * 3, encoding="utf-8")
def test_random_texts(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    read(tmp_path / "a.csv")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Good workbooks of every kind."""
    folder = tmp_path_factory.mktemp("books")
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(folder / "a.xlsx")
    write_xls(folder / "a.xls", {"A": ROWS, "B": ROWS}, merges=[(1, 0, 2, 0)])
    write_ods(folder / "a.ods", {"A": ROWS})
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


@relaxed
@given(data=st.data())
def test_damaged_workbooks(tmp_path: Path, books: dict[str, bytes], data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from(sorted(books)))
    content = bytearray(books[suffix])
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"a{suffix}"
    path.write_bytes(
        content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    )
    read(path)


TOKENS = st.sampled_from([
    b'<row r="1">', b'<row r="9999999">', b"<row>", b"</row>", b'<c r="A1">', b'<c r="XFD1048576" t="n">', b'<c t="e">', b"<c>",
    b'<c r="B2" t="s">', b'<c r="ZZZZ1">', b'<c r="C4294967296">', b'<c r="D99999999999999999999">', b"</c>", b"<v>1</v>", b"<v>#N/A</v>", b"<v>99999999999</v>", b"<f>1+1</f>", b"<is><t>x</t></is>", b"<!--",
    b"<", b'"', b"&bad;",
    b'<table:table-row table:number-rows-repeated="999999999">', b"</table:table-row>", b"<table:table-row/>",
    b'<table:table-cell table:number-columns-repeated="999999999"/>', b'<table:table-cell office:value-type="float" office:value="x">',
    b"<text:p>x</text:p>", b"</table:table-cell>", b'<table:table-cell table:number-rows-spanned="99999999999" table:number-columns-spanned="3">',
])  # fmt: skip


@relaxed
@given(suffix=st.sampled_from([".xlsx", ".ods"]), tokens=st.lists(TOKENS, max_size=12))
@example(
    suffix=".xlsx", tokens=[b'<row r="1">', b'<c r="XFD1048576" t="n">', b"<v>1</v>", b"</c>", b"</row>"]
)
def test_damaged_sheets_in_whole_archives(
    tmp_path: Path, books: dict[str, bytes], suffix: str, tokens: list[bytes]
) -> None:
    end = b"</sheetData>" if suffix == ".xlsx" else b"</table:table>"
    path = tmp_path / f"a{suffix}"
    with zipfile.ZipFile(io.BytesIO(books[suffix])) as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            out.writestr(name, source.read(name).replace(end, b"".join(tokens) + end, 1))
    read(path)


LETTERS = "abcdefghijklmnoprstuwyząćęłńóśźżŁŚŻ"
HEADERS = st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=2, max_size=6, unique=True)
CELL = st.text(LETTERS + '0123456789 ;,|\t\n".:/-', max_size=12).map(str.strip)


@relaxed
@given(data=st.data(), headers=HEADERS)
def test_text_is_read_back_whatever_its_dialect(
    tmp_path: Path, data: st.DataObject, headers: list[str]
) -> None:
    # Known headers at the front: what an unknown first row heads is for the other tests.
    headers = ["nazwa", "ulica", *(h for h in headers if h not in ("nazwa", "ulica"))]
    width = len(headers)
    body = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8))
    # A first and a last cell with two words or none would be notes or parts of headers.
    body = [[f"x{i}", f"y{i}", *row[2:]] for i, row in enumerate(body)]
    titles = data.draw(st.lists(st.sampled_from(["Wykaz domów", "stan na 1 lipca 2026 r.", ""]), max_size=3))
    text = io.StringIO(newline="")
    delimiter = data.draw(st.sampled_from([";", ",", "\t", "|"]))
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    lines = data.draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=lines).writerows(
        [*([t] for t in titles), headers, *body]
    )
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso8859-2"]))
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    (table,) = read_tables(path)
    filled = [i for i, h in enumerate(headers) if h]
    assert table.headers == tuple(headers[i] for i in filled)
    assert [r.cells for r in table.rows] == [tuple(row) for row in body]
    assert [r.number for r in table.rows] == [len(titles) + 2 + i for i in range(len(body))]
    assert [t for t in table.titles if t] == [t for t in titles if t]
