"""baza_informacji.html: the residents' directory of services, searchable, and whole where there are no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from mapa_uslug.contracts.public import DirectoryEntry, HiddenService
from mapa_uslug.core.files import write_text
from mapa_uslug.core.folding import fold
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text
from mapa_uslug.reports.public_index import Edition, count_services, render_page
from mapa_uslug.reports.public_search import list_empty_words, list_places, list_search_words
from mapa_uslug.reports.words import write_day

_FIRST: Final = 12
"""Services a script shows at first, and with every "show more"; a long page is hard to leave on a telephone."""
_MAILBOX: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Card:
    """An entry as the page shows it: heading, lines of label and value, and what it is found by."""

    heading: str
    provider: str
    lines: tuple[tuple[str, Markup], ...]
    words: str
    areas: str
    gmina: str
    target: str


def write_public_directory(edition: Edition, path: Path) -> None:
    """Write ``baza_informacji.html`` atomically."""
    text = edition.text
    page = render_page(
        "public_directory.html.j2", edition,
        title=text("Directory of services: {area}", area=edition.name),
        groups=list(_groups(edition)),
        hidden=_hidden(edition),
        areas=_areas(edition),
        gminas=sorted({c.gmina for c in _cards(edition)}, key=polish_key),
        targets=sorted({c.target for c in _cards(edition) if c.target}, key=polish_key),
        counts=_counts(text, count_services(edition.directory)),
        first=_FIRST,
        empty_words=list_empty_words(text),
        places=list_places(edition.localities),
    )  # fmt: skip
    write_text(path, page)


def link_mailboxes(written: str) -> Markup:
    """Text in which mailboxes are links; everything is escaped."""
    parts, end = [], 0
    for found in _MAILBOX.finditer(written):
        parts += [
            escape(written[end : found.start()]),
            Markup('<a href="mailto:{0}">{0}</a>').format(found[0]),
        ]
        end = found.end()
    return Markup("").join([*parts, escape(written[end:])])


def _groups(edition: Edition) -> Iterator[tuple[str, list[Card]]]:
    """Cards under the name of what they offer."""
    for name, cards in groupby(_cards(edition), key=lambda card: card.heading):
        yield name, list(cards)


def _cards(edition: Edition) -> list[Card]:
    return [_card(edition, entry) for entry in edition.directory.entries]


def _card(edition: Edition, entry: DirectoryEntry) -> Card:
    text = edition.text
    gmina = (
        entry.gmina
        if entry.gmina_teryt in edition.gminas
        else text("{gmina} (neighbouring)", gmina=entry.gmina)
    )
    unknown = text("not given")
    is_plain = fold(entry.official) == fold(entry.name)
    lines = [
        *(() if is_plain else ((text("Official name"), escape(entry.official)),)),
        (text("Where"), escape(", ".join(filter(None, (entry.place, text("gmina {name}", name=gmina)))))),
        (text("When"), escape(entry.hours or unknown)),
        (text("For whom"), escape(entry.target or unknown)),
        (text("Fee"), escape(entry.fee or unknown)),
        (text("How to use it"), escape(entry.way or unknown)),
        (text("Accessibility"), escape(entry.accessibility or unknown)),
        (text("People of other gminas"), escape(entry.outsiders or unknown)),
        (text("Contact"), link_mailboxes(entry.contact or unknown)),
        (text("Record"), _record(text, entry)),
        (text("Mistake in the record"), _correction(text, entry)),
    ]
    found_by = " ".join(
        (entry.name, entry.official, entry.provider, entry.place, entry.gmina, entry.target, entry.fee,
         *list_search_words(text, entry.service_type, entry.areas, edition.catalog))
    )  # fmt: skip
    return Card(
        entry.name, entry.provider, tuple(lines), fold(found_by), _join(entry.areas), gmina, entry.target
    )


def _record(text: Text, entry: DirectoryEntry) -> Markup:
    kept = (
        text("kept by {keeper}", keeper=entry.keeper)
        if entry.keeper
        else text("it is not given who keeps it")
    )
    return Markup("{}; {}").format(
        text("of {day}", day=write_day(text, entry.date)) if entry.date else text("without a date"), kept
    )


def _correction(text: Text, entry: DirectoryEntry) -> Markup:
    if entry.correction:
        return link_mailboxes(entry.correction)
    return escape(text("Nobody is named to whom it can be reported."))


def _hidden(edition: Edition) -> list[tuple[Markup, Card]]:
    """Services that are told by gmina only, each a sentence."""
    return [(_sentence(edition.text, h), _hidden_card(edition, h)) for h in edition.directory.hidden]


def _sentence(text: Text, hidden: HiddenService) -> Markup:
    said = text("In the gmina {gmina} there is: {name} ({official}).", gmina=hidden.gmina, name=hidden.name,
                official=hidden.official)  # fmt: skip
    office = ", ".join(filter(None, (hidden.office, hidden.contact)))
    ask = (
        text("Ask: {office}.", office=office)
        if office
        else text("It is not given whom to ask; the office of the gmina knows.")
    )
    return Markup("{} {}").format(said, link_mailboxes(ask))


def _hidden_card(edition: Edition, hidden: HiddenService) -> Card:
    found_by = fold(
        " ".join(
            (
                hidden.name,
                hidden.official,
                hidden.gmina,
                hidden.target,
                *list_search_words(edition.text, hidden.service_type, hidden.areas, edition.catalog),
            )
        )
    )
    return Card(hidden.name, "", (), found_by, _join(hidden.areas), hidden.gmina, hidden.target)


def _areas(edition: Edition) -> list[tuple[int, str]]:
    """Areas of which the directory lists anything: number and name."""
    directory = edition.directory
    used = {
        n
        for areas in (*(e.areas for e in directory.entries), *(h.areas for h in directory.hidden))
        for n in areas
    }
    is_polish = edition.text.language == "pl"
    return [(a.number, a.name if is_polish else a.name_en) for a in edition.catalog.areas if a.number in used]


def _counts(text: Text, most: int) -> list[str]:
    """How many services are found, in words, for every number there may be: scripts know no plural forms."""
    none = text("No service is found. Try fewer words.")
    return [
        none,
        *(
            text.plural("{count} service is found", "{count} services are found", n)
            for n in range(1, most + 1)
        ),
    ]


def _join(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers))
