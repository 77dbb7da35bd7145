"""Which figures of white spots stay hidden, because a confidential cell's figures could be told from them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

MIN_IMPUTED: Final = 5
"""Imputed cells that a spot must hold before its sum says nothing about any one of them."""


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


def _count_cells(spots: pd.DataFrame, cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Imputed cells and all cells of every spot."""
    imputed = set(cells.loc[cells["is_imputed"].astype(bool), "cell_id"].astype(str))
    members = [str(ids).split("|") for ids in spots["cells"]]
    return (
        pd.Series([sum(c in imputed for c in ids) for ids in members], index=spots.index, dtype=np.int64),
        pd.Series([len(ids) for ids in members], index=spots.index, dtype=np.int64),
    )
