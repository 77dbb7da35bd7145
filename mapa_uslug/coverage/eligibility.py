"""Whose services count for whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.config import Sharing

_SEPARATOR = "|"


def find_eligible(
    services: pd.DataFrame, *, gminas: Sequence[str], sharing: Sharing, is_at_home: bool
) -> NDArray[np.bool_]:
    """Which places people of which gmina may use.

    A declared territory always holds. A service that comes to people serves the gmina of its seat when it declares
    none; a place that people travel to is then open to all, unless it says that it is not.

    Parameters
    ----------
    services
        `LOCATED_SERVICES` of one type.
    gminas
        Six-digit codes.

    Returns
    -------
    bool, (gminas, places)
    """
    seat = services["gmina_teryt"].to_numpy(dtype=object)
    codes = np.asarray(gminas, dtype=object)
    is_own = codes[:, None] == seat[None, :]
    declared = [frozenset(filter(None, t.split(_SEPARATOR))) for t in services["territory"]]
    in_territory = np.array([[c in d for d in declared] for c in codes], dtype=bool).reshape(is_own.shape)
    has_territory = np.array([bool(d) for d in declared], dtype=bool)
    is_open = services["is_open"].to_numpy(dtype=bool) & (not is_at_home)
    reaches = np.where(has_territory, in_territory, is_own | is_open)
    return np.asarray(reaches & _shared(codes, seat, sharing), dtype=bool)


def _shared(codes: NDArray[np.object_], seat: NDArray[np.object_], sharing: Sharing) -> NDArray[np.bool_]:
    is_own = np.asarray(codes[:, None] == seat[None, :], dtype=bool)
    if sharing.regime == "own":
        return is_own
    if sharing.regime == "partners":
        for group in sharing.groups:
            is_own |= np.isin(codes, group)[:, None] & np.isin(seat, group)[None, :]
        return is_own
    return np.ones_like(is_own)
