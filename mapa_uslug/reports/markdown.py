"""A report as Markdown: headings, tables with pipes, drawings as links to files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.cells import NUMBERS, say_table
from mapa_uslug.reports.content import Block, Bullets, Figure, Legend, Paragraph, Report, Table
from mapa_uslug.reports.words import plain_words, quote_address, tie_short_words

_SIGNS: Final = re.compile(r"([\\`*_\[\]<>|#~])")
_LIST_LIKE: Final = re.compile(r"^(\d+)([.)])(?=\s)|^([-+])(?=\s)")
_DEEPEST: Final = 6


def name_picture(number: int) -> str:
    """File of a drawing beside the report, by its number from 1."""
    return f"rysunek_{number}.png"


def render_markdown(report: Report, *, text: Text, picture_name: Callable[[int], str] = name_picture) -> str:
    """Render a report as Markdown with tables as GitHub writes them; what data say is escaped.

    Parameters
    ----------
    picture_name
        Path of a drawing's file as the text links to it, by its number from 1 in reading order.
    """
    writer = _Writer(text, picture_name)
    parts = [f"# {writer.tell(report.title)}", *filter(None, [writer.tell(report.lead)])]
    for depth, section in report.walk():
        parts.append(_head(depth + 2, writer.tell(section.heading)))
        for block in section.blocks:
            parts.extend(writer.write(block, depth))
    parts += ["---", *(writer.tell(line) for line in report.attribution)]
    return "\n\n".join(parts) + "\n"


def _head(level: int, words: str) -> str:
    return f"{'#' * min(level, _DEEPEST)} {words}"


class _Writer:
    """Writes blocks one after another and counts tables and drawings."""

    def __init__(self, text: Text, picture_name: Callable[[int], str]) -> None:
        self._text, self._picture_name = text, picture_name
        self._tables = self._figures = 0

    def tell(self, words: str) -> str:
        """Words of the report, so that nothing in them is taken for a sign of Markdown."""
        tied = tie_short_words(self._text, plain_words(words))
        return _LIST_LIKE.sub(r"\1\\\2\3", _SIGNS.sub(r"\\\1", tied))

    def write(self, block: Block, depth: int) -> Iterator[str]:
        """Parts of a block, which blank lines are put between."""
        if isinstance(block, Paragraph):
            words = (
                f"[{self.tell(block.text)}]({quote_address(block.link)})"
                if block.link
                else self.tell(block.text)
            )
            yield (
                _head(depth + 3, words)
                if block.is_heading
                else f"> **{words}**"
                if block.is_notice
                else words
            )
        elif isinstance(block, Bullets):
            yield "\n".join(f"- {self.tell(item)}" for item in block.items)
        elif isinstance(block, Table):
            yield from self._write_table(block)
        elif isinstance(block, Figure):
            yield from self._write_figure(block)
        else:
            # The key to the bars: the states are in words.
            assert isinstance(block, Legend)

    def _write_table(self, table: Table) -> Iterator[str]:
        self._tables += 1
        yield f"**{self._text('Table')} {self._tables}. {self.tell(table.caption)}**"
        heads, rows = say_table(table, text=self._text)
        sides = ["---:" if i and c.kind in NUMBERS else "---" for i, c in enumerate(table.columns)]
        lines = [list(map(self.tell, heads)), sides, *(list(map(self.tell, row)) for row in rows)]
        yield "\n".join(f"| {' | '.join(row)} |" for row in lines)
        yield from (self.tell(line) for line in (table.remarks, table.source) if line)

    def _write_figure(self, figure: Figure) -> Iterator[str]:
        self._figures += 1
        yield f"![{self.tell(figure.alternative)}]({self._picture_name(self._figures)})"
        yield f"**{self._text('Figure')} {self._figures}. {self.tell(figure.caption)}**"
        if figure.source:
            yield self.tell(figure.source)
