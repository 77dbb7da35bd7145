"""The tables of a meeting pack: gains, services, hosting, load, the border, sets of partners, white spots."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_group, name_kind, name_mode
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.cooperation import SEPARATOR
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Cell, Column, Table
from mapa_uslug.reports.meeting import REGIMES, Meeting, Regime, WhitePlace, join_items
from mapa_uslug.reports.words import NBSP, name_unit

_MOST_UPRIGHT: Final = 6
"""Columns whose headings stand upright side by side on a sheet of A4."""
_MOST_SETS: Final = 60
"""Sets that a page can list and still be read; a workbook lists all."""


def name_regimes(text: Text) -> dict[Regime, str]:
    """The regimes that are set side by side, as headings."""
    return {
        "own": text("Own places only"),
        "declared": text("Together, as declared"),
        "agreed": text("Together, by agreement"),
        "open": text("Open to all"),
    }


def _name_regimes_shortly(text: Text) -> dict[Regime, str]:
    """The same for headings of narrow columns."""
    return {
        "own": text("Own only"),
        "declared": text("As declared"),
        "agreed": text("By agreement"),
        "open": text("Open"),
    }


def name_limits(meeting: Meeting, service: str, mode: str = ALL_MODES) -> str:
    """Main threshold of a service by a mode with its kind, or the thresholds of all modes that it has figures by."""
    text, known = meeting.text, meeting.catalog.by_code[service].thresholds
    modes = [m for m in meeting.modes(service) if m in known and mode in (m, ALL_MODES)]
    return ", ".join(
        f"{name_mode(text, m)}{NBSP}{name_unit(text, known[m].unit, known[m].values[MAIN_LEVEL])} "
        f"({name_kind(text, known[m].kinds[MAIN_LEVEL])})"
        for m in modes
    )


def tabulate_gains(meeting: Meeting) -> Iterator[Table]:
    """Matrices of pairs, for all services and for each in which somebody gains: rows gain, columns are the partner."""
    services = [s for s in meeting.services if any(meeting.pair_gains.get((a, b, s)) for a in meeting.gminas for b in meeting.gminas)]  # fmt: skip
    text = meeting.text
    if len(meeting.services) > 1:
        yield _matrix(
            meeting,
            text("All services: people gained by the gmina of the row when it works with that of the column"),
            meeting.services,
            note=text("The same person counts once for every service gained."),
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
            None if row == column else sum(gains.get((row, column, s), 0) for s in services)
            for column in gminas
        ]
        together = sum(meeting.gained(s, row) for s in services)
        rows.append((meeting.name(row), *pairs, together))
    columns = (Column(meeting.text("Gmina")), *(Column(meeting.name(g), "people") for g in gminas),
               Column(meeting.text("With all partners"), "people"))  # fmt: skip
    return Table(caption, columns, tuple(rows), note, look=_matrix_look(len(gminas)))


def _matrix_look(columns: int) -> str:
    return "matrix" if columns <= _MOST_UPRIGHT else "matrix wide"


def tabulate_services(meeting: Meeting) -> Iterator[Table]:
    """For each service: people with access by gmina and regime, of the target group too, then by mode."""
    for service in meeting.services:
        yield _by_gmina(meeting, service)
        if len(meeting.modes(service)) > 1:
            yield _by_mode(meeting, service)


def _by_gmina(meeting: Meeting, service: str) -> Table:
    text, regimes = meeting.text, _name_regimes_shortly(meeting.text)
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
    row += [together.gained, together.lost, together.too_far] if together else [None, None, None]
    if has_target:
        for regime in ("own", meeting.terms):
            found = meeting.figures(regime, service, gmina, group="target")
            row.append(found.served if found else None)
    return tuple(row)


def _sum(values: tuple[Cell, ...]) -> Cell:
    known = [v for v in values if isinstance(v, int)]
    return sum(known) if known else None


def _by_mode(meeting: Meeting, service: str) -> Table:
    text, regimes = meeting.text, _name_regimes_shortly(meeting.text)
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


def tabulate_hosting(meeting: Meeting) -> Iterator[Table]:
    """For each service in which anybody is hosted: rows are guests, columns hosts."""
    text = meeting.text
    for service in meeting.services:
        counted = {(g, h): n for g in meeting.gminas for h, n in meeting.hosts_of(service, g)}
        if not counted:
            continue
        hosts = sorted({*meeting.gminas, *(h for _, h in counted)}, key=lambda c: polish_key(meeting.name(c)))
        rows: list[tuple[Cell, ...]] = [
            (meeting.name(g), *(None if g == h else counted.get((g, h), 0) for h in hosts),
             sum(n for (guest, _), n in counted.items() if guest == g))
            for g in meeting.gminas
        ]  # fmt: skip
        hosted = [sum(n for (_, host), n in counted.items() if host == h) for h in hosts]
        total: tuple[Cell, ...] = (text("Hosted"), *hosted, sum(hosted))
        caption = text(
            "{service}: people of the gmina of the row who would use places in that of the column ({mode})",
            service=meeting.service_title(service),
            mode=name_mode(text, meeting.hosted_mode(service)),
        )
        columns = (Column(text("Gmina")), *(Column(meeting.name(h), "people") for h in hosts),
                   Column(text("Sum"), "people"))  # fmt: skip
        yield Table(caption, columns, (*rows, total), look=f"{_matrix_look(len(hosts))} totalled")


def tabulate_load(meeting: Meeting, *, is_whole: bool = False) -> Table:
    """Places whose load changes; by the mode that tells who hosts whom, or with `is_whole` all of them by every mode."""
    text, table = meeting.text, meeting.balance.load
    table = table[(table["terms"] == meeting.terms) & (table["regime"] == meeting.balance.everybody)]
    table = table[table["service_type"].isin(meeting.services)]
    place = meeting.places.set_index("service_id")[["provider", "locality"]]
    rows = []
    for x in table.itertuples(index=False):
        changes = not math.isclose(x.wanted_before, x.wanted_after) or x.from_others > 0
        if is_whole or (changes and x.mode == meeting.hosted_mode(x.service_type)):
            name = place.loc[x.service_id] if x.service_id in place.index else None
            unit = meeting.catalog.by_code[x.service_type].capacity_unit
            rows.append((
                meeting.service_title(x.service_type), "" if name is None else _place_name(name), meeting.name(x.gmina_teryt),
                name_mode(text, x.mode), unit, *(_number(v) for v in (x.capacity, x.wanted_before, x.wanted_after, x.from_others)),
            ))  # fmt: skip
    rows.sort(key=lambda r: tuple(polish_key(str(v)) for v in (r[0], r[2], r[1], r[3])))
    columns = (
        Column(text("Service")), Column(text("Place")), Column(text("Gmina")), Column(text("Mode")), Column(text("Unit")),
        Column(text("Capacity"), "decimal"), Column(text("Taken, own only"), "decimal"),
        Column(text("Taken together"), "decimal"), Column(text("Of it by others"), "decimal"),
    )  # fmt: skip
    return Table(text("Load on places at the main threshold"), columns, tuple(rows))


def _place_name(place: pd.Series) -> str:
    return ", ".join(str(v) for v in (place["provider"], place["locality"]) if isinstance(v, str) and v)


def _number(value: float) -> Cell:
    return None if pd.isna(value) or math.isinf(value) else float(value)


def tabulate_border(meeting: Meeting) -> Table:
    """Who has a nearer place across the border, by one mode a service: one row a service and gmina."""
    text, table = meeting.text, meeting.balance.border
    table = table[table["people"] > 0]
    rows = []
    for service in meeting.services:
        mode = _border_mode(meeting, service)
        for gmina in meeting.gminas:
            is_here = (table["service_type"] == service) & (table["mode"] == mode)
            here = table[is_here & (table["gmina_teryt"] == gmina)]
            if len(here):
                rows.append(_border_row(meeting, service, gmina, mode, here))
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("Mode")), Column(text("People"), "people"),
        Column(text("Of them declared to be served"), "people"), Column(text("Nearer by, summed")),
        Column(text("Nearest place in")),
    )  # fmt: skip
    return Table(text("People whose nearest place lies across the border"), columns, tuple(rows))


def _border_row(
    meeting: Meeting, service: str, gmina: str, mode: str, here: pd.DataFrame
) -> tuple[Cell, ...]:
    text = meeting.text
    of_host = here.groupby("host")["people"].sum().items()
    hosts = sorted(
        ((meeting.name(str(h)) if h else text("another gmina"), int(n)) for h, n in of_host),
        key=lambda pair: polish_key(pair[0]),
    )
    # A hyphen at which no line is broken.
    unit = name_unit_of(meeting, service, mode).replace("-", "\u2011")
    nearer = f"{text.number(float(here['saved'].sum()))}{NBSP}{unit}"
    served = int(here.loc[here["may_use"].astype(bool), "people"].sum())
    return (
        meeting.service_title(service), meeting.name(gmina), name_mode(text, mode), int(here["people"].sum()), served,
        nearer, join_items([f"{name} – {text.number(n)}" for name, n in hosts]),
    )  # fmt: skip


def _border_mode(meeting: Meeting, service: str) -> str:
    found = set(meeting.balance.border.loc[meeting.balance.border["service_type"] == service, "mode"])
    return next((m for m in ("all", "car", "transit", "bike", "walk", "walk_slow") if m in found), "car")


def name_unit_of(meeting: Meeting, service: str, mode: str) -> str:
    """Minutes or metres of all people together."""
    threshold = meeting.catalog.by_code[service].thresholds.get(mode)
    return meeting.text("person-{unit}", unit=threshold.unit if threshold else "min")


def count_sets(meeting: Meeting) -> pd.DataFrame:
    """Sets of partners over all services, at the main threshold: what they gain together and by the one who gains least.

    Returns
    -------
    DataFrame
        ``regime, size, gained, least_gained, shared_places, gained_per_place``, in the order of `Meeting.listed_sets`.
    """
    figures = meeting.by_main_mode(meeting.main_figures)
    figures = figures[(figures["terms"] == meeting.terms) & (figures["group"] == "all")]
    figures = figures[figures["regime"].isin(meeting.listed_sets)]
    by_gmina = figures.groupby(["regime", "gmina_teryt"])["gained"].sum()
    ranks = meeting.by_main_mode(meeting.balance.rankings)
    ranks = ranks[(ranks["terms"] == meeting.terms) & (ranks["level"] == MAIN_LEVEL)]
    shared = ranks.groupby("regime")["shared_places"].sum()
    rows = []
    for regime in meeting.listed_sets:
        if regime in by_gmina.index.get_level_values(0):
            of_set, places = by_gmina[regime], int(shared.get(regime, 0))
            gained = int(of_set.sum())
            per_place = gained / places if places else math.nan
            rows.append((regime, regime.count(SEPARATOR) + 1, gained, int(of_set.min()), places, per_place))
    return pd.DataFrame(rows, columns=["regime", "size", "gained", "least_gained", "shared_places", "gained_per_place"])  # fmt: skip


def tabulate_sets(meeting: Meeting, *, is_whole: bool = False) -> Table:
    """Sets of partners by size and name; where they are many, pairs and all together only, or with `is_whole` all."""
    text, sets = meeting.text, count_sets(meeting)
    note = ""
    if not is_whole and len(sets) > _MOST_SETS:
        left_out = len(sets)
        sets = sets[(sets["size"] == 2) | (sets["regime"] == meeting.balance.everybody)]
        note = text.plural(
            "{count} larger set stands in the workbook.",
            "{count} larger sets stand in the workbook.",
            left_out - len(sets),
        )
    columns = (
        Column(text("Gminas")), Column(text("Partners"), "people"), Column(text("People gained"), "people"),
        Column(text("By the one who gains least"), "people"), Column(text("Places shared"), "people"),
        Column(text("Gained per shared place"), "decimal"),
    )  # fmt: skip
    rows = tuple(
        (
            meeting.name_set(x.regime),
            x.size,
            x.gained,
            x.least_gained,
            x.shared_places,
            _number(x.gained_per_place),
        )
        for x in sets.itertuples(index=False)
    )
    caption = text("Sets of partners: people gained, all services together")
    return Table(caption, columns, rows, note, look="sortable")


def tabulate_white(meeting: Meeting) -> Table:
    """People who have too far even together, with their localities: one row a service and gmina."""
    text = meeting.text
    rows: list[tuple[Cell, ...]] = []
    for service in meeting.services:
        for gmina in meeting.gminas:
            found = meeting.figures(meeting.terms, service, gmina)
            if found and found.too_far:
                here = [w for w in meeting.white_places if (w.service, w.gmina) == (service, gmina)]
                rows.append((
                    meeting.service_title(service), meeting.name(gmina), found.too_far,
                    join_items([_name_white(meeting, w) for w in here]),
                ))  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("People"), "people"), Column(text("Localities, with people")),
    )  # fmt: skip
    caption = text("Who has too far even together, by every mode that counts")
    return Table(caption, columns, tuple(rows))


def _name_white(meeting: Meeting, place: WhitePlace) -> str:
    name = place.locality or meeting.text("no name in the data")
    return name if place.people is None else f"{name} – {meeting.text.number(place.people)}"
