"""When places are open on one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import DAY_S


class OpenHours(NamedTuple):
    """Stretches of one day in which each place is open.

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

    def take(self, places: NDArray[np.int64]) -> OpenHours:
        """Those of some of the places."""
        counts = np.diff(self.ptr)[places]
        ptr = np.zeros(len(places) + 1, dtype=np.int64)
        np.cumsum(counts, out=ptr[1:])
        rows = np.repeat(self.ptr[places] - ptr[:-1], counts) + np.arange(ptr[-1])
        return OpenHours(ptr, self.opens_s[rows], self.closes_s[rows])


def find_open_hours(
    texts: Sequence[str], *, days: Sequence[date], default: tuple[int, int], stay_s: int
) -> OpenHours:
    """Opening hours of each place on the first of some days on which it is open for a stay, else on the first day.

    Parameters
    ----------
    texts
        In the form of OpenStreetMap, one for each place; empty where nothing is known.
    days
        One or more; of several that stand for the same kind of day the one that counts most comes first.
    default
        Stretch taken for places of whose hours on that day nothing is known.
    stay_s : int
        Seconds that one of the stretches has to hold.
    """
    known: dict[str, list[tuple[int, int]]] = {}
    for text in texts:
        if text not in known:
            known[text] = _stretches_on_any(text, days, default, stay_s)
    found = [known[text] for text in texts]
    ptr = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(s) for s in found], out=ptr[1:])
    both = np.array([pair for s in found for pair in s], dtype=np.int32).reshape(-1, 2)
    return OpenHours(ptr, both[:, 0].copy(), both[:, 1].copy())


def _stretches_on_any(
    text: str, days: Sequence[date], default: tuple[int, int], stay_s: int
) -> list[tuple[int, int]]:
    of_days = [_stretches(text, day, default) for day in days] if text else [[default]]
    return next((s for s in of_days if any(e - b >= stay_s for b, e in s)), of_days[0])


def _stretches(text: str, day: date, default: tuple[int, int]) -> list[tuple[int, int]]:
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
