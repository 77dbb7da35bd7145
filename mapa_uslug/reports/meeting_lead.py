"""The lead of the meeting pack: what working together adds, and what stays white all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from mapa_uslug.contracts.cooperation import Terms
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.meeting import Meeting, join_items

_NAMED: Final = 2
"""Services that a sentence names: one can listen to no more, and the four maps share a sheet of A4 with the lead."""
_Counted = list[tuple[str, int]]


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
    compared = text(
        "Together: {terms}. Open today: the places, of any gmina, that declare to serve people.",
        terms=name_terms(text, meeting.terms),
    )
    return " ".join([compared, *_added(meeting), *_gained(meeting), *_lost(meeting), *_far(meeting), *_unknown(meeting)])  # fmt: skip


def _added(meeting: Meeting) -> Iterable[str]:
    added = _sum(meeting, lambda service, gmina: meeting.today.of(service, gmina).added)
    if not added:
        yield meeting.text("Together nobody gains access that the places open to them today do not give.")
    yield from _tell(
        meeting, added,
        mark("Beyond what is open to them today, together at least these people gain access to a service: {list}."),
        mark("Beyond what is open to them today, together somebody gains access to {count} of {all} services; most people: {list}."),
    )  # fmt: skip


def _gained(meeting: Meeting) -> Iterable[str]:
    def name(service: str, people: int) -> str:
        already = sum(meeting.today.of(service, gmina).already for gmina in meeting.gminas)
        told = _name(meeting, service, people)
        if not already:
            return told
        known = meeting.text("of them {people} have it today already", people=meeting.text.number(already))
        return f"{told} ({known})"

    gained = _sum(meeting, meeting.gained)
    if not gained:
        yield meeting.text("Together nobody gains access that the gmina's own places do not give.")
    yield from _tell(
        meeting, gained,
        mark("Against own places only, together these people gain access to a service: {list}."),
        mark("Against own places only, together somebody gains access to {count} of {all} services; most people: {list}."),
        name,
    )  # fmt: skip


def _lost(meeting: Meeting) -> Iterable[str]:
    return _tell(
        meeting, _sum(meeting, lambda service, gmina: _count(meeting, service, gmina, "lost")),
        mark("Access is lost, because neighbours take the places: {list}."),
        mark("Somebody loses access to {count} of {all} services, because neighbours take the places; most people: {list}."),
    )  # fmt: skip


def _far(meeting: Meeting) -> Iterable[str]:
    white = _sum(meeting, lambda service, gmina: meeting.today.of(service, gmina).white)
    if not white:
        yield say_nobody_too_far(meeting)
    yield from _tell(
        meeting, white,
        mark("White spots stay even together and with what is open today: {list}."),
        mark("White spots stay all the same for {count} of {all} services; most people have too far to: {list}."),
    )  # fmt: skip
    yield from _tell(
        meeting, _sum(meeting, lambda service, gmina: meeting.today.of(service, gmina).elsewhere),
        mark("The partners have nothing within the threshold, but a place in another gmina declares to serve these people: {list}."),
        mark("For {count} of {all} services the partners have nothing within the threshold of people whom a place in another gmina declares to serve; most people: {list}."),
    )  # fmt: skip


def _unknown(meeting: Meeting) -> Iterable[str]:
    return _tell(
        meeting, _sum(meeting, lambda service, gmina: _count(meeting, service, gmina, "cannot_tell")),
        mark("Nothing can be told about: {list}."),
        mark("For {count} of {all} services nothing can be told about some people."),
    )  # fmt: skip


def say_nobody_too_far(meeting: Meeting) -> str:
    """That nobody is too far, of those of whom it can be told."""
    text, count = meeting.text, len(meeting.services)
    if count == 1:
        return text(
            "Nobody of whom it can be told has too far both to the partners' places and to those open today."
        )
    return text(
        "Nobody of whom it can be told has too far both to the partners' places and to those open today, for any of the {count} services compared.",
        count=count,
    )


def _count(meeting: Meeting, service: str, gmina: str, name: str) -> int:
    found = meeting.figures(meeting.terms, service, gmina)
    return int(getattr(found, name)) if found else 0


def _sum(meeting: Meeting, count: Callable[[str, str], int]) -> _Counted:
    """Services with people of all partners together; those without anybody are left out."""
    sums = [(service, sum(count(service, gmina) for gmina in meeting.gminas)) for service in meeting.services]
    return [(service, n) for service, n in sums if n]


def _name(meeting: Meeting, service: str, people: int) -> str:
    return meeting.text(
        "“{service}” – {people}", service=meeting.service_name(service), people=meeting.count_people(people)
    )


def _tell(
    meeting: Meeting, counted: _Counted, few: str, many: str, name: Callable[[str, int], str] | None = None
) -> Iterable[str]:
    """One sentence that names every service, or where they are many those with most people."""
    if not counted:
        return
    ordered = sorted(counted, key=lambda pair: -pair[1])
    named = ordered[:_NAMED]
    items = [name(s, n) if name else _name(meeting, s, n) for s, n in named]
    yield meeting.text(
        few if len(named) == len(ordered) else many,
        list=join_items(items),
        count=len(ordered),
        all=len(meeting.services),
    )
