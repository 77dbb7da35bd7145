"""From the name of a gmina to its data and an ``area.toml`` that runs: who is asked for what, and what failed."""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetch_question import MOST_BUFFER_KM, USUAL_BUFFER_KM, FetchQuestion
from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched, GminaUnit
from mapa_uslug.contracts.unit_names import find_units
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.near_words import find_near
from mapa_uslug.core.text import mark
from mapa_uslug.sources.catalogue import (
    BESIDE_GRIDS,
    GROUP_NAMES,
    GROUPS,
    ONE_FILE,
    SOURCES,
    Source,
    all_terms,
)
from mapa_uslug.sources.fetching.folder_lock import lock_folder
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms, is_safe
from mapa_uslug.sources.prg import fetch_units
from mapa_uslug.sources.teryt import list_units
from mapa_uslug.steps.fetch_registers import import_fetched
from mapa_uslug.steps.fetched_area import AreaFile, write_area
from mapa_uslug.steps.fetched_state import FetchedState
from mapa_uslug.steps.writing import check_out_folder

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]
Wish = tuple[str, ...]
_REGISTER: Final = "register"
_ADDRESS_ROLES: Final = ("addresses", "roads", "features")


@dataclass(frozen=True)
class FetchOutcome:
    """What a fetch came to.

    Attributes
    ----------
    area : Path
        The ``area.toml`` that was written, or the one beside it where somebody had changed theirs.
    units : tuple of GminaUnit
    artefacts : tuple of Artefact
        Everything that the area has now, of earlier fetches too.
    problems : tuple of Problem
        What failed and what that means; an error where the area cannot be run without it.
    """

    area: Path
    units: tuple[GminaUnit, ...]
    artefacts: tuple[Artefact, ...]
    problems: tuple[Problem, ...]


def fetch_area(
    question: FetchQuestion, out: Path, *, language: str = "pl", progress: Progress = lambda step: None
) -> FetchOutcome:
    """Fetch what an area needs into ``out/data`` and write ``out/area.toml``.

    What a source cannot give is told with what it means for the analysis, and the others are asked all the same.
    Run again, it asks only for what is not there.

    Raises
    ------
    InputError
        The question cannot be understood, or nothing is known of the area's place: then no area.toml is written.
    """
    question = replace(question, only=tuple(GROUP_NAMES.get(name.casefold(), name) for name in question.only))
    _check(question)
    check_out_folder(out)
    folder = out / "data"
    getter = Getter(
        raw=question.raw or folder / "raw", is_offline=question.is_offline, is_fresh=question.is_fresh,
        bases=_bases(question), mirrored=_mirrored(question), given=question.given, contact=question.contact,
    )  # fmt: skip
    with getter.alone(folder), lock_folder(folder):
        progress("Finding the gminas")
        found_area = _find_area(question, folder, getter)
        area, boundaries = found_area.area, found_area.fetched
        state = FetchedState.read(folder).for_area(area)
        problems = list(boundaries.problems)
        artefacts = list(boundaries.artefacts)
        lacking: dict[str, str | None] = {}
        for wish in _wishes(question):
            found = _fetch_first(wish, area, getter, progress, before=state.artefacts)
            artefacts += found.artefacts
            problems += found.problems
            lacking |= _lacking(wish, found)
        state = state.with_new(artefacts).with_lacking(lacking)
        progress("Putting the lists of services together")
        sheet, told = _import_registers(state.artefacts, area, question, language)
        problems += told
        progress("Writing area.toml")
        file = AreaFile.of(
            area, question, state.artefacts, sheet=sheet, ledger=getter.ledger.path, units_on=found_area.units_on, language=language,
        )  # fmt: skip
        path, told_area = write_area(file, out, state)
    progress("")
    missing = _missing(state.artefacts, sheet, question)
    return FetchOutcome(path, area.units, state.artefacts, (*missing, *problems, *told_area))


def _check(question: FetchQuestion) -> None:
    """Every word of the question that means nothing."""
    log, known = ProblemLog(), all_terms()
    for name in question.only:
        if name not in GROUPS and name not in known:
            near = find_near(name, [*GROUPS, *GROUP_NAMES, *known])
            log.add("There is no source called {value}.", where="--only", code="unknown_source", value=name,
                    hint="Use some of: {expected}.", expected=near or ", ".join((*GROUPS, *SOURCES)))  # fmt: skip
    for option, keys in (("--file", question.given), ("--base-url", question.bases)):
        for key in keys:
            if key not in known:
                log.add("There is no source called {value}.", where=option, code="unknown_source", value=key,
                        hint="Use some of: {expected}.", expected=", ".join(known))  # fmt: skip
    for key, files in question.given.items():
        if key in ONE_FILE and len(files) > 1:
            log.add("{count} files are given for a source that takes one.", where=f"--file {key}", code="one_file",
                    count=len(files), hint="Leave the others out.")  # fmt: skip
        for path in files:
            if not path.is_file():
                log.add("The file does not exist.", where=f"--file {key}={path}", code="missing_file",
                        hint="Check the path.")  # fmt: skip
    if question.mirror and not is_safe(question.mirror):
        log.add("Data may not be taken from {url}.", where="--mirror", code="source_url", url=question.mirror,
                hint="Give an address that begins with https://, without a password.")  # fmt: skip
    for key, url in question.bases.items():
        if key in known:
            try:
                known[key].at(url)
            except InputError as error:
                log.extend(error.problems)
    if question.buffer_km is not None and not 0.0 <= question.buffer_km <= MOST_BUFFER_KM:
        log.add("The buffer of {value} km is not possible.", where="--buffer", code="buffer", value=f"{question.buffer_km:g}",
                hint="Give 0 to {most} km: people farther away are left out of every analysis.", most=f"{MOST_BUFFER_KM:g}")  # fmt: skip
    log.raise_errors()


def _bases(question: FetchQuestion) -> dict[str, str]:
    """Key of a source -> address in place of its own."""
    mirrored = {key: f"{question.mirror.rstrip('/')}/{key}" for key in all_terms()} if question.mirror else {}
    return mirrored | dict(question.bases)


@dataclass(frozen=True)
class _FoundArea:
    """The area with the day of the list that its gminas are of, and their boundaries."""

    area: FetchArea
    fetched: Fetched
    units_on: str


def _mirrored(question: FetchQuestion) -> frozenset[str]:
    """Keys of sources that are asked at the mirror; one whose address the user named is trusted with passwords."""
    return frozenset(all_terms()) - frozenset(question.bases) if question.mirror else frozenset()


def _find_area(question: FetchQuestion, folder: Path, getter: Getter) -> _FoundArea:
    """Units and boundaries, without which nothing can be asked for."""
    log = ProblemLog()
    try:
        known, day = list_units(getter, log)
        units = tuple(find_units(question.names, question.level, known))
        buffer_m = _buffer_m(question, units, FetchedState.read(folder))
        area, found = fetch_units(units, buffer_m, folder, getter, known=known)
        return _FoundArea(area, replace(found, problems=(*log.problems, *found.problems)), day)
    except SourceFailed as failed:
        raise InputError([replace(_tell(_Failure(failed), getter), severity="error")]) from failed


def _buffer_m(question: FetchQuestion, units: Sequence[GminaUnit], state: FetchedState) -> float:
    """Surroundings to fetch [m]; files that reach over others cannot stand beside those of a part of the sources."""
    if state.gminas and not state.is_of(units):
        raise InputError([problem(
            "This folder holds the data of other gminas: {gminas}.", where="--out", code="other_area", gminas=", ".join(state.gminas[:5]),
            hint="Choose another folder; raw files can be shared with --raw.",
        )])  # fmt: skip
    before = state.buffer_m
    if question.buffer_km is None:
        return USUAL_BUFFER_KM * 1000.0 if before is None else before
    asked = question.buffer_km * 1000.0
    if before is not None and asked != before and question.only:
        raise InputError([problem(
            "The area was fetched with {before} km around it; a part of it cannot be fetched with {asked} km.", where="--buffer",
            code="other_buffer", before=f"{before / 1000:g}", asked=f"{asked / 1000:g}",
            hint="Leave out --buffer, or leave out --only and fetch everything anew.",
        )])  # fmt: skip
    return asked


def _wishes(question: FetchQuestion) -> list[Wish]:
    """Rows of sources to try, in the order in which they are asked; a file that was given goes first."""
    wishes: list[Wish] = []
    for group, rows in GROUPS.items():
        named = [key for key in question.only if key in SOURCES and any(key in row for row in rows)]
        if not question.only or group in question.only:
            for row in rows:
                beside = [key for key in row if key in question.given and key in BESIDE_GRIDS]
                instead = [key for key in row if key not in beside]
                wishes += [
                    tuple(sorted(instead, key=lambda key: key not in question.given)),
                    *((key,) for key in beside),
                ]
        else:
            wishes += [(key,) for key in named]
    grouped = {key for rows in GROUPS.values() for row in rows for key in row}
    alone = [key for key in SOURCES if key not in grouped and (key in question.only or key in question.given)]
    return [*wishes, *((key,) for key in alone)]


def _fetch_first(
    wish: Wish, area: FetchArea, getter: Getter, progress: Progress, *, before: Sequence[Artefact]
) -> Fetched:
    """What the first source of a row that has something brings; all failures when none has.

    What a source brought in an earlier run stays when it brings nothing now.
    """
    failures: list[_Failure] = []
    for key in wish:
        progress(f"{mark('Fetching')}: {SOURCES[key].terms.title}")
        found = _ask(SOURCES[key], area, getter)
        if isinstance(found, Fetched):
            instead = [
                p
                for failure in failures
                for p in (_tell_instead(failure, SOURCES[key].terms), *failure.details)
            ]
            return replace(found, problems=(*instead, *found.problems))
        earlier = tuple(a for a in before if a.source == key)
        if earlier:
            return Fetched(earlier, (_tell_earlier(found, earlier), *found.details))
        failures.append(found)
    return Fetched((), tuple(p for failure in failures for p in (_tell(failure, getter), *failure.details)))


def _lacking(wish: Wish, found: Fetched) -> dict[str, str | None]:
    """What it means that a row of sources gave nothing, by the title of its first; None where one of them gave something."""
    first = SOURCES[wish[0]].terms
    return {first.title: None if found.artefacts else first.missing}


@dataclass(frozen=True)
class _Failure:
    """Why a source brought nothing, with what is wrong in its file."""

    failed: SourceFailed
    details: tuple[Problem, ...] = ()


def _ask(source: Source, area: FetchArea, getter: Getter) -> Fetched | _Failure:
    """What a source brings; whatever is wrong with its files is a failure of this one source."""
    terms = source.terms
    try:
        return source.fetch(area, getter)
    except SourceFailed as failed:
        return _Failure(failed)
    except InputError as error:
        told = tuple(replace(p, severity="warning") for p in error.problems)
        return _Failure(SourceFailed(terms, mark("its file cannot be used")), told)
    except (ValueError, LookupError, csv.Error, OSError) as error:
        # What no check of the source foresaw must not cost the others.
        logger.warning("%s: %r", terms.key, error)
        return _Failure(SourceFailed(terms, mark("its file cannot be read")))


def _tell(failure: _Failure, getter: Getter) -> Problem:
    """What failed, why, and what it means; a file that the user gave is his to mend."""
    failed = failure.failed
    given = getter.given.get(failed.terms.key, ())
    if given:
        names = ", ".join(path.name for path in given)
        return problem("The file given for {source} cannot be used: {reason}. {meaning}", where=f"--file {failed.terms.key}={names}",
                       code="given_file", hint=failed.hint, source=failed.terms.title, reason=failed.reason, meaning=failed.terms.missing)  # fmt: skip
    return problem("{source} gives no data: {reason}. {meaning}", where=failed.terms.key, code="source_failed", severity="warning",
                   hint=failed.hint, source=failed.terms.title, reason=failed.reason, meaning=failed.terms.missing)  # fmt: skip


def _tell_instead(failure: _Failure, other: Terms) -> Problem:
    """What failed, why, and that nothing hangs on it."""
    failed = failure.failed
    return problem("{source} gives no data: {reason}; {other} was taken in its place.", where=failed.terms.key, code="source_replaced",
                   severity="warning", hint=failed.hint, source=failed.terms.title, reason=failed.reason, other=other.title)  # fmt: skip


def _tell_earlier(failure: _Failure, earlier: Sequence[Artefact]) -> Problem:
    """What failed, why, and what of an earlier run is used in its place."""
    failed = failure.failed
    return problem("{source} gives no data: {reason}. What it gave before is used: {files}.", where=failed.terms.key,
                   code="source_kept", severity="warning", hint=failed.hint, source=failed.terms.title, reason=failed.reason,
                   files=", ".join(a.path.name for a in earlier))  # fmt: skip


def _import_registers(
    artefacts: Sequence[Artefact], area: FetchArea, question: FetchQuestion, language: str
) -> tuple[Path | None, list[Problem]]:
    lists = [a for a in artefacts if a.role == _REGISTER]
    if not lists:
        return None, []
    by_role = {
        role: [a.path for a in artefacts if a.role == role]
        for role in ("boundaries", "localities", *_ADDRESS_ROLES)
    }
    addresses = [path for role in _ADDRESS_ROLES for path in by_role[role] if path.suffix != ".gpkg"]
    sheet, problems = import_fetched(
        lists, area, boundaries=by_role["boundaries"][0], addresses=addresses, localities=by_role["localities"],
        out=area.folder / "uslugi.xlsx", language=language,
    )  # fmt: skip
    return sheet, list(problems)


def _missing(artefacts: Sequence[Artefact], sheet: Path | None, question: FetchQuestion) -> list[Problem]:
    """What the area cannot be run without; no fault where only a part was asked for."""
    roles = {a.role for a in artefacts}
    log = ProblemLog()
    if "roads" not in roles:
        log.add("There are no roads: the area cannot be analysed yet.", where="area.toml [inputs.roads]", code="no_roads",
                hint="Give a regional extract with --file geofabrik=FILE.osm.pbf, or run the command again later.")  # fmt: skip
    if not roles & {"population", "totals", "population_raster"}:
        log.add("There are no people: the area cannot be analysed yet.", where="area.toml [inputs.population]", code="no_people",
                hint="Give the census grid with --file gus_grid=FILE.zip, or run the command again later.")  # fmt: skip
    if sheet is None and not roles & {"roads", "features"}:
        log.add("There are no services: the area cannot be analysed yet.", where="area.toml [inputs.services]", code="no_services",
                hint="Fill in the sheet moje_uslugi.xlsx and name it in inputs.services.")  # fmt: skip
    return [replace(p, severity="warning") for p in log.problems] if question.only else log.problems
