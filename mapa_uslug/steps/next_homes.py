"""How long a carer takes from a client's home to the next."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.coverage.home_visits import find_next_home
from mapa_uslug.engine.graph import TICKS_PER_UNIT
from mapa_uslug.engine.sweeps import sweep_pairs
from mapa_uslug.steps.measuring import Measurer

NEXT_HOME_LIMIT_S: Final = 1800.0
"""A next client farther than this is gone to by the base, if that is not shorter anyway."""

_NEAR_S: Final = (60.0, 420.0)
"""In a town the next client lives in the same cell: only who has none so near is looked for farther."""
_AT_A_TIME: Final = 4096


def measure_next_homes(
    measurer: Measurer, gmina: NDArray[np.int64], wanting: NDArray[np.float64], mode: str
) -> NDArray[np.float64]:
    """Minutes from a client's home to the next client of the same gmina, by cell; see `find_next_home`.

    Parameters
    ----------
    gmina : int64, (cells,)
    wanting : float64, (cells,)
        People expected to want care.
    mode : str

    Returns
    -------
    float64, (cells,)
        ``inf`` where nobody wants care, or no next client lives within `NEXT_HOME_LIMIT_S`.
    """
    minutes = np.full(len(wanting), np.inf)
    cells = np.flatnonzero(wanting > 0.0)
    snaps, roads, terminal = (
        measurer.snaps("cells", mode).take(cells),
        measurer.roads,
        measurer.terminal_s(mode),
    )
    # From the next home backwards, so that a search finds all pairs of the home it begins at.
    graph = roads.graph(mode, direction="to")
    targets = roads.targets(graph, snaps)
    left = np.arange(len(cells))
    farthest = NEXT_HOME_LIMIT_S - terminal
    for limit in (*(near for near in _NEAR_S if near < farthest), farthest):
        for rows in np.array_split(left, -(-len(left) // _AT_A_TIME) or 1):
            pairs = sweep_pairs(graph, roads.sources(graph, snaps.take(rows)), targets, limit=limit)
            kept = np.flatnonzero(gmina[cells[rows[pairs.source]]] == gmina[cells[pairs.target]])
            home, cost = (
                pairs.source[kept],
                (pairs.ticks[kept] / TICKS_PER_UNIT + terminal).astype(np.float32),
            )
            order = np.argsort(home, kind="stable")
            pointer = np.searchsorted(home[order], np.arange(len(rows) + 1)).astype(np.int64)
            minutes[cells[rows]] = find_next_home(
                pointer, pairs.target[kept][order], cost[order], wanting[cells]
            )
        left = left[np.isinf(minutes[cells[left]])]
    return minutes
