"""The meeting pack: what the page and the workbook say, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mapa_uslug.catalog.words import name_group
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Report, Section, Table
from mapa_uslug.reports.html import add_filters
from mapa_uslug.reports.meeting import Meeting, join_items
from mapa_uslug.reports.meeting_gains import tabulate_gains, tabulate_services
from mapa_uslug.reports.meeting_hosting import tabulate_border, tabulate_hosting, tabulate_load
from mapa_uslug.reports.meeting_lead import describe_lead, name_terms
from mapa_uslug.reports.meeting_sentences import describe_gmina
from mapa_uslug.reports.meeting_sets import tabulate_sets, tabulate_white
from mapa_uslug.reports.meeting_sheets import tabulate_workbook
from mapa_uslug.reports.meeting_words import name_limits
from mapa_uslug.reports.workbook import write_workbook


def compose_meeting(meeting: Meeting, *, attribution: tuple[str, ...] = ()) -> Report:
    """Compose what the page says besides its map."""
    text = meeting.text
    sections = (
        Section("gminy", text("What it means for each gmina"), tuple(_gmina_blocks(meeting))),
        Section("zyski", text("Who gains with whom"), tuple(tabulate_gains(meeting))),
        Section("uslugi", text("Service by service"), tuple(tabulate_services(meeting))),
        Section("goscie", text("Hosted and hosting"), _or_say(tabulate_hosting(meeting), text("Nobody would use a place of another gmina."))),
        Section("obciazenie", text("Load on places"), _load(meeting)),
        Section("granica", text("Across the border"), _border(meeting)),
        Section("zestawy", text("Sets of partners"), _sets(meeting)),
        Section("biale-plamy", text("What stays white even together"), _white(meeting)),
        Section("metoda", text("Method in brief"), tuple(_method(meeting))),
    )  # fmt: skip
    return _report(meeting, sections, attribution)


def _report(meeting: Meeting, sections: tuple[Section, ...], attribution: tuple[str, ...]) -> Report:
    text = meeting.text
    return Report(
        language=text.language,
        title=text("What gminas gain together"),
        lead=describe_lead(meeting),
        sections=sections,
        attribution=attribution,
    )


def _or_say(blocks: Iterable[Block], otherwise: str) -> tuple[Block, ...]:
    return tuple(blocks) or (Paragraph(otherwise),)


def _table_or_say(table: Table, otherwise: str) -> tuple[Block, ...]:
    return (table,) if table.rows else (Paragraph(otherwise),)


def _load(meeting: Meeting) -> tuple[Block, ...]:
    text = meeting.text
    known = set(meeting.balance.load["service_type"]) & set(meeting.services)
    blocks = list(
        _table_or_say(
            tabulate_load(meeting), text("No place of which the capacity is known is used otherwise.")
        )
    )
    without = [_quoted(meeting, s) for s in meeting.services if s not in known]
    if without:
        blocks.append(Paragraph(text("Capacity was not assessed for: {list}.", list=join_items(without))))
    return tuple(blocks)


def _quoted(meeting: Meeting, service: str) -> str:
    return meeting.text("“{service}”", service=meeting.service_name(service))


def _border(meeting: Meeting) -> tuple[Block, ...]:
    text = meeting.text
    return _table_or_say(tabulate_border(meeting), text("Nobody has a nearer place across the border."))


def _sets(meeting: Meeting) -> tuple[Block, ...]:
    text = meeting.text
    blocks: list[Block] = [
        Paragraph(
            text("The sets stand by size and name, in no order of merit; the headings sort them otherwise.")
        )
    ]
    if not meeting.lists_all_sets:
        blocks.append(
            Paragraph(
                text(
                    "Not every set of these gminas was counted; those listed are proven to be the best of their size."
                ),
                is_notice=True,
            )
        )
    return (*blocks, tabulate_sets(meeting))


def _gmina_blocks(meeting: Meeting) -> Iterable[Block]:
    for gmina in meeting.gminas:
        yield Paragraph(meeting.text("Gmina {name}", name=meeting.name(gmina)), is_heading=True)
        yield Bullets(describe_gmina(meeting, gmina))


def _white(meeting: Meeting) -> tuple[Block, ...]:
    text = meeting.text
    table = tabulate_white(meeting)
    note = Paragraph(text("People of whom nothing can be told are never counted as a white spot."))
    return (*_table_or_say(table, text("Nowhere do people of whom it can be told have too far.")), note)


def _method(meeting: Meeting) -> Iterable[Block]:
    text = meeting.text
    table = meeting.cells.table
    imputed = int(table.loc[table["is_imputed"].astype(bool), "people"].sum())
    items = [
        text("Access means a place within the main threshold, with a free place where capacity is known; one mode that is enough is enough."),
        text("Own places only: people use the places of their own gmina. Together: also those of the partners, {terms}. Open to all: every place that declares to serve them, of any gmina.",
             terms=name_terms(text, meeting.terms)),
        text("Gained: people with access together who have none with their gmina's own places. Places are given by ascending time, so a gmina may also lose."),
        text("Beyond what is open today: people with access together whom no place that declares to serve them serves today. Together closes nobody's place to anybody; it only counts the partners' places."),
        text("A white spot: people too far to the places of all partners and to every place, of any gmina, that declares to serve them."),
        text("Hosted: people whose place lies in another gmina, because it is the nearest with room."),
        text("People are counted where they live, times along roads, never from the area of a shape on the map."),
        text("Not known means that the data end, a road or a timetable is missing: it is never a white spot."),
        text("Costs were not computed."),
    ]  # fmt: skip
    if imputed:
        items.append(
            text(
                "Some cells are confidential in the source; {people} were placed there by the rest of the gmina's people.",
                people=meeting.count_people(imputed),
            )
        )
    yield Bullets(tuple(items))
    yield _thresholds(meeting)


def _thresholds(meeting: Meeting) -> Table:
    text = meeting.text
    counted = set(meeting.balance.load["service_type"])
    rows = []
    for service in meeting.services:
        group = name_group(text, meeting.catalog.by_code[service].target)
        assessed = text("yes") if service in counted else text("no")
        rows.append((meeting.service_title(service), group, name_limits(meeting, service), assessed))
    columns = (Column(text("Service")), Column(text("For whom")), Column(text("Main threshold")),
               Column(text("Capacity assessed")))  # fmt: skip
    return Table(text("Thresholds by service"), columns, tuple(rows))


def render_meeting(report: Report, meeting: Meeting, *, map_html: str) -> tuple[str, str]:
    """Render the body of the page and its style.

    Parameters
    ----------
    map_html
        As `maps` draws it: the only thing that is taken as it is, everything else is escaped.
    """
    text = meeting.text
    environment = Environment(
        loader=PackageLoader("mapa_uslug.reports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    add_filters(environment, text)
    gminas = text(
        "Gminas: {names}. {date}", names=meeting.list_names(meeting.gminas), date=_date(text, meeting.year)
    )
    body = environment.get_template("meeting.html.j2").render(
        report=report, text=text, map=Markup(map_html), gminas=gminas.strip()
    )
    loader = environment.loader
    assert loader is not None
    style = "\n".join(loader.get_source(environment, name)[0] for name in ("report.css", "meeting.css"))
    return body, style


def _date(text: Text, year: int | None) -> str:
    return (
        text("People as of {year}.", year=year)
        if year
        else text("The data do not say of which year the people are.")
    )


def write_meeting_workbook(meeting: Meeting, path: Path, *, attribution: tuple[str, ...] = ()) -> None:
    """Write ``spotkanie.xlsx`` atomically: one sheet a table, with every threshold, mode and set."""
    sections = (
        Section("gminy", meeting.text("What it means for each gmina"), tuple(_gmina_blocks(meeting))),
        Section("tabele", meeting.text("Tables"), tuple(tabulate_workbook(meeting))),
        Section("metoda", meeting.text("Method in brief"), tuple(_method(meeting))),
    )
    write_workbook(_report(meeting, sections, attribution), path, text=meeting.text)
