"""Why people are too far: one leading cause for every person in a white spot, and what holds besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.nearest_ways import NearestWays
from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.combined import ALL_MODES, TOO_FAR
from mapa_uslug.contracts.tables import REASONS, CoverageLayer, PopulationCells

NO_PROVIDER, DETOUR, NO_STOP, NO_COURSE, NO_RETURN, SLOW, FAR = range(len(CAUSES))
NOT_TOLD: Final = -1
"""In place of a cause, where nothing is told."""
TRANSIT: Final = "transit"
CAUSE_COLUMNS = (
    "white_spot_id", "cause", "is_leading", "people", "people_target", "barrier_id", "detour", "straight_km",
    "network_km",
)  # fmt: skip

_KEY: Final = ["spot", "is_leading", "cause"]


@dataclass(frozen=True, eq=False)
class CauseQuestion:
    """What causes are told from.

    Attributes
    ----------
    ways : dict
        Service type and mode -> `NearestWays`, of every mode on roads.
    transit : dict
        Service type -> int8, (cells,): index into `CAUSES` (`NO_STOP`, `NO_COURSE`, `NO_RETURN`, `SLOW`), `NOT_TOLD`
        where people are within the threshold or nothing is known.
    terminal_s : dict
        Mode -> seconds of every journey that no way makes shorter.
    barrier_detour : float
        Way / straight line from which a way counts as round about, whatever the threshold (`BarrierOptions.detour`).
    ordinary_detour : float
        Way / straight line that is ordinary (`BarrierOptions.ordinary_detour`).
    lines : GeoDataFrame
        Barrier lines, see `Barriers.lines`.
    """

    ways: Mapping[tuple[str, str], NearestWays]
    transit: Mapping[str, NDArray[np.int8]]
    terminal_s: Mapping[str, float]
    barrier_detour: float
    ordinary_detour: float
    lines: gpd.GeoDataFrame


@dataclass(frozen=True, eq=False)
class _Told:
    """Causes of the cells of one service type, mode and level; arrays are in the order of the cells.

    `held`, (cells, causes), says which hold; `leading` is an index into `CAUSES`; metres are of the mode that led.
    """

    leading: NDArray[np.int64]
    held: NDArray[np.bool_]
    straight_m: NDArray[np.float64]
    network_m: NDArray[np.float64]
    place: NDArray[np.float64]


def find_causes(
    white_spots: gpd.GeoDataFrame,
    layers: Sequence[CoverageLayer],
    *,
    cells: PopulationCells,
    question: CauseQuestion,
) -> pd.DataFrame:
    """Causes of every white spot.

    By one mode on roads: nobody serves the gmina; else a detour, if an ordinary way to the place that is nearest in a
    straight line would be within the threshold at the pace of the way that people have now; else the place is far.
    By public transport as its own stage tells. By all modes, the cause by that mode on roads that misses its threshold
    least; causes by other modes are listed besides.

    Parameters
    ----------
    white_spots
        See `RunResult.white_spots`.
    layers
        That the spots were found in.

    Returns
    -------
    DataFrame
        See `Barriers.causes`; in the order of the spots, the leading causes first, then in the order of `CAUSES`.
        Of leading causes the people add up to the spot's, and so does the target group.
    """
    groups = _layers_by_spot(layers)
    rows = _spot_cells(white_spots, cells)
    found = [
        _list_causes(part, _tell(groups[key], question), groups[key][0].target)
        for key, part in rows.groupby(["service_type", "mode", "level"], sort=False)
    ]
    if not found:
        return _typed(pd.DataFrame(columns=list(CAUSE_COLUMNS)))
    causes = pd.concat(found, ignore_index=True)
    summed = _sum_up(causes).join(_crossed_lines(causes, cells, question.lines))
    ordered = summed.reset_index().sort_values(
        ["spot", "is_leading", "cause"], ascending=[True, False, True], ignore_index=True
    )
    ordered["white_spot_id"] = white_spots["white_spot_id"].to_numpy()[ordered["spot"]]
    ordered["cause"] = np.array(CAUSES, dtype=object)[ordered["cause"]]
    return _typed(ordered[list(CAUSE_COLUMNS)])


def find_leading(
    layers: Sequence[CoverageLayer], *, question: CauseQuestion, level: int
) -> dict[str, NDArray[np.int8]]:
    """Leading cause of every cell by all modes at a level, by service type; see `Barriers.leading`."""
    found = {}
    for (code, mode, at), group in _layers_by_spot(layers).items():
        if mode == ALL_MODES and at == level:
            too_far = np.logical_and.reduce([layer.people[:, TOO_FAR] > 0 for layer in group])
            found[code] = np.where(too_far, _tell(group, question).leading, NOT_TOLD).astype(np.int8)
    return found


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table["barrier_id"] = table["barrier_id"].fillna("").astype(object)
    metres = dict.fromkeys(("detour", "straight_km", "network_km"), "float64")
    return table.astype({"people": "int64", "people_target": "Int64", "is_leading": bool} | metres)


def _spot_cells(white_spots: gpd.GeoDataFrame, cells: PopulationCells) -> pd.DataFrame:
    """One row for each cell of each white spot: rows of both, and what the spot is of."""
    members = [str(ids).split("|") for ids in white_spots["cells"]]
    spot = np.repeat(np.arange(len(members)), [len(m) for m in members])
    row_of = {cell: i for i, cell in enumerate(cells.table["cell_id"])}
    cell = np.array([row_of[c] for ids in members for c in ids], dtype=np.int64)
    told = white_spots[["service_type", "mode", "level"]].iloc[spot].reset_index(drop=True)
    return told.assign(spot=spot, cell=cell, people=cells.table["people"].to_numpy(dtype=np.int64)[cell])


def _layers_by_spot(layers: Sequence[CoverageLayer]) -> dict[tuple[str, str, int], list[CoverageLayer]]:
    """Layers that a spot of a type, mode (or all) and level was found in, in the order of white spots."""
    found: dict[tuple[str, str, int], list[CoverageLayer]] = {}
    for layer in sorted(layers, key=lambda x: (x.service_type, x.level, x.mode)):
        for mode in (layer.mode, ALL_MODES):
            found.setdefault((layer.service_type, mode, layer.level), []).append(layer)
    return found


def _tell(group: Sequence[CoverageLayer], question: CauseQuestion) -> _Told:
    single = [_tell_one(layer, question) for layer in group]
    held = np.logical_or.reduce([t.held for t in single])
    # To be far is what is left when nothing else holds.
    held[:, FAR] = False
    on_roads = [i for i, layer in enumerate(group) if layer.mode != TRANSIT] or [0]
    # The mode of which a white spot names the nearest place.
    excess = np.stack([_excess(group[i]) for i in on_roads])
    pick = np.array(on_roads)[np.argmin(excess, axis=0)]
    cell = np.arange(len(pick))
    leading, straight, network = (
        np.stack(values)[pick, cell]
        for values in (
            [t.leading for t in single],
            [t.straight_m for t in single],
            [t.network_m for t in single],
        )
    )
    return _Told(leading, held, straight, network, np.stack([t.place for t in single])[pick, cell])


def _excess(layer: CoverageLayer) -> NDArray[np.float64]:
    excess = layer.cost.astype(np.float64) - layer.threshold
    return np.where(np.isnan(excess), np.inf, excess)


def _tell_one(layer: CoverageLayer, question: CauseQuestion) -> _Told:
    count = len(layer.cost)
    no_provider = layer.reason == REASONS.index("not_eligible")
    ways = question.ways.get((layer.service_type, layer.mode))
    if layer.mode == TRANSIT:
        told = np.asarray(question.transit.get(layer.service_type, np.full(count, NOT_TOLD)), dtype=np.int64)
    elif ways is None:
        told = np.full(count, NOT_TOLD, dtype=np.int64)
    else:
        told = np.where(_ordinary_cost(layer, ways, question) <= layer.threshold, DETOUR, NOT_TOLD)
    leading = np.where(no_provider, NO_PROVIDER, np.where(told == NOT_TOLD, FAR, told)).astype(np.int64)
    held = np.zeros((count, len(CAUSES)), dtype=bool)
    held[np.arange(count), leading] = True
    if ways is not None:
        # A long way round holds though even a direct way would be beyond the threshold.
        with np.errstate(invalid="ignore", divide="ignore"):
            held[:, DETOUR] |= ~no_provider & (ways.network_m >= question.barrier_detour * ways.straight_m)
    if ways is None:
        nowhere = np.full(count, np.nan)
        return _Told(leading, held, nowhere, nowhere, np.full((count, 2), np.nan))
    place = np.column_stack([ways.place_x, ways.place_y])
    return _Told(leading, held, _finite(ways.straight_m), _finite(ways.network_m), place)


def _ordinary_cost(layer: CoverageLayer, ways: NearestWays, question: CauseQuestion) -> NDArray[np.float64]:
    """Cost of an ordinary way to the place nearest in a straight line, in the layer's unit.

    The pace is that of the way to the nearest place now, so that hills, sand and town streets stay what they are; of those
    whom closed roads leave no way, that of people elsewhere (the median cell).
    """
    direct = question.ordinary_detour * ways.straight_m
    if layer.unit == "m":
        return direct
    terminal = question.terminal_s.get(layer.mode, 0.0) / 60.0
    with np.errstate(invalid="ignore", divide="ignore"):
        pace = (layer.cost.astype(np.float64) - terminal) / ways.network_m
        is_known = np.isfinite(pace)
        pace = np.where(is_known, pace, np.median(pace[is_known]) if is_known.any() else np.nan)
        return np.nan_to_num(terminal + pace * direct, nan=np.inf, posinf=np.inf)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)


def _list_causes(rows: pd.DataFrame, told: _Told, target: NDArray[np.int32] | None) -> pd.DataFrame:
    """One row for each cell of a spot and each cause that holds there."""
    cell = rows["cell"].to_numpy()
    held = told.held[cell]
    row, cause = np.nonzero(held)
    is_besides = cause != told.leading[cell[row]]
    at = np.concatenate([np.arange(len(rows)), row[is_besides]])
    is_leading = np.arange(len(at)) < len(rows)
    # Metres are of the mode that led: of another cause they tell nothing.
    straight, network = (
        np.where(is_leading, metres[cell[at]], np.nan) for metres in (told.straight_m, told.network_m)
    )
    return pd.DataFrame(
        {
            "spot": rows["spot"].to_numpy()[at],
            "is_leading": is_leading,
            "cause": np.concatenate([told.leading[cell], cause[is_besides]]),
            "cell": cell[at],
            "people": rows["people"].to_numpy()[at],
            "people_target": pd.array([pd.NA] * len(at), dtype="Int64")
            if target is None
            else pd.array(target[cell[at], TOO_FAR], dtype="Int64"),
            "straight_m": straight,
            "network_m": network,
            "place_x": told.place[cell[at], 0],
            "place_y": told.place[cell[at], 1],
        }
    )


def _sum_up(causes: pd.DataFrame) -> pd.DataFrame:
    """People of each spot and cause, and means weighted by people."""
    straight, network = causes["straight_m"] / 1000.0, causes["network_m"] / 1000.0
    values = {
        "straight_km": straight,
        "network_km": network,
        "detour": network / straight.where(straight > 0),
    }
    parts = {}
    for name, value in values.items():
        parts[name] = value * causes["people"]
        parts[f"{name} of"] = causes["people"].where(value.notna(), 0)
    by = causes.assign(**parts).groupby(_KEY)
    summed = by[[*parts, "people"]].sum()
    for name in values:
        summed[name] /= summed[f"{name} of"].where(summed[f"{name} of"] > 0)
    # A spot's service type has a target group for all cells or none.
    return summed[["people", *values]].assign(people_target=by["people_target"].sum(min_count=1))


def _crossed_lines(causes: pd.DataFrame, cells: PopulationCells, lines: gpd.GeoDataFrame) -> pd.Series:
    """Barrier line that the straight lines of most people with a detour to their nearest place cross."""
    rows = causes[causes["is_leading"] & (causes["cause"] == DETOUR)]
    home = shapely.get_coordinates(cells.table.geometry.to_numpy()[rows["cell"]])
    ends = np.stack([home, rows[["place_x", "place_y"]].to_numpy(dtype=np.float64)], axis=1)
    row, line = lines.sindex.query(shapely.linestrings(ends), predicate="intersects")
    crossed = rows.iloc[row].assign(line=line).groupby([*_KEY, "line"])["people"].sum().reset_index()
    # Of lines with as many people the first, which is that of most people altogether.
    most = (
        crossed.sort_values(["people", "line"], ascending=[False, True]).drop_duplicates(_KEY).set_index(_KEY)
    )
    return pd.Series(lines["barrier_id"].to_numpy(dtype=object)[most["line"]], most.index, name="barrier_id")
