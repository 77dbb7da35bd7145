"""Walking and cycling times by the slope of the ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import Problem, ProblemLog
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.network.spans import Spans, VertexHeights, heights_on_spans, no_spans
from mapa_uslug.network.terrain import Terrain, read_terrain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVEL: Final = 0.01
"""Slopes below it are the model's noise and count as level."""
STEEPEST: Final = 0.4
"""Steeper ground is a cliff beside the road, or a fault of the model."""
_WALK: Final = (MODES.index("walk"), MODES.index("walk_slow"))
_BIKE: Final = MODES.index("bike")
_WITHOUT_SLOPE: Final = ("steps", "ferry", "elevator")
"""Classes whose times say all: steps have a speed of their own, the others do not touch the ground."""
_BLOCK: Final = 1 << 18


def walking_factor(slope: Floats) -> Floats:
    """Time on foot relative to level ground; `slope` is rise over run in the direction of travel.

    Tobler's hiking function (W. Tobler, *Three presentations on geographical analysis and modeling*, NCGIA 93-1, 1993):
    speed in proportion to exp(-3.5 |slope + 0.05|), fastest at 5 % downhill. Only its ratio to level ground is used:
    the speeds themselves are those of the profile.
    """
    return np.asarray(np.exp(3.5 * (np.abs(slope + 0.05) - 0.05)))


def cycling_factor(slope: Floats) -> Floats:
    """Time by bicycle relative to level ground.

    J. Parkin and J. Rotheram, *Design speeds and acceleration characteristics of bicycle traffic*, Transport Policy 17
    (2010): 6.01 m/s on the level, 0.4002 m/s less for every per cent uphill, 0.2379 m/s more for every per cent
    downhill, at most 35 km/h. Uphill at least a quarter of the speed is left (from 11 % on the bicycle is pushed: 16
    km/h become 4).
    """
    percent = 100.0 * slope
    speed = np.where(percent > 0.0, 6.01 - 0.4002 * percent, 6.01 - 0.2379 * percent)
    return np.asarray(6.01 / np.clip(speed, 6.01 / 4.0, 35.0 / 3.6))


def with_slopes(
    network: RoadNetwork, files: Sequence[Path], *, spans: Spans | None = None
) -> tuple[RoadNetwork, tuple[Problem, ...]]:
    """The network with times on foot and by bicycle that follow the slopes of elevation models.

    Parameters
    ----------
    files : sequence of Path
        Rasters of heights in metres, in any CRS, side by side or overlapping (see `read_terrain`).
    spans : Spans, optional
        Bridges and tunnels, which lead straight from end to end where the model shows the valley or the hill.

    Returns
    -------
    network : RoadNetwork
        New `seconds_forward` and `seconds_backward`; all else is that of `network`. Edges of which any part has no
        height keep their times.
    problems : tuple of Problem
        Warnings.

    Raises
    ------
    InputError
        A file cannot be used.

    Notes
    -----
    An edge is looked at every `Terrain.step_m` metres; its factor is the mean of those of its pieces, one for each
    direction, so that a share of its length stays the same share of its time.
    """
    if not network.edge_count:
        return network, ()
    log = ProblemLog()
    bounds = (network.vertex_x.min(), network.vertex_y.min(), network.vertex_x.max(), network.vertex_y.max())
    terrain = read_terrain(files, bounds=bounds, crs=network.crs, log=log)
    ground = terrain.at(network.vertex_x, network.vertex_y)
    on_spans = heights_on_spans(network, spans or no_spans(), ground)
    ahead, back = network.seconds_forward.copy(), network.seconds_backward.copy()
    is_level = np.isin(network.edge_class, [i for i, c in enumerate(network.classes) if c in _WITHOUT_SLOPE])
    rows = [*_WALK, _BIKE]
    is_open = np.isfinite(np.minimum(ahead[rows].min(axis=0), back[rows].min(axis=0)))
    wanted = np.flatnonzero(is_open & ~is_level & (network.edge_length_m > 0.0))
    along = _distances_along(network)
    unknown = 0
    for begin in range(0, len(wanted), _BLOCK):
        block = wanted[begin : begin + _BLOCK]
        owner, slope = _slopes_along(network, along, block, terrain, on_spans)
        known = np.isfinite(_mean_by(slope, owner, len(block)))
        unknown += int((~known).sum())
        edges = block[known]
        _slow(ahead, edges, slope, owner, known)
        _slow(back, edges, -slope, owner, known)
    if unknown:
        _note_unknown(unknown, len(wanted), files, log)
    return replace(network, seconds_forward=ahead, seconds_backward=back), tuple(log.problems)


def _slow(seconds: Floats, edges: Ints, slope: Floats, owner: Ints, known: NDArray[np.bool_]) -> None:
    """Multiply the times of edges with the means of their factors, in place."""
    walking = _mean_by(walking_factor(slope), owner, len(known))[known]
    cycling = _mean_by(cycling_factor(slope), owner, len(known))[known]
    # Where a bicycle is no faster than a walker it is pushed.
    is_pushed = seconds[_BIKE, edges] >= seconds[_WALK[0], edges]
    seconds[_BIKE, edges] *= np.where(is_pushed, walking, cycling)
    for row in _WALK:
        seconds[row, edges] *= walking


def _mean_by(values: Floats, owner: Ints, owners: int) -> Floats:
    count = np.bincount(owner, minlength=owners)
    return np.asarray(np.bincount(owner, weights=values, minlength=owners) / np.maximum(count, 1))


def _slopes_along(
    network: RoadNetwork, along: Floats, edges: Ints, terrain: Terrain, on_spans: VertexHeights
) -> tuple[Ints, Floats]:
    """Edge (position in `edges`) and slope of every piece between two stations; NaN where a height is missing."""
    pieces = np.maximum(np.ceil(network.edge_length_m[edges] / terrain.step_m), 1.0).astype(np.int64)
    stations = pieces + 1
    edge = np.repeat(np.arange(len(edges)), stations)
    first = np.cumsum(stations) - stations
    share = (np.arange(len(edge)) - first[edge]) / pieces[edge]
    x, y, vertex, part = _places_along(network, along, edges, edge, share)
    height = terrain.at(x, y)
    on_span = on_spans.is_span[vertex]
    ends = on_spans.height[vertex[on_span]], on_spans.height[vertex[on_span] + 1]
    height[on_span] = ends[0] + part[on_span] * (ends[1] - ends[0])
    is_piece = np.ones(len(edge) - 1, dtype=bool)
    is_piece[first[1:] - 1] = False
    owner = edge[:-1][is_piece]
    run = network.edge_length_m[edges] / pieces
    slope = np.diff(height)[is_piece] / run[owner]
    return owner, np.where(np.abs(slope) < LEVEL, 0.0, np.clip(slope, -STEEPEST, STEEPEST))


def _distances_along(network: RoadNetwork) -> Floats:
    """Metres of road before each vertex, edge after edge."""
    length = np.hypot(np.diff(network.vertex_x), np.diff(network.vertex_y))
    length[network.vertex_ptr[1:-1] - 1] = 0.0
    return np.append(0.0, np.cumsum(length))


def _places_along(
    network: RoadNetwork, along: Floats, edges: Ints, edge: Ints, share: Floats
) -> tuple[Floats, Floats, Ints, Floats]:
    """Places at shares of edges' lengths, the vertex before each, and how far on the way to the next one it lies."""
    x, y, ptr = network.vertex_x, network.vertex_y, network.vertex_ptr
    begin, end = ptr[edges][edge], ptr[edges + 1][edge] - 1
    wanted = along[begin] + share * (along[end] - along[begin])
    vertex = np.clip(np.searchsorted(along, wanted, side="right") - 1, begin, end - 1)
    span = along[vertex + 1] - along[vertex]
    part = np.clip((wanted - along[vertex]) / np.where(span > 0.0, span, 1.0), 0.0, 1.0)
    return (
        x[vertex] + part * (x[vertex + 1] - x[vertex]),
        y[vertex] + part * (y[vertex + 1] - y[vertex]),
        vertex,
        part,
    )


def _note_unknown(unknown: int, edges: int, files: Sequence[Path], log: ProblemLog) -> None:
    where = ", ".join(path.name for path in files)
    if unknown == edges:
        log.add(
            "The elevation models know no height of any road: all of it counts as level.", where=where,
            code="no_overlap", severity="warning", hint="Give the models of this area; check their coordinate system.",
        )  # fmt: skip
    else:
        log.add(
            "Of {edges} stretches of road on which people walk or cycle, {count} have no height in the elevation models; they "
            "count as level.", where=where, code="no_elevation", severity="warning", count=unknown, edges=edges,
            hint="Add the models that are missing around the area, or leave it so: times there are those of level ground.",
        )  # fmt: skip
