"""'Jak jest' and 'jak ma być': targets and how far it is to them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.measure_words import name_target_indicator
from mapa_uslug.reports.content import Bullets, Cell, Column, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access, cite_services, cite_together

_PER_CENT: Final = 100.0
_AT_MOST: Final = frozenset(("too_far", "too_far_share"))
_WHOLE: Final = frozenset(("too_far", "places"))
_SHARES: Final = frozenset(("too_far_share", "served_share"))


def describe_targets(found: PlanFindings) -> Section:
    """Targets beside what is now, in the order in which they were set."""
    text, targets = found.text, found.plan.strategy.targets
    own = targets[targets["gmina_teryt"].isin(["", *found.plan.gminas])]
    heading = text("As it is, as it should be")
    if own.empty:
        said = text("No targets are set; they are written in sections [[target]] of area.toml, and stand here beside what is now.")  # fmt: skip
        return Section("strategia-cele", heading, (Paragraph(said),))
    rows = own.to_dict("records")
    table = Table(
        caption=text("As it is and as it should be"),
        columns=(
            Column(text("Service")),
            Column(text("Where")),
            Column(text("Indicator")),
            Column(text("Now"), "decimal"),
            Column(text("Services that tell")),
            Column(text("Target"), "decimal"),
            Column(text("Left to do"), "decimal"),
            Column(text("By the end of"), "whole"),
            Column(text("Where the target comes from")),
        ),
        rows=tuple(_row(found, row) for row in rows),
        note=text(
            "Where not all services tell, what is now is at least so much, and what is left at most so much."
        )
        if any(_is_partial(row) for row in rows)
        else "",
        source=cite_together(found, cite_access(found), cite_services(found)),
    )
    return Section("strategia-cele", heading, (Bullets(tuple(_tell(found, row) for row in rows)), table))


def _row(found: PlanFindings, row: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        found.found.type_title(str(row["service_type"])),
        found.place_name(str(row["gmina_teryt"])),
        name_target_indicator(found.text, str(row["indicator"])),
        _value(row, "now"),
        _told(found, row),
        _value(row, "value"),
        _value(row, "distance"),
        None if pd.isna(row["year"]) else int(row["year"]),
        str(row["note"]) or None,
    )


def _is_partial(row: dict[str, Any]) -> bool:
    """Whether an indicator is the sum of what some services give and others do not."""
    return bool(pd.notna(row["of"]) and row["told"] < row["of"])


def _told(found: PlanFindings, row: dict[str, Any]) -> Cell:
    if pd.isna(row["of"]):
        return Void()
    text = found.text
    return text("{part} of {whole}", part=text.number(int(row["told"])), whole=text.number(int(row["of"])))


def _value(row: dict[str, Any], column: str) -> float | None:
    """In the unit that the indicator's name says."""
    value = float(row[column])
    if pd.isna(value):
        return None
    return value * _PER_CENT if row["indicator"] in _SHARES else value


def _tell(found: PlanFindings, row: dict[str, Any]) -> str:
    text = found.text
    where = text("gmina {gmina}", gmina=found.place_name(str(row["gmina_teryt"]))) if row["gmina_teryt"] else text("all gminas together")  # fmt: skip
    told = {
        "service": found.found.type_title(str(row["service_type"])),
        "where": where,
        "indicator": name_target_indicator(text, str(row["indicator"])),
        "value": _write(found, row, "value"),
    }
    if pd.isna(row["now"]):
        said = text("{service}, {where}, {indicator}: target {value}; what it is now is not known", **told)
    else:
        told |= {"now": _write(found, row, "now"), "distance": _write(found, row, "distance")}
        if _is_partial(row):
            said = _tell_partial(found, row, told)
        elif row["is_reached"]:
            said = text("{service}, {where}, {indicator}: now {now}, target {value} – reached", **told)
        elif row["indicator"] in _AT_MOST:
            said = text("{service}, {where}, {indicator}: now {now}, at most {value} is the target, {distance} too many", **told)  # fmt: skip
        else:
            said = text("{service}, {where}, {indicator}: now {now}, at least {value} is the target, {distance} are missing", **told)  # fmt: skip
    if not pd.isna(row["year"]):
        return text("{said} (by the end of {year}).", said=said, year=int(row["year"]))
    return f"{said}."


def _tell_partial(found: PlanFindings, row: dict[str, Any], told: dict[str, str]) -> str:
    """Of a sum that is known of some services only, what is sure."""
    text = found.text
    who = text.plural(
        "given by {told} of {count} service",
        "given by {told} of {count} services",
        int(row["of"]),
        told=text.number(int(row["told"])),
    )
    if not pd.isna(row["is_reached"]):
        return text("{service}, {where}, {indicator}: now at least {now} ({who}), target {value} – reached", who=who, **told)  # fmt: skip
    return text("{service}, {where}, {indicator}: now at least {now} ({who}), at least {value} is the target, at most {distance} are missing", who=who, **told)  # fmt: skip


def _write(found: PlanFindings, row: dict[str, Any], column: str) -> str:
    value = _value(row, column)
    digits = 0 if row["indicator"] in _WHOLE else 1
    return "" if value is None else found.text.number(value, digits)
