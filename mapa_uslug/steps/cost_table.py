"""Costs of analysts: a matrix of pairs (`M.csv`), the people who go (`D.csv`) and the places they go to (`S.csv`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.steps.csv_columns import (
    Columns,
    Labels,
    no_rows,
    read_columns,
    read_columns_fast,
    read_header,
    tell_each,
)

_FROM: Final = "origin_id"
_TO: Final = "destination_id"
_COST: Final = "cost"
_COST_HINT: Final = mark("Write a number from 0; leave the row out, or write inf, where there is no way.")
_AMOUNT_HINT: Final = mark("Write a number from 0, not infinite.")
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Amounts:
    """Something counted at ids: people of an origin, capacity of a place; in the order of the file.

    Attributes
    ----------
    ids : tuple of str
    amount : float64, (ids,)
        Finite, not negative.
    unit : tuple of str, or None
        Group that each id belongs to, as of a column ``unit``; None where the file has none.
    """

    ids: tuple[str, ...]
    amount: NDArray[np.float64]
    unit: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class CostTable:
    """What it costs to get from each origin to each place, in CSR form.

    Attributes
    ----------
    demand : Amounts
        People of the origins, also of those without any pair.
    place_ids : tuple of str
        In the order of the list of places; without such a list in order of first appearance in the matrix.
    supply : Amounts, or None
        Capacities, where a list of places was given.
    pair_ptr : int64, (origins + 1,)
        Pairs of origin i are ``pair_ptr[i]:pair_ptr[i + 1]``.
    pair_place : int32, (pairs,)
        Ascending within an origin, each place once.
    pair_cost : float64, (pairs,)
        Of the journey from the origin to the place; finite, not negative.
    problems : tuple of Problem
        Warnings about the files.
    """

    demand: Amounts
    place_ids: tuple[str, ...]
    supply: Amounts | None
    pair_ptr: NDArray[np.int64]
    pair_place: NDArray[np.int32]
    pair_cost: NDArray[np.float64]
    problems: tuple[Problem, ...] = ()

    def dense(self) -> NDArray[np.float64]:
        """Costs as a table (origins, places), ``inf`` where there is no way."""
        cost = np.full((len(self.demand.ids), len(self.place_ids)), np.inf)
        cost[np.repeat(np.arange(len(cost)), np.diff(self.pair_ptr)), self.pair_place] = self.pair_cost
        return cost


def read_cost_table(matrix: Path, demand: Path, supply: Path | None = None) -> CostTable:
    """Read and join the files of a question that is asked of a matrix.

    Parameters
    ----------
    matrix
        ``origin_id, destination_id, cost``: a row a pair; pairs that are left out, or cost ``inf``, have no way.
    demand
        ``id, people`` and maybe ``unit``. Every origin of the matrix is in it.
    supply
        ``id, capacity``. Every destination of the matrix is in it.

    Raises
    ------
    InputError
        Every problem of all files: columns, ids that are missing, repeat or are unknown, costs, people and capacities
        that are no numbers or negative, pairs that repeat with another cost.
    """
    problems: list[Problem] = []
    people = _collect(problems, lambda: read_amounts(demand, "people"))
    places = None if supply is None else _collect(problems, lambda: read_amounts(supply, "capacity"))
    pairs = _collect(
        problems,
        lambda: _read_pairs(
            matrix,
            Ends(demand.name, None if people is None else people.ids),
            Ends("" if supply is None else supply.name, None if places is None else places.ids),
        ),
    )
    if problems or people is None or pairs is None:
        raise InputError(problems)
    return CostTable(
        people, pairs.place_ids, places, *_to_csr(pairs, origins=len(people.ids)), problems=pairs.problems
    )


def read_amounts(path: Path, column: str) -> Amounts:
    """Read ``id``, a column of numbers, and ``unit`` where there is one.

    Raises
    ------
    InputError
        Every problem of the file.
    """
    header = read_header(path, ["id", column], optional=["unit"])
    rows, problems = read_columns(path, header, number=column)
    ids, unit = rows.labels["id"], rows.labels.get("unit")
    problems += _find_bad_numbers(rows, column, hint=_AMOUNT_HINT, is_bad=~np.isfinite(rows.number))
    problems += [*_find_missing(rows, "id"), *_find_repeated(rows)]
    if not len(rows.number) and not problems:
        problems.append(no_rows(path))
    if problems:
        raise InputError(problems)
    return Amounts(_words(ids), rows.number, None if unit is None else _words(unit))


@dataclass(frozen=True)
class Ends:
    """Ids that one end of a pair may have, and the file that lists them; None where any will do."""

    file: str
    ids: tuple[str, ...] | None

    def rows_of(self, labels: Labels) -> NDArray[np.int64]:
        """Row of every word in the list, -1 where it is not in it."""
        if self.ids is None:
            return np.where(np.array(labels.names, dtype=object) == "", -1, np.arange(len(labels.names)))
        row = {name: i for i, name in enumerate(self.ids)}
        return np.array([row.get(name, -1) for name in labels.names], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pairs ascending by origin and place, each once, those without a way left out."""

    origin: NDArray[np.int64]
    place: NDArray[np.int64]
    cost: NDArray[np.float64]
    place_ids: tuple[str, ...]
    problems: tuple[Problem, ...]


def _read_pairs(path: Path, origins: Ends, places: Ends) -> _Pairs:
    header = read_header(path, [_FROM, _TO, _COST])
    rows = read_columns_fast(path, header, number=_COST)
    if rows is not None:
        try:
            return _join(rows, origins, places)
        except InputError:
            pass  # read again, for the lines of the faults
    del rows
    careful, problems = read_columns(path, header, number=_COST)
    found = _collect(problems, lambda: _join(careful, origins, places))
    if problems or found is None:
        raise InputError(problems)
    return found


def _join(rows: Columns, origins: Ends, places: Ends) -> _Pairs:
    """Rows as pairs of the two lists.

    Raises
    ------
    InputError
        Every problem of the rows.
    """
    if not len(rows.number):
        raise InputError([no_rows(Path(rows.file))])
    problems = _find_bad_numbers(rows, _COST, hint=_COST_HINT, is_bad=np.isnan(rows.number))
    for column, ends in ((_FROM, origins), (_TO, places)):
        problems += [*_find_missing(rows, column), *_find_unknown(rows, column, ends)]
    origin = origins.rows_of(rows.labels[_FROM])[rows.labels[_FROM].code]
    place = places.rows_of(rows.labels[_TO])[rows.labels[_TO].code]
    place_ids = places.ids if places.ids is not None else rows.labels[_TO].names
    key, cost, order = _sort_pairs(origin * max(len(place_ids), 1) + place, rows.number)
    is_again = np.concatenate([[False], key[1:] == key[:-1]])
    if is_again.any():
        if order is None:
            order = np.arange(len(key))
        is_listed = (origin[order] >= 0) & (place[order] >= 0) & ~np.isnan(cost)
        problems += _find_contradictions(rows, order, is_again & is_listed)
    if problems:
        raise InputError(problems)
    keep = ~is_again & (cost < np.inf)
    if not keep.all():
        key, cost = key[keep], cost[keep]
    origin, place = np.divmod(key, max(len(place_ids), 1))
    return _Pairs(origin, place, cost, place_ids, _tell_again(rows, int(is_again.sum())))


def _sort_pairs(
    key: NDArray[np.int64], cost: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64] | None]:
    """By origin and place, equal ones in the order of the file, and the order; None when they are sorted already."""
    if bool((key[1:] > key[:-1]).all()):
        return key, cost, None
    order = np.argsort(key, kind="stable")
    return key[order], cost[order], order


def _to_csr(
    pairs: _Pairs, *, origins: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    ptr = np.searchsorted(pairs.origin, np.arange(origins + 1))
    return ptr.astype(np.int64), pairs.place.astype(np.int32), pairs.cost


def _find_bad_numbers(rows: Columns, column: str, *, hint: str, is_bad: NDArray[np.bool_]) -> list[Problem]:
    def tell(row: int) -> Problem:
        value = rows.show(row)
        what = "{key} cannot be {value}." if value else "{key} is empty."
        return problem(what, where=rows.where(row), hint=hint, code=f"bad_{column}", key=column, value=value)

    return tell_each(np.flatnonzero(is_bad | (rows.number < 0)).tolist(), tell, file=rows.file)


def _find_missing(rows: Columns, column: str) -> list[Problem]:
    labels = rows.labels[column]
    if "" not in labels.names:
        return []
    return tell_each(
        np.flatnonzero(labels.code == labels.names.index("")).tolist(),
        lambda row: problem("{key} is empty.", where=rows.where(row), code=f"missing_{column}", key=column,
                            hint="Write an id in every row."),
        file=rows.file,
    )  # fmt: skip


def _find_repeated(rows: Columns) -> list[Problem]:
    ids = rows.labels["id"]
    first = np.unique(ids.code, return_index=True)[1]
    again = np.setdiff1d(np.arange(len(ids.code)), first)
    return tell_each(
        [row for row in again.tolist() if ids.names[ids.code[row]]],
        lambda row: problem("The id {value} repeats.", where=rows.where(row), code="duplicate_id",
                            value=ids.names[ids.code[row]], hint="Give every row an id of its own."),
        file=rows.file,
    )  # fmt: skip


def _find_unknown(rows: Columns, column: str, ends: Ends) -> list[Problem]:
    """Ids that no list has, each at the first row that it is in."""
    labels = rows.labels[column]
    unknown = [i for i, row in enumerate(ends.rows_of(labels).tolist()) if row < 0 and labels.names[i]]
    if not unknown:
        return []
    word, first = np.unique(labels.code, return_index=True)
    row_of = dict(zip(word.tolist(), first.tolist(), strict=True))
    return tell_each(
        [(labels.names[i], row_of[i]) for i in unknown if i in row_of],
        lambda found: problem("{key} {value} is not in {file}.", where=rows.where(found[1]), code=f"unknown_{column}",
                              key=column, value=found[0], file=ends.file,
                              hint="Write ids alike in both files (zeros in front count), add the id there or leave its rows out."),
        file=rows.file,
    )  # fmt: skip


def _find_contradictions(
    rows: Columns, order: NDArray[np.int64], is_again: NDArray[np.bool_]
) -> list[Problem]:
    """Rows with another cost than the row before them of the same pair."""
    cost = rows.number[order]
    differs = is_again & np.concatenate([[False], cost[1:] != cost[:-1]])
    pairs = [(int(order[i]), int(order[i - 1])) for i in np.flatnonzero(differs)]
    start, end = rows.labels[_FROM], rows.labels[_TO]
    return tell_each(
        pairs,
        lambda pair: problem("The pair {origin}, {destination} has the cost {value}, and {other} in another row.",
                             where=rows.where(pair[0]), code="contradiction", origin=start.names[start.code[pair[0]]],
                             destination=end.names[end.code[pair[0]]], value=rows.show(pair[0]), other=rows.show(pair[1]),
                             hint="Leave one row for every pair."),
        file=rows.file,
    )  # fmt: skip


def _tell_again(rows: Columns, count: int) -> tuple[Problem, ...]:
    if not count:
        return ()
    return (
        problem("Rows that repeat a pair with the same cost: {count}. They count once.", where=rows.file, code="repeated_pair",
                severity="warning", count=count, hint="Nothing has to be done; leave one row for every pair."),
    )  # fmt: skip


def _collect(problems: list[Problem], read: Callable[[], Found]) -> Found | None:
    """What is read; None where it cannot be, with the reasons among the problems."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _words(labels: Labels) -> tuple[str, ...]:
    return tuple(labels.names[code] for code in labels.code.tolist())
