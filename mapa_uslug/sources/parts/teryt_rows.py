"""Rows of the lists of the register TERYT, as CSV (``;``, UTF-8 with a mark of order) or XML."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from mapa_uslug.sources.forms.xml_reading import parse_xml


def read_rows(body: bytes, needed: Sequence[str]) -> list[dict[str, str]]:
    """Rows by column, texts stripped; those of XML and of CSV are the same. Empty where a needed column is missing."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1250", errors="replace")
    rows = _xml_rows(text) if text.lstrip().startswith("<") else _csv_rows(text)
    return rows if rows and set(needed) <= set(rows[0]) else []


def _csv_rows(text: str) -> list[dict[str, str]]:
    header, *lines = list(csv.reader(io.StringIO(text), delimiter=";")) or [[]]
    names = [name.strip() for name in header]
    return [
        dict(zip(names, map(str.strip, cells), strict=True)) for cells in lines if len(cells) == len(names)
    ]


def _xml_rows(text: str) -> list[dict[str, str]]:
    try:
        root = parse_xml(text.encode())
    except ValueError:
        return []
    return [{c.get("name", c.tag): (c.text or "").strip() for c in row} for row in root.iter("row")]
