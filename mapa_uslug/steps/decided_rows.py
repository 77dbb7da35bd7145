"""Rows after what people decided: only decisions whose question still stands, and nothing public that must not be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from mapa_uslug.contracts.cases import Decision
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.registry.foreign.hidden_rows import keep_of_hidden, type_of_hidden
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.sensitivity import row_sensitivity
from mapa_uslug.registry.worklist.decision_effects import DecidedRows, apply_decisions
from mapa_uslug.steps.place_cases import PLACE_KINDS, place_case_id, type_case_id


@dataclass(frozen=True, eq=False)
class SettledRows:
    """Rows after the decisions.

    Attributes
    ----------
    decided : DecidedRows
        Its ``left_out`` also holds rows that a decision showed to be of a kind that is never kept: their id and reason
        and nothing else.
    hidden : frozenset of str
        Ids of rows that were removed or stripped, so that nothing more may be said of them.
    """

    decided: DecidedRows
    hidden: frozenset[str]
    problems: tuple[Problem, ...]


def settle_rows(rows: pd.DataFrame, decisions: Iterable[Decision], matcher: TypeMatcher) -> SettledRows:
    """Apply the decisions whose question the rows still ask; a row whose address has changed since is asked about anew."""
    current, outdated = _still_asked(rows, list(decisions))
    decided = apply_decisions(rows, current)
    told = [_told_outdated(d) for d in outdated]
    safe, hidden = hide_decided(decided, matcher)
    return SettledRows(safe, hidden, (*safe.problems, *told))


def _still_asked(rows: pd.DataFrame, decisions: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Decisions whose question stands, and those whose row says something else now.

    A question may have been asked of a row that an earlier decision had changed, hence the rounds.
    """
    current = [d for d in decisions if d.kind == "duplicate"]
    waiting = [d for d in decisions if d.kind != "duplicate"]
    state = rows
    while waiting:
        by_id = {row["usluga_id"]: row for row in state.to_dict("records")}
        # A decision about a service that is gone is told by `apply_decisions`.
        found = [d for d in waiting if d.service_ids[0] not in by_id or _asks(d, by_id[d.service_ids[0]])]
        if not found:
            break
        current += found
        waiting = [d for d in waiting if d not in found]
        state = apply_decisions(rows, current).rows
    return current, waiting


def _asks(decision: Decision, row: Mapping[str, str]) -> bool:
    ask = place_case_id if decision.kind in PLACE_KINDS else type_case_id
    return ask(decision.kind, row) == decision.case_id


def _told_outdated(decision: Decision) -> Problem:
    return problem(
        "A decision was not applied: the row {service} says something else than when it was taken.", where=decision.service_ids[0],
        code="outdated_decision", severity="warning", service=decision.service_ids[0],
        hint="If the question still stands, it is in the work list again.",
    )  # fmt: skip


def hide_decided(decided: DecidedRows, matcher: TypeMatcher) -> tuple[DecidedRows, frozenset[str]]:
    """Take out, or strip, rows that a decision has shown to be of a sensitive kind."""
    kept, dropped, hidden = [], [], set()
    for label, row in zip(decided.rows.index, decided.rows.to_dict("records"), strict=True):
        level, kind = row_sensitivity(row, matcher)
        if level == 2:
            hidden.add(row["usluga_id"])
            dropped.append(
                {
                    **dict.fromkeys(decided.left_out.columns, ""),
                    "usluga_id": row["usluga_id"],
                    "reason": f"never_kept:{kind}",
                }
            )
        elif level == 1 and row["wrazliwosc"] != "1":
            hidden.add(row["usluga_id"])
            source = str(row.get("origin", "")).rpartition(":")[0] or row["zrodlo"]
            stripped = keep_of_hidden(row, type_of_hidden(row, kind, matcher), kind=kind, source=source)
            kept.append((label, {**row, **stripped, "usluga_id": row["usluga_id"]}))
        else:
            kept.append((label, row))
    rows = pd.DataFrame(
        [row for _, row in kept], columns=decided.rows.columns, index=[i for i, _ in kept], dtype=object
    )
    left_out = pd.concat([decided.left_out, pd.DataFrame(dropped, columns=decided.left_out.columns)])
    return replace(decided, rows=rows, left_out=left_out), frozenset(hidden)
