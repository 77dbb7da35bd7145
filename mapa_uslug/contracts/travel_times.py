"""Travel costs of populated cells to places, as they leave the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Direction = Literal["to", "from"]
"""``to``: people travel to the place (cell -> place); ``from``: the service travels to people (base -> cell)."""

CostUnit = Literal["s", "m"]
"""Seconds door to door, or metres of the shortest way (statutory limits such as the way to school are in metres)."""

STEP: Final[dict[CostUnit, float]] = {"s": 60.0, "m": 100.0}
"""What thresholds are whole multiples of [s, m]: comparing costs rounded up to such steps decides as comparing them does."""
STEP_BEYOND: Final = 254
"""Step of what can be reached, but farther than is told."""
STEP_NEVER: Final = 255
"""Step of what cannot be reached."""


def count_steps(cost: NDArray[np.floating], unit: CostUnit) -> NDArray[np.float64]:
    """Costs in steps, rounded up to whole ones; ``inf`` stays."""
    return np.ceil(np.asarray(cost, dtype=np.float64) / STEP[unit])


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Costs between every cell and the places of one service type by one mode, in one direction.

    Cells and places are known by their row in the tables that were measured. Seconds are door to door:
    off-road access and egress, the road, terminal time. Metres are access, road and egress.

    Attributes
    ----------
    mode : str
    direction : {"to", "from"}
    unit : {"s", "m"}
        Unit of every cost below.
    is_snapped : bool, (cells,)
        False where the cell has no legal road near it: its costs are unknown, not infinite.
    nearest_cost : float64, (cells,)
        Cost of the nearest place; ``inf`` where no place can be reached on the network.
    nearest_place : int32, (cells,)
        Row of that place (of the lowest row among ties), -1 if none.
    pair_ptr : int64, (cells + 1,)
        Pairs of cell i are ``pair_ptr[i]:pair_ptr[i + 1]``; only pairs within `limit` are kept.
    pair_place : int32, (pairs,)
        Ascending within a cell.
    pair_cost : float32, (pairs,)
    limit : float
        Bound of the kept pairs.
    edge_cost : float64, (cells,)
        Cost to the nearest point where the data (roads or services) end; ``inf`` if never.
    """

    mode: str
    direction: Direction
    unit: CostUnit
    is_snapped: NDArray[np.bool_]
    nearest_cost: NDArray[np.float64]
    nearest_place: NDArray[np.int32]
    pair_ptr: NDArray[np.int64]
    pair_place: NDArray[np.int32]
    pair_cost: NDArray[np.float32]
    limit: float
    edge_cost: NDArray[np.float64]
