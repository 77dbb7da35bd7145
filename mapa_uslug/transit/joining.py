"""Timetables of several sources as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import Timetable

# Arrays of row numbers, and what their rows are rows of.
_POINTERS = {
    "stop_parent": "stop_id", "trip_service": "runs_on_type", "call_stop": "stop_id", "transfer_from": "stop_id",
    "transfer_to": "stop_id",
}  # fmt: skip
_APART = ("call_ptr", "first_date", "runs_on_date", "on_demand")


def join_timetables(parts: Sequence[Timetable], names: Sequence[str]) -> Timetable:
    """Put timetables one after the other; ids of stops and trips get the name of their source before a colon.

    Stops of different sources stay apart even at one place; people walk from one to the other.
    """
    joined: dict[str, NDArray[np.generic]] = {
        f.name: _joined(parts, f.name) for f in fields(Timetable) if f.name not in _APART
    }
    for column in ("stop_id", "trip_id"):
        texts = [
            f"{name}:{own}" for part, name in zip(parts, names, strict=True) for own in getattr(part, column)
        ]
        joined[column] = np.array(texts, object)
    # Files that are called alike are told apart.
    joined["trip_source"] = np.repeat(np.array(names, object), [p.trip_count for p in parts])
    calls = np.cumsum([0, *(p.call_ptr[-1] for p in parts)])
    ptr = np.concatenate(
        [np.zeros(1, np.int64), *(p.call_ptr[1:] + first for p, first in zip(parts, calls, strict=False))]
    )
    first, runs = _joined_dates(parts)
    return Timetable(
        **joined,  # type: ignore[arg-type]
        call_ptr=ptr, first_date=first, runs_on_date=runs, on_demand=tuple(s for p in parts for s in p.on_demand),
    )  # fmt: skip


def _joined(parts: Sequence[Timetable], name: str) -> NDArray[np.generic]:
    target = _POINTERS.get(name)
    offsets = np.cumsum([0, *(len(getattr(p, target)) for p in parts)]) if target else None
    arrays = [getattr(p, name) for p in parts]
    if offsets is not None:
        arrays = [(a + first).astype(a.dtype) for a, first in zip(arrays, offsets, strict=False)]
    return np.concatenate(arrays)


def _joined_dates(parts: Sequence[Timetable]) -> tuple[date | None, NDArray[np.bool_]]:
    """First day of all, and the days of every service over the days of all sources together."""
    dated = [(p.first_date, p.first_date + timedelta(p.runs_on_date.shape[1])) for p in parts if p.first_date]
    first = min((start for start, _ in dated), default=None)
    length = (max(end for _, end in dated) - first).days if first else 0
    runs = np.zeros((sum(len(p.runs_on_type) for p in parts), length), bool)
    row = 0
    for part in parts:
        services, days = part.runs_on_date.shape
        if part.first_date and first:
            at = (part.first_date - first).days
            runs[row : row + services, at : at + days] = part.runs_on_date
        row += services
    return first, runs
