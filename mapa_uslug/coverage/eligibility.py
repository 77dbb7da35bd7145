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
    codes = pd.Index(gminas, dtype=object)
    shape = len(codes), len(seat)
    is_own, in_territory = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    _mark(is_own, codes.get_indexer(seat), np.arange(len(seat)))
    declared = [list(filter(None, t.split(_SEPARATOR))) for t in services["territory"]]
    counts = np.array([len(d) for d in declared], dtype=np.int64)
    served = codes.get_indexer([code for d in declared for code in d])
    _mark(in_territory, served, np.repeat(np.arange(len(seat)), counts))
    is_open = services["is_open"].to_numpy(dtype=bool) & (not is_at_home)
    reaches = np.where(counts > 0, in_territory, is_own | is_open)
    return np.asarray(reaches & _shared(is_own, codes, pd.Index(seat), sharing), dtype=bool)


def _mark(table: NDArray[np.bool_], row: NDArray[np.intp], column: NDArray[np.intp]) -> None:
    table[row[row >= 0], column[row >= 0]] = True


def _shared(
    is_own: NDArray[np.bool_], codes: pd.Index, seat: pd.Index, sharing: Sharing
) -> NDArray[np.bool_]:
    if sharing.regime == "open":
        return np.ones_like(is_own)
    shared = is_own.copy()
    if sharing.regime == "partners":
        for group in sharing.groups:
            shared |= codes.isin(group)[:, None] & seat.isin(group)[None, :]
    return shared
