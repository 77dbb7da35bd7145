"""A made voivodeship: what a run of one hands to the map, without the hours of collecting and the minutes of measuring.

Roads, land and people lie as in Poland's east: some fifteen hundred villages and towns in 120 gminas, 150 km from border to
border. Costs come from a formula (`made_costs`), and what follows from costs is counted as a run would.
"""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from benchmarks.made_bands import make_bands
from benchmarks.made_costs import PACES, Ends, Pace, cost_table, make_ends
from benchmarks.made_land import CRS, X0, Y0, make_gminas, make_landscape, make_network
from mapa_uslug.catalog.models import Catalog, ServiceType
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.tables import (
    STATES,
    CoverageLayer,
    PopulationCells,
    RunResult,
    blank_service,
    group_column,
)
from mapa_uslug.contracts.travel_times import STEP, STEP_BEYOND, STEP_NEVER
from mapa_uslug.contracts.what_if import EdgesOfWay, MeasureSteps, TypeSteps, Way, WhatIf
from mapa_uslug.traveltime.steps import round_to_steps

CELLS: Final = 8_000
SIDE_M: Final = 150_000.0
CELL_M: Final = 250
MODES: Final = ("car", "walk", "bike", "walk_slow")
GROUPS: Final = {"0-2": 0.024, "3-6": 0.036, "7-14": 0.08, "0-14": 0.15, "65+": 0.21}
COMMON: Final = {
    "APT": 330, "POZ": 330, "SP": 320, "PRZ": 330, "ZLO": 150, "BIB": 200, "SPO": 230, "SW": 200, "DK": 110, "REH": 110,
    "OPS": 120, "KS": 110, "PZP": 60, "PWD": 50, "DDP": 45,
}  # fmt: skip
"""Places of the usual types for `CELLS` cells; the others share what is left of 3,000."""
_ROUGH, _CUT_OFF = 0.03, 0.004
_BEYOND_M: Final = 8_000.0
_SEED: Final = 11


def make_voivodeship(catalog: Catalog, *, cells: int = CELLS) -> RunResult:
    """A voivodeship with about so many populated cells; everything else keeps its proportion to them."""
    rng = np.random.default_rng(_SEED)
    share = cells / CELLS
    side = SIDE_M * np.sqrt(share)
    gminas, seats = make_gminas(max(3, round(120 * share)), side, rng)
    centres = np.array([X0, Y0]) + side * rng.random((max(6, round(4_000 * share)), 2))
    names = [f"Miejscowość {i}" for i in range(len(centres))]
    table, middle = _cells(centres[: max(3, round(1_500 * share))], names, cells, gminas, seats, rng)
    types = [t for t in catalog.types if t.is_measured]
    services = _services(types, table, middle, round(3_000 * share), rng)
    people = PopulationCells(table, CRS, CELL_M, dict.fromkeys(GROUPS, "grid"), 2026)
    ends = make_ends(shapely.get_coordinates(table.geometry.values), middle, rng, cut_off=_CUT_OFF)
    what_if = _what_if(types, services, ends, side, rng)
    junctions = round(450_000 * share)
    xy = shapely.get_coordinates(services.geometry.values)
    return RunResult(
        name="województwo zmyślone", crs=CRS, gminas=gminas, services=services.drop(columns="cell"),
        unlocated=services.drop(columns=["geometry", "cell"]).iloc[:0], cells=people,
        layers=tuple(_layers(types, what_if, people)), white_spots=_no_white_spots(),
        isochrones=make_bands(
            types, services["service_type"].to_numpy(), services["service_id"].to_numpy(), xy, modes=MODES, side=side, rng=rng
        ),
        indicators=pd.DataFrame(), landscape=make_landscape(centres, names, junctions, side, rng), problems=(), counts=(),
        network=make_network(centres, junctions, side, rng), extent=shapely.box(X0, Y0, X0 + side, Y0 + side).buffer(_BEYOND_M),
        info={"attribution": ["dane zmyślone"], "date": "2026-11-01"}, what_if=what_if,
    )  # fmt: skip


def _cells(
    centres: NDArray[np.float64], names: list[str], count: int, gminas: gpd.GeoDataFrame, seats: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[gpd.GeoDataFrame, NDArray[np.float64]]:  # fmt: skip
    """Cells about the middles of localities, few in most and many in some; and the middle of each one's locality."""
    size = rng.pareto(1.4, len(centres)) + 0.5
    sizes = np.maximum(1, np.rint(1.7 * count * size / size.sum())).astype(np.int64)
    locality = np.repeat(np.arange(len(centres)), sizes)
    spread = 75.0 * np.sqrt(sizes[locality])
    grid = np.floor((centres[locality] + rng.normal(size=(len(locality), 2)) * spread[:, None]) / CELL_M)
    _, first = np.unique(grid, axis=0, return_index=True)
    kept = first if len(first) <= count else rng.choice(first, count, replace=False)
    col, row = grid[kept].astype(np.int64).T
    ids = np.array([f"N{CELL_M * r}E{CELL_M * c}_{CELL_M}" for c, r in zip(col, row, strict=True)])
    order = np.argsort(ids)
    kept, col, row, ids = kept[order], col[order], row[order], ids[order]
    xy = CELL_M * (np.column_stack([col, row]) + rng.uniform(0.2, 0.8, (len(col), 2)))
    apart = np.hypot(xy[:, None, 0] - seats[:, 0], xy[:, None, 1] - seats[:, 1])
    people = np.ceil(rng.lognormal(3.6, 1.4, len(col))).astype(np.int64)
    table = pd.DataFrame(
        {
            "cell_id": ids, "gmina_teryt": gminas["gmina_teryt"].to_numpy()[apart.argmin(axis=1)],
            "locality": np.array(names)[locality[kept]], "grid_col": col, "grid_row": row, "people": people,
            "is_imputed": rng.random(len(col)) < 0.1,
        }
        | {group_column(group): rng.binomial(people, share) for group, share in GROUPS.items()}
    )  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=shapely.points(xy), crs=CRS), centres[locality[kept]]


def _services(
    types: list[ServiceType],
    cells: gpd.GeoDataFrame,
    middle: NDArray[np.float64],
    count: int,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Places where people live, most of them near the middles of localities; column ``cell`` says in which cell."""
    weight = np.array([COMMON.get(t.code, 0) for t in types], dtype=np.float64)
    rare = weight == 0
    weight[rare] = (3_000 - weight.sum()) * (shares := rng.pareto(1.0, rare.sum()) + 0.3) / shares.sum()
    kinds = np.repeat(np.arange(len(types)), np.maximum(1, np.rint(weight * count / 3_000)).astype(np.int64))
    people = cells["people"].to_numpy(dtype=np.float64)
    cell = rng.choice(len(cells), len(kinds), p=people / people.sum())
    xy = shapely.get_coordinates(cells.geometry.values)[cell]
    xy = xy + rng.uniform(0.1, 0.6, (len(xy), 1)) * (middle[cell] - xy) + rng.normal(0.0, 60.0, xy.shape)
    is_rough = rng.random(len(kinds)) < _ROUGH
    rows = [
        blank_service() | {
            "service_id": f"U-{i:05d}", "provider": f"{types[k].name.capitalize()} nr {i}", "service_type": types[k].code,
            "gmina_teryt": cells["gmina_teryt"].iat[c], "locality": cells["locality"].iat[c],
            "address": f"ul. Tadeusza Kościuszki {i % 120 + 1}",
            "capacity": float(15 + i % 45) if types[k].capacity_unit in ("miejsca", "łóżka") else np.nan,
            "capacity_unit": types[k].capacity_unit, "territory": "", "is_open": i % 5 != 0, "sensitivity": 0,
            "hours": "pn.-pt. 7.30-15.30", "opening_hours": "Mo-Fr 07:30-15:30", "contact": f"tel. 41 300 {i // 100:02d} {i % 100:02d}",
            "source": f"uslugi.xlsx, wiersz {i + 2}", "source_date": "2026-09-30",
            "provider_kind": ("gmina", "powiat", "NGO", "prywatny?")[i % 4], "areas": str(types[k].areas[0]),
            "delivery": types[k].delivery, "target": types[k].target, "occupied": np.nan, "waiting": np.nan, "staff_fte": np.nan,
            "valid_from": "", "valid_until": "", "funded_until": "", "quality": "ulica" if is_rough[i] else "punkt_adresowy",
            "radius_m": 400.0 if is_rough[i] else 30.0, "cell": c,
        }
        for i, (k, c) in enumerate(zip(kinds.tolist(), cell.tolist(), strict=True))
    ]  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapely.points(xy), crs=CRS)


def _what_if(
    types: list[ServiceType], services: gpd.GeoDataFrame, cells: Ends, side: float, rng: np.random.Generator
) -> WhatIf:
    cell = services["cell"].to_numpy(dtype=np.int64)
    places = make_ends(
        shapely.get_coordinates(services.geometry.values), cells.middle[cell], rng, cut_off=_CUT_OFF
    )
    code, radius = services["service_type"].to_numpy(), services["radius_m"].to_numpy(dtype=np.float64)
    steps = [cost_table(places, cells, pace, seed=_SEED) for pace in PACES]
    found: dict[str, dict[str, MeasureSteps]] = {}
    for t in types:
        rows = np.flatnonzero(code == t.code)
        for way, pace in enumerate(PACES):
            if pace.mode in t.thresholds and _unit(t.thresholds[pace.mode].unit) == pace.unit:
                measure = _measure(way, steps[way][rows], places.take(rows), radius[rows], side)
                found.setdefault(t.code, {})[pace.mode] = measure
    return WhatIf(
        sharing=Sharing(), is_outside=np.zeros(len(cells.xy), dtype=bool), ways=tuple(_way(pace, cells, side) for pace in PACES),
        types=tuple(TypeSteps(t.code, np.flatnonzero(code == t.code), found[t.code], frozenset()) for t in types if t.code in found),
    )  # fmt: skip


def _unit(unit: str) -> str:
    return "s" if unit == "min" else "m"


def _way(pace: Pace, cells: Ends, side: float) -> Way:
    steps = cost_table(cells, cells, pace, seed=_SEED)
    rim = _to_rim(pace, cells, side)
    edges = EdgesOfWay(round_to_steps(rim, pace.unit), rim, rim)
    largest = pace.largest * (1 if pace.unit == "s" else 100)
    from_too = {"from": edges} if pace.mode == "car" else {}
    return Way(pace.mode, pace.unit, largest, True, ~cells.is_cut_off, steps, {**from_too, "to": edges})


def _to_rim(pace: Pace, ends: Ends, side: float) -> NDArray[np.float64]:
    """Seconds or metres to the end of the data."""
    low = (ends.xy - (X0, Y0)).min(axis=1)
    high = (np.array([X0, Y0]) + side - ends.xy).min(axis=1)
    rim = (np.minimum(low, high) + _BEYOND_M) / 1000.0 * pace.per_km * STEP[pace.unit]
    return np.where(ends.is_cut_off, np.inf, np.maximum(rim, 0.0))


def _measure(
    way: int, steps: NDArray[np.uint8], places: Ends, radius: NDArray[np.float64], side: float
) -> MeasureSteps:
    pace = PACES[way]
    rough = np.flatnonzero(radius > 100.0)
    spread = np.ceil(radius[rough, None] / 1000.0 * pace.per_km)
    of_rough = steps[rough].astype(np.float64)
    most = np.where(of_rough + spread > pace.largest, STEP_BEYOND, of_rough + spread)
    least = np.where(of_rough > pace.largest, of_rough, np.maximum(of_rough - spread, 0.0))
    return MeasureSteps(
        way=way, steps=steps, loose=np.flatnonzero(places.is_cut_off), rough=rough,
        sure=np.where(of_rough == STEP_NEVER, STEP_NEVER, most).astype(np.uint8), least=least.astype(np.uint8),
        back=_to_rim(pace, places, side),
    )  # fmt: skip


def _layers(types: list[ServiceType], what_if: WhatIf, cells: PopulationCells) -> list[CoverageLayer]:
    """Served within the threshold, else too far."""
    of_code = {t.code: t for t in types}
    layers = []
    for found in what_if.types:
        service_type = of_code[found.service_type]
        target = service_type.target if service_type.target in GROUPS else None
        for mode, measure in found.measures.items():
            threshold, step = service_type.thresholds[mode], PACES[measure.way]
            nearest = measure.steps.argmin(axis=0)
            best = measure.steps.min(axis=0).astype(np.float64)
            scale = 1 if step.unit == "s" else 100
            for level, value in enumerate(threshold.values):
                is_within = best * scale <= value
                layers.append(
                    CoverageLayer(
                        service_type=service_type.code, mode=mode, level=level, threshold=value, unit=threshold.unit,
                        kind=threshold.kinds[level], is_capacity_known=False, people=_states(cells, "all", is_within),
                        target=None if target is None else _states(cells, target, is_within),
                        reason=np.zeros(len(best), dtype=np.uint8),
                        cost=np.where(best < STEP_BEYOND, best * scale, np.inf).astype(np.float32),
                        nearest_place=found.places[nearest].astype(np.int32),
                    )
                )  # fmt: skip
    return layers


def _states(cells: PopulationCells, group: str, is_within: NDArray[np.bool_]) -> NDArray[np.int32]:
    people = np.zeros((len(is_within), len(STATES)), dtype=np.int32)
    state = np.where(is_within, STATES.index("served"), STATES.index("too_far"))
    people[np.arange(len(people)), state] = cells.table[group_column(group)].to_numpy()
    return people


def _no_white_spots() -> gpd.GeoDataFrame:
    """None: the page finds them itself."""
    columns: dict[str, Any] = {
        "white_spot_id": str, "service_type": str, "mode": str, "level": int, "people": int, "people_target": "Int64",
    }  # fmt: skip
    frame = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return gpd.GeoDataFrame(frame, geometry=[], crs=CRS)
