"""States of the cells and sums per gmina, for every question that the map can be asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import ALL_MODES, CANNOT_TELL, FULL, Combined, combine_layers
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, RunResult

_MODE_ORDER = (ALL_MODES, "car", "walk", "walk_slow", "bike", "transit")
_REASON_SHIFT = 2
"""A cell's byte: state in the lower two bits, index of the reason above them."""


def list_answers(result: RunResult) -> list[Combined]:
    """One answer per layer, and one by all modes together where a type has several; by type, mode, level."""
    grouped: dict[tuple[str, int], list[CoverageLayer]] = {}
    for layer in result.layers:
        grouped.setdefault((layer.service_type, layer.level), []).append(layer)
    answers = []
    for group in grouped.values():
        answers += [_answer([layer], layer.mode) for layer in group]
        if len(group) > 1:
            answers.append(_answer(group, ALL_MODES))
    return sorted(answers, key=lambda a: (a.service_type, _mode_rank(a.mode), a.level))


def _mode_rank(mode: str) -> tuple[int, str]:
    return (_MODE_ORDER.index(mode) if mode in _MODE_ORDER else len(_MODE_ORDER)), mode


def _answer(group: Sequence[CoverageLayer], mode: str) -> Combined:
    return combine_layers(sorted(group, key=lambda layer: _mode_rank(layer.mode)), mode)


def state_bytes(answer: Combined) -> NDArray[np.uint8]:
    """One byte per cell: its state and reason. A cell in which anybody finds no room is drawn as full."""
    state = np.where(answer.people[:, FULL] > 0, FULL, answer.people.argmax(axis=1))
    return np.asarray(state | (answer.reason.astype(np.int64) << _REASON_SHIFT), dtype=np.uint8)


def list_unknown_reasons(states: NDArray[np.int64], reason: NDArray[np.uint8]) -> list[int]:
    """Why people cannot be told about, as indices into `REASONS`, that of most people first."""
    sums = np.zeros(len(REASONS), dtype=np.int64)
    np.add.at(sums, reason, states[:, CANNOT_TELL])
    return [int(i) for i in np.argsort(-sums, kind="stable") if sums[i] > 0]


def sum_by_gmina(states: NDArray[np.int64], gmina_of: NDArray[np.int64], count: int) -> NDArray[np.int32]:
    """People by state of every gmina, shape (gminas, 4)."""
    sums = np.zeros((count, len(STATES)), dtype=np.int64)
    np.add.at(sums, gmina_of, states)
    return sums.astype(np.int32)
