"""Where localities lie: at the middle of their people."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from mapa_uslug.contracts.tables import RunResult


def place_localities(result: RunResult, gminas: Collection[str]) -> pd.DataFrame:
    """Localities of some gminas, most people first: ``gmina_teryt, locality, people, x, y`` (area CRS [m])."""
    table = result.cells.table
    is_in = (
        table["gmina_teryt"].isin(set(gminas)) & (table["people"] > 0) & table["locality"].fillna("").ne("")
    )
    cells = table[is_in]
    people = cells["people"].to_numpy(dtype=np.float64)
    points = cells.geometry
    sums = (
        pd.DataFrame(cells[["gmina_teryt", "locality"]])
        .assign(people=people, x=points.x.to_numpy() * people, y=points.y.to_numpy() * people)
        .groupby(["gmina_teryt", "locality"], as_index=False)
        .sum()
        .sort_values(["people", "gmina_teryt", "locality"], ascending=[False, True, True], ignore_index=True)
    )
    return sums.assign(x=sums["x"] / sums["people"], y=sums["y"] / sums["people"])
