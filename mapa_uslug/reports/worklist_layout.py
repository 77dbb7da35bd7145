"""What stands where in a work list, for the workbook and for the page that says what to write into it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from mapa_uslug.catalog.words import name_quality
from mapa_uslug.contracts.cases import CASE_KINDS, LEAVE_OUT, Case, Choice, Decision
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.text import Text

# Sheets and the columns that are read back are named as in the official sheet, in Polish, whatever the language.
OPEN_SHEET: Final = "Do decyzji"
DECIDED_SHEET: Final = "Rozstrzygnięte"
GUIDE_SHEET: Final = "Jak wypełnić"
RECORD_SHEET: Final = "_dane"
NUMBER, CASE, KIND, WRONG, SUBJECT, SOURCE, CHOICES, ANSWER, NOTES = (
    "lp.", "case_id", "rodzaj", "co jest nie tak", "podmiot i adres", "źródło", "możliwości", "decyzja", "uwagi",
)  # fmt: skip
LEADING: Final = (NUMBER, CASE, KIND, WRONG, SUBJECT, SOURCE, CHOICES, ANSWER)
TYPED: Final = "wpisano"
WITHDRAW: Final = "cofnij"


@dataclass(frozen=True)
class Layout:
    """Cases in their order and columns; the same for the workbook and the page.

    Attributes
    ----------
    open : tuple of Case
        Undecided cases by kind, in the given order within it.
    decided : tuple of (Decision, Case or None)
        Earlier decisions; None where the question is not asked any more.
    typed : tuple of str
        Official columns that any of the cases can be answered in.
    """

    open: tuple[Case, ...]
    decided: tuple[tuple[Decision, Case | None], ...]
    typed: tuple[str, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers of both sheets."""
        return (*LEADING, *self.typed, NOTES)

    def cell(self, number: int, column: str) -> str:
        """Address of a cell of the undecided case with this number (from 1), as written."""
        return f"{get_column_letter(self.headers.index(column) + 1)}{number + 1}"


def lay_out(cases: Iterable[Case], decided: Iterable[Decision] = ()) -> Layout:
    """Sort cases into undecided and decided ones.

    Raises
    ------
    ValueError
        Two cases of one id, or an unknown kind.
    """
    ordered = sorted(cases, key=lambda c: CASE_KINDS.index(c.kind))
    by_id = {c.case_id: c for c in ordered}
    if len(by_id) < len(ordered):
        raise ValueError("case_id")
    decisions = sorted({d.case_id: d for d in decided}.values(), key=lambda d: (CASE_KINDS.index(d.kind), d))
    answered = {d.case_id for d in decisions}
    named = {c for case in ordered for c in case.columns}
    named |= {c for d in decisions if d.answer == TYPED for c, _ in d.changes}
    return Layout(
        open=tuple(c for c in ordered if c.case_id not in answered),
        decided=tuple((d, by_id.get(d.case_id)) for d in decisions),
        typed=tuple(c for c in COLUMN_NAMES if c in named),
    )


def name_kind(text: Text, kind: str) -> str:
    """A kind of case in words; an unknown one is given back."""
    return {
        "swapped_axes": text("Coordinates exchanged"),
        "other_gmina": text("Place in another gmina"),
        "wrong_teryt": text("Code of the gmina wrong"),
        "no_place": text("Place not known"),
        "ambiguous_place": text("Several places fit"),
        "near_match": text("A similar address was found"),
        "approximate_place": text("Place known only roughly"),
        "unknown_service": text("Service not in the catalogue"),
        "duplicate": text("Perhaps the same service twice"),
    }.get(kind, kind)


def describe_leave_out(text: Text, case: Case) -> str:
    """What `LEAVE_OUT` does to a case."""
    if case.kind == "duplicate":
        return text(
            "the second row ({service}) is left out, nothing is taken from it", service=case.service_ids[-1]
        )
    return text("the row is left out of the analysis")


def list_answers(text: Text, case: Case) -> list[str]:
    """Every answer that may be written, with its meaning."""
    lines = [f"{c.key} – {describe_choice(text, c)}" for c in case.choices]
    return [*lines, f"{LEAVE_OUT} – {describe_leave_out(text, case)}"]


def describe_choice(text: Text, choice: Choice) -> str:
    """What a choice means: its label, and how well the place would be known."""
    return f"{choice.label} – {place}" if (place := describe_place(text, choice)) else choice.label


def describe_place(text: Text, choice: Choice) -> str:
    """How a choice's place was found and the radius in which the truth lies, as far as known."""
    quality = name_quality(text, choice.quality)
    radius = name_distance(text, choice.radius_m)
    return ", ".join(filter(None, (quality, text("within {distance}", distance=radius) if radius else "")))


def name_distance(text: Text, metres: float) -> str:
    """A distance in metres up to one kilometre, else in kilometres; empty where not known."""
    if not math.isfinite(metres):
        return ""
    if metres < 999.5:
        return f"{text.number(metres)}\u00a0m"
    return f"{text.number(metres / 1000.0, 1 if metres < 99_950 else 0)}\u00a0km"


def allowed_answers(case: Case | None, decision: Decision | None = None) -> list[str]:
    """What may stand in the column of answers."""
    keys = [*(c.key for c in case.choices), LEAVE_OUT] if case else []
    if decision is None:
        return keys
    typed = [TYPED] if decision.answer == TYPED or (case and case.columns) else []
    return list(dict.fromkeys([*keys, *typed, decision.answer, WITHDRAW]))


def count_kinds(cases: Sequence[Case]) -> list[tuple[str, int]]:
    """How many cases there are of each kind that occurs, in the order of kinds."""
    counts = [(kind, sum(c.kind == kind for c in cases)) for kind in CASE_KINDS]
    return [(kind, n) for kind, n in counts if n]
