"""stany.csv: people of every cell by state at the main threshold, as later runs are compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.snapshots import STATE_TABLE_COLUMNS
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, RunResult
from mapa_uslug.core.files import atomic_path
from mapa_uslug.reports.csv_files import write_csv

LARGEST_CSV: Final = 1_000_000
"""Rows that the table may have as CSV; no spreadsheet opens a longer one."""


def write_states(result: RunResult, path: Path) -> Path:
    """Write ``stany.csv``: a row for every populated cell, service type and mode.

    Of all people only: the age groups of confidential cells are not told anywhere. A table of more than `LARGEST_CSV` rows
    is written as ``stany.parquet`` instead, with the same columns.

    Returns
    -------
    Path
        The file that was written.
    """
    if _count_rows(result) <= LARGEST_CSV:
        write_csv(list_states(result).rename(columns=STATE_TABLE_COLUMNS), path)
        return path
    path = path.with_suffix(".parquet")
    with atomic_path(path) as part:
        _write_parquet(result, part)
    return path


def list_states(result: RunResult) -> pd.DataFrame:
    """The table of `write_states`, with the fields of `STATE_TABLE_COLUMNS`."""
    tables = list(_of_layers(result))
    if not tables:
        return pd.DataFrame(columns=list(STATE_TABLE_COLUMNS))
    return pd.concat(tables, ignore_index=True)


def _count_rows(result: RunResult) -> int:
    return len(_main_layers(result)) * int((result.cells.table["people"].to_numpy() > 0).sum())


def _write_parquet(result: RunResult, path: Path) -> None:
    """One layer at a time, so that the whole table never lies in memory."""
    writer = None
    try:
        for table in _of_layers(result):
            rows = pa.Table.from_pandas(table.rename(columns=STATE_TABLE_COLUMNS), preserve_index=False)
            writer = writer or parquet.ParquetWriter(path, rows.schema, compression="zstd")
            writer.write_table(rows)
    finally:
        if writer is not None:
            writer.close()


def _main_layers(result: RunResult) -> Sequence[CoverageLayer]:
    main = [layer for layer in result.layers if layer.level == MAIN_LEVEL]
    return sorted(main, key=lambda layer: (layer.service_type, layer.mode))


def _of_layers(result: RunResult) -> Iterator[pd.DataFrame]:
    cells = result.cells.table
    rows = np.flatnonzero(cells["people"].to_numpy() > 0)
    names = {name: cells[name].to_numpy(dtype=object)[rows] for name in ("cell_id", "gmina_teryt")}
    # A place that may not be shown is in no layer; the last entry is that of cells without a place (-1).
    ids = np.array([*result.services["service_id"].astype(str), ""], dtype=object)
    for layer in _main_layers(result):
        yield pd.DataFrame(names | _of_layer(layer, rows, ids))


def _of_layer(layer: CoverageLayer, rows: np.ndarray, ids: np.ndarray) -> dict[str, Any]:
    cost = layer.cost[rows].astype(np.float64)
    return {
        "service_type": layer.service_type,
        "mode": layer.mode,
        "threshold": layer.threshold,
        "unit": layer.unit,
        **dict(zip(STATES, layer.people[rows].T, strict=True)),
        "reason": np.array(REASONS, dtype=object)[layer.reason[rows]],
        "cost": np.where(np.isfinite(cost), np.round(cost, 1), np.nan),
        "nearest": ids[layer.nearest_place[rows]],
    }
