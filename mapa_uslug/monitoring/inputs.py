"""What differs in the files, settings and versions that results were made from, and what it can have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.changes import FAMILIES
from mapa_uslug.contracts.snapshots import Snapshot

COLUMNS: Final = ("kind", "item", "old", "new", "families")
_OF_INPUTS: Final = {
    "roads": "roads|data", "extent": "data", "timetables": "timetable|data", "services": "services|data",
    "addresses": "data", "localities": "data", "features": "population", "population": "population",
    "totals": "population", "catalog": "method", "boundaries": "data", "plan": "services|roads|timetable|method",
    "course": "timetable", "population_raster": "population", "elevation": "roads",
}  # fmt: skip
"""By the first word of a role. Needs and forecasts change nobody's state."""
_OF_OPTIONS: Final = {
    "area.gminas": "method", "area.crs": "method", "boundaries": "data", "population.cell_m": "method",
    "population.columns": "population", "services.on": "services", "services.types": "method", "services.columns": "data",
    "services.known_beyond_km": "data", "roads": "method", "transit.complete": "data", "transit.days": "timetable",
    "transit": "method", "sharing": "method", "demand": "method", "threshold": "method", "catalog_version": "method",
}  # fmt: skip
"""By the longest beginning that fits; all other settings change no state of anybody."""
BROAD_OPTIONS: Final = ("area.crs", "roads", "transit", "sharing", "services.types")
"""Settings of which no rule tells whom they move; those of thresholds, rates and modes are told apart by type."""
_NOT_BROAD: Final = ("roads.modes", "transit.complete", "transit.days")
GROUND: Final = frozenset(
    (
        "roads",
        "extent",
        "elevation",
        "timetables",
        "course",
        "plan",
        "services.known_beyond_km",
        "transit.complete",
    )
)
"""Roles (first words) and settings that decide where the data end and what is known of roads and courses."""
_ABSENT: Final = ""


def compare_inputs(old: Snapshot, new: Snapshot) -> pd.DataFrame:
    """What differs, as ``kind, item, old, new, families`` (see `Changes.inputs`); files by content, never by name alone."""
    rows = [
        *_compare_files(old.manifest["inputs"], new.manifest["inputs"]),
        *_compare_values("option", old.options, new.options, _OF_OPTIONS),
        *_compare_values("version", old.manifest["versions"], new.manifest["versions"], {"": "method"}),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def possible_families(inputs: pd.DataFrame) -> frozenset[str]:
    """What the differences of files and settings can have changed; versions alone are taken to change nothing."""
    told = inputs[inputs["kind"] != "version"]
    return frozenset(f for listed in told["families"] for f in listed.split("|") if f in FAMILIES)


def has_broad_option(inputs: pd.DataFrame) -> bool:
    """Whether a setting differs of which no rule tells whom it moves."""
    items = inputs.loc[inputs["kind"] == "option", "item"]
    return any(_is_under(i, BROAD_OPTIONS) and not _is_under(i, _NOT_BROAD) for i in items)


def has_rates_changed(inputs: pd.DataFrame) -> bool:
    """Whether demand rates may differ: by the settings, or in the catalog."""
    return any(item.split(".")[0] in ("demand", "catalog", "catalog_version") for item in inputs["item"])


def _is_under(item: str, beginnings: tuple[str, ...]) -> bool:
    return any(item == b or item.startswith(f"{b}.") for b in beginnings)


def _compare_files(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for role in sorted({*old, *new}):
        before, after = old.get(role, {}), new.get(role, {})
        # Settings are compared one by one, and their file has comments too.
        if role == "area" or before.get("sha256") == after.get("sha256"):
            continue
        yield (
            "input", role, str(before.get("file", _ABSENT)), str(after.get("file", _ABSENT)),
            _OF_INPUTS.get(role.split(" ")[0], ""),
        )  # fmt: skip


def _compare_values(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], families: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    before, after = dict(_flatten(old)), dict(_flatten(new))
    for item in sorted({*before, *after}):
        if before.get(item, _ABSENT) != after.get(item, _ABSENT):
            yield kind, item, before.get(item, _ABSENT), after.get(item, _ABSENT), _find(item, families)


def _find(item: str, families: Mapping[str, str]) -> str:
    fitting = [b for b in families if not b or _is_under(item, (b,))]
    return families[max(fitting, key=len)] if fitting else ""


def _flatten(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{name}.")
        elif value not in (None, [], {}):
            yield name, _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_as_text(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_as_text(v)}" for k, v in sorted(value.items()))
    return str(value).lower() if isinstance(value, bool) else str(value)
