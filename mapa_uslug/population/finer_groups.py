"""Groups finer than the grid, spread with the share that is known for the gmina."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mapa_uslug.population.groups import compose
from mapa_uslug.population.rounding import Floats, Ints, round_to_totals


def spread_finer_group(
    group: str, per_gmina: Floats, *, counted: Mapping[str, Ints], gmina: Ints
) -> Ints | None:
    """People of a finer group in each cell.

    Parameters
    ----------
    group : str
    per_gmina : float64, (gminas,)
        People of the group; must be known wherever there are cells.
    counted : mapping
        Basic group (and ``all``) -> people of the cells.
    gmina : int64, (cells,)

    Returns
    -------
    int64, (cells,) or None
        Adds up to `per_gmina`, nowhere more than the groups it is part of. None when a gmina's figure does not fit
        into them.
    """
    made_of = compose(group, basics=[name for name in counted if name != "all"])
    whole = np.zeros(len(gmina), dtype=np.int64)
    for name in made_of.whole:
        whole = whole + counted[name]
    gminas = len(per_gmina)
    wanted = np.zeros(gminas, dtype=np.int64)
    present = np.unique(gmina)
    wanted[present] = per_gmina[present].astype(np.int64)
    rest = wanted - np.bincount(gmina, weights=whole, minlength=gminas).astype(np.int64)
    room = counted[made_of.part_of] if made_of.part_of else np.zeros(len(gmina), dtype=np.int64)
    space = np.bincount(gmina, weights=room, minlength=gminas).astype(np.int64)
    if (rest < 0).any() or (rest > space).any():
        return None
    return whole + round_to_totals(room.astype(np.float64), gmina, rest, limit=room)
