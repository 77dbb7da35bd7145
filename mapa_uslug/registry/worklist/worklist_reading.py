"""The work list as a person leaves it: decisions, and every cell that cannot be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.cases import LEAVE_OUT, Case, Decision
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import InputError, Problem, Severity, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.placing import Issue
from mapa_uslug.registry.worklist.decisions import TYPED, WITHDRAW
from mapa_uslug.registry.worklist.worklist_book import AnswerRow, open_book
from mapa_uslug.registry.worklist.worklist_checks import check_form
from mapa_uslug.registry.worklist.worklist_record import read_record

Check = Callable[[Case, Mapping[str, str]], Sequence[Issue]]
"""Holds what a person typed (official column -> text) against something; issues that are fatal stop the file."""

_END_MARKS: Final = " .):;"


@dataclass
class _Reader:
    cases: Mapping[str, Case]
    decided: Mapping[str, Decision]
    checks: Sequence[Check]
    decisions: dict[str, tuple[AnswerRow, Decision]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        message: str,
        *,
        where: str,
        hint: str,
        code: str,
        severity: Severity = "error",
        **values: object,
    ) -> None:
        self.problems.append(problem(message, where=where, hint=hint, code=code, severity=severity, **values))


def read_decisions(
    path: Path,
    cases: Sequence[Case] | None = None,
    *,
    decided: Sequence[Decision] | None = None,
    checks: Sequence[Check] = (),
    partial: bool = False,
) -> tuple[list[Decision], list[Problem]]:
    """Read a work list that was filled in: XLSX, or ODS; rows may be sorted, filtered away or deleted.

    A row with neither an answer nor anything typed is undecided. A row that stands as it was decided before gives
    the earlier decision back.

    Parameters
    ----------
    cases, decided
        What is asked, and what was decided before; where None, as the work list itself records them on its hidden
        sheet (which is only ever parsed and checked).
    checks
        See `registry.worklist.worklist_checks`.
    partial
        Give the decisions that are understood although others are not.

    Returns
    -------
    decisions : list of Decision
        By case; empty if there is an error, unless `partial`. `WITHDRAW` is among the answers.
    problems : list of Problem
        All of them, in the order of the rows.
    """
    try:
        book = open_book(path)
        record = read_record(book) if cases is None or decided is None else None
    except InputError as error:
        return [], error.problems
    known = cases if cases is not None else record.cases if record else ()
    earlier = decided if decided is not None else record.decided if record else ()
    reader = _Reader({c.case_id: c for c in known}, {d.case_id: d for d in earlier}, checks)
    reader.problems += book.problems
    for row in book.rows:
        _read_row(row, reader)
    has_error = any(p.severity == "error" for p in reader.problems)
    found = [] if has_error and not partial else sorted(d for _, d in reader.decisions.values())
    return found, reader.problems


def read_cases(path: Path) -> tuple[tuple[Case, ...], tuple[Decision, ...]]:
    """Cases and earlier decisions as a work list records them.

    Raises
    ------
    InputError
        No work list, or its record was changed so that it means nothing any more.
    """
    record = read_record(open_book(path))
    return record.cases, record.decided


def read_notes(path: Path) -> dict[str, str]:
    """A person's own notes, by case.

    Raises
    ------
    InputError
        No work list.
    """
    return {row.case_id: row.note for row in open_book(path).rows if row.note}


def _read_row(row: AnswerRow, reader: _Reader) -> None:
    earlier = reader.decided.get(row.case_id)
    if row.is_blank:
        if earlier and row.case_id:
            reader.add("The earlier decision was emptied; it stays as it was.", where=row.where(), code="left_empty", severity="warning",
                       hint="To take it back, write {word} in the column decyzja.", word=WITHDRAW)  # fmt: skip
        return
    if not row.case_id:
        reader.add("This row has an answer but no case_id.", where=row.where("case_id"), code="no_case_id",
                   hint="Restore the case_id from a copy of the work list, or write the answer in the row of its case.")  # fmt: skip
        return
    case = reader.cases.get(row.case_id)
    count = len(reader.problems)
    decision = _decide(row, case, earlier, reader)
    if decision is not None and len([p for p in reader.problems[count:] if p.severity == "error"]) == 0:
        _keep(row, decision, reader)


def _keep(row: AnswerRow, decision: Decision, reader: _Reader) -> None:
    first, kept = reader.decisions.setdefault(decision.case_id, (row, decision))
    if kept != decision:
        reader.add("This case has another answer in {cell}.", where=row.where(), code="decided_twice",
                   hint="Leave one of the two rows.", cell=first.where())  # fmt: skip


def _decide(row: AnswerRow, case: Case | None, earlier: Decision | None, reader: _Reader) -> Decision | None:
    answer = fold(row.answer).strip(_END_MARKS)
    if earlier and answer == WITHDRAW:
        return Decision(earlier.case_id, earlier.kind, earlier.service_ids, WITHDRAW)
    if earlier and _is_unchanged(row, answer, earlier):
        return earlier
    if case is None:
        _refuse_answer(row, earlier, reader)
        return None
    typed = dict(row.typed)
    if earlier and answer != fold(TYPED) and _as_shown(typed, earlier):
        # What was typed for the earlier decision may be left standing beside the new answer.
        typed = {}
    if answer and answer != fold(TYPED):
        return _choose(row, answer, typed, case, reader)
    return _type_instead(row, typed, case, reader)


def _is_unchanged(row: AnswerRow, answer: str, earlier: Decision) -> bool:
    return answer == fold(earlier.answer) and _as_shown(dict(row.typed), earlier)


def _as_shown(typed: Mapping[str, str], earlier: Decision) -> bool:
    """Whether the cells say no more than what the work list showed of an earlier decision."""
    shown = dict(earlier.changes) if earlier.answer == TYPED else {}
    return all(shown.get(column) == value for column, value in typed.items()) and bool(
        typed or earlier.answer != TYPED
    )


def _refuse_answer(row: AnswerRow, earlier: Decision | None, reader: _Reader) -> None:
    if earlier:
        reader.add("{value} is no answer here: the question is not asked any more.", where=row.where("decyzja"), code="bad_answer",
                   hint="Leave {old}, or write {word} to have it asked again.", value=row.answer or row.first_typed,
                   old=earlier.answer, word=WITHDRAW)  # fmt: skip
        return
    reader.add("There is no case {case} in this work list.", where=row.where("case_id"), code="unknown_case",
               hint="The list may be an old one: write a new work list and copy the answer there.", case=row.case_id)  # fmt: skip


def _choose(
    row: AnswerRow, answer: str, typed: Mapping[str, str], case: Case, reader: _Reader
) -> Decision | None:
    if typed:
        reader.add("There is both an answer ({value}) and something typed ({typed}).", where=row.where("decyzja"), code="both",
                   hint="Leave one of the two empty.", value=row.answer, typed=", ".join(typed))  # fmt: skip
        return None
    if answer == LEAVE_OUT:
        return Decision(case.case_id, case.kind, case.service_ids, LEAVE_OUT)
    choice = next((c for c in case.choices if fold(c.key) == answer), None)
    if choice is None:
        allowed = ", ".join([*(c.key for c in case.choices), LEAVE_OUT])
        reader.add("{value} is not among the answers of this case.", where=row.where("decyzja"), code="bad_answer",
                   hint="Write one of: {allowed}; or fill in the columns beside instead.", value=row.answer, allowed=allowed)  # fmt: skip
        return None
    return Decision(case.case_id, case.kind, case.service_ids, choice.key, choice.changes)


def _type_instead(row: AnswerRow, typed: Mapping[str, str], case: Case, reader: _Reader) -> Decision | None:
    if not typed:
        reader.add("The answer is {value}, but nothing is filled in.", where=row.where("decyzja"), code="nothing_typed",
                   hint="Fill in one of: {columns}.", value=TYPED, columns=", ".join(case.columns) or "-")  # fmt: skip
        return None
    foreign = [c for c in typed if c not in case.columns]
    for column in foreign:
        reader.add("The column {column} does not answer this case.", where=row.where(column), code="foreign_column",
                   hint="Empty the cell; this case can be answered in: {columns}.", column=column,
                   columns=", ".join(["decyzja", *case.columns]))  # fmt: skip
    if foreign:
        return None
    changes, issues = check_form(typed)
    if not any(issue.is_fatal for issue in issues):
        issues += [issue for check in reader.checks for issue in check(case, dict(changes))]
    _report(row, typed, issues, reader)
    in_order = tuple(sorted(changes, key=lambda change: COLUMN_NAMES.index(change[0])))
    return Decision(case.case_id, case.kind, case.service_ids, TYPED, in_order)


def _report(row: AnswerRow, typed: Mapping[str, str], issues: Iterable[Issue], reader: _Reader) -> None:
    for issue in issues:
        column = next((c for c in issue.column.replace(" ", "").split(",") if c in typed), "decyzja")
        reader.problems.append(problem(
            issue.message, where=row.where(column), hint=issue.hint, code=issue.code,
            severity="error" if issue.is_fatal else "warning", **issue.values))  # fmt: skip
