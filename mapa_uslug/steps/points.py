"""Points of analysts: CSV with id, lon, lat, or any vector layer with an id."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem

_TABLES: Final = (".csv", ".txt")
_ENCODINGS: Final = ("utf-8-sig", "cp1250")
_DELIMITERS: Final = ",;\t"


@dataclass(frozen=True, eq=False)
class Points:
    """Points by id, in the order and CRS of their file.

    Attributes
    ----------
    ids : (points,)
        Whole numbers when all of them are, else text.
    x, y : float64, (points,)
        ``nan`` when only ids were read.
    crs : str
    places : (points,)
        Where each is written, as ``file:row``.
    problems : tuple of Problem
        Warnings about the file.
    """

    ids: NDArray[Any]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    crs: str
    places: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    def locate(self, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coordinates in another CRS."""
        return transform_xy(self.x, self.y, self.crs, crs)


@dataclass(frozen=True, eq=False)
class _Rows:
    """A file as read: `shown` are coordinates as its owner wrote them, `numbers` the rows as a program shows them."""

    ids: pd.Series
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    crs: str | None
    numbers: Sequence[int]
    shown: Sequence[tuple[str, str]] = ()


def read_points(path: Path, *, ids_only: bool = False) -> Points:
    """Read points in file order.

    Parameters
    ----------
    path
        ``.csv`` with ``id, lon, lat`` in degrees (UTF-8 or Windows-1250; comma, semicolon or tab; decimal point or
        comma), or a vector layer of points with a field ``id``, in its own CRS.
    ids_only
        The ids are nodes of the network; coordinates are not needed.

    Raises
    ------
    InputError
        Missing columns, coordinates that are none, ids that are empty or repeat: every problem of the file.
    """
    if not path.is_file():
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")])  # fmt: skip
    log = ProblemLog()
    is_table = path.suffix.lower() in _TABLES
    rows = _read_table(path, ids_only=ids_only) if is_table else _read_layer(path, log)
    places = tuple(f"{path.name}:{number}" for number in rows.numbers)
    if not len(rows.ids):
        log.add("The file has no points.", where=path.name, code="empty", hint="Give at least one row.")
    _check_ids(rows, places, log)
    if not ids_only:
        _check_coordinates(rows, places, log)
    log.raise_errors()
    return Points(_plain_ids(rows.ids), rows.x, rows.y, str(rows.crs), places, tuple(log.problems))


def _read_table(path: Path, *, ids_only: bool) -> _Rows:
    lines = _read_lines(path)
    header = [cell.strip().casefold() for cell in lines[0][1]] if lines else []
    wanted = ["id"] if ids_only else ["id", "lon", "lat"]
    _require(path, wanted, header)
    at = [header.index(name) for name in wanted]
    cells = [[row[i].strip() if i < len(row) else "" for i in at] for _, row in lines[1:]]
    table = pd.DataFrame(cells, columns=wanted, dtype="string")
    numbers = [number for number, _ in lines[1:]]
    if ids_only:
        nothing = np.full(len(table), np.nan)
        return _Rows(table["id"], nothing, nothing, WGS84, numbers)
    x, y = (_parse_degrees(table[name]) for name in ("lon", "lat"))
    return _Rows(table["id"], x, y, WGS84, numbers, list(zip(table["lon"], table["lat"], strict=True)))


def _read_lines(path: Path) -> list[tuple[int, list[str]]]:
    """Rows with something in them and the line that each ends on."""
    text = _decode(path)
    delimiter = max(_DELIMITERS, key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError([problem("The table cannot be read: {reason}", where=path.name, code="table", reason=error,
                                  hint="Save it as CSV UTF-8 with the columns id, lon, lat.")]) from error  # fmt: skip


def _decode(path: Path) -> str:
    data = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([problem("The file is not readable text (tried UTF-8 and Windows-1250).", where=path.name,
                              code="encoding", hint="Save it as CSV UTF-8 with the columns id, lon, lat.")])  # fmt: skip


def _parse_degrees(cells: pd.Series) -> NDArray[np.float64]:
    numbers = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))


def _read_layer(path: Path, log: ProblemLog) -> _Rows:
    import shapely

    from mapa_uslug.core.vectors import identify_crs, list_layers, read_layer

    layers = list_layers(path)
    if not layers:
        return _Rows(pd.Series([], dtype="string"), np.empty(0), np.empty(0), None, ())
    layer = layers[0]
    _require(path, ["id"], layer.columns)
    crs = identify_crs(layer, log=log)
    table = read_layer(layer)
    points = shapely.point_on_surface(table.geometry.to_numpy())
    ids = table["id"].astype("string").reset_index(drop=True)
    return _Rows(ids, shapely.get_x(points), shapely.get_y(points), crs, table.index.tolist())


def _plain_ids(ids: pd.Series) -> NDArray[Any]:
    """Ids as whole numbers when all of them are, else as text."""
    text = ids.fillna("").str.strip()
    is_whole = text.str.fullmatch(r"-?(0|[1-9]\d{0,17})")
    return np.asarray(text.astype("int64") if len(text) and is_whole.all() else text.astype(object))


def _require(path: Path, wanted: Sequence[str], found: Sequence[str]) -> None:
    missing = [c for c in wanted if c not in list(found)]
    problems: list[Problem] = [
        problem("Column {column} is missing.", where=path.name, code="missing_column", column=c,
                hint="Columns found: {found}.", found=", ".join(map(str, found))[:300]) for c in missing
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _check_ids(rows: _Rows, places: Sequence[str], log: ProblemLog) -> None:
    ids = rows.ids.fillna("").str.strip()
    is_empty = (ids == "").to_numpy(dtype=bool)
    for row in np.flatnonzero(is_empty).tolist():
        log.add("The point has no id.", where=places[row], code="missing_id",
                hint="Give every point an id of its own.")  # fmt: skip
    for row in np.flatnonzero(ids.duplicated().to_numpy() & ~is_empty).tolist():
        log.add("The id {value} repeats.", where=places[row], code="duplicate_id", value=ids.iloc[row],
                hint="Give every point an id of its own.")  # fmt: skip


def _check_coordinates(rows: _Rows, places: Sequence[str], log: ProblemLog) -> None:
    bad = ~(np.isfinite(rows.x) & np.isfinite(rows.y))
    if rows.crs == WGS84:
        bad |= (np.abs(rows.x) > 180.0) | (np.abs(rows.y) > 90.0)
    ids = rows.ids.fillna("")
    for row in np.flatnonzero(bad).tolist():
        if rows.shown:
            lon, lat = rows.shown[row]
            log.add("The point {value} has no usable coordinates (lon {lon}, lat {lat}).", where=places[row],
                    code="bad_coordinates", value=ids.iloc[row], lon=lon, lat=lat,
                    hint="Write degrees: lon from -180 to 180, lat from -90 to 90.")  # fmt: skip
        else:
            log.add("The point {value} of the layer has no place, or one beyond its coordinate system.",
                    where=places[row], code="bad_geometry", value=ids.iloc[row],
                    hint="Draw the point, or delete its row; check that the layer has the right coordinate system.")  # fmt: skip
