"""How sure the figures of people too far are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.local_plan import Uncertainty
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells, RunResult
from mapa_uslug.coverage.regrouping import count_white_spots, regroup_cells, spread_flags
from mapa_uslug.coverage.uncertainty import (
    Flags,
    Residents,
    TooFar,
    bound_too_far,
    count_too_far,
    vary_too_far,
)

RANGE_COLUMNS: Final = (
    "service_type", "gmina_teryt", "people", "low", "high", "low_speed", "high_speed", "low_place", "high_place", "low_cells",
    "high_cells",
)  # fmt: skip
GRID_COLUMNS: Final = ("service_type", "grid", "people", "white_spots", "rank", "gmina_order")
_SOURCE_M: Final = 1000
"""Side of the cells that offices count people in, and keep to themselves as wholes."""
_WIDER: Final = {"1km": 1000, "2km": 2000}


def weigh_uncertainty(result: RunResult, *, speed_change: float, gminas: Sequence[str]) -> Uncertainty:
    """Ranges of people too far by every mode at the main threshold, and the same on other grids.

    Parameters
    ----------
    speed_change
        Share by which travel may be quicker or slower than the speed profile says.
    gminas
        Codes that ranges are told of; all people of the area together besides.
    """
    told = result.info.get("terminal_s")
    terminal_s = {str(k): float(v) for k, v in told.items()} if isinstance(told, Mapping) else {}
    too_far = {
        code: vary_too_far(layers, speed_change=speed_change, terminal_s=terminal_s)
        for code, layers in _main_layers(result).items()
    }
    residents, gmina_of = _residents(result.cells), result.cells.table["gmina_teryt"].to_numpy(dtype=object)
    parts = {"": np.ones(len(gmina_of), dtype=bool)} | {g: gmina_of == g for g in gminas}
    rows = [
        {"service_type": code, "gmina_teryt": gmina} | _range(residents, flags, gmina_of, here)
        for code, flags in too_far.items() for gmina, here in parts.items()
    ]  # fmt: skip
    return Uncertainty(
        ranges=pd.DataFrame(rows, columns=list(RANGE_COLUMNS)),
        grids=_tabulate_grids(result.cells, {code: flags.now for code, flags in too_far.items()}),
        speed_change=speed_change,
    )


def _main_layers(result: RunResult) -> dict[str, list[CoverageLayer]]:
    found: dict[str, list[CoverageLayer]] = {}
    for layer in result.layers:
        if layer.level == MAIN_LEVEL:
            found.setdefault(layer.service_type, []).append(layer)
    return found


def _residents(cells: PopulationCells) -> Residents:
    table = cells.table
    col, row = (
        table[c].to_numpy(dtype=np.int64) * cells.cell_m // _SOURCE_M for c in ("grid_col", "grid_row")
    )
    at = (
        np.column_stack([col, row])
        if cells.cell_m < _SOURCE_M
        else table[["grid_col", "grid_row"]].to_numpy()
    )
    _, source = np.unique(at, axis=0, return_inverse=True)
    source = source.reshape(-1).astype(np.int64)
    gminas = pd.Series(table["gmina_teryt"].to_numpy()).groupby(source).nunique().to_numpy()
    return Residents(
        people=table["people"].to_numpy(dtype=np.int64),
        is_imputed=table["is_imputed"].to_numpy(dtype=bool),
        source=source,
        is_whole=gminas[source] == 1,
    )


def _range(residents: Residents, flags: TooFar, gmina_of: NDArray[np.object_], here: Flags) -> dict[str, int]:
    """Figures of a gmina or of several; sums of confidential cells are known for each gmina, so each is bounded by itself."""
    parts = [here & (gmina_of == g) for g in np.unique(gmina_of[here].astype(str))]

    def count(which: Flags) -> int:
        return count_too_far(residents.take(here), which[here])

    def bound(which: Flags, side: int) -> int:
        return sum(bound_too_far(residents.take(part), which[part])[side] for part in parts)

    now = count(flags.now)
    return {
        "people": now,
        "low": bound(flags.quick, 0),
        "high": bound(flags.slow_if_rough, 1),
        "low_speed": count(flags.quick),
        "high_speed": count(flags.slow),
        "low_place": now,
        "high_place": count(flags.if_rough),
        "low_cells": bound(flags.now, 0),
        "high_cells": bound(flags.now, 1),
    }


def _tabulate_grids(cells: PopulationCells, too_far: Mapping[str, Flags]) -> pd.DataFrame:
    people = cells.table["people"].to_numpy(dtype=np.int64)
    gmina_of = cells.table["gmina_teryt"].to_numpy(dtype=object)
    rows: list[dict[str, Any]] = []
    for grid, counts in _grids(cells, people, too_far):
        at_grid: list[dict[str, Any]] = [
            {
                "service_type": code, "grid": grid, "people": int(people[flags].sum()), "white_spots": spots,
                "gmina_order": "|".join(_order(gmina_of[flags], people[flags])),
            }
            for code, (flags, spots) in counts.items()
        ]  # fmt: skip
        counted = [int(people[flags].sum()) for flags, _ in counts.values()]
        for row, own in zip(at_grid, counted, strict=True):
            rows.append(row | {"rank": 1 + sum(other > own for other in counted)})
    table = pd.DataFrame(rows, columns=list(GRID_COLUMNS))
    order = {code: i for i, code in enumerate(too_far)}
    return table.sort_values("service_type", key=lambda c: c.map(order), kind="stable", ignore_index=True)


def _grids(
    cells: PopulationCells, people: NDArray[np.int64], too_far: Mapping[str, Flags]
) -> Iterator[tuple[str, dict[str, tuple[Flags, int]]]]:
    """Every grid with who is too far on it and the number of white spots, by service type.

    The run's own cells come first, as they are. A wider grid is left out where the cells are not smaller than its squares.
    """
    col, row = (cells.table[c].to_numpy(dtype=np.int64) for c in ("grid_col", "grid_row"))
    yield "own", {code: (flags, count_white_spots(col, row, flags)) for code, flags in too_far.items()}
    x, y = _points(cells)
    inhabited = np.flatnonzero(people > 0)
    sides = {"own": cells.cell_m} | {name: side for name, side in _WIDER.items() if side > cells.cell_m}
    for name, side in sides.items():
        for grid, shift in ((name, 0.0), (f"{name}_shifted", side / 2)):
            if grid == "own" or not len(inhabited):
                continue
            squares = regroup_cells(x[inhabited], y[inhabited], people[inhabited], side_m=side, shift_m=shift)
            counts: dict[str, tuple[Flags, int]] = {}
            for code, flags in too_far.items():
                here = flags[inhabited]
                spread = np.zeros(len(flags), dtype=bool)
                spread[inhabited] = spread_flags(squares, here)
                counts[code] = spread, count_white_spots(squares.col, squares.row, here[squares.chosen])
            yield grid, counts


def _points(cells: PopulationCells) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = gpd.GeoSeries(cells.table.geometry).to_crs(cells.grid_crs).to_numpy()
    return shapely.get_x(points), shapely.get_y(points)


def _order(gminas: NDArray[np.object_], people: NDArray[np.int64]) -> list[str]:
    """Codes of gminas in which anybody is too far, those of most people first."""
    sums = pd.Series(people).groupby(gminas.astype(str)).sum()
    return sorted(sums.index[sums > 0], key=lambda code: (-sums[code], code))
