"""Lists that the user gives in place of a register's: every file is read, and each becomes one list for the import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter, Sift
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import EMPTY_LIST, ListTable, Row, read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.parts.area_rows import title_of, write_list
from mapa_uslug.sources.parts.list_coverage import uncovered_gminas, uncovered_powiats

Belongs = Callable[[ListTable, Row], bool]
"""Whether a row of a list may be of the area or its neighbours."""

BY_HAND: Final = mark("Download the list by hand and give it with --file.")


def take_tables(
    getter: Getter, terms: Terms, needed: Sequence[Sequence[str]], *, sift: Sift = sift_list
) -> list[ListTable]:
    """The records of every file that is given for a source, sifted; none where none is given.

    Raises
    ------
    SourceFailed
        A file that is no list, or lacks a column.
    """

    def check(path: Path) -> None:
        read_table(path.read_bytes(), needed)

    given = getter.given.get(terms.key, ())
    raws = [getter.take(terms, path, sift=sift, check=check, suffix=".csv") for path in given]
    return [read_table(raw.read_bytes(), needed) for raw in raws]


def write_given(
    area: FetchArea,
    getter: Getter,
    terms: Terms,
    tables: Sequence[ListTable],
    *,
    belongs: Belongs = lambda table, row: True,
    title: str = "",
    is_measured: bool = True,
    has_each_gmina: bool = False,
) -> tuple[Artefact, ...]:
    """A list for the import from every file that has rows of the area or its neighbours.

    Parameters
    ----------
    title
        Of the register, without a day: none is known.
    is_measured
        Whether it tells of services that ways are measured to; neighbours that it leaves out matter only then.
    has_each_gmina
        Whether every gmina has an entry in the whole register, so that one without was left out of the export.
    """
    find_uncovered = uncovered_gminas if has_each_gmina else uncovered_powiats
    uncovered = find_uncovered(area, tables) if is_measured else ()
    written = []
    for number, table in enumerate(tables, start=1):
        rows = [row for row in table.rows if belongs(table, row)]
        if rows:
            path = write_list(
                area, numbered(terms.key, number), table.headers, rows, title=title_of(title, "")
            )
            credit = getter.credit(terms)
            written.append(Artefact("register", path, terms.key, credit=credit, uncovered=uncovered))
    return tuple(written)


def numbered(stem: str, number: int) -> str:
    """Name of the list of a given file, counted from 1."""
    return f"{stem}.csv" if number == 1 else f"{stem}_{number}.csv"


@contextmanager
def empty_by_hand() -> Iterator[None]:
    """Advise a list by hand where a source sends an empty one: asked again, it would send the same."""
    try:
        yield
    except SourceFailed as failed:
        if failed.reason != EMPTY_LIST:
            raise
        raise SourceFailed(failed.terms, failed.reason, hint=BY_HAND) from failed
