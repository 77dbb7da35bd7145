"""The tables that the page counts people anew with, as JSON and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog, ServiceType
from mapa_uslug.contracts.confidential import sum_confidential
from mapa_uslug.contracts.tables import PopulationCells, RunResult, group_column
from mapa_uslug.contracts.travel_times import STEP_BEYOND, STEP_NEVER, CostUnit
from mapa_uslug.contracts.what_if import MeasureSteps, TypeSteps, WhatIf
from mapa_uslug.maps.packing import ArrayPack

_UNIT = {"s": "min", "m": "m"}
_STEP_IN_UNITS = {"min": 1, "m": 100}


def order_near(cells: PopulationCells) -> NDArray[np.int64]:
    """Rows of the cells along a Morton curve of their grid: neighbours' costs differ little, which compresses well."""
    col, row = (cells.table[c].to_numpy(dtype=np.int64) for c in ("grid_col", "grid_row"))
    key = np.zeros(len(col), dtype=np.int64)
    for bit in range(20):
        for shift, values in enumerate((col - col.min(initial=0), row - row.min(initial=0))):
            key |= ((values >> bit) & 1) << (2 * bit + shift)
    return np.argsort(key, kind="stable")


def add_what_if(pack: ArrayPack, ways: ArrayPack, result: RunResult, catalog: Catalog) -> dict[str, Any]:
    """Add every table to the packs, those between all pairs of cells to their own; say how they hang together.

    Costs of a place lie in a row, one byte a cell, cells along the Morton curve, as differences to the one before
    modulo 256. In tables between cells the rows lie along the curve as well, as differences to the row before: neighbours
    share their ways to everywhere else.
    """
    what_if = _given(result)
    order = order_near(result.cells)
    groups = _groups(what_if, catalog, result.cells)
    pack.add("cells.order", order.astype(np.uint32))
    pack.add("cells.outside", what_if.is_outside.astype(np.uint8))
    _add_people(pack, result, groups)
    for w, way in enumerate(what_if.ways):
        pack.add(f"snapped.{w}", way.is_snapped.astype(np.uint8))
        for direction, edges in way.edges.items():
            pack.add(f"leave.{w}.{direction}.open", edges.leave_open)
            pack.add(f"leave.{w}.{direction}.known", edges.leave_known)
            pack.add(f"back.{w}.{direction}", edges.back)
        if way.lacks_timetable is not None:
            pack.add(f"lacks.{w}", way.lacks_timetable.astype(np.uint8))
        if way.steps is not None:
            ways.add(f"ways.{w}", np.diff(_coded(way.steps[order], order), axis=0, prepend=np.uint8(0)))
    gminas = pd.Index(result.gminas["gmina_teryt"].astype(str))
    return {
        "step_of": _STEP_IN_UNITS,
        "beyond": STEP_BEYOND,
        "never": STEP_NEVER,
        "sharing": what_if.sharing.model_dump(),
        "groups": groups,
        "ways": [
            {
                "mode": w.mode,
                "unit": _UNIT[w.unit],
                "max": w.largest,
                "knows_all": w.knows_all,
                "hangs_on_timetables": w.lacks_timetable is not None,
                "has_new_places": w.steps is not None,
            }
            for w in what_if.ways
        ],
        "types": [
            _describe_type(pack, t, steps, catalog, what_if, groups, gminas, order)
            for t, steps in enumerate(what_if.types)
        ],
    }


def size_between_cells(steps: NDArray[np.uint8], order: NDArray[np.int64]) -> int:
    """Bytes that some rows of a table between cells take in the file, rows one after the other along the curve."""
    pack = ArrayPack()
    pack.add("rows", np.diff(_coded(steps, order), axis=0, prepend=np.uint8(0)))
    return len(pack.encoded())


def _add_people(pack: ArrayPack, result: RunResult, groups: list[str]) -> None:
    """People of every cell; age groups of known cells only, those of a gmina's confidential cells as one sum."""
    table = result.cells.table
    is_imputed = table["is_imputed"].to_numpy(dtype=bool)
    codes = result.gminas["gmina_teryt"].astype(str)
    for i, group in enumerate(groups):
        people = table[group_column(group)].to_numpy(dtype=np.int64)
        if group != "all":
            people = np.where(is_imputed, 0, people)
            sums = sum_confidential(result.cells, group)
            pack.add(f"confidential.{i}", np.array([sums.get(c, 0) for c in codes], dtype=np.uint32))
        pack.add(f"people.{i}", people.astype(np.uint32))


def _given(result: RunResult) -> WhatIf:
    if result.what_if is None:
        raise ValueError("the run has nothing to count anew with")
    return result.what_if


def _groups(what_if: WhatIf, catalog: Catalog, cells: PopulationCells) -> list[str]:
    """Everybody, and the target groups that were counted."""
    wanted = {catalog.by_code[t.service_type].target for t in what_if.types}
    return ["all", *sorted(wanted & set(cells.groups))]


def _describe_type(
    pack: ArrayPack, number: int, steps: TypeSteps, catalog: Catalog, what_if: WhatIf, groups: list[str],
    gminas: pd.Index, order: NDArray[np.int64],
) -> dict[str, Any]:  # fmt: skip
    service_type = catalog.by_code[steps.service_type]
    for m, measure in enumerate(steps.measures.values()):
        _add_measure(pack, f"{number}.{m}", measure, order)
    counted = groups.index(service_type.target) if service_type.target in groups else -1
    return {
        "code": service_type.code,
        "direction": service_type.direction,
        "target": -1 if service_type.target == "all" else counted,
        "rate": _rate(service_type),
        "demand_group": counted,
        "capacity_unit": service_type.capacity_unit,
        "unplaced": None if steps.unplaced is None else _numbers(gminas, steps.unplaced),
        "is_found": len(steps.places) > 0,
        "measures": [
            _describe_measure(mode, measure, steps, service_type, what_if.ways[measure.way].unit)
            for mode, measure in steps.measures.items()
        ],
    }


def _rate(service_type: ServiceType) -> float | None:
    """Units wanted per person of the target group."""
    if service_type.demand_rate is None:
        return None
    return service_type.demand_rate * service_type.units_per_person


def _numbers(gminas: pd.Index, codes: frozenset[str]) -> list[int]:
    found = gminas.get_indexer(sorted(codes))
    return sorted(int(i) for i in found if i >= 0)


def _describe_measure(
    mode: str, measure: MeasureSteps, steps: TypeSteps, service_type: ServiceType, unit: CostUnit
) -> dict[str, Any]:
    threshold = service_type.thresholds[mode]
    if threshold.unit != _UNIT[unit]:
        raise ValueError(f"{service_type.code} by {mode}: measured in {unit}, threshold in {threshold.unit}")
    return {
        "way": measure.way,
        "values": list(threshold.values),
        "kinds": list(threshold.kinds),
        "places": steps.places.tolist(),
        "loose": measure.loose.tolist(),
        "rough": measure.rough.tolist(),
    }


def _add_measure(pack: ArrayPack, name: str, measure: MeasureSteps, order: NDArray[np.int64]) -> None:
    pack.add(f"steps.{name}", _coded(measure.steps, order))
    pack.add(f"sure.{name}", _coded(measure.sure, order))
    pack.add(f"least.{name}", _coded(measure.least, order))
    pack.add(f"back.{name}", measure.back)


def _coded(table: NDArray[np.uint8], order: NDArray[np.int64]) -> NDArray[np.uint8]:
    # `take` keeps rows together in memory, which indexing does not.
    near = np.take(table, order, axis=1)
    return near - np.pad(near, ((0, 0), (1, 0)))[:, :-1]
