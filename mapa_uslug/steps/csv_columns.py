"""Some columns of a CSV of any size: at full speed when nothing is wrong with it, else with the line of every fault."""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, Problem, problem

_ENCODINGS: Final = ("utf-8-sig", "cp1250")
_DELIMITERS: Final = ",;\t"
_BLOCK: Final = 1 << 24
SHOWN_FAULTS: Final = 50
"""Faults of a kind that are told one by one, since a file may have millions of them."""


@dataclass(frozen=True, eq=False)
class Labels:
    """A column of words: the words that occur, in order of first appearance, and which of them each row has."""

    code: NDArray[np.int32]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Columns:
    """The rows of a file, empty ones left out.

    Attributes
    ----------
    labels : dict of str to Labels
        By column; optional columns that the file lacks are not in it.
    number : float64, (rows,)
        ``nan`` where there is none.
    file : str
        Name of the file, without folders.
    line : int64, (rows,), or None
        Line of the file on which each row ends; None after a fast reading.
    written : dict of int to str
        What is written, by row, where that is no number.
    """

    labels: dict[str, Labels]
    number: NDArray[np.float64]
    file: str
    line: NDArray[np.int64] | None = None
    written: dict[int, str] = field(default_factory=dict)

    def where(self, row: int) -> str:
        """A row as messages name it."""
        return self.file if self.line is None else f"{self.file}:{self.line[row]}"

    def show(self, row: int) -> str:
        """A row's number as its owner wrote it."""
        return self.written.get(row, f"{self.number[row]:g}")


@dataclass(frozen=True)
class Header:
    """How a file is written and where its columns are.

    Attributes
    ----------
    width : int
        Columns of the file.
    at : dict of str to int
        Position of the columns asked for; optional ones that the file lacks are not in it.
    line : int
        Line of the column names, from 1.
    """

    encoding: str
    delimiter: str
    width: int
    at: dict[str, int]
    line: int


def read_header(path: Path, wanted: Sequence[str], *, optional: Sequence[str] = ()) -> Header:
    """Find columns by name, upper or lower case, in the first line with something in it.

    Raises
    ------
    InputError
        The file is missing, empty or not text, or a wanted column is.
    """
    if not path.is_file():
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")])  # fmt: skip
    encoding = _find_encoding(path)
    number, line = _first_line(path, encoding)
    if not line:
        raise InputError([no_rows(path)])
    delimiter = max(_DELIMITERS, key=line.count)
    found = [name.strip().casefold() for name in next(csv.reader([line], delimiter=delimiter))]
    missing = [name for name in wanted if name not in found]
    if missing:
        raise InputError(
            problem("Column {column} is missing.", where=path.name, code="missing_column", column=name,
                    hint="Columns found: {found}.", found=", ".join(found)[:300])
            for name in missing
        )  # fmt: skip
    at = {name: found.index(name) for name in (*wanted, *optional) if name in found}
    return Header(encoding, delimiter, len(found), at, number)


def read_columns_fast(path: Path, header: Header, *, number: str) -> Columns | None:
    """Read with Arrow; None where that is not how the file is written. What is no number is ``nan``."""
    for decimal in (".",) if header.delimiter == "," else (".", ","):
        table = _read_arrow(path, header, number=number, decimal=decimal)
        if table is not None:
            return table
    return None


def read_columns(path: Path, header: Header, *, number: str) -> tuple[Columns, list[Problem]]:
    """Read row by row: numbers with decimal point or comma, and the line of everything; with rows that are too short."""
    places = {name: i for name, i in header.at.items() if name != number}
    words: dict[str, dict[str, int]] = {name: {} for name in places}
    codes: dict[str, array[int]] = {name: array("i") for name in places}
    numbers, lines = array("d"), array("q")
    written: dict[int, str] = {}
    short: list[tuple[int, int]] = []
    least = max(header.at.values()) + 1
    for line, cells in _rows(path, header):
        if len(cells) < least:
            short.append((line, len(cells)))
            continue
        for name, i in places.items():
            known = words[name]
            codes[name].append(known.setdefault(cells[i].strip(), len(known)))
        value = parse_number(cells[header.at[number]])
        if math.isnan(value):
            written[len(numbers)] = cells[header.at[number]].strip()
        numbers.append(value)
        lines.append(line)
    labels = {name: Labels(np.asarray(codes[name], dtype=np.int32), tuple(words[name])) for name in places}
    columns = Columns(
        labels, np.asarray(numbers, dtype=np.float64), path.name, np.asarray(lines, dtype=np.int64), written
    )
    return columns, tell_each(short, lambda row: _short_row(path, header, *row), file=path.name)


def tell_each(faults: Sequence[Any], tell: Callable[[Any], Problem], *, file: str) -> list[Problem]:
    """A problem for each of the first faults of a kind, and one for all others together."""
    told = [tell(fault) for fault in faults[:SHOWN_FAULTS]]
    if len(faults) > SHOWN_FAULTS:
        told.append(problem("{count} more rows have faults of the same kind.", where=file, code=f"more_{told[0].code}",
                            count=len(faults) - SHOWN_FAULTS, hint=told[0].hint))  # fmt: skip
    return told


def _short_row(path: Path, header: Header, line: int, count: int) -> Problem:
    return problem("The row has {count} columns instead of {expected}.", where=f"{path.name}:{line}",
                   code="short_row", count=count, expected=header.width,
                   hint="Give every row as many columns as the first line has.")  # fmt: skip


def parse_number(cell: str) -> float:
    """A number as people write it; ``nan`` where it is none."""
    text = "".join(cell.split()).replace(",", ".")
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def no_rows(path: Path) -> Problem:
    """The file holds nothing."""
    return problem("The file has no rows.", where=path.name, code="empty",
                   hint="Give a CSV file with a header and rows.")  # fmt: skip


def _read_arrow(path: Path, header: Header, *, number: str, decimal: str) -> Columns | None:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    named = {i: name for name, i in header.at.items()}
    words = pa.dictionary(pa.int32(), pa.string())
    try:
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(
                column_names=[named.get(i, f"column {i}") for i in range(header.width)],
                skip_rows=header.line, block_size=_BLOCK,
                encoding="utf8" if header.encoding == "utf-8-sig" else header.encoding,
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=header.delimiter),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(header.at), decimal_point=decimal, strings_can_be_null=False,
                column_types={name: pa.float64() if name == number else words for name in header.at},
            ),
        )  # fmt: skip
    except (pa.ArrowInvalid, UnicodeError):
        return None
    labels = {name: _arrow_labels(table.column(name)) for name in header.at if name != number}
    return Columns(labels, table.column(number).to_numpy(zero_copy_only=False).astype(np.float64), path.name)


def _arrow_labels(column: Any) -> Labels:
    words = column.unify_dictionaries().combine_chunks()
    if not len(words):
        return Labels(np.empty(0, dtype=np.int32), ())
    names = [str(name or "").strip() for name in words.dictionary.to_pylist()]
    code = np.asarray(words.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int32)
    first = {name: i for i, name in reversed(list(enumerate(names)))}
    if len(first) == len(names) and not (code < 0).any():
        return Labels(code, tuple(names))
    # Words that differ by blanks only are one; a missing word is the empty one.
    merged = {name: i for i, name in enumerate(dict.fromkeys([*names, ""]))}
    return Labels(np.array([merged[name] for name in [*names, ""]], dtype=np.int32)[code], tuple(merged))


def _find_encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(_BLOCK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise InputError([problem("The file is not readable text (tried UTF-8 and Windows-1250).", where=path.name,
                              code="encoding", hint="Save it as CSV (UTF-8) with one header row.")])  # fmt: skip


def _first_line(path: Path, encoding: str) -> tuple[int, str]:
    with path.open(encoding=encoding) as file:
        for number, line in enumerate(file, start=1):
            if line.strip().strip(_DELIMITERS):
                return number, line.rstrip("\n")
    return 0, ""


def _rows(path: Path, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Rows with something in them and the line that each ends on."""
    with path.open(encoding=header.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=header.delimiter)
        try:
            for cells in reader:
                if reader.line_num > header.line and any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as error:
            raise InputError([problem("The table cannot be read: {reason}", where=path.name, code="table", reason=error,
                                      hint="Save it as CSV (UTF-8) with one header row.")]) from error  # fmt: skip
