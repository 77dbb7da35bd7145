"""Who lives where: people by group, gmina and locality."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.contracts.confidential import (
    count_group,
    hide_across_lists,
    hide_confidential_elders,
    hide_confidential_people,
)
from mapa_uslug.contracts.local_plan import PeopleFigures
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.diagnosis.growth import add_own_year

_ELDERS = "65+"


def count_people(cells: PopulationCells, gminas: pd.DataFrame, by_year: pd.DataFrame) -> PeopleFigures:
    """Count people by gmina and locality, and set other years beside them.

    Parameters
    ----------
    cells
        Of the area.
    gminas
        ``gmina_teryt, gmina``; those of the area only. One without populated cells has 0 people.
    by_year
        ``gmina_teryt, year, kind, group, people``; may be empty.

    Returns
    -------
    PeopleFigures
        Groups are counted as every other figure counts them (`contracts.confidential.count_group`), so that they add up
        with the states of people. A locality that is one confidential cell has no figure, and with it the smallest
        other one of its gmina where it would follow from the sum (Willenborg and de Waal 2001).
    """
    groups = ("all", *cells.groups)
    counted = pd.DataFrame({group: count_group(cells, group) for group in groups})
    codes = sorted(gminas["gmina_teryt"].astype(str))
    sums = counted.groupby(cells.table["gmina_teryt"].to_numpy(dtype=str)).sum().reindex(codes, fill_value=0)
    by_gmina = pd.DataFrame(
        {
            "gmina_teryt": [code for code in codes for _ in groups],
            "group": list(groups) * len(codes),
            "people": sums.to_numpy(dtype="int64").ravel(),
            "share": sums.div(sums["all"].where(sums["all"] > 0), axis=0).to_numpy(dtype=float).ravel(),
        }
    )
    return PeopleFigures(
        by_gmina=by_gmina,
        by_locality=_count_localities(cells),
        by_year=add_own_year(by_year, by_gmina, cells.year),
        quality=dict(cells.groups),
    )


def _count_localities(cells: PopulationCells) -> pd.DataFrame:
    table = cells.table
    elders = count_group(cells, _ELDERS)
    keyed = pd.DataFrame(
        {
            "gmina_teryt": table["gmina_teryt"].astype(str).to_numpy(),
            "locality": table["locality"].fillna("").astype(str).to_numpy(),
            "people": table["people"].to_numpy(dtype="int64"),
            "people_65_plus": pd.array([pd.NA] * len(table) if elders is None else elders, dtype="Int64"),
            "is_estimated": table["is_imputed"].to_numpy(dtype=bool),
            "cells": table["cell_id"].astype(str).to_numpy(),
        }
    )
    found = keyed.groupby(["gmina_teryt", "locality"], as_index=False).agg(
        people=("people", "sum"),
        people_65_plus=("people_65_plus", lambda x: x.sum(min_count=1)),
        is_estimated=("is_estimated", "any"),
        cells=("cells", "|".join),
    )
    if found.empty:
        return found.drop(columns="cells")
    found["people"] = _hide_beside(found, hide_confidential_people(found, table))
    # Whose people are not told has no elders either.
    told = hide_confidential_elders(found, table).astype("Int64").mask(found["people"].isna())
    found["people_65_plus"] = told if elders is None else _hide_beside(found, told)
    return found.drop(columns="cells").sort_values(
        ["gmina_teryt", "people", "locality"],
        ascending=[True, False, True],
        na_position="last",
        ignore_index=True,
    )


def _hide_beside(localities: pd.DataFrame, told: pd.Series) -> pd.Series:
    """Figures of localities (Int64) without those from which a hidden one would follow: the sum of a gmina is told."""
    parts = [
        part
        for rows in localities.groupby("gmina_teryt").groups.values()
        for part in hide_across_lists([told.loc[rows]])
    ]
    return pd.concat(parts).reindex(localities.index).astype("Int64")
