"""States of people by several modes together.

A person is *within* by all modes together when some mode brings them within its threshold, and *too far* only when
every mode leaves them beyond it. Whoever is neither (one mode too far, another not known) is *cannot tell*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import STATES, CoverageLayer

SERVED, FULL, TOO_FAR, CANNOT_TELL = range(len(STATES))
ALL_MODES: Final = "all"
"""In place of a mode: every mode that counts for the service."""


@dataclass(frozen=True, eq=False)
class Combined:
    """States for one service type and level, by one mode or by all that count; arrays are in the order of the cells.

    Attributes
    ----------
    mode : str
        A mode, or `ALL_MODES`.
    layers : tuple of CoverageLayer
        What it is made from, one per mode.
    people, target : int64, (cells, 4)
        `target` is None where the population has no such group.
    reason : uint8, (cells,)
        Index into `REASONS`.
    """

    service_type: str
    mode: str
    level: int
    layers: tuple[CoverageLayer, ...]
    people: NDArray[np.int64]
    target: NDArray[np.int64] | None
    reason: NDArray[np.uint8]

    @property
    def is_capacity_known(self) -> bool:
        """Whether places were weighed against demand at all."""
        return any(layer.is_capacity_known for layer in self.layers)

    def sum_group(self, here: NDArray[np.bool_] | slice = slice(None)) -> NDArray[np.int64]:
        """(4,): people of some cells that it is for, of all ages where these are not counted."""
        states = self.people if self.target is None else self.target
        return np.asarray(states[here].sum(axis=0), dtype=np.int64)

    def lacks_room(self, here: NDArray[np.bool_] | slice = slice(None)) -> bool:
        """Whether more of those whom it is for find no free place than are too far, in some cells."""
        states = self.sum_group(here)
        return bool(states[FULL] > states[TOO_FAR])


def combine_layers(layers: Sequence[CoverageLayer], mode: str = ALL_MODES) -> Combined:
    """Join the layers of one service type and level into one."""
    targets = [layer.target for layer in layers if layer.target is not None]
    people = combine_states([layer.people for layer in layers])
    return Combined(
        service_type=layers[0].service_type,
        mode=mode,
        level=layers[0].level,
        layers=tuple(layers),
        people=people,
        target=combine_states(targets) if len(targets) == len(layers) else None,
        reason=_combine_reasons(layers, people),
    )


def combine_states(states: Sequence[NDArray[np.int32]]) -> NDArray[np.int64]:
    """Join states by several modes, each (cells, 4), into one; rows still add up to the cell's people."""
    stack = np.stack(states).astype(np.int64)
    served = stack[:, :, SERVED].max(axis=0)
    within = (stack[:, :, SERVED] + stack[:, :, FULL]).max(axis=0)
    too_far = stack[:, :, TOO_FAR].min(axis=0)
    everybody = stack[0].sum(axis=1)
    return np.column_stack([served, within - served, too_far, everybody - within - too_far])


def _combine_reasons(layers: Sequence[CoverageLayer], people: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The reason of the first mode that gives one and is in the state that all modes together came to."""
    reason = np.zeros(len(people), dtype=np.uint8)
    for layer in layers:
        explains = (reason == 0) & ((layer.people > 0) & (people > 0)).any(axis=1)
        reason[explains] = layer.reason[explains]
    return reason
