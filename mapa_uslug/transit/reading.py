"""Timetables of any source as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.transit.gtfs import read_gtfs
from mapa_uslug.transit.joining import join_timetables
from mapa_uslug.transit.sources import WORKBOOKS, Source


def read_timetables(
    paths: Sequence[Path], *, gminas: GminaIndex | None
) -> tuple[Timetable, list[Problem], tuple[Count, ...]]:
    """Read timetables and join them.

    Parameters
    ----------
    paths
        GTFS feeds (``.zip`` or a folder) and tables made by hand (``.xlsx``, see `transit.template`); one or more.
    gminas
        Gminas by name, for services on demand; without it a name stays what it is instead of a code.

    Returns
    -------
    timetable : Timetable
        Of one source with its own ids; of several with the name of the file before each.
    problems : list of Problem
        Warnings: what was left out, with file and line or cell.
    counts : tuple of Count
        Trips of every source.

    Raises
    ------
    InputError
        With the errors of all files: those in which nothing can be used.
    """
    errors: list[Problem] = []
    sources: list[Source] = []
    different = list(dict.fromkeys(path.resolve() for path in paths))
    for path in different:
        try:
            sources.append(_read_source(path, gminas))
        except InputError as error:
            errors += error.problems
    if errors:
        raise InputError(errors)
    if not sources:
        raise InputError([problem("No timetable is named.", where="-", code="file_missing",
                                  hint="Name a GTFS feed (.zip) or a table made by hand (.xlsx).")])  # fmt: skip
    problems = [p for source in sources for p in source.problems]
    counts = tuple(source.count for source in sources)
    if len(sources) == 1:
        return sources[0].timetable, problems, counts
    names = _names(different)
    return join_timetables([source.timetable for source in sources], names), problems, counts


def _read_source(path: Path, gminas: GminaIndex | None) -> Source:
    if not path.exists():
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")])  # fmt: skip
    try:
        if path.is_dir() or path.suffix.lower() == ".zip":
            return read_gtfs(path)
        if path.suffix.lower() in WORKBOOKS:
            from mapa_uslug.transit.handmade import read_handmade

            return read_handmade(path, gminas=gminas)
    except OSError as error:
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")]) from error  # fmt: skip
    raise InputError([problem("The file is no timetable that can be read.", where=path.name, code="format",
                              hint="Give a GTFS feed (.zip or a folder) or a table made by hand (.xlsx).")])  # fmt: skip


def _names(paths: Sequence[Path]) -> list[str]:
    """Names of files, with that of their folder where two are called alike."""
    plain = [path.name for path in paths]
    longer = [
        f"{path.parent.name}/{path.name}" if plain.count(path.name) > 1 else path.name for path in paths
    ]
    return [f"{name}#{i}" if longer.count(name) > 1 else name for i, name in enumerate(longer, start=1)]
