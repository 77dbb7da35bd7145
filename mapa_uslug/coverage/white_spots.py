"""White spots: touching cells whose people are too far.

A country has hundreds of thousands of them: what is said of them is made column by column for all spots of a layer, and
only what is text or a shape for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mapa_uslug.contracts.combined import ALL_MODES, TOO_FAR
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells
from mapa_uslug.coverage.outlines import SquareGrid, outline_squares

WHITE_SPOT_COLUMNS = (
    "white_spot_id", "service_type", "mode", "level", "threshold", "unit", "kind", "gmina_teryt", "localities", "people",
    "people_target", "over", "cost_max", "nearest_service", "nearest_provider", "nearest_gmina", "cells", "geometry",
)  # fmt: skip
_NEIGHBOURS = ((0, 1), (1, -1), (1, 0), (1, 1))
_Rows = NDArray[np.int64]


class _Names(NamedTuple):
    """A text of every cell: its number among the distinct texts, which are in their order."""

    number: _Rows
    texts: NDArray[np.object_]

    @classmethod
    def of(cls, texts: pd.Series) -> _Names:
        number, distinct = pd.factorize(texts.to_numpy(dtype=object), sort=True)
        return cls(number.astype(np.int64), np.asarray(distinct, dtype=object))


class _Cells(NamedTuple):
    """What spots are described by."""

    cell_id: _Names
    gmina: _Names
    locality: _Names
    people: _Rows
    col: _Rows
    row: _Rows
    grid: SquareGrid

    @classmethod
    def of(cls, cells: PopulationCells, squares: NDArray[np.object_]) -> _Cells:
        cell_id, gmina, locality = (_Names.of(cells.table[c]) for c in ("cell_id", "gmina_teryt", "locality"))
        people, col, row = (
            cells.table[c].to_numpy(dtype=np.int64) for c in ("people", "grid_col", "grid_row")
        )
        return cls(cell_id, gmina, locality, people, col, row, SquareGrid.of(col, row, squares))


@dataclass(frozen=True, eq=False)
class _Spots:
    """Spots of some cells: `members` are the cells of one after those of another, spot i from ``starts[i]`` on."""

    members: _Rows
    starts: _Rows
    spot: _Rows
    outlines: NDArray[np.object_]

    @classmethod
    def of(cls, is_too_far: NDArray[np.bool_], cells: _Cells) -> _Spots:
        members = np.flatnonzero(is_too_far)
        if not len(members):
            return cls(members, members, members, np.empty(0, dtype=object))
        label = label_touching(cells.col[members], cells.row[members]).astype(np.int64)
        order = np.argsort(label, kind="stable")
        members, spot = members[order], label[order]
        starts = np.flatnonzero(np.diff(spot, prepend=-1))
        square, first = np.unique(cells.grid.square[members], return_index=True)
        return cls(members, starts, spot, outline_squares(cells.grid, square, spot[first]))

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sum of every spot out of values of all cells."""
        return np.asarray(np.add.reduceat(values[self.members], self.starts))


def find_white_spots(
    layers: Sequence[CoverageLayer],
    *,
    cells: PopulationCells,
    services: gpd.GeoDataFrame,
    squares: NDArray[np.object_],
) -> gpd.GeoDataFrame:
    """White spots of every service type and level: by each mode, and by all modes that count together (``all``).

    Parameters
    ----------
    layers
        Of one run, in any order.
    services
        `LOCATED_SERVICES` that the layers' `nearest_place` points into.
    squares
        Outline of each cell in the area's CRS.

    Returns
    -------
    GeoDataFrame
        See `RunResult.white_spots`; largest first within type, mode and level.
    """
    table = _Cells.of(cells, squares)
    places = services[["service_id", "provider", "gmina_teryt"]].to_numpy(dtype=object)
    parts: dict[tuple[str, str, int], dict[str, Any]] = {}
    for group in _by_type_and_level(layers):
        too_far = [layer.people[:, TOO_FAR] > 0 for layer in group]
        spots = [_Spots.of(flags, table) for flags in too_far]
        by_all = np.logical_and.reduce(too_far)
        # Of one mode alone, or where one is nowhere better than the others, they are drawn already.
        same = [drawn for drawn, flags in zip(spots, too_far, strict=True) if np.array_equal(flags, by_all)]
        asked = [([layer], layer.mode, drawn) for layer, drawn in zip(group, spots, strict=True)]
        for chosen, mode, drawn in (
            *asked,
            (group, ALL_MODES, same[0] if same else _Spots.of(by_all, table)),
        ):
            if len(drawn.starts):
                key = group[0].service_type, mode, group[0].level
                parts[key] = _describe(drawn, chosen, mode, table, places)
    return gpd.GeoDataFrame(
        _join([parts[key] for key in sorted(parts)]), geometry="geometry", crs=cells.table.crs
    )


def _join(parts: Sequence[dict[str, Any]]) -> pd.DataFrame:
    columns = {
        name: np.concatenate([part[name] for part in parts]) if parts else np.empty(0, dtype=object)
        for name in WHITE_SPOT_COLUMNS
    }
    target = columns["people_target"].astype(np.int64)
    return pd.DataFrame(columns | {"people_target": pd.arrays.IntegerArray(target, target < 0)})


def _by_type_and_level(layers: Sequence[CoverageLayer]) -> list[list[CoverageLayer]]:
    groups: dict[tuple[str, int], list[CoverageLayer]] = {}
    for layer in sorted(layers, key=lambda x: (x.service_type, x.level, x.mode)):
        groups.setdefault((layer.service_type, layer.level), []).append(layer)
    return list(groups.values())


def cell_squares(cells: PopulationCells) -> NDArray[np.object_]:
    """Outline of every cell, in the area's CRS."""
    col, row = (cells.table[c].to_numpy(dtype=np.float64) * cells.cell_m for c in ("grid_col", "grid_row"))
    boxes = shapely.box(col, row, col + cells.cell_m, row + cells.cell_m)
    return np.asarray(gpd.GeoSeries(boxes, crs=cells.grid_crs).to_crs(cells.table.crs).to_numpy())


def label_touching(col: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int32]:
    """Number of the group of touching cells that each cell is in."""
    width = int(col.max() - col.min()) + 3
    key = (row - row.min()) * width + (col - col.min() + 1)
    order = np.argsort(key, kind="stable")
    ends = []
    for down, across in _NEIGHBOURS:
        wanted = key + down * width + across
        at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
        is_there = key[order][at] == wanted
        ends.append(np.stack([np.flatnonzero(is_there), order[at][is_there]]))
    # Cells of two gminas may share one square of the grid.
    same = np.flatnonzero(np.diff(key[order]) == 0)
    ends.append(np.stack([order[same], order[same + 1]]))
    a, b = np.concatenate(ends, axis=1)
    n = len(col)
    labels = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)[1]
    return np.asarray(labels, dtype=np.int32)


def _describe(
    spots: _Spots, group: Sequence[CoverageLayer], mode: str, cells: _Cells, places: NDArray[np.object_]
) -> dict[str, Any]:
    """Columns of the spots of a group, those of most people first; a target group that is not known is -1."""
    main, n = group[0], len(spots.starts)
    excess, people = _over(group), spots.sums(cells.people)
    known = np.isfinite(excess.over)
    of_known = spots.sums(np.where(known, cells.people, 0))
    with np.errstate(invalid="ignore"):
        over = spots.sums(np.where(known, excess.over, 0.0) * cells.people) / of_known
    cost_max = np.maximum.reduceat(
        np.where(np.isfinite(excess.cost), excess.cost, -np.inf)[spots.members], spots.starts
    )
    nearest = np.append(places, [["", "", ""]], axis=0)[_nearest_place(spots, excess)]
    threshold = (
        " / ".join(f"{x.mode} {x.threshold}" for x in group) if mode == ALL_MODES else str(main.threshold)
    )
    first = cells.cell_id.number[spots.members[spots.starts]]
    ids = f"{main.service_type}-{mode}-{main.level + 1}-" + cells.cell_id.texts[first]
    constant = {
        "service_type": main.service_type, "mode": mode, "threshold": threshold, "unit": main.unit,
        "kind": "ustawowy" if all(x.kind == "ustawowy" for x in group) else "umowny",
    }  # fmt: skip
    target = None if main.target is None else spots.sums(main.target[:, TOO_FAR].astype(np.int64))
    own_ids = cells.cell_id.texts[cells.cell_id.number[spots.members]]
    columns = {name: np.full(n, value, dtype=object) for name, value in constant.items()} | {
        "white_spot_id": ids,
        "level": np.full(n, main.level),
        "gmina_teryt": _by_people(cells.gmina, cells.people, spots),
        "localities": _by_people(cells.locality, cells.people, spots),
        "people": people,
        "people_target": np.full(n, -1) if target is None else target,
        "over": over,
        "cost_max": np.where(np.isfinite(cost_max), cost_max, np.nan).astype(np.float64),
        "nearest_service": nearest[:, 0],
        "nearest_provider": nearest[:, 1],
        "nearest_gmina": nearest[:, 2],
        "cells": _texts(own_ids, np.append(spots.starts, len(spots.members))),
        "geometry": spots.outlines,
    }
    order = np.lexsort((first, -people))
    return {name: values[order] for name, values in columns.items()}


@dataclass(frozen=True, eq=False)
class _Excess:
    """Of every cell: how far beyond the threshold it is by the mode that misses it least, the place then nearest, and the
    least cost by any mode.
    """

    over: NDArray[np.float64]
    nearest: NDArray[np.int32]
    cost: NDArray[np.float32]


def _over(group: Sequence[CoverageLayer]) -> _Excess:
    cost = np.stack([np.nan_to_num(layer.cost, nan=np.inf, posinf=np.inf) for layer in group])
    excess = cost.astype(np.float64) - np.array([layer.threshold for layer in group])[:, None]
    pick, cells = np.argmin(excess, axis=0), np.arange(excess.shape[1])
    nearest = np.stack([layer.nearest_place for layer in group])
    return _Excess(excess[pick, cells], nearest[pick, cells], cost.min(axis=0))


def _nearest_place(spots: _Spots, excess: _Excess) -> _Rows:
    """Of every spot the place of the cell that misses the threshold least, the first among ties; -1 if none is known."""
    over = np.where(np.isfinite(excess.over), excess.over, np.inf)[spots.members]
    least = np.minimum.reduceat(over, spots.starts)
    at_least = np.flatnonzero(over == least[spots.spot])
    first = at_least[np.unique(spots.spot[at_least], return_index=True)[1]]
    return np.where(np.isfinite(least), excess.nearest[spots.members[first]], -1).astype(np.int64)


def _by_people(names: _Names, people: _Rows, spots: _Spots) -> NDArray[np.object_]:
    """Names of each spot joined by ``|``, those of most people first."""
    count = len(names.texts)
    found, of_member = np.unique(spots.spot * count + names.number[spots.members], return_inverse=True)
    sums = np.bincount(of_member, weights=people[spots.members])
    is_named = np.asarray(names.texts != "", dtype=bool)[found % count]
    spot, name, sums = found[is_named] // count, found[is_named] % count, sums[is_named]
    order = np.lexsort((name, -sums, spot))
    return _texts(names.texts[name[order]], np.searchsorted(spot[order], np.arange(len(spots.starts) + 1)))


def _texts(words: NDArray[np.object_], pointer: NDArray[np.integer[Any]]) -> NDArray[np.object_]:
    """Words joined by ``|``, text i out of those from ``pointer[i]`` on."""
    plain, at = words.tolist(), pointer.tolist()
    texts = np.empty(len(at) - 1, dtype=object)
    texts[:] = ["|".join(plain[a:b]) for a, b in pairwise(at)]
    return texts
