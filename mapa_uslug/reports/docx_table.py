"""A table of a report in WordprocessingML: heads repeated on every page, rows in one piece, numbers to the right."""

from __future__ import annotations

from typing import Any, Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.cells import NUMBERS, say_table
from mapa_uslug.reports.content import Table
from mapa_uslug.reports.docx_styles import CELL_PT, LINE, SHADE, width_cm
from mapa_uslug.reports.docx_xml import make, make_paragraph, make_run
from mapa_uslug.reports.table_widths import Layout, lay_out, tell_height

_TWIPS_A_CM: Final = 1440 / 2.54
_KEPT_CM: Final = 7.0
"""Height up to which a table stays on one page: a third of it, so that no page is left half empty for its sake."""
_TOGETHER: Final = 3
"""Rows of a longer one that stay together at its beginning and its end."""


def lay_table(table: Table, *, text: Text) -> Layout:
    """Paper, type and widths of columns for a table as it is written in words and figures."""
    upright, aside = width_cm(is_landscape=False), width_cm(is_landscape=True)
    return lay_out(*say_table(table, text=text), upright=upright, aside=aside)


def make_table(table: Table, layout: Layout, style_id: str, *, text: Text) -> Any:
    """The element ``w:tbl`` of a table; its cells are written as in every form that is read."""
    kinds: list[str] = ["text" if i == 0 else column.kind for i, column in enumerate(table.columns)]
    heads, said = say_table(table, text=text)
    rows = [_make_row(heads, kinds, layout, style_id, is_head=True)]
    is_short = tell_height(said, layout) <= _KEPT_CM or len(said) <= _TOGETHER
    # The last row stays with the note or the source below it.
    tied = len(said) if table.remarks or table.source else len(said) - 1
    for number, row in enumerate(said):
        is_end = number < _TOGETHER - 1 or number > len(said) - 1 - _TOGETHER
        is_kept = number < tied and (is_short or is_end)
        rows.append(_make_row(row, kinds, layout, style_id, is_kept=is_kept))
    columns = [make("gridCol", w=_twips(width)) for width in layout.widths]
    return make("tbl", _describe(table, layout, text), make("tblGrid", *columns), *rows)


def _describe(table: Table, layout: Layout, text: Text) -> Any:
    lines = {"val": "single", "sz": 4, "space": 0, "color": LINE}
    return make(
        "tblPr",
        make("tblW", w=_twips(sum(layout.widths)), type="dxa"),
        make("tblBorders", *(make(side, **lines) for side in ("top", "bottom", "insideH"))),
        make("tblLayout", type="fixed"),
        make("tblCellMar", *(make(side, w=_twips(0.12 if side in ("left", "right") else 0.04), type="dxa")
                             for side in ("top", "left", "bottom", "right"))),
        make("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=1),
        make("tblCaption", val=table.caption),
    )  # fmt: skip


def _make_row(
    said: list[str],
    kinds: list[str],
    layout: Layout,
    style_id: str,
    *,
    is_head: bool = False,
    is_kept: bool = False,
) -> Any:
    is_centred = layout.head_cm > 0
    on_end = is_head and is_centred
    looks = [make("cantSplit")]
    if on_end:
        looks.append(make("trHeight", val=_twips(layout.head_cm), hRule="atLeast"))
    if is_head:
        looks.append(make("tblHeader"))
    cells = []
    for i, (words, kind, width) in enumerate(zip(said, kinds, layout.widths, strict=True)):
        cell = [make("tcW", w=_twips(width), type="dxa")]
        cell += [make("shd", val="clear", color="auto", fill=SHADE)] if is_head else []
        cell += [make("textDirection", val="btLr")] if on_end and i else []
        # Of a heading on end the lines run upwards: its middle is that of the column.
        cell += [make("vAlign", val="center" if on_end and i else "bottom")] if is_head else []
        side = _side(kind, is_centred=is_centred, is_on_end=on_end and i > 0)
        lines = make_paragraph(
            style_id, _write(words, layout.size, is_bold=is_head),
            looks=(*([make("keepNext")] if is_head or is_kept else []), make("jc", val=side)),
        )  # fmt: skip
        cells.append(make("tc", make("tcPr", *cell), lines))
    return make("tr", make("trPr", *looks), *cells)


def _side(kind: str, *, is_centred: bool, is_on_end: bool) -> str:
    if is_on_end or kind not in NUMBERS:
        return "left"
    return "center" if is_centred else "right"


def _write(words: str, size: float, *, is_bold: bool) -> Any:
    half_points = round(size * 2)
    looks = [make("b"), make("bCs")] if is_bold else []
    if size != CELL_PT:
        looks += [make("sz", val=half_points), make("szCs", val=half_points)]
    return make_run(words, *looks)


def _twips(cm: float) -> int:
    return round(cm * _TWIPS_A_CM)
