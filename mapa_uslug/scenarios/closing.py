"""Roads that a plan closes together: by their numbers, or wherever they lie in polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.plan_config import ClosedLinks
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.vectors import identify_crs, list_layers, read_layer
from mapa_uslug.engine.road_network import RoadNetwork

_MIDDLE: Final = 0.5


@dataclass(frozen=True, eq=False)
class ClosedStretches:
    """Where edges are closed.

    Attributes
    ----------
    first, last : float64, (edges,)
        Place along the edge (0 at its u end, 1 at its v end) from which and up to which it is closed; ``inf`` and
        ``-inf`` where it is open.
    """

    first: NDArray[np.float64]
    last: NDArray[np.float64]

    @property
    def is_closed(self) -> NDArray[np.bool_]:
        """Edges that nobody passes through."""
        return np.isfinite(self.first)


def find_closed(network: RoadNetwork, closed: Sequence[ClosedLinks], *, plan_name: str) -> ClosedStretches:
    """Find what a plan closes.

    Of a way only its number is known, not where on it the works are: it is closed in the middle. An edge may be made
    of several ways, of which it bears the lowest number; between two junctions that makes no difference to those who
    pass. In a polygon an edge is closed from where it first enters to where it last leaves.

    Raises
    ------
    InputError
        Every way that the network does not have; every file of polygons that cannot be used, has no coordinate system
        or holds no road.
    """
    stretches = ClosedStretches(np.full(network.edge_count, np.inf), np.full(network.edge_count, -np.inf))
    problems: list[Problem] = []
    for links in closed:
        where = f"{plan_name} [closed {links.name}]"
        problems += _close_ways(network, links.ways, stretches, where)
        if links.area is not None:
            problems += _close_area(network, links.area, stretches, where)
    if problems:
        raise InputError(problems)
    return stretches


def close_links(network: RoadNetwork, stretches: ClosedStretches) -> RoadNetwork:
    """The network on which no mode passes through the closed edges; the given one is not changed."""
    is_closed = stretches.is_closed[None, :]
    return replace(
        network,
        seconds_forward=np.where(is_closed, np.inf, network.seconds_forward),
        seconds_backward=np.where(is_closed, np.inf, network.seconds_backward),
    )


def _close_ways(
    network: RoadNetwork, ways: Sequence[int], stretches: ClosedStretches, where: str
) -> list[Problem]:
    problems = []
    for way in ways:
        edges = np.flatnonzero(network.edge_source_id == way)
        if not len(edges):
            problems.append(problem("The roads have no way {value}.", where=where, code="unknown_way", value=way,
                                    hint="Give the number of a way that is a road; where one road is made of several ways, the "
                                    "lowest of their numbers; or draw a polygon and name its file in `area`."))  # fmt: skip
        _widen(stretches, edges, np.full(len(edges), _MIDDLE), np.full(len(edges), _MIDDLE))
    return problems


def _close_area(network: RoadNetwork, path: Path, stretches: ClosedStretches, where: str) -> list[Problem]:
    try:
        area = _read_polygons(path, network.crs)
    except InputError as error:
        return list(error.problems)
    edges, first, last = _stretches_within(network, area)
    _widen(stretches, edges, first, last)
    if len(edges):
        return []
    return [
        problem("No road lies in the polygons of {value}.", where=where, code="no_road_closed", value=path.name,
                hint="Check that they lie where the roads do, and their coordinate system.")
    ]  # fmt: skip


def _read_polygons(path: Path, crs: str) -> shapely.Geometry:
    """All polygons of a file as one, in the network's CRS."""
    log, parts = ProblemLog(), []
    for layer in list_layers(path):
        source = identify_crs(layer, log=log)
        if source is not None:
            shapes = read_layer(layer).set_crs(source, allow_override=True).to_crs(crs).geometry
            parts += [s for s in shapes if s is not None and s.geom_type in ("Polygon", "MultiPolygon")]
    log.raise_errors()
    if not parts:
        log.add("The file has no polygons.", where=path.name, code="no_polygons",
                hint="Draw the closed land as polygons, not as lines or points.")  # fmt: skip
        log.raise_errors()
    return shapely.union_all(shapely.make_valid(np.array(parts, dtype=object)))


def _stretches_within(
    network: RoadNetwork, area: shapely.Geometry
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Edges that lie in an area for some of their length, and the first and last place along them that does."""
    near = _near_box(network, area.bounds)
    lines = np.array([_line(network, edge) for edge in near], dtype=object)
    shapely.prepare(area)
    inside = shapely.intersection(lines, area)
    is_in = shapely.length(inside) > 0.0
    near, lines, inside = near[is_in], lines[is_in], inside[is_in]
    points, row = shapely.get_coordinates(inside, return_index=True)
    at = shapely.line_locate_point(lines[row], shapely.points(points), normalized=True)
    first, last = np.full(len(near), np.inf), np.full(len(near), -np.inf)
    np.minimum.at(first, row, at)
    np.maximum.at(last, row, at)
    return near, first, last


def _near_box(network: RoadNetwork, bounds: tuple[float, float, float, float]) -> NDArray[np.intp]:
    """Edges whose box meets a box."""
    starts = network.vertex_ptr[:-1]
    if not len(starts):
        return np.empty(0, dtype=np.intp)
    x, y = network.vertex_x, network.vertex_y
    left, bottom, right, top = bounds
    meets = (np.minimum.reduceat(x, starts) <= right) & (np.maximum.reduceat(x, starts) >= left)
    meets &= (np.minimum.reduceat(y, starts) <= top) & (np.maximum.reduceat(y, starts) >= bottom)
    return np.flatnonzero(meets)


def _line(network: RoadNetwork, edge: int) -> shapely.LineString:
    part = slice(network.vertex_ptr[edge], network.vertex_ptr[edge + 1])
    return shapely.linestrings(network.vertex_x[part], network.vertex_y[part])


def _widen(
    stretches: ClosedStretches,
    edges: NDArray[np.intp],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
) -> None:
    """Take further stretches in; an edge that is closed twice is closed from the first to the last."""
    np.minimum.at(stretches.first, edges, first)
    np.maximum.at(stretches.last, edges, last)
