"""How much of a service there is for whom: floating catchments, possible overlaps, what one trip reaches."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class Inequality:
    """How unevenly something is spread over people.

    Attributes
    ----------
    gini : float
        0 equal, towards 1 unequal; ``nan`` where nothing is spread.
    p90_p10 : float
        Ninth decile over the first, by people; ``inf`` where the first is 0, ``nan`` where both are.
    within, between : float
        Parts of the Theil index that lie within gminas and between them; they add up to it.
    """

    gini: float
    p90_p10: float
    within: float
    between: float


@dataclass(frozen=True, eq=False)
class FloatingCatchment:
    """Places per 1,000 of the target group in reach (E2SFCA), of one service type and mode.

    Attributes
    ----------
    bands : tuple of float
        Upper bounds of the bands: minutes, or metres.
    weights : tuple of float
        Weight of each band.
    per_1000 : float64, (cells,)
        Capacity in reach per 1,000 people of the target group, competition counted; ``nan`` where it cannot be told.
    people : int64, (cells,)
        The target group.
    by_gmina : DataFrame
        ``gmina_teryt, people, people_unknown`` (of them, those of whom it cannot be told), ``per_1000`` (mean of the others,
        weighted by people), `gini`, `p90_p10`; one row for all with ``""``.
    """

    service_type: str
    mode: str
    unit: str
    capacity_unit: str
    bands: tuple[float, ...]
    weights: tuple[float, ...]
    per_1000: NDArray[np.float64]
    people: NDArray[np.int64]
    by_gmina: pd.DataFrame
    inequality: Inequality


@dataclass(frozen=True, eq=False)
class Supply:
    """Everything about how much there is for whom.

    Attributes
    ----------
    catchments : tuple of FloatingCatchment
        One per service type and mode of which capacities are known.
    choices : DataFrame
        Per gmina: people who reach one place of a type and target group, and two or more; columns in `supply.overlaps`.
    overlaps : DataFrame
        Pairs of places of one type and target group that share people within the main threshold; columns in
        `supply.overlaps`.
    spare_places : DataFrame
        Every place of a type that has two or more: nearest to how many, people who would cross the threshold if it closed,
        capacity and free places; columns in `supply.overlaps`.
    one_trip : DataFrame
        Per gmina: how many kinds of service one trip reaches, and what people need but cannot combine; columns in
        `supply.one_trip`.
    trip_kinds : int32, (cells,), or None
        Kinds of service that the best single trip from each cell reaches.
    """

    catchments: tuple[FloatingCatchment, ...] = ()
    choices: pd.DataFrame = field(default_factory=pd.DataFrame)
    overlaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    spare_places: pd.DataFrame = field(default_factory=pd.DataFrame)
    one_trip: pd.DataFrame = field(default_factory=pd.DataFrame)
    trip_kinds: NDArray[np.int32] | None = None
