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
from mapa_uslug.reports.content import Cell, Gap, Range, Report, States, Void
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.findings import UNKNOWN_FIRST
from mapa_uslug.reports.outline import compose_report
from mapa_uslug.reports.words import name_states, write_range, write_share

# A Polish line does not end in a one-letter word, nor between a number and what it counts.
_ORPHAN: Final = re.compile(r"(?<![^\s(„])([aiouwzAIOUWZ]) |(?<=\d) (?=[^\W\d_])|(?<=\bnr) (?=\d)")
_NBSP: Final = "\u00a0"


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
    """Add what templates write blocks with: ``prose``, ``cell`` and ``kind``."""
    environment.filters["prose"] = partial(tie_short_words, text)
    environment.filters["cell"] = partial(write_cell, text)
    environment.filters["kind"] = lambda block: type(block).__name__.lower()


def tie_short_words(text: Text, written: str) -> str:
    """Keep one-letter words with the next one, as Polish typography asks."""
    return _ORPHAN.sub(lambda m: f"{m[1] or ''}{_NBSP}", written) if text.language == "pl" else written


def write_cell(text: Text, value: Cell, kind: str) -> Markup:
    """Write one cell of a table as HTML."""
    if value is None or isinstance(value, Void):
        words = text("no figure") if value is None else text("does not apply")
        return Markup('<span aria-hidden="true">–</span><span class="unseen">{}</span>').format(words)
    if isinstance(value, States):
        return draw_states(text, value)
    if isinstance(value, Gap):
        return _write_gap(text, value)
    if isinstance(value, Range):
        return escape(write_range(text, value))
    if isinstance(value, str):
        return escape(tie_short_words(text, value))
    if kind == "whole":
        return escape(str(round(value)))
    if kind == "share":
        return escape(write_share(text, float(value)))
    return escape(text.number(float(value), 1 if kind == "decimal" else 0))


def _write_gap(text: Text, gap: Gap) -> Markup:
    if not gap.too_far:
        lines = Markup("0")
    else:
        lines = Markup("{} <small>({})</small>").format(
            text.number(gap.too_far), write_share(text, share(gap.too_far, gap.people))
        )
    unknown = share(gap.unknown, gap.people)
    if unknown <= UNKNOWN_FIRST:
        return lines
    note = text("not known: {share}", share=write_share(text, unknown))
    return lines + Markup('<br><small class="note">{}</small>').format(note)


def draw_states(text: Text, states: States) -> Markup:
    """Draw the four states as one bar; the drawing's label says them in words."""
    total = sum(states.counts)
    label = ", ".join(
        f"{word} {write_share(text, share(n, total))}"
        for word, n in zip(name_states(text), states.counts, strict=True)
    )
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
