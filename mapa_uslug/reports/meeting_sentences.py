"""What a meeting reads aloud: the lead of the pack, and what cooperation means for each gmina.

Names of gminas stand in the nominative only (``w gminie Zalewsk``), names of services in quotation marks, so that neither
has to be declined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.cooperation import Terms
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.meeting import Figures, Meeting, WhitePlace, join_items

_NAMED: Final = 6
"""Localities that one sentence names."""
_NAMED_IN_LEAD: Final = 4
_NAMED_OF_MANY: Final = 3
"""Services that a sentence of the lead names: all of a few, or the first of many; one can listen to no more."""


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
    if not gained:
        sentences.append(text("Together nobody gains access that the gmina's own places do not give."))
    sentences += _tell(
        meeting, gained,
        mark("Together these people gain access to a service: {list}."),
        mark("Together somebody gains access to {count} of {all} services; most people: {list}."),
    )  # fmt: skip
    sentences += _tell(
        meeting, lost,
        mark("Access is lost, because neighbours take the places: {list}."),
        mark("Somebody loses access to {count} of {all} services, because neighbours take the places; most people: {list}."),
    )  # fmt: skip
    if not white:
        sentences.append(_nobody_too_far(meeting))
    sentences += _tell(
        meeting, white,
        mark("White spots stay even together: {list}."),
        mark("White spots stay even together for {count} of {all} services; most people have too far to: {list}."),
    )  # fmt: skip
    sentences += _tell(
        meeting, unknown,
        mark("Nothing can be told about: {list}."),
        mark("For {count} of {all} services nothing can be told about some people; about most of them: {list}."),
    )  # fmt: skip
    return " ".join(sentences)


def _nobody_too_far(meeting: Meeting) -> str:
    text, count = meeting.text, len(meeting.services)
    if count == 1:
        return text("Together nobody of whom it can be told has too far to the service compared.")
    return text(
        "Together nobody of whom it can be told has too far to any of the {count} services compared.",
        count=count,
    )


def _sum(meeting: Meeting, count: Callable[[Figures], int]) -> list[tuple[str, int]]:
    """Services with people of all partners together; those without anybody are left out."""
    sums = []
    for service in meeting.services:
        found = [meeting.figures(meeting.terms, service, gmina) for gmina in meeting.gminas]
        sums.append((service, sum(count(f) for f in found if f is not None)))
    return [(service, n) for service, n in sums if n]


def _tell(meeting: Meeting, counted: list[tuple[str, int]], few: str, many: str) -> Iterable[str]:
    """One sentence that names every service, or where they are many those with most people."""
    if not counted:
        return
    ordered = sorted(counted, key=lambda pair: -pair[1])
    named = ordered if len(ordered) <= _NAMED_IN_LEAD else ordered[:_NAMED_OF_MANY]
    items = join_items(
        [
            meeting.text(
                "“{service}” – {people}", service=meeting.service_name(s), people=meeting.count_people(n)
            )
            for s, n in named
        ]
    )
    yield meeting.text(
        few if named is ordered else many, list=items, count=len(ordered), all=len(meeting.services)
    )


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
    return join_items([f"{meeting.name(code)} – {meeting.count_people(n)}" for code, n in counted])


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
