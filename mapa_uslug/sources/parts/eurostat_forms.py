"""The two forms of Eurostat's census grid, read straight from their archives, piece by piece.

Long: a row a cell and statistic (STAT, SPATIAL, OBS_VALUE, SPECIAL_VALUE), over 700 MB for Poland. Wide: a row a cell
(GRD_ID, T, Y_LT15, Y_1564, Y_GE65), all of Europe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.core.safe_zip import find_members, member_pieces, open_zip
from mapa_uslug.core.text import mark

OTHER_COLUMNS: Final = mark("its table has neither of the forms of the census grid; its columns are")
NO_TABLE: Final = mark("its archive holds no table (.csv)")
UNREADABLE: Final = mark("its table is damaged")
COLUMNS: Final = ("GRD_ID", "T", "Y_LT15", "Y_1564", "Y_GE65", "POPULATED", "SPECIAL_VALUE")
"""Of what is written: figures as they came, empty where they are confidential."""
_FIGURES: Final = COLUMNS[1:5]
_LONG: Final = ("STAT", "SPATIAL", "OBS_VALUE")
_WIDE: Final = ("GRD_ID", "T")
_STATS: Final = {"T": "T", "Y_LT15": "Y_LT15", "Y_1564": "Y_1564", "Y15-64": "Y_1564", "Y_GE65": "Y_GE65"}
_CONFIDENTIAL: Final = "confidential"
_ROW: Final = 100_000
_CHUNK_ROWS: Final = 50_000
_MAX_BYTES: Final = 30_000_000_000
"""Most that an archive may unpack to: that of Europe holds the same grid in several formats."""


def check_archive(path: Path) -> None:
    """Raise `ValueError` unless an archive holds a table of one of the forms."""
    with _open_table(path) as stream:
        _form_of(next(csv.reader(stream), []))


def read_cells(path: Path, keys: NDArray[np.int64]) -> pd.DataFrame:
    """Cells with the given keys (see `grid_cells.keys_around`) as text, `COLUMNS`; no more than a piece is in memory.

    Raises
    ------
    ValueError
        With a message id: no such table, or a damaged one.
    """
    codes = {f"CRS3035RES1000mN{key // _ROW * 1000}E{key % _ROW * 1000}" for key in keys.tolist()}
    with _open_table(path) as stream:
        header = next(csv.reader(stream), [])
        is_long = _form_of(header) == _LONG
        code = "SPATIAL" if is_long else "GRD_ID"
        wanted = {*_LONG, *_STATS.values(), *COLUMNS} & set(header)
        parts = [_near(chunk, code, codes) for chunk in _chunks(stream, header, sorted(wanted))]
    cells = pd.concat(parts, ignore_index=True)
    return _widen(cells) if is_long else _complete(cells)


def _near(chunk: pd.DataFrame, code: str, codes: set[str]) -> pd.DataFrame:
    if "STAT" in chunk:
        chunk = chunk[chunk["STAT"].isin(list(_STATS))]
    # A country may stand before the code.
    return chunk[chunk[code].str.rpartition("_")[2].isin(codes)]


def _chunks(stream: TextIO, header: Sequence[str], wanted: list[str]) -> Iterator[pd.DataFrame]:
    reader = pd.read_csv(stream, names=list(header), header=None, usecols=wanted, dtype=str, keep_default_na=False,
                         chunksize=_CHUNK_ROWS)  # fmt: skip
    try:
        yield from reader
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ValueError(UNREADABLE) from error


def _widen(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a cell out of rows by cell and statistic; the first of two rows for the same counts."""
    rows = rows.assign(STAT=rows["STAT"].map(_STATS)).drop_duplicates(["SPATIAL", "STAT"])
    wide = rows.pivot(index="SPATIAL", columns="STAT", values="OBS_VALUE")
    everybody = rows[rows["STAT"] == "T"].set_index("SPATIAL")
    if "POPULATED" in rows:
        wide["POPULATED"] = everybody["POPULATED"]
    if "SPECIAL_VALUE" in rows:
        hidden = rows.loc[rows["SPECIAL_VALUE"].str.strip().str.lower() == _CONFIDENTIAL, "SPATIAL"]
        wide["SPECIAL_VALUE"] = np.where(wide.index.isin(hidden), _CONFIDENTIAL, "")
    return _complete(wide.reset_index(names="GRD_ID").rename_axis(columns=None))


def _complete(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.reindex(columns=list(COLUMNS), fill_value="").fillna("").drop_duplicates("GRD_ID")


def _form_of(header: Sequence[str]) -> tuple[str, ...]:
    form = next((form for form in (_LONG, _WIDE) if set(form) <= set(header)), None)
    if form is None:
        raise ValueError(f"{OTHER_COLUMNS}: {', '.join(header)[:200]}")
    return form


@contextmanager
def _open_table(path: Path) -> Iterator[TextIO]:
    """The largest table of an archive as text; or the file itself, where it is a table."""
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield stream
        return
    with open_zip(path, max_bytes=_MAX_BYTES) as archive:
        tables = find_members(archive, ".csv")
        if not tables:
            raise ValueError(NO_TABLE)
        largest = max(tables, key=lambda name: archive.getinfo(name).file_size)
        pieces = _Pieces(member_pieces(archive, largest, max_bytes=_MAX_BYTES))
        yield io.TextIOWrapper(io.BufferedReader(pieces), encoding="utf-8-sig", newline="")


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._pieces, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
