"""The timetables that an ``area.toml`` names, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import geopandas as gpd
import shapely

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.clock import parse_window
from mapa_uslug.contracts.config import AreaConfig, TransitOptions
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.timetable import DAY_TYPES, DayType, Timetable
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.transit.book_returns import DAY_WORDS
from mapa_uslug.transit.days import days_like, feed_spans, is_told, lacking_feeds, pick_dates
from mapa_uslug.transit.hours import OpenHours, find_open_hours
from mapa_uslug.transit.reading import read_timetables

_ORDINARY_DAYS: Final[dict[DayType, date]] = {
    "school": date(2026, 5, 13), "free": date(2026, 7, 15), "saturday": date(2026, 5, 16), "sunday": date(2026, 5, 17),
}  # fmt: skip
"""Days on which opening hours are looked up where no feed gives one: they hang on the day of the week."""
_NAMES_TOLD: Final = 5


def load_timetable(
    config: AreaConfig, gminas: gpd.GeoDataFrame | None
) -> tuple[Timetable, list[Problem], tuple[Count, ...]]:
    """Read the timetables of an area.

    Raises
    ------
    InputError
        With the problems of all files in which nothing can be used.
    """
    lookup = None if gminas is None else GminaIndex(gminas, str(gminas.crs))
    timetable, problems, counts = read_timetables(config.inputs.timetables, gminas=lookup)
    return (
        timetable,
        [
            *problems,
            *_untold(config, timetable),
            *_lost(config, timetable, gminas),
            *_incomplete(config, gminas),
        ],
        counts,
    )


def find_dates(timetable: Timetable, options: TransitOptions) -> dict[DayType, date | None]:
    """Date of each kind of day, as given or picked: see `pick_dates`."""
    return pick_dates(timetable, {kind: options.days.of(kind) for kind in DAY_TYPES})


def find_hours(
    services: gpd.GeoDataFrame, day: date | None, kind: DayType, *, default: tuple[int, int]
) -> OpenHours:
    """Opening hours of services on a kind of day and the date that stands for it in feeds; `default` where none are known."""
    texts = services["opening_hours"].fillna("").tolist()
    return find_open_hours(texts, days=days_like(day or _ORDINARY_DAYS[kind], kind), default=default)


def find_lost_gminas(timetable: Timetable, gminas: gpd.GeoDataFrame) -> frozenset[str]:
    """Gminas with a stop of a course that had to be left out."""
    lost = timetable.lost_stop
    x, y = transform_xy(timetable.stop_lon[lost], timetable.stop_lat[lost], WGS84, str(gminas.crs))
    tree = shapely.STRtree(gminas.geometry.to_numpy())
    _, row = tree.query(shapely.points(x, y), predicate="intersects")
    return frozenset(map(str, gminas["gmina_teryt"].to_numpy()[row]))


def tell_shut(
    config: AreaConfig, timetable: Timetable, services: gpd.GeoDataFrame, catalog: Catalog
) -> list[Problem]:
    """Warn of services that are shut on the kind of day that is measured; they count as open then.

    Where nobody could go on any day that is looked at, buses would not matter: hours alone make no white spot.
    """
    kind, default = config.transit.day, parse_window(config.transit.hours)
    asked = set(config.services.types) or set(catalog.by_code)
    measured = [
        t.code for t in catalog.types if t.code in asked and t.is_measured and "transit" in t.thresholds
    ]
    services = services[services["service_type"].isin(measured)]
    hours = find_hours(services, find_dates(timetable, config.transit)[kind], kind, default=default)
    shut = services[hours.are_none]
    if shut.empty:
        return []
    names = _listed(shut["provider"].where(shut["provider"].fillna("") != "", shut["service_id"]))
    first, _, last = config.transit.hours.partition("-")
    return [problem("Services that are shut on days of this kind ({reason}): {count} ({names}). By public transport they count as open from {first} to {last}.",
                    where="area.toml [transit.day]", code="shut_services", severity="warning", reason=DAY_WORDS[kind],
                    count=len(shut), names=names, first=first, last=last,
                    hint="Check their opening hours in the list of services, or measure another kind of day.")]  # fmt: skip


def _untold(config: AreaConfig, timetable: Timetable) -> Iterator[Problem]:
    """Kinds of day of which nothing is known, since a feed does not hold their date."""
    spans = feed_spans(timetable)
    for kind, day in find_dates(timetable, config.transit).items():
        where, when = f"area.toml [transit.days.{kind}]", {"reason": DAY_WORDS[kind]}
        if spans and not is_told(timetable, day, kind):
            for source in lacking_feeds(timetable, day, kind):
                yield _no_timetable(source, day, when, spans[source], where)
        elif not spans and kind == config.transit.day and not is_told(timetable, day, kind):
            yield problem("No timetable tells of {reason}; nothing is concluded for such days.", where="area.toml [transit.day]",
                          code="no_such_day", severity="warning", **when,
                          hint="Give the courses of such days, or choose another kind of day.")  # fmt: skip


def _no_timetable(
    source: str, day: date | None, when: dict[str, str], span: tuple[date, date] | None, where: str
) -> Problem:
    """A feed that does not hold a kind of day, or the date given for it."""
    message = mark("{source} has no timetable for {reason}; nothing is concluded for such days.")
    if day is not None:
        message = mark(
            "{source} has no timetable for {value} ({reason}); nothing is concluded for such days."
        )
        when = when | {"value": day.isoformat()}
    if span is None:
        return problem(message, where=where, code="no_such_day", severity="warning", source=source, **when,
                       hint="It runs on no day at all: give a newer one, or take it out.")  # fmt: skip
    return problem(message, where=where, code="no_such_day", severity="warning", source=source, first=span[0], last=span[1], **when,
                   hint="It reaches from {first} to {last}: give one that holds such days, or name a date that all feeds cover.")  # fmt: skip


def _lost(config: AreaConfig, timetable: Timetable, gminas: gpd.GeoDataFrame | None) -> list[Problem]:
    """Gminas that are said to be complete, and are not, since courses had to be left out there."""
    if gminas is None:
        return []
    claimed = find_lost_gminas(timetable, gminas) & set(config.transit.complete)
    if not claimed:
        return []
    names = _listed(gminas.loc[gminas["gmina_teryt"].isin(claimed), "gmina"].sort_values())
    return [problem("Gminas in which a course calls that could not be read: {count} ({names}). Where no course is found there, nothing is concluded.",
                    where="area.toml [transit.complete]", code="lost_courses", severity="warning", count=len(claimed), names=names,
                    hint="Mend what the other warnings say of the timetables.")]  # fmt: skip


def _listed(names: Iterable[object]) -> str:
    """The first few."""
    told = [str(name) for name in names]
    return ", ".join(told[:_NAMES_TOLD]) + (", ..." if len(told) > _NAMES_TOLD else "")


def _incomplete(config: AreaConfig, gminas: gpd.GeoDataFrame | None) -> list[Problem]:
    """Gminas for which no connection means that nothing is known."""
    if gminas is None:
        return []
    area = {str(code) for code in gminas.loc[gminas["is_area"], "gmina_teryt"]}
    unknown = area - set(config.transit.complete)
    if not unknown:
        return []
    return [problem("Gminas of which not every course is known: {count}. Where no course is found there, nothing is concluded.",
                    where="area.toml [transit.complete]", code="incomplete_timetables", severity="warning",
                    count=len(unknown), hint="Name there the gminas of which all timetables are given.")]  # fmt: skip
