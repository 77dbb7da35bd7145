"""Points of analysts: CSV with id, lon, lat, or any vector layer with an id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem

_TABLES = (".csv", ".txt")


@dataclass(frozen=True, eq=False)
class Points:
    """Points by id; coordinates in the CRS asked for (``nan`` when only ids were read)."""

    ids: NDArray[Any]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def read_points(path: Path, *, crs: str, ids_only: bool = False) -> Points:
    """Read points in file order.

    Parameters
    ----------
    path
        ``.csv`` with ``id, lon, lat`` (degrees), or a vector layer of points with a field ``id``, in its own CRS.
    crs
        CRS of the result.
    ids_only
        The ids are nodes of the network; coordinates are not needed.

    Raises
    ------
    InputError
        Missing columns, coordinates that are no degrees, ids that repeat: every problem of the file.
    """
    if not path.is_file():
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")])  # fmt: skip
    ids, x, y, source = _read_table(path, ids_only) if path.suffix.lower() in _TABLES else _read_layer(path)
    _check(path, ids, x, y, is_degrees=source == WGS84 and not ids_only, ids_only=ids_only)
    if ids_only:
        return Points(ids, x, y)
    return Points(ids, *transform_xy(x, y, source, crs))


def _read_table(
    path: Path, ids_only: bool
) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64], str]:
    try:
        table = pd.read_csv(path, encoding="utf-8-sig", dtype={"id": "string"}, skipinitialspace=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError([problem("The table cannot be read: {reason}", where=path.name, code="table", reason=error,
                                  hint="Save it as CSV UTF-8 with the columns id, lon, lat.")]) from error  # fmt: skip
    wanted = ["id"] if ids_only else ["id", "lon", "lat"]
    _require(path, wanted, table.columns)
    ids = _plain_ids(table["id"])
    if ids_only:
        nothing = np.full(len(table), np.nan)
        return ids, nothing, nothing, WGS84
    x, y = (pd.to_numeric(table[c], errors="coerce").to_numpy(dtype=np.float64) for c in ("lon", "lat"))
    return ids, x, y, WGS84


def _read_layer(path: Path) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64], str]:
    import shapely

    from mapa_uslug.core.vectors import identify_crs, list_layers, read_layer

    log = ProblemLog()
    layer = list_layers(path)[0]
    _require(path, ["id"], layer.columns)
    crs = identify_crs(layer, log=log)
    log.raise_errors()
    table = read_layer(layer)
    points = shapely.point_on_surface(table.geometry.to_numpy())
    return _plain_ids(table["id"].astype("string")), shapely.get_x(points), shapely.get_y(points), str(crs)


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


def _check(
    path: Path,
    ids: NDArray[Any],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    is_degrees: bool,
    ids_only: bool,
) -> None:
    log = ProblemLog()
    if not len(ids):
        log.add("The file has no points.", where=path.name, code="empty", hint="Give at least one row.")
    repeated = pd.Series(ids).duplicated().to_numpy()
    bad = np.zeros(len(ids), dtype=bool) if ids_only else ~(np.isfinite(x) & np.isfinite(y))
    if is_degrees:
        bad |= (np.abs(x) > 180.0) | (np.abs(y) > 90.0)
    for row in np.flatnonzero(repeated):
        log.add("The id {value} repeats.", where=f"{path.name}:{row + 2}", code="duplicate_id", value=ids[row],
                hint="Give every point an id of its own.")  # fmt: skip
    for row in np.flatnonzero(bad):
        log.add("The point {value} has no usable coordinates (lon {lon}, lat {lat}).", where=f"{path.name}:{row + 2}",
                code="bad_coordinates", value=ids[row], lon=x[row], lat=y[row],
                hint="Write degrees with a decimal point: lon from -180 to 180, lat from -90 to 90.")  # fmt: skip
    log.raise_errors()
