"""A report as it is read on a page: long tables cut, a source told in full once a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Figure, Paragraph, Place, Report, Section, Table
from mapa_uslug.reports.numbering import is_read, label_tables

_FEW: Final = 2
"""Rows that are not worth leaving out."""


def shorten_for_reading(report: Report, *, text: Text) -> Report:
    """Number tables and figures, cut tables to the rows that are read, and tell a source that stands under an earlier one
    of its chapter by that.

    Nothing is lost: a workbook is written from the report itself. A chapter is what is pasted into a plan, so that each
    tells its sources in full.
    """
    tables = label_tables(report)
    twins = frozenset(table.caption for _, table in tables if not table.is_sheet)
    reader = _Reader(text, twins, iter([label for label, _ in tables]))
    return replace(report, sections=tuple(reader.read_chapter(section) for section in report.sections))


@dataclass
class _Reader:
    """Reads block after block and counts tables and drawings, as those who write them do."""

    text: Text
    twins: frozenset[str]
    """Captions of tables that stand for a wider one of the workbook."""
    labels: Iterator[str]
    tables: int = 0
    figures: int = 0
    told: dict[str, Place] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def read_chapter(self, chapter: Section) -> Section:
        self.told, self.left = {}, []
        read = self._read(chapter)
        if not self.left:
            return read
        said = self.text("In the workbook only: {tables}.", tables=", ".join(self.left))
        return _end_with(read, Paragraph(said))

    def _read(self, section: Section) -> Section:
        blocks = tuple(read for block in section.blocks for read in self._read_block(block))
        return replace(section, blocks=blocks, sections=tuple(map(self._read, section.sections)))

    def _read_block(self, block: Block) -> Iterator[Block]:
        if isinstance(block, Figure):
            self.figures += 1
            source, place = self._cite(block.source, Place("figure", self.figures))
            yield replace(block, source=source, source_of=place, number=self.figures)
        elif not isinstance(block, Table):
            yield block
        else:
            yield from self._read_table(block, next(self.labels))

    def _read_table(self, table: Table, label: str) -> Iterator[Table]:
        if not is_read(table):
            if table.caption not in self.twins:
                told = self.text("table “{caption}” (sheet {label})", caption=table.caption, label=label)
                self.left.append(told)
            return
        self.tables += 1
        source, place = self._cite(table.source, Place("table", self.tables))
        yield replace(self._cut(table), source=source, source_of=place, number=self.tables)

    def _cut(self, table: Table) -> Table:
        shown = len(table.rows) if table.read is None else table.read
        if len(table.rows) <= shown + _FEW:
            return table
        told = self.text(
            "The first {shown} of {all} rows; the workbook has all.", shown=shown, all=len(table.rows)
        )
        return replace(table, rows=table.rows[:shown], note=f"{table.note} {told}".strip())

    def _cite(self, source: str, place: Place) -> tuple[str, Place | None]:
        """A source in full where it is told first; else where that is, in words and as a place."""
        if not source:
            return "", None
        first = self.told.setdefault(source, place)
        if first == place:
            return source, None
        words = (
            self.text("under figure {number}", number=first.number)
            if first.kind == "figure"
            else self.text("under table {number}", number=first.number)
        )
        return self.text("Source: as {place}.", place=words), first


def _end_with(chapter: Section, block: Block) -> Section:
    """A chapter with a last block, below all of its parts."""
    if not chapter.sections:
        return replace(chapter, blocks=(*chapter.blocks, block))
    *parts, last = chapter.sections
    return replace(chapter, sections=(*parts, _end_with(last, block)))
