"""Rows of address files in blocks, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.vectors import VectorLayer

BLOCK_ROWS: Final = 65_536


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows of a file.

    Attributes
    ----------
    text : dict of list of str
        By field of `TEXT_FIELDS`; those that the file lacks are absent, empty cells are ``""``.
    x, y : float64 arrays
        In the CRS of the file, east and north; ``nan`` without geometry.
    """

    text: Mapping[str, list[str]]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def vector_blocks(layer: VectorLayer, columns: Mapping[str, str]) -> Iterator[Block]:
    """Rows of a vector layer."""
    wanted = sorted(set(columns.values()))
    bare = layer.path.suffix.lower() == ".shp" and not layer.path.with_suffix(".cpg").exists()
    with pyogrio.open_arrow(
        layer.path, layer=layer.layer, columns=wanted, batch_size=BLOCK_ROWS, use_pyarrow=True,
        encoding="UTF-8" if bare else None,
    ) as (meta, reader):  # fmt: skip
        geometry = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            x, y = _points(shapely.from_wkb(batch.column(geometry).to_numpy(zero_copy_only=False)))
            yield Block({f: _texts(batch.column(c)) for f, c in columns.items()}, x, y)


def parquet_blocks(path: Path, columns: Mapping[str, str]) -> Iterator[Block]:
    """Rows of a Parquet file."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(BLOCK_ROWS, columns=sorted(set(columns.values()))):
            text = {f: _texts(batch.column(c)) for f, c in columns.items() if f != "wkb"}
            if "wkb" in columns:
                shapes = shapely.from_wkb(batch.column(columns["wkb"]).to_numpy(zero_copy_only=False))
                yield Block(text, *_points(shapes))
            else:
                yield _block_of_texts(text)


def csv_blocks(path: Path, columns: Mapping[str, str], *, separator: str, encoding: str) -> Iterator[Block]:
    """Rows of a CSV file."""
    with pd.read_csv(
        path, sep=separator, encoding=encoding, dtype=str, keep_default_na=False,
        chunksize=BLOCK_ROWS, skipinitialspace=True, engine="c",
    ) as frames:  # fmt: skip
        for frame in frames:
            frame.columns = [str(c).strip() for c in frame.columns]
            yield _block_of_texts({f: [str(v).strip() for v in frame[c]] for f, c in columns.items()})


def _block_of_texts(text: dict[str, list[str]]) -> Block:
    if "wkt" in text:
        written = [value.rpartition(";")[2] or None for value in text.pop("wkt")]
        x, y = _points(shapely.from_wkt(np.array(written, dtype=object), on_invalid="ignore"))
    else:
        x, y = _numbers(text.pop("x")), _numbers(text.pop("y"))
    return Block(text, x, y)


def _numbers(cells: list[str]) -> NDArray[np.float64]:
    plain = [cell.replace(",", ".").replace("\u00a0", "").replace(" ", "") for cell in cells]
    return np.asarray(pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce"), dtype=np.float64)


def _points(shapes: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shapes = np.asarray(shapes, dtype=object)
    other = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, shapely.GeometryType.POINT)))
    if len(other):
        shapes[other] = shapely.centroid(shapes[other])
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _texts(column: Any) -> list[str]:
    values = column if pa.types.is_string(column.type) else column.cast(pa.string())
    return [(value or "").strip() for value in values.to_pylist()]
