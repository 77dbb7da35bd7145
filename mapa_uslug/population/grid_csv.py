"""Grids in CSV files of any size: read in blocks, of which only the cells near the area are kept.

The census grid of one country in the long form of Eurostat has more than 700 MB.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import StringIO
from typing import IO, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.core.archives import BROKEN
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.grid_codes import GridCorners, parse_grid_codes
from mapa_uslug.population.csv_files import find_separator
from mapa_uslug.population.grid_columns import confidentiality_flag, map_columns, wanted_columns

Near = Callable[[GridCorners], NDArray[np.bool_]]
OpenBytes = Callable[[], AbstractContextManager[IO[bytes]]]

_HEAD_BYTES: Final = 1 << 16
_BLOCK_ROWS: Final = 100_000
_LONG_FORM: Final = {"stat": "STAT", "spatial": "SPATIAL", "obs_value": "OBS_VALUE"}
_LONG_STATS: Final = {
    "T": "T",
    "Y_LT15": "Y_LT15",
    "Y_1564": "Y_1564",
    "Y15-64": "Y_1564",
    "Y_GE65": "Y_GE65",
}
_MARKS: Final = {"special_value": "SPECIAL_VALUE", "populated": "POPULATED"}


@dataclass(eq=False)
class CodedRows:
    """Rows of a grid by what their codes say.

    Attributes
    ----------
    near : list of DataFrame
        Rows of cells near the area, block by block.
    read : int
        Cells of the file.
    far, bad : int
        Cells elsewhere, and cells whose code cannot be read; these are among the read.
    unallocated : int
        Rows of people whom the census put into no cell (``PL_unallocated``), among the read; `homeless` are these people.
    example : str
        A code that cannot be read.
    """

    near: list[pd.DataFrame] = field(default_factory=list)
    read: int = 0
    far: int = 0
    bad: int = 0
    unallocated: int = 0
    homeless: float = 0.0
    example: str = ""

    def sort(
        self, codes: pd.Series, people: pd.Series, is_counted: NDArray[np.bool_], near: Near
    ) -> NDArray[np.bool_]:
        """Count rows by their codes, those that stand for a cell; returns which of all are near."""
        corners = parse_grid_codes(codes)
        is_near = near(corners)
        is_bad = np.isnan(corners.east)
        is_unallocated = is_bad & is_without_cell(codes)
        is_bad &= ~is_unallocated
        self.read += int(is_counted.sum())
        self.far += int((is_counted & ~is_near & ~is_bad & ~is_unallocated).sum())
        self.bad += int((is_counted & is_bad).sum())
        self.unallocated += int((is_counted & is_unallocated).sum())
        told = pd.to_numeric(people[is_counted & is_unallocated], errors="coerce")
        self.homeless += float(np.nan_to_num(told.to_numpy(dtype=np.float64, na_value=np.nan)).sum())
        if is_bad.any() and not self.example:
            self.example = str(codes[is_bad].iloc[0])
        return is_near


def is_without_cell(codes: pd.Series) -> NDArray[np.bool_]:
    """Whether codes stand for the people of a country who were put into no cell."""
    return np.asarray(
        codes.astype("string").str.lower().str.endswith("unallocated").fillna(False), dtype=np.bool_
    )


def read_coded_csv(
    open_bytes: OpenBytes, name: str, *, columns: Mapping[str, str], near: Near, log: ProblemLog
) -> tuple[pd.DataFrame, dict[str, str], CodedRows]:
    """Read the cells near the area out of a CSV whose rows are named by codes of cells.

    Parameters
    ----------
    open_bytes : callable
        Opens the file (again).
    columns : mapping
        Our column name -> the grid's own.
    near : callable
        Whether cells are near the area.

    Returns
    -------
    table : DataFrame
        One row a cell, texts.
    names : dict
        Our column name -> the table's.
    rows : CodedRows

    Raises
    ------
    InputError
        No table, or one without the columns that are needed.
    """
    head = _read_head(open_bytes, name)
    by_lower = {column.lower(): column for column in reversed(head.columns)}
    is_long = set(_LONG_FORM) <= set(by_lower)
    present = list(head.columns)
    if is_long:
        # What the figures are called once every cell has one row.
        present = ["SPATIAL", *dict.fromkeys(_LONG_STATS.values())]
    names = map_columns(present, columns, where=name, log=log)
    if "cell_id" not in names:
        log.add(
            "The grid has neither geometry nor a column with the code of the cell; the columns are: {columns}",
            where=name, code="column_missing", columns=", ".join(head.columns),
            hint="Add CODE (CRS3035RES1000mN...E...), or give the grid as a GeoPackage.",
        )  # fmt: skip
    log.raise_errors()
    rows = CodedRows()
    if is_long:
        table = _read_long(head, open_bytes, name, by_lower, near, rows)
    else:
        table = _read_wide(head, open_bytes, name, names, near, rows)
    if not rows.read:
        raise InputError([_empty(name)])
    return table, names, rows


def _read_wide(
    head: _Head, open_bytes: OpenBytes, name: str, names: Mapping[str, str], near: Near, rows: CodedRows
) -> pd.DataFrame:
    wanted = {*names.values(), *wanted_columns(head.columns)}
    for block in _blocks(head, open_bytes, name, wanted):
        is_near = rows.sort(block[names["cell_id"]], block[names["people"]], np.ones(len(block), bool), near)
        rows.near.append(block[is_near])
    return pd.concat(rows.near, ignore_index=True) if rows.near else pd.DataFrame(columns=sorted(wanted))


def _read_long(
    head: _Head, open_bytes: OpenBytes, name: str, by_lower: Mapping[str, str], near: Near, rows: CodedRows
) -> pd.DataFrame:
    """One row a cell out of a table with one row for every cell and statistic."""
    ours = {by_lower[low]: told for low, told in (_LONG_FORM | _MARKS).items() if low in by_lower}
    for block in _blocks(head, open_bytes, name, set(ours)):
        table = block.rename(columns=ours)
        table = table[table["STAT"].isin(list(_LONG_STATS))]
        is_total = np.asarray(table["STAT"] == "T", dtype=np.bool_)
        rows.near.append(table[rows.sort(table["SPATIAL"], table["OBS_VALUE"], is_total, near)])
    table = (
        pd.concat(rows.near, ignore_index=True) if rows.near else pd.DataFrame(columns=sorted(ours.values()))
    )
    wide = _widen(table)
    # A cell of which the total is not told is a cell all the same.
    rows.read += len(wide) - int((table["STAT"] == "T").sum())
    return wide


def _widen(table: pd.DataFrame) -> pd.DataFrame:
    table = table.assign(STAT=table["STAT"].map(_LONG_STATS)).drop_duplicates(["SPATIAL", "STAT"])
    wide = table.pivot(index="SPATIAL", columns="STAT", values="OBS_VALUE")
    wide = wide.reindex(columns=list(dict.fromkeys(_LONG_STATS.values())))
    if "SPECIAL_VALUE" in table:
        secret = table["SPECIAL_VALUE"].str.strip().str.lower() == "confidential"
        flags = table.assign(flag=secret).pivot(index="SPATIAL", columns="STAT", values="flag")
        for column in flags:
            wide[confidentiality_flag(str(column))] = flags[column].eq(True).map({True: "-8888", False: ""})
    if "POPULATED" in table:
        wide["POPULATED"] = table.groupby("SPATIAL")["POPULATED"].first()
    return wide.reset_index().rename_axis(columns=None).astype("string")


@dataclass(frozen=True)
class _Head:
    columns: tuple[str, ...]
    separator: str
    encoding: str


def _read_head(open_bytes: OpenBytes, name: str) -> _Head:
    """Columns, separator and encoding by the beginning of the file."""
    try:
        with open_bytes() as stream:
            raw = stream.read(_HEAD_BYTES)
    except BROKEN as error:
        raise InputError([_unreadable(name, error)]) from error
    encoding = "utf-8-sig"
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        # The last letter may be cut in two.
        encoding = encoding if error.start > len(raw) - 4 and len(raw) == _HEAD_BYTES else "cp1250"
    text = raw.decode(encoding, errors="replace")
    if not text.strip() or "\x00" in text:
        raise InputError([_empty(name)])
    separator = find_separator(text)
    first = next(line for line in text.splitlines() if line.strip())
    columns = next(csv.reader(StringIO(first), delimiter=separator, skipinitialspace=True))
    return _Head(tuple(column.strip() for column in columns), separator, encoding)


def _blocks(head: _Head, open_bytes: OpenBytes, name: str, wanted: set[str]) -> Iterator[pd.DataFrame]:
    """Blocks of the wanted columns as texts."""
    try:
        with (
            open_bytes() as stream,
            pd.read_csv(
                stream, sep=head.separator, dtype="string", skipinitialspace=True, encoding=head.encoding,
                encoding_errors="replace", chunksize=_BLOCK_ROWS, usecols=lambda column: str(column).strip() in wanted,
            ) as blocks,
        ):  # fmt: skip
            for block in blocks:
                yield block.rename(columns=lambda column: str(column).strip())
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, *BROKEN) as error:
        raise InputError([_unreadable(name, error)]) from error


def _empty(name: str) -> Problem:
    return problem(
        "The file has no rows.", where=name, hint="Give a CSV file with a header and rows.", code="empty"
    )


def _unreadable(name: str, error: Exception) -> Problem:
    return problem(
        "The file cannot be read: {reason}", where=name, hint="Save it as CSV (UTF-8) with one header row.",
        code="csv_unreadable", reason=error,
    )  # fmt: skip
