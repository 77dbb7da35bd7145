"""People about whom nothing can be told since the place nearest to them closed or moved: the data end before the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.changes import EDGE_COLUMNS
from mapa_uslug.contracts.combined import CANNOT_TELL
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.monitoring.ways import Modes, align, join_modes, list_cells

_EDGE: Final = ("data_edge", "outside_data")
_LEFT: Final = ("closed", "moved")


def find_edges(
    old: Snapshot,
    new: Snapshot,
    services: pd.DataFrame,
    same: Mapping[str, str],
    unit_of: Callable[[int, str], str],
) -> pd.DataFrame:
    """People who became unknown for the edge of the data, by the place that was nearest to them before it closed or moved.

    Parameters
    ----------
    services
        `ServiceChanges.table` of the same step.
    same
        Old id -> new id of services that both have.
    unit_of
        (0 old | 1 new, code) -> unit of the gmina.

    Returns
    -------
    DataFrame
        `Changes.edges` without ``step``.
    """
    columns = list(EDGE_COLUMNS[1:])
    left = services[services["change"].isin(_LEFT) & (services["service_id"] != "")]
    if left.empty or old.cell_m != new.cell_m:
        return pd.DataFrame(columns=columns)
    back = {after: before for before, after in same.items()}
    cells = list_cells(old, new).dropna()
    sides = [align(snapshot, cells["cell_id"]).types for snapshot in (old, new)]
    units = np.array([unit_of(1, str(code)) for code in cells["new_code"]], dtype=object)
    rows = []
    for place in left.drop_duplicates(["service_type", "service_id"]).to_dict("records"):
        before, after = (types.get(place["service_type"]) for types in sides)
        if before is None or after is None:
            continue
        identity = back.get(place["service_id"], place["service_id"])
        people = _count_lost(before, after, identity)
        for unit in sorted(set(units[people > 0])):
            told = {"unit": unit, "people": int(people[units == unit].sum())}
            rows.append(tuple((place | told)[name] for name in columns))
    return pd.DataFrame(rows, columns=columns)


def _count_lost(before: Modes, after: Modes, identity: str) -> NDArray[np.int64]:
    """People by cell who became unknown, where a place was the nearest by some mode and the edge of the data now hides the next."""
    more = np.maximum(join_modes(after)[:, CANNOT_TELL] - join_modes(before)[:, CANNOT_TELL], 0)
    is_lost = np.zeros(len(more), dtype=bool)
    for mode in before.keys() & after.keys():
        is_lost |= (before[mode].nearest == identity) & np.isin(after[mode].reason, _EDGE)
    return np.asarray(np.where(is_lost, more, 0), dtype=np.int64)
