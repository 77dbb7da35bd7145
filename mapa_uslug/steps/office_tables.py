"""Small tables that offices fill in: columns by their names, cells with the place that messages name, gminas by code or name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.near_words import find_near
from mapa_uslug.registry.foreign.foreign_cells import find_date
from mapa_uslug.registry.tables.workbooks import read_file

CODE_COLUMN, NAME_COLUMN = "gmina_teryt", "gmina"
GMINA_ALIASES = {"teryt": CODE_COLUMN, "terc": CODE_COLUMN, "kod_gminy": CODE_COLUMN, "teryt6": CODE_COLUMN,
                 "teryt7": CODE_COLUMN, "nazwa_gminy": NAME_COLUMN, "gmina_nazwa": NAME_COLUMN}  # fmt: skip
_REMARKS = ("uwagi", "komentarz", "lp")
"""Columns for people, which nobody expects to be read."""
_YEAR_OR_MONTH = re.compile(r"(?:\d{4}|\d{1,2}[./]\d{4}|\d{4}-\d{2})(?: ?r\.?)?")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A row of an `OfficeTable`."""

    table: RawTable
    columns: Mapping[str, int]
    row: RawRow

    def __getitem__(self, column: str) -> str:
        """Text of a cell; "" where it is empty or the table has no such column."""
        index = self.columns.get(column)
        return "" if index is None else self.row.cells[index]

    def where(self, column: str) -> str:
        """A cell as messages name it; the row where the table has no such column."""
        index = self.columns.get(column)
        if index is not None:
            return self.table.where(self.row, index)
        return f"{place_of(self.table)}:{self.row.number}"


@dataclass(frozen=True)
class OfficeTable:
    """A table whose columns are known.

    Attributes
    ----------
    columns : mapping
        Name of a column (as `column_key` makes it, aliases replaced) -> its index.
    """

    raw: RawTable
    columns: Mapping[str, int]
    problems: tuple[Problem, ...] = ()

    def rows(self) -> Iterable[OfficeRow]:
        """Rows that may be records, in their order."""
        return (OfficeRow(self.raw, self.columns, row) for row in self.raw.rows)


def column_key(header: str) -> str:
    """A header for comparing: ``Pilne [%]`` is ``pilne``, ``Gmina TERYT`` is ``gmina_teryt``."""
    return "_".join(re.sub(r"[\W_]+", " ", fold(re.sub(r"\[[^\]]*\]", " ", header))).split())


def place_of(table: RawTable) -> str:
    """File and sheet as messages name them."""
    return f"{table.file}!{table.sheet}" if table.sheet else table.file


def read_office_table(
    path: Path,
    *,
    required: Iterable[str],
    one_of: Iterable[str] = (),
    aliases: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
    is_known: Callable[[str], bool] = lambda column: False,
) -> OfficeTable:
    """Read the first table of a file that has the columns asked for.

    Parameters
    ----------
    required
        Columns without which nothing can be read.
    one_of
        Columns of which at least one must be there.
    aliases
        Other names of columns, as `column_key` makes them, -> the name.
    others
        Columns that may be there; every other one is told as a warning.
    is_known
        Says of further columns, by name, whether they are read.

    Raises
    ------
    InputError
        A file that cannot be read or has no rows; columns that are missing or stand in it twice.
    """
    result = read_file(path)
    required, one_of = tuple(required), tuple(one_of)
    known = {*required, *one_of, *others, CODE_COLUMN, NAME_COLUMN}
    named = [(table, _name_columns(table, {**GMINA_ALIASES, **(aliases or {})})) for table in result.tables]
    if not named:
        raise InputError([_no_rows(path.name)])
    raw, columns = min(named, key=lambda pair: len(_missing(pair[1], required, one_of)))
    found = ", ".join(filter(None, raw.headers))[:400]
    problems = [
        problem("Column {column} is missing; the columns are: {columns}", where=place_of(raw), code="column_missing",
                hint="Name the column as the documentation of area.toml says.", column=name, columns=found)
        for name in _missing(columns, required, one_of)
    ]  # fmt: skip
    problems += [
        problem("Column {column} stands in the sheet more than once.", where=place_of(raw), code="duplicate_column",
                hint="Leave one of them.", column=name)
        for name, indices in columns.items() if len(indices) > 1
    ]  # fmt: skip
    if not raw.rows and not problems:
        problems.append(_no_rows(place_of(raw)))
    unknown = [name for name in columns if name not in known and name not in _REMARKS and not is_known(name)]
    told = [_unknown_column(raw, columns[name][0], known - columns.keys()) for name in unknown]
    if problems:
        raise InputError([*problems, *told])
    return OfficeTable(
        raw, {name: indices[0] for name, indices in columns.items()}, (*result.problems, *told)
    )


def _unknown_column(raw: RawTable, index: int, free: Iterable[str]) -> Problem:
    """A column that is not read, with the one that may have been meant: one that the table lacks."""
    header = raw.headers[index]
    near = _find_near_column(column_key(header), free)
    return problem(
        "Unknown column “{value}”; did you mean “{near}”?" if near else "Unknown column “{value}” is not read.",
        where=place_of(raw), code="unknown_column", severity="warning", value=header, near=near,
        hint="Rename the column; until then nothing in it is read." if near
        else "Nothing needs doing, unless its figures are to be used: then name it as the documentation of area.toml says.",
    )  # fmt: skip


def _find_near_column(key: str, names: Iterable[str]) -> str:
    """The name meant, be it misspelt or its words in another order."""
    ordered = {"_".join(sorted(name.split("_"))): name for name in names}
    return find_near(key, ordered.values()) or ordered.get(
        find_near("_".join(sorted(key.split("_"))), ordered), ""
    )


def check_day(row: OfficeRow, column: str, log: ProblemLog) -> None:
    """Question a date that is no day, month or year that can be told on a calendar, such as one without its year."""
    written = row[column].strip()
    if written and not find_date(written) and not _YEAR_OR_MONTH.fullmatch(written):
        log.add("{column}: {value} is not a whole date.", where=row.where(column), code="bad_day", severity="warning",
                hint="Write the day as YYYY-MM-DD, with its year.", column=column, value=written)  # fmt: skip


def _name_columns(table: RawTable, aliases: Mapping[str, str]) -> dict[str, list[int]]:
    # Another name counts only where the column's own is absent: a code may stand beside the name of what it means.
    keys = [column_key(header) for header in table.headers]
    names = [key if aliases.get(key) in keys else aliases.get(key, key) for key in keys]
    columns: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        if name:
            columns.setdefault(name, []).append(index)
    return columns


def _missing(columns: Mapping[str, object], required: tuple[str, ...], one_of: tuple[str, ...]) -> list[str]:
    missing = [name for name in required if name not in columns]
    if one_of and not any(name in columns for name in one_of):
        missing.append(" / ".join(one_of))
    return missing


def _no_rows(where: str) -> Problem:
    return problem("The file has no rows.", where=where, code="empty",
                   hint="Fill in at least one row below the headers.")  # fmt: skip


class GminaFinder:
    """Finds the gmina of a row by its code, else by its name, and counts rows of others.

    Parameters
    ----------
    gminas : GeoDataFrame
        `GMINAS`; only those of the area are found.
    log : ProblemLog
        Where codes and names that cannot be read are noted.
    """

    def __init__(self, gminas: gpd.GeoDataFrame, log: ProblemLog) -> None:
        of_area = gminas[gminas["is_area"].astype(bool)]
        self.names: dict[str, str] = dict(
            zip(of_area["gmina_teryt"].astype(str), of_area["gmina"].astype(str), strict=True)
        )
        self._log = log
        self._elsewhere: dict[str, list[str]] = {}
        self._restored: dict[tuple[str, str], list[str]] = {}
        self._namesakes: set[tuple[str, str]] = set()

    def find(self, row: OfficeRow) -> str | None:
        """Code of the gmina, "" where neither code nor name is given, None where it is none of the area or a fault."""
        code, name = row[CODE_COLUMN], row[NAME_COLUMN]
        if code:
            return self._by_code(row, code, name)
        return self._by_name(row, name) if name else ""

    def tell_elsewhere(self) -> None:
        """Note the rows of gminas that are none of the area, and codes that got back their zero, once a file."""
        for (_, code), places in self._restored.items():
            self._log.add(
                "Code {value} has lost its leading zero; {used} ({gmina}) was used, in {count} rows.", where=places[0],
                code="teryt_lost_zero", severity="warning", hint="Save the column of codes as text, with its zeros.",
                value=code, used="0" + code, gmina=self.names[_restore(code)], count=len(places),
            )  # fmt: skip
        for file, codes in self._elsewhere.items():
            self._log.add(
                "Rows of gminas that are none of the area were left out: {number} ({codes}).", where=file, code="not_in_area",
                severity="warning", hint="Nothing needs doing, unless a code is wrong.", number=len(codes),
                codes=", ".join(sorted(set(codes)))[:200],
            )  # fmt: skip

    def _by_code(self, row: OfficeRow, code: str, name: str) -> str | None:
        others = [other for other, called in self.names.items() if fold(called) == fold(name)]
        found = self._read_code(row, code, others)
        if found is None:
            return None
        if found in self.names and (not others or found in others):
            return found
        if found in self.names:
            self._log.add(
                "Code {value} is that of gmina {gmina}, the name is {name}.", where=row.where(CODE_COLUMN), code="code_and_name",
                hint="Correct the code or the name.", value=code, gmina=self.names[found], name=name,
            )  # fmt: skip
            return None
        self._elsewhere.setdefault(place_of(row.table), []).append(code)
        if others and (code, name) not in self._namesakes:
            self._namesakes.add((code, name))
            self._log.add(
                "Code {value} is none of the area, but gmina {name} has the code {own}; its rows were left out.",
                where=row.where(CODE_COLUMN), code="code_of_elsewhere", severity="warning", value=code, name=name,
                own=", ".join(others), hint="Correct the code, unless another gmina of that name is meant.",
            )  # fmt: skip
        return None

    def _read_code(self, row: OfficeRow, code: str, named: Sequence[str]) -> str | None:
        """Six digits, those of a code that lost its zero too where only one gmina of the area can be meant; None: a fault.

        Parameters
        ----------
        named
            Codes of gminas of the area that bear the name in the row.
        """
        restored = _restore(code)
        try:
            found = Teryt.parse(code).code6
        except TerytError as error:
            if error.code != "lost_zero" or restored not in self.names:
                self._note(row, code, error)
                return None
            found = restored
        if found != restored and (found in self.names or restored not in named):
            return found
        self._restored.setdefault((place_of(row.table), _clean(code)), []).append(row.where(CODE_COLUMN))
        return restored

    def _by_name(self, row: OfficeRow, name: str) -> str | None:
        found = [c for c, called in self.names.items() if fold(called) == fold(name)]
        if len(found) == 1:
            return found[0]
        self._log.add(
            "Several gminas are called {name}." if found else "No gmina of the area is called {name}.",
            where=row.where(NAME_COLUMN),
            hint="Name gminas by their code in a column gmina_teryt."
            if found
            else "Write the name as in the boundaries, or the code in a column gmina_teryt.",
            code="ambiguous_name" if found else "unknown_gmina",
            name=name,
        )
        return None

    def _note(self, row: OfficeRow, code: str, error: TerytError) -> None:
        has_lost_zero = error.code == "lost_zero"
        self._log.add(
            "Code {value} has lost its leading zero; it must have been {suggestion}."
            if has_lost_zero
            else "Code {value} is not the code of a gmina.",
            where=row.where(CODE_COLUMN),
            hint="Save the column of codes as text, with its zeros."
            if has_lost_zero
            else "Write the TERYT code with six or seven digits.",
            code="lost_zero" if has_lost_zero else "bad_teryt",
            value=code,
            suggestion=error.suggestion,
        )


def _clean(code: str) -> str:
    return re.sub(r"\s", "", code).removesuffix(".0")


def _restore(code: str) -> str:
    """Six digits of a code before which a zero is missing."""
    return ("0" + _clean(code))[:6]
