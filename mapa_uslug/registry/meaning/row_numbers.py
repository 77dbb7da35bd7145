"""Capacity, its unit, and what else a row counts. Amounts in different units are never put together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mapa_uslug.catalog import ServiceType
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.placing import Issue
from mapa_uslug.registry.meaning.row_values import Number, read_number, read_unit

Row = Mapping[str, str]


def read_counts(row: Row, service_type: ServiceType, issues: list[Issue]) -> dict[str, Any]:
    """Capacity and its unit, what is taken and reserved, who waits and who moved on, staff; what is wrong goes to `issues`."""
    number = _capacity(row["pojemnosc"], issues)
    unit = _unit(row, number, service_type, issues)
    occupied = _amount(row, "zajete", issues)
    if unit and occupied.unit and occupied.unit != (read_unit(unit).value or unit):
        issues.append(Issue("occupied_unit", "zajete", "What is taken ({value}) is counted in another unit than the capacity ({unit}): it was left out.",
                            "Give both in the same unit.", {"value": row["zajete"], "unit": unit}, is_fatal=False))  # fmt: skip
        occupied = Number()
    if occupied.value > number.value:
        issues.append(Issue("over_capacity", "zajete", "More is taken ({occupied}) than there is ({capacity}).",
                            "Correct one of the two, or leave empty what is not known.",
                            {"occupied": f"{occupied.value:g}", "capacity": f"{number.value:g}"}, is_fatal=False))  # fmt: skip
    reserved = _amount(row, "zarezerwowane", issues)
    if reserved.value > number.value:
        issues.append(Issue("over_capacity", "zarezerwowane", "More is reserved ({reserved}) than there is ({capacity}).",
                            "Correct one of the two, or leave empty what is not known.",
                            {"reserved": f"{reserved.value:g}", "capacity": f"{number.value:g}"}, is_fatal=False))  # fmt: skip
    return {
        "capacity": number.value,
        "capacity_unit": unit,
        "occupied": occupied.value,
        "waiting": _amount(row, "kolejka", issues).value,
        "staff_fte": _amount(row, "kadra_etaty", issues).value,
        "reserved": reserved.value,
        "moved": _amount(row, "przeszli", issues).value,
    }


def _capacity(text: str, issues: list[Issue]) -> Number:
    number = read_number(text)
    if not number.is_understood:
        issues.append(Issue("bad_capacity", "pojemnosc", "The capacity {value} is not a number of places.",
                            "Write a number, or leave the cell empty when it is not known.", {"value": text}, is_fatal=False))  # fmt: skip
    return number


def _amount(row: Row, column: str, issues: list[Issue]) -> Number:
    number = read_number(row[column])
    if not number.is_understood:
        issues.append(Issue("bad_number", column, "{value} is not a number that can be read in one way only.",
                            "Write a plain number that is not negative, or leave the cell empty when it is not known.",
                            {"value": row[column]}, is_fatal=False))  # fmt: skip
    return number


def _unit(row: Row, number: Number, service_type: ServiceType, issues: list[Issue]) -> str:
    """Unit of the capacity: the catalog's own where it means the same, else as given; ``""`` where none is given.

    A unit beside the number is the number's own, whatever the column for units says.
    """
    column, wanted = str(row["jednostka"]), service_type.capacity_unit
    in_column = read_unit(column).value or column
    if number.unit and column and fold(in_column) != fold(number.unit):
        issues.append(Issue("two_units", "jednostka", "The capacity {value} names another unit than this column: {unit}.",
                            "Give one unit; the one beside the number was used.", {"value": row["pojemnosc"], "unit": column},
                            is_fatal=False))  # fmt: skip
    unit = number.unit or in_column
    if not unit or not wanted or fold(unit) == fold(wanted):
        return wanted if unit else ""
    if not math.isnan(number.value):
        issues.append(Issue("other_unit", "jednostka", "The capacity is in {value}, the catalog counts {expected}: it was not weighed against demand.",
                            "Give the capacity in {expected}.", {"value": number.unit or column, "expected": wanted}, is_fatal=False))  # fmt: skip
    return number.unit or column
