"""New ways across that help most: which of them are told, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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


def best_crossing(
    barriers: Barriers, barrier_ids: Sequence[str], *, service_type: str = "", mode: str = ANY_MODE
) -> pd.Series | None:
    """The new way across some barriers that would help most, None if none would.

    Parameters
    ----------
    service_type
        For which service; "": for any.
    mode
        For which mode; ``all``, or one that no crossing was measured for: any.
    """
    ranked = rank_crossings(barriers)
    found = ranked[ranked["barrier_id"].isin([one for one in barrier_ids if one])]
    if service_type:
        found = found[found["service_type"] == service_type]
    of_mode = found[found["mode"] == mode]
    found = of_mode if len(of_mode) else found
    return found.iloc[0] if len(found) else None
