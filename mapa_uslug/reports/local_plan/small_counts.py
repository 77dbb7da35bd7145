"""Which tables hold counts that are too small for a public document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mapa_uslug.contracts.confidential import DEFAULT_K
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Cell, Gap, Paragraph, Range, Section, States, Table

_OF_PEOPLE: Final = ("diagnoza", "mapa", "strategia", "monitorowanie", "pewnosc")
"""Chapters whose plain counts are of people; those of the others are of services and providers."""


def describe_small_counts(chapters: Sequence[Section], *, text: Text) -> Section | None:
    """A notice that names the tables with fewer than `DEFAULT_K` people in a cell; None where there are none."""
    named = [(chapter.heading, list(dict.fromkeys(_find(chapter)))) for chapter in chapters]
    lines = tuple(
        text("{chapter}: {tables}.", chapter=heading, tables="; ".join(f"„{c}”" if text.language == "pl" else f"“{c}”" for c in captions))
        for heading, captions in named if captions
    )  # fmt: skip
    if not lines:
        return None
    blocks: tuple[Block, ...] = (
        Paragraph(
            text(
                "This report is for the office: its tables tell numbers of people as they are, also those below {k}, which can point at single "
                "persons in a public document. The edition for the public, in which neither such numbers nor what they follow from can be "
                "read, is made by “mapa-uslug publish”.",
                k=DEFAULT_K,
            ),
            is_notice=True,
        ),
        Paragraph(text("Tables in which a number of people is below {k}, by chapter:", k=DEFAULT_K)),
        Bullets(lines),
    )
    return Section("przed-publikacja", text("Before anything of this is made public"), blocks)


def _find(chapter: Section) -> Iterator[str]:
    is_of_people = chapter.id in _OF_PEOPLE
    for section in (chapter, *_parts(chapter)):
        for block in section.blocks:
            if isinstance(block, Table) and _holds_few(block, is_of_people=is_of_people):
                yield block.caption


def _parts(section: Section) -> Iterator[Section]:
    for part in section.sections:
        yield part
        yield from _parts(part)


def _holds_few(table: Table, *, is_of_people: bool) -> bool:
    return any(
        0 < number < DEFAULT_K
        for row in table.rows
        for cell, column in zip(row, table.columns, strict=True)
        for number in _people(cell, is_plain=is_of_people and column.kind == "people")
    )


def _people(cell: Cell, *, is_plain: bool) -> tuple[float, ...]:
    if isinstance(cell, States):
        return cell.counts
    if isinstance(cell, Range):
        return (cell.low, cell.value, cell.high)
    if isinstance(cell, Gap):
        return (cell.too_far, cell.unknown)
    return (cell,) if is_plain and isinstance(cell, (int, float)) else ()
