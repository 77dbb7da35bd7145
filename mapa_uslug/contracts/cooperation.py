"""What gminas gain together: the balance that a meeting of several gminas looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Terms = Literal["declared", "agreed"]
"""``declared``: partners use each other's places as far as these say they serve them; ``agreed``: an agreement opens every
place of a partner to all partners."""
TERMS: Final[tuple[Terms, ...]] = ("declared", "agreed")
OWN: Final = "own"
OPEN: Final = "open"
"""Regimes beside the sets of partners: every gmina its own services only; every service for everybody whom it serves, also of
gminas outside the area."""
SEPARATOR: Final = "|"


def set_key(gminas: tuple[str, ...] | list[str]) -> str:
    """Key of a set of partners: their codes, ascending, joined by ``|``; a single gmina is the regime `OWN` for it."""
    return SEPARATOR.join(sorted(gminas))


@dataclass(frozen=True, eq=False)
class CooperationBalance:
    """What every set of partners changes, against every gmina on its own.

    Attributes
    ----------
    partners : tuple of str
        Codes of the gminas that consider working together, ascending.
    sets_counted : int
        Sets of two or more of them that were counted.
    is_complete : bool
        Whether these are all sets; else those that `rankings` holds are proven to be the best of their size.
    figures : DataFrame
        ``terms, regime, service_type, mode, level, group ("all" | "target"), gmina_teryt, served, full, too_far,
        cannot_tell, gained, lost, saved``. `regime`: `OWN`, `OPEN`, or the key of a set; a set has rows of its members only. Of at
        most 256 sets all have figures, of more the pairs, all partners together and the sets of each size that bring most people,
        or most to the partner who gains least, all types and modes together. `mode`: a mode, or ``all`` for all modes together.
        `gained`: people newly served against `OWN`; `lost`: people served no longer, whose place others now fill. `saved`:
        person-minutes (person-metres) of one way saved by those who have a place both before and after, missing for ``all``.
        `OPEN` has ``terms = "declared"``; `OWN` is the same by both terms. Rows of the target group are there where the type has
        one of which people are known. The four states add up to the gmina's people (its target group).
    rankings : DataFrame
        ``terms, service_type, mode, level, size, regime, gained, least_gained, shared_places, gained_per_place, saved``; people of
        all residents. `least_gained`: of the partner who gains least. `shared_places`: places of the members that people of
        another member use. One row per set counted, in no order of merit: by size, then key.
    hosting : DataFrame
        ``terms, regime, service_type, mode, gmina_teryt, host, people, people_target``: people of a gmina served by a place of
        another at the main threshold, for the regimes of `figures` but `OWN`. What is hosted is what is used: by ascending
        time, with room where it is counted.
    load : DataFrame
        ``terms, regime, service_type, mode, service_id, gmina_teryt, capacity, wanted_before, wanted_after, from_others``: units of
        capacity taken at the main threshold where capacity and demand are known.
    border : DataFrame
        ``service_type, mode, gmina_teryt, host, people, people_target, saved, may_use``: people whose nearest place lies in another
        gmina (also outside the area), the person-minutes (-metres) one way less than to the nearest of their own, of those who have
        one (missing where none of the row has), and whether that place declares to serve them.
    states : dict
        (terms, regime, service_type, mode) -> uint8, (cells,): the state, an index into `STATES`, of most people of each cell at
        the main threshold, for `OWN`, all partners together, and `OPEN`; what a map with a switch of regimes draws.
    people : dict
        (terms, regime, service_type) -> int32, (cells, 4): people of each cell by state in the order of `STATES`, at the main
        threshold by all modes together, for the regimes of `states`. Only by cells can it be told who is too far in two regimes.
    """

    partners: tuple[str, ...]
    sets_counted: int
    is_complete: bool
    figures: pd.DataFrame
    rankings: pd.DataFrame
    hosting: pd.DataFrame
    load: pd.DataFrame
    border: pd.DataFrame
    states: dict[tuple[str, str, str, str], NDArray[np.uint8]]
    people: dict[tuple[str, str, str], NDArray[np.int32]]

    @property
    def everybody(self) -> str:
        """Key of all partners together."""
        return set_key(self.partners)
