"""The standard measure for what stands in people's way, per gmina and service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.confidential import (
    hide_across_lists,
    hide_confidential_people,
    hide_confidential_targets,
)
from mapa_uslug.contracts.local_plan import MANY_PEOPLE
from mapa_uslug.contracts.tables import REASONS

MEASURE_COLUMNS: Final = ("gmina_teryt", "service_type", "measure", "cause", "people", "target", "localities")
TRANSIT_CAUSES: Final = ("no_stop", "no_course", "no_return", "slow")
BORDER, ONLY_CAR, NO_PLACE_LEFT, HOURS_SHORT, NOT_TOLD, NO_RECORDS = (
    "border",
    "only_car",
    "full",
    "hours_short",
    "not_told",
    "no_records",
)
"""Causes beside `CAUSES` and `REASONS`: a nearer place is for people of other gminas; within the threshold by car alone; no free
place; hours of home care that are short; too far, and causes were not looked for; no record of any service comes from the gmina."""
_MEASURE_OF: Final = {"detour": "crossing", BORDER: "sharing"} | dict.fromkeys(TRANSIT_CAUSES, "transport")


@dataclass(frozen=True, eq=False)
class Situation:
    """How the people of each cell stand to a service type by all modes at the main threshold; arrays are in the order of the cells.

    Attributes
    ----------
    states : int64, (cells, 4)
    target : int64, (cells, 4), or None
        The target group; None where nobody has counted it.
    reason : uint8, (cells,)
        Index into `REASONS`.
    cause, transit_lacks : int8, (cells,)
        Index into `CAUSES`, -1 where none is told, see `Barriers`.
    is_by_car_only : bool, (cells,)
    is_nearer_beyond : bool, (cells,)
        Whether a place that is not for these people stands nearer than any that is.
    spot_people : int64, (cells,)
        Residents of the white spot that the cell is part of; 0 outside white spots.
    counts_full : bool
        Whether people without a free place are told here, and not by hours of home care.
    is_at_home : bool
        Whether the service comes to people anyway: where nobody serves a gmina somebody has to.
    can_come : bool
        Whether the service could come to people now and then; a school and a stay round the clock cannot.
    is_silent : bool, (cells,), or None
        Cells of gminas that no record comes from (see `silent_gminas`): whom nothing reaches there, of them nothing can be told.
        None: there are none.
    """

    service_type: str
    states: NDArray[np.int64]
    target: NDArray[np.int64] | None
    reason: NDArray[np.uint8]
    cause: NDArray[np.int8]
    transit_lacks: NDArray[np.int8]
    is_by_car_only: NDArray[np.bool_]
    is_nearer_beyond: NDArray[np.bool_]
    spot_people: NDArray[np.int64]
    counts_full: bool = True
    is_at_home: bool = False
    can_come: bool = True
    is_silent: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class _Part:
    """Cells of one cause; `columns` are the states that its people are counted from."""

    family: str
    measure: str
    cause: str
    here: NDArray[np.bool_]
    columns: tuple[int, ...]


def list_measures(situations: Sequence[Situation], cells: pd.DataFrame) -> pd.DataFrame:
    """Measures by gmina, service and cause, of most people first.

    Of people too far: sharing where a place that is not for them stands nearer, a crossing where only a detour keeps them beyond the
    threshold, transport where public transport is all that counts; else a new place where at least `MANY_PEOPLE` live in one white
    spot, and a service that comes to them where fewer do, or transport to one that cannot. Besides: transport for people within the threshold by car alone, capacity
    for those who find no free place, and repair of the data for those of whom nothing can be told, who stand in no other row: among them all whom nothing reaches in a gmina that no record comes from.

    Parameters
    ----------
    cells
        Table of the cells: `gmina_teryt`, `locality`, `cell_id`, `people`, `is_imputed`.

    Returns
    -------
    DataFrame
        See `Strategy.measures`. People and target group are missing where a confidential cell could be told from them.
    """
    rows = [row for situation in situations for row in _count(situation, cells)]
    table = pd.DataFrame(rows, columns=[*MEASURE_COLUMNS, "people_target", "cells", "family"])
    if table.empty:
        return table[list(MEASURE_COLUMNS)].astype({"people": "Int64", "target": "Int64"})
    table["people_target"] = table["people_target"].astype("Int64")
    table["people"] = _hide_by_sums(table, hide_confidential_people(table, cells))
    table["target"] = _hide_by_sums(table, hide_confidential_targets(table, cells).astype("Int64"))
    # What is hidden stands where a row of nobody would: its place in the list would tell how many they are.
    told = table.assign(size=-table["people"].fillna(0)).sort_values(
        ["size", "gmina_teryt", "service_type", "measure", "cause"], ignore_index=True
    )
    return told[list(MEASURE_COLUMNS)]


def _hide_by_sums(table: pd.DataFrame, figures: pd.Series) -> pd.Series:
    """Figures of which the sum of a gmina, service and kind of state tells none that is missing."""
    hidden = figures.astype("Int64").copy()
    for rows in table.groupby(["gmina_teryt", "service_type", "family"]).groups.values():
        part = hidden.loc[rows]
        if part.notna().any() and part.isna().any():
            (told,) = hide_across_lists([part.set_axis(part.index.astype(str))])
            hidden.loc[rows] = told.reindex(part.index.astype(str)).to_numpy(dtype=object, na_value=pd.NA)
    return hidden


def _count(situation: Situation, cells: pd.DataFrame) -> Iterator[dict[str, object]]:
    gmina_of = cells["gmina_teryt"].to_numpy(dtype=object)
    locality = cells["locality"].fillna("").to_numpy(dtype=object)
    ids = cells["cell_id"].to_numpy(dtype=object)
    for part in _parts(situation):
        columns = list(part.columns)
        people = np.where(part.here, situation.states[:, columns].sum(axis=1), 0)
        for gmina in np.unique(gmina_of[people > 0].astype(str)):
            here = (people > 0) & (gmina_of == gmina)
            target = situation.target
            yield {
                "gmina_teryt": gmina,
                "service_type": situation.service_type,
                "measure": part.measure,
                "cause": part.cause,
                "people": int(people[here].sum()),
                "people_target": pd.NA if target is None else int(target[here][:, columns].sum()),
                "localities": _by_people(locality[here], people[here]),
                "cells": "|".join(ids[here].astype(str)),
                "family": part.family,
            }


def _parts(situation: Situation) -> Iterator[_Part]:
    states = situation.states
    if situation.is_silent is not None:
        yield _Part(
            "cannot_tell", "data_repair", NO_RECORDS, situation.is_silent, (FULL, TOO_FAR, CANNOT_TELL)
        )
        states = np.where(situation.is_silent[:, None], 0, states)
    too_far = states[:, TOO_FAR] > 0
    names = np.array([*CAUSES, NOT_TOLD], dtype=object)[situation.cause]
    names = np.where(situation.is_nearer_beyond, BORDER, names)
    for cause in dict.fromkeys(names[too_far]):
        here = too_far & (names == cause)
        if cause in _MEASURE_OF:
            yield _Part("too_far", _MEASURE_OF[cause], cause, here, (TOO_FAR,))
            continue
        is_many = situation.spot_people >= MANY_PEOPLE
        if situation.is_at_home and cause == "no_provider":
            is_many = here
        yield _Part("too_far", "new_place", cause, here & is_many, (TOO_FAR,))
        for_few = "mobile" if situation.can_come else "transport"
        yield _Part("too_far", for_few, cause, here & ~is_many, (TOO_FAR,))
    lacks = np.array([*CAUSES, ONLY_CAR], dtype=object)[situation.transit_lacks]
    by_car_only = situation.is_by_car_only & (states.sum(axis=1) > 0)
    for cause in dict.fromkeys(lacks[by_car_only]):
        here = by_car_only & (lacks == cause)
        yield _Part("only_car", "transport", str(cause), here, (SERVED, FULL))
    if situation.counts_full:
        yield _Part("full", "capacity", NO_PLACE_LEFT, states[:, FULL] > 0, (FULL,))
    unknown = states[:, CANNOT_TELL] > 0
    for code in np.unique(situation.reason[unknown]):
        here = unknown & (situation.reason == code)
        yield _Part("cannot_tell", "data_repair", REASONS[code], here, (CANNOT_TELL,))


def _by_people(names: NDArray[np.object_], people: NDArray[np.int64]) -> str:
    """Names joined by ``|``, those of most people first."""
    sums = pd.Series(people).groupby(names.astype(str)).sum()
    return "|".join(n for n in sorted(sums.index, key=lambda n: (-sums[n], n)) if n)
