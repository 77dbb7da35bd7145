"""Figures of people, taken from the layers: sums by gmina, by level, by reason, and over all modes that count.

A person is *within* by all modes together when some mode brings them within its threshold, and *too far* only when
every mode leaves them beyond it. Whoever is neither (one mode too far, another not known) is *cannot tell*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, RunResult

SERVED, FULL, TOO_FAR, CANNOT_TELL = range(len(STATES))
StateCounts = NDArray[np.int64]
"""Shape (4,): people by state, in the order of `STATES`."""


@dataclass(frozen=True, eq=False)
class Combined:
    """States by all modes of one service type that count, at one level; arrays are in the order of the cells.

    Attributes
    ----------
    people, target : int64, (cells, 4)
        `target` is None where the population has no such group.
    reason : uint8, (cells,)
        Index into `REASONS` of the first mode that gives one.
    """

    service_type: str
    level: int
    layers: tuple[CoverageLayer, ...]
    people: NDArray[np.int64]
    target: NDArray[np.int64] | None
    reason: NDArray[np.uint8]

    @property
    def is_capacity_known(self) -> bool:
        """Whether places were weighed against demand at all."""
        return any(layer.is_capacity_known for layer in self.layers)


def service_types(result: RunResult) -> list[str]:
    """Codes of the types that have figures, in the order of the layers."""
    return list(dict.fromkeys(layer.service_type for layer in result.layers))


def combine_states(states: Sequence[NDArray[np.int32]]) -> NDArray[np.int64]:
    """Join states by several modes, each (cells, 4), into one; rows still add up to the cell's people."""
    stack = np.stack(states).astype(np.int64)
    within = (stack[:, :, SERVED] + stack[:, :, FULL]).max(axis=0)
    served = np.minimum(stack[:, :, SERVED].max(axis=0), within)
    too_far = stack[:, :, TOO_FAR].min(axis=0)
    everybody = stack[0].sum(axis=1)
    return np.column_stack([served, within - served, too_far, everybody - within - too_far])


def combine_modes(result: RunResult, service_type: str, *, level: int = MAIN_LEVEL) -> Combined:
    """States of one service type by all its modes together."""
    layers = tuple(x for x in result.layers if x.service_type == service_type and x.level == level)
    targets = [x.target for x in layers if x.target is not None]
    reason = np.zeros(len(result.cells.table), dtype=np.uint8)
    for layer in layers:
        reason = np.where(reason == 0, layer.reason, reason)
    return Combined(
        service_type=service_type,
        level=level,
        layers=layers,
        people=combine_states([x.people for x in layers]),
        target=combine_states(targets) if len(targets) == len(layers) else None,
        reason=reason,
    )


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
