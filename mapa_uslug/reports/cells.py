"""Cells and headings of tables as text: every form of a report writes the same words and numbers."""

from __future__ import annotations

from datetime import date

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Cell, Column, Gap, Range, States, Table, Void
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.findings import UNKNOWN_FIRST
from mapa_uslug.reports.words import name_states, tie_short_words, write_day, write_range, write_share

NUMBERS = frozenset(("people", "share", "decimal", "gap", "range", "whole"))
"""Kinds of columns that stand to the right."""


def say_cell(text: Text, value: Cell, kind: str) -> str:
    """One cell of a table in words and figures, with the separators of the language.

    Parameters
    ----------
    kind
        Of the column: how a bare number is written.
    """
    if value is None:
        return text("no figure")
    if isinstance(value, Void):
        return text("does not apply")
    if isinstance(value, States):
        return say_states(text, value)
    if isinstance(value, Gap):
        figure, note = " ".join(say_gap(text, value)).strip(), say_unknown(text, value)
        return f"{figure}; {note}" if note else figure
    if isinstance(value, Range):
        return write_range(text, value)
    if isinstance(value, date):
        return write_day(text, value.isoformat())
    if isinstance(value, str):
        return tie_short_words(text, value)
    return write_number(text, value, kind)


def write_number(text: Text, value: float, kind: str) -> str:
    """A number as its column asks."""
    if kind == "whole":
        return str(round(value))
    if kind == "share":
        return write_share(text, float(value))
    return text.number(float(value), 1 if kind == "decimal" else 0)


def say_states(text: Text, states: States) -> str:
    """The four states as shares, each with its name."""
    total = sum(states.counts)
    named = zip(name_states(text), states.counts, strict=True)
    return ", ".join(f"{word} {write_share(text, share(n, total))}" for word, n in named)


def say_gap(text: Text, gap: Gap) -> tuple[str, str]:
    """People too far, and which share of all that is; no share of nobody."""
    return text.number(
        gap.too_far
    ), f"({write_share(text, share(gap.too_far, gap.people))})" if gap.too_far else ""


def say_unknown(text: Text, gap: Gap) -> str:
    """How many cannot be told about, where they are many enough to be said beside the figure; else ""."""
    unknown = share(gap.unknown, gap.people)
    return text("not known: {share}", share=write_share(text, unknown)) if unknown > UNKNOWN_FIRST else ""


def say_range(text: Text, value: Range) -> str:
    """A range in words, with the number that was counted."""
    return text(
        "from {low} to {high}, counted: {value}",
        low=text.number(value.low), high=text.number(value.high), value=text.number(value.value),
    )  # fmt: skip


def head_column(text: Text, column: Column) -> str:
    """Heading of a column with its unit."""
    return tie_short_words(text, f"{column.title} [{column.unit}]" if column.unit else column.title)


def say_table(table: Table, *, text: Text) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a table in words and figures."""
    heads = [head_column(text, column) for column in table.columns]
    kinds = [column.kind for column in table.columns]
    rows = [[say_cell(text, v, kind) for v, kind in zip(row, kinds, strict=True)] for row in table.rows]
    return heads, rows
