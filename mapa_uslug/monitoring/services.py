"""Services that opened, closed, moved or changed, and records of which more or less is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.folding import fold

COLUMNS: Final = ("service_id", "provider", "service_type", "gmina_teryt", "change", "old", "new")
_SAME_PLACE_M: Final = 1.0
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "capacity": ("capacity", "capacity_unit"), "fee": ("fee",),
    "funding": ("funded_until",), "staff": ("staff_fte",), "occupied": ("occupied", "waiting"),
    "record_date": ("source_date",),
}  # fmt: skip
"""What is compared as it stands; only the first field is told, with the second as its unit."""
_Row = dict[str, Any]
UnitOf = Callable[[int, str], str]
CodesOf = Callable[[int, str], frozenset[str]]


@dataclass(frozen=True, eq=False)
class ServiceChanges:
    """Changes of services, and which records are the same service.

    Attributes
    ----------
    table : DataFrame
        `Changes.services` without ``step``.
    same : dict
        Old id -> new id of services that both have.
    """

    table: pd.DataFrame
    same: dict[str, str]


def compare_services(
    old: Snapshot, new: Snapshot, unit_of: UnitOf, codes_of: CodesOf = lambda side, unit: frozenset((unit,))
) -> ServiceChanges:
    """Compare the services of two snapshots.

    A service is the same by its id; else where exactly one record of each bears the provider, type and address that the other has lost, or
    provider, type and gmina. Services that are only counted are compared by gmina and type.

    Parameters
    ----------
    unit_of
        (0 old | 1 new, code) -> unit of the gmina.
    codes_of
        (0 old | 1 new, unit) -> codes of its gminas: whom a service is for is the same where it is for the same units, each as a whole
        or not.
    """
    before, after = _records(old.services), _records(new.services)
    _move_to_crs(before, old, new)
    same = {i: i for i in before.keys() & after.keys()}
    for key in (_key_by_address, lambda row, unit: (row["service_type"], fold(row["provider"]), unit)):
        same |= _pair_left(before, after, same, key, unit_of)
    rows = [
        *(_row(before[i], "closed", _place(before[i]), "") for i in before.keys() - same.keys()),
        *(_row(after[i], "opened", "", _place(after[i])) for i in after.keys() - set(same.values())),
        *(row for o, n in same.items() for row in _compare(before[o], after[n])),
        *(
            _row(after[n], "territory", _tell_territory(before[o]), _tell_territory(after[n]))
            for o, n in same.items()
            if _territory(before[o], 0, unit_of, codes_of) != _territory(after[n], 1, unit_of, codes_of)
        ),
        *_compare_counts(old.services, new.services, unit_of),
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    order = ["service_type", "gmina_teryt", "service_id", "change"]
    return ServiceChanges(table.sort_values(order, ignore_index=True), same)


def _records(services: pd.DataFrame) -> dict[str, _Row]:
    named = services[services["service_id"] != ""]
    return {str(row["service_id"]): row for row in named.to_dict("records")}


def _move_to_crs(records: Mapping[str, _Row], old: Snapshot, new: Snapshot) -> None:
    """Put old points into the CRS of the new ones."""
    crs = str(old.manifest["crs"]), str(new.manifest["crs"])
    if crs[0] == crs[1] or not records:
        return
    given = {axis: np.array([row[axis] for row in records.values()], dtype=np.float64) for axis in ("x", "y")}
    moved = transform_xy(given["x"], given["y"], *crs)
    for row, x, y in zip(records.values(), *moved, strict=True):
        row["x"], row["y"] = x, y


def _key_by_address(row: _Row, unit: str) -> tuple[str, ...]:
    del unit
    return row["service_type"], fold(row["provider"]), fold(row["locality"]), fold(row["address"])


def _pair_left(
    before: Mapping[str, _Row], after: Mapping[str, _Row], same: Mapping[str, str],
    key: Callable[[_Row, str], tuple[str, ...]], unit_of: UnitOf,
) -> dict[str, str]:  # fmt: skip
    """Records that have no partner yet, paired where a key is borne by exactly one on both sides."""
    taken = set(same.values())
    sides = []
    for side, records, known in ((0, before, same.keys()), (1, after, taken)):
        keyed: dict[tuple[str, ...], list[str]] = {}
        for i in sorted(records.keys() - known):
            keyed.setdefault(key(records[i], unit_of(side, records[i]["gmina_teryt"])), []).append(i)
        sides.append({k: ids[0] for k, ids in keyed.items() if len(ids) == 1})
    return {sides[0][k]: sides[1][k] for k in sides[0].keys() & sides[1].keys()}


def _row(record: _Row, change: str, old: str, new: str) -> tuple[str, ...]:
    head = (record["service_id"], record["provider"], record["service_type"], record["gmina_teryt"])
    return *map(str, head), change, old, new


def _place(record: _Row) -> str:
    return ", ".join(part for part in (record["locality"], record["address"]) if part)


def _compare(old: _Row, new: _Row) -> Iterator[tuple[str, ...]]:
    place = _compare_place(old, new)
    if place:
        told = [_quality(old), _quality(new)] if place.endswith("located") else [_place(old), _place(new)]
        yield _row(new, place, *told)
    for change, fields in _FIELDS.items():
        if any(_text(old[f]) != _text(new[f]) for f in fields):
            yield _row(new, change, _tell(old, fields), _tell(new, fields))
    if _hours(old) != _hours(new):
        yield _row(new, "hours", _hours(old), _hours(new))


def _compare_place(old: _Row, new: _Row) -> str:
    """How the place differs: ``moved``, or what is known of it; "" not at all."""
    has_moved = fold(_place(old)) != fold(_place(new))
    known = [not np.isnan(row["x"]) for row in (old, new)]
    if known[0] != known[1]:
        return "better_located" if known[1] else "worse_located"
    if not known[0]:
        return "moved" if has_moved else ""
    metres = float(np.hypot(old["x"] - new["x"], old["y"] - new["y"]))
    if has_moved and metres > _SAME_PLACE_M:
        return "moved"
    if old["radius_m"] != new["radius_m"]:
        return "better_located" if new["radius_m"] < old["radius_m"] else "worse_located"
    return "corrected_place" if metres > _SAME_PLACE_M else ""


def _quality(record: _Row) -> str:
    return str(record["quality"]) if record["quality"] else "brak"


def _tell(record: _Row, fields: tuple[str, ...]) -> str:
    values = [_text(record[f]) for f in fields]
    if fields[0] == "capacity":
        return " ".join(values) if values[0] else ""
    return values[0]


def _territory(record: _Row, side: int, unit_of: UnitOf, codes_of: CodesOf) -> tuple[object, ...]:
    """Whom a service is for, in units."""
    codes = {code for code in record["territory"].split("|") if code}
    served = {(unit, codes_of(side, unit) <= codes) for unit in (unit_of(side, code) for code in codes)}
    return frozenset(served), record["outsiders"], record["is_open"]


def _tell_territory(record: _Row) -> str:
    return str(record["territory"].replace("|", ", ") or record["outsiders"])


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or np.isnan(value) else f"{float(value):g}"


def _hours(record: _Row) -> str:
    return str(record["opening_hours"] or record["hours"])


def _compare_counts(old: pd.DataFrame, new: pd.DataFrame, unit_of: UnitOf) -> Iterator[tuple[str, ...]]:
    """Services that are only counted, by unit and type: how many, and what they hold."""
    before, after = (_count(t, side, unit_of) for side, t in enumerate((old, new)))
    for key in sorted(before.keys() | after.keys()):
        unit, service_type = key
        first, second = before.get(key, "0"), after.get(key, "0")
        if first != second:
            yield "", "", service_type, unit, "count", first, second


def _count(services: pd.DataFrame, side: int, unit_of: UnitOf) -> dict[tuple[str, str], str]:
    counted = services[services["service_id"] == ""]
    keys = [counted["gmina_teryt"].map(lambda code: unit_of(side, code)), counted["service_type"]]
    found: dict[tuple[str, str], str] = {}
    for (unit, service_type), rows in counted.groupby(keys, sort=True):
        held = [
            f"{_text(row['capacity'])} {row['capacity_unit']}".strip()
            for row in rows.sort_values("capacity_unit").to_dict("records")
            if _text(row["capacity"])
        ]
        total = str(int(rows["services"].sum()))
        found[str(unit), str(service_type)] = f"{total} ({', '.join(held)})" if held else total
    return found
