"""Where new places of a service are proposed in an area, and what they would change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.siting import Objective, Siting

CandidateSource = Literal["localities", "buildings", "cells"]
CANDIDATE_SOURCES: Final[tuple[CandidateSource, ...]] = ("localities", "buildings", "cells")


@dataclass(frozen=True, eq=False)
class Change:
    """People by state before and after a plan, by gmina; `STATES` are the columns.

    Attributes
    ----------
    gminas : tuple of str
        Codes, ascending.
    before, after : int64, (gminas, 4)
    gained : int64, (gminas,)
        People who were too far, or found no free place, and are served.
    lost : int64, (gminas,)
        People who were served and are not.
    settled : int64, (gminas,)
        People who are served and of whom nothing could be told before: never counted as gained.
    gained_far : int64, (gminas,)
        Those of `gained` who were too far; the others found no free place.
    """

    gminas: tuple[str, ...]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    gained: NDArray[np.int64]
    lost: NDArray[np.int64]
    settled: NDArray[np.int64]
    gained_far: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Proposal:
    """Places proposed, how good they are proven to be, and what they change.

    Attributes
    ----------
    area : str
        Its name.
    service_type : str
        Code.
    modes : tuple of str
        One, or all that count together.
    level : int
        Of the thresholds, from 0.
    thresholds : tuple of int
        By mode, in `unit`.
    unit : {"min", "m"}
    objective : str
    group : str
        Whose people are weighed: ``all`` or the target group of the type.
    capacity : float or None
        Room of a new place in the type's unit; None where no room is counted.
    siting : Siting
        Figures in what was weighed, see `scale`.
    scale : float
        What one person weighs: 1, or where room is counted what one person of the group wants in the unit of capacity.
    weighed : int
        People of the group who were weighed.
    untold : int
        People of the group who were not, since nothing can be told of them as things are.
    beyond : int
        People of the group weighed whom no site reaches (within the threshold, where one is asked about).
    places : DataFrame
        Sites chosen: `place_id` (of the plan), `name`, `kind` (kind of building, ``locality``, ``cell``, ``point``, or
        ``existing`` for a place that was free to move and stays), `gmina_teryt`, `gmina`, `locality`, `cell_id`, `lon`,
        `lat`, `people` and `target` (gained; missing where a confidential cell could be told from them), `settled` (see
        `Change`), `nearest` (people it is nearest to after the plan), `mean_cost` (of these, minutes or metres; missing by
        all modes together).
    closing : tuple of str
        Places that were free to move and were not chosen.
    alternatives : DataFrame
        For every site chosen: `place_id`, `left_out` (objective lost without it), `instead` (the best other site, "" if
        none), `lost` (objective lost by that one). Both in people, or person-minutes for ``p-median``; people are missing
        where a confidential cell could be told from them, in `closures` and `closures_lost` too.
    closures : DataFrame
        For every existing place, if closures were asked about: `service_id`, `provider`, `locality`, `gmina`, `lost`
        (objective lost if it alone closes, as above), `is_chosen`, the least harmful first; and for each other mode that
        counts ``out_<mode>``: all people who fall out of its threshold if it alone closes (missing as above).
    closures_lost : float
        Objective lost if those chosen close together.
    left_out : DataFrame
        Candidates that could not be used: `name`, `reason` (``no_road``, ``outside``, ``no_locality``, ``sensitive``).
    candidates : int
        Candidates that could be.
    everybody, target : Change
        Of all people, and of the type's target group (None where the population has no such group).
    plan : ScenarioConfig
        Opens and closes what is proposed.
    gminas : DataFrame
        `gmina_teryt` and `gmina` of the boundary file.
    attribution : tuple of str
        Whom the data are owed to.
    needless : tuple of str
        Ids of places chosen without all of which as many people are within the threshold.
    is_shortest : bool
        No exchange of one place leaves as many people within the threshold and shortens their ways.
    by_other_mode : dict of str to Change
        Of all people by each other mode that counts, where the plan closes a place.
    """

    area: str
    service_type: str
    modes: tuple[str, ...]
    level: int
    thresholds: tuple[int, ...]
    unit: str
    objective: Objective
    group: str
    capacity: float | None
    siting: Siting
    scale: float
    weighed: int
    untold: int
    beyond: int
    places: pd.DataFrame
    closing: tuple[str, ...]
    alternatives: pd.DataFrame
    closures: pd.DataFrame
    closures_lost: float
    left_out: pd.DataFrame
    candidates: int
    everybody: Change
    target: Change | None
    plan: ScenarioConfig
    gminas: pd.DataFrame
    attribution: tuple[str, ...] = ()
    needless: tuple[str, ...] = ()
    is_shortest: bool = False
    by_other_mode: dict[str, Change] = field(default_factory=dict)

    @property
    def per_person(self) -> float:
        """What divides a value of the objective so that it is people, person-minutes or person-kilometres, or places."""
        if self.objective == "lscp":
            return 1.0
        return self.per_loss

    @property
    def per_loss(self) -> float:
        """The same of what is lost, which for ``lscp`` is people too."""
        by_cost = 60.0 if self.unit == "min" else 1000.0
        return self.scale * (by_cost if self.objective == "p-median" else 1.0)
