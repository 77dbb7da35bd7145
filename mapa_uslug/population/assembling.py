"""The table of populated cells: pieces of units joined, named and given finer groups."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import CELLS, group_column
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.population import messages
from mapa_uslug.population.finer_groups import spread_finer_group
from mapa_uslug.population.grouping import distinct
from mapa_uslug.population.groups import BASIC_GROUPS
from mapa_uslug.population.homes import Ints
from mapa_uslug.population.localities import name_localities
from mapa_uslug.population.placing import Pieces
from mapa_uslug.population.totals import GminaTotals


def assemble_cells(
    pieces: Pieces,
    gmina: Ints,
    people: Ints,
    is_imputed: NDArray[np.bool_],
    *,
    gminas: gpd.GeoDataFrame,
    cell_m: int,
    totals: GminaTotals,
    basic_quality: str,
    places: gpd.GeoDataFrame | None,
    log: ProblemLog,
) -> tuple[gpd.GeoDataFrame, dict[str, str], dict[str, int]]:
    """Join pieces of one sub-cell and gmina, and describe them.

    Parameters
    ----------
    gmina : int64, (pieces,); people : int64, (pieces, k); is_imputed : bool, (pieces,)
    basic_quality : str
        Quality of the basic groups; empty: there are none.

    Returns
    -------
    table : GeoDataFrame
        See `PopulationCells`.
    groups : dict
        Group -> quality.
    dropped : dict
        Pieces left out by reason: ``no_people``, ``merged`` (into another piece of the same sub-cell).
    """
    inhabited = people.sum(axis=1) > 0
    dropped = {"no_people": int((~inhabited).sum())}
    rows = np.flatnonzero(inhabited)
    # The piece with most people comes first, so that its point represents the cell.
    rows = rows[np.argsort(-people[rows].sum(axis=1), kind="stable")]
    found = distinct(pieces.column[rows], pieces.row[rows], gmina[rows])
    dropped["merged"] = len(rows) - len(found.first)
    first = rows[found.first]
    summed = np.column_stack(
        [np.bincount(found.inverse, people[rows, j], len(first)) for j in range(people.shape[1])]
    ).astype(np.int64)
    flagged = np.bincount(found.inverse, is_imputed[rows], len(first)) > 0
    cell_gmina = gmina[first]
    names = _cell_ids(pieces.column[first], pieces.row[first], cell_gmina, gminas, cell_m)
    order = np.argsort(names, kind="stable")
    shapes = np.asarray(gminas.geometry.to_numpy(), dtype=object)
    x, y = pieces.x[first][order], pieces.y[first][order]
    locality = name_localities(x, y, gmina=cell_gmina[order], places=places, shapes=shapes)
    table = gpd.GeoDataFrame(
        {
            "cell_id": names[order],
            "gmina_teryt": gminas["gmina_teryt"].to_numpy(dtype=object)[cell_gmina[order]],
            "locality": locality,
            "grid_col": pieces.column[first][order],
            "grid_row": pieces.row[first][order],
            "people": summed.sum(axis=1)[order],
            "is_imputed": flagged[order],
        },
        geometry=shapely.points(x, y),
        crs=gminas.crs,
    )[list(CELLS)]
    groups = _add_groups(table, summed[order], cell_gmina[order], totals, basic_quality, gminas, log)
    return table, groups, {reason: number for reason, number in dropped.items() if number}


def _cell_ids(
    column: Ints, row: Ints, gmina: Ints, gminas: gpd.GeoDataFrame, cell_m: int
) -> NDArray[np.object_]:
    """Ids like ``N3045250E5035500_250``; the gmina's code follows where a border crosses the sub-cell."""
    north = pd.Series(row * cell_m).astype("string")
    east = pd.Series(column * cell_m).astype("string")
    ids = "N" + north + "E" + east + f"_{cell_m}"
    shared = ids.duplicated(keep=False)
    codes = pd.Series(gminas["gmina_teryt"].to_numpy(dtype=object)[gmina]).astype("string")
    return np.asarray(ids.where(~shared, ids + "_" + codes), dtype=object)


def _add_groups(
    table: gpd.GeoDataFrame,
    people: Ints,
    gmina: Ints,
    totals: GminaTotals,
    basic_quality: str,
    gminas: gpd.GeoDataFrame,
    log: ProblemLog,
) -> dict[str, str]:
    """Add columns of groups; returns group -> quality."""
    quality = {}
    counted = {"all": people.sum(axis=1)}
    if basic_quality:
        for position, group in enumerate(BASIC_GROUPS):
            counted[group] = people[:, position]
            quality[group] = basic_quality
    for group, column in list(counted.items()):
        table[group_column(group)] = column
    for group, per_gmina in totals.finer().items():
        if np.isnan(per_gmina[np.unique(gmina)]).any():
            messages.note_group_incomplete(group, log=log)
            continue
        spread = spread_finer_group(group, per_gmina, counted=counted, gmina=gmina)
        if spread is None:
            messages.note_group_too_large(group, log=log)
            continue
        table[group_column(group)] = spread
        quality[group] = "gmina_share"
    return quality
