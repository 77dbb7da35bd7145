"""Timetables in GTFS form, from the list in the catalog and from files."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import shapely

from mapa_uslug.catalog.gtfs_feeds import GtfsFeed, read_gtfs_feeds
from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.folding import fold
from mapa_uslug.core.safe_zip import find_members, member_pieces, open_zip, read_member
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.parts.osm_coverage import to_degrees

TERMS: Final = Terms(
    key="gtfs",
    title="rozkłady jazdy (GTFS)",
    url="https://mkuran.pl/gtfs",
    licence="osobno dla każdego rozkładu",
    credit="",
    missing=mark(
        "Without timetables public transport is not measured, and nobody is called too far by it. Courses can be written "
        "into a table by hand (mapa-uslug template --timetable)."
    ),
    total_s=1200.0,
    max_bytes=500_000_000,
)
_NEEDED: Final = ("stops.txt", "trips.txt", "stop_times.txt")
_CALENDARS: Final = ("calendar.txt", "calendar_dates.txt")
_LACKS: Final = mark("it is no timetable in GTFS form; it lacks the file")
_NO_CALENDAR: Final = mark("it is no timetable in GTFS form; it lacks both calendars")
_NO_HEADER: Final = mark("it is no timetable in GTFS form; its list of stops begins otherwise")
_UNREADABLE: Final = mark("it cannot be read as a timetable")
_ODD_CALENDAR: Final = mark("its calendar cannot be read")
_MOST_CALENDAR: Final = 400_000_000
_MOST_UNPACKED: Final = 4_000_000_000


@dataclass(frozen=True)
class _Taken:
    """A timetable that is there, was read and is whole."""

    key: str
    name: str
    path: Path
    credit: str
    last: date | None


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Bring the timetables whose stops may lie in the surroundings, and those that are given.

    A given file named like an entry of the list (``warszawa.zip``) is taken in its place.

    Returns
    -------
    Fetched
        ``rozklad_<key>.zip`` for each (timetables, with the year of its last day). Those that do not come or are
        damaged, given ones too, and those that have ended are told; the others are there all the same.
    """
    terms = getter.terms(TERMS)
    around = tuple(shapely.bounds(to_degrees(area.around)).tolist())
    given = getter.given.get(TERMS.key, ())
    named = {_slug(path.stem) for path in given}
    due = [feed for feed in read_gtfs_feeds() if feed.meets(around) and feed.key not in named]
    ways = [partial(_take, terms, getter, path) for path in given]
    ways += [partial(_get, terms, getter, feed) for feed in due]
    taken: list[_Taken] = []
    problems: list[Problem] = []
    for bring in ways:
        try:
            taken.append(bring())
        except SourceFailed as failure:
            problems.append(failure.problem)
    if not ways:
        problems.append(_none_known())
    artefacts = []
    for one in sorted(taken, key=lambda t: t.key):
        target = area.folder / f"rozklad_{one.key}.zip"
        with atomic_path(target) as part:
            shutil.copyfile(one.path, part)
        year = one.last.year if one.last else None
        artefacts.append(Artefact("timetables", target, TERMS.key, year, one.credit))
        if one.last and one.last < getter.clock().date():
            problems.append(_ended(one.name, one.last, target.name))
    return Fetched(tuple(artefacts), tuple(problems))


def last_day(path: Path) -> date | None:
    """Last day that a feed tells of; None where no date can be read.

    Raises
    ------
    ValueError
        It is no zip archive, a damaged one, or has a calendar that is no table (message id).
    """
    days: list[str] = []
    with open_zip(path, max_bytes=_MOST_UNPACKED) as archive:
        for name, column in zip(_CALENDARS, ("end_date", "date"), strict=True):
            for member in _members(archive, name)[:1]:
                text = read_member(archive, member, max_bytes=_MOST_CALENDAR).decode("utf-8-sig", "replace")
                try:
                    days += [
                        row.get(column) or "" for row in csv.DictReader(io.StringIO(text))
                        if row.get("exception_type") != "2"
                    ]  # fmt: skip
                except csv.Error as error:
                    raise ValueError(_ODD_CALENDAR) from error
    return max(filter(None, map(_day, set(days))), default=None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if re.fullmatch(r"\d{8}", text.strip()) else None
    except ValueError:
        return None


def _check(path: Path) -> None:
    """Read a feed whole: what is damaged is told now, of this feed."""
    refuse_web_page(path)
    try:
        _read_whole(path)
    except (ValueError, OSError):
        raise
    except Exception as error:
        # Strangers' archives break readers in ways that nobody lists; one feed must not end the others.
        raise ValueError(_UNREADABLE) from error


def _read_whole(path: Path) -> None:
    with open_zip(path, max_bytes=_MOST_UNPACKED) as archive:
        for name in _NEEDED:
            if not _members(archive, name):
                raise ValueError(f"{_LACKS}: {name}")
        if not any(_members(archive, name) for name in _CALENDARS):
            raise ValueError(_NO_CALENDAR)
        stops = read_member(archive, _members(archive, "stops.txt")[0], max_bytes=_MOST_CALENDAR)
        if b"stop_id" not in stops.partition(b"\n")[0]:
            raise ValueError(_NO_HEADER)
        for member in find_members(archive, ".txt"):
            for _ in member_pieces(archive, member, max_bytes=_MOST_UNPACKED):
                pass
    last_day(path)


def _members(archive: zipfile.ZipFile, name: str) -> list[str]:
    """Files of an archive so called, in whatever folder."""
    return [member for member in find_members(archive, name) if member.rpartition("/")[2].lower() == name]


def _take(terms: Terms, getter: Getter, path: Path) -> _Taken:
    """A feed that the user gives."""
    own = replace(terms, title=f"{terms.title}: {path.name}", licence="podał użytkownik", credit="")
    kept = getter.take(own, path, check=_check)
    return _Taken(_slug(kept.stem), path.name, kept, "", _last_day_of(own, kept))


def _last_day_of(terms: Terms, path: Path) -> date | None:
    """`last_day` of a raw file; one that was kept by an earlier run is not checked again."""
    try:
        return last_day(path)
    except ValueError as error:
        raise SourceFailed(
            terms, str(error), hint=mark("Fetch it again (--again), or give another copy with --file.")
        ) from error


def _get(terms: Terms, getter: Getter, feed: GtfsFeed) -> _Taken:
    """A feed of the list; at an address of the user's choice all of them lie beside each other."""
    name = f"{feed.key}.zip"
    asked = replace(terms, title=f"rozkład jazdy: {feed.operator}", licence=feed.licence, credit=feed.credit)
    if TERMS.key in getter.bases:
        ask = Ask(url=f"{terms.url}/{name}", name=name)
    else:
        asked, ask = replace(asked, url=f"https://{feed.host}"), Ask(url=feed.url, name=name)
    path = getter.get(asked, ask, check=_check)
    days = [
        entry.fetched_at[:10]
        for entry in getter.ledger.entries
        if (entry.source, entry.name) == (TERMS.key, name)
    ]
    return _Taken(
        feed.key, feed.operator, path, getter.credit(asked, max(days, default="")), _last_day_of(asked, path)
    )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") or "gtfs"


def _ended(name: str, last: date, file: str) -> Problem:
    return problem(
        "The timetable of {name} ended on {day}.", where=file, code="timetable_ended", severity="warning",
        name=name, day=last.isoformat(),
        hint="It is read all the same, as it was in its time; give a newer one with --file gtfs=FILE.zip.",
    )  # fmt: skip


def _none_known() -> Problem:
    return problem(
        "The list of timetables has none for this area.", where=TERMS.key, code="no_timetable", severity="warning",
        hint="Ask the gmina and the bus companies: courses can be written into a table (mapa-uslug template --timetable), "
        "and a feed can be given with --file gtfs=FILE.zip.",
    )  # fmt: skip
