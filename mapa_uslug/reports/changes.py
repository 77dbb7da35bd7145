"""What changed between results of an area: zmiany.html, .xlsx, .docx and .csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.changes import Changes
from mapa_uslug.core.text import Text
from mapa_uslug.reports.change_alarms import tabulate_alarms, tabulate_old_records
from mapa_uslug.reports.change_sentences import tell_change, tell_edges
from mapa_uslug.reports.change_tables import (
    STATES_TOLD,
    sort_by_size,
    tabulate_catalog,
    tabulate_gminas,
    tabulate_inputs,
    tabulate_people,
    tabulate_series,
    tabulate_services,
    tabulate_snapshots,
    tabulate_steps,
    tabulate_units,
)
from mapa_uslug.reports.change_words import ToldChanges
from mapa_uslug.reports.content import Block, Bullets, Figure, Paragraph, Report, Section
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.pictures import Lines, Series
from mapa_uslug.reports.words import STATE_COLUMNS, name_type_in_files

_MOST_SAID: Final = 8
_MOST_DRAWN: Final = 6
_ALL: Final = "razem"
_FILE_PARTS: Final = {
    "population": "ludnosc_zmiana", "services": "uslugi_zmiana", "roads": "drogi_zmiana", "timetable": "rozklady_zmiana",
    "method": "metoda_zmiana", "data": "dane_zmiana", "not_separable": "nie_do_rozdzielenia",
}  # fmt: skip
CSV_COLUMNS: Final = (
    "krok", "od", "do", "gmina_teryt", "gmina", "usluga", "usluga_nazwa", "stan", "przed", "po", "zmiana",
    *_FILE_PARTS.values(),
)  # fmt: skip
"""Columns of ``zmiany.csv``."""


def compose_changes(changes: Changes, catalog: Catalog, *, area: str, text: Text) -> Report:
    """Compose the report on what changed from the first of several results to the last."""
    told = ToldChanges(changes, catalog, text)
    return Report(
        language=text.language,
        title=text("What changed: {area}", area=area),
        lead=_lead(told),
        sections=(
            *describe_changes(changes, catalog, text=text),
            Section("zasady", text("How changes are split"), (Bullets(_rules(text)),)),
        ),
        attribution=(text("Made with mapa_uslug. The figures are as good as the data named above."),),
    )


def describe_changes(changes: Changes, catalog: Catalog, *, text: Text) -> tuple[Section, ...]:
    """Sections on what changed; those that have nothing to say are left out."""
    told = ToldChanges(changes, catalog, text)
    headings = (
        ("zmiany-skrot", text("What changed"), (*_summary(told), tabulate_snapshots(told))),
        ("zmiany-alarmy", text("What needs attention"), _alarms(told)),
        ("zmiany-szereg", text("Indicators over time"), _series(told)),
        ("zmiany-osoby", text("People and why they changed"), _people(told)),
        ("zmiany-uslugi", text("Services"), (tabulate_services(told),)),
        ("zmiany-gminy", text("Gminas"), (tabulate_gminas(told),)),
        ("zmiany-katalog", text("Catalogue"), (tabulate_catalog(told),)),
        ("zmiany-dane", text("Inputs and method"), (tabulate_inputs(told),)),
    )
    sections = (Section(id, heading, _known(blocks)) for id, heading, blocks in headings)
    return tuple(section for section in sections if section.blocks)


def _known(blocks: Iterable[Block | None]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block is not None)


def _lead(told: ToldChanges) -> str:
    text = told.text
    return text(
        "{results} compared, from {first} to {last}.",
        results=text.plural("{count} result", "{count} results", told.last),
        first=told.date(1),
        last=told.date(told.last),
    )


def _summary(told: ToldChanges) -> Iterator[Block]:
    text, changes = told.text, told.changes
    if changes.is_empty:
        yield Paragraph(
            text("Nothing changed: files, settings, services and people are the same in all results.")
        )
    largest = _find_largest(told)
    if largest:
        yield Paragraph(tell_change(told, largest))
    for note in _notes(told):
        yield Paragraph(note, is_notice=True)
    moved = sort_by_size(told.rows(changes.people, step=told.last, state="too_far", unit=""))
    others = [row for row in moved if row != largest]
    if others:
        yield Bullets(tuple(tell_change(told, row) for row in others[:_MOST_SAID]))
        rest = len(others) - _MOST_SAID
        if rest > 0:
            yield Paragraph(
                text.plural(
                    "{count} more service with a change is in the tables.",
                    "{count} more services with a change are in the tables.",
                    rest,
                )
            )
    elif not moved and not changes.is_empty:
        yield Paragraph(
            text(
                "The number of people too far did not change in any service that both of the last two results measure."
            )
        )
    if edges := tuple(tell_edges(told)):
        yield Bullets(edges)
    yield from _counted_services(told)


def _find_largest(told: ToldChanges) -> dict[str, Any] | None:
    """The change of most people of any state, in the order of `STATES_TOLD` where several are as large; None without any."""
    people = told.rows(told.changes.people, step=told.last, unit="")
    rows = [row for state in STATES_TOLD for row in sort_by_size(told.rows(people, state=state))]
    return max(rows, key=lambda row: abs(row["change"]), default=None)


def _counted_services(told: ToldChanges) -> Iterator[Block]:
    text = told.text
    changed = told.rows(told.changes.services, step=told.last)["change"]
    opened, closed = (int((changed == what).sum()) for what in ("opened", "closed"))
    said = (
        (opened, text.plural("{count} service is new in the list", "{count} services are new in the list", opened)),
        (closed, text.plural("{count} service has left the list", "{count} services have left the list", closed)),
    )  # fmt: skip
    if facts := "; ".join(words for n, words in said if n):
        yield Paragraph(text("Since {date}: {facts}.", date=told.date(told.last - 1), facts=facts))


def _notes(told: ToldChanges) -> Iterator[str]:
    text, changes = told.text, told.changes
    if "dates_fall" in changes.notes:
        yield text("The results are not in the order of their dates. They are compared in the order given.")
    if "version" in changes.notes:
        yield text("The results were made by different versions of mapa_uslug: a part of a change may come from that. To be sure, run the older inputs again with this version.")  # fmt: skip
    if "language" in changes.notes:
        yield text("The results were made in different languages; figures are not touched by that.")
    for step, why in sorted(changes.not_separable.items()):
        reason = (
            text("the cells are of another size")
            if why == "cell_m"
            else text("most people live in cells that the other result does not have")
        )
        yield text("Between {span} changes cannot be split by cause: {reason}. Only totals are compared.", span=told.span(step), reason=reason)  # fmt: skip


def _alarms(told: ToldChanges) -> tuple[Block | None, ...]:
    text, limits = told.text, told.changes.limits
    said = text(
        "An alarm is raised when people too far, without a free place or not known grow by more than {share} and by {least}, when a gmina loses its "
        "last place of a service, when a service vanishes from the list, its capacity falls, its funding ends {funding}, its record is {age}, "
        "or a new place is known only roughly. The limits are a convention.",
        share=text.percent(limits.growth),
        least=text.plural("at least {count} person", "at least {count} people", limits.least_people),
        funding=text.plural("within {count} month", "within {count} months", limits.funding_months),
        age=text.plural("older than {count} month", "older than {count} months", limits.old_months),
    )
    table = tabulate_alarms(told)
    none = None if table else Paragraph(text("Nothing in the newest result calls for attention."))
    return (none, table, Paragraph(said), tabulate_old_records(told))


def _people(told: ToldChanges) -> tuple[Block | None, ...]:
    tables: list[Block | None] = [tabulate_people(told, state) for state in STATES_TOLD]
    return (*tables, tabulate_units(told, "too_far"), tabulate_steps(told))


def _series(told: ToldChanges) -> tuple[Block | None, ...]:
    text = told.text
    return (
        _draw_series(told),
        tabulate_series(told, "too_far", text("Over time: people too far")),
        tabulate_series(told, "cannot_tell", text("Over time: not known")),
        tabulate_series(told, "places", text("Over time: places")),
        tabulate_series(
            told, "capacity_per_1000", text("Over time: capacity per 1,000 of the group"), digits=True
        ),
    )


def _draw_series(told: ToldChanges) -> Figure | None:
    """Lines of people too far, of the services that have most of them."""
    text = told.text
    rows = told.rows(told.changes.series, indicator="too_far", unit="")
    most = rows.groupby("service_type")["value"].max().sort_values(ascending=False, kind="stable")
    chosen = [str(code) for code in most[most > 0].head(_MOST_DRAWN).index]
    if not chosen:
        return None
    numbers = range(1, told.last + 1)
    lines = []
    for code in chosen:
        by_number = dict(
            zip(*(told.rows(rows, service_type=code)[c] for c in ("number", "value")), strict=True)
        )
        values = tuple(float(by_number[n]) if n in by_number else None for n in numbers)
        lines.append(Series(told.type_name(code), values))
    points = tuple(told.date(n) for n in numbers)
    said = "; ".join(_say_line(told, line, points) for line in lines)
    return Figure(
        caption=text("People too far over time"),
        alternative=text("People too far at the main threshold, by all modes: {lines}.", lines=said),
        picture=Lines(points, tuple(lines), text("people")),
    )


def _say_line(told: ToldChanges, line: Series, points: tuple[str, ...]) -> str:
    text = told.text
    values = (
        f"{point}: {text('no figure') if value is None else text.number(value)}"
        for point, value in zip(points, line.values, strict=True)
    )
    return f"{line.name} ({', '.join(values)})"


def _rules(text: Text) -> tuple[str, ...]:
    return (
        text("First, people: as many as live in a cell now, in the states that its people were in. Whoever lives where nobody did counts to population."),
        text("Then the rest of the cell goes to one cause, the first that fits: thresholds that put the old ways on the other side (method); a state that began or ceased to be unknown, or a place that is known better or worse (data quality); the nearest place opened, closed, moved or changed (services); another way by public transport alone (timetables); another way to the same place (roads); places that fill since people elsewhere became more or fewer (population)."),
        text("Only what can have changed is blamed: what differs in the files, settings and records says so. Where several causes fit and no rule tells them apart, the change stays together (cannot be told apart)."),
        text("A service is the same by its id, else by provider, type and address. Services counted per gmina only are compared by number and capacity."),
        text("All parts are whole people and add up to the change."),
    )  # fmt: skip


def write_changes_csv(changes: Changes, catalog: Catalog, path: Path, *, text: Text) -> None:
    """Write ``zmiany.csv``: a row for every step, gmina (``razem`` for all), service type and state, with its parts."""
    told = ToldChanges(changes, catalog, text)
    dates = changes.snapshots["date"].tolist()
    words = dict(zip(("served", "full", "too_far", "cannot_tell"), STATE_COLUMNS, strict=True))
    rows = [
        (
            r["step"], dates[r["step"] - 2], dates[r["step"] - 1], r["unit"],
            told.unit_name(r["unit"]) if r["unit"] else _ALL, r["service_type"],
            name_type_in_files(r["service_type"], catalog), words[r["state"]], r["old"], r["new"], r["change"],
            *(r[part] for part in _FILE_PARTS),
        )
        for r in changes.people.to_dict("records")
    ]  # fmt: skip
    write_csv(pd.DataFrame(rows, columns=list(CSV_COLUMNS)), path)
