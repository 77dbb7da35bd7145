"""A report as it is read on a page: long tables cut, a source told in full once a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Figure, Paragraph, Report, Section, Table

_FEW: Final = 2
"""Rows that are not worth leaving out."""


def shorten_for_reading(report: Report, *, text: Text) -> Report:
    """Cut tables to the rows that are read, and tell a source that stands under an earlier table of its chapter by that.

    Nothing is lost: a workbook is written from the report itself. A chapter is what is pasted into a plan, so that each
    tells its sources in full.
    """
    tables = (block for _, section in report.walk() for block in section.blocks if isinstance(block, Table))
    reader = _Reader(text, frozenset(table.caption for table in tables if not table.is_sheet))
    return replace(report, sections=tuple(reader.read_chapter(section) for section in report.sections))


@dataclass
class _Reader:
    """Reads block after block and counts tables and drawings, as those who write them do."""

    text: Text
    twins: frozenset[str]
    """Captions of tables that stand for a wider one of the workbook."""
    tables: int = 0
    figures: int = 0
    told: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def read_chapter(self, chapter: Section) -> Section:
        self.told, self.left = {}, []
        read = self._read(chapter)
        if not self.left:
            return read
        said = self.text("In the workbook only: {tables}.", tables=", ".join(self.left))
        return replace(read, blocks=(*read.blocks, Paragraph(said)))

    def _read(self, section: Section) -> Section:
        blocks = tuple(read for block in section.blocks for read in self._read_block(block))
        return replace(section, blocks=blocks, sections=tuple(map(self._read, section.sections)))

    def _read_block(self, block: Block) -> Iterator[Block]:
        if isinstance(block, Figure):
            self.figures += 1
            name = self.text("under figure {number}", number=self.figures)
            yield replace(block, source=self._cite(block.source, name))
        elif not isinstance(block, Table):
            yield block
        elif block.read == 0 and block.rows:
            if block.caption not in self.twins:
                self.left.append(self.text("table “{caption}”", caption=block.caption))
        else:
            self.tables += 1
            name = self.text("under table {number}", number=self.tables)
            yield replace(self._cut(block), source=self._cite(block.source, name))

    def _cut(self, table: Table) -> Table:
        shown = len(table.rows) if table.read is None else table.read
        if len(table.rows) <= shown + _FEW:
            return table
        told = self.text(
            "The first {shown} of {all} rows; the workbook has all.", shown=shown, all=len(table.rows)
        )
        return replace(table, rows=table.rows[:shown], note=f"{table.note} {told}".strip())

    def _cite(self, source: str, name: str) -> str:
        if not source:
            return ""
        if source in self.told:
            return self.text("Source: as {place}.", place=self.told[source])
        self.told[source] = name
        return source
