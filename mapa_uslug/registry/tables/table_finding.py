"""Where the table of a sheet begins and ends: titles, headers of several rows, notes below, a second table.

How it is decided:

- Every one of the first rows is weighed as the first row of the headers (`registry.tables.header_rows`). Headers go on
  downwards as far as merged cells reach or, where the format knows none, as long as a row fills only what the row above
  left blank or headed as a group; and upwards over rows of groups.
- A row 1, 2, 3 ... under the headers, headers that are repeated word for word further down, and notes at the end are no
  records: they go to `RawTable.set_aside` to be counted, and to `RawTable.titles`, for they may tell a day.
- A last row of one text is no note if it holds an address, or if the records of the table have one text each as well.
- After a blank row (and titles) a row of known headers that are not the same begins another table of the sheet. Each is
  returned, in the order of the sheet: lists that are kept below each other are no less meant than the longest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from mapa_uslug.contracts.raw_tables import RawRow, RawTable, SetAsideRow
from mapa_uslug.core.address_text import split_address
from mapa_uslug.core.cell_names import Merge, column_letters
from mapa_uslug.registry.tables.grids import Grid
from mapa_uslug.registry.tables.header_rows import NUMBER, Head, find_head, head_at
from mapa_uslug.registry.tables.headers import header_key, is_known_header

_MOST_TITLES: Final = 10
_KNOWN_SHARE: Final = 0.6
_NOTE_MARK = re.compile(r"\*|\d+\)")
_NOTE_WORD = re.compile(
    r"uwag|źród|legend|objaśn|stan na|sporządz|opracow|przypis|razem z|data sporządz", re.IGNORECASE
)


def find_tables(grid: Grid) -> tuple[RawTable, ...]:
    """Find the tables of a sheet; a sheet of titles alone has none."""
    rows, start, tables = grid.rows, 0, []
    head = find_head(rows, grid.merges)
    while head is not None:
        following = _find_follower(rows, head, grid.merges)
        end = len(rows) if following is None else _title_start(rows, following.first)
        tables.append(_table(grid, rows[start : head.first], head, rows[head.last + 1 : end]))
        start, head = end, following
    return tuple(tables)


def _find_follower(rows: Sequence[RawRow], head: Head, merges: Sequence[Merge] | None) -> Head | None:
    """Headers of another table: behind a blank row and rows of one cell."""
    own = {header_key(t) for t in head.texts if t}
    for gap in range(head.last + 2, len(rows)):
        if rows[gap].number > rows[gap - 1].number + 1:
            i = gap
            while i + 1 < len(rows) and i < gap + _MOST_TITLES and _count(rows[i]) == 1:
                i += 1
            if _is_other_head(rows[i], own):
                return head_at(rows, i, merges)
    return None


def _is_other_head(row: RawRow, own: set[str]) -> bool:
    filled = [t for t in row.cells if t]
    known = [header_key(t) for t in filled if is_known_header(t)]
    return len(known) >= max(2, _KNOWN_SHARE * len(filled)) and not set(known) <= own


def _title_start(rows: Sequence[RawRow], head: int) -> int:
    """Position of the first row behind the blank one above some headers."""
    i = head
    while rows[i].number == rows[i - 1].number + 1:
        i -= 1
    return i


def _count(row: RawRow) -> int:
    return sum(1 for c in row.cells if c)


def _table(grid: Grid, above: Sequence[RawRow], head: Head, below: Sequence[RawRow]) -> RawTable:
    headers = [r.cells for r in grid.rows[head.first : head.last + 1]]
    repeated = [r for r in below if r.cells in headers]
    body = [r for r in below if r.cells not in headers] if repeated else list(below)
    numbering = [body.pop(0)] if body and _is_numbering(body[0]) else []
    notes: list[RawRow] = []
    while body and _is_note(body, grid.merges):
        notes.insert(0, body.pop())
    aside = [("numbering", numbering), ("repeated_header", repeated), ("note", notes)]
    titles = [text for row in above for text in row.cells if text]
    titles += [_line(row) for _, rows in aside for row in rows]
    found = [SetAsideRow(row, reason) for reason, rows in aside for row in rows]
    return _cut(grid, head, tuple(titles), body, sorted(found, key=lambda f: f.row.number))


def _cut(
    grid: Grid, head: Head, titles: tuple[str, ...], records: Sequence[RawRow], aside: Sequence[SetAsideRow]
) -> RawTable:
    """The table with rows of one length, without columns that are blank from top to bottom."""
    rows = (*records, *(a.row for a in aside))
    width = max((len(r.cells) for r in rows), default=0)
    width = max([width, *(c + 1 for c, t in enumerate(head.texts) if t)])
    texts = (*head.texts, *("",) * width)[:width]
    used = {c for c, t in enumerate(texts) if t}
    for row in rows:
        if len(used) == width:
            break
        used.update(c for c, t in enumerate(row.cells) if t)
    columns, blank = sorted(used), ("",) * width

    def fitted(row: RawRow) -> RawRow:
        if len(columns) == width:
            return row if len(row.cells) == width else RawRow(row.number, (*row.cells, *blank)[:width])
        return RawRow(row.number, tuple([(*row.cells, *blank)[c] for c in columns]))

    return RawTable(
        file=grid.file, sheet=grid.sheet, titles=titles, headers=tuple(texts[c] for c in columns),
        letters=tuple(map(column_letters, columns)), rows=tuple([fitted(r) for r in records]),
        set_aside=tuple([SetAsideRow(fitted(a.row), a.reason) for a in aside]), header_row=grid.rows[head.last].number,
    )  # fmt: skip


def _line(row: RawRow) -> str:
    return " | ".join(c for c in row.cells if c)


def _is_numbering(row: RawRow) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 ..."""
    filled = [t.rstrip(".") for t in row.cells if t]
    return len(filled) > 2 and filled == [str(i) for i in range(1, len(filled) + 1)]


def _is_note(body: Sequence[RawRow], merges: Sequence[Merge] | None) -> bool:
    """Whether the last row is a note: one text, set apart from the records or beginning like one."""
    row, text = body[-1], _line(body[-1])
    if _count(row) != 1 or " " not in text or NUMBER.fullmatch(text) or _holds_address(text):
        return False
    if _NOTE_MARK.match(text) or _NOTE_WORD.match(text):
        return True
    is_apart = len(body) > 1 and row.number > body[-2].number + 1
    is_wide = any(m[0] == row.number and m[3] > m[1] for m in merges or ())
    return (is_apart or is_wide) and not _has_one_text(body)


def _holds_address(text: str) -> bool:
    """Whether a text names a house, whatever stands before it: a record that was added below the others."""
    parts = split_address(text)
    if parts.number and (parts.postcode or parts.street):
        return True
    # "Źródło: Urząd Miasta 2026" reads like a village and a number.
    return parts.is_full and not _NOTE_WORD.match(text)


def _has_one_text(body: Sequence[RawRow]) -> bool:
    """Whether the records above the last row hold a text in its column alone."""
    (own,) = (c for c, t in enumerate(body[-1].cells) if t)
    above = (body[i].cells for i in range(len(body) - 1))
    texts = (c for cells in above for c, t in enumerate(cells) if t and not NUMBER.fullmatch(t))
    return len(body) > 1 and all(c == own for c in texts)
