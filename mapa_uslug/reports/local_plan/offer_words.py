"""Words for the offer: amounts by unit, sectors, states of an area of services, what is the matter with a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from mapa_uslug.core.text import Text
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.words import write_day as write_day

MOST_NAMED = 12
"""Gminas that a sentence names; of more it tells the number."""


def write_amount(text: Text, amount: float, unit: str) -> str:
    """An amount with its unit, in the form that the number asks; an unknown unit is given back."""
    if not float(amount).is_integer():
        return f"{text.number(amount, 1)} {unit}"
    count = int(amount)
    words = {
        "miejsca": text.plural("{count} place", "{count} places", count),
        "osoby": text.plural("{count} person", "{count} people", count),
        "godziny/mies.": text.plural("{count} hour a month", "{count} hours a month", count),
        "rodziny": text.plural("{count} family", "{count} families", count),
        "łóżka": text.plural("{count} bed", "{count} beds", count),
        "lokale": text.plural("{count} dwelling", "{count} dwellings", count),
        "urządzenia": text.plural("{count} device", "{count} devices", count),
        "kursy/mies.": text.plural("{count} ride a month", "{count} rides a month", count),
        "zlecenia/mies.": text.plural("{count} order a month", "{count} orders a month", count),
    }
    return words.get(unit, f"{text.number(count)} {unit}")


def name_unit_of_capacity(text: Text, unit: str) -> str:
    """Name of a unit as it heads a column or stands in a cell; an unknown one is given back."""
    words = {
        "miejsca": text("places"),
        "osoby": text("people"),
        "godziny/mies.": text("hours a month"),
        "rodziny": text("families"),
        "łóżka": text("beds"),
        "lokale": text("dwellings"),
        "urządzenia": text("devices"),
        "kursy/mies.": text("rides a month"),
        "zlecenia/mies.": text("orders a month"),
    }
    return words.get(unit, unit)


def mark_state(text: Text, state: str, services: int) -> str:
    """State of an area of services in a gmina, with a sign that tells it apart without reading."""
    if state == "service":
        return "● " + text.plural("{count} service", "{count} services", services)
    words = {
        "nearby": "○ " + text("from elsewhere"),
        "none": "× " + text("no service"),
        "no_data": "? " + text("no data"),
    }
    return words.get(state, state)


def name_issue(text: Text, issue: str) -> str:
    """What is the matter with a record; an unknown code is given back."""
    words = {
        "funding_ends": text("funding ends"),
        "ends_soon": text("the service ends"),
        "over_full": text("more is taken than there is"),
        "no_unit": text("capacity without a unit: not counted"),
        "no_capacity": text("capacity not given"),
        "no_staff": text("staff not given (service at home)"),
        "no_date": text("date of the record not given"),
        "old_record": text("the record has grown old"),
    }
    return words.get(issue, issue)


def join_words(text: Text, words: Iterable[str]) -> str:
    """Words with commas, the last one after "and"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return text("{first} and {last}", first=", ".join(listed[:-1]), last=listed[-1])


def number(value: object) -> float | None:
    """A figure of a table; None where it is missing."""
    return None if value is None or pd.isna(value) else float(str(value))


def name_gminas(found: PlanFindings, codes: Iterable[str], figures: Sequence[str] = ()) -> str:
    """Gminas by name, each with its figure; where they are many, how many they are of those that the report speaks of."""
    listed = [str(code) for code in codes]
    if len(listed) > MOST_NAMED:
        all_of_them = found.text.number(len(found.plan.gminas))
        return found.text.plural(
            "{count} gmina of {all}", "{count} gminas of {all}", len(listed), all=all_of_them
        )
    names = map(found.place_name, listed)
    if not figures:
        return ", ".join(names)
    return ", ".join(f"{name} ({figure})" for name, figure in zip(names, figures, strict=True))
