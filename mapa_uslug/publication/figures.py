"""Figures of a run for everybody: people by state of every gmina at the main threshold, small counts hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES, SERVED, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.confidential import DEFAULT_K
from mapa_uslug.contracts.public import PublicFigures
from mapa_uslug.contracts.tables import STATES, CoverageLayer, PopulationCells
from mapa_uslug.publication.suppression import Counts, hide_small

_GROUPS: Final = ("all", "target")
_EVERYBODY: Final = len(STATES)
"""Column of all people, behind those of the states."""
_KEYS: Final = ("service_type", "mode", "level", "group", "gmina_teryt")


def publish_figures(
    layers: Sequence[CoverageLayer],
    *,
    cells: PopulationCells,
    gminas: Sequence[str],
    k: int = DEFAULT_K,
) -> PublicFigures:
    """Count people by state for the public, and hide every count that is small or tells a small one.

    Only the main threshold is told: between thresholds stand those who are far by the one and not by the other. All figures
    of a service type are looked at together: its modes, groups, gminas and their sums, since each follows from others, and so
    are differences that a reader can make: residents who are not of the target group, and those too far by one mode who are
    not by all.

    Parameters
    ----------
    gminas
        Codes of the area, in the order wanted.
    """
    rows: list[list[object]] = []
    main = [layer for layer in layers if layer.level == MAIN_LEVEL]
    for code in sorted({layer.service_type for layer in main}):
        answers = list(list_answers([layer for layer in main if layer.service_type == code]))
        book = _Book()
        for answer in answers:
            _enter(book, answer, cells, gminas)
        for part, whole in _list_nested(book, answers, [*gminas, ""]):
            book.add_rest(part, whole)
        hidden = hide_small(book.counts(), k=k)
        rows += _figure_rows(book, hidden, answers, [*gminas, ""])
    counted = dict.fromkeys(("people", *STATES), "Int64")
    return PublicFigures(pd.DataFrame(rows, columns=[*_KEYS, *counted]).astype(counted), k)


def list_answers(layers: Sequence[CoverageLayer]) -> Iterator[Combined]:
    """Answers of one service type: each mode and threshold, and all modes together where there are several."""
    levels = sorted({layer.level for layer in layers})
    for level in levels:
        group = sorted((x for x in layers if x.level == level), key=lambda x: x.mode)
        for layer in group:
            yield combine_layers([layer], layer.mode)
        if len(group) > 1:
            yield combine_layers(group, ALL_MODES)


@dataclass
class _Book:
    """Counts under names, with what links them, while they are collected."""

    values: list[int] = field(default_factory=list)
    known: list[bool] = field(default_factory=list)
    number: dict[tuple[object, ...], int] = field(default_factory=dict)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    untold: set[int] = field(default_factory=set)

    def enter(self, name: tuple[object, ...], value: int, *, known: bool = False) -> int:
        self.number[name] = len(self.values)
        self.values.append(int(value))
        self.known.append(known)
        return self.number[name]

    def add_sum(self, total: int, parts: Sequence[int]) -> None:
        """A sum that a reader may rely on; one that does not hold tells nothing."""
        if parts and self.values[total] == sum(self.values[i] for i in parts):
            self.sums.append((total, tuple(parts)))

    def add_rest(self, part: int, whole: int) -> None:
        """What a reader can subtract is a count as well: never less than nobody, and perhaps a small one."""
        rest = self.values[whole] - self.values[part]
        if rest >= 0:
            known = self.known[whole] and self.known[part]
            self.untold.add(self.enter(("rest", part, whole), rest, known=known))
            self.add_sum(whole, [part, len(self.values) - 1])

    def counts(self) -> Counts:
        return Counts(
            np.array(self.values, dtype=np.int64),
            tuple(self.sums),
            np.array(self.known, dtype=bool),
            np.isin(np.arange(len(self.values)), list(self.untold)),
        )


def _enter(book: _Book, answer: Combined, cells: PopulationCells, gminas: Sequence[str]) -> None:
    """People by state of every gmina and of all, with the sums along both."""
    codes = cells.table["gmina_teryt"].to_numpy(dtype=object)
    for group, states in zip(_GROUPS, (answer.people, answer.target), strict=True):
        if states is None:
            continue
        numbers = []
        # The map shows the state of every cell: of nobody, and of everybody, no figure is needed to tell.
        shown = _by_gmina(answer.people, codes, gminas)
        for (code, row), (_, residents) in zip(_by_gmina(states, codes, gminas), shown, strict=True):
            name = (answer.mode, answer.level, group, code)
            everybody = int(row.sum())
            # How many live in a gmina is told by the statistical office, of a group as of all.
            is_known = everybody == 0 or everybody >= DEFAULT_K
            is_told = (residents == 0) | (is_known & (residents == residents.sum()))
            parts = [book.enter((*name, s), n, known=bool(is_told[s])) for s, n in enumerate(row)]
            total = book.enter((*name, _EVERYBODY), everybody, known=is_known)
            book.add_sum(total, parts)
            numbers.append([*parts, total])
        for column in zip(*numbers, strict=True):
            book.add_sum(column[-1], column[:-1])


def _by_gmina(
    states: NDArray[np.int64], codes: NDArray[np.object_], gminas: Sequence[str]
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    for code in gminas:
        yield code, states[codes == code].sum(axis=0)
    yield "", states.sum(axis=0)


def _list_nested(book: _Book, answers: Sequence[Combined], codes: Sequence[str]) -> Iterator[tuple[int, int]]:
    """What everybody knows to be never more: a group than all, too far by all modes than by one, served by one than by all."""
    for answer, code in product(answers, codes):
        for state in (*range(len(STATES)), _EVERYBODY):
            group, everybody = ((answer.mode, answer.level, g, code, state) for g in ("target", "all"))
            if group in book.number:
                yield book.number[group], book.number[everybody]
        for g, state in product(_GROUPS, (SERVED, TOO_FAR)):
            together, alone = ((m, answer.level, g, code, state) for m in (ALL_MODES, answer.mode))
            if answer.mode != ALL_MODES and together in book.number:
                pair = (book.number[together], book.number[alone])
                yield pair if state == TOO_FAR else pair[::-1]


def _figure_rows(
    book: _Book, hidden: NDArray[np.bool_], answers: Sequence[Combined], codes: Sequence[str]
) -> Iterator[list[object]]:
    for answer in answers:
        for group in _GROUPS:
            for code in codes:
                name = (answer.mode, answer.level, group, code)
                if (*name, 0) not in book.number:
                    continue
                numbers = [book.number[(*name, s)] for s in (_EVERYBODY, *range(len(STATES)))]
                yield [answer.service_type, *name, *(_tell(book, hidden, i) for i in numbers)]


def _tell(book: _Book, hidden: NDArray[np.bool_], number: int) -> object:
    return pd.NA if hidden[number] else book.values[number]
