"""Reading costs of analysts: a matrix of pairs (`M.csv`), the people who go (`D.csv`) and the places they go to (`S.csv`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.steps.cost_faults import (
    FROM,
    TO,
    Ends,
    find_bad_numbers,
    find_contradictions,
    find_missing,
    find_repeated,
    find_unknown,
    tell_again,
)
from mapa_uslug.steps.cost_table import Amounts, CostTable
from mapa_uslug.steps.csv_columns import (
    Columns,
    Labels,
    no_rows,
    read_columns,
    read_columns_fast,
    read_header,
)

COST: Final = "cost"
_STATE: Final = "state"
_COST_HINT: Final = mark("Write a number from 0; leave the row out, or write inf, where there is no way.")
_AMOUNT_HINT: Final = mark("Write a number from 0, not infinite.")
Found = TypeVar("Found")


def read_cost_table(matrix: Path, demand: Path, supply: Path | None = None, *, cost: str = COST) -> CostTable:
    """Read and join the files of a question that is asked of a matrix.

    Parameters
    ----------
    matrix
        ``origin_id, destination_id, cost``: a row a pair; pairs that are left out, or cost ``inf``, have no way.
    demand
        ``id, people`` and maybe ``unit``. Every origin of the matrix is in it.
    supply
        ``id, capacity``. Every destination of the matrix is in it.
    cost
        Column of the matrix that is the cost, such as ``travel_time_s`` of what ``mapa-uslug matrix`` writes. Where a file
        has its column ``state`` too, a row that is ``unreachable`` or ``unsnapped`` and has no cost is a pair without a way;
        a cost that is missing otherwise is an error.

    Raises
    ------
    InputError
        Every problem of all files: columns, ids that are missing, repeat or are unknown, costs, people and capacities
        that are no numbers or negative, pairs that repeat with another cost.
    """
    cost = cost.strip().casefold()
    if cost in (FROM, TO, _STATE, ""):
        raise InputError([problem("{key} cannot be {value}.", where="--cost", code="choice", key="--cost", value=cost,
                                  hint="Name the column of the matrix that holds the costs, such as travel_time_s.")])  # fmt: skip
    problems: list[Problem] = []
    people = _collect(problems, lambda: read_amounts(demand, "people"))
    places = None if supply is None else _collect(problems, lambda: read_amounts(supply, "capacity"))
    pairs = _collect(
        problems,
        lambda: _read_pairs(
            matrix,
            cost,
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
    problems += find_bad_numbers(rows, column, hint=_AMOUNT_HINT, is_bad=~np.isfinite(rows.number))
    problems += [*find_missing(rows, "id"), *find_repeated(rows)]
    if not len(rows.number) and not problems:
        problems.append(no_rows(path))
    if problems:
        raise InputError(problems)
    return Amounts(_words(ids), rows.number, None if unit is None else _words(unit))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pairs ascending by origin and place, each once, those without a way left out."""

    origin: NDArray[np.int64]
    place: NDArray[np.int64]
    cost: NDArray[np.float64]
    place_ids: tuple[str, ...]
    problems: tuple[Problem, ...]


def _read_pairs(path: Path, cost: str, origins: Ends, places: Ends) -> _Pairs:
    header = read_header(path, [FROM, TO, cost], optional=[_STATE])
    rows = read_columns_fast(path, header, number=cost)
    if rows is not None:
        try:
            return _join(_without_way(rows), cost, origins, places)
        except InputError:
            pass  # read again, for the lines of the faults
    del rows
    careful, problems = read_columns(path, header, number=cost)
    found = _collect(problems, lambda: _join(_without_way(careful), cost, origins, places))
    if problems or found is None:
        raise InputError(problems)
    return found


def _without_way(rows: Columns) -> Columns:
    """Costs infinite where a column of states says that there is no way, and no cost is written."""
    states = rows.labels.get(_STATE)
    if states is None:
        return rows
    from mapa_uslug.traveltime.matrix import UNREACHABLE, UNSNAPPED  # brings the whole engine along

    has_no_way = np.isin(np.array(states.names, dtype=object), (UNREACHABLE, UNSNAPPED))[states.code]
    is_empty = np.isnan(rows.number)
    is_empty[[row for row, word in rows.written.items() if word]] = False
    return replace(rows, number=np.where(has_no_way & is_empty, np.inf, rows.number))


def _join(rows: Columns, cost_column: str, origins: Ends, places: Ends) -> _Pairs:
    """Rows as pairs of the two lists.

    Raises
    ------
    InputError
        Every problem of the rows.
    """
    if not len(rows.number):
        raise InputError([no_rows(Path(rows.file))])
    problems = find_bad_numbers(rows, cost_column, hint=_COST_HINT, is_bad=np.isnan(rows.number))
    for column, ends in ((FROM, origins), (TO, places)):
        problems += [*find_missing(rows, column), *find_unknown(rows, column, ends)]
    origin = origins.rows_of(rows.labels[FROM])[rows.labels[FROM].code]
    place = places.rows_of(rows.labels[TO])[rows.labels[TO].code]
    place_ids = places.ids if places.ids is not None else rows.labels[TO].names
    key, cost, order = _sort_pairs(origin * max(len(place_ids), 1) + place, rows.number)
    is_again = np.concatenate([[False], key[1:] == key[:-1]])
    if is_again.any():
        if order is None:
            order = np.arange(len(key))
        is_listed = (origin[order] >= 0) & (place[order] >= 0) & ~np.isnan(cost)
        problems += find_contradictions(rows, order, is_again & is_listed)
    if problems:
        raise InputError(problems)
    keep = ~is_again & (cost < np.inf)
    if not keep.all():
        key, cost = key[keep], cost[keep]
    origin, place = np.divmod(key, max(len(place_ids), 1))
    return _Pairs(origin, place, cost, place_ids, tell_again(rows, int(is_again.sum())))


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


def _collect(problems: list[Problem], read: Callable[[], Found]) -> Found | None:
    """What is read; None where it cannot be, with the reasons among the problems."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _words(labels: Labels) -> tuple[str, ...]:
    return tuple(labels.names[code] for code in labels.code.tolist())
