"""Who is within reach of a service in another gmina than their own."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import FULL, SERVED
from mapa_uslug.contracts.tables import RunResult

REACHED_COLUMNS: Final = ("gmina_teryt", "service_type", "share")


def share_reached_elsewhere(result: RunResult) -> pd.DataFrame:
    """Share of every gmina's people whose nearest place of a service is in another gmina, and within the main threshold by some mode.

    No way is measured anew: the states of the run tell. Where a gmina has a place of its own, it is the nearest to most, so the
    share says how far it is served from elsewhere.

    Returns
    -------
    DataFrame
        Columns `REACHED_COLUMNS`, for every gmina with people and every service measured, zeros too.
    """
    cells = result.cells.table
    gmina = cells["gmina_teryt"].astype(str).to_numpy()
    people = cells["people"].to_numpy(dtype=np.int64)
    seats = np.append(result.services["gmina_teryt"].astype(str).to_numpy(dtype=object), "")
    within: dict[str, np.ndarray] = {}
    for layer in result.layers:
        if layer.level == MAIN_LEVEL:
            elsewhere = (layer.nearest_place >= 0) & (seats[layer.nearest_place] != gmina)
            reached = np.where(elsewhere, layer.people[:, SERVED] + layer.people[:, FULL], 0)
            known = within.get(layer.service_type, np.zeros(len(people), dtype=np.int64))
            within[layer.service_type] = np.maximum(known, reached)
    rows = [
        (code, kind, float(reached[gmina == code].sum()) / float(people[gmina == code].sum()))
        for code in np.unique(gmina)
        for kind, reached in within.items()
        if people[gmina == code].sum()
    ]
    table = pd.DataFrame(rows, columns=list(REACHED_COLUMNS))
    return table.sort_values(["gmina_teryt", "service_type"], ignore_index=True)
