"""Figures of a run for everybody: people by state of every gmina, and white spots, small counts hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.confidential import hide_confidential_people
from mapa_uslug.contracts.public import PublicFigures
from mapa_uslug.contracts.tables import STATES, CoverageLayer, PopulationCells
from mapa_uslug.publication.suppression import DEFAULT_K, Counts, hide_small

_GROUPS: Final = ("all", "target")
_EVERYBODY: Final = len(STATES)
"""Column of all people, behind those of the states."""
_KEYS: Final = ("service_type", "mode", "level", "group", "gmina_teryt")


def publish_figures(
    layers: Sequence[CoverageLayer],
    *,
    cells: PopulationCells,
    gminas: Sequence[str],
    white_spots: pd.DataFrame,
    k: int = DEFAULT_K,
) -> PublicFigures:
    """Count people by state for the public, and hide every count that is small or tells a small one.

    All figures of a service type are looked at together: its modes, thresholds, groups, gminas, their sums and its white
    spots, since each follows from others. White spots of the same cells are one count, whatever they are spots of: their
    shapes are told, so that one would tell the other.

    Parameters
    ----------
    gminas
        Codes of the area, in the order wanted.
    white_spots
        As in `RunResult`. People are told of those at the main threshold by every mode that counts, of the others the shape
        alone: shapes that repeat from answer to answer would tell what one of them hides. Of target groups nothing is
        published: most are confidential, and would hide the gminas' figures.
    """
    told = white_spots.assign(people=hide_confidential_people(white_spots, cells.table))
    figures: list[list[object]] = []
    spots: list[list[object]] = []
    is_hidden: dict[_Ground, bool] = {}
    for code in sorted({layer.service_type for layer in layers}):
        answers = list(list_answers([layer for layer in layers if layer.service_type == code]))
        book = _Book()
        for answer in answers:
            _enter(book, answer, cells, gminas)
        asked = {
            (a.mode, a.level)
            for a in answers
            if a.level == MAIN_LEVEL and (a.mode == ALL_MODES or _has_one_mode(answers))
        }
        own = _answered(told[told["service_type"] == code], white_spots, asked)
        for key, rows in own.groupby(["mode", "level"], sort=True):
            _enter_spots(book, (str(key[0]), int(key[1])), rows, gminas, is_hidden)
        _enter_nested(book, answers, [*gminas, ""])
        hidden = hide_small(book.counts(), k=k)
        is_hidden |= {ground: bool(hidden[number]) for ground, number in book.grounds.items()}
        figures += _figure_rows(book, hidden, answers, [*gminas, ""])
        spots += _spot_rows(book, hidden, own)
    columns = [*_KEYS, "people", *STATES]
    spot_columns = ["white_spot_id", "service_type", "mode", "level", "people"]
    return PublicFigures(
        figures=_counted(pd.DataFrame(figures, columns=columns), ("people", *STATES)),
        spots=_counted(pd.DataFrame(spots, columns=spot_columns), ("people",)),
        k=k,
    )


def list_answers(layers: Sequence[CoverageLayer]) -> Iterator[Combined]:
    """Answers of one service type: each mode and threshold, and all modes together where there are several."""
    levels = sorted({layer.level for layer in layers})
    for level in levels:
        group = sorted((x for x in layers if x.level == level), key=lambda x: x.mode)
        for layer in group:
            yield combine_layers([layer], layer.mode)
        if len(group) > 1:
            yield combine_layers(group, ALL_MODES)


_Ground = tuple[str, int]
"""Cells of a white spot, and their people who are too far."""


def _has_one_mode(answers: Sequence[Combined]) -> bool:
    """Whether one mode is all that counts for a service."""
    return all(a.mode != ALL_MODES for a in answers)


@dataclass
class _Book:
    """Counts under names, with what links them, while they are collected."""

    values: list[int] = field(default_factory=list)
    known: list[bool] = field(default_factory=list)
    secret: list[bool] = field(default_factory=list)
    number: dict[tuple[object, ...], int] = field(default_factory=dict)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    nested: list[tuple[int, int]] = field(default_factory=list)
    grounds: dict[_Ground, int] = field(default_factory=dict)

    def enter(
        self, name: tuple[object, ...], value: int, *, known: bool = False, secret: bool = False
    ) -> int:
        self.number[name] = len(self.values)
        self.values.append(int(value))
        self.known.append(known)
        self.secret.append(secret)
        return self.number[name]

    def add_sum(self, total: int, parts: Sequence[int]) -> None:
        """A sum that a reader may rely on; one that does not hold tells nothing."""
        if parts and self.values[total] == sum(self.values[i] for i in parts):
            self.sums.append((total, tuple(parts)))

    def add_nested(self, part: int, whole: int) -> None:
        if self.values[part] <= self.values[whole]:
            self.nested.append((part, whole))

    def counts(self) -> Counts:
        return Counts(
            np.array(self.values, dtype=np.int64),
            tuple(self.sums),
            tuple(self.nested),
            np.array(self.known, dtype=bool),
            np.array(self.secret, dtype=bool),
        )


def _enter(book: _Book, answer: Combined, cells: PopulationCells, gminas: Sequence[str]) -> None:
    """People by state of every gmina and of all, with the sums along both."""
    codes = cells.table["gmina_teryt"].to_numpy(dtype=object)
    for group, states in zip(_GROUPS, (answer.people, answer.target), strict=True):
        if states is None:
            continue
        numbers = []
        for code, row in _by_gmina(states, codes, gminas):
            name = (answer.mode, answer.level, group, code)
            parts = [book.enter((*name, s), n) for s, n in enumerate(row)]
            everybody = int(row.sum())
            # How many live in a gmina is told by the statistical office, of a group as of all.
            total = book.enter((*name, _EVERYBODY), everybody, known=everybody == 0 or everybody >= DEFAULT_K)
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


def _answered(told: pd.DataFrame, original: pd.DataFrame, asked: set[tuple[str, int]]) -> pd.DataFrame:
    """White spots of questions that can be asked, with their true people beside those that may be told."""
    rows = told.assign(true_people=original.loc[told.index, "people"])
    is_asked = [(str(m), int(n)) in asked for m, n in zip(rows["mode"], rows["level"], strict=True)]
    return rows[np.array(is_asked, dtype=bool)]


def _enter_spots(
    book: _Book,
    key: tuple[str, int],
    rows: pd.DataFrame,
    gminas: Sequence[str],
    is_hidden: Mapping[_Ground, bool],
) -> None:
    """White spots of one answer; those of gminas that no spot links with others add up to these gminas' people.

    `is_hidden`: what is told and what is hidden already, of other services.
    """
    for spot in rows.itertuples():
        name, ground = ("spot", spot.white_spot_id), (str(spot.cells), int(spot.true_people))
        if ground in book.grounds:
            book.number[name] = book.grounds[ground]
            continue
        known = is_hidden.get(ground)
        is_secret = bool(pd.isna(spot.people)) or known is True
        book.grounds[ground] = book.enter(name, ground[1], known=known is False, secret=is_secret)
    for codes, spots in _linked(rows, gminas):
        total = _sum_of_gminas(book, (*key, "all"), codes, gminas)
        book.add_sum(total, [book.number["spot", i] for i in spots])


def _linked(rows: pd.DataFrame, gminas: Sequence[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Groups of gminas that share white spots, with these spots."""
    groups: list[tuple[set[str], list[str]]] = []
    for spot_id, codes in zip(rows["white_spot_id"], rows["gmina_teryt"], strict=True):
        own, ids = set(str(codes).split("|")), [str(spot_id)]
        apart = []
        for members, others in groups:
            if members & own:
                own |= members
                ids += others
            else:
                apart.append((members, others))
        groups = [*apart, (own, ids)]
    return [(tuple(g for g in gminas if g in members), sorted(ids)) for members, ids in groups]


def _sum_of_gminas(
    book: _Book, key: tuple[object, ...], codes: tuple[str, ...], gminas: Sequence[str]
) -> int:
    """People too far in some gminas together: a figure that a reader can make, whether it is printed or not."""
    if len(codes) == 1:
        return book.number[(*key, codes[0], TOO_FAR)]
    if len(codes) == len(gminas):
        return book.number[(*key, "", TOO_FAR)]
    name = (*key, "|".join(codes), TOO_FAR)
    if name not in book.number:
        parts = [book.number[(*key, code, TOO_FAR)] for code in codes]
        book.add_sum(book.enter(name, sum(book.values[i] for i in parts)), parts)
    return book.number[name]


def _enter_nested(book: _Book, answers: Sequence[Combined], codes: Sequence[str]) -> None:
    """What everybody knows to be never more: a group than all, too far from more than from less, by all modes than by one."""
    longest = max(a.level for a in answers)
    for answer in answers:
        for code in codes:
            for state in (*range(len(STATES)), _EVERYBODY):
                names = [(answer.mode, answer.level, group, code, state) for group in ("target", "all")]
                if names[0] in book.number:
                    book.add_nested(book.number[names[0]], book.number[names[1]])
            for group in _GROUPS:
                name = (answer.mode, answer.level, group, code, TOO_FAR)
                if name not in book.number:
                    continue
                wider = (answer.mode, answer.level + 1, group, code, TOO_FAR)
                if answer.level < longest and wider in book.number:
                    book.add_nested(book.number[wider], book.number[name])
                together = (ALL_MODES, answer.level, group, code, TOO_FAR)
                if answer.mode != ALL_MODES and together in book.number:
                    book.add_nested(book.number[together], book.number[name])


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


def _spot_rows(book: _Book, hidden: NDArray[np.bool_], spots: pd.DataFrame) -> Iterator[list[object]]:
    for spot in spots.itertuples():
        people = _tell(book, hidden, book.number["spot", spot.white_spot_id])
        yield [spot.white_spot_id, spot.service_type, spot.mode, spot.level, people]


def _tell(book: _Book, hidden: NDArray[np.bool_], number: int) -> object:
    return pd.NA if hidden[number] else book.values[number]


def _counted(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return table.astype(dict.fromkeys(columns, "Int64"))
