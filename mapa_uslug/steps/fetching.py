"""From the name of a gmina to its data and an ``area.toml`` that runs: who is asked for what, and what failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetch_question import MOST_BUFFER_KM, FetchQuestion
from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched, GminaUnit
from mapa_uslug.contracts.unit_names import find_units
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources.catalogue import GROUPS, SOURCES, UNIT_TERMS, Source, all_terms
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.prg import fetch_units
from mapa_uslug.sources.teryt import list_units
from mapa_uslug.steps.fetch_registers import import_fetched
from mapa_uslug.steps.fetched_area import AreaFile, write_area
from mapa_uslug.steps.fetched_state import FetchedState
from mapa_uslug.steps.writing import check_out_folder

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
    _check(question)
    check_out_folder(out)
    folder = out / "data"
    getter = Getter(
        raw=question.raw or folder / "raw", is_offline=question.is_offline, is_fresh=question.is_fresh,
        bases=_bases(question), given=question.given, contact=question.contact,
    )  # fmt: skip
    with getter.alone(folder):
        progress("Finding the gminas")
        area, boundaries = _find_area(question, folder, getter)
        state = FetchedState.read(folder).for_area(area)
        problems = list(boundaries.problems)
        artefacts = list(boundaries.artefacts)
        for wish in _wishes(question):
            found = _fetch_first(wish, area, getter, progress, before=state.artefacts)
            artefacts += found.artefacts
            problems += found.problems
        state = state.with_new(artefacts)
        progress("Putting the lists of services together")
        sheet, told = _import_registers(state.artefacts, area, question, language)
        problems += told
        progress("Writing area.toml")
        file = AreaFile.of(
            area, question, state.artefacts, sheet=sheet, ledger=getter.ledger.path, language=language
        )
        path, told_area = write_area(file, out, state)
    progress("")
    return FetchOutcome(
        path, area.units, state.artefacts, (*problems, *told_area, *_missing(state.artefacts, sheet))
    )


def _check(question: FetchQuestion) -> None:
    """Every word of the question that means nothing."""
    log, known = ProblemLog(), all_terms()
    for name in question.only:
        if name not in GROUPS and name not in SOURCES:
            log.add("There is no source called {value}.", where="--only", code="unknown_source", value=name,
                    hint="Use some of: {expected}.", expected=", ".join((*GROUPS, *SOURCES)))  # fmt: skip
    for option, keys in (("--file", question.given), ("--base-url", question.bases)):
        for key in keys:
            if key not in known:
                log.add("There is no source called {value}.", where=option, code="unknown_source", value=key,
                        hint="Use some of: {expected}.", expected=", ".join(known))  # fmt: skip
    for key, files in question.given.items():
        for path in files:
            if not path.is_file():
                log.add("The file does not exist.", where=f"--file {key}={path}", code="missing_file",
                        hint="Check the path.")  # fmt: skip
    for key, url in _bases(question).items():
        if key in known:
            try:
                known[key].at(url)
            except InputError as error:
                log.extend(error.problems)
    if not 0.0 <= question.buffer_km <= MOST_BUFFER_KM:
        log.add("The buffer of {value} km is not possible.", where="--buffer", code="buffer", value=f"{question.buffer_km:g}",
                hint="Give 0 to {most} km: people farther away are left out of every analysis.", most=f"{MOST_BUFFER_KM:g}")  # fmt: skip
    log.raise_errors()


def _bases(question: FetchQuestion) -> dict[str, str]:
    """Key of a source -> address in place of its own."""
    mirrored = {key: f"{question.mirror.rstrip('/')}/{key}" for key in all_terms()} if question.mirror else {}
    return mirrored | dict(question.bases)


def _find_area(question: FetchQuestion, folder: Path, getter: Getter) -> tuple[FetchArea, Fetched]:
    """Units and boundaries, without which nothing can be asked for."""
    log = ProblemLog()
    try:
        known, _ = list_units(getter, log)
        units = tuple(find_units(question.names, question.level, known))
        area, found = fetch_units(units, question.buffer_km * 1000.0, folder, getter, known=known)
        return area, replace(found, problems=(*log.problems, *found.problems))
    except SourceFailed as failed:
        raise InputError([replace(_tell(failed), severity="error")]) from failed


def _wishes(question: FetchQuestion) -> list[Wish]:
    """Rows of sources to try, in the order in which they are asked; a file that was given goes first."""
    wishes: list[Wish] = []
    for group, rows in GROUPS.items():
        named = [key for key in question.only if key in SOURCES and any(key in row for row in rows)]
        if not question.only or group in question.only:
            wishes += [tuple(sorted(row, key=lambda key: key not in question.given)) for row in rows]
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
    failures: list[SourceFailed] = []
    for key in wish:
        progress(f"{mark('Fetching')}: {SOURCES[key].terms.title}")
        try:
            found = _ask(SOURCES[key], area, getter)
        except SourceFailed as failed:
            earlier = tuple(a for a in before if a.source == key)
            if earlier:
                return Fetched(earlier, (_tell_earlier(failed, earlier),))
            failures.append(failed)
        else:
            instead = [_tell_instead(failed, SOURCES[key].terms) for failed in failures]
            return replace(found, problems=(*instead, *found.problems))
    return Fetched((), tuple(_tell(failed) for failed in failures))


def _ask(source: Source, area: FetchArea, getter: Getter) -> Fetched:
    """What a source brings; a file of it that cannot be read is a failure like any other."""
    try:
        return source.fetch(area, getter)
    except InputError as error:
        first = error.problems[0]
        raise SourceFailed(
            source.terms, first.message.format(**dict(first.values)), hint=first.hint
        ) from error


def _tell(failed: SourceFailed) -> Problem:
    """What failed, why, and what it means."""
    return problem("{source} gives no data: {reason}. {meaning}", where=failed.terms.key, code="source_failed", severity="warning",
                   hint=failed.hint, source=failed.terms.title, reason=failed.reason, meaning=failed.terms.missing)  # fmt: skip


def _tell_instead(failed: SourceFailed, other: Terms) -> Problem:
    """What failed, why, and that nothing hangs on it."""
    return problem("{source} gives no data: {reason}; {other} was taken in its place.", where=failed.terms.key, code="source_replaced",
                   severity="warning", hint=failed.hint, source=failed.terms.title, reason=failed.reason, other=other.title)  # fmt: skip


def _tell_earlier(failed: SourceFailed, earlier: Sequence[Artefact]) -> Problem:
    """What failed, why, and what of an earlier run is used in its place."""
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


def _missing(artefacts: Sequence[Artefact], sheet: Path | None) -> list[Problem]:
    """What the area cannot be run without."""
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
    return log.problems


def describe_sources() -> list[tuple[str, Terms]]:
    """Groups and terms of all sources, for help and documentation."""
    group_of = {key: group for group, rows in GROUPS.items() for row in rows for key in row}
    return [("boundaries", terms) for terms in UNIT_TERMS] + [
        (group_of.get(key, ""), source.terms) for key, source in SOURCES.items()
    ]
