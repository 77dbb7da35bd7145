"""How a DOCX report looks: built-in styles that the plan it is pasted into replaces by its own, language, paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from mapa_uslug.core.dateless_zip import SAVED
from mapa_uslug.core.text import Text
from mapa_uslug.reports.docx_xml import make, make_field, make_run
from mapa_uslug.reports.words import plain_words

FONT: Final = "Calibri"
ACCENT: Final = RGBColor(0x0B, 0x5F, 0x59)
INK: Final = RGBColor(0x1B, 0x24, 0x30)
SOFT: Final = RGBColor(0x4B, 0x55, 0x63)
CELL_PT: Final = 9.0
"""Type of cells, where a table needs no smaller one."""
LINE: Final = "9AA5B1"
SHADE: Final = "EEF2F5"
DEEPEST: Final = 4
"""Headings that a report may have, one under another."""

_LONG_CM, _SHORT_CM, _MARGIN_CM = 29.7, 21.0, 2.3
_HEADINGS: Final = ((16, 18, 6), (13, 14, 4), (11.5, 12, 3), (11, 10, 2))
"""Size, space before and after [pt], by level."""
_LONGEST_PROPERTY: Final = 255
_CODES: Final = {"pl": "pl-PL", "en": "en-GB"}


@dataclass(frozen=True)
class Styles:
    """Ids of the styles that are not Word's own."""

    cell: str
    source: str
    notice: str


def width_cm(*, is_landscape: bool) -> float:
    """Width between the margins."""
    return (_LONG_CM if is_landscape else _SHORT_CM) - 2 * _MARGIN_CM


def new_document(title: str, *, text: Text) -> tuple[Any, Styles]:
    """An empty document on A4 in the language of `text`, with page numbers, and the ids of its own styles."""
    document = Document()
    _describe(document, title, _CODES.get(text.language, "pl-PL"))
    lay_paper(document.sections[0], is_landscape=False)
    _number_pages(document.sections[0], title)
    return document, _set_styles(document, text)


def lay_paper(section: Any, *, is_landscape: bool) -> None:
    """A4 upright or on its side."""
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    sides = (Cm(_LONG_CM), Cm(_SHORT_CM))
    section.page_width, section.page_height = sides if is_landscape else sides[::-1]
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _describe(document: Any, title: str, language: str) -> None:
    properties = document.core_properties
    properties.title = plain_words(title)[:_LONGEST_PROPERTY]
    properties.language, properties.author = language, "mapa_uslug"
    properties.created = properties.modified = SAVED
    properties.comments = properties.last_modified_by = ""
    properties.revision = 1
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    settings = document.settings.element
    for spoken in settings.iter(qn("w:themeFontLang")):
        spoken.set(qn("w:val"), language)
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            # Else Word opens the file as one of an old version.
            mode.set(qn("w:val"), "15")
    sign = settings.find(qn("w:decimalSymbol"))
    if sign is not None and language == "pl-PL":
        sign.set(qn("w:val"), ",")
        settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")


def _number_pages(section: Any, title: str) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for run in (make_run(f"{title} · "), *make_field("PAGE", "1")):
        paragraph._p.append(run)


def _set_styles(document: Any, text: Text) -> Styles:
    styles = document.styles
    _set(styles["Normal"], 11, before=3, after=6, line=1.12)
    _set(styles["Title"], 24, before=0, after=8, colour=ACCENT, is_bold=True)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    for level, (size, before, after) in enumerate(_HEADINGS, start=1):
        _set(styles[f"Heading {level}"], size, before=before, after=after, colour=ACCENT, is_bold=True)
        styles[f"Heading {level}"].font.italic = False
        styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    _set(styles["TOC Heading"], 13, before=14, after=4, colour=ACCENT, is_bold=True)
    _set(styles["Caption"], 10, before=12, after=4, colour=INK, is_bold=True)
    _set(styles["List Bullet"], 11, before=0, after=3, line=1.12)
    _set(styles["Footer"], 9, colour=SOFT)
    for level in (1, 2, 3):
        contents = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        contents.element.styleId = f"TOC{level}"
        contents.base_style = styles["Normal"]
        _set(contents, 11 if level == 1 else 10, before=2 if level == 1 else 0, after=0)
        contents.paragraph_format.left_indent = Cm(0.6 * (level - 1))
    return Styles(
        cell=_add(styles, "TableText", text("Text of tables"), CELL_PT, before=0, after=0),
        source=_add(styles, "SourceText", text("Sources and notes"), 8.5, before=2, after=4, colour=SOFT),
        notice=_add_notice(styles, text("Notice")),
    )


def _add(styles: Any, style_id: str, name: str, size: float, **looks: Any) -> str:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.styleId = style_id
    style.base_style, style.quick_style = styles["Normal"], True
    _set(style, size, **looks)
    return style_id


def _add_notice(styles: Any, name: str) -> str:
    style_id = _add(styles, "NoticeText", name, 11, before=6, after=8, line=1.12, is_bold=True)
    looks = styles[name].element.get_or_add_pPr()
    bar = make("left", val="single", sz=36, space=8, color=str(ACCENT))
    # Lines of the colour of the ground are room above and below the words.
    rims = [make(side, val="single", sz=4, space=4, color=SHADE) for side in ("top", "bottom")]
    looks.insert(0, make("pBdr", rims[0], bar, rims[1]))
    looks.insert(1, make("shd", val="clear", color="auto", fill=SHADE))
    styles[name].paragraph_format.left_indent = Cm(0.4)
    return style_id


def _set(
    style: Any, size: float, *, before: float = 0, after: float = 0, line: float = 1.0,
    colour: RGBColor = INK, is_bold: bool = False,
) -> None:  # fmt: skip
    font, shape = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.color.rgb = FONT, Pt(size), is_bold, colour
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        # A font of the theme would go before the one that is named.
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FONT)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
