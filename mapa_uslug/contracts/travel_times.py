"""Travel times of populated cells to places, as they leave the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Direction = Literal["to", "from"]
"""``to``: people travel to the place (cell -> place); ``from``: the service travels to people (base -> cell)."""


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Times between every cell and the places of one service type by one mode, in one direction.

    Cells and places are known by their row in the tables that were measured. Times are door to door:
    off-road access at 4.5 km/h (or the mode's walking speed), the road, egress, terminal time.

    Attributes
    ----------
    mode : str
    direction : {"to", "from"}
    is_snapped : bool, (cells,)
        False where the cell has no legal road near it: its times are unknown, not infinite.
    nearest_s : float64, (cells,)
        Seconds to the nearest place; ``inf`` where no place can be reached on the network.
    nearest_place : int32, (cells,)
        Row of that place (of the lowest row among ties), -1 if none.
    pair_ptr : int64, (cells + 1,)
        Pairs of cell i are ``pair_ptr[i]:pair_ptr[i + 1]``; only pairs within `limit_s` are kept.
    pair_place : int32, (pairs,)
        Ascending within a cell.
    pair_s : float32, (pairs,)
    limit_s : float
        Bound of the kept pairs.
    edge_s : float64, (cells,)
        Seconds to the nearest point where the data (roads or services) end; ``inf`` if never.
    """

    mode: str
    direction: Direction
    is_snapped: NDArray[np.bool_]
    nearest_s: NDArray[np.float64]
    nearest_place: NDArray[np.int32]
    pair_ptr: NDArray[np.int64]
    pair_place: NDArray[np.int32]
    pair_s: NDArray[np.float32]
    limit_s: float
    edge_s: NDArray[np.float64]
