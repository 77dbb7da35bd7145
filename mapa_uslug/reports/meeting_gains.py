"""Tables of a meeting pack: who gains with whom, and what is served, service by service."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.reports.content import Cell, Column, Table, Void
from mapa_uslug.reports.meeting import REGIMES, Meeting
from mapa_uslug.reports.meeting_words import look_of_matrix, name_regimes


def tabulate_gains(meeting: Meeting) -> Iterator[Table]:
    """Matrices of pairs, for all services and for each in which somebody gains: rows gain, columns are the partner."""
    services = [s for s in meeting.services if any(meeting.pair_gains.get((a, b, s)) for a in meeting.gminas for b in meeting.gminas)]  # fmt: skip
    text = meeting.text
    if len(meeting.services) > 1:
        yield _matrix(
            meeting,
            text(
                "Gains in all services together (the same person counted many times): of the gmina of the row when it works with that of the column"
            ),
            meeting.services,
            note=text(
                "The same person counts once for every service gained, so that the sum may be more than all residents."
            ),
        )
    for service in services:
        caption = text(
            "{service}: people gained by the gmina of the row", service=meeting.service_title(service)
        )
        yield _matrix(meeting, caption, (service,))


def _matrix(meeting: Meeting, caption: str, services: tuple[str, ...], *, note: str = "") -> Table:
    gains, gminas = meeting.pair_gains, meeting.gminas
    rows = []
    for row in gminas:
        pairs = [
            Void() if row == column else sum(gains.get((row, column, s), 0) for s in services)
            for column in gminas
        ]
        together = sum(meeting.gained(s, row) for s in services)
        added = sum(meeting.today.of(s, row).added for s in services)
        rows.append((meeting.name(row), *pairs, together, added))
    columns = (Column(meeting.text("Gmina")), *(Column(meeting.name(g), "people") for g in gminas),
               Column(meeting.text("With all partners"), "people"), Column(meeting.text("Beyond what is open today"), "people"))  # fmt: skip
    return Table(caption, columns, tuple(rows), note, look=look_of_matrix(len(gminas)))


def tabulate_services(meeting: Meeting) -> Iterator[Table]:
    """For each service: people with access by gmina and regime, of the target group too, then by mode."""
    for service in meeting.services:
        yield _by_gmina(meeting, service)
        if len(meeting.modes(service)) > 1:
            yield _by_mode(meeting, service)


def _by_gmina(meeting: Meeting, service: str) -> Table:
    text, regimes = meeting.text, name_regimes(meeting.text)
    target = meeting.catalog.by_code[service].target
    has_target = (
        target != "all" and meeting.figures("own", service, meeting.gminas[0], group="target") is not None
    )
    columns = [
        Column(text("Gmina")),
        Column(text("Residents"), "people"),
        *(Column(regimes[r], "people") for r in REGIMES),
        Column(text("Gained together"), "people"),
        Column(text("Lost together"), "people"),
        Column(text("Too far even together"), "people"),
    ]
    if has_target:
        group = name_group(text, target)
        columns += [Column(f"{group}: {regimes['own'].lower()}", "people"), Column(text("{group}: together", group=group), "people")]  # fmt: skip
    rows = [_service_row(meeting, service, gmina, has_target) for gmina in meeting.gminas]
    total: tuple[Cell, ...] = (
        text("Together"),
        *(_sum(column) for column in zip(*(r[1:] for r in rows), strict=True)),
    )
    note = "" if has_target or target == "all" else text(
        "The group that the service is for ({group}) is not counted in these data; all residents are.",
        group=name_group(text, target),
    )  # fmt: skip
    caption = text("{service}: people with access", service=meeting.service_title(service))
    return Table(caption, tuple(columns), (*rows, total), note, look="totalled")


def _service_row(meeting: Meeting, service: str, gmina: str, has_target: bool) -> tuple[Cell, ...]:
    own = meeting.figures("own", service, gmina)
    together = meeting.figures(meeting.terms, service, gmina)
    row: list[Cell] = [meeting.name(gmina), own.people if own else None]
    for regime in REGIMES:
        found = meeting.figures(regime, service, gmina)
        row.append(found.served if found else None)
    white = meeting.today.of(service, gmina).white
    row += [together.gained, together.lost, white] if together else [None, None, None]
    if has_target:
        for regime in ("own", meeting.terms):
            found = meeting.figures(regime, service, gmina, group="target")
            row.append(found.served if found else None)
    return tuple(row)


def _sum(values: tuple[Cell, ...]) -> Cell:
    known = [v for v in values if isinstance(v, int)]
    return sum(known) if known else None


def _by_mode(meeting: Meeting, service: str) -> Table:
    text, regimes = meeting.text, name_regimes(meeting.text)
    unit = _unit(meeting, service)
    rows: list[tuple[Cell, ...]] = []
    for gmina in meeting.gminas:
        for mode in meeting.modes(service)[1:]:
            found = [meeting.figures(r, service, gmina, mode=mode) for r in REGIMES]
            together = meeting.figures(meeting.terms, service, gmina, mode=mode)
            rows.append((
                meeting.name(gmina), name_mode(text, mode), *(f.served if f else None for f in found),
                together.gained if together else None, together.lost if together else None,
                _mean_saved(together.saved if together else math.nan),
            ))  # fmt: skip
    columns = (
        Column(text("Gmina")),
        Column(text("Mode")),
        *(Column(regimes[r], "people") for r in REGIMES),
        Column(text("Gained together"), "people"),
        Column(text("Lost together"), "people"),
        Column(text("Saved one way [person-{unit}]", unit=unit), "people"),
    )
    caption = text("{service}: people with access by mode", service=meeting.service_title(service))
    return Table(caption, columns, tuple(rows))


def _mean_saved(saved: float) -> Cell:
    return None if math.isnan(saved) else round(saved)


def _unit(meeting: Meeting, service: str) -> str:
    units = {t.unit for t in meeting.catalog.by_code[service].thresholds.values()}
    return "min" if len(units) != 1 else units.pop()
