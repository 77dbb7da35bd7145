"""New ways across that help most: which of them are told, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.reports.overlaps import find_overlapping

PER_BARRIER: Final = 3
"""New ways across told of one barrier: a river's twenty would hide every other."""
NEAR_M: Final = 50.0
"""How far apart the lines of two modes may run along one obstacle."""
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


def _lines_alongside(barriers: Barriers) -> dict[str, set[str]]:
    """Barrier lines of other modes along the same stretch of the same obstacle: a way across one of them crosses the other.

    Ways across are looked for along the lines of their mode, and a white spot knows the line that it meets first: of
    whatever mode that is, the ways across are the same river's.
    """
    beside: dict[str, set[str]] = {}
    lines = barriers.lines
    for _, alike in lines[lines["kind"] != "no_road"].groupby(["kind", "name"], sort=False):
        ids, modes = alike["barrier_id"].astype(str).to_numpy(), alike["mode"].to_numpy()
        for one, other in zip(*find_overlapping(alike.geometry.to_numpy(), near_m=NEAR_M), strict=True):
            if modes[one] != modes[other]:
                beside.setdefault(ids[one], set()).add(ids[other])
    return beside


class BestCrossings:
    """Finds the new way across some barriers that would help most; ranks all of them once."""

    def __init__(self, barriers: Barriers) -> None:
        self._beside = _lines_alongside(barriers)
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
            For which mode; ``all``: for any.
        """
        found = self.across(barrier_ids)
        wanted = (
            crossing
            for crossing in found
            if service_type in ("", crossing["service_type"]) and mode in (ANY_MODE, crossing["mode"])
        )
        return next(wanted, None)

    def across(self, barrier_ids: Iterable[str]) -> list[dict[str, Any]]:
        """Rows of `Barriers.crossings`, without geometry, across some barriers and what runs along them; the best first."""
        own = set(barrier_ids)
        every = own.union(*(self._beside.get(barrier, ()) for barrier in own))
        found = [ranked for barrier in every for ranked in self._of_barrier.get(barrier, ())]
        return [crossing for _, crossing in sorted(found, key=lambda one: one[0])]
