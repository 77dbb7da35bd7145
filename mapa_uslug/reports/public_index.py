"""index.html of the public edition: what it is, access to services in words and one table, links, terms, accessibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_plainly
from mapa_uslug.contracts.public import Directory, PublicFigures
from mapa_uslug.contracts.publication_config import PublicationOptions
from mapa_uslug.core.files import write_text
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.html import add_filters
from mapa_uslug.reports.public_layers import main_figures
from mapa_uslug.reports.words import NBSP, write_day

_MOST: Final = 3
"""Services named in the words of a gmina."""
_KNOWN_ENOUGH: Final = 0.2
"""Share of people of whom nothing is known above which a figure is not told; a convention of this page."""


@dataclass(frozen=True)
class Download:
    """A file beside the page: name, what it holds, how large it is [bytes]."""

    file: str
    title: str
    size: int


@dataclass(frozen=True, eq=False)
class Edition:
    """What the pages of an edition are written from.

    Attributes
    ----------
    gminas : dict
        Code -> name of the area's gminas.
    sources : tuple of str
        Whom the map data are owed to.
    contact : str
        Of the office that publishes, as far as it may be told.
    localities : dict
        Name of a locality -> names of the area's gminas that have one of that name.
    """

    name: str
    gminas: Mapping[str, str]
    figures: PublicFigures
    directory: Directory
    catalog: Catalog
    options: PublicationOptions
    contact: str
    year: int | None
    sources: tuple[str, ...]
    text: Text
    localities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_modelled: bool = False


def write_public_index(edition: Edition, downloads: Sequence[Download], path: Path) -> None:
    """Write ``index.html`` atomically."""
    write_text(path, render_page("public_index.html.j2", edition, **_describe(edition, downloads)))


def render_page(template: str, edition: Edition, **values: object) -> str:
    """Render a page of the edition; everything from data is escaped."""
    environment = Environment(
        loader=PackageLoader("mapa_uslug.reports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    add_filters(environment, edition.text)
    return environment.get_template(template).render(edition=edition, text=edition.text, **values)


def _describe(edition: Edition, downloads: Sequence[Download]) -> dict[str, object]:
    text = edition.text
    return {
        "title": text("Social services: {area}", area=edition.name),
        "lead": text(
            "Where social services are, who has them within reach and who has them too far. For residents, councillors and everybody who "
            "asks."
        ),
        "files": [(d.file, d.title, write_size(text, d.size)) for d in downloads],
        "before": (_what_it_is(edition),),
        "sections": (
            _summary(edition),
            Section("tabela", text("Access to services in one table"), tabulate_access(edition)),
            _reading(edition),
            _sources(edition),
            _corrections(edition),
            _accessibility(edition),
            _terms(edition),
        ),
    }


def count_services(directory: Directory) -> int:
    """How many services the directory lists, those without an address included."""
    return len(directory.entries) + len(directory.hidden)


def write_size(text: Text, size: int) -> str:
    """The size of a file, in kB or MB."""
    if size < 1_000_000:
        return f"{text.number(max(size / 1000, 1))}{NBSP}kB"
    return f"{text.number(size / 1_000_000, 1)}{NBSP}MB"


def _what_it_is(edition: Edition) -> Section:
    text, directory = edition.text, edition.directory
    services = text.plural(
        "The directory lists {count} service.",
        "The directory lists {count} services.",
        count_services(directory),
    )
    if directory.hidden:
        told = text.plural(
            "Of {count} of them only the gmina is told, and whom to ask.",
            "Of {count} of them only the gmina is told, and whom to ask.",
            len(directory.hidden),
        )
        services = f"{services} {told}"
    blocks = [
        Paragraph(
            text(
                "The map shows places of services and how far people have to them by car, on foot, by bicycle and by bus. The directory "
                "says of each service what it offers, for whom, where and when, what it costs and whom to call."
            )
        ),
        Paragraph(text("{services} What the map shows stands in the table below, too.", services=services)),
    ]
    return Section("co-to-jest", text("What this is"), tuple(blocks))


def _summary(edition: Edition) -> Section:
    text = edition.text
    main = main_figures(edition.figures)
    blocks: list[Block] = []
    for code, name in sorted(edition.gminas.items(), key=lambda item: polish_key(item[1])):
        blocks.append(Paragraph(text("Gmina {name}", name=name), is_heading=True))
        blocks.append(Bullets(tuple(_describe_gmina(edition, main[main["gmina_teryt"] == code]))))
    return Section("gminy", text("In brief, gmina by gmina"), tuple(blocks))


def _describe_gmina(edition: Edition, rows: pd.DataFrame) -> list[str]:
    """Residents, services most lack for each reason, those that nobody is known to lack, and what is not known or hidden."""
    text = edition.text
    people = rows["people"].dropna()
    names = [name_plainly(text, str(code), edition.catalog) for code in rows["service_type"]]
    rows = rows.assign(name=names, is_unknown=_is_unknown(rows))
    known = rows[~rows["is_unknown"]]
    items = []
    if len(people):
        items.append(
            text.plural("{count} resident is counted.", "{count} residents are counted.", int(people.iloc[0]))
        )
    if most := _list_most(text, known, "too_far"):
        items.append(text("Too far by every mode, for most people: {list}.", list=most))
    if most := _list_most(text, known, "full"):
        items.append(text("Within reach, but without a free place, for most people: {list}.", list=most))
    lacked_by_nobody = int(((known["too_far"] == 0) & (known["full"] == 0)).fillna(False).sum())
    if lacked_by_nobody:
        items.append(
            text.plural(
                "Of {count} service nobody is known to be too far, or to find no free place.",
                "Of {count} services nobody is known to be too far, or to find no free place.",
                lacked_by_nobody,
            )
        )
    items += _tell_unknown(text, rows[rows["is_unknown"]], known["cannot_tell"])
    hidden = int((rows["too_far"].isna() | rows["full"].isna()).sum())
    if hidden:
        items.append(
            text.plural(
                "The figure of {count} service is hidden.",
                "The figures of {count} services are hidden.",
                hidden,
            )
        )
    return items


def _is_unknown(rows: pd.DataFrame) -> pd.Series:
    """Whether of more people than a fifth it is told that nothing is known of them, so that a figure beside says little."""
    return (rows["cannot_tell"] > rows["people"] * _KNOWN_ENOUGH).fillna(False).astype(bool)


def _list_most(text: Text, rows: pd.DataFrame, column: str) -> str:
    """Services with most people of a state, "" where there is nobody; what is hidden is left out."""
    told = [
        (str(name), int(count))
        for name, count in zip(rows["name"], rows[column], strict=True)
        if not pd.isna(count) and count
    ]
    told.sort(key=lambda pair: (-pair[1], polish_key(pair[0])))
    return "; ".join(f"{name}: {_people(text, count)}" for name, count in told[:_MOST])


def _tell_unknown(text: Text, unknown: pd.DataFrame, others: pd.Series) -> list[str]:
    """Services of which too little is known for a figure, and how many people nothing is known of with the others.

    No largest number is named beside hidden ones, which may be larger.
    """
    told = []
    if len(unknown):
        told.append(
            text.plural(
                "Of {count} service it is not known of more than a fifth of the people: {list}.",
                "Of {count} services it is not known of more than a fifth of the people, among them: {list}.",
                len(unknown), list=_list_most(text, unknown, "cannot_tell"),
            )
        )  # fmt: skip
    largest = max((int(n) for n in others.dropna()), default=0)
    people = _people(text, largest)
    if others.isna().any():
        told.append(text("For some people the data do not tell whether a service is within reach."))
    elif largest and told:
        told.append(text("Of the other services, not known: at most {people}.", people=people))
    elif largest:
        told.append(
            text(
                "For some people the data do not tell whether a service is within reach: depending on the service, at most {people}.",
                people=people,
            )
        )
    return told


def _people(text: Text, count: int) -> str:
    return text.plural("{count} person", "{count} people", count)


def tabulate_access(edition: Edition) -> tuple[Table, ...]:
    """People who lack a service, a row a service and a column a gmina; "hidden" and "not known" in words.

    One table of those too far by every mode, and one of those within reach of no free place, of services that anybody finds
    full: there is none where capacity counts for no service.
    """
    text = edition.text
    main = main_figures(edition.figures)
    title = text("People who have a service too far by every mode, at the main threshold")
    tables = [_tabulate(edition, main, "too_far", title)]
    is_full = main["full"].isna() | (main["full"] > 0)
    full = main[main["service_type"].isin(set(main.loc[is_full.fillna(True), "service_type"]))]
    if len(full):
        title = text("People who have a service within reach, but no free place in it")
        tables.append(_tabulate(edition, full, "full", title))
    return tuple(tables)


def _tabulate(edition: Edition, main: pd.DataFrame, state: str, title: str) -> Table:
    text = edition.text
    codes = sorted(edition.gminas, key=lambda c: polish_key(edition.gminas[c]))
    told = main[state].astype(object).mask(_is_unknown(main) & main[state].notna(), text("not known"))
    cells = {
        key: _cell(text, value)
        for key, value in zip(zip(main["service_type"], main["gmina_teryt"], strict=True), told, strict=True)
    }
    rows = [
        (
            name_plainly(text, str(code), edition.catalog),
            *(cells.get((code, gmina), text("hidden")) for gmina in [*codes, ""]),
        )
        for code in main["service_type"].unique()
    ]
    columns = (
        Column(text("Service")),
        *(Column(edition.gminas[c], "people") for c in codes),
        Column(text("All together"), "people"),
    )
    return Table(
        title,
        columns,
        tuple(sorted(rows, key=lambda row: polish_key(str(row[0])))),
        note=text(
            "“hidden”: fewer than {k} people, or a figure from which such a one could be computed. “not known”: the data say "
            "nothing of more than a fifth of the people. “0”: nobody.",
            k=edition.figures.k,
        ),
    )


def _cell(text: Text, value: Any) -> Cell:
    if isinstance(value, str):
        return value
    return text("hidden") if value is None or pd.isna(value) else int(value)


def _reading(edition: Edition) -> Section:
    text, removed = edition.text, edition.directory.removed
    items = [
        text("“No free place” means within the threshold of places that are too few for all who are expected to want them. It is told of services whose number of places is known."),
        text("“Too far” means beyond the threshold by every mode that counts for the service. Thresholds are listed in the table of access; most are conventions, none but the way to school is set by law."),
        text("Small counts, from 1 to {n}, are hidden, so that nobody can be recognised, and so are others from which they could be computed.", n=edition.figures.k - 1),
        text("Numbers of people are given for gminas, not for white spots."),
        text("People whose place of living is not on a known road, or about whom the data end, are counted as not known, never as too far."),
        text("Services whose place must not be shown, such as supported flats, are told by gmina only: that there are such, and whom to ask. Shelters for victims of violence and foster families are in no file."),
        text("Contacts are those of offices. Names and mailboxes of persons were taken out: {count}.", count=text.number(removed.get("name", 0) + removed.get("mailbox", 0))),
    ]  # fmt: skip
    traders = removed.get("trader", 0)
    if traders:
        items.append(
            text.plural(
                "{count} service is given by somebody who works under an own name; the name and the address are not told.",
                "{count} services are given by people who work under an own name; names and addresses are not told.",
                traders,
            )
        )
    return Section("jak-czytac", text("How to read the figures"), (Bullets(tuple(items)),))


def _sources(edition: Edition) -> Section:
    text = edition.text
    dates = sorted(e.date for e in edition.directory.entries if e.date)
    items = [
        text("Published on: {day}.", day=write_day(text, edition.options.on.isoformat()))
        if edition.options.on
        else text("The day of publication is not given.")
    ]
    if dates:
        first, last = write_day(text, dates[0]), write_day(text, dates[-1])
        said = text("Records of services are of {day}.", day=first)
        items.append(
            said
            if first == last
            else text("Records of services are of {first} to {last}.", first=first, last=last)
        )
    undated = len(edition.directory.entries) - len(dates)
    if undated:
        items.append(text.plural("{count} record has no date.", "{count} records have no date.", undated))
    items.append(
        text("People as of {year}.", year=edition.year)
        if edition.year
        else text("The data do not say of which year the people are.")
    )
    if edition.is_modelled:
        items.append(
            text(
                "Some of the people were counted by a model, not by a census; there are no age groups of theirs."
            )
        )
    items.append(text("Service types and thresholds: {source}.", source=edition.catalog.source))
    items += [text("Map data: {source}.", source=s) for s in edition.sources]
    return Section("zrodla", text("Sources and dates"), (Bullets(tuple(items)),))


def _corrections(edition: Edition) -> Section:
    text = edition.text
    told = [text("Each service in the directory says where to report a mistake in its record.")]
    told.append(
        text("About everything else: {contact}.", contact=edition.contact)
        if edition.contact
        else text("No office is named to which mistakes on this page can be reported.")
    )
    return Section("poprawki", text("How to report a mistake"), (Paragraph(" ".join(told)),))


def _accessibility(edition: Edition) -> Section:
    text, options = edition.text, edition.options
    items = [
        text("The page and the directory are written to WCAG 2.1, level AA, as the act of 4 April 2019 on digital accessibility of websites and mobile applications of public bodies asks."),
        text("Accessible: this page, the directory and the tables. They can be used by keyboard and with a screen reader, enlarged, printed, and read without scripts."),
        text("In part: the map. It can be used by keyboard, but shapes and distances on it are seen. Its content stands in this page's table, in the directory and in the CSV files."),
        text("The GeoPackage is for programs of geographic information; its tables stand in the CSV files."),
        text("Those who need the content in another form may ask: {contact}.", contact=edition.contact)
        if edition.contact
        else text("It is not given whom to ask for the content in another form."),
    ]  # fmt: skip
    if not options.declaration:
        items.append(text("The address of the office's declaration of accessibility is not given."))
    return Section("dostepnosc", text("Accessibility"), (Bullets(tuple(items)),))


def _terms(edition: Edition) -> Section:
    text, options = edition.text, edition.options
    items = [
        text("Published by: {office}.", office=options.office)
        if options.office
        else text("It is not given who publishes this edition."),
        text("Terms of use: {licence}.", licence=options.licence)
        if options.licence
        else text("Terms of use are not given: ask the publisher before using the data."),
        *(text("Map data: {source}.", source=s) for s in edition.sources),
    ]
    return Section("warunki", text("Publisher and terms of use"), (Bullets(tuple(items)),))
