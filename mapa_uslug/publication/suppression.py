"""Which counts of published tables stay hidden, so that nobody can work out a small one from the others.

Small counts are hidden (primary suppression), and as many more that what is told leaves each of them open (complementary
suppression): A. Hundepool and others 2012, Statistical Disclosure Control, chapter 4. What a reader can work out is not guessed
but solved: least and greatest value of each hidden count under everything that the tables say, as linear programs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from mapa_uslug.contracts.confidential import DEFAULT_K

_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts that are to be published, and everything that a reader knows of them beforehand.

    Attributes
    ----------
    values : int64, (counts,)
    sums : tuple of (total, parts)
        Numbers of the count that is a sum, and of those that it is the sum of.
    known : bool, (counts,)
        Told elsewhere, so that hiding them here hides nothing.
    untold : bool, (counts,)
        Never printed: what a reader can subtract, as residents who are not of a group. Only small ones need protection.
    """

    values: NDArray[np.int64]
    sums: tuple[tuple[int, tuple[int, ...]], ...]
    known: NDArray[np.bool_]
    untold: NDArray[np.bool_]


def hide_small(counts: Counts, *, k: int = DEFAULT_K) -> NDArray[np.bool_]:
    """Choose which counts stay hidden.

    Every small one, and of the others as few and as small ones as leave its range at least ``k - 1`` wide: whether
    it is small cannot be told then. What is hidden for the sake of others cannot be worked out either. Where nothing more
    can be hidden, because the rest is known from elsewhere, ranges may stay narrower.

    Returns
    -------
    bool, (counts,)
    """
    hidden = _must_hide(counts, k) | (counts.untold & ~counts.known)
    sums_of = _sums_of(counts)
    totals = {total for total, parts in counts.sums if not counts.untold[list(parts)].any()}
    hopeless: set[int] = set()
    # What is found possible stays possible when more is hidden: a range that is wide enough is never looked at again.
    seen = {i: (float(n), float(n)) for i, n in enumerate(counts.values)}
    while True:
        bounds = _bound(counts, hidden, seen, _needed(counts, k))
        found = [i for i in _narrow(bounds, counts, k) if i not in hopeless]
        if not found:
            return hidden
        touched: set[int] = set()
        for exposed in found:
            if touched & set(sums_of[exposed]):
                # What has just been hidden beside it may be enough for it, too.
                continue
            more = _choose_more(exposed, counts, hidden, sums_of, totals)
            if more is None:
                hopeless.add(exposed)
            else:
                hidden[more] = True
                touched.update(sums_of[more])


def bound_hidden(counts: Counts, hidden: NDArray[np.bool_]) -> dict[int, tuple[float, float]]:
    """Least and greatest value of every hidden count that agrees with all sums and what is told; ``inf``: nothing bounds it."""
    seen = {i: (float(n), float(n)) for i, n in enumerate(counts.values)}
    return _bound(counts, hidden, seen, np.full(len(counts.values), np.inf))


_Range = tuple[float, float]


def _must_hide(counts: Counts, k: int) -> NDArray[np.bool_]:
    return np.asarray((counts.values > 0) & (counts.values < k) & ~counts.known)


def _needed(counts: Counts, k: int) -> NDArray[np.float64]:
    """How wide the range of each count has to be when it is hidden."""
    return np.where(_must_hide(counts, k), k - 1.0, np.where(counts.untold, 0.0, 1.0))


def _narrow(bounds: dict[int, _Range], counts: Counts, k: int) -> list[int]:
    needed = _needed(counts, k)
    return [i for i, (least, greatest) in bounds.items() if greatest - least < needed[i] - _TOLERANCE]


def _bound(
    counts: Counts, hidden: NDArray[np.bool_], seen: dict[int, _Range], needed: NDArray[np.float64]
) -> dict[int, _Range]:
    """Ranges of hidden counts; of those that are as wide as needed perhaps only a part. What is found goes into `seen`."""
    system = _System.of(counts, hidden)
    for members in system.components():
        numbers = system.numbers[members].tolist()
        ranges = system.bound(members, [seen[i] for i in numbers], needed[numbers])
        seen.update(zip(numbers, ranges, strict=True))
    return {int(i): seen[int(i)] for i in system.numbers}


def _sums_of(counts: Counts) -> list[list[int]]:
    """Numbers of the sums in which each count is protected: those of printed counts, of an untold one its own."""
    found: list[list[int]] = [[] for _ in counts.values]
    for number, (total, parts) in enumerate(counts.sums):
        untold = [i for i in parts if counts.untold[i]]
        for i in untold or (total, *parts):
            found[i].append(number)
    return found


def _choose_more(
    exposed: int,
    counts: Counts,
    hidden: NDArray[np.bool_],
    sums_of: list[list[int]],
    totals: set[int],
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
    """What sums tell about the hidden counts, none of which is negative: equations; columns in the order of `numbers`."""

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    equations: csc_array
    right: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Counts, hidden: NDArray[np.bool_]) -> _System:
        numbers = np.flatnonzero(hidden)
        column = {int(i): c for c, i in enumerate(numbers)}
        entries: list[tuple[int, int, float]] = []
        right: list[float] = []
        for total, parts in counts.sums:
            members = [(total, -1.0), *((i, 1.0) for i in parts)]
            open_ = [(column[i], sign) for i, sign in members if i in column]
            if open_:
                entries += [(len(right), c, sign) for c, sign in open_]
                right.append(-sum(sign * int(counts.values[i]) for i, sign in members if i not in column))
        values = counts.values[numbers].astype(np.float64)
        return cls(numbers, values, _matrix(entries, len(right), len(numbers)), np.array(right))

    def components(self) -> list[NDArray[np.int64]]:
        """Columns that sums link with each other."""
        _, label = connected_components(abs(self.equations.T) @ abs(self.equations), directed=False)
        order = np.argsort(label, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []

    def bound(
        self, members: NDArray[np.int64], seen: list[_Range], needed: NDArray[np.float64]
    ) -> list[_Range]:
        """Range of every count of a component; `seen`: what is known to be possible.

        Counts that stand in one sum only can make way for each other: they are solved as their sum, and parted afterwards.
        """
        own = self.equations[:, members].tocsr()
        used = np.flatnonzero(np.diff(own.indptr))
        group = _group_lone(own[used].tocsc())
        joined = [_Joined(np.flatnonzero(group == g), needed) for g in range(int(group.max()) + 1)]
        whole = [
            seen[j.members[0]] if len(j.members) == 1 else (float(self.values[members][j.members].sum()),) * 2
            for j in joined
        ]
        # Members of a group have the same column: one of them stands for all.
        first = own[used].tocsc()[:, [j.members[0] for j in joined]].tocsr()
        ranges = _solve_all(first, self.right[used], joined, whole)
        found: list[_Range] = list(seen)
        for j, (least, greatest) in zip(joined, ranges, strict=True):
            for at, (low, high) in zip(j.members, j.part(least, greatest), strict=True):
                found[at] = (min(seen[at][0], low), max(seen[at][1], high))
        return found


class _Joined:
    """Counts of a component that are solved as one, by place; most are alone."""

    def __init__(self, members: NDArray[np.int64], needed: NDArray[np.float64]) -> None:
        self.members = members
        self._needed = needed[members]

    def part(self, least: float, greatest: float) -> list[_Range]:
        """Range of each member where their sum may lie between two values."""
        if len(self.members) == 1:
            return [(least, greatest)]
        return [(0.0, greatest)] * len(self.members)

    def is_wide(self, least: float, greatest: float) -> bool:
        """Whether every member has the range that it needs."""
        ranges = self.part(least, greatest)
        return all(high - low >= need for (low, high), need in zip(ranges, self._needed, strict=True))


def _group_lone(equations: csc_array) -> NDArray[np.int64]:
    """Number of the group of every column: those of one equation alone, with the same sign, are one group."""
    names: dict[tuple[object, ...], int] = {}
    found = []
    for column in range(equations.shape[1]):
        rows = equations.indices[equations.indptr[column] : equations.indptr[column + 1]]
        signs = equations.data[equations.indptr[column] : equations.indptr[column + 1]]
        name = ("lone", int(rows[0]), float(signs[0])) if len(rows) == 1 else ("linked", column)
        found.append(names.setdefault(name, len(names)))
    return np.array(found, dtype=np.int64)


def _solve_all(
    equations: csr_array, right: NDArray[np.float64], joined: list[_Joined], seen: list[_Range]
) -> list[_Range]:
    if equations.shape[0] == 0:
        return [(0.0, np.inf)] * len(joined)
    if equations.shape[0] == 1:
        return _bound_alone(equations.toarray()[0], float(right[0]))
    least, greatest = np.array(seen).T.copy()
    for at, own in enumerate(joined):
        for sign in (1.0, -1.0):
            if own.is_wide(float(least[at]), float(greatest[at])):
                break
            point = _solve(equations, right, at, sign)
            # Every point that agrees with the sums tells something of all counts.
            least, greatest = np.fmin(least, point), np.fmax(greatest, point)
    return list(zip(least.tolist(), greatest.tolist(), strict=True))


def _bound_alone(signs: NDArray[np.float64], right: float) -> list[_Range]:
    """Ranges under one equation: what the others leave at most; those of the other sign have no bound."""
    found = []
    for at, sign in enumerate(signs):
        others = np.delete(signs, at) * sign
        aim = right * sign
        low = aim if not (others > 0).any() else -np.inf
        high = aim if not (others < 0).any() else np.inf
        found.append((max(0.0, float(low)), float(high)))
    return found


def _solve(
    equations: csr_array,
    right: NDArray[np.float64],
    at: int,
    sign: float,
) -> NDArray[np.float64]:
    """Counts that agree with the sums and of which one is least (sign 1) or greatest (-1); where nothing bounds it, ``inf``."""
    aim = np.zeros(equations.shape[1])
    aim[at] = sign
    answer = linprog(aim, A_eq=equations, b_eq=right, method="highs")
    if answer.status == 0:
        return np.asarray(answer.x, dtype=np.float64)
    # Unbounded (3), or unbounded-or-infeasible (4), which the true counts rule out.
    point = np.full(len(aim), np.nan)
    point[at] = -sign * np.inf
    return point


def _matrix(entries: list[tuple[int, int, float]], rows: int, columns: int) -> csc_array:
    row, column, value = np.array(entries, dtype=np.float64).reshape(-1, 3).T
    return csc_array(
        coo_array((value, (row.astype(np.int64), column.astype(np.int64))), shape=(rows, columns))
    )
