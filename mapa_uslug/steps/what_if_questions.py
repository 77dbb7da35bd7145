"""What a map may be asked: types, modes, and how far thresholds may be moved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mapa_uslug.contracts.travel_times import CostUnit
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure

_ROOM = 1.5
"""How much farther than the widest threshold of its types a map can be asked about a mode."""
_ROUND = {"s": 600.0, "m": 1000.0}
_LARGEST = {"s": 250 * 60.0, "m": 25_000.0}
WayKey = tuple[str, CostUnit]


def plan_questions(data: AreaData) -> list[Measure]:
    """Every type that may be asked for, found or not, by every mode that counts for it and is switched on."""
    asked = set(data.config.services.types)
    return [
        Measure(t, mode, threshold)
        for t in data.catalog.types
        if t.is_measured and (t.code in asked or not asked)
        for mode, threshold in t.thresholds.items()
        if mode in data.modes
    ]


def largest_limits(measures: Sequence[Measure]) -> dict[WayKey, float]:
    """Largest limit [s, m] that each mode can be asked about, with room beyond the widest threshold."""
    widest: dict[WayKey, float] = {}
    for measure in measures:
        key = key_of(measure)
        widest[key] = max(widest.get(key, 0.0), measure.limit)
    return {
        key: max(value, min(np.ceil(value * _ROOM / _ROUND[key[1]]) * _ROUND[key[1]], _LARGEST[key[1]]))
        for key, value in widest.items()
    }


def key_of(measure: Measure) -> WayKey:
    """Mode and unit of a measure."""
    return measure.mode, "s" if measure.weight == "time" else "m"
