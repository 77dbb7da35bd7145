"""What somebody works out who has the published table of access alone: a linear program of their own for every question."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

PEOPLE, SERVED, FULL, TOO_FAR, CANNOT_TELL = range(5)
COLUMNS = ("osoby", "obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")
EVERY_MODE, EVERYBODY, GROUP = "wszystkie", "wszyscy", "grupa docelowa"
Name = tuple[str, str, str, int]
"""Mode, group, gmina ("" for all together), column."""


@dataclass
class Outsider:
    """Figures of one service: those told, those hidden, and everything that everybody knows to hold between them."""

    number: dict[Name, int] = field(default_factory=dict)
    told: list[int | None] = field(default_factory=list)
    equal: list[dict[int, float]] = field(default_factory=list)
    never_more: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def reading(cls, rows: list[dict[str, str]]) -> Outsider:
        """Rows of ``dostep_do_uslug.csv``, of one service."""
        self = cls()
        for row in rows:
            for at, column in enumerate(COLUMNS):
                name = (row["srodek"], row["grupa"], row["gmina_teryt"], at)
                self.number[name] = len(self.told)
                self.told.append(int(row[column]) if row[column] else None)
        modes, groups, gminas, _ = (sorted(set(parts)) for parts in zip(*self.number, strict=True))
        for mode, group, gmina in product(modes, groups, gminas):
            self._adds_up((mode, group, gmina, PEOPLE), [(mode, group, gmina, s) for s in range(1, 5)])
            # Whoever lives there lives there, however they travel.
            self._adds_up((mode, group, gmina, PEOPLE), [(modes[0], group, gmina, PEOPLE)])
        for mode, group, at in product(modes, groups, range(5)):
            self._adds_up((mode, group, "", at), [(mode, group, g, at) for g in gminas if g])
        for mode, gmina, at in product(modes, gminas, range(5)):
            self._is_within((mode, GROUP, gmina, at), (mode, EVERYBODY, gmina, at))
        for mode, group, gmina in product(modes, groups, gminas):
            self._is_within((EVERY_MODE, group, gmina, TOO_FAR), (mode, group, gmina, TOO_FAR))
            self._is_within((mode, group, gmina, SERVED), (EVERY_MODE, group, gmina, SERVED))
        return self

    def _adds_up(self, total: Name, parts: list[Name]) -> None:
        if total in self.number and parts != [total]:
            row = {self.number[total]: -1.0}
            self.equal.append(row | {self.number[part]: 1.0 for part in parts})

    def _is_within(self, part: Name, whole: Name) -> None:
        if part != whole and part in self.number and whole in self.number:
            self.never_more.append((self.number[part], self.number[whole]))

    def hidden(self) -> list[int]:
        return [i for i, told in enumerate(self.told) if told is None]

    def range_of(self, terms: dict[int, float]) -> tuple[float, float]:
        """Least and greatest value of a sum of figures that agrees with all that is told."""
        aim = np.zeros(len(self.told))
        for i, sign in terms.items():
            aim[i] = sign
        bounds = [(0, None) if told is None else (told, told) for told in self.told]
        within = [{part: 1.0, whole: -1.0} for part, whole in self.never_more]
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * aim, A_eq=self._matrix(self.equal), b_eq=np.zeros(len(self.equal)), bounds=bounds,
                A_ub=self._matrix(within) if within else None, b_ub=np.zeros(len(within)) if within else None,
            )  # fmt: skip
            assert found.status in (0, 3, 4), found.message
            ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
        return ends[0], ends[1]

    def _matrix(self, rows: list[dict[int, float]]) -> csr_array:
        entries = [(r, i, value) for r, row in enumerate(rows) for i, value in row.items()]
        at, columns, values = zip(*entries, strict=True)
        return csr_array((values, (at, columns)), shape=(len(rows), len(self.told)))
