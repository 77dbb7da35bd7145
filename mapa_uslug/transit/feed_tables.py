"""Files of a feed as columns of text, every row with the line that it stands in.

Arrow's reader is used for its speed; the rows that it cannot take are mended or told here, none is lost silently.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from mapa_uslug.core.errors import ProblemLog

MOST_TOLD: Final = 12
"""Lines that are told of one kind of fault; the rest are counted."""
_BLOCK: Final = 1 << 24


@dataclass(frozen=True, eq=False)
class Column:
    """Texts of a column, each different one kept once.

    Attributes
    ----------
    codes : int32, (rows,)
        Rows of `words`.
    words : object of str, (words,)
        Without blanks around; two may be equal.
    """

    codes: NDArray[np.int32]
    words: NDArray[np.object_]

    @property
    def texts(self) -> NDArray[np.object_]:
        """Text of every row."""
        return self.words[self.codes]

    @property
    def is_empty(self) -> NDArray[np.bool_]:
        """Rows without a text."""
        return np.asarray(self.words == "", bool)[self.codes]

    def parsed(self, parse: Callable[[str], float]) -> NDArray[np.float64]:
        """Number of every row; NaN where the text is empty, or where `parse` raises `ValueError`."""
        values = np.full(len(self.words), np.nan)
        for i, word in enumerate(self.words):
            if word:
                try:
                    values[i] = parse(word)
                except ValueError:
                    continue
        return values[self.codes]

    def rows_of(self, index: dict[str, int]) -> NDArray[np.int64]:
        """What every text is in `index`; -1 where it is not there."""
        return np.array([index.get(word, -1) for word in self.words], np.int64)[self.codes]


@dataclass(frozen=True, eq=False)
class FeedTable:
    """Rows of a file.

    Attributes
    ----------
    place : str
        File as messages name it: ``gtfs.zip/stops.txt``.
    lines : int64, (rows,)
        Line in which a row begins, the headers' being 1.
    columns : dict
        Header -> column.
    """

    place: str
    lines: NDArray[np.int64]
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, name: str) -> Column:
        """A column, empty where the file has none of that name."""
        found = self.columns.get(name)
        return found or Column(np.zeros(len(self), np.int32), np.array([""], object))

    def tell(
        self,
        message: str,
        log: ProblemLog,
        rows: NDArray[Any],
        *,
        hint: str,
        code: str,
        **values: Column | str,
    ) -> None:
        """Warn of some rows, each with its line; of many rows the first are told and the rest counted.

        Parameters
        ----------
        rows : int64, (faulty rows,), or bool, (rows,)
        values
            Fields of the message: one text, or the column that has each row's.
        """
        faulty = np.flatnonzero(rows) if rows.dtype == bool else rows
        for row in faulty[:MOST_TOLD]:
            filled = {k: v.words[v.codes[row]] if isinstance(v, Column) else v for k, v in values.items()}
            log.add(
                message,
                where=f"{self.place}:{self.lines[row]}",
                hint=hint,
                code=code,
                severity="warning",
                **filled,
            )
        if len(faulty) > MOST_TOLD:
            log.add("Lines with the fault that line {line} has, which are not listed: {number}.", where=self.place,
                    hint=hint, code=code, severity="warning", number=len(faulty) - MOST_TOLD,
                    line=self.lines[faulty[MOST_TOLD - 1]])  # fmt: skip


def number(text: str) -> float:
    """A decimal number; what Python takes besides (``1_000``, ``inf``) is none.

    Raises
    ------
    ValueError
        No number.
    """
    if not text.replace(".", "", 1).lstrip("+-").isdecimal():
        raise ValueError(text)
    return float(text)


def read_feed_table(place: str, data: bytes, columns: Collection[str], log: ProblemLog) -> FeedTable:
    """Read a file of a feed (CSV: RFC 4180, UTF-8 with or without BOM).

    Parameters
    ----------
    place
        File as messages name it.
    columns
        Headers of interest; those that the file lacks are absent from the result.
    log
        Takes a warning of each row whose fields do not fit the headers.
    """
    data = _as_utf8(place, data, log)
    names, skipped = _read_headers(data)
    if not any(names):
        return FeedTable(place, np.empty(0, np.int64), {})
    table, numbers = _read_rows(place, data, names, skipped, log)
    is_blank = np.ones(len(numbers), bool)
    for name in table:
        is_blank &= pc.equal(pc.binary_length(table[name]), 0).to_numpy(zero_copy_only=False)
    lines = _lines(data, table, numbers)
    keep = None if not is_blank.any() else np.flatnonzero(~is_blank)
    kept = {name: _column(table[name], keep) for name in names if name in columns}
    return FeedTable(place, lines if keep is None else lines[keep], kept)


def _as_utf8(place: str, data: bytes, log: ProblemLog) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        log.add("The file is not UTF-8; it was read as Windows-1250.", where=f"{place}:{line}",
                hint="Look at the names of the stops; save the file as UTF-8.", code="encoding", severity="warning")  # fmt: skip
        return data.decode("cp1250", "replace").encode()
    return data


def _read_headers(data: bytes) -> tuple[list[str], int]:
    """Headers, unique, and how many lines stand before the first row."""
    skipped = 0
    for line in data.split(b"\n", 20)[:20]:
        skipped += 1
        if text := line.decode("utf-8", "replace").strip():
            break
    else:
        return [], skipped
    try:
        headers = next(csv.reader([text], skipinitialspace=True))
    except csv.Error:
        return [], skipped
    names = [h.strip().strip('"').casefold() for h in headers]
    return [n if n and n not in names[:i] else f"#{i}" for i, n in enumerate(names)], skipped


def _read_rows(
    place: str, data: bytes, names: list[str], skipped: int, log: ProblemLog
) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """Columns, and the number of every row among all rows of the file, lines of headers being rows too."""
    odd: list[tuple[int, str]] = []
    try:
        table = _parse(data, names, skipped, odd, quote='"')
        is_open = _has_open_quote(data, table, odd)
    except pa.ArrowInvalid:
        is_open = True
    if is_open:
        # A mark that is never closed swallows the lines after it: read line by line, it spoils its own alone.
        log.add("A quotation mark of the file is never closed; the file was read line by line.", where=place, code="quotes",
                hint="Each field that begins with a quotation mark ends with one.", severity="warning")  # fmt: skip
        odd.clear()
        table = _parse_lines(place, data, names, skipped, odd, log)
    columns = {name: table[name].combine_chunks() for name in names}
    if is_open:
        columns = {name: pc.utf8_trim(column, ' \r"') for name, column in columns.items()}
    numbers = np.arange(table.num_rows + len(odd), dtype=np.int64) + skipped + 1
    if not odd:
        return columns, numbers
    odd_numbers = np.array([n for n, _ in odd], np.int64)
    numbers = np.concatenate([np.setdiff1d(numbers, odd_numbers), odd_numbers])
    mended = [_mend(text, len(names)) for _, text in odd]
    _tell_odd(place, [n for (n, _), row in zip(odd, mended, strict=True) if row is None], log)
    order = np.argsort(numbers, kind="stable")
    padded = [row or [""] * len(names) for row in mended]
    columns = {
        name: pa.concat_arrays([columns[name], pa.array([row[i] for row in padded], pa.string())]).take(pa.array(order))
        for i, name in enumerate(names)
    }  # fmt: skip
    return columns, numbers[order]


def _parse(data: bytes, names: list[str], skipped: int, odd: list[tuple[int, str]], quote: Any) -> Any:
    def note(row: Any) -> str:
        odd.append((row.number, row.text))
        return "skip"

    if not data[_end_of_line(data, skipped) :]:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        # One thread, for only then are rows numbered.
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=_BLOCK, column_names=names, skip_rows=skipped
        ),
        parse_options=arrow_csv.ParseOptions(
            quote_char=quote, newlines_in_values=quote is not False, ignore_empty_lines=False, invalid_row_handler=note
        ),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )  # fmt: skip


def _parse_lines(
    place: str, data: bytes, names: list[str], skipped: int, odd: list[tuple[int, str]], log: ProblemLog
) -> Any:
    try:
        return _parse(data, names, skipped, odd, quote=False)
    except pa.ArrowInvalid:
        # A line longer than a block.
        log.add("The file is damaged and was not read.", where=place, code="damaged", severity="warning",
                hint="Download the feed once more.")  # fmt: skip
        odd.clear()
        return _parse(b"", names, 0, odd, quote=False)


def _has_open_quote(data: bytes, table: Any, odd: list[tuple[int, str]]) -> bool:
    if any("\n" in text.strip("\r\n") for _, text in odd):
        return True
    return data.count(b'"') % 2 == 1 and any(
        pc.any(pc.match_substring(c, "\n")).as_py() for c in table.columns
    )


def _end_of_line(data: bytes, line: int) -> int:
    """Where a line ends, counted from 1."""
    end = -1
    for _ in range(line):
        end = data.find(b"\n", end + 1)
        if end < 0:
            return len(data)
    return end + 1


def _mend(text: str, width: int) -> list[str] | None:
    """Fields of a row that has too few, or too many empty ones at its end; None where it has too many."""
    try:
        fields = next(csv.reader([text]), [])
    except csv.Error:
        return None
    return (
        None if any(f.strip() for f in fields[width:]) else [*fields[:width], *[""] * (width - len(fields))]
    )


def _tell_odd(place: str, numbers: list[int], log: ProblemLog) -> None:
    none = Column(np.zeros(len(numbers), np.int32), np.array([""], object))
    FeedTable(place, np.array(numbers, np.int64), {"": none}).tell("The line has more fields than there are headers and was left out.", log, np.arange(len(numbers)), code="fields",
        hint="A text that holds a comma stands in quotation marks.",
    )  # fmt: skip


def _lines(data: bytes, table: dict[str, Any], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lines of rows: their numbers, unless texts with line breaks push later ones down."""
    if not len(numbers) or data.count(b"\n") <= numbers[-1]:
        return numbers
    breaks = np.zeros(len(numbers) + 1, np.int64)
    for column in table.values():
        breaks[1:] += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    return numbers + np.cumsum(breaks)[:-1]


def _column(texts: Any, keep: NDArray[np.int64] | None) -> Column:
    coded = (texts if keep is None else texts.take(pa.array(keep))).dictionary_encode()
    words = np.array([w.strip() for w in coded.dictionary.to_pylist()], object)
    return Column(coded.indices.to_numpy(zero_copy_only=False).astype(np.int32), words)
