"""New ways across that help most: which of them are told, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.barriers import Barriers

PER_BARRIER: Final = 3
"""New ways across told of one barrier: a river's twenty would hide every other."""
ANY_MODE: Final = "all"
_ORDER: Final = ["people", "person_minutes", "length_m"]


def rank_crossings(barriers: Barriers) -> pd.DataFrame:
    """All new ways across, without geometry: most people newly within the threshold first, then most person-minutes."""
    crossings = pd.DataFrame(barriers.crossings.drop(columns="geometry"))
    return crossings.sort_values(_ORDER, ascending=[False, False, True], kind="stable")


def tell_of_crossings(barriers: Barriers) -> pd.DataFrame:
    """Of each barrier the best new way across for each service and mode, at most `PER_BARRIER` of them; in order."""
    best = rank_crossings(barriers).drop_duplicates(["barrier_id", "service_type", "mode"])
    return best[best.groupby("barrier_id").cumcount() < PER_BARRIER]


class BestCrossings:
    """Finds the new way across some barriers that would help most; ranks all of them once."""

    def __init__(self, barriers: Barriers) -> None:
        self._of_barrier: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for rank, crossing in enumerate(rank_crossings(barriers).to_dict("records")):
            self._of_barrier.setdefault(str(crossing["barrier_id"]), []).append((rank, crossing))

    def best(
        self, barrier_ids: Iterable[str], *, service_type: str = "", mode: str = ANY_MODE
    ) -> dict[str, Any] | None:
        """The row of `Barriers.crossings`, without geometry; None if none would help.

        Parameters
        ----------
        service_type
            For which service; "": for any.
        mode
            For which mode; ``all``, or one that no crossing was measured for: any.
        """
        found = [
            (crossing["mode"] != mode, rank, crossing)
            for barrier in set(barrier_ids)
            for rank, crossing in self._of_barrier.get(barrier, ())
            if service_type in ("", crossing["service_type"])
        ]
        return min(found, key=lambda one: one[:2])[2] if found else None
