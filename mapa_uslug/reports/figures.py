"""Figures of people, taken from the layers: sums by gmina, by level and by reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.tables import REASONS, RunResult

__all__ = ["CANNOT_TELL", "FULL", "SERVED", "TOO_FAR", "Combined", "combine_all", "combine_modes"]

StateCounts = NDArray[np.int64]
"""Shape (4,): people by state, in the order of `STATES`."""


def service_types(result: RunResult) -> list[str]:
    """Codes of the types that have figures, in the order of the layers."""
    return list(dict.fromkeys(layer.service_type for layer in result.layers))


def combine_modes(result: RunResult, service_type: str, *, level: int = MAIN_LEVEL) -> Combined:
    """States of one service type by all its modes together."""
    return combine_layers([x for x in result.layers if x.service_type == service_type and x.level == level])


def combine_all(result: RunResult) -> dict[str, tuple[Combined, ...]]:
    """Every service type at every level that it has, by code."""
    return {
        code: tuple(
            combine_modes(result, code, level=level)
            for level in range(LEVELS)
            if any(x.service_type == code and x.level == level for x in result.layers)
        )
        for code in service_types(result)
    }


def sum_states(states: NDArray[np.int64]) -> StateCounts:
    """People by state over all cells."""
    return np.asarray(states.sum(axis=0), dtype=np.int64)


def sum_by_gmina(result: RunResult, states: NDArray[np.integer]) -> dict[str, StateCounts]:
    """People by state of every gmina that has people, by code."""
    codes, index = np.unique(result.cells.table["gmina_teryt"].to_numpy(dtype=str), return_inverse=True)
    sums = np.zeros((len(codes), states.shape[1]), dtype=np.int64)
    np.add.at(sums, index, states)
    return dict(zip(codes.tolist(), sums, strict=True))


def sum_by_reason(combined: Combined) -> dict[str, int]:
    """People who are `cannot_tell`, by the code of the reason; reasons without people are absent."""
    sums = np.bincount(
        combined.reason, weights=combined.people[:, CANNOT_TELL].astype(float), minlength=len(REASONS)
    )
    return {REASONS[i]: int(n) for i, n in enumerate(sums) if n > 0}


def count_unknown_everywhere(combined: Sequence[Combined]) -> int:
    """People about whom no service type has an answer: for each cell, the fewest `cannot_tell` of any type."""
    if not combined:
        return 0
    return int(np.min([c.people[:, CANNOT_TELL] for c in combined], axis=0).sum())


def share(part: float, whole: float) -> float:
    """Part of a whole, 0 where there is nobody."""
    return float(part) / float(whole) if whole else 0.0
