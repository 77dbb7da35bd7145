"""Roads as read, before contraction: what every reader produces."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84
from mapa_uslug.network.way_rules import WayPace


@dataclass(frozen=True, eq=False)
class ForbiddenSteps:
    """Rows of steps, the last of which may not be gone along by who came along all before it.

    Attributes
    ----------
    ptr : int64, (rows + 1,)
    steps : int64, (steps,)
        ``2 * m`` from member m of `RawRoads.run_points` to the next, ``2 * m + 1`` back.
    modes : uint8, (rows,)
        Bits of the modes that it holds for, ``1 << row`` of `MODES`.
    """

    ptr: NDArray[np.int64]
    steps: NDArray[np.int64]
    modes: NDArray[np.uint8]


def nothing_forbidden() -> ForbiddenSteps:
    """No rows."""
    return ForbiddenSteps(np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))


@dataclass(frozen=True, eq=False)
class RawRoads:
    """Points, and runs of points that share a pace.

    A run is a way, or a part of one whose points are all known; its points are ``run_points[run_ptr[i]:
    run_ptr[i + 1]]``, two or more.

    Attributes
    ----------
    point_id : int64, (points,)
        Id in the source, negative if made here.
    point_x, point_y : float64, (points,)
    point_stops : uint8, (points,)
        Bits of the modes that a barrier there stops (`barrier_rules`).
    run_ptr : int64, (runs + 1,)
    run_points : int32, (members,)
    run_pace : int32, (runs,)
        Index into `paces`.
    run_source_id : int64, (runs,)
    paces : tuple of WayPace
    crs : str
        CRS of the points: WGS84 degrees, or the network's own metric CRS.
    turns : ForbiddenSteps
    """

    point_id: NDArray[np.int64]
    point_x: NDArray[np.float64]
    point_y: NDArray[np.float64]
    point_stops: NDArray[np.uint8]
    run_ptr: NDArray[np.int64]
    run_points: NDArray[np.int32]
    run_pace: NDArray[np.int32]
    run_source_id: NDArray[np.int64]
    paces: tuple[WayPace, ...]
    crs: str = WGS84
    turns: ForbiddenSteps = field(default_factory=nothing_forbidden)
