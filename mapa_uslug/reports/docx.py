"""A report as a chapter in DOCX, to be pasted into a plan: real headings, captions, fields, alternative texts."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import numpy as np
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from mapa_uslug.core.dateless_zip import write_dateless
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Figure, Legend, Paragraph, Report, Table
from mapa_uslug.reports.docx_styles import ACCENT, DEEPEST, Styles, lay_paper, new_document, width_cm
from mapa_uslug.reports.docx_table import lay_table, make_table
from mapa_uslug.reports.docx_xml import (
    close_field,
    make,
    make_field,
    make_link,
    make_paragraph,
    make_run,
    mark_place,
    open_field,
)
from mapa_uslug.reports.drawing import draw_png
from mapa_uslug.reports.words import plain_words, quote_address, tie_short_words

_LISTED: Final = 2
"""Levels of headings in the table of contents."""
_TALLEST_PICTURE_CM: Final = 21.5


def write_docx(report: Report, path: Path, *, text: Text) -> None:
    r"""Write ``.docx`` atomically; equal content gives equal bytes.

    The table of contents is a field without page numbers (``\n``): so its entries are what a program would work
    out, true without being brought up to date, and they lead to their headings. The plan that the chapter is pasted
    into has a table of contents of its own. Tables too wide for a sheet that stands lie in a part of the document
    on its side. The key to the bars is left out, for the states are in words.
    """
    document, styles = new_document(report.title, text=text)
    chapter = _Chapter(document, styles, text)
    chapter.write(report)
    with atomic_path(path) as part:
        write_dateless(part, _entries(document))


def _entries(document: Any) -> list[tuple[str, bytes]]:
    saved = io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


@dataclass(frozen=True)
class _Heading:
    level: int
    words: str


@dataclass
class _Chapter:
    """A document in the making: what has been numbered so far, and how the paper lies."""

    document: Any
    styles: Styles
    text: Text
    headings: list[tuple[_Heading, str]] = field(default_factory=list)
    captions: dict[str, int] = field(default_factory=dict)
    places: int = 0
    is_landscape: bool = False

    def write(self, report: Report) -> None:
        self._add("Title", self._run(report.title))
        if report.lead:
            self._add("Normal", self._run(report.lead))
        before_contents = self.document.element.body[-2]
        items = _flatten(report)
        for item, is_aside in zip(items, _lie_on_side(items, self.text), strict=True):
            self._turn_paper(is_aside)
            self._write_item(item)
        for number, line in enumerate(report.attribution):
            apart = make("spacing", before=0 if number else 360, after=0)
            self._add(self.styles.source, self._run(line), looks=(apart,))
        before_contents.addnext(self._make_contents())
        self._begin_page_after_contents()

    def _write_item(self, item: _Heading | Block) -> None:
        if isinstance(item, _Heading):
            self._write_heading(item)
        elif isinstance(item, Paragraph):
            words = self._link(item.text, item.link) if item.link else self._run(item.text)
            self._add(self.styles.notice if item.is_notice else "Normal", words)
        elif isinstance(item, Bullets):
            for line in item.items:
                self._add(self._id("List Bullet"), self._run(line))
        elif isinstance(item, Table):
            self._write_table(item)
        elif isinstance(item, Figure):
            self._write_figure(item)
        else:
            assert isinstance(item, Legend)

    def _write_heading(self, heading: _Heading) -> None:
        name = f"_Toc{len(self.headings) + 1:06d}"
        self.headings.append((heading, name))
        self._add(self._id(f"Heading {heading.level}"), *self._mark(name, self._run(heading.words)))

    def _write_table(self, table: Table) -> None:
        self._write_caption(self.text("Table"), table.caption, make("keepNext"))
        layout = lay_table(table, text=self.text)
        self._append(make_table(table, layout, self.styles.cell, text=self.text))
        self._write_small_print(table.remarks, table.source)

    def _write_figure(self, figure: Figure) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Pt(8)
        picture = paragraph.add_run().add_picture(io.BytesIO(draw_png(figure.picture, text=self.text)))
        room, tallest = Cm(width_cm(is_landscape=self.is_landscape)), Cm(_TALLEST_PICTURE_CM)
        scale = min(1.0, room / picture.width, tallest / picture.height)
        picture.width, picture.height = Emu(int(picture.width * scale)), Emu(int(picture.height * scale))
        label = self.text("Figure")
        properties = picture._inline.docPr
        properties.set("name", f"{label} {self.captions.get(label, 0) + 1}")
        properties.set("descr", plain_words(figure.alternative))
        kept = make("keepNext", val=1 if figure.source else 0)
        self._write_caption(label, figure.caption, kept, make("spacing", before=60))
        self._write_small_print(figure.source)

    def _write_caption(self, label: str, words: str, *looks: Any) -> None:
        number = self.captions[label] = self.captions.get(label, 0) + 1
        shown = [make_run(f"{label}\u00a0"), *make_field(f"SEQ {label} \\* ARABIC", str(number))]
        runs = (*self._mark(f"{label}_{number}", *shown), self._run(f". {words}"))
        self._add(self._id("Caption"), *runs, looks=looks)

    def _write_small_print(self, *lines: str) -> None:
        said = [line for line in lines if line]
        for line, following in pairwise((*said, "")):
            self._add(self.styles.source, self._run(line), looks=(make("keepNext"),) if following else ())

    def _make_contents(self) -> Any:
        listed = [(h, name) for h, name in self.headings if h.level <= _LISTED]
        lines = [
            make_paragraph(self._id(f"toc {h.level}"), make_link(name, self._run(h.words)))
            for h, name in listed
        ]
        if lines:
            for run in reversed(open_field(f'TOC \\o "1-{_LISTED}" \\n \\h \\z \\u')):
                lines[0].insert(1, run)
            lines[-1].append(close_field())
        heading = make_paragraph(self._id("TOC Heading"), self._run(self.text("Contents")))
        gallery = make("docPartObj", make("docPartGallery", val="Table of Contents"), make("docPartUnique"))
        return make("sdt", make("sdtPr", gallery), make("sdtContent", heading, *lines))

    def _begin_page_after_contents(self) -> None:
        """The first chapter begins a page, unless its paper is turned there anyway."""
        first = self.document.element.body.find(qn("w:sdt")).getnext()
        if first.tag == qn("w:p") and first.pPr is not None and first.pPr.find(qn("w:sectPr")) is None:
            first.pPr.find(qn("w:pStyle")).addnext(make("pageBreakBefore"))

    def _turn_paper(self, is_landscape: bool) -> None:
        if is_landscape == self.is_landscape:
            return
        self.is_landscape = is_landscape
        lay_paper(self.document.add_section(WD_SECTION.NEW_PAGE), is_landscape=is_landscape)
        # The paragraph that ends a part must not need a page of its own.
        (*_, end) = (
            p for p in self.document.paragraphs if p._p.pPr is not None and p._p.pPr.sectPr is not None
        )
        shape = end.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(1)

    def _link(self, words: str, address: str) -> Any:
        place = self.document.part.relate_to(
            quote_address(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        looks = (make("color", val=str(ACCENT)), make("u", val="single"))
        link = make("hyperlink", make_run(tie_short_words(self.text, words), *looks), history=1)
        link.set(qn("r:id"), place)
        return link

    def _run(self, words: str) -> Any:
        return make_run(tie_short_words(self.text, words))

    def _mark(self, name: str, *runs: Any) -> list[Any]:
        self.places += 1
        return mark_place(name, self.places, *runs)

    def _id(self, name: str) -> str:
        return str(self.document.styles[name].style_id)

    def _add(self, style_id: str, *runs: Any, looks: tuple[Any, ...] = ()) -> None:
        self._append(make_paragraph(style_id, *runs, looks=looks))

    def _append(self, element: Any) -> None:
        self.document.element.body.find(qn("w:sectPr")).addprevious(element)


def _flatten(report: Report) -> list[_Heading | Block]:
    """Headings and blocks in reading order; a paragraph that heads what follows is a heading one level deeper."""
    items: list[_Heading | Block] = []
    for depth, section in report.walk():
        items.append(_Heading(min(depth + 1, DEEPEST), section.heading))
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.is_heading:
                items.append(_Heading(min(depth + 2, DEEPEST), block.text))
            else:
                items.append(block)
    return items


def _lie_on_side(items: list[_Heading | Block], text: Text) -> list[bool]:
    """Which items stand on paper laid on its side: wide tables, the words around them under the same heading, and
    headings as what follows them. So no sheet is turned for a single sentence.
    """
    own = [_own_paper(item, text) for item in items]
    stretches = np.cumsum([isinstance(item, _Heading) for item in items]).tolist()
    aside: list[bool] = []
    for i in reversed(range(len(items))):
        if isinstance(items[i], _Heading):
            aside.append(bool(aside) and aside[-1])
            continue
        same = [j for j in range(len(items)) if stretches[j] == stretches[i] and own[j] is not None]
        nearest = next((j for j in same if j >= i), same[-1] if same else None)
        aside.append(nearest is not None and own[nearest] is True)
    return aside[::-1]


def _own_paper(item: _Heading | Block, text: Text) -> bool | None:
    """Whether an item asks for paper on its side; None where it fits any."""
    if isinstance(item, Table):
        return lay_table(item, text=text).is_landscape
    return False if isinstance(item, Figure) else None
