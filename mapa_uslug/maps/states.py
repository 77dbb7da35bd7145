"""States of the cells and sums per gmina, for every question that the map can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import STATES, CoverageLayer, RunResult

SERVED, FULL, TOO_FAR, CANNOT_TELL = range(len(STATES))
ALL_MODES = "all"
_MODE_ORDER = (ALL_MODES, "car", "walk", "walk_slow", "bike", "transit")
_REASON_SHIFT = 2
"""A cell's byte: state in the lower two bits, index of the reason above them."""


@dataclass(frozen=True, eq=False)
class Answer:
    """States for one service type, mode (``all``: every mode that counts) and level.

    Attributes
    ----------
    layers
        The coverage layers it is made from, one per mode.
    people, target : int64, (cells, 4)
    reason : uint8, (cells,)
    """

    service_type: str
    mode: str
    level: int
    layers: tuple[CoverageLayer, ...]
    people: NDArray[np.int64]
    target: NDArray[np.int64] | None
    reason: NDArray[np.uint8]


def list_answers(result: RunResult) -> list[Answer]:
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


def _answer(group: Sequence[CoverageLayer], mode: str) -> Answer:
    targets = [layer.target for layer in group if layer.target is not None]
    people = combine_states([layer.people for layer in group])
    return Answer(
        service_type=group[0].service_type,
        mode=mode,
        level=group[0].level,
        layers=tuple(sorted(group, key=lambda layer: _mode_rank(layer.mode))),
        people=people,
        target=combine_states(targets) if len(targets) == len(group) else None,
        reason=_combine_reasons(group, people),
    )


def combine_states(states: Sequence[NDArray[np.int32]]) -> NDArray[np.int64]:
    """Join states by several modes, each (cells, 4): within by some mode, too far only by every one.

    Rows still add up to the cell's people; who is too far by one mode and not known by another is not known.
    """
    stack = np.stack(states).astype(np.int64)
    served = stack[:, :, SERVED].max(axis=0)
    within = (stack[:, :, SERVED] + stack[:, :, FULL]).max(axis=0)
    too_far = stack[:, :, TOO_FAR].min(axis=0)
    everybody = stack[0].sum(axis=1)
    return np.column_stack([served, within - served, too_far, everybody - within - too_far])


def _combine_reasons(group: Sequence[CoverageLayer], people: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The reason of the first mode that gives one and is in the state that all modes together came to."""
    reason = np.zeros(len(people), dtype=np.uint8)
    for layer in group:
        explains = (reason == 0) & ((layer.people > 0) & (people > 0)).any(axis=1)
        reason[explains] = layer.reason[explains]
    return reason


def state_bytes(answer: Answer) -> NDArray[np.uint8]:
    """One byte per cell: its state and reason. A cell in which anybody finds no room is drawn as full."""
    state = np.where(answer.people[:, FULL] > 0, FULL, answer.people.argmax(axis=1))
    return np.asarray(state | (answer.reason.astype(np.int64) << _REASON_SHIFT), dtype=np.uint8)


def sum_by_gmina(states: NDArray[np.int64], gmina_of: NDArray[np.int64], count: int) -> NDArray[np.int32]:
    """People by state of every gmina, shape (gminas, 4)."""
    sums = np.zeros((count, len(STATES)), dtype=np.int64)
    np.add.at(sums, gmina_of, states)
    return sums.astype(np.int32)
