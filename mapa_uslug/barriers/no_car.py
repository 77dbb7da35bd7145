"""Who gets to a service by car only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells

MODES: Final = {"car": ("car",), "transit": ("transit",), "walk": ("walk", "walk_slow"), "bike": ("bike",)}
"""Column -> modes that it tells of, whichever counts for the type."""
NO_CAR_COLUMNS = (
    "gmina_teryt", "service_type", "group", "people", "car", "transit", "walk", "bike", "only_car", "maybe_only_car",
    "households_without_car", "without_car_estimate",
)  # fmt: skip


def count_no_car(
    layers: Sequence[CoverageLayer],
    *,
    cells: PopulationCells,
    targets: Mapping[str, str],
    households_without_car: Mapping[str, float],
    level: int,
) -> pd.DataFrame:
    """People per gmina, service type and group within the threshold by each mode, and by car alone.

    By car alone are those whom every other mode that was measured leaves too far. Whom none brings within the threshold
    and some cannot tell of are counted apart (``maybe_only_car``): no known bus is not no bus. Where no other mode counts
    for the type, nothing is told.

    Parameters
    ----------
    targets
        Service type -> its target group.
    households_without_car
        TERYT code of a gmina, or ``all``, -> share of households.
    level
        Of the thresholds.

    Returns
    -------
    DataFrame
        See `Barriers.no_car`, and ``maybe_only_car`` (Int64), by gmina, service type, and group with ``all`` first.
    """
    codes = cells.table["gmina_teryt"].to_numpy(dtype=object)
    gminas, gmina_of = np.unique(codes.astype(str), return_inverse=True)
    rows: list[dict[str, object]] = []
    for code in sorted({x.service_type for x in layers}):
        of_type = [x for x in layers if x.service_type == code and x.level == level]
        for group in dict.fromkeys(["all", targets.get(code, "all")]):
            states = _states(of_type, group)
            if states:
                rows += _count(
                    states, gminas, gmina_of, households_without_car, {"service_type": code, "group": group}
                )
    table = pd.DataFrame(rows, columns=list(NO_CAR_COLUMNS))
    whole = dict.fromkeys((*MODES, "only_car", "maybe_only_car"), "Int64")
    table = table.astype(
        {"people": "int64", "without_car_estimate": "Float64", "households_without_car": "float64"} | whole
    )
    return table.sort_values(["gmina_teryt", "service_type"], kind="stable", ignore_index=True)


def _states(layers: Sequence[CoverageLayer], group: str) -> dict[str, NDArray[np.int64]]:
    """States of people by column, (cells, 4), of the modes that were measured for the group."""
    found: dict[str, NDArray[np.int64]] = {}
    for column, modes in MODES.items():
        for layer in layers:
            states = layer.people if group == "all" else layer.target
            if layer.mode in modes and states is not None and column not in found:
                found[column] = states.astype(np.int64)
    return found


def _count(
    states: Mapping[str, NDArray[np.int64]],
    gminas: NDArray[np.str_],
    gmina_of: NDArray[np.intp],
    shares: Mapping[str, float],
    told: Mapping[str, str],
) -> list[dict[str, object]]:
    def by_gmina(people: NDArray[np.int64]) -> list[int]:
        sums = np.zeros(len(gminas), dtype=np.int64)
        np.add.at(sums, gmina_of, people)
        return [int(n) for n in sums]

    within = {mode: s[:, SERVED] + s[:, FULL] for mode, s in states.items()}
    counts = {"people": by_gmina(next(iter(states.values())).sum(axis=1))}
    counts |= {mode: by_gmina(people) for mode, people in within.items()}
    others = [mode for mode in states if mode != "car"]
    if "car" in states and others:
        # A cell's people are within a mode's threshold all or none, so that the least of the modes is what they share.
        only = np.min([within["car"], *(states[m][:, TOO_FAR] for m in others)], axis=0)
        left = np.min([within["car"], *(states[m].sum(axis=1) - within[m] for m in others)], axis=0)
        counts |= {"only_car": by_gmina(only), "maybe_only_car": by_gmina(left - only)}
    rows = []
    for i, gmina in enumerate(gminas):
        share = shares.get(str(gmina), shares.get("all", np.nan))
        row: dict[str, object] = (
            dict.fromkeys(NO_CAR_COLUMNS, pd.NA) | dict(told) | {"gmina_teryt": str(gmina)}
        )
        row |= {column: values[i] for column, values in counts.items()} | {"households_without_car": share}
        if "only_car" in counts and not np.isnan(share):
            row["without_car_estimate"] = counts["only_car"][i] * share
        rows.append(row)
    return rows
