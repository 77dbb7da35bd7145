"""White spots: touching cells whose people are too far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mapa_uslug.contracts.combined import ALL_MODES, TOO_FAR
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells

WHITE_SPOT_COLUMNS = (
    "white_spot_id", "service_type", "mode", "level", "threshold", "unit", "kind", "gmina_teryt", "localities", "people",
    "people_target", "over", "cost_max", "nearest_service", "nearest_provider", "nearest_gmina", "cells", "geometry",
)  # fmt: skip


class _Columns(NamedTuple):
    """Columns that a spot is described by, as plain arrays: a table indexed per spot would take most of the run."""

    cell_id: NDArray[np.object_]
    gmina: NDArray[np.object_]
    locality: NDArray[np.object_]
    people: NDArray[np.int64]
    square: NDArray[np.object_]
    service: NDArray[np.object_]
    provider: NDArray[np.object_]
    service_gmina: NDArray[np.object_]


_NEIGHBOURS = ((0, 1), (1, -1), (1, 0), (1, 1))


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
    columns = _Columns(
        cell_id=cells.table["cell_id"].to_numpy(dtype=object),
        gmina=cells.table["gmina_teryt"].to_numpy(dtype=object),
        locality=cells.table["locality"].to_numpy(dtype=object),
        people=cells.table["people"].to_numpy(dtype=np.int64),
        square=squares,
        service=services["service_id"].to_numpy(dtype=object),
        provider=services["provider"].to_numpy(dtype=object),
        service_gmina=services["gmina_teryt"].to_numpy(dtype=object),
    )
    col, row = (cells.table[c].to_numpy(dtype=np.int64) for c in ("grid_col", "grid_row"))
    rows: list[dict[str, object]] = []
    for group in _by_type_and_level(layers):
        for layer in group:
            rows += _spots_of([layer], layer.mode, columns, col, row)
        rows += _spots_of(group, ALL_MODES, columns, col, row)
    table = pd.DataFrame(rows, columns=list(WHITE_SPOT_COLUMNS))
    table["people_target"] = table["people_target"].astype("Int64")
    order = table.assign(rank=-table["people"]).sort_values(
        ["service_type", "mode", "level", "rank", "white_spot_id"], ignore_index=True
    )
    return gpd.GeoDataFrame(order.drop(columns="rank"), geometry="geometry", crs=cells.table.crs)


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


def _spots_of(
    group: Sequence[CoverageLayer],
    mode: str,
    columns: _Columns,
    col: NDArray[np.int64],
    row: NDArray[np.int64],
) -> list[dict[str, object]]:
    too_far = np.logical_and.reduce([layer.people[:, TOO_FAR] > 0 for layer in group])
    members = np.flatnonzero(too_far)
    if not len(members):
        return []
    label = label_touching(col[members], row[members])
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    excess = _over(group)
    return [_describe(spot, group, mode, columns, excess) for spot in np.split(members[order], starts[1:])]


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
    members: NDArray[np.int64], group: Sequence[CoverageLayer], mode: str, columns: _Columns, excess: _Excess
) -> dict[str, object]:
    people = columns.people[members]
    over, nearest = excess.over[members], excess.nearest[members]
    known = np.isfinite(over)
    place = int(nearest[int(np.argmin(np.where(known, over, np.inf)))]) if known.any() else -1
    main = group[0]
    return {
        "white_spot_id": f"{main.service_type}-{mode}-{main.level + 1}-{columns.cell_id[members[0]]}",
        "service_type": main.service_type,
        "mode": mode,
        "level": main.level,
        "threshold": " / ".join(f"{x.mode} {x.threshold}" for x in group)
        if mode == ALL_MODES
        else str(main.threshold),
        "unit": main.unit,
        "kind": "ustawowy" if all(x.kind == "ustawowy" for x in group) else "umowny",
        "gmina_teryt": _by_people(columns.gmina[members], people),
        "localities": _by_people(columns.locality[members], people),
        "people": int(people.sum()),
        "people_target": pd.NA if main.target is None else int(main.target[members, TOO_FAR].sum()),
        "over": float(over[known] @ people[known] / people[known].sum()) if known.any() else np.nan,
        "cost_max": _largest(excess.cost[members]),
        "nearest_service": columns.service[place] if place >= 0 else "",
        "nearest_provider": columns.provider[place] if place >= 0 else "",
        "nearest_gmina": columns.service_gmina[place] if place >= 0 else "",
        "cells": "|".join(columns.cell_id[members]),
        "geometry": _outline(columns.square[members]),
    }


def _outline(squares: NDArray[np.object_]) -> shapely.Geometry:
    """Squares of a grid as one; cells of two gminas may share one of them."""
    if len(squares) == 1:
        return squares[0]
    distinct = squares[np.unique(shapely.to_wkb(squares), return_index=True)[1]]
    outline: shapely.Geometry = distinct[0] if len(distinct) == 1 else shapely.coverage_union_all(distinct)
    return outline


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


def _largest(cost: NDArray[np.float32]) -> float:
    finite = cost[np.isfinite(cost)]
    return float(finite.max()) if len(finite) else float("nan")


def _by_people(names: NDArray[np.object_], people: NDArray[np.int64]) -> str:
    """Names joined by ``|``, those of most people first."""
    sums: defaultdict[str, int] = defaultdict(int)
    for name, count in zip(names.tolist(), people.tolist(), strict=True):
        sums[name] += count
    return "|".join(name for name, _ in sorted(sums.items(), key=lambda kv: (-kv[1], kv[0])) if name)
