"""From values to inches, round steps on axes, and how values are written on a drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from mapa_uslug.core.text import Text


@dataclass(frozen=True)
class Scale:
    """Values between `first` and `last` [unit of the chart] at `start` to `end` [in]."""

    first: float
    last: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands [in]."""
        return self.start + (value - self.first) / (self.last - self.first) * (self.end - self.start)


def round_ticks(low: float, high: float, count: int) -> list[float]:
    """Round values at even steps that hold both ends."""
    if not high > low:
        high = low + 1.0
    steps = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(s) + 0.0 for s in steps]


def count_digits(values: Iterable[float]) -> int:
    """Decimal places that values need to be told apart: none for whole numbers, else one, or two below one."""
    known = [abs(v) for v in values if math.isfinite(v)]
    if all(abs(v - round(v)) < 1e-9 for v in known):
        return 0
    return 1 if max(known) >= 1 else 2


def write_ticks(text: Text, ticks: list[float]) -> list[str]:
    """Numbers of an axis, all with the decimal places of its step."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    digits = next((d for d in range(5) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 4)
    return [text.number(t, digits) for t in ticks]
