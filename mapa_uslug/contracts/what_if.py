"""What a map needs to count people anew when thresholds, places or partners change: travel costs in whole steps.

Costs are rounded up to whole steps (`travel_times.STEP`), 0 to 253; `STEP_BEYOND` can be reached but farther than is
told, `STEP_NEVER` cannot. Thresholds are whole steps too, so that nothing is lost by the rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.travel_times import CostUnit, Direction


@dataclass(frozen=True, eq=False)
class EdgesOfWay:
    """How far it is to where the data end, by one way and in the direction of some service types.

    Attributes
    ----------
    leave_open : uint8, (cells,)
        Steps to the end of the roads or of the list of services; empty unless people travel (direction ``to``).
    leave_known : float64, (cells,)
        Seconds or metres to the end of the roads.
    back : float64, (cells,)
        Seconds or metres from the end of the roads back to a place that stands at the cell.
    """

    leave_open: NDArray[np.uint8]
    leave_known: NDArray[np.float64]
    back: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Way:
    """A mode and what its journeys cost.

    Attributes
    ----------
    largest : int
        Largest limit that can be asked for [minutes, metres].
    knows_all : bool
        Whether the data hold all ways of the mode.
    is_snapped : bool, (cells,)
    steps : uint8, (cells, cells) or None
        From the row's cell to the column's; None where the map is to do without new places.
    edges : dict
        By direction.
    lacks_timetable : bool, (cells,), or None
        Cells whose people may have courses of public transport that are not known; None by other modes.
    """

    mode: str
    unit: CostUnit
    largest: int
    knows_all: bool
    is_snapped: NDArray[np.bool_]
    steps: NDArray[np.uint8] | None
    edges: dict[Direction, EdgesOfWay]
    lacks_timetable: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class MeasureSteps:
    """Costs between the places of a service type and the cells by one way, in the type's direction.

    Attributes
    ----------
    way : int
        Index into `WhatIf.ways`.
    steps : uint8, (places, cells)
    loose : int64, (loose places,)
        Rows of the places that meet no road.
    rough : int64, (rough places,)
        Rows of the places known only roughly.
    sure, least : uint8, (rough places, cells)
        The most and the least that it can cost to the true place; beyond the largest limit `STEP_BEYOND` or more.
    back : float64, (places,)
        Seconds or metres from the end of the roads back to the place.
    """

    way: int
    steps: NDArray[np.uint8]
    loose: NDArray[np.int64]
    rough: NDArray[np.int64]
    sure: NDArray[np.uint8]
    least: NDArray[np.uint8]
    back: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TypeSteps:
    """A service type and what is needed to classify people for it.

    Attributes
    ----------
    places : int64, (places,)
        Rows in the located services.
    measures : dict
        By mode.
    unplaced : frozenset of str or None
        Gminas in which a place of it exists that is not known; None if it may be in any.
    """

    service_type: str
    places: NDArray[np.int64]
    measures: dict[str, MeasureSteps]
    unplaced: frozenset[str] | None


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Everything to count anew with.

    Attributes
    ----------
    is_outside : bool, (cells,)
        Cells beyond the road data.
    """

    sharing: Sharing
    is_outside: NDArray[np.bool_]
    ways: tuple[Way, ...]
    types: tuple[TypeSteps, ...] = field(default=())
