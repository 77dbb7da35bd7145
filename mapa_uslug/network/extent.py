"""Where road data are known: a place beyond it is not without roads, but without data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.network.ferries import FERRY_CLASS

if TYPE_CHECKING:
    import shapely

CELL_M: Final = 250.0
EDGE_STEP_M: Final = 100.0
CLOSING_M: Final = 2000.0
"""Gaps between roads up to twice this wide are part of the data: forests and lakes, not their end."""

OUTLINE_CELL_M: Final = 1000.0
_BLOCK: Final = 1 << 20


def data_extent(
    network: RoadNetwork, *, cell_m: float = CELL_M, closing_m: float = CLOSING_M
) -> shapely.Polygon | shapely.MultiPolygon:
    """The area whose roads the data hold, in the network's CRS.

    Roads are marked on a raster, gaps narrower than ``2 * closing_m`` closed, holes filled and the result
    outlined. The outline never runs farther from a road than a cell, except across closed gaps: the
    header's bounding box is no evidence, since extracts are cut along borders.
    """
    from shapely import box, union_all

    raster, left, bottom = _mark_roads(network, cell_m, margin=int(np.ceil(closing_m / cell_m)) + 2)
    known = _close_and_fill(raster, closing_m / cell_m)
    rows, first, last = _runs(known)
    stripes = box(
        left + first * cell_m, bottom + rows * cell_m, left + last * cell_m, bottom + (rows + 1) * cell_m
    )
    return union_all(stripes)


def edge_points(
    network: RoadNetwork, known: shapely.Polygon | shapely.MultiPolygon, *, tolerance_m: float
) -> Snaps:
    """Where roads leave the known: the first and the last such place on every edge, found every 100 m.

    Who can reach one of these within a limit may reach something that is not known. Places count that lie outside
    `known` or within `tolerance_m` of its outline, and the next one inside, so that none is taken to be farther
    than it is.

    Returns
    -------
    Snaps
        Points on edges, without any way off the road.
    """
    import shapely

    inner = known.buffer(-tolerance_m) if tolerance_m else known
    shapely.prepare(inner)
    candidates = _edges_near_outline(network, inner)
    ptr, vertices = gather_rows(network.vertex_ptr, candidates)
    edge, fraction, x, y = _walk_along(
        ptr, network.vertex_x[vertices], network.vertex_y[vertices], EDGE_STEP_M
    )
    is_near = ~np.asarray(shapely.contains_xy(inner, x, y), dtype=bool)
    goes_on = edge[1:] == edge[:-1]
    found = is_near.copy()
    found[:-1] |= is_near[1:] & goes_on
    found[1:] |= is_near[:-1] & goes_on
    rows = np.flatnonzero(found)
    changes = edge[rows][1:] != edge[rows][:-1]
    rows = rows[np.append(True, changes)[: len(rows)] | np.append(changes, True)[: len(rows)]]
    return Snaps(
        candidates[edge[rows]].astype(np.int32), fraction[rows], np.zeros(len(rows)), x[rows], y[rows]
    )


def _edges_near_outline(network: RoadNetwork, inner: shapely.Geometry) -> NDArray[np.int64]:
    """Edges that are not wholly inside, and some that are: of a country nearly all are told to be by a coarse raster."""
    import shapely

    if not network.edge_count:
        return np.empty(0, dtype=np.int64)
    x, y, side = network.vertex_x, network.vertex_y, OUTLINE_CELL_M
    left, bottom = float(x.min()) - side, float(y.min()) - side
    columns, rows = int((x.max() - left) // side) + 2, int((y.max() - bottom) // side) + 2
    middle_x, middle_y = np.meshgrid(
        left + (np.arange(columns) + 0.5) * side, bottom + (np.arange(rows) + 0.5) * side
    )
    unsure = ~np.asarray(shapely.contains_xy(inner, middle_x, middle_y), dtype=bool)
    outline = shapely.get_coordinates(shapely.segmentize(shapely.boundary(inner), side / 2))
    at = np.floor((outline - (left, bottom)) / side).astype(np.int64)
    for down, across in np.ndindex(3, 3):
        # Between two places half a cell apart the outline keeps to their cells and those around.
        c, r = at[:, 0] + across - 1, at[:, 1] + down - 1
        is_here = (c >= 0) & (c < columns) & (r >= 0) & (r < rows)
        unsure[r[is_here], c[is_here]] = True
    sums = np.pad(unsure.cumsum(axis=0, dtype=np.int64).cumsum(axis=1), ((1, 0), (1, 0)))
    found = [np.empty(0, dtype=np.int64)]
    for start in range(0, len(x), _BLOCK):
        end = min(start + _BLOCK + 1, len(x))
        column = ((x[start:end] - left) // side).astype(np.int64)
        row = ((y[start:end] - bottom) // side).astype(np.int64)
        # From each vertex to the next one, be it of another edge; the last of all has none.
        following = np.minimum(np.arange(1, end - start + 1), end - start - 1)
        west, east = np.minimum(column, column[following]), np.maximum(column, column[following]) + 1
        south, north = np.minimum(row, row[following]), np.maximum(row, row[following]) + 1
        count = sums[north, east] - sums[south, east] - sums[north, west] + sums[south, west]
        found.append(start + np.flatnonzero(count))
    vertex = np.concatenate(found)
    return np.unique(np.searchsorted(network.vertex_ptr, vertex, side="right") - 1)


def _walk_along(
    ptr: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64], step_m: float
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Every vertex and points between them at most a step apart: edge, place along it (0 to 1), x and y."""
    edge = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    dx, dy = np.diff(x, append=0.0), np.diff(y, append=0.0)
    last = ptr[1:] - 1
    dx[last] = dy[last] = 0.0
    length = np.hypot(dx, dy)
    along = np.cumsum(length) - length
    along -= along[ptr[:-1]][edge]
    pieces = np.maximum(np.ceil(length / step_m), 1).astype(np.int64)
    at = np.repeat(np.arange(len(x)), pieces)
    share = (np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[at]
    place = along[at] + share * length[at]
    whole = along[last][edge[at]]
    fraction = np.divide(place, whole, out=np.zeros_like(place), where=whole > 0)
    return edge[at], fraction, x[at] + share * dx[at], y[at] + share * dy[at]


def _mark_roads(
    network: RoadNetwork, cell_m: float, *, margin: int
) -> tuple[NDArray[np.bool_], float, float]:
    """Raster (row 0 at the bottom) of cells that a road touches, with its left and bottom."""
    land = _on_land(network)
    x, y = land.vertex_x, land.vertex_y
    left = (np.floor(x.min() / cell_m) - margin) * cell_m
    bottom = (np.floor(y.min() / cell_m) - margin) * cell_m
    columns, rows = (int((v.max() - low) // cell_m) + margin + 1 for v, low in ((x, left), (y, bottom)))
    raster = np.zeros((rows, columns), bool)
    is_last = np.zeros(len(x), bool)
    is_last[land.vertex_ptr[1:] - 1] = True
    # In blocks: points at every half cell of all roads of a country would take gigabytes.
    for start in range(0, len(x), _BLOCK):
        block = slice(start, start + _BLOCK + 1)
        px, py = _densify(x[block], y[block], is_last[block], cell_m / 2)
        raster[((py - bottom) // cell_m).astype(np.int64), ((px - left) // cell_m).astype(np.int64)] = True
    return raster, float(left), float(bottom)


def _on_land(network: RoadNetwork) -> RoadNetwork:
    """The network without its ferries: a line across the sea tells nothing of roads there."""
    is_ferry = np.isin(np.array(network.classes, dtype=object), (FERRY_CLASS,))[network.edge_class]
    if not is_ferry.any() or is_ferry.all():
        return network
    kept = np.flatnonzero(~is_ferry)
    ptr, vertices = gather_rows(network.vertex_ptr, kept)
    return replace(
        network, vertex_ptr=ptr, vertex_x=network.vertex_x[vertices], vertex_y=network.vertex_y[vertices]
    )


def _densify(
    x: NDArray[np.float64], y: NDArray[np.float64], is_last: NDArray[np.bool_], step_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Vertices and, along long segments, points between them; `is_last`: the vertex ends its edge."""
    first = np.flatnonzero(~is_last[:-1])
    dx, dy = x[first + 1] - x[first], y[first + 1] - y[first]
    pieces = np.ceil(np.hypot(dx, dy) / step_m).astype(np.int64)
    long = pieces > 1
    first, dx, dy, pieces = first[long], dx[long], dy[long], pieces[long]
    at = np.repeat(first, pieces)
    share = (np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / np.repeat(pieces, pieces)
    between_x, between_y = x[at] + share * np.repeat(dx, pieces), y[at] + share * np.repeat(dy, pieces)
    return np.concatenate([x, between_x]), np.concatenate([y, between_y])


def _close_and_fill(raster: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """Closing by a disk through two distance transforms, then holes filled."""
    from scipy import ndimage

    grown = ndimage.distance_transform_edt(~raster) <= radius
    shrunk = ndimage.distance_transform_edt(grown) > radius
    return np.asarray(ndimage.binary_fill_holes(shrunk | raster))


def _runs(known: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row, first and one past the last column of every horizontal run of cells."""
    padded = np.pad(known.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    rows, first = np.nonzero(change == 1)
    return rows, first, np.nonzero(change == -1)[1]
