"""What several plans for one area bring, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from mapa_uslug.contracts.plan_config import PlanCost

ROOM_COLUMNS: Final = ("service_type", "opened", "closed", "capacity")


@dataclass(frozen=True, eq=False)
class PlanOutcome:
    """What one plan changes against the area as it is.

    Attributes
    ----------
    name, file : str
        Name of the plan, and of its file.
    cost : PlanCost
        As the plan gives it.
    gaining, losing : int
        Residents who gain (lose) at least one service by all modes together at the main threshold. Within a cell those of several
        services are taken to be the same people.
    figures : DataFrame
        ``service_type, mode ("all": all modes together), level, group ("all" | "target"), gmina_teryt ("": all), people,
        served_before, served_after, gained, lost, too_far_before, too_far_after``. `gained` and `lost` are people of cells in which
        more (fewer) are served than before: they may both be there, and ``served_after = served_before + gained - lost``.
    minutes : DataFrame
        ``service_type, mode, unit ("min" | "m"), gmina_teryt ("": all), saved``: person-minutes (person-metres) of one way to the
        nearest place that all residents together save, negative where it grows. A way longer than the widest threshold counts as
        that threshold, and so does none: nobody walks for hours.
    white_spots : DataFrame
        ``service_type, gmina_teryt ("": all), cured, made``: white spots by all modes together at the main threshold in which
        nobody is too far any more, and those where nobody was. One that lies in two gminas counts in both, and once among all.
    by_gmina : dict
        Code -> residents who gain and who lose at least one service; they add up to `gaining` and `losing`.
    room : DataFrame
        ``service_type, opened, closed`` (places), ``capacity`` (added by opening, closing and change; missing where one does not give
        it); types of which some place opens, closes or changes its capacity.
    """

    name: str
    file: str
    cost: PlanCost
    gaining: int
    losing: int
    figures: pd.DataFrame
    minutes: pd.DataFrame
    white_spots: pd.DataFrame
    by_gmina: dict[str, tuple[int, int]] = field(default_factory=dict)
    room: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ROOM_COLUMNS)))

    def people(self, gmina: str) -> tuple[int, int]:
        """Residents of a gmina, or ("") of all, who gain and who lose at least one service."""
        return self.by_gmina.get(gmina, (0, 0)) if gmina else (self.gaining, self.losing)
