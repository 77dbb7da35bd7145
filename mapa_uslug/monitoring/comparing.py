"""Two or more snapshots in the order given: what changed, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.changes import KNOWLEDGE_CHANGES, USUAL_LIMITS, AlarmLimits, Changes
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.monitoring import catalogs, edges, inputs, services, splitting
from mapa_uslug.monitoring.alarms import Watched, raise_alarms
from mapa_uslug.monitoring.gminas import Units, match_gminas
from mapa_uslug.monitoring.series import measure_series

_MOVING: Final = ("opened", "closed", "moved", "capacity", "territory", "hours")
"""Changes of a service that can put people into another state."""


def compare_snapshots(
    snapshots: Sequence[Snapshot], *, limits: AlarmLimits = USUAL_LIMITS, areas: dict[str, tuple[int, ...]] | None = None
) -> Changes:  # fmt: skip
    """Compare every snapshot with the one before it.

    Parameters
    ----------
    snapshots
        The oldest first.
    areas
        Service type -> areas of services that it belongs to; without it nothing is said of areas.
    """
    units = match_gminas(snapshots)
    tables: dict[str, list[pd.DataFrame]] = {
        name: [] for name in ("inputs", "people", "services", "catalog", "edges")
    }
    obstacles: dict[int, str] = {}
    for i in range(1, len(snapshots)):
        found, obstacle = _compare(snapshots[i - 1], snapshots[i], i, units)
        if obstacle:
            obstacles[i + 1] = obstacle
        for name, table in found.items():
            tables[name].append(table.assign(step=i + 1)[["step", *table.columns]])
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    series = measure_series(snapshots, units)
    watched = Watched(snapshots, units, joined["services"], series, joined["people"], joined["edges"])
    return Changes(
        snapshots=_list(snapshots), gminas=units.changes, units=units.names, series=series,
        alarms=raise_alarms(watched, limits, areas or {}), limits=limits, not_separable=obstacles,
        notes=_note(snapshots), **joined,
    )  # fmt: skip


def _compare(old: Snapshot, new: Snapshot, step: int, units: Units) -> tuple[dict[str, pd.DataFrame], str]:
    unit_of = _unit_finder(units, step)
    differing = inputs.compare_inputs(old, new)
    offer = services.compare_services(old, new, unit_of, _code_finder(units, step))
    obstacle = splitting.find_obstacle(old, new)
    people = splitting.split_people(
        old, new, units.shared(step - 1, step), unit_of, _gather(differing, offer), obstacle=obstacle
    )
    found = {
        "inputs": differing,
        "people": people,
        "services": offer.table,
        "catalog": catalogs.compare_catalogs(old, new),
        "edges": edges.find_edges(old, new, offer.table, offer.same, unit_of),
    }
    return found, obstacle


def _unit_finder(units: Units, step: int) -> Callable[[int, str], str]:
    sides = units.of[step - 1], units.of[step]
    return lambda side, code: sides[side].get(code, code)


def _code_finder(units: Units, step: int) -> Callable[[int, str], frozenset[str]]:
    sides: tuple[dict[str, set[str]], ...] = ({}, {})
    for codes, of in zip(sides, (units.of[step - 1], units.of[step]), strict=True):
        for code, unit in of.items():
            codes.setdefault(unit, set()).add(code)
    return lambda side, unit: frozenset(sides[side].get(unit, {unit}))


def _gather(differing: pd.DataFrame, offer: services.ServiceChanges) -> splitting.Evidence:
    """What files, settings and records say of what can have changed."""
    table, back = offer.table, {new: old for old, new in offer.same.items()}
    moving = table[table["change"].isin(_MOVING)]
    altered: dict[str, frozenset[str]] = {
        str(code): frozenset(i for new in rows["service_id"] for i in (new, back.get(new, new)))
        for code, rows in moving.groupby("service_type")
    }
    known = table.loc[table["change"].isin(KNOWLEDGE_CHANGES), "service_id"]
    possible = inputs.possible_families(differing)
    grounds = set(differing.loc[differing["kind"] != "version", "item"].str.split(" ").str[0])
    return splitting.Evidence(
        possible=possible | ({"services"} if altered else set()) | ({"data"} if len(known) else set()),
        altered=altered,
        corrected=frozenset(i for new in known for i in (new, back.get(new, new))),
        same=offer.same,
        is_broad=inputs.has_broad_option(differing),
        has_rates=inputs.has_rates_changed(differing),
        has_ground=bool(grounds & inputs.GROUND),
        has_versions=bool((differing["kind"] == "version").any()),
    )


def _list(snapshots: Sequence[Snapshot]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for number, snapshot in enumerate(snapshots, start=1):
        cells = snapshot.states.drop_duplicates("cell_id")
        rows.append(
            {
                "number": number,
                "name": snapshot.name,
                "date": snapshot.date,
                "date_from": snapshot.date_from,
                "people": int(cells[["served", "full", "too_far", "cannot_tell"]].to_numpy().sum()),
                "services": int(snapshot.services["services"].sum()),
                "version": str(snapshot.manifest["versions"].get("mapa-uslug", "")),
            }
        )
    return pd.DataFrame(rows)


def _note(snapshots: Sequence[Snapshot]) -> tuple[str, ...]:
    dates = [s.date for s in snapshots if s.date]
    # A year stands before every day of it, so only what is longer is compared with its like.
    falls = any(b[: min(len(a), len(b))] < a[: min(len(a), len(b))] for a, b in pairwise(dates))  # fmt: skip
    versions = {s.manifest["versions"].get("mapa-uslug") for s in snapshots}
    languages = {s.options.get("language") for s in snapshots}
    told = (
        (falls, "dates_fall"), (len(versions) > 1, "version"), (len(languages) > 1, "language"),
    )  # fmt: skip
    return tuple(code for is_so, code in told if is_so)
