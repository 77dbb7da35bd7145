"""What a report says, apart from the form it is written in.

Cells of tables are plain values, so that a form may write numbers as numbers; words are in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mapa_uslug.reports.pictures import Picture

ColumnKind = Literal["text", "people", "share", "decimal", "states", "gap", "range", "whole", "day"]
"""``whole``: a number that is no count (a year, a rank), written without separators."""


@dataclass(frozen=True)
class States:
    """People in the four states, in the order of `STATES`; drawn as a bar."""

    counts: tuple[int, int, int, int]


@dataclass(frozen=True)
class Gap:
    """People too far, out of how many, and how many of them cannot be told about."""

    too_far: int
    unknown: int
    people: int


@dataclass(frozen=True)
class Void:
    """Where no figure belongs, as what a gmina gains by working with itself."""


@dataclass(frozen=True)
class Range:
    """A number of people, and between which it may truly lie; drawn as "412-530"."""

    low: int
    value: int
    high: int


Cell = str | int | float | date | States | Gap | Void | Range | None
"""None: there is no such figure (never zero)."""


@dataclass(frozen=True)
class Column:
    """Heading of a column, what its cells are and in which unit ("" where the heading says it)."""

    title: str
    kind: ColumnKind = "text"
    unit: str = ""


@dataclass(frozen=True)
class Place:
    """A numbered table or figure that words refer to."""

    kind: Literal["table", "figure"]
    number: int


@dataclass(frozen=True)
class Table:
    """A table; the first column names the row. `look`: words that a style sheet or a script knows it by.

    `source`: where its figures come from, of which date and how good they are, in one sentence. `read`: how many of its
    rows the forms show that are read on paper (None: all); a workbook always has all of them. `is_sheet`: False where a
    workbook holds the same figures as numbers in a wider table, of the same caption where it tells the same. `blank`: why
    a cell is without a figure, told only where one is. `number`: of its caption in a report that refers to its tables, from
    1; `source_of`: the block whose source is meant where `source` only refers to it.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    look: str = ""
    source: str = ""
    read: int | None = None
    is_sheet: bool = True
    blank: str = ""
    number: int = 0
    source_of: Place | None = None

    @property
    def remarks(self) -> str:
        """`note`, and `blank` where any cell of the rows is without a figure."""
        has_blank = any(cell is None for row in self.rows for cell in row)
        return f"{self.note} {self.blank if has_blank else ''}".strip()


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption; `alternative` says in words what it shows, for those who do not see it.

    `number`, `source_of`: as of `Table`.
    """

    caption: str
    alternative: str
    picture: Picture
    source: str = ""
    number: int = 0
    source_of: Place | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `is_notice` sets it off as something that must not be overlooked, `is_heading` heads what follows.

    `link`: address that stands behind the text, to be followed.
    """

    text: str
    is_notice: bool = False
    is_heading: bool = False
    link: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Legend:
    """The key to the four states."""


Block = Paragraph | Bullets | Table | Figure | Legend


@dataclass(frozen=True)
class Section:
    """A part of the report under one heading, and the parts that it is divided into."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole report in one language."""

    language: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    attribution: tuple[str, ...]

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Sections in reading order, each before those that it is divided into; with its depth, from 0."""
        return _walk(self.sections, 0)


def _walk(sections: tuple[Section, ...], depth: int) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield depth, section
        yield from _walk(section.sections, depth + 1)
