"""The hidden sheet of a work list: what was asked and decided, parsed strictly, because anybody may have changed it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from mapa_uslug.contracts.cases import CASE_KINDS, LEAVE_OUT, Case, Choice, Decision
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.registry.worklist.decisions import CHANGEABLE_COLUMNS
from mapa_uslug.registry.worklist.worklist_book import Book

_CASES = TypeAdapter(Case)
_DECISIONS = TypeAdapter(Decision)
_Record = TypeVar("_Record", Case, Decision)


@dataclass(frozen=True)
class Record:
    """Cases and earlier decisions of a work list."""

    cases: tuple[Case, ...]
    decided: tuple[Decision, ...]


def read_record(book: Book) -> Record:
    """Read the record of a work list: one JSON object a row, ``{"case": ...}`` or ``{"decision": ...}``.

    Raises
    ------
    InputError
        No record, or one that was changed so that it cannot be trusted.
    """
    if book.record is None:
        raise InputError([problem("The work list has lost its hidden sheet, on which the questions are recorded.", where=book.name,
                                  code="no_record", hint="Write a new work list and copy the answers there.")])  # fmt: skip
    cases: list[Case] = []
    decided: list[Decision] = []
    problems: list[Problem] = []
    for number, text in enumerate(book.record, start=2):
        try:
            found = _parse(text)
        except (ValueError, RecursionError) as error:
            problems.append(problem("Row {row} of the hidden sheet was changed and cannot be used: {reason}", where=book.name,
                                    code="bad_record", hint="Write a new work list and copy the answers there.",
                                    row=number, reason=_brief(error)))  # fmt: skip
            continue
        (cases if isinstance(found, Case) else decided).append(found)  # type: ignore[arg-type]
    problems += _repeated(book.name, [c.case_id for c in cases]) + _repeated(
        book.name, [d.case_id for d in decided]
    )
    if problems:
        raise InputError(problems)
    return Record(tuple(cases), tuple(decided))


def _repeated(name: str, ids: list[str]) -> list[Problem]:
    return [
        problem("The hidden sheet records the case {case} more than once.", where=name, code="bad_record",
                hint="Write a new work list and copy the answers there.", case=case)
        for case in sorted({i for i in ids if ids.count(i) > 1} if len(set(ids)) < len(ids) else ())
    ]  # fmt: skip


def _brief(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip()
    return str(error)[:200]


def _parse(text: str) -> Case | Decision:
    given = json.loads(text)
    if not isinstance(given, dict) or len(given) != 1:
        raise ValueError("not one record")
    (what, content), *_ = given.items()
    if what == "case":
        _refuse_unknown(content, Case)
        for choice in content.get("choices", ()) if isinstance(content, dict) else ():
            _refuse_unknown(choice, Choice)
        return _trusted_case(_validate(_CASES, content))
    if what == "decision":
        _refuse_unknown(content, Decision)
        return _trusted_decision(_validate(_DECISIONS, content))
    raise ValueError(str(what))


def _validate(adapter: TypeAdapter[_Record], content: object) -> _Record:
    return adapter.validate_json(json.dumps(content), strict=True)


def _refuse_unknown(content: Any, record: type[Case | Choice | Decision]) -> None:
    unknown = sorted(set(content) - {f.name for f in fields(record)}) if isinstance(content, dict) else []
    if unknown:
        raise ValueError(unknown[0])


def _trusted_case(case: Case) -> Case:
    _check_ids(case.case_id, case.kind, case.service_ids)
    keys = [c.key for c in case.choices]
    if len(set(keys)) < len(keys) or LEAVE_OUT in keys or not all(keys):
        raise ValueError("choices.key")
    _check_columns(column for c in case.choices for column, _ in c.changes)
    _check_columns(case.columns)
    for lon, lat in ((case.lon, case.lat), *((c.lon, c.lat) for c in case.choices)):
        if abs(lon) > 180.0 or abs(lat) > 90.0 or math.isnan(lon) != math.isnan(lat):
            raise ValueError("lon, lat")
    return case


def _trusted_decision(decision: Decision) -> Decision:
    _check_ids(decision.case_id, decision.kind, decision.service_ids)
    _check_columns(column for column, _ in decision.changes)
    if not decision.answer:
        raise ValueError("answer")
    return decision


def _check_ids(case_id: str, kind: str, service_ids: tuple[str, ...]) -> None:
    if not case_id or kind not in CASE_KINDS or not service_ids or not all(service_ids):
        raise ValueError("case_id, kind, service_ids")


def _check_columns(columns: Iterable[str]) -> None:
    foreign = sorted(set(columns) - CHANGEABLE_COLUMNS)
    if foreign:
        raise ValueError(foreign[0])
