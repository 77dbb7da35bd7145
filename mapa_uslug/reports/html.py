"""raport.html: one file, no request to any server."""

from __future__ import annotations

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
    NUMBERS,
    head_column,
    say_cell,
    say_gap,
    say_range,
    say_states,
    say_unknown,
)
from mapa_uslug.reports.content import Cell, Figure, Gap, Range, Report, States, Table, Void
from mapa_uslug.reports.drawing import draw_svg
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.outline import compose_report
from mapa_uslug.reports.words import name_states, tie_short_words

# For the eyes, and in words for those who listen.
_SEEN_AND_TOLD: Final = Markup(
    '<span aria-hidden="true" title="{1}">{0}</span><span class="unseen">{1}</span>'
)
_LYING_HEADS: Final = 10
"""Columns up to which headings lie side by side."""
_UPRIGHT_COLUMNS: Final = 18
"""Columns of short figures that fit on an upright sheet of A4 under headings on end."""
_WORDY: Final = 3
"""Columns of words that fit there among many others."""


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
    template = environment.get_template("report.html.j2")
    return template.render(report=report, text=text, states=list(zip(STATES, name_states(text), strict=True)))


def add_filters(environment: Environment, text: Text) -> None:
    """Add what templates write blocks with: ``prose``, ``cell``, ``head``, ``drawing``, ``look``, ``kind``."""
    environment.filters["prose"] = partial(tie_short_words, text)
    environment.filters["cell"] = partial(write_cell, text)
    environment.filters["head"] = partial(head_column, text)
    environment.filters["look"] = name_look
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


def name_look(table: Table) -> str:
    """Classes of a table that has no look of its own: with many columns its headings stand on end, and where words or
    still more columns need the room, its sheet of paper lies on its side.
    """
    if table.look or len(table.columns) <= _LYING_HEADS:
        return table.look
    wordy = sum(column.kind not in NUMBERS for column in table.columns)
    return "upended aside" if wordy > _WORDY or len(table.columns) > _UPRIGHT_COLUMNS else "upended"


def _draw(text: Text, figure: Figure, name: str) -> Markup:
    return Markup(draw_svg(figure.picture, text=text, name=name))
