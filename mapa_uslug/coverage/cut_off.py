"""People whom closed roads cut off: of them it is known that no place can be reached."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import CANNOT_TELL, TOO_FAR
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.coverage.states import NOT_CONNECTED


def tell_cut_off(layer: CoverageLayer, open_layer: CoverageLayer) -> CoverageLayer:
    """A layer in which people who lost every way are too far, not unknown.

    A road without a connection is mostly a fault of the data, so its people cannot be told about. Where a place could
    be reached before roads were closed, the data have no fault.

    Parameters
    ----------
    open_layer : CoverageLayer
        Of the same services, mode and threshold with every road open.
    """
    is_cut = (layer.reason == NOT_CONNECTED) & np.isfinite(open_layer.cost)
    if not is_cut.any():
        return layer
    return replace(
        layer,
        people=_move(layer.people, is_cut),
        target=None if layer.target is None else _move(layer.target, is_cut),
        reason=np.where(is_cut, 0, layer.reason).astype(np.uint8),
    )


def _move(states: NDArray[np.int32], rows: NDArray[np.bool_]) -> NDArray[np.int32]:
    moved = states.copy()
    moved[rows, TOO_FAR] += moved[rows, CANNOT_TELL]
    moved[rows, CANNOT_TELL] = 0
    return moved
