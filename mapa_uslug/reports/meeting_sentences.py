"""What a meeting reads aloud: the lead of the pack, and what cooperation means for each gmina.

Names of gminas stand in the nominative only (``w gminie Zalewsk``), names of services in quotation marks, so that neither
has to be declined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.cooperation import Terms
from mapa_uslug.core.text import Text
from mapa_uslug.reports.meeting import Figures, Meeting, WhitePlace, join_items

_NAMED: Final = 6
"""Services, or localities, that one sentence names."""


def name_terms(text: Text, terms: Terms) -> str:
    """On which terms partners use each other's places."""
    words = {
        "declared": text("as the services declare whom they serve"),
        "agreed": text("by an agreement that opens every place of a partner to all partners"),
    }
    return words[terms]


def describe_lead(meeting: Meeting) -> str:
    """One paragraph: what the partners gain together, and what stays white all the same."""
    text = meeting.text
    gained = _sum(meeting, lambda f: f.gained)
    lost = _sum(meeting, lambda f: f.lost)
    white = _sum(meeting, lambda f: f.too_far)
    unknown = _sum(meeting, lambda f: f.cannot_tell)
    sentences = [
        text("Compared: each gmina with its own places only, and all together {terms}.", terms=name_terms(text, meeting.terms))
    ]  # fmt: skip
    if gained:
        sentences.append(
            text("Together these people gain access to a service: {list}.", list=_list(meeting, gained))
        )
    else:
        sentences.append(text("Together nobody gains access that the gmina's own places do not give."))
    if lost:
        sentences.append(
            text("Access is lost, because neighbours take the places: {list}.", list=_list(meeting, lost))
        )
    if white:
        sentences.append(text("White spots stay even together: {list}.", list=_list(meeting, white)))
    else:
        sentences.append(_nobody_too_far(meeting))
    if unknown:
        sentences.append(text("Nothing can be told about: {list}.", list=_list(meeting, unknown)))
    return " ".join(sentences)


def _nobody_too_far(meeting: Meeting) -> str:
    return meeting.text.plural(
        "Together nobody of whom it can be told has too far to the one service compared.",
        "Together nobody of whom it can be told has too far to any of the {count} services compared.",
        len(meeting.services),
    )


def _sum(meeting: Meeting, count: Callable[[Figures], int]) -> list[tuple[str, int]]:
    """Services with people of all partners together; those without anybody are left out."""
    sums = []
    for service in meeting.services:
        found = [meeting.figures(meeting.terms, service, gmina) for gmina in meeting.gminas]
        sums.append((service, sum(count(f) for f in found if f is not None)))
    return [(service, n) for service, n in sums if n]


def _list(meeting: Meeting, counted: list[tuple[str, int]]) -> str:
    """Services with people, those with most first."""
    ordered = sorted(counted, key=lambda pair: -pair[1])
    items = [
        meeting.text(
            "“{service}” – {people}", service=meeting.service_name(service), people=meeting.count_people(n)
        )
        for service, n in ordered[:_NAMED]
    ]
    if len(ordered) > _NAMED:
        rest = len(ordered) - _NAMED
        items.append(meeting.text.plural("{count} more service", "{count} more services", rest))
    return join_items(items)


def describe_gmina(meeting: Meeting, gmina: str) -> tuple[str, ...]:
    """What cooperation means for one gmina: what it gains and loses, where its people go, whom it hosts, what stays white."""
    told = [(service, meeting.figures(meeting.terms, service, gmina)) for service in meeting.services]
    known = [(service, found) for service, found in told if found is not None]
    if not known:
        return (meeting.text("There are no figures for this gmina."),)
    return (
        *_gains(meeting, gmina, known),
        *_losses(meeting, known),
        *_without_own(meeting, gmina, known),
        *_hosts(meeting, gmina),
        *_guests(meeting, gmina),
        *_no_room(meeting, known),
        *_white(meeting, gmina, known),
        *_unknown(meeting, known),
    )


_Known = list[tuple[str, Figures]]


def _gains(meeting: Meeting, gmina: str, known: _Known) -> Iterable[str]:
    text = meeting.text
    if not any(found.gained for _, found in known):
        hosts = any(meeting.guests_of(service, gmina) for service in meeting.services)
        if hosts:
            yield text("The gmina gains nothing itself and hosts people of other gminas.")
        else:
            yield text("Nobody in the gmina gains access to a service by working together.")
    for service, found in known:
        if found.gained:
            own = meeting.figures("own", service, gmina)
            yield text.plural(
                "“{service}”: {count} person gains access (with the gmina's own places only: {own} of {people}, together: {after}).",
                "“{service}”: {count} people gain access (with the gmina's own places only: {own} of {people}, together: {after}).",
                found.gained,
                service=meeting.service_name(service),
                own=text.number(own.served if own else 0),
                people=text.number(found.people),
                after=text.number(found.served),
            )


def _losses(meeting: Meeting, known: _Known) -> Iterable[str]:
    for service, found in known:
        if found.lost:
            yield meeting.text.plural(
                "“{service}”: {count} person loses access, because people of other gminas take the places.",
                "“{service}”: {count} people lose access, because people of other gminas take the places.",
                found.lost,
                service=meeting.service_name(service),
            )


def _without_own(meeting: Meeting, gmina: str, known: _Known) -> Iterable[str]:
    without = [service for service, _ in known if not meeting.has_own(service, gmina)]
    if without:
        names = join_items([_quoted(meeting, service) for service in without])
        yield meeting.text("The gmina has no place of its own for: {list}.", list=names)


def _quoted(meeting: Meeting, service: str) -> str:
    return meeting.text("“{service}”", service=meeting.service_name(service))


def _hosts(meeting: Meeting, gmina: str) -> Iterable[str]:
    for service in meeting.services:
        hosts = meeting.hosts_of(service, gmina)
        if hosts:
            yield meeting.text(
                "“{service}”: people of the gmina would use places in other gminas ({mode}): {list}.",
                service=meeting.service_name(service),
                mode=name_mode(meeting.text, meeting.hosted_mode(service)),
                list=_list_gminas(meeting, hosts),
            )


def _guests(meeting: Meeting, gmina: str) -> Iterable[str]:
    some = False
    for service in meeting.services:
        guests = meeting.guests_of(service, gmina)
        if guests:
            some = True
            yield meeting.text(
                "“{service}”: places in the gmina would be used by people of other gminas ({mode}): {list}.",
                service=meeting.service_name(service),
                mode=name_mode(meeting.text, meeting.hosted_mode(service)),
                list=_list_gminas(meeting, guests),
            )
    if not some:
        yield meeting.text("The gmina hosts nobody from the other gminas.")


def _list_gminas(meeting: Meeting, counted: list[tuple[str, int]]) -> str:
    return "; ".join(f"{meeting.name(code)} – {meeting.count_people(n)}" for code, n in counted)


def _no_room(meeting: Meeting, known: _Known) -> Iterable[str]:
    for service, found in known:
        if found.full:
            yield meeting.text.plural(
                "“{service}”: there is no free place within reach for {count} person.",
                "“{service}”: there is no free place within reach for {count} people.",
                found.full,
                service=meeting.service_name(service),
            )


def _white(meeting: Meeting, gmina: str, known: _Known) -> Iterable[str]:
    if not any(found.too_far for _, found in known):
        yield _nobody_too_far(meeting)
    for service, found in known:
        if found.too_far:
            here = [w for w in meeting.white_places if (w.service, w.gmina) == (service, gmina)]
            yield meeting.text.plural(
                "“{service}”: {count} person still has too far{where}.",
                "“{service}”: {count} people still have too far{where}.",
                found.too_far,
                service=meeting.service_name(service),
                where=_name_where(meeting, here),
            )


def _name_where(meeting: Meeting, places: list[WhitePlace]) -> str:
    """Localities in brackets: those where most people have too far, and how many more there are."""
    named = sorted((p for p in places if p.locality), key=lambda p: -(p.people or 0))
    if not named:
        return ""
    items = [p.locality for p in named[:_NAMED]]
    if len(named) > _NAMED:
        rest = len(named) - _NAMED
        items.append(meeting.text.plural("{count} more locality", "{count} more localities", rest))
    return f" ({', '.join(items)})"


def _unknown(meeting: Meeting, known: _Known) -> Iterable[str]:
    for service, found in known:
        if found.cannot_tell:
            yield meeting.text.plural(
                "“{service}”: nothing can be told about {count} person.",
                "“{service}”: nothing can be told about {count} people.",
                found.cannot_tell,
                service=meeting.service_name(service),
            )
