"""Mappings written as TOML that a person can read, keep and correct."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from pathlib import Path

from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.registry.foreign.mapping import CellTest, Mapping

Notes = AnyMapping[tuple[str, str], str]
"""(section, key) -> remark that is written beside it; two empty texts: at the top."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def write_mapping(mapping: Mapping, path: Path, *, notes: Notes | None = None, language: str = "pl") -> None:
    """Write a mapping; reading it back gives the same one.

    Parameters
    ----------
    notes
        Remarks, such as why a column was guessed; they become comments.
    """
    write_text(path, "\n".join(_lines(mapping, notes or {}, Text(language))) + "\n")


def _lines(mapping: Mapping, notes: Notes, text: Text) -> Iterable[str]:
    yield from _comment(text("How rows of this list become rows of the official sheet (docs/mapowanie.md)."))
    if remark := notes.get(("", "")):
        yield from _comment(remark)
    for key in (
        "name",
        "source",
        "sheet",
        "first_row",
        "last_row",
        "required",
        "empty_texts",
        "date_from_titles",
    ):
        value = getattr(mapping, key)
        if value or key == "name":
            yield _entry(key, value, notes.get(("", key), ""))
    yield from _section(
        "columns",
        mapping.columns,
        notes,
        text("Official column = header of the list. Several headers are joined."),
    )
    yield from _section(
        "split", mapping.split, notes, text("Header of the list = what its cells hold together.")
    )
    yield from _section(
        "constants",
        mapping.constants,
        notes,
        text("Official column = text for the rows in which it is empty."),
    )
    for column, entries in mapping.values.items():
        yield from _section(
            f"values.{_key(column)}", entries, notes, text("What the list writes = what the sheet shall say.")
        )
    yield from _rows(mapping, notes, text)
    given = {"prefix": mapping.id.prefix, "columns": mapping.id.columns, "optional": mapping.id.optional}
    yield from _section(
        "id", {k: v for k, v in given.items() if v}, notes, text("What usluga_id is made of.")
    )
    for rule in mapping.sensitive:
        yield from ("", "[[sensitive]]", *_test(rule), f"level = {rule.level}", _entry("kind", rule.kind))


def _rows(mapping: Mapping, notes: Notes, text: Text) -> Iterable[str]:
    rows = mapping.rows
    given = {
        k: getattr(rows, k)
        for k in ("fill_down", "group", "only_listed", "type_from_name")
        if getattr(rows, k)
    }
    if not given and not rows.skip_when:
        return
    yield from _section(
        "rows", given, notes, text("What a row is, and which rows are left out and why."), is_needed=True
    )
    for rule in rows.skip_when:
        yield from ("", "[[rows.skip_when]]", *_test(rule))
        if rule.also:
            yield f"also = [{', '.join('{ ' + ', '.join(_test(t)) + ' }' for t in rule.also)}]"
        yield _entry("reason", rule.reason)


def _test(test: CellTest) -> Iterable[str]:
    yield _entry("column", test.column)
    for key in ("equals", "matches", "empty", "past"):
        value = getattr(test, key)
        if value not in ((), "", None):
            yield _entry(key, value)


def _section(
    name: str, entries: AnyMapping[str, object], notes: Notes, comment: str, *, is_needed: bool = False
) -> Iterable[str]:
    if not entries and not is_needed:
        return
    yield ""
    yield from _comment(comment)
    yield f"[{name}]"
    for key, value in entries.items():
        yield _entry(key, value, notes.get((name, key), ""))


def _comment(text: str) -> Iterable[str]:
    yield f"# {_one_line(text)}"


def _one_line(text: str) -> str:
    """Text that may stand in a comment, where TOML allows no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _entry(key: str, value: object, note: str = "") -> str:
    return f"{_key(key)} = {_value(value)}" + (f"  # {_one_line(note)}" if note else "")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else _string(str(value))


def _string(text: str) -> str:
    return (
        '"'
        + "".join(
            _ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text
        )
        + '"'
    )
