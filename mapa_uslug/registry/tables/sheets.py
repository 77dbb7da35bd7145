"""The official sheet as text: every cell is read as it stands, so that codes keep their zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from mapa_uslug.contracts.raw_tables import RawTable, SetAsideRow
from mapa_uslug.contracts.sheet import COLUMN_NAMES, REQUIRED_COLUMNS
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.registry.tables.headers import HeaderMatch, match_headers
from mapa_uslug.registry.tables.workbooks import read_file


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows of one sheet.

    Attributes
    ----------
    name : str
        Name of the file.
    rows : DataFrame
        Official columns as text (``""`` where empty or absent) and ``row``, its number as seen in a spreadsheet.
    sheet : str
        Name of the sheet, empty for text files.
    letters : dict
        Official column -> letter of the column in which it stands; absent columns are not named.
    problems : tuple of Problem
        Warnings about the sheet as a whole: cells with errors, headers that were guessed, what was not read.
    set_aside : tuple of SetAsideRow
        Rows below the headers that are no records; they are not among `rows`.
    """

    name: str
    rows: pd.DataFrame
    sheet: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    set_aside: tuple[SetAsideRow, ...] = ()

    @property
    def place(self) -> str:
        """File and sheet as messages name them: ``uslugi.xlsx!Usługi``."""
        return f"{self.name}!{self.sheet}" if self.sheet else self.name

    def where(self, row_number: int, column: str) -> str:
        """A cell as messages name it: ``uslugi.xlsx!Usługi:K7``; by its header where the sheet has no such column."""
        letter = self.letters.get(column)
        return f"{self.place}:{letter}{row_number}" if letter else f"{self.place}:{row_number} [{column}]"


def read_sheet(path: Path, *, columns: Mapping[str, str]) -> Sheet:
    """Read a flat sheet of services from a file of any office program.

    The first table that has the required columns is taken, whatever else the workbook holds; titles may stand above it,
    and headers may be written otherwise, as long as they are understood (see `registry.tables.headers.match_headers`).

    Parameters
    ----------
    path
        See `registry.tables.workbooks.read_file`.
    columns
        Official column -> the sheet's own header.

    Raises
    ------
    InputError
        Unreadable or empty file, or required columns that are missing or stand in it twice.
    """
    result = read_file(path)
    unknown = [_not_official(path, name) for name in columns if name not in COLUMN_NAMES]
    # A foreign list read through a mapping seldom has codes: its gminas then come from the coordinates.
    required = [c for c in REQUIRED_COLUMNS if not (columns and c == "teryt7")]
    matched = [(t, match_headers(t.headers, given=columns)) for t in result.tables]
    if not matched:
        raise InputError([_empty(path), *unknown])
    table, match = _choose(matched, required)
    problems = [*unknown, *_header_problems(table, match, required, columns)]
    if not any(t.rows for t, _ in matched) or (not table.rows and not problems):
        raise InputError([_empty(path), *unknown])
    if problems:
        raise InputError(problems)
    others = [t for t, m in matched if t is not table and t.rows and _missing(m, required) == []]
    notes = (*result.problems, *_notes(table, match, columns), *map(_not_read, others))
    return Sheet(path.name, _rows(table, match), table.sheet, _letters(table, match), notes, table.set_aside)


def _choose(
    matched: Sequence[tuple[RawTable, HeaderMatch]], required: Sequence[str]
) -> tuple[RawTable, HeaderMatch]:
    """The first table with all required columns and rows; else the nearest to it."""
    return min(matched, key=lambda pair: (len(_missing(pair[1], required)), not pair[0].rows))


def _missing(match: HeaderMatch, required: Sequence[str]) -> list[str]:
    return [c for c in required if c not in match.columns and c not in match.ambiguous]


def _header_problems(
    table: RawTable, match: HeaderMatch, required: Sequence[str], columns: Mapping[str, str]
) -> list[Problem]:
    wanted = dict.fromkeys([*_missing(match, required), *(c for c in match.not_found if c in COLUMN_NAMES)])
    # A column that nobody needs may stand twice; one that the sheet names officially, or that is asked for, may not.
    repeated = [
        (name, indices)
        for name, indices in match.ambiguous.items()
        if name in COLUMN_NAMES
        and (name in required or name in columns or _is_official(table, name, indices))
    ]
    return [
        *(_missing_column(table, columns.get(name, name)) for name in wanted),
        *(_repeated_column(table, table.headers[indices[0]]) for _, indices in repeated),
    ]


def _is_official(table: RawTable, name: str, indices: Sequence[int]) -> bool:
    return all(table.headers[i].casefold() == name for i in indices)


def _rows(table: RawTable, match: HeaderMatch) -> pd.DataFrame:
    filled = {c: i for c, i in match.columns.items() if c in COLUMN_NAMES}
    cells = {c: [r.cells[filled[c]] for r in table.rows] if c in filled else "" for c in COLUMN_NAMES}
    rows = pd.DataFrame(cells, index=range(len(table.rows)), dtype=object)
    rows["row"] = [r.number for r in table.rows]
    return rows


def _letters(table: RawTable, match: HeaderMatch) -> dict[str, str]:
    return {c: table.letters[i] for c, i in match.columns.items() if c in COLUMN_NAMES}


def _place(table: RawTable) -> str:
    return f"{table.file}!{table.sheet}" if table.sheet else table.file


def _notes(table: RawTable, match: HeaderMatch, columns: Mapping[str, str]) -> list[Problem]:
    place = _place(table)
    notes = [
        problem("Column {header} was read as {column}.", where=f"{place}:{table.letters[n.index]}", code="near_header",
                severity="warning", hint="Write its official name if that is meant, another name if not.",
                header=n.header, column=n.column)
        for n in match.near_misses if n.column in COLUMN_NAMES
    ]  # fmt: skip
    notes += [
        problem("More than one column may be {column}: {found}. None was read.", where=place, code="ambiguous_column",
                severity="warning", hint="Give one of them the official name.", column=name,
                found=", ".join(f"{table.letters[i]} ({table.headers[i]})" for i in indices))
        for name, indices in match.ambiguous.items() if name in COLUMN_NAMES
    ]  # fmt: skip
    unused = [*match.unmatched, *(i for c, i in match.columns.items() if c not in COLUMN_NAMES and c != "lp")]
    if unused and not columns:
        notes.append(problem(
            "Columns that are none of the official sheet were not read: {found}.", where=place, code="unused_column",
            severity="warning", hint="Nothing needs doing, unless one of them is an official column under another name.",
            found=", ".join(table.headers[i] for i in sorted(unused))[:400],
        ))  # fmt: skip
    return notes


def _empty(path: Path) -> Problem:
    return problem("The sheet has no rows.", where=path.name, code="empty_sheet",
                   hint="Check that this is the right file; the first row holds the headers, the next ones services.")  # fmt: skip


def _missing_column(table: RawTable, name: str) -> Problem:
    return problem(
        "Column {column} is missing.", where=_place(table), code="missing_column", column=name,
        hint="Add it, or name it in [services.columns] of area.toml. Columns found: {found}.",
        found=", ".join(filter(None, table.headers))[:400],
    )  # fmt: skip


def _repeated_column(table: RawTable, name: str) -> Problem:
    return problem("Column {column} stands in the sheet more than once.", where=_place(table), code="duplicate_column",
                   column=name, hint="Leave one of them.")  # fmt: skip


def _not_official(path: Path, name: str) -> Problem:
    return problem(
        "[services.columns] names {column}, which is no column of the official sheet.", where=path.name,
        code="unknown_column", column=name, hint="See docs/arkusz_uslug.md for the columns.",
    )  # fmt: skip


def _not_read(table: RawTable) -> Problem:
    return problem("Another table of services was not read: it has {number} rows.", where=_place(table), code="other_table",
                   severity="warning", hint="Move its rows to the first sheet, or save it as a file of its own.",
                   number=len(table.rows))  # fmt: skip
