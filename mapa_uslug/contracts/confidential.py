"""What is made of confidential cells: how their people are counted, and which figures could tell them and stay hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import PopulationCells, group_column
from mapa_uslug.core.rounding import round_running

DEFAULT_K: Final = 10
"""Counts from 1 to one less than it are too small to be published (umowne)."""
MIN_IMPUTED: Final = 5
"""Imputed cells that a spot must hold before its sum says nothing about any one of them."""

_counted: WeakKeyDictionary[PopulationCells, dict[str, NDArray[np.int64]]] = WeakKeyDictionary()


def count_group(cells: PopulationCells, group: str) -> NDArray[np.int64] | None:
    """People of a group by cell, as every figure counts them; None where the population has no such group.

    Of the confidential cells of a gmina only their sum is used: it goes to them by their people, rounded along the cells
    so that it stays what it was. So a map can repeat every figure without holding the age groups of a single such cell.

    Parameters
    ----------
    group
        ``all`` or an age group of `cells.groups`.

    Returns
    -------
    int64, (cells,)
    """
    if group != "all" and group not in cells.groups:
        return None
    # Every type, mode and threshold asks for the same few.
    known = _counted.setdefault(cells, {})
    if group not in known:
        known[group] = _count(cells, group)
    return known[group]


def _count(cells: PopulationCells, group: str) -> NDArray[np.int64]:
    counted: NDArray[np.int64] = cells.table[group_column(group)].to_numpy(dtype=np.int64).copy()
    if group != "all":
        people = cells.table["people"].to_numpy(dtype=np.int64)
        for rows in _imputed_by_gmina(cells.table):
            counted[rows] = spread_by_people(int(counted[rows].sum()), people[rows])
    counted.flags.writeable = False
    return counted


def sum_confidential(cells: PopulationCells, group: str) -> dict[str, int]:
    """People of an age group in the confidential cells of each gmina together."""
    counted = cells.table[group_column(group)].to_numpy(dtype=np.int64)
    codes = cells.table["gmina_teryt"].to_numpy(dtype=object)
    return {str(codes[rows[0]]): int(counted[rows].sum()) for rows in _imputed_by_gmina(cells.table)}


def spread_by_people(total: int, people: NDArray[np.int64]) -> NDArray[np.int64]:
    """A total spread over cells by their people, every running total right to half a person."""
    everybody = int(people.sum())
    if everybody == 0:
        return np.zeros(len(people), dtype=np.int64)
    return round_running(people * total / everybody)


def _imputed_by_gmina(table: pd.DataFrame) -> list[NDArray[np.int64]]:
    """Rows of the confidential cells of each gmina that has any, in the order of the table."""
    imputed = np.flatnonzero(table["is_imputed"].to_numpy(dtype=bool))
    codes = table["gmina_teryt"].to_numpy(dtype=object)[imputed]
    return [imputed[codes == code] for code in sorted(set(codes))]


def hide_confidential_targets(spots: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """People of the target group per white spot, missing where a confidential cell's age group could be derived.

    The age groups of the other cells are published: a spot's sum less theirs is the sum over its imputed cells. It is
    therefore told only where there are none of these, or at least `MIN_IMPUTED`.
    """
    imputed, _ = _count_cells(spots, cells)
    return spots["people_target"].mask((imputed > 0) & (imputed < MIN_IMPUTED))


def hide_confidential_people(spots: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """People per white spot (Int64), missing where the spot is one imputed cell and nothing else."""
    imputed, members = _count_cells(spots, cells)
    return spots["people"].astype("Int64").mask((imputed == 1) & (members == 1))


def hide_across_lists(lists: Sequence[pd.Series]) -> list[pd.Series]:
    """Figures of lists whose sums are told, such that no sum less what is told is one figure that is missing.

    Where exactly one figure of a list is missing, the smallest of the others goes too (complementary suppression, see
    Willenborg and de Waal 2001, Elements of Statistical Disclosure Control). A place that one list hides, no other tells.
    Of a list of one place that is hidden nothing is left: its sum is that figure.

    Parameters
    ----------
    lists
        Figures (Int64) by name of the place; the same name is the same place in every list.
    """
    hidden = {name for people in lists for name in people.index[people.isna()]}
    # A list that tells least has least to choose from; what it hides may be enough for the others.
    while alone := [told for people in lists if (told := _beside_one(people, hidden)) is not None]:
        hidden.add(min(alone, key=len).idxmin())
    masked = [people.mask(people.index.isin(hidden)) for people in lists]
    return [people.iloc[:0] if len(people) == 1 and people.isna().all() else people for people in masked]


def _beside_one(people: pd.Series, hidden: set[str]) -> pd.Series | None:
    """What a list tells that hides one place alone; None where it hides more, or none, or tells none."""
    told = people[~people.index.isin(hidden)]
    return told if len(told) and len(people) - len(told) == 1 else None


def hide_confidential_elders(localities: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """People aged 65+ per locality, missing where a confidential cell's age group could be derived.

    Parameters
    ----------
    localities
        ``gmina_teryt, locality, people_65_plus``.
    cells
        Table of the cells that the localities are made of.
    """
    keys = [cells["gmina_teryt"].astype(str), cells["locality"].fillna("").astype(str)]
    members = cells["cell_id"].astype(str).groupby(keys).agg("|".join).to_dict()
    places = zip(localities["gmina_teryt"].astype(str), localities["locality"].astype(str), strict=True)
    as_spots = pd.DataFrame(
        {
            "people_target": localities["people_65_plus"],
            "cells": [members.get(place, "") for place in places],
        },
        index=localities.index,
    )
    return hide_confidential_targets(as_spots, cells)


def _count_cells(spots: pd.DataFrame, cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Imputed cells and all cells of every spot."""
    imputed = set(cells.loc[cells["is_imputed"].astype(bool), "cell_id"].astype(str))
    members = [str(ids).split("|") for ids in spots["cells"]]
    return (
        pd.Series([sum(c in imputed for c in ids) for ids in members], index=spots.index, dtype=np.int64),
        pd.Series([len(ids) for ids in members], index=spots.index, dtype=np.int64),
    )
