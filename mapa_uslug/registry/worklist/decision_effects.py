"""What decisions do to the rows of the official sheet: change columns, leave rows out, join two rows of one service."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from mapa_uslug.contracts.cases import LEAVE_OUT, Decision
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.registry.worklist.decisions import CHANGEABLE_COLUMNS, KEEP, MERGE

# Columns that mean something only together: a blank is filled from another row only where the rest agrees, so that
# no place is made of two halves and no number gets another's unit.
_TOGETHER: Final = (
    ("lat", "lon", "zrodlo_wsp", "klasa_wsp"),
    ("teryt7", "teryt_rok", "gmina", "powiat", "wojewodztwo"),
    ("miejscowosc", "simc", "ulica", "nr", "kod"),
    ("pojemnosc", "jednostka", "zajete", "kolejka"),
    ("wiek_od", "wiek_do"),
    ("dni", "godziny"),
    ("zrodlo", "data_stanu"),
)
_STRICTNESS: Final = {"": 0, "0": 0, "1": 1, "2": 2}


@dataclass(frozen=True, eq=False)
class DecidedRows:
    """Rows after the decisions, and what became of both.

    Attributes
    ----------
    rows : DataFrame
        As they came, in their order and with their index, without those left out.
    left_out : DataFrame
        Columns of `rows`, and ``reason`` (``left_out_by_decision``, ``merged``), ``case_id`` (the decision) and
        ``merged_into`` (id of the row that stays).
    applied, stale : tuple of Decision
        Every decision is in one of the two. Stale: its service is gone, or it contradicts another decision.
    problems : tuple of Problem
        One warning for each stale decision.
    """

    rows: pd.DataFrame
    left_out: pd.DataFrame
    applied: tuple[Decision, ...]
    stale: tuple[Decision, ...]
    problems: tuple[Problem, ...]


@dataclass
class _Work:
    rows: dict[str, dict[str, str]]
    stale: dict[Decision, Problem] = field(default_factory=dict)
    gone: dict[str, tuple[str, Decision, str]] = field(default_factory=dict)


def apply_decisions(rows: pd.DataFrame, decisions: Iterable[Decision]) -> DecidedRows:
    """Apply decisions to rows of official columns (text); the order of neither matters.

    Columns are changed first, then rows are left out, then those of one service joined: of rows that were joined in
    a chain the one that is nobody's second stays, and its blanks are filled from the others, nearest first. Of a
    duplicate, `LEAVE_OUT` leaves the second row out and takes nothing from it.

    Parameters
    ----------
    rows
        ``usluga_id`` and other columns of the official sheet, further columns are left as they are.
    """
    ordered = sorted(set(decisions))
    named = {s for d in ordered for s in d.service_ids}
    ids = Counter(rows["usluga_id"])
    is_named = rows["usluga_id"].isin([s for s in named if ids[s] == 1])
    work = _Work({str(r["usluga_id"]): r for r in rows.loc[is_named].to_dict("records")})
    present = [d for d in ordered if _is_present(d, ids, work)]
    _change_columns(present, work)
    present = [d for d in present if d not in work.stale]
    _leave_out(present, work)
    _join_rows(present, work)
    return _decided(rows, ordered, work)


def _is_present(decision: Decision, ids: Mapping[str, int], work: _Work) -> bool:
    missing = [s for s in decision.service_ids if ids[s] != 1]
    if decision.service_ids and not missing:
        return True
    if any(ids[s] > 1 for s in missing):
        work.stale[decision] = _stale(
            mark("The decision was not applied: more than one row has the id {services}."),
            mark("Give every service an id of its own."), decision, services=", ".join(missing))  # fmt: skip
    else:
        work.stale[decision] = _stale(
            mark("The decision was not applied: there is no service {services} any more."),
            mark("Nothing needs to be done; the decision is kept in case the service comes back."), decision, services=", ".join(missing) or "-")  # fmt: skip
    return False


def _stale(message: str, hint: str, decision: Decision, **values: str) -> Problem:
    return problem(
        message, where=decision.case_id, hint=hint, code="stale_decision", severity="warning", **values
    )


def _change_columns(decisions: Sequence[Decision], work: _Work) -> None:
    wanted: defaultdict[tuple[str, str], dict[str, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    for decision in decisions:
        for column, value in decision.changes:
            if column in CHANGEABLE_COLUMNS and column in work.rows[decision.service_ids[0]]:
                wanted[decision.service_ids[0], column][value].append(decision)
    for (service, column), by_value in sorted(wanted.items()):
        if len(by_value) > 1:
            _disagree(service, column, by_value, work)
    for (service, column), by_value in wanted.items():
        (value, deciders), *_ = by_value.items()
        if not all(d in work.stale for d in deciders):
            work.rows[service][column] = value


def _disagree(service: str, column: str, by_value: Mapping[str, Sequence[Decision]], work: _Work) -> None:
    """Decisions that contradict each other are not applied at all: nobody can say which was meant."""
    for decision in (d for deciders in by_value.values() for d in deciders):
        work.stale.setdefault(decision, _stale(
            mark("The decision was not applied: another one gives {column} of service {service} another value ({values})."),
            mark("Change one of them on the sheet of decided cases."), decision,
            column=column, service=service, values=", ".join(sorted(by_value))))  # fmt: skip


def _leave_out(decisions: Iterable[Decision], work: _Work) -> None:
    for decision in decisions:
        if decision.answer == LEAVE_OUT and decision.kind != "duplicate":
            for service in decision.service_ids:
                work.gone.setdefault(service, ("left_out_by_decision", decision, ""))


def _join_rows(decisions: Sequence[Decision], work: _Work) -> None:
    joining = [d for d in decisions if d.answer == MERGE or (d.answer == LEAVE_OUT and d.kind == "duplicate")]
    for decision in joining:
        gone = sorted(s for s in decision.service_ids if s in work.gone)
        if gone:
            work.stale[decision] = _stale(
                mark("The decision was not applied: service {services} is left out by another decision."),
                mark("Change one of them on the sheet of decided cases."), decision, services=", ".join(gone))  # fmt: skip
    joining = [d for d in joining if d not in work.stale]
    apart = [set(d.service_ids) for d in decisions if d.answer == KEEP and len(d.service_ids) > 1]
    for group in _groups(joining):
        torn = next((pair for pair in apart if pair <= set(group)), None)
        members = [d for d in joining if d.service_ids[0] in group]
        if torn is None:
            _join_group(group, members, work)
            continue
        for decision in members:
            work.stale[decision] = _stale(
                mark("The decision was not applied: {services} would be joined through other rows, but were decided to be two services."),
                mark("Change one of the decisions on the sheet of decided cases."), decision, services=", ".join(sorted(torn)))  # fmt: skip


def _groups(joining: Iterable[Decision]) -> list[list[str]]:
    """Services that are joined, directly or through others."""
    neighbours = _neighbours(joining)
    groups: list[list[str]] = []
    seen: set[str] = set()
    for service in sorted(neighbours):
        if service not in seen:
            groups.append(_nearest_first(service, neighbours))
            seen.update(groups[-1])
    return groups


def _neighbours(joining: Iterable[Decision]) -> dict[str, set[str]]:
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for decision in joining:
        first, *others = decision.service_ids
        neighbours[first].update(others)
        for other in others:
            neighbours[other].add(first)
    return dict(neighbours)


def _nearest_first(start: str, neighbours: Mapping[str, set[str]]) -> list[str]:
    found, level = [start], [start]
    while level:
        level = sorted({n for s in level for n in neighbours.get(s, ())} - set(found))
        found += level
    return found


def _join_group(group: Sequence[str], members: Sequence[Decision], work: _Work) -> None:
    seconds = {s for d in members for s in d.service_ids[1:]}
    # In a ring everybody is somebody's second.
    kept = min([s for s in group if s not in seconds] or group)
    merges = _neighbours(d for d in members if d.answer == MERGE)
    for other in _nearest_first(kept, merges)[1:]:
        fill_blanks(work.rows[kept], work.rows[other])
    for other in group:
        if other != kept:
            decider = min(
                (d for d in members if other in d.service_ids), key=lambda d: d.service_ids[0] == other
            )
            reason = "merged" if decider.answer == MERGE else "left_out_by_decision"
            work.gone[other] = (reason, decider, kept)


def fill_blanks(kept: dict[str, str], other: Mapping[str, str]) -> None:
    """Fill blanks of `kept` in place; columns that belong together only from a row that does not contradict them.

    The stricter of two sensitivities stays.
    """
    grouped = {c for together in _TOGETHER for c in together}
    for columns in (*_TOGETHER, *((c,) for c in other if c in CHANGEABLE_COLUMNS - grouped)):
        known = [c for c in columns if c in kept and c in other]
        if all(not kept[c] or not other[c] or fold(str(kept[c])) == fold(str(other[c])) for c in known):
            kept.update({c: other[c] for c in known if not kept[c]})
    if _strictness(other) > _strictness(kept):
        kept["wrazliwosc"] = other["wrazliwosc"]


def _strictness(row: Mapping[str, str]) -> int:
    return _STRICTNESS.get(str(row.get("wrazliwosc", "")).removesuffix(".0"), 1)


def _decided(rows: pd.DataFrame, ordered: Sequence[Decision], work: _Work) -> DecidedRows:
    decided = _with_changes(rows, work.rows)
    gone = decided["usluga_id"].isin(list(work.gone))
    left_out = decided.loc[gone].copy()
    facts = [work.gone[s] for s in left_out["usluga_id"]]
    left_out["reason"] = pd.Series([f[0] for f in facts], index=left_out.index, dtype=object)
    left_out["case_id"] = pd.Series([f[1].case_id for f in facts], index=left_out.index, dtype=object)
    left_out["merged_into"] = pd.Series([f[2] for f in facts], index=left_out.index, dtype=object)
    return DecidedRows(
        rows=decided.loc[~gone],
        left_out=left_out,
        applied=tuple(d for d in ordered if d not in work.stale),
        stale=tuple(d for d in ordered if d in work.stale),
        problems=tuple(work.stale[d] for d in ordered if d in work.stale),
    )


def _with_changes(rows: pd.DataFrame, by_id: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """A copy of the rows with new text in the cells that changed; every other cell and type is as it was."""
    decided = rows.copy()
    places = [(i, by_id[s]) for i, s in enumerate(rows["usluga_id"]) if s in by_id]
    for number, column in enumerate(rows.columns):
        if column in CHANGEABLE_COLUMNS or column == "wrazliwosc":
            old = rows[column].tolist()
            for i, changed in places:
                if changed[column] != old[i]:
                    decided.iloc[i, number] = changed[column]
    return decided
