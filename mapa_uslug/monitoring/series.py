"""The same indicators in every snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.contracts.combined import combine_states
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.monitoring.gminas import Units

COLUMNS: Final = ("number", "unit", "service_type", "indicator", "value")
_MAIN_LEVEL: Final = 2
_PER: Final = 1000.0
_Row = tuple[int, str, str, str, float]


def measure_series(snapshots: Sequence[Snapshot], units: Units) -> pd.DataFrame:
    """Measure `INDICATORS` of every snapshot by unit; ``""`` is all units that every snapshot has.

    Capacity is that of places in one unit of measure: where a type's places count in several, or none tells, it is missing.
    """
    shared = set.intersection(*({*codes.values()} for codes in units.of))
    rows = [row for i, snapshot in enumerate(snapshots) for row in _measure(i, snapshot, units.of[i], shared)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _measure(i: int, snapshot: Snapshot, of: dict[str, str], shared: set[str]) -> Iterator[_Row]:
    states = _sum_states(snapshot, of, shared)
    places = _count_places(snapshot, of, shared)
    targets = _count_targets(snapshot, of, shared)
    for (unit, service_type), counts in sorted(states.items()):
        head = i + 1, unit, service_type
        yield *head, "people", float(counts.sum())
        for state, n in zip(STATES, counts.tolist(), strict=True):
            yield *head, state, float(n)
    for (unit, service_type), (n, capacity) in sorted(places.items()):
        head = i + 1, unit, service_type
        people = targets.get((unit, service_type), 0)
        yield *head, "places", float(n)
        yield *head, "capacity", capacity
        yield *head, "capacity_per_1000", capacity / people * _PER if people else np.nan
    # A type that is measured but given nowhere in a gmina has no places there, which is a figure.
    for unit, service_type in sorted(states.keys() - places.keys()):
        yield i + 1, unit, service_type, "places", 0.0


def _sum_states(
    snapshot: Snapshot, of: dict[str, str], shared: set[str]
) -> dict[tuple[str, str], np.ndarray]:
    table = snapshot.states[snapshot.states["gmina_teryt"].isin(of.keys())]
    sums: dict[tuple[str, str], np.ndarray] = {}
    for service_type, rows in table.groupby("service_type", sort=True):
        modes = [
            part.sort_values("cell_id")[list(STATES)].to_numpy(dtype=np.int32)
            for _, part in rows.groupby("mode", sort=True)
        ]
        first = rows[rows["mode"] == rows["mode"].min()].sort_values("cell_id")
        joined = pd.DataFrame(combine_states(modes)).groupby(first["gmina_teryt"].map(of).to_numpy()).sum()
        for unit, counts in joined.iterrows():
            for name in (str(unit), *([""] if unit in shared else [])):
                key = name, str(service_type)
                sums[key] = sums.get(key, np.zeros(len(STATES), dtype=np.int64)) + counts.to_numpy()
    return sums


def _count_places(
    snapshot: Snapshot, of: dict[str, str], shared: set[str]
) -> dict[tuple[str, str], tuple[int, float]]:
    """Places of the area by unit and type, and what they hold together (missing: not known, or of several units of measure)."""
    services = snapshot.services[snapshot.services["gmina_teryt"].isin(of.keys())]
    services = services.assign(unit=services["gmina_teryt"].map(of))
    everywhere = services[services["unit"].isin(shared)].assign(unit="")
    both = pd.concat([services, everywhere], ignore_index=True)
    found = {}
    for (unit, service_type), rows in both.groupby(["unit", "service_type"], sort=True):
        known = rows[rows["capacity"].notna()]
        is_one = known["capacity_unit"].nunique() == 1
        held = float(known["capacity"].sum()) if is_one else np.nan
        found[str(unit), str(service_type)] = int(rows["services"].sum()), held
    return found


def _count_targets(snapshot: Snapshot, of: dict[str, str], shared: set[str]) -> dict[tuple[str, str], int]:
    """People of the group that a type is for; those of its first mode, since all count the same people."""
    gaps = snapshot.gaps
    own = gaps[(gaps["level"] == _MAIN_LEVEL) & gaps["gmina_teryt"].isin(of.keys())]
    # A type for everybody has no rows of a group of its own.
    has_group = set(own.loc[own["group"] == "target", "service_type"])
    own = own[(own["group"] == "target") | ~own["service_type"].isin(has_group)]
    own = own[own["mode"] == own.groupby("service_type")["mode"].transform("min")]
    sums: dict[tuple[str, str], int] = {}
    for code, service_type, people in zip(
        own["gmina_teryt"], own["service_type"], own["people"], strict=True
    ):
        unit = of[str(code)]
        for name in (unit, *([""] if unit in shared else [])):
            sums[name, str(service_type)] = sums.get((name, str(service_type)), 0) + int(people)
    return sums
