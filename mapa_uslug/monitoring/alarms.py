"""What somebody must look at: rules as data, limits as arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.changes import ALARMS, AlarmLimits
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.core.days import add_months, parse_day
from mapa_uslug.monitoring.gminas import Units

COLUMNS: Final = (
    "alarm", "unit", "area", "service_type", "service_id", "provider", "old", "new", "since", "ask",
)  # fmt: skip
_EXACT: Final = ("reczny", "rejestr", "punkt_adresowy")
_GROWING: Final = {"white_spot_grown": "too_far", "full_grown": "full", "unknown_grown": "cannot_tell"}
_Alarm = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Watched:
    """What alarms are raised from: snapshots, and what was found between them (see `Changes`)."""

    snapshots: Sequence[Snapshot]
    units: Units
    services: pd.DataFrame
    series: pd.DataFrame
    people: pd.DataFrame
    edges: pd.DataFrame

    @property
    def newest(self) -> Snapshot:
        """What the alarms are of."""
        return self.snapshots[-1]

    @property
    def since(self) -> str:
        """Date of the snapshot before the newest: what grew, grew since then."""
        return self.snapshots[-2].date

    def last(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of the newest step."""
        return table[table["step"] == len(self.snapshots)]

    def unit(self, code: str) -> str:
        """Unit of a gmina of the newest snapshot or the one before."""
        return self.units.of[-1].get(code) or self.units.of[-2].get(code, code)


Areas = Mapping[str, tuple[int, ...]]
Rule = Callable[[Watched, AlarmLimits, Areas], Iterator[_Alarm]]


def raise_alarms(watched: Watched, limits: AlarmLimits, areas: Areas) -> pd.DataFrame:
    """Everything in the newest snapshot that `RULES` call an alarm, as `Changes.alarms`.

    Parameters
    ----------
    areas
        Service type -> areas of services.
    """
    found = [alarm for rule in RULES for alarm in rule(watched, limits, areas)]
    rank = {alarm: i for i, alarm in enumerate(ALARMS)}
    blank: _Alarm = dict.fromkeys(COLUMNS, "") | {"area": 0, "weight": 0.0}
    whole = [blank | alarm for alarm in found]
    whole.sort(key=lambda a: (rank[a["alarm"]], -a["weight"], *(str(a[c]) for c in COLUMNS)))
    return pd.DataFrame(whole, columns=list(COLUMNS))


def _grown(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """More people too far, without a free place, or not known."""
    del areas
    rows = watched.last(watched.people)
    for alarm, state in _GROWING.items():
        of_state = rows[(rows["state"] == state) & (rows["unit"] != "")]
        for row in of_state.to_dict("records"):
            more = row["new"] - row["old"]
            if more >= max(limits.least_people, 1) and row["new"] > row["old"] * (1.0 + limits.growth):
                ask = _who_left(watched, row["unit"], row["service_type"]) if state == "cannot_tell" else ""
                yield _alarm(alarm, unit=row["unit"], service_type=row["service_type"], old=str(row["old"]),
                             new=str(row["new"]), since=watched.since, weight=more, ask=ask)  # fmt: skip


def _who_left(watched: Watched, unit: str, service_type: str) -> str:
    """Gminas whose place closed or moved, so that people are beyond the edge of the data; "" none."""
    edges = watched.last(watched.edges)
    here = edges[(edges["unit"] == unit) & (edges["service_type"] == service_type)]
    codes = dict.fromkeys(
        watched.unit(str(code)) for code in here.sort_values("people", ascending=False)["gmina_teryt"]
    )
    return ", ".join(f"gmina {watched.units.names.get(code, code)}" for code in codes)


def _vanished(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """Services that the newest snapshot does not have."""
    del limits, areas
    before = _records(watched.snapshots[-2])
    rows = watched.last(watched.services)
    for row in rows[rows["change"] == "closed"].to_dict("records"):
        yield _alarm("service_vanished", **_of(row, watched), old=row["old"], since=watched.since,
                     ask=_whom_to_ask(before.get(row["service_id"], {})))  # fmt: skip


def _lost(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """Gminas that had a kind of service, or any of an area of services, and have none."""
    del limits
    counts = [_count_by_unit(s, watched) for s in watched.snapshots[-2:]]
    shared = set(watched.units.shared(len(watched.snapshots) - 2, len(watched.snapshots) - 1))
    for (unit, service_type), n in counts[0].items():
        if unit in shared and n and not counts[1].get((unit, service_type)):
            yield _alarm("type_lost", unit=unit, service_type=service_type, old=str(n), new="0", since=watched.since)  # fmt: skip
    first, second = (_count_areas(c, areas) for c in counts)
    for (unit, area), n in first.items():
        if unit in shared and not second.get((unit, area)):
            yield _alarm("area_lost", unit=unit, area=area, old=str(n), new="0", since=watched.since)


def _count_by_unit(snapshot: Snapshot, watched: Watched) -> dict[tuple[str, str], int]:
    table = snapshot.services
    keys = [table["gmina_teryt"].map(watched.unit), table["service_type"]]
    return {
        (str(u), str(t)): int(n) for (u, t), n in table["services"].groupby(keys, sort=True).sum().items()
    }


def _count_areas(counts: Mapping[tuple[str, str], int], areas: Areas) -> dict[tuple[str, int], int]:
    sums: dict[tuple[str, int], int] = {}
    for (unit, service_type), n in counts.items():
        for area in areas.get(service_type, ()):
            sums[unit, area] = sums.get((unit, area), 0) + n
    return sums


def _capacity(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """Services that hold less than before, in the same unit of measure."""
    del areas
    after = _records(watched.newest)
    rows = watched.last(watched.services)
    for row in rows[rows["change"] == "capacity"].to_dict("records"):
        (old, old_unit), (new, new_unit) = (_parse(row[side]) for side in ("old", "new"))
        if old is None or new is None or old_unit != new_unit:
            continue
        if new < old * (1.0 - limits.capacity_fall):
            yield _alarm("capacity_fell", **_of(row, watched), old=row["old"], new=row["new"], since=watched.since,
                         ask=_whom_to_ask(after.get(row["service_id"], {})), weight=old - new)  # fmt: skip


def _parse(capacity: str) -> tuple[float | None, str]:
    number, _, unit = capacity.partition(" ")
    return (float(number), unit) if number else (None, unit)


def _funding(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """Services whose funding has ended, or ends soon, on the date of the newest snapshot."""
    del areas
    today = parse_day(watched.newest.date)
    for row in watched.newest.services.to_dict("records"):
        ends = parse_day(row["funded_until"])
        if today is None or ends is None or ends > add_months(today, limits.funding_months):
            continue
        yield _alarm("funding_ended" if ends < today else "funding_ends", **_of(row, watched), new=row["funded_until"],
                     since=row["funded_until"], ask=_whom_to_ask(row))  # fmt: skip


def _old(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """Records that nobody has confirmed for long."""
    del areas
    today = parse_day(watched.newest.date)
    for row in watched.newest.services.to_dict("records"):
        told = parse_day(row["source_date"])
        if today is not None and told is not None and add_months(told, limits.old_months) < today:
            yield _alarm("record_old", **_of(row, watched), new=row["source_date"], since=row["source_date"], ask=_whom_to_ask(row))  # fmt: skip


def _rough(watched: Watched, limits: AlarmLimits, areas: Areas) -> Iterator[_Alarm]:
    """New services whose place is not known to the address."""
    del limits, areas
    rows = watched.last(watched.services)
    opened = set(rows.loc[rows["change"] == "opened", "service_id"])
    for row in watched.newest.services.to_dict("records"):
        if row["service_id"] in opened and row["quality"] not in _EXACT:
            yield _alarm("rough_place", **_of(row, watched), new=row["quality"] or "brak", since=watched.newest.date,
                         ask=_whom_to_ask(row))  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (_lost, _vanished, _grown, _capacity, _funding, _old, _rough)
"""What is watched; each yields alarms of its own kinds."""


def _alarm(alarm: str, **told: Any) -> _Alarm:
    return {"alarm": alarm, **told}


def _of(row: Mapping[str, Any], watched: Watched) -> _Alarm:
    kept = ("service_type", "service_id", "provider")
    return {name: row[name] for name in kept} | {"unit": watched.unit(row["gmina_teryt"])}


def _records(snapshot: Snapshot) -> dict[str, _Alarm]:
    named = snapshot.services[snapshot.services["service_id"] != ""]
    return {row["service_id"]: row for row in named.to_dict("records")}


def _whom_to_ask(record: Mapping[str, Any]) -> str:
    """Who keeps the record and where corrections are told, else the office of the provider."""
    told = [str(record.get(name) or "") for name in ("keeper", "corrections")]
    return ", ".join(part for part in told if part) or str(record.get("contact") or "")
