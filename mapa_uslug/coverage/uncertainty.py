"""Between which numbers people too far may truly lie: speeds, places known roughly, confidential cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.tables import REASONS, CoverageLayer

Flags = NDArray[np.bool_]

_SECONDS: Final = 60.0
_ROUGH: Final = [REASONS.index("unplaced_service"), REASONS.index("uncertain_place")]
_OF_TRANSIT: Final = "transit"


@dataclass(frozen=True, eq=False)
class TooFar:
    """Cells whose people are too far by every mode; bool, (cells,).

    Attributes
    ----------
    now : as counted.
    quick, slow : with travel quicker and slower. ``quick`` lies within ``now``, which lies within ``slow``.
    if_rough : if no place that is known only roughly, or not at all, were within the threshold.
    slow_if_rough : both at once.
    """

    now: Flags
    quick: Flags
    slow: Flags
    if_rough: Flags
    slow_if_rough: Flags


def vary_too_far(
    layers: Sequence[CoverageLayer], *, speed_change: float, terminal_s: Mapping[str, float]
) -> TooFar:
    """Who is too far if travel is quicker or slower, or if rough places lie unluckily.

    All roads are made quicker or slower alike, so that the nearest place stays the nearest and its time alone is compared with
    the threshold again. Seconds that every journey takes, metres, and timetables stay.

    Parameters
    ----------
    layers
        Of one service type and level, one per mode.
    speed_change
        Share by which speeds rise or fall.
    terminal_s
        Mode -> seconds of every journey that no speed changes.
    """
    now = [layer.people[:, TOO_FAR] > 0 for layer in layers]
    quick, slow = list(now), list(now)
    if_rough = [far | _is_rough(layer) for layer, far in zip(layers, now, strict=True)]
    for i, layer in enumerate(layers):
        if layer.unit != "min" or layer.mode == _OF_TRANSIT or speed_change == 0.0:
            continue
        terminal = terminal_s.get(layer.mode, 0.0) / _SECONDS
        least, most = (_scaled(layer, terminal, 1.0 + way * speed_change) for way in (1.0, -1.0))
        is_within = layer.people[:, [SERVED, FULL]].sum(axis=1) > 0
        quick[i] = now[i] & ~(least <= layer.threshold)
        slow[i] = now[i] | (is_within & (most > layer.threshold))
    return TooFar(
        *(
            np.logical_and.reduce(flags)
            for flags in (now, quick, slow, if_rough, [a | b for a, b in zip(slow, if_rough, strict=True)])
        )
    )


def _scaled(layer: CoverageLayer, terminal: float, speed: float) -> NDArray[np.float64]:
    return terminal + (layer.cost.astype(np.float64) - terminal) / speed


def _is_rough(layer: CoverageLayer) -> Flags:
    is_rough: Flags = (layer.people[:, CANNOT_TELL] > 0) & np.isin(layer.reason, _ROUGH)
    return is_rough


@dataclass(frozen=True, eq=False)
class Residents:
    """People of the cells that are counted together; arrays are in the order of the cells.

    Attributes
    ----------
    people : int64, (cells,)
    is_imputed : bool, (cells,)
        Confidential in the source.
    source : int64, (cells,)
        Which cell of the source each is part of.
    is_whole : bool, (cells,)
        Whether that cell of the source has all its people here.
    """

    people: NDArray[np.int64]
    is_imputed: Flags
    source: NDArray[np.int64]
    is_whole: Flags

    def take(self, here: Flags) -> Residents:
        """Those of some of the cells."""
        return Residents(self.people[here], self.is_imputed[here], self.source[here], self.is_whole[here])


def count_too_far(residents: Residents, is_too_far: Flags) -> int:
    """People too far, confidential cells as they were estimated."""
    return int(residents.people[is_too_far].sum())


def bound_too_far(residents: Residents, is_too_far: Flags) -> tuple[int, int]:
    """Least and most people too far, if of confidential cells no more is known than their sum and that somebody lives in each.

    A cell of the source that is too far as a whole holds one person at least, and so does one that is not; of one in parts
    nothing is known but the sum. With so many people R in n cells, n_T of them too far: from n_T to R - (n - n_T); all of R where
    every cell is too far, nobody where none is.
    """
    is_hidden = residents.is_imputed & (residents.people > 0)
    known = int(residents.people[is_too_far & ~residents.is_imputed].sum())
    far, total = is_too_far[is_hidden], int(residents.people[is_hidden].sum())
    if not far.any():
        return known, known
    if far.all():
        return known + total, known + total
    _, first, unit = np.unique(residents.source[is_hidden], return_index=True, return_inverse=True)
    parts, parts_far = np.bincount(unit), np.bincount(unit, weights=far)
    is_whole = residents.is_whole[is_hidden][first]
    least, others = (int((is_whole & (parts_far == n)).sum()) for n in (parts, 0))
    return known + least, known + total - others
