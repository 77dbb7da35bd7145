"""stany.csv: people of every cell by state at the main threshold, as later runs are compared with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.snapshots import STATE_TABLE_COLUMNS
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, RunResult
from mapa_uslug.reports.csv_files import write_csv


def write_states(result: RunResult, path: Path) -> None:
    """Write ``stany.csv``: a row for every populated cell, service type and mode.

    Of all people only: the age groups of confidential cells are not told anywhere.
    """
    write_csv(list_states(result).rename(columns=STATE_TABLE_COLUMNS), path)


def list_states(result: RunResult) -> pd.DataFrame:
    """The table of `write_states`, with the fields of `STATE_TABLE_COLUMNS`."""
    main = [layer for layer in result.layers if layer.level == MAIN_LEVEL]
    tables = [
        _of_layer(layer, result) for layer in sorted(main, key=lambda layer: (layer.service_type, layer.mode))
    ]
    if not tables:
        return pd.DataFrame(columns=list(STATE_TABLE_COLUMNS))
    return pd.concat(tables, ignore_index=True)


def _of_layer(layer: CoverageLayer, result: RunResult) -> pd.DataFrame:
    cells = result.cells.table
    rows = np.flatnonzero(cells["people"].to_numpy() > 0)
    # A place that may not be shown is in no layer; the last entry is that of cells without a place (-1).
    ids = np.array([*result.services["service_id"].astype(str), ""], dtype=object)
    cost = layer.cost[rows].astype(np.float64)
    return pd.DataFrame(
        {
            "cell_id": cells["cell_id"].to_numpy()[rows],
            "gmina_teryt": cells["gmina_teryt"].to_numpy()[rows],
            "service_type": layer.service_type,
            "mode": layer.mode,
            "threshold": layer.threshold,
            "unit": layer.unit,
            **dict(zip(STATES, layer.people[rows].T, strict=True)),
            "reason": np.array(REASONS, dtype=object)[layer.reason[rows]],
            "cost": np.where(np.isfinite(cost), np.round(cost, 1), np.nan),
            "nearest": ids[layer.nearest_place[rows]],
        }
    )
