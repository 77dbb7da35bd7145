"""When places are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import DAY_S


class OpenHours(NamedTuple):
    """Stretches of a day in which each place is open.

    Attributes
    ----------
    ptr : int64, (places + 1,)
        Stretches of place i are ``ptr[i]:ptr[i + 1]``, ascending; none where it is shut all day.
    opens_s, closes_s : int32, (stretches,)
        Seconds of the day; a stretch that runs past midnight ends there.
    """

    ptr: NDArray[np.int64]
    opens_s: NDArray[np.int32]
    closes_s: NDArray[np.int32]

    @property
    def are_none(self) -> NDArray[np.bool_]:
        """Places that are shut all day, (places,)."""
        return np.asarray(np.diff(self.ptr) == 0, dtype=np.bool_)

    def filled(self, default: tuple[int, int]) -> OpenHours:
        """The same with a stretch for places that are shut all day."""
        at = self.ptr[:-1][self.are_none]
        ptr = self.ptr + np.concatenate([[0], np.cumsum(self.are_none)])
        return OpenHours(
            ptr, np.insert(self.opens_s, at, default[0]), np.insert(self.closes_s, at, default[1])
        )

    def take(self, places: NDArray[np.int64]) -> OpenHours:
        """Those of some of the places."""
        counts = np.diff(self.ptr)[places]
        ptr = np.zeros(len(places) + 1, dtype=np.int64)
        np.cumsum(counts, out=ptr[1:])
        rows = np.repeat(self.ptr[places] - ptr[:-1], counts) + np.arange(ptr[-1])
        return OpenHours(ptr, self.opens_s[rows], self.closes_s[rows])


def find_open_hours(texts: Sequence[str], *, days: Sequence[date], default: tuple[int, int]) -> OpenHours:
    """Stretches of opening hours of each place on any of some days.

    Parameters
    ----------
    texts
        In the form of OpenStreetMap, one for each place; empty where nothing is known.
    days
        One, or several of which each will do: who finds a place open on one of them can visit it. Their stretches stand
        side by side, may overlap, and are never joined: a visit takes place on one day.
    default
        Stretch taken for places of whose hours on a day nothing is known.
    """
    known: dict[str, list[tuple[int, int]]] = {}
    for text in texts:
        if text not in known:
            of_days = (_stretches(text, day, default) for day in days)
            known[text] = sorted({stretch for found in of_days for stretch in found})
    found = [known[text] for text in texts]
    ptr = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(s) for s in found], out=ptr[1:])
    both = np.array([pair for s in found for pair in s], dtype=np.int32).reshape(-1, 2)
    return OpenHours(ptr, both[:, 0].copy(), both[:, 1].copy())


def _stretches(text: str, day: date, default: tuple[int, int]) -> list[tuple[int, int]]:
    if not text:
        return [default]
    from opening_hours import OpeningHours

    start = datetime.combine(day, time())
    states = [(b, e, str(s)) for b, e, s, _ in OpeningHours(text).intervals(start, start + timedelta(days=1))]
    if any(state == "unknown" for *_, state in states):
        return [default]
    return [
        (_second_of(begin, start), _second_of(end, start)) for begin, end, state in states if state == "open"
    ]


def _second_of(moment: datetime, start: datetime) -> int:
    return min(int((moment - start).total_seconds()), DAY_S)
