"""Words for what changed between results: parts, kinds of change, alarms, dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.changes import Changes
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.words import name_states, name_type, write_day

_MINUS: Final = "\u2212"


@dataclass(frozen=True, eq=False)
class ToldChanges:
    """Changes with what every part of the report needs to tell them."""

    changes: Changes
    catalog: Catalog
    text: Text

    @property
    def last(self) -> int:
        """Number of the newest snapshot, which is that of the newest step."""
        return len(self.changes.snapshots)

    @property
    def has_many_steps(self) -> bool:
        """Whether rows must say between which results something changed."""
        return self.last > 2

    def type_name(self, code: str) -> str:
        """Name of a service type as it begins a row; "" where there is none."""
        name = name_type(self.text, code, self.catalog) if code else ""
        return capital(name)

    def area_name(self, number: int) -> str:
        """An area of social services by number."""
        area = next((a for a in self.catalog.areas if a.number == number), None)
        return str(number) if area is None else area.name if self.text.language == "pl" else area.name_en

    def unit_name(self, unit: str) -> str:
        """A gmina, several that are compared as one, or all of them."""
        if not unit:
            return self.text("All gminas together")
        names = self.changes.units
        name = names.get(unit, unit)
        return f"{name} ({unit})" if list(names.values()).count(name) > 1 else name

    def date(self, number: int) -> str:
        """When a snapshot is of; by its number where that is not known, and with it where others are of the same day."""
        dates = self.changes.snapshots["date"].tolist()
        date = dates[number - 1]
        if not date:
            return self.text("result {n}", n=number)
        day = write_day(self.text, str(date))
        return f"{day} ({number})" if dates.count(date) > 1 else day

    def span(self, step: int) -> str:
        """Between which results something changed."""
        return f"{self.date(step - 1)} – {self.date(step)}"

    def rows(self, table: pd.DataFrame, **wanted: object) -> pd.DataFrame:
        """Rows of a table whose columns have these values."""
        for column, value in wanted.items():
            table = table[table[column] == value]
        return table


def write_signed(text: Text, number: float) -> str:
    """A change: with its sign, and a real minus."""
    sign = "+" if number > 0 else _MINUS if number < 0 else ""
    return f"{sign}{text.number(abs(number))}"


def name_part(text: Text, part: str) -> str:
    """What a part of a change comes from; an unknown code is given back."""
    words = {
        "population": text("Population"),
        "services": text("Services"),
        "roads": text("Roads"),
        "timetable": text("Timetables"),
        "method": text("Method"),
        "data": text("Data quality"),
        "not_separable": text("Cannot be told apart"),
    }
    return words.get(part, part)


def name_parts(text: Text, parts: str) -> str:
    """Several of them, a bar between them; none: nothing that is counted can change."""
    return ", ".join(name_part(text, p) for p in parts.split("|")) if parts else text("no figure")


def name_state(text: Text, state: str) -> str:
    """A state as in the headings of tables."""
    return dict(zip(("served", "full", "too_far", "cannot_tell"), name_states(text), strict=True))[state]


def name_service_change(text: Text, change: str) -> str:
    """What happened to a service."""
    words = {
        "opened": text("new in the list"),
        "closed": text("not in the list any more"),
        "moved": text("moved"),
        "capacity": text("capacity"),
        "territory": text("whom it serves"),
        "hours": text("opening hours"),
        "fee": text("fee"),
        "funding": text("end of funding"),
        "staff": text("staff"),
        "occupied": text("places taken or people waiting"),
        "record_date": text("day on which the record was true"),
        "count": text("number of services counted per gmina"),
        "better_located": text("place known better"),
        "worse_located": text("place known less well"),
        "corrected_place": text("point corrected at the same address"),
    }
    return words.get(change, change)


def name_gmina_change(text: Text, change: str) -> str:
    """What happened to a gmina."""
    words = {
        "renamed": text("another name"),
        "new_kind": text("another kind (seventh digit of the code)"),
        "new_code": text("another code for the same ground"),
        "merged": text("joined with another gmina"),
        "split": text("divided"),
        "border_moved": text("border moved"),
        "added": text("new in the area analysed"),
        "removed": text("no longer in the area analysed"),
    }
    return words.get(change, change)


def name_catalog_change(text: Text, change: str) -> str:
    """What happened to a service type."""
    words = {
        "added": text("measured for the first time"),
        "removed": text("no longer measured"),
        "threshold": text("other thresholds"),
        "mode_added": text("another mode counts"),
        "mode_removed": text("a mode counts no more"),
    }
    return words.get(change, change)


def name_input_kind(text: Text, kind: str) -> str:
    """Where a difference of the inputs stands."""
    words: Mapping[str, str] = {
        "input": text("file"),
        "option": text("setting"),
        "version": text("version of the software"),
    }
    return words.get(kind, kind)


def name_date_source(text: Text, source: str) -> str:
    """Where the date of a result comes from."""
    words = {
        "services_on": text("day asked for (services.on)"),
        "source_date": text("latest date of a record"),
        "population_year": text("year of the population"),
        "order": text("not given; the order of the folders counts"),
    }
    return words.get(source, source)


def name_alarm(text: Text, alarm: str) -> str:
    """What an alarm says."""
    words = {
        "area_lost": text("no service of this area any more"),
        "type_lost": text("no place of this service any more"),
        "service_vanished": text("service not in the list any more"),
        "white_spot_grown": text("more people too far"),
        "full_grown": text("more people without a free place"),
        "unknown_grown": text("more people about whom nothing can be told"),
        "capacity_fell": text("capacity fell"),
        "funding_ended": text("funding has ended"),
        "funding_ends": text("funding ends soon"),
        "record_old": text("record grown old"),
        "rough_place": text("new place known only roughly"),
    }
    return words.get(alarm, alarm)


def say_whom_to_ask(text: Text, alarm: str, named: str) -> str:
    """Whom to ask about an alarm: who the record names, else who ought to know."""
    if named:
        return named
    if alarm == "unknown_grown":
        return text("whoever supplies the data")
    if alarm in ("area_lost", "type_lost", "white_spot_grown", "full_grown"):
        return text("the gmina's office")
    return text("the provider")
