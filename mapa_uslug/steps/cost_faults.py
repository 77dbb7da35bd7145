"""What may be wrong with matrices of costs and lists of people and places, told with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.steps.csv_columns import Columns, Labels, tell_each

FROM: Final = "origin_id"
TO: Final = "destination_id"


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


def find_bad_numbers(rows: Columns, column: str, *, hint: str, is_bad: NDArray[np.bool_]) -> list[Problem]:
    """Rows whose number is negative, or bad as said."""

    def tell(row: int) -> Problem:
        value = rows.show(row)
        what = "{key} cannot be {value}." if value else "{key} is empty."
        return problem(what, where=rows.where(row), hint=hint, code=f"bad_{column}", key=column, value=value)

    return tell_each(np.flatnonzero(is_bad | (rows.number < 0)).tolist(), tell, file=rows.file)


def find_missing(rows: Columns, column: str) -> list[Problem]:
    """Rows without an id."""
    labels = rows.labels[column]
    if "" not in labels.names:
        return []
    return tell_each(
        np.flatnonzero(labels.code == labels.names.index("")).tolist(),
        lambda row: problem("{key} is empty.", where=rows.where(row), code=f"missing_{column}", key=column,
                            hint="Write an id in every row."),
        file=rows.file,
    )  # fmt: skip


def find_repeated(rows: Columns) -> list[Problem]:
    """Rows whose id an earlier row has."""
    ids = rows.labels["id"]
    first = np.unique(ids.code, return_index=True)[1]
    again = np.setdiff1d(np.arange(len(ids.code)), first)
    return tell_each(
        [row for row in again.tolist() if ids.names[ids.code[row]]],
        lambda row: problem("The id {value} repeats.", where=rows.where(row), code="duplicate_id",
                            value=ids.names[ids.code[row]], hint="Give every row an id of its own."),
        file=rows.file,
    )  # fmt: skip


def find_unknown(rows: Columns, column: str, ends: Ends) -> list[Problem]:
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


def find_contradictions(
    rows: Columns, order: NDArray[np.int64], is_again: NDArray[np.bool_]
) -> list[Problem]:
    """Rows with another cost than the row before them of the same pair."""
    cost = rows.number[order]
    differs = is_again & np.concatenate([[False], cost[1:] != cost[:-1]])
    pairs = [(int(order[i]), int(order[i - 1])) for i in np.flatnonzero(differs)]
    start, end = rows.labels[FROM], rows.labels[TO]
    return tell_each(
        pairs,
        lambda pair: problem("The pair {origin}, {destination} has the cost {value}, and {other} in another row.",
                             where=rows.where(pair[0]), code="contradiction", origin=start.names[start.code[pair[0]]],
                             destination=end.names[end.code[pair[0]]], value=rows.show(pair[0]), other=rows.show(pair[1]),
                             hint="Leave one row for every pair."),
        file=rows.file,
    )  # fmt: skip


def tell_again(rows: Columns, count: int) -> tuple[Problem, ...]:
    """A warning about pairs that repeat."""
    if not count:
        return ()
    return (
        problem("Rows that repeat a pair with the same cost: {count}. They count once.", where=rows.file, code="repeated_pair",
                severity="warning", count=count, hint="Nothing has to be done; leave one row for every pair."),
    )  # fmt: skip
