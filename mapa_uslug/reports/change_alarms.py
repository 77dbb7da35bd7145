"""Tables of what somebody must look at; records grown old are told by who keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.words import name_quality
from mapa_uslug.reports.change_words import ToldChanges, name_alarm, say_whom_to_ask
from mapa_uslug.reports.content import Cell, Column, Table, Void
from mapa_uslug.reports.words import write_day

_OLD: Final = "record_old"
_DATED: Final = ("funding_ended", "funding_ends", _OLD)
_LEFT: Final = ("area_lost", "type_lost", "service_vanished")
_GROWN: Final = ("white_spot_grown", "full_grown", "unknown_grown")
_Row = tuple[Cell, ...]


def tabulate_alarms(told: ToldChanges) -> Table | None:
    """What somebody must look at: a row each, but one for all the old records of one keeper, who is asked once."""
    alarms = told.changes.alarms
    if alarms.empty:
        return None
    return Table(told.text("Alarms"), _columns(told), tuple(_rows(told, alarms)))


def tabulate_old_records(told: ToldChanges) -> Table | None:
    """Every record grown old, for the workbook; None where the alarms name each of them."""
    alarms = told.changes.alarms
    old = alarms[alarms["alarm"] == _OLD]
    if not old["ask"].duplicated().any():
        return None
    rows = tuple(_tell(told, alarm) for alarm in old.to_dict("records"))
    return Table(told.text("Records grown old"), _columns(told), rows, read=0)


def _columns(told: ToldChanges) -> tuple[Column, ...]:
    text = told.text
    return (
        Column(text("Alarm")), Column(text("Gmina")), Column(text("Service")), Column(text("Provider")), Column(text("Before")),
        Column(text("After")), Column(text("Since")), Column(text("Whom to ask")),
    )  # fmt: skip


def _rows(told: ToldChanges, alarms: pd.DataFrame) -> Iterator[_Row]:
    kept = {str(ask): records for ask, records in alarms[alarms["alarm"] == _OLD].groupby("ask", sort=False)}
    for alarm in alarms.to_dict("records"):
        if alarm["alarm"] != _OLD:
            yield _tell(told, alarm)
            continue
        records = kept.pop(str(alarm["ask"]), None)
        if records is not None:
            yield _tell(told, alarm) if len(records) == 1 else _tell_kept(told, records)


def _tell(told: ToldChanges, alarm: dict[Any, Any]) -> _Row:
    text, what, old, new = told.text, str(alarm["alarm"]), alarm["old"], alarm["new"]
    if what in _GROWN:
        old, new = (text.number(int(value)) for value in (old, new))
    if what in _DATED:
        new = write_day(text, new)
    if what == "rough_place":
        new = name_quality(text, new)
    service = told.area_name(alarm["area"]) if alarm["area"] else told.type_name(alarm["service_type"])
    # A closure happened on some day between the two results; neither tells on which.
    since = (
        told.span(told.last) if what in _LEFT else write_day(text, alarm["since"]) or told.date(told.last - 1)
    )
    return (
        name_alarm(text, what), told.unit_name(alarm["unit"]), service or Void(), alarm["provider"] or Void(), old or Void(),
        new or Void(), since, say_whom_to_ask(text, what, alarm["ask"]),
    )  # fmt: skip


def _tell_kept(told: ToldChanges, records: pd.DataFrame) -> _Row:
    """The old records of one keeper: how many, of which gminas, and of which days they are."""
    text = told.text
    first, last = (write_day(text, day) for day in (records["since"].min(), records["since"].max()))
    units = "; ".join(dict.fromkeys(told.unit_name(unit) for unit in sorted(records["unit"])))
    return (
        name_alarm(text, _OLD), units, text.plural("{count} record", "{count} records", len(records)), Void(), Void(),
        last if first == last else f"{first} – {last}", first, say_whom_to_ask(text, _OLD, str(records["ask"].iloc[0])),
    )  # fmt: skip
