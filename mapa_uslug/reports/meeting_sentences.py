"""What a meeting reads aloud of each gmina: a handful of lines on what cooperation means for it.

Names of gminas stand in the nominative only (``w gminie Zalewsk``), names of services in quotation marks, so that neither
has to be declined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from mapa_uslug.catalog.words import name_mode
from mapa_uslug.reports.meeting import Figures, Meeting, join_items
from mapa_uslug.reports.meeting_lead import say_nobody_too_far

_LONG: Final = 3
"""Services of which a gmina's gain is told in a whole sentence; of the others the people alone."""
_NAMED: Final = 6
"""Items that one line names."""
_LINES: Final = 3
"""Lines on the localities that stay white."""
_Known = list[tuple[str, Figures]]
_Items = Sequence[tuple[str, int]]


def describe_gmina(meeting: Meeting, gmina: str) -> tuple[str, ...]:
    """What cooperation means for one gmina: what it adds, gains and loses, where its people go, whom it hosts, what stays white."""
    told = [(service, meeting.figures(meeting.terms, service, gmina)) for service in meeting.services]
    known = [(service, found) for service, found in told if found is not None]
    if not known:
        return (meeting.text("There are no figures for this gmina."),)
    return (
        *_added(meeting, gmina),
        *_gains(meeting, gmina, known),
        *_losses(meeting, known),
        *_without_own(meeting, gmina, known),
        *_hosting(meeting, gmina),
        *_no_room(meeting, known),
        *_elsewhere(meeting, gmina),
        *_white(meeting, gmina),
        *_unknown(meeting, known),
    )


def _added(meeting: Meeting, gmina: str) -> Iterable[str]:
    text = meeting.text
    added = _count(meeting, lambda service: meeting.today.of(service, gmina).added)
    if added:
        items = _list_people(meeting, added)
        yield text("Beyond what is open to them today, people gain access together, at least: {list}.", list=items)  # fmt: skip
    else:
        yield text("Beyond what is open to them today, nobody in the gmina gains access by working together.")


def _gains(meeting: Meeting, gmina: str, known: _Known) -> Iterable[str]:
    text = meeting.text
    gaining = sorted((pair for pair in known if pair[1].gained), key=lambda pair: -pair[1].gained)
    if not gaining:
        hosts = any(meeting.guests_of(service, gmina) for service in meeting.services)
        if hosts:
            yield text("The gmina gains nothing itself and hosts people of other gminas.")
        else:
            yield text("Nobody in the gmina gains access to a service by working together.")
    for service, found in gaining[:_LONG]:
        yield _tell_gain(meeting, gmina, service, found)
    if rest := [(service, found.gained) for service, found in gaining[_LONG:]]:
        yield text(
            "Against own places only, people also gain access to: {list}.", list=_list_people(meeting, rest)
        )


def _tell_gain(meeting: Meeting, gmina: str, service: str, found: Figures) -> str:
    text = meeting.text
    own, opened = (meeting.figures(regime, service, gmina) for regime in ("own", "open"))
    return text.plural(
        "{service}: together {count} of {people} residents has access, with own places only {own}, with what is open to them today {open}.",
        "{service}: together {count} of {people} residents have access, with own places only {own}, with what is open to them today {open}.",
        found.served,
        service=meeting.service_title(service),
        people=text.number(found.people),
        own=_or_nobody(meeting, own),
        open=_or_nobody(meeting, opened),
    )


def _or_nobody(meeting: Meeting, found: Figures | None) -> str:
    return meeting.text.number(found.served) if found and found.served else meeting.text("nobody")


def _losses(meeting: Meeting, known: _Known) -> Iterable[str]:
    if lost := [(service, found.lost) for service, found in known if found.lost]:
        yield meeting.text(
            "Access is lost, because people of other gminas take the places: {list}.",
            list=_list_people(meeting, lost),
        )


def _without_own(meeting: Meeting, gmina: str, known: _Known) -> Iterable[str]:
    if without := [service for service, _ in known if not meeting.has_own(service, gmina)]:
        names = join_items([_quoted(meeting, service) for service in without])
        yield meeting.text("In the gmina stands no place of: {list}.", list=names)


def _quoted(meeting: Meeting, service: str) -> str:
    return meeting.text("“{service}”", service=meeting.service_name(service))


def _hosting(meeting: Meeting, gmina: str) -> Iterable[str]:
    """Where people go and who comes to them, and the same of the others; who travels makes two sentences of it."""
    text = meeting.text
    hosts = _list_flows(meeting, lambda service: meeting.hosts_of(service, gmina))
    guests = _list_flows(meeting, lambda service: meeting.guests_of(service, gmina))
    if "to" in hosts:
        yield text("People of the gmina would use places in other gminas: {list}.", list=hosts["to"])
    if "from" in hosts:
        yield text("To people of the gmina workers would come from other gminas: {list}.", list=hosts["from"])
    if "to" in guests:
        yield text("Places in the gmina would be used by people of other gminas: {list}.", list=guests["to"])
    if "from" in guests:
        yield text("Workers of the gmina would go to people of other gminas: {list}.", list=guests["from"])
    if not guests:
        yield text("The gmina hosts nobody from the other gminas.")


def _list_flows(
    meeting: Meeting, flows_of: Callable[[str], list[tuple[str, int]]]
) -> dict[Literal["to", "from"], str]:
    """Services with the gminas on the other side, those with most people first, apart by who travels."""
    found: dict[Literal["to", "from"], list[tuple[int, str]]] = {}
    for service in meeting.services:
        if flows := flows_of(service):
            gminas = ", ".join(f"{meeting.name(code)} – {meeting.text.number(n)}" for code, n in flows)
            named = meeting.text(
                "“{service}” ({mode}): {list}", service=meeting.service_name(service), list=gminas,
                mode=name_mode(meeting.text, meeting.hosted_mode(service)),
            )  # fmt: skip
            direction = meeting.catalog.by_code[service].direction
            found.setdefault(direction, []).append((sum(n for _, n in flows), named))
    return {
        direction: _list_first(meeting, [named for _, named in sorted(items, key=lambda item: -item[0])])
        for direction, items in found.items()
    }


def _no_room(meeting: Meeting, known: _Known) -> Iterable[str]:
    if full := [(service, found.full) for service, found in known if found.full]:
        yield meeting.text(
            "There is no free place within reach for: {list}.", list=_list_people(meeting, full)
        )


def _elsewhere(meeting: Meeting, gmina: str) -> Iterable[str]:
    """People too far from the partners' places whom a place in another gmina serves all the same."""
    if found := _count(meeting, lambda service: meeting.today.of(service, gmina).elsewhere):
        yield meeting.text(
            "Too far to any partner's place, but a place in another gmina lies within the threshold and declares to serve them: {list}.",
            list=_list_people(meeting, found),
        )


def _white(meeting: Meeting, gmina: str) -> Iterable[str]:
    white = _count(meeting, lambda service: meeting.today.of(service, gmina).white)
    if not white:
        yield say_nobody_too_far(meeting)
        return
    yield meeting.text(
        "Still too far, even together and with what is open today: {list}.", list=_list_people(meeting, white)
    )
    yield from _white_localities(meeting, gmina)


def _white_localities(meeting: Meeting, gmina: str) -> Iterable[str]:
    """Localities that have too far to the same services in one line, those with most services first."""
    text, lines = meeting.text, _gather_localities(meeting, gmina)
    ordered = sorted(lines.items(), key=lambda line: -len(line[0]))
    for services, localities in ordered[:_LINES]:
        named = [
            name if n is None else f"{name} ({meeting.count_people(n)})" for name, n in localities[:_NAMED]
        ]
        if rest := len(localities) - _NAMED if len(localities) > _NAMED else 0:
            named.append(text.plural("{count} more locality", "{count} more localities", rest))
        yield text.plural(
            "{where}: too far to {count} service: {list}.",
            "{where}: too far to {count} services: {list}.",
            len(services),
            where=", ".join(named),
            list=_list_first(meeting, [_quoted(meeting, service) for service in services]),
        )
    if rest := sum(len(localities) for _, localities in ordered[_LINES:]):
        yield text.plural(
            "{count} more locality has too far to some service: see the table of white spots.",
            "{count} more localities have too far to some service: see the table of white spots.",
            rest,
        )


def _gather_localities(meeting: Meeting, gmina: str) -> dict[tuple[str, ...], list[tuple[str, int | None]]]:
    """Localities with their people, those with most first, by the services that they have too far to.

    The people are those of the service that most of them have too far to; none where they may not be told for one of them.
    """
    services: dict[str, list[str]] = {}
    people: dict[str, list[int | None]] = {}
    for place in meeting.white_places:
        if place.gmina == gmina and place.locality:
            services.setdefault(place.locality, []).append(place.service)
            people.setdefault(place.locality, []).append(place.people)
    found: dict[tuple[str, ...], list[tuple[str, int | None]]] = {}
    for name, of_name in services.items():
        told = [n for n in people[name] if n is not None]
        most = max(told) if len(told) == len(people[name]) else None
        found.setdefault(tuple(of_name), []).append((name, most))
    return {key: sorted(named, key=lambda pair: -(pair[1] or 0)) for key, named in found.items()}


def _unknown(meeting: Meeting, known: _Known) -> Iterable[str]:
    if unknown := [(service, found.cannot_tell) for service, found in known if found.cannot_tell]:
        yield meeting.text("Nothing can be told about: {list}.", list=_list_people(meeting, unknown))


def _count(meeting: Meeting, count: Callable[[str], int]) -> list[tuple[str, int]]:
    counted = [(service, count(service)) for service in meeting.services]
    return [(service, n) for service, n in counted if n]


def _list_people(meeting: Meeting, counted: _Items) -> str:
    """Services with their people, those with most first."""
    items = [
        meeting.text(
            "“{service}” – {people}", service=meeting.service_name(service), people=meeting.count_people(n)
        )
        for service, n in sorted(counted, key=lambda pair: -pair[1])
    ]
    return _list_first(meeting, items)


def _list_first(meeting: Meeting, items: Sequence[str]) -> str:
    """The first items of a line, and how many more there are."""
    rest = len(items) - _NAMED
    if rest <= 0:
        return join_items(items)
    more = meeting.text.plural("and {count} more service", "and {count} more services", rest)
    return f"{join_items(items[:_NAMED])}; {more}"
