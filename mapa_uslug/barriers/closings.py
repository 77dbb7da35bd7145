"""Closing several roads at once: the edges of a link, a flood, works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.forest_kernels import FAR
from mapa_uslug.engine.graph import TICKS_PER_UNIT


@dataclass(frozen=True, eq=False)
class Closing:
    """Whose way closing some edges at once would make longer.

    Attributes
    ----------
    cell : int64, (concerned,)
        Rows of the cells with people whose way becomes longer or comes to nothing, ascending.
    cost_before, cost_after : float64, (concerned,)
        Seconds (terminal time included) or metres to the nearest place; ``inf`` where none can be reached.
    """

    cell: NDArray[np.int64]
    cost_before: NDArray[np.float64]
    cost_after: NDArray[np.float64]


def measure_closing(searched: SearchedJourneys, edges: NDArray[np.integer[Any]]) -> Closing:
    """Say whom closing some edges at once would concern.

    What stands on a closed edge keeps its ways to both of its ends, as in `measure_losses`. Equal to searching anew
    without the edges, to the tick; see `ClosableSearch` for how.

    Parameters
    ----------
    searched : SearchedJourneys
    edges : int, (closed,)
        Rows of the network.
    """
    closed, terminal = searched.closable.close(edges), searched.journeys.terminal
    return Closing(
        searched.cell[closed.point], to_units(closed.before, terminal), to_units(closed.after, terminal)
    )


def to_units(ticks: NDArray[np.int64], terminal: float = 0.0) -> NDArray[np.float64]:
    """Seconds or metres of ticks, with what a journey costs besides; ``inf`` where there is no way."""
    return np.where(ticks >= FAR, np.inf, ticks / TICKS_PER_UNIT + terminal)
