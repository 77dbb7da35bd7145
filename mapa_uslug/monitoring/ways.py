"""Ways and states of cells of two snapshots, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import combine_states
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.contracts.tables import STATES


@dataclass(frozen=True, eq=False)
class Ways:
    """One service type by one mode; arrays are in the order of the cells compared.

    Attributes
    ----------
    people : int64, (cells, 4)
        By state, in the order of `STATES`; zeros where a cell is not in the snapshot.
    cost : float64, (cells,)
        To the nearest place, ``nan`` where there is none or it is not known.
    nearest, reason : object, (cells,)
        Id of the nearest place, code of the reason; "" none.
    """

    threshold: int
    people: NDArray[np.int64]
    cost: NDArray[np.float64]
    nearest: NDArray[np.object_]
    reason: NDArray[np.object_]

    @property
    def is_within(self) -> NDArray[np.bool_]:
        """Cells whose people are within the threshold, whether there is room or not."""
        return np.asarray(self.people[:, :2].sum(axis=1) > 0)

    @property
    def is_unknown(self) -> NDArray[np.bool_]:
        """Cells whose people cannot be told about."""
        return np.asarray(self.people[:, STATES.index("cannot_tell")] > 0)


Modes = dict[str, Ways]


@dataclass(frozen=True, eq=False)
class Side:
    """One snapshot: types, each with its modes."""

    types: dict[str, Modes]


def list_cells(old: Snapshot, new: Snapshot) -> pd.DataFrame:
    """Cells of two snapshots: ``cell_id`` (sorted), ``old_code, new_code`` (gminas, missing where a cell is not there)."""
    codes = [
        s.states.drop_duplicates("cell_id").set_index("cell_id")["gmina_teryt"].rename(name)
        for s, name in ((old, "old_code"), (new, "new_code"))
    ]
    return pd.concat(codes, axis="columns").sort_index().rename_axis("cell_id").reset_index()


def align(snapshot: Snapshot, cells: pd.Series) -> Side:
    """Put the states of a snapshot into the order of `cells`."""
    index = pd.Index(cells)
    types: dict[str, Modes] = {}
    for (service_type, mode), rows in snapshot.states.groupby(["service_type", "mode"], sort=True):
        types.setdefault(str(service_type), {})[str(mode)] = _align(rows, index)
    return Side(types)


def _align(rows: pd.DataFrame, index: pd.Index) -> Ways:
    at = index.get_indexer(rows["cell_id"])
    keep = at >= 0
    rows, at = rows[keep], at[keep]
    people = np.zeros((len(index), len(STATES)), dtype=np.int64)
    people[at] = rows[list(STATES)].to_numpy(dtype=np.int64)
    cost = np.full(len(index), np.nan)
    cost[at] = rows["cost"].to_numpy(dtype=np.float64)
    nearest, reason = (np.full(len(index), "", dtype=object) for _ in range(2))
    nearest[at], reason[at] = rows["nearest"].to_numpy(dtype=object), rows["reason"].to_numpy(dtype=object)
    threshold = int(rows["threshold"].iloc[0]) if len(rows) else 0
    return Ways(threshold, people, cost, nearest, reason)


def join_modes(modes: Modes) -> NDArray[np.int64]:
    """People by state by all modes together, (cells, 4)."""
    return combine_states([ways.people.astype(np.int32) for ways in modes.values()])


def scale_states(states: NDArray[np.int64], people: NDArray[np.int64]) -> NDArray[np.int64]:
    """As many people as there are now in the states that they were in, whole people by largest remainder.

    Cells in which nobody lived have no state to keep: zeros.

    Parameters
    ----------
    states : int64, (cells, 4)
    people : int64, (cells,)
    """
    before = states.sum(axis=1)
    exact = states * (people / np.maximum(before, 1))[:, None]
    # Half a hair, so that a whole number is not cut by its last digit.
    whole = np.floor(exact + 1e-9).astype(np.int64)
    left = np.where(before > 0, people - whole.sum(axis=1), 0)
    order = np.argsort(-(exact - whole), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray(whole + (rank < left[:, None]), dtype=np.int64)
