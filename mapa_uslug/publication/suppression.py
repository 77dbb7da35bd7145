"""Which counts of published tables stay hidden, so that nobody can work out a small one from the others.

Small counts are hidden (primary suppression), and as many more that what is told leaves each of them open (complementary
suppression): A. Hundepool and others 2012, Statistical Disclosure Control, chapter 4. What a reader can work out is not guessed
but solved: least and greatest value of each hidden count under everything that the tables say, as linear programs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

DEFAULT_K = 10
"""Counts from 1 to one less than it are small."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts that are to be published, and everything that a reader knows of them beforehand.

    Attributes
    ----------
    values : int64, (counts,)
    sums : tuple of (total, parts)
        Numbers of the count that is a sum, and of those that it is the sum of.
    nested : tuple of (part, whole)
        Pairs of which the first is never greater than the second, as a group of residents and all of them.
    known : bool, (counts,)
        Told elsewhere, so that hiding them here hides nothing.
    secret : bool, (counts,)
        Hidden whatever their size.
    """

    values: NDArray[np.int64]
    sums: tuple[tuple[int, tuple[int, ...]], ...]
    nested: tuple[tuple[int, int], ...]
    known: NDArray[np.bool_]
    secret: NDArray[np.bool_]


def hide_small(counts: Counts, *, k: int = DEFAULT_K) -> NDArray[np.bool_]:
    """Choose which counts stay hidden.

    Every small or secret one, and of the others as few and as small ones as leave the range of every hidden count at least
    ``k - 1`` wide: whether it is small cannot be told then. Where nothing more can be hidden, because the rest is known
    from elsewhere, the range may stay narrower.

    Returns
    -------
    bool, (counts,)
    """
    hidden = (((counts.values > 0) & (counts.values < k)) | counts.secret) & ~counts.known
    sums_of = _sums_of(counts)
    totals = {total for total, _ in counts.sums}
    hopeless: set[int] = set()
    while True:
        found = [i for i in find_exposed(counts, hidden, k=k) if i not in hopeless]
        if not found:
            return hidden
        for exposed in found:
            more = _choose_more(exposed, counts, hidden, sums_of, totals)
            if more is None:
                hopeless.add(exposed)
            else:
                hidden[more] = True


def find_exposed(counts: Counts, hidden: NDArray[np.bool_], *, k: int = DEFAULT_K) -> list[int]:
    """Hidden counts whose range is narrower than ``k - 1``, ascending."""
    return [
        i
        for i, (least, greatest) in bound_hidden(counts, hidden).items()
        if greatest - least < k - 1 - _TOLERANCE
    ]


def bound_hidden(counts: Counts, hidden: NDArray[np.bool_]) -> dict[int, tuple[float, float]]:
    """Least and greatest value of every hidden count that agrees with all that is told; ``inf`` where nothing bounds it."""
    system = _System.of(counts, hidden)
    bounds: dict[int, tuple[float, float]] = {}
    for members in system.components():
        bounds |= system.bound(members)
    return dict(sorted(bounds.items()))


def _sums_of(counts: Counts) -> list[list[int]]:
    """Numbers of the sums that each count stands in."""
    found: list[list[int]] = [[] for _ in counts.values]
    for number, (total, parts) in enumerate(counts.sums):
        for i in (total, *parts):
            found[i].append(number)
    return found


def _choose_more(
    exposed: int, counts: Counts, hidden: NDArray[np.bool_], sums_of: list[list[int]], totals: set[int]
) -> int | None:
    """The next count to hide with an exposed one: of its own sums, else of those of counts hidden with it, and so on."""
    seen_sums: set[int] = set()
    front, reached = [exposed], {exposed}
    while front:
        numbers = sorted({n for i in front for n in sums_of[i]} - seen_sums)
        seen_sums.update(numbers)
        members = {i for n in numbers for i in (counts.sums[n][0], *counts.sums[n][1])}
        usable = [i for i in members if not hidden[i] and not counts.known[i]]
        if usable:
            # Parts before totals, which more readers look for; a nought says something only beside other counts.
            return min(usable, key=lambda i: (i in totals, counts.values[i] == 0, counts.values[i], i))
        front = sorted(i for i in members if hidden[i] and i not in reached)
        reached.update(front)
    return None


@dataclass(frozen=True, eq=False)
class _System:
    """What is told about the hidden counts: rows of equations, and bounds; columns in the order of `numbers`."""

    numbers: NDArray[np.int64]
    equations: csr_array
    right: NDArray[np.float64]
    below: csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Counts, hidden: NDArray[np.bool_]) -> _System:
        numbers = np.flatnonzero(hidden)
        column = {int(i): c for c, i in enumerate(numbers)}
        rows: list[tuple[int, int, float]] = []
        right: list[float] = []
        for total, parts in counts.sums:
            members = [(total, -1.0), *((i, 1.0) for i in parts)]
            open_ = [(column[i], sign) for i, sign in members if i in column]
            if not open_:
                continue
            rows += [(len(right), c, sign) for c, sign in open_]
            right.append(-sum(sign * int(counts.values[i]) for i, sign in members if i not in column))
        lower, upper = np.zeros(len(numbers)), np.full(len(numbers), np.inf)
        pairs: list[tuple[int, int, float]] = []
        count = 0
        for part, whole in counts.nested:
            if part in column and whole in column:
                pairs += [(count, column[part], 1.0), (count, column[whole], -1.0)]
                count += 1
            elif part in column:
                upper[column[part]] = min(upper[column[part]], float(counts.values[whole]))
            elif whole in column:
                lower[column[whole]] = max(lower[column[whole]], float(counts.values[part]))
        size = len(numbers)
        return cls(
            numbers, _matrix(rows, len(right), size), np.array(right), _matrix(pairs, count, size), lower, upper
        )  # fmt: skip

    def components(self) -> list[NDArray[np.int64]]:
        """Columns that something said links with each other."""
        both = abs(self.equations.T) @ abs(self.equations) + abs(self.below.T) @ abs(self.below)
        _, label = connected_components(both, directed=False)
        order = np.argsort(label, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []

    def bound(self, members: NDArray[np.int64]) -> dict[int, tuple[float, float]]:
        """Range of every count of a component."""
        equations, below = self.equations[:, members], self.below[:, members]
        used, ordered = np.diff(equations.indptr) > 0, np.diff(below.indptr) > 0
        found = {}
        for at, member in enumerate(members):
            ends = []
            for sign in (1.0, -1.0):
                aim = np.zeros(len(members))
                aim[at] = sign
                answer = linprog(
                    aim,
                    A_eq=equations[used] if used.any() else None,
                    b_eq=self.right[used] if used.any() else None,
                    A_ub=below[ordered] if ordered.any() else None,
                    b_ub=np.zeros(int(ordered.sum())) if ordered.any() else None,
                    bounds=np.column_stack([self.lower[members], self.upper[members]]),
                    method="highs",
                )
                # Unbounded (3), or unbounded-or-infeasible (4), which the true counts rule out.
                ends.append(sign * float(answer.fun) if answer.status == 0 else sign * -np.inf)
            found[int(self.numbers[member])] = (ends[0], ends[1])
        return found


def _matrix(entries: Iterable[tuple[int, int, float]], rows: int, columns: int) -> csr_array:
    listed = list(entries)
    row, column, value = (
        (np.array(v) for v in zip(*listed, strict=True)) if listed else (np.zeros(0, int),) * 3
    )
    return csr_array(coo_array((np.asarray(value, dtype=float), (row, column)), shape=(rows, columns)))
