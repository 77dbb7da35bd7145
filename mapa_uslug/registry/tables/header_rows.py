"""The rows of a sheet that head its columns, and what they say joined column by column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mapa_uslug.contracts.raw_tables import RawRow
from mapa_uslug.core.cell_names import Merge
from mapa_uslug.registry.tables.headers import is_known_header

NUMBER: Final = re.compile(r"[-+]?\d[\d\s.,:/-]*%?")
_LOOK_AT: Final = 60
"""Rows among which the headers are looked for."""
_BODY: Final = 30
_CLOSE: Final = 0.35
"""The first row whose weight is this near to the best one is taken."""
_SURE: Final = 0.6
"""Share of known words by which a row is surely one of headers."""
_LONGEST_GROUP: Final = 60
_MOST_ROWS: Final = 5
"""Rows of headers where no merged cells tell their number."""


@dataclass(frozen=True)
class Head:
    """Headers: positions of their first and last row within a list of rows, and their text, one per column."""

    first: int
    last: int
    texts: tuple[str, ...]


def find_head(rows: Sequence[RawRow], merges: Sequence[Merge] | None) -> Head | None:
    """Find the headers among the first rows; None if nothing follows that they could head.

    Rows are weighed by the share of cells further down that stand under a header (twice), the share of headers that are
    words, that are words known from other lists (twice) and that differ from each other (half).
    """
    weights = [(_weight(rows, i, merges), i) for i in range(min(len(rows), _LOOK_AT))]
    best = max((w for w, _ in weights), default=0.0)
    chosen = next((i for w, i in weights if w >= best - _CLOSE and w > 0), None)
    if chosen is None:
        return None
    first = _first_group(rows, chosen, merges)
    last = max(_last_row(rows, first, merges), _last_row(rows, chosen, merges))
    return Head(first, last, _texts(rows[first : last + 1], merges))


def head_at(rows: Sequence[RawRow], first: int, merges: Sequence[Merge] | None) -> Head:
    """The headers that begin at a row."""
    last = _last_row(rows, first, merges)
    return Head(first, last, _texts(rows[first : last + 1], merges))


def _weight(rows: Sequence[RawRow], i: int, merges: Sequence[Merge] | None) -> float:
    head = head_at(rows, i, merges)
    filled = [t for t in head.texts if t]
    body = rows[head.last + 1 : head.last + 1 + _BODY]
    below = [c for row in body for c, text in enumerate(row.cells) if text]
    known = sum(map(is_known_header, filled)) / max(len(filled), 1)
    # Nothing below: only words that are surely headers head an empty table.
    if not filled or (not below and (known < _SURE or len(filled) < 2)):
        return 0.0
    cover = sum(1 for c in below if c < len(head.texts) and head.texts[c]) / len(below) if below else 1.0
    words = sum(1 for t in filled if not NUMBER.fullmatch(t)) / len(filled)
    distinct = len(set(filled)) / len(filled)
    return 2 * cover + words + 2 * known + 0.5 * distinct


def _last_row(rows: Sequence[RawRow], first: int, merges: Sequence[Merge] | None) -> int:
    """Position of the last row of headers that begin at `first`."""
    start = rows[first].number
    reach = max((m[2] for m in merges or () if m[0] == start), default=start)
    last = first
    while last + 1 < len(rows) and rows[last + 1].number <= reach:
        last += 1
    while last == first or not merges:
        if last + 1 >= len(rows) or last - first + 1 >= _MOST_ROWS or not _goes_on(rows, last, merges):
            break
        if last + 2 >= len(rows) and not any(is_known_header(t) for t in rows[last + 1].cells if t):
            # The last row of all is a record rather than headers of nothing.
            break
        last += 1
    return last


def _goes_on(rows: Sequence[RawRow], last: int, merges: Sequence[Merge] | None) -> bool:
    """Whether the next row only fills what the row above left blank or headed as a group."""
    upper, lower = rows[last], rows[last + 1]
    cells = [(c, t) for c, t in enumerate(lower.cells) if t]
    if lower.number != upper.number + 1 or len(cells) < 2 or any(NUMBER.fullmatch(t) for _, t in cells):
        return False
    groups = _group_columns(upper, merges)
    if not all(c in groups for c, _ in cells):
        return False
    if merges is not None:
        return True
    # A record may look the same where a column has no header; it begins in the first column, parts of groups seldom do.
    headed = {c for c, t in enumerate(upper.cells) if t}
    fills_blank = any(c not in headed or upper.cells[c].endswith(":") for c, _ in cells)
    is_record = min(headed) == cells[0][0] and sum(is_known_header(t) for _, t in cells) < len(cells) / 2
    return fills_blank and not is_record


def _group_columns(row: RawRow, merges: Sequence[Merge] | None) -> set[int]:
    """Columns under cells that head several columns."""
    filled = [c for c, t in enumerate(row.cells) if t]
    if len(filled) < 2:
        return set()
    if merges is not None:
        wide = [m for m in merges if m[0] == row.number and m[3] > m[1]]
        return {c for m in wide for c in range(m[1], m[3] + 1)}
    # "w tym:" heads what stands below it; a cell with blanks behind it heads them too.
    columns = {c for c in filled if row.cells[c].endswith(":")} | set(range(filled[0]))
    for this, following in zip(filled, [*filled[1:], len(row.cells)], strict=True):
        if following > this + 1:
            columns.update(range(this, following))
    return columns


def _first_group(rows: Sequence[RawRow], chosen: int, merges: Sequence[Merge] | None) -> int:
    """Position of the first row of groups that stands right above the headers."""
    first = chosen
    while first and rows[first - 1].number == rows[first].number - 1:
        above = [t for t in rows[first - 1].cells if t]
        if any(NUMBER.fullmatch(t) or len(t) > _LONGEST_GROUP for t in above):
            break
        groups = _group_columns(rows[first - 1], merges)
        headed = {c for c, t in enumerate(rows[first - 1].cells) if t} | groups
        if not groups or not {c for c, t in enumerate(rows[first].cells) if t} <= headed:
            break
        first -= 1
    return first


def _texts(rows: Sequence[RawRow], merges: Sequence[Merge] | None) -> tuple[str, ...]:
    """Headers of several rows, joined column by column; parts that repeat stand once."""
    width = max(len(r.cells) for r in rows)
    parts: list[list[str]] = [[] for _ in range(width)]
    for position, row in enumerate(rows):
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        if merges is not None:
            _carry_merged(cells, row.number, merges)
        else:
            _carry_groups(cells, rows[position + 1 :])
        for column, text in enumerate(cells):
            clean = " ".join(text.split())
            if clean and clean not in parts[column]:
                parts[column].append(clean)
    return tuple(" / ".join(p) for p in parts)


def _carry_merged(cells: list[str], number: int, merges: Sequence[Merge]) -> None:
    for top, left, _, right in merges:
        if top == number and left < len(cells):
            for c in range(left + 1, min(right + 1, len(cells))):
                cells[c] = cells[c] or cells[left]


def _carry_groups(cells: list[str], below: Iterable[RawRow]) -> None:
    """Where merged cells are not known: a group goes on over blanks as long as headers stand below it."""
    headed = {c for row in below for c, text in enumerate(row.cells) if text}
    for c in range(1, len(cells)):
        if not cells[c] and {c - 1, c} <= headed:
            cells[c] = cells[c - 1]
