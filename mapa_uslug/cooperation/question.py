"""All that the balance of one service type is counted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.cooperation import Terms
from mapa_uslug.cooperation.counting import fill_states
from mapa_uslug.cooperation.reach import CellsOfMode, Costs, Members, OwnState, Reach, Room, build_reach


@dataclass(frozen=True, eq=False)
class Gminas:
    """The gminas of a balance.

    Attributes
    ----------
    codes : tuple of str
        Every gmina that people live in or places stand in, counted as `Reach.host` counts; "" where a seat is not known.
    partners : tuple of int
        Those who consider working together: partner b is ``codes[partners[b]]``.
    of_cell : int32, (cells,)
    """

    codes: tuple[str, ...]
    partners: tuple[int, ...]
    of_cell: NDArray[np.int32]

    @property
    def partner_codes(self) -> tuple[str, ...]:
        """Codes of the partners."""
        return tuple(self.codes[i] for i in self.partners)

    @property
    def bits(self) -> NDArray[np.int8]:
        """Which partner each gmina is, -1 if none."""
        bits = np.full(len(self.codes), -1, dtype=np.int8)
        bits[list(self.partners)] = np.arange(len(self.partners))
        return bits

    @property
    def bit_of_cell(self) -> NDArray[np.int8]:
        """Partner of each cell, -1 if none."""
        return self.bits[self.of_cell]


@dataclass(frozen=True, eq=False)
class Regime:
    """Costs by mode to what each partner's places bring, and who may use any of them (bool, partners x cells)."""

    costs: list[Costs]
    eligible: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Border:
    """The nearest place of all by one mode, whoever it serves.

    Attributes
    ----------
    cost : float64, (cells,)
    place : int32, (cells,)
    may_use : bool, (cells,)
        Whether that place declares to serve the cell's people.
    """

    cost: NDArray[np.float64]
    place: NDArray[np.int32]
    may_use: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Question:
    """A service type by every mode that counts for it.

    Attributes
    ----------
    service_type : str
    service_ids : object, (places,)
    modes : list of CellsOfMode
    people : int64, (groups, cells)
        All people and, where the type has a target group that is known, that group.
    own, open : Regime
        Of one "partner": every gmina its own places; every place for whom it serves.
    sets : dict
        By terms, of the partners. Both terms hold one and the same object where they come to the same.
    border : list of Border
        By mode.
    """

    service_type: str
    service_ids: NDArray[np.object_]
    modes: list[CellsOfMode]
    people: NDArray[np.int64]
    room: Room
    own: Regime
    open: Regime
    sets: dict[Terms, Regime]
    border: list[Border]

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups in `people`."""
        return ("all", "target")[: len(self.people)]

    @property
    def mode_names(self) -> tuple[str, ...]:
        """The modes in their order."""
        return tuple(m.mode for m in self.modes)


class Level:
    """A question at one of its thresholds."""

    def __init__(self, question: Question, gminas: Gminas, level: int) -> None:
        self.question, self._gminas, self.level = question, gminas, level
        row = gminas.bit_of_cell.astype(np.int32)
        everybody = np.zeros(len(row), dtype=np.int8)
        self._together = Members(everybody, row, gminas.of_cell, question.people)
        self._members = Members(gminas.bit_of_cell, row, gminas.of_cell, question.people)
        self.own_reach = self._build(question.own, self._together, None)
        self.own_states, share = fill_states(self.own_reach, 1)
        served = np.ascontiguousarray(self.own_states[..., 0])
        own_cost = np.stack([c.cost[0] for c in question.own.costs])
        self._own = OwnState(share, served, own_cost)

    def open_reach(self) -> Reach:
        """Reach of open borders: the one set, 1, that everybody is a member of."""
        return self._build(self.question.open, self._together, self._own)

    def reach(self, terms: Terms) -> Reach:
        """Reach of sets of partners."""
        return self._build(self.question.sets[terms], self._members, self._own)

    def _build(self, regime: Regime, members: Members, own: OwnState | None) -> Reach:
        return build_reach(
            regime.costs, self.question.modes, level=self.level, members=members, eligible=regime.eligible,
            room=self.question.room, own=own,
        )  # fmt: skip


def only_residents(reach: Reach) -> Reach:
    """The same without the target group."""
    served = np.ascontiguousarray(reach.own_served[:, :1])
    return reach._replace(people=np.ascontiguousarray(reach.people[:1]), own_served=served)
