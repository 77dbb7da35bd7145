"""roznice.csv: what a plan changes, per gmina, service type, mode, group and threshold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import REASONS, CoverageLayer, RunResult
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.figures import CANNOT_TELL, TOO_FAR, combine_all, sum_by_gmina
from mapa_uslug.reports.words import STATE_COLUMNS

Key = tuple[str, str, int, str]
"""Service type, mode, level, group."""
ALL_MODES: Final = "wszystkie"
TOTAL: Final = "razem"


def write_differences(base: RunResult, plan: RunResult, path: Path) -> None:
    """Write ``roznice.csv``: the four states before, after and their change.

    Rows stand only where a figure changed, and one ``razem`` row (empty `gmina_teryt`) for every service type, mode,
    group and level, changed or not. Mode ``wszystkie`` joins the modes that count. Figures of a side that has no such
    service type are empty. `powody_przed`, `powody_po`: why people are `nie_wiadomo` or `za_daleko`, as
    ``code:people`` joined by ``|``.

    Raises
    ------
    ValueError
        When the two results are not of the same people.
    """
    if list(base.cells.table["cell_id"]) != list(plan.cells.table["cell_id"]):
        raise ValueError("base and plan must be of the same populated cells")
    names = _gmina_names(base) | _type_names(base) | _type_names(plan)
    rows = list(_difference_rows(_summarise(base), _summarise(plan), names))
    write_csv(pd.DataFrame(rows, columns=_columns()), path)


def _columns() -> list[str]:
    head = ["gmina_teryt", "gmina", "usluga", "usluga_nazwa", "srodek", "grupa", "poziom", "osoby"]
    figures = [f"{state}_{side}" for state in STATE_COLUMNS for side in ("przed", "po", "zmiana")]
    return [*head, *figures, "powody_przed", "powody_po"]


def _gmina_names(result: RunResult) -> dict[str, str]:
    return dict(zip(result.gminas["gmina_teryt"], result.gminas["gmina"], strict=True)) | {"": TOTAL}


def _type_names(result: RunResult) -> dict[str, str]:
    return dict(zip(result.indicators["usluga"], result.indicators["usluga_nazwa"], strict=True))


def _summarise(result: RunResult) -> dict[Key, dict[str, tuple[NDArray[np.int64], str]]]:
    """States and reasons of every gmina ("" for all of them), by key."""
    return {
        key: _sums_with_reasons(result, states, reason) for key, states, reason in _counted_states(result)
    }


def _counted_states(result: RunResult) -> Iterator[tuple[Key, NDArray[Any], NDArray[np.uint8]]]:
    for layer in result.layers:
        yield from _groups_of(layer, layer.mode)
    for levels in combine_all(result).values():
        for combined in levels:
            yield from _groups_of(combined, ALL_MODES)


def _groups_of(states: Any, mode: str) -> Iterator[tuple[Key, NDArray[Any], NDArray[np.uint8]]]:
    subject: CoverageLayer = states
    yield (subject.service_type, mode, subject.level, "all"), subject.people, subject.reason
    if subject.target is not None:
        yield (subject.service_type, mode, subject.level, "target"), subject.target, subject.reason


def _sums_with_reasons(
    result: RunResult, states: NDArray[Any], reason: NDArray[np.uint8]
) -> dict[str, tuple[NDArray[np.int64], str]]:
    counted = states[:, TOO_FAR] + states[:, CANNOT_TELL]
    by_reason = np.zeros((len(states), len(REASONS)), dtype=np.int64)
    by_reason[np.arange(len(states)), reason] = counted
    sums, reasons = sum_by_gmina(result, states), sum_by_gmina(result, by_reason)
    rows = {code: (sums[code], _write_reasons(reasons[code])) for code in sums}
    return rows | {"": (states.sum(axis=0).astype(np.int64), _write_reasons(by_reason.sum(axis=0)))}


def _write_reasons(people: NDArray[np.int64]) -> str:
    return "|".join(f"{code}:{n}" for code, n in zip(REASONS, people, strict=True) if code and n)


def _difference_rows(
    before: dict[Key, dict[str, tuple[NDArray[np.int64], str]]],
    after: dict[Key, dict[str, tuple[NDArray[np.int64], str]]],
    names: dict[str, str],
) -> Iterator[list[object]]:
    for key in sorted({*before, *after}):
        old, new = before.get(key, {}), after.get(key, {})
        for code in sorted({*old, *new}):
            a, b = old.get(code), new.get(code)
            if code and a and b and np.array_equal(a[0], b[0]) and a[1] == b[1]:
                continue
            yield _difference_row(key, code, names, a, b)


def _difference_row(
    key: Key,
    code: str,
    names: dict[str, str],
    old: tuple[NDArray[np.int64], str] | None,
    new: tuple[NDArray[np.int64], str] | None,
) -> list[object]:
    service_type, mode, level, group = key
    figures: list[object] = []
    for state in range(len(STATE_COLUMNS)):
        a = int(old[0][state]) if old else None
        b = int(new[0][state]) if new else None
        figures += [a, b, b - a if a is not None and b is not None else None]
    known = new or old
    people = int(known[0].sum()) if known else None
    reasons = [old[1] if old else None, new[1] if new else None]
    name = names.get(code, code)
    return [
        code, name, service_type, names.get(service_type, service_type), mode, group, level + 1, people,
        *figures, *reasons,
    ]  # fmt: skip
