"""From rows and what was found of their places to the questions that a person must answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapa_uslug.contracts.cases import Case, Choice
from mapa_uslug.contracts.places import FoundPlace
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import Text, mark
from mapa_uslug.registry.duplicates import find_duplicates
from mapa_uslug.registry.meaning.gmina_check import GminaCheck
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.worklist.decisions import KEEP, MERGE
from mapa_uslug.steps.place_cases import PlaceAsker, RowInQuestion, case_id, type_case_id
from mapa_uslug.steps.place_finding import PlacedRow

_MOST_OF_KIND: Final = 500
_NOWHERE: Final = PlacedRow(FoundPlace(None), GminaCheck("no_point", ""))


@dataclass(frozen=True, eq=False)
class QuestionableRows:
    """Rows of the official sheet (with ``origin``) and what was found of the place of each.

    Attributes
    ----------
    rows, with_places : DataFrame
        As they came, which is what is asked about; and with the places that were found.
    knows_addresses : bool
        Whether there were addresses to look in: where none are, every place would be a question.
    """

    rows: pd.DataFrame
    with_places: pd.DataFrame
    placed: tuple[PlacedRow, ...]
    matcher: TypeMatcher
    gmina_names: Mapping[str, str]
    knows_addresses: bool = True

    def each(self) -> Iterator[RowInQuestion]:
        """One after the other, with its type of service."""
        for row, placed in zip(self.rows.to_dict("records"), self.placed, strict=True):
            service_type = self.matcher.find(row["usluga_kod"])
            yield RowInQuestion(row, row["origin"], placed, service_type)


def find_cases(questionable: QuestionableRows, *, text: Text, settled: Collection[str] = ()) -> list[Case]:
    """Every question about a set of rows, sorted by service; those whose decision was applied are not asked again."""
    rows = list(questionable.each())
    matcher = questionable.matcher
    cases = [
        *PlaceAsker(questionable.gmina_names, text, questionable.knows_addresses).ask(rows),
        *type_cases(rows, matcher),
        *duplicate_cases(questionable.with_places, matcher, text=text),
    ]
    return sorted(
        (c for c in cases if c.case_id not in settled), key=lambda c: (c.service_ids, c.kind, c.case_id)
    )


def limit_cases(cases: Sequence[Case]) -> tuple[list[Case], list[Problem]]:
    """At most `_MOST_OF_KIND` of each kind, and a warning about the others, which the notes name all the same.

    A register of the whole country against one powiat's addresses would ask about every row of the country.
    """
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case)
    many = {kind: len(found) for kind, found in by_kind.items() if len(found) > _MOST_OF_KIND}
    kept = {c.case_id for found in by_kind.values() for c in found[:_MOST_OF_KIND]}
    told = [problem("Too many questions of one kind: {count}; the work list holds the first {limit}.", where=kind, code="many_cases",
                    severity="warning", count=count, limit=_MOST_OF_KIND,
                    hint="Leave out rows that are not of your area, or give addresses that cover the list.")
            for kind, count in many.items()]  # fmt: skip
    return [case for case in cases if case.case_id in kept], told


def type_cases(rows: Sequence[RowInQuestion], matcher: TypeMatcher) -> list[Case]:
    """One case for every row whose service the catalog does not know."""
    return [_type_case(r, matcher) for r in rows if r.service_type is None]


def _type_case(r: RowInQuestion, matcher: TypeMatcher) -> Case:
    given = r.row["usluga_kod"]
    found = matcher.suggest_types(given or r.row["nazwa"])
    choices = tuple(
        Choice(str(n), f"{t.code} ({t.name})", (("usluga_kod", t.code),))
        for n, t in enumerate(found, start=1)
    )
    return Case(
        case_id=type_case_id("unknown_service", r.row), kind="unknown_service",
        service_ids=(r.row["usluga_id"],), source=r.origin, subject=r.subject,
        message=mark("The catalog has no service called {value}."), values=(("value", given or "–"),),
        hint=mark("Choose a service, or write its code or name (sheet Katalog of the empty sheet), or leave the row out."),
        choices=choices, columns=("usluga_kod",),
    )  # fmt: skip


def duplicate_cases(rows: pd.DataFrame, matcher: TypeMatcher, *, text: Text) -> list[Case]:
    """One case for every pair of rows that may be one service."""
    by_id = {row["usluga_id"]: row for row in rows.to_dict("records")}
    pairs = find_duplicates(rows.set_index("usluga_id", drop=False), matcher=matcher)
    found = [(by_id[str(p.first)], by_id[str(p.second)], p.score) for p in pairs]
    return [_duplicate_case(*pair, text) for pair in found if not _are_listed_apart(*pair[:2])]


def _are_listed_apart(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    """Whether one list gives a home several rows, by whom its places are for: two lists word that differently."""
    is_one_list = first["origin"].rpartition(":")[0] == second["origin"].rpartition(":")[0]
    return (
        is_one_list
        and bool(first["kryteria"])
        and bool(second["kryteria"])
        and first["kryteria"] != second["kryteria"]
    )


def _duplicate_case(first: Mapping[str, str], second: Mapping[str, str], score: float, text: Text) -> Case:
    ids = first["usluga_id"], second["usluga_id"]
    subject = " / ".join(RowInQuestion(row, "", _NOWHERE).subject for row in (first, second))
    return Case(
        case_id=case_id("duplicate", *ids), kind="duplicate", service_ids=ids,
        source=f"{first['origin']} / {second['origin']}", subject=subject,
        message=mark("Two rows may be one service (likeness {score} %)."), values=(("score", f"{score:.0f}"),),
        hint=mark("Say whether they are one; then the first is kept and its empty cells are filled from the second."),
        choices=(Choice(MERGE, text("one service: join them")), Choice(KEEP, text("two services: keep both"))),
    )  # fmt: skip
