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
    ordinary_detour : float
        Way / straight line that is ordinary (`BarrierOptions.ordinary_detour`).
    lines : GeoDataFrame
        Barrier lines, see `Barriers.lines`.
    """

    ways: Mapping[tuple[str, str], NearestWays]
    transit: Mapping[str, NDArray[np.int8]]
    terminal_s: Mapping[str, float]
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
    row_of = {cell: i for i, cell in enumerate(cells.table["cell_id"])}
    people = cells.table["people"].to_numpy(dtype=np.int64)
    xy = shapely.get_coordinates(cells.table.geometry.to_numpy())
    by_spot = _layers_by_spot(layers)
    told: dict[tuple[str, str, int], _Told] = {}
    rows: list[dict[str, object]] = []
    for spot in white_spots.drop(columns="geometry").to_dict("records"):
        key = spot["service_type"], spot["mode"], spot["level"]
        group = by_spot[key]
        if key not in told:
            told[key] = _tell(group, question)
        members = np.array([row_of[c] for c in str(spot["cells"]).split("|")], dtype=np.int64)
        target = None if group[0].target is None else group[0].target[members, TOO_FAR].astype(np.int64)
        rows += _rows_of(
            spot["white_spot_id"], told[key], members, people[members], target, xy, question.lines
        )
    table = pd.DataFrame(rows, columns=list(CAUSE_COLUMNS))
    return table.astype({"people": "int64", "people_target": "Int64", "is_leading": bool})


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
    if ways is None:
        nowhere = np.full(count, np.nan)
        return _Told(leading, held, nowhere, nowhere, np.full((count, 2), np.nan))
    place = np.column_stack([ways.place_x, ways.place_y])
    return _Told(leading, held, _finite(ways.straight_m), _finite(ways.network_m), place)


def _ordinary_cost(layer: CoverageLayer, ways: NearestWays, question: CauseQuestion) -> NDArray[np.float64]:
    """Cost of an ordinary way to the place nearest in a straight line, in the layer's unit.

    The pace is that of the way to the nearest place now, so that hills, sand and town streets stay what they are.
    """
    direct = question.ordinary_detour * ways.straight_m
    if layer.unit == "m":
        return direct
    terminal = question.terminal_s.get(layer.mode, 0.0) / 60.0
    with np.errstate(invalid="ignore", divide="ignore"):
        pace = (layer.cost.astype(np.float64) - terminal) / ways.network_m
        return np.nan_to_num(terminal + pace * direct, nan=np.inf, posinf=np.inf)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)


def _rows_of(
    spot: object, told: _Told, members: NDArray[np.int64], people: NDArray[np.int64],
    target: NDArray[np.int64] | None, xy: NDArray[np.float64], lines: gpd.GeoDataFrame,
) -> list[dict[str, object]]:  # fmt: skip
    leading, held = told.leading[members], told.held[members]
    rows = []
    for is_leading in (True, False):
        for cause, name in enumerate(CAUSES):
            of = (leading == cause) if is_leading else held[:, cause] & (leading != cause)
            if not of.any():
                continue
            own = members[of]
            # Metres are of the mode that led: of another cause they tell nothing.
            straight, network = (
                np.where(is_leading, metres[own], np.nan) for metres in (told.straight_m, told.network_m)
            )
            is_detour = is_leading and cause == DETOUR
            rows.append(
                {
                    "white_spot_id": spot,
                    "cause": name,
                    "is_leading": is_leading,
                    "people": int(people[of].sum()),
                    "people_target": pd.NA if target is None else int(target[of].sum()),
                    "barrier_id": _crossed_line(xy[own], told.place[own], people[of], lines)
                    if is_detour
                    else "",
                    "detour": _mean(_ratio(network, straight), people[of]),
                    "straight_km": _mean(straight, people[of]) / 1000.0,
                    "network_km": _mean(network, people[of]) / 1000.0,
                }
            )
    return rows


def _ratio(network: NDArray[np.float64], straight: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = np.divide(network, straight, out=np.full(len(network), np.nan), where=straight > 0)
    return np.asarray(ratio, dtype=np.float64)


def _mean(values: NDArray[np.float64], people: NDArray[np.int64]) -> float:
    """Mean weighted by people, of the values that are known."""
    known = np.isfinite(values)
    everybody = people[known].sum()
    return float(values[known] @ people[known] / everybody) if everybody > 0 else float("nan")


def _crossed_line(
    cells: NDArray[np.float64],
    places: NDArray[np.float64],
    people: NDArray[np.int64],
    lines: gpd.GeoDataFrame,
) -> str:
    """Barrier line that the straight lines of most people to their nearest place cross, "" if there is none."""
    if lines.empty:
        return ""
    straight = shapely.linestrings(np.stack([cells, places], axis=1))
    row, line = lines.sindex.query(straight, predicate="intersects")
    if not len(row):
        return ""
    weight = np.bincount(line, weights=people[row], minlength=len(lines))
    return str(lines["barrier_id"].iloc[int(weight.argmax())])
