"""Workbooks for tests that openpyxl cannot write: XLS (BIFF8 in OLE, [MS-XLS] and [MS-CFB]) and ODS."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

Cell = str | float | bool | None
Merge = tuple[int, int, int, int]
XLS_ERRORS = {"#N/A": 42, "#REF!": 23}
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_xls(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    merges: Sequence[Merge] = (),
    hidden: Sequence[str] = (),
    extra: bytes = b"",
    far_cell: tuple[int, int] | None = None,
) -> None:
    """Write rows of cells; texts that are names of errors become error cells, `extra` goes before the sheets' names."""
    bodies = [_xls_sheet(rows, merges, far_cell) for rows in sheets.values()]
    names = [name.encode("utf-16-le") for name in sheets]
    head = _bof(5) + extra
    start = len(head) + sum(12 + len(n) for n in names) + 4
    for title, name, body in zip(sheets, names, bodies, strict=True):
        data = struct.pack("<IBBBB", start, title in hidden, 0, len(name) // 2, 1) + name
        head += _record(0x85, data)
        start += len(body)
    write_ole(path, {"Workbook": head + _record(0x0A, b"") + b"".join(bodies)})


def xls_record(kind: int, data: bytes) -> bytes:
    """One record of the stream, for `extra`."""
    return _record(kind, data)


def write_ole(path: Path, streams: Mapping[str, bytes]) -> None:
    """Write streams, each filled up to the size from which it has sectors of its own."""
    sectors, fat, entries = [], [_FAT, _END], [_entry("Root Entry", 5, _END, 0)]
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        count = -(-len(data) // 512)
        first = len(fat)
        entries.append(_entry(name, 2, first, len(data)))
        sectors.append(data.ljust(count * 512, b"\0"))
        fat += [*range(first + 1, first + count), _END]
    assert len(fat) <= 128
    assert len(entries) <= 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    path.write_bytes(header + table + b"".join(entries).ljust(512, b"\0") + b"".join(sectors))


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    child = 1 if kind == 5 else _FREE
    return (text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, _FREE, _FREE, child)).ljust(
        116, b"\0"
    ) + struct.pack("<III", start, size, 0)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<4H2I", 0x600, kind, 0, 0, 0, 0))


def _xls_sheet(
    rows: Sequence[Sequence[Cell]], merges: Sequence[Merge], far_cell: tuple[int, int] | None
) -> bytes:
    cells = [(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None]
    parts = [_xls_cell(*cell) for cell in [*cells, *([(*far_cell, 1.0)] if far_cell else [])]]
    if merges:
        data = b"".join(struct.pack("<4H", r0, r1, c0, c1) for r0, c0, r1, c1 in merges)
        parts.append(_record(0xE5, struct.pack("<H", len(merges)) + data))
    return _bof(0x10) + b"".join(parts) + _record(0x0A, b"")


def _xls_cell(row: int, column: int, value: Cell) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, bool):
        return _record(0x205, place + bytes([value, 0]))
    if isinstance(value, str) and value in XLS_ERRORS:
        return _record(0x205, place + bytes([XLS_ERRORS[value], 1]))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x204, place + struct.pack("<HB", len(text) // 2, 1) + text)
    return _record(0x203, place + struct.pack("<d", value))


def write_ods(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], *, merges: Sequence[Merge] = ()
) -> None:
    """Write rows of cells; `merges` (first row, first column, last row, last column) hold for every sheet."""
    tables = "".join(_ods_table(name, rows, merges) for name, rows in sheets.items())
    write_ods_content(path, f"<office:spreadsheet>{tables}</office:spreadsheet>")


def write_ods_content(path: Path, body: str, *, manifest: str = "") -> None:
    """Write an ODS file around the given body of its content."""
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for p, n in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body>{body}</office:body></office:document-content>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")


def _ods_table(name: str, rows: Sequence[Sequence[Cell]], merges: Sequence[Merge]) -> str:
    spans = {(r0, c0): (r1 - r0 + 1, c1 - c0 + 1) for r0, c0, r1, c1 in merges}
    lines = []
    for r, row in enumerate(rows):
        cells = "".join(_ods_cell(v, spans.get((r, c))) for c, v in enumerate(row))
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    return f"<table:table table:name={quoteattr(name)}>{''.join(lines)}</table:table>"


def _ods_cell(value: Cell, span: tuple[int, int] | None) -> str:
    extra = ""
    if span:
        extra = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    if value is None:
        return f"<table:table-cell{extra}/>"
    if isinstance(value, bool):
        return f'<table:table-cell{extra} office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell{extra} office:value-type="string">{lines}</table:table-cell>'
    return f'<table:table-cell{extra} office:value-type="float" office:value="{value}"/>'
