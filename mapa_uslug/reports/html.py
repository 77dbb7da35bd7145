"""raport.html: one file, no request to any server."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.tables import STATES, RunResult
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.cells import (
    head_column,
    say_cell,
    say_gap,
    say_range,
    say_states,
    say_table,
    say_unknown,
)
from mapa_uslug.reports.content import Cell, Figure, Gap, Range, Report, States, Table, Void
from mapa_uslug.reports.drawing import draw_svg
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.outline import compose_report
from mapa_uslug.reports.table_widths import lay_out, tell_height
from mapa_uslug.reports.words import name_states, quote_address, tie_short_words

# For the eyes, and in words for those who listen.
_SEEN_AND_TOLD: Final = Markup(
    '<span aria-hidden="true" title="{1}">{0}</span><span class="unseen">{1}</span>'
)
_OWN_NUMBER: Final = re.compile(r"\d+\. ")
_LYING_HEADS: Final = 10
"""Columns up to which headings lie side by side."""
_FEW_COLUMNS: Final = 7
"""Columns that an upright sheet always has room for, in more lines."""
_SHORT: Final = 14
"""Rows, and their height, up to which a table stays on one page of paper."""
_SHORT_CM: Final = 14.0
_UPRIGHT_CM: Final = 15.5
_ASIDE_CM: Final = 23.0
"""Room between the margins of A4, less than there is: the type of a page may be wider than that of a document."""


def write_report(result: RunResult, catalog: Catalog, path: Path, *, text: Text) -> None:
    """Write ``raport.html`` atomically, in the language of `text`."""
    write_text(path, render_report(compose_report(result, catalog, text=text), text=text))


def render_report(report: Report, *, text: Text) -> str:
    """Render a report as one HTML page with inline style and drawings; everything from data is escaped."""
    environment = Environment(
        loader=PackageLoader("mapa_uslug.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    add_filters(environment, text)
    environment.tests["numbered"] = lambda heading: bool(_OWN_NUMBER.match(heading))
    template = environment.get_template("report.html.j2")
    return template.render(report=report, text=text, states=list(zip(STATES, name_states(text), strict=True)))


def add_filters(environment: Environment, text: Text) -> None:
    """Add what templates write blocks with: ``prose``, ``address``, ``cell``, ``head``, ``drawing``, ``looks``, ``kind``."""
    environment.filters["prose"] = partial(tie_short_words, text)
    environment.filters["cell"] = partial(write_cell, text)
    environment.filters["head"] = partial(head_column, text)
    environment.filters["address"] = quote_address
    environment.filters["looks"] = partial(name_looks, text)
    environment.filters["drawing"] = partial(_draw, text)
    environment.filters["kind"] = lambda block: type(block).__name__.lower()


def write_cell(text: Text, value: Cell, kind: str) -> Markup:
    """Write one cell of a table as HTML."""
    if value is None or isinstance(value, Void):
        return _SEEN_AND_TOLD.format("–", say_cell(text, value, kind))
    if isinstance(value, States):
        return draw_states(text, value)
    if isinstance(value, Gap):
        return _write_gap(text, value)
    if isinstance(value, Range) and value.low != value.high:
        return _SEEN_AND_TOLD.format(say_cell(text, value, kind), say_range(text, value))
    return escape(say_cell(text, value, kind))


def _write_gap(text: Text, gap: Gap) -> Markup:
    figure, part = say_gap(text, gap)
    lines = Markup("{} <small>{}</small>").format(figure, part) if part else escape(figure)
    note = say_unknown(text, gap)
    return lines + Markup('<br><small class="note">{}</small>').format(note) if note else lines


def draw_states(text: Text, states: States) -> Markup:
    """Draw the four states as one bar; the drawing's label says them in words."""
    total = sum(states.counts)
    label = say_states(text, states)
    parts, start = [], 0.0
    for state, n in zip(STATES, states.counts, strict=True):
        width = 100.0 * share(n, total)
        if width:
            parts.append(
                Markup('<rect x="{:.2f}%" width="{:.2f}%" height="14" class="{}"/>').format(
                    start, width, state
                )
            )
        start += width
    return Markup('<svg class="bar" role="img" aria-label="{}" width="100%" height="14">{}</svg>').format(
        label, Markup("").join(parts)
    )


def name_looks(text: Text, table: Table) -> str:
    """Classes of a table: whether it stays on one page, and its own look. Where it has none, headings of many columns
    stand on end, and its sheet of paper lies on its side where its words find no room on an upright one.
    """
    heads, rows = say_table(table, text=text)
    layout = lay_out(heads, rows, upright=_UPRIGHT_CM, aside=_ASIDE_CM)
    looks = ["short"] if len(rows) <= _SHORT and tell_height(rows, layout) <= _SHORT_CM else []
    if table.look:
        return " ".join([*looks, table.look])
    if len(heads) > _LYING_HEADS:
        looks.append("upended")
    if layout.is_landscape and len(heads) > _FEW_COLUMNS:
        looks.append("aside")
    return " ".join(looks)


def _draw(text: Text, figure: Figure, name: str) -> Markup:
    return Markup(draw_svg(figure.picture, text=text, name=name))
