"""oferta.csv: every service with what is known of it, as later runs are compared with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mapa_uslug.contracts.snapshots import OFFER_COLUMNS
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.reports.csv_files import write_csv

_OF_A_COUNT = ("gmina_teryt", "service_type", "capacity_unit")
# A quarter of a post counts, and other figures of tables have one decimal.
_EXACT = ("capacity", "occupied", "waiting", "staff_fte")


def write_offer(result: RunResult, path: Path) -> None:
    """Write ``oferta.csv``: a row for every service, also for those without a point; by id.

    Services whose place must not be shown (sensitivity 1) are counted by gmina, type and unit: their number and the sum of what they
    hold, and nothing else.
    """
    offer = list_offer(result)
    exact = {name: ["" if pd.isna(v) else f"{float(v):g}" for v in offer[name]] for name in _EXACT}
    write_csv(offer.assign(**exact).rename(columns=OFFER_COLUMNS), path)


def list_offer(result: RunResult) -> pd.DataFrame:
    """The table of `write_offer`, with the fields of `OFFER_COLUMNS`."""
    located = result.services
    points = {"x": np.round(located.geometry.x, 1), "y": np.round(located.geometry.y, 1)}
    placed = pd.DataFrame(located.drop(columns="geometry")).assign(**points)
    both = [t.dropna(axis="columns", how="all") for t in (placed, result.unlocated) if len(t)]
    listed = pd.concat(both, ignore_index=True) if both else placed
    listed = listed.reindex(columns=list(OFFER_COLUMNS))
    is_public = (listed["sensitivity"] == 0).to_numpy(dtype=bool)
    public = listed[is_public].assign(services=1).sort_values("service_id", kind="stable")
    return pd.DataFrame(
        [*public.to_dict("records"), *_count_hidden(listed[~is_public])], columns=list(OFFER_COLUMNS)
    )


def _count_hidden(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of sensitivity 1 by gmina, type and unit; those that are never kept are in no table of a run."""
    hidden = rows[rows["sensitivity"] == 1]
    keys = [hidden[c].fillna("").astype(str) for c in _OF_A_COUNT]
    return [
        {
            **dict(zip(_OF_A_COUNT, key, strict=True)),
            "services": len(group),
            "capacity": group["capacity"].astype(float).sum(min_count=1),
            "sensitivity": 1,
        }
        for key, group in hidden.groupby(keys, sort=True)
    ]
