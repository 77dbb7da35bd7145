"""Between what bounds costs lie when a place is known only to a disc."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, Weight
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.traveltime.discs import Stretches, find_stretches

_LAND_WAYS = ("track", "path", "bridleway")
"""Ways through fields and forests."""


@dataclass(frozen=True, eq=False)
class RoughPlaces:
    """Places each of which lies somewhere within a disc, and the roads of a mode that it may stand at.

    Attributes
    ----------
    x, y, radius_m : float64, (places,)
        Metres of the network's CRS.
    snaps : Snaps
        Of the middles of the discs, for the mode.
    stretches : Stretches
        Legal roads within the discs.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    snaps: Snaps
    stretches: Stretches

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: NDArray[np.intp]) -> RoughPlaces:
        """Some of the places, in the order of `rows`, which ascend."""
        number = np.full(len(self), -1, dtype=np.int32)
        number[rows] = np.arange(len(rows), dtype=np.int32)
        of_rows = self.stretches.take(number[self.stretches.disc] >= 0)
        return RoughPlaces(
            self.x[rows], self.y[rows], self.radius_m[rows], self.snaps.take(rows),
            replace(of_rows, disc=number[of_rows.disc]),
        )  # fmt: skip

    def nearest_points(self) -> tuple[NDArray[np.int32], Snaps]:
        """Where a way to a place may end at best: both ends of every stretch, and the road that its middle meets.

        The latter lies outside the disc where no road is in it; then at least the walk from the disc is left.

        Returns
        -------
        place : int32, (points,)
        points : Snaps
        """
        ends, own = self.stretches.ends(), self.snaps
        offset = np.maximum(own.offset_m - self.radius_m, 0.0)
        place = np.concatenate([np.tile(self.stretches.disc, 2), np.arange(len(self), dtype=np.int32)])
        points = Snaps(
            np.concatenate([ends.edge, own.edge]),
            np.concatenate([ends.fraction, own.fraction]),
            np.concatenate([ends.offset_m, offset]),
            np.concatenate([ends.x, own.x]),
            np.concatenate([ends.y, own.y]),
        )
        return place, points


def place_roughly(
    roads: RoutableNetwork,
    *,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    radius_m: NDArray[np.float64],
    snaps: Snaps,
    mode: str,
) -> RoughPlaces:
    """Find the roads within the discs of places."""
    stretches = find_stretches(
        roads.network, roads.snap_index, x=x, y=y, radius_m=radius_m, edge_kind=roads.landing_kind(mode)
    )
    return RoughPlaces(x, y, radius_m, snaps, stretches)


def measure_least_costs(
    roads: RoutableNetwork,
    *,
    cell_snaps: Snaps,
    places: RoughPlaces,
    mode: str,
    direction: Direction,
    limit: float,
    weight: Weight = "time",
    terminal_s: float = 0.0,
) -> NDArray[np.float64]:
    """The least that it can cost between each cell and any of the places, wherever in their discs they stand.

    One search from all roads in the discs at once.

    Returns
    -------
    float64, (cells,)
        Seconds (`terminal_s` included) or metres; ``inf`` beyond the limit.
    """
    from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest

    terminal = terminal_s if weight == "time" else 0.0
    if limit < terminal:
        return np.full(len(cell_snaps), np.inf)
    graph = roads.graph(mode, direction=direction, weight=weight)
    sources = roads.sources(graph, places.nearest_points()[1])
    targets = roads.targets(graph, cell_snaps)
    labels = sweep_nearest(graph, sources, limit=limit - terminal)
    ticks = carry_to_points(graph, labels, sources, targets, limit=limit - terminal).ticks[:, 0]
    at_place = _meet_in_disc(cell_snaps, places)
    ticks[at_place] = np.minimum(ticks[at_place], targets.walk_ticks[at_place])
    costs = np.where(ticks == NEVER, np.inf, ticks / TICKS_PER_UNIT + terminal)
    return np.where(costs <= limit, costs, np.inf)


def _meet_in_disc(cell_snaps: Snaps, places: RoughPlaces) -> NDArray[np.bool_]:
    """Cells that meet their road within a disc: the place may stand just there."""
    found = np.zeros(len(cell_snaps), dtype=bool)
    rows = np.flatnonzero(cell_snaps.is_snapped)
    tree = shapely.STRtree(shapely.points(cell_snaps.x[rows], cell_snaps.y[rows]))
    centres = shapely.points(places.x, places.y)
    found[rows[tree.query(centres, predicate="dwithin", distance=places.radius_m)[1]]] = True
    return found


def measure_spreads(
    roads: RoutableNetwork,
    *,
    places: RoughPlaces,
    mode: str,
    direction: Direction,
    weight: Weight = "time",
) -> NDArray[np.float64]:
    """How much more a way to each place can cost than to the middle of its disc, wherever in the disc it stands.

    That is at most the way from where the middle meets the road to the farthest road in the disc, or back for a
    service that comes to people: a bound by the triangle inequality, from one search a place that ends when it has
    met every road in the disc. Where turns are forbidden it supposes that one may turn round where the middle meets its
    road. Roads from which no service is entered are left out: fragments cut off from the large
    rest, roads closed to walkers (motorways), and ways through fields and forests, unless the middle itself meets one.

    Returns
    -------
    float64, (places,)
        Seconds or metres; 0 where no such road lies in the disc, ``inf`` where one cannot be got to.
    """
    onward: Direction = "from" if direction == "to" else "to"
    graph = roads.graph(mode, direction=onward, weight=weight)
    stretches = places.stretches.take(_is_entrance(roads, places, mode))
    bounds = np.searchsorted(stretches.disc, np.arange(len(places) + 1))
    spreads = np.zeros(len(places))
    for place in range(len(places)):
        own = stretches.take(np.arange(bounds[place], bounds[place + 1]))
        if len(own) and places.snaps.edge[place] >= 0:
            spreads[place] = _farthest(roads, graph, places.snaps.take(np.array([place])), own)
        elif len(own):
            spreads[place] = np.inf
    return spreads


def _is_entrance(roads: RoutableNetwork, places: RoughPlaces, mode: str) -> NDArray[np.bool_]:
    """Stretches from which a service may be entered; whether tracks are does not hang on the radius."""
    network, walk = roads.network, MODES.index("walk")
    is_walked = np.isfinite(network.seconds_forward[walk]) | np.isfinite(network.seconds_backward[walk])
    is_road = ~np.isin(np.array(network.classes, dtype=object)[network.edge_class], _LAND_WAYS)
    of_middle = places.snaps.edge
    on_land = (of_middle >= 0) & ~is_road[of_middle]
    edge, disc = places.stretches.edge, places.stretches.disc
    return np.asarray((roads.edge_kind(mode)[edge] == 2) & is_walked[edge] & (is_road[edge] | on_land[disc]))


def _farthest(roads: RoutableNetwork, graph: ModeGraph, start: Snaps, stretches: Stretches) -> float:
    """Cost from a point on the road to the farthest point of stretches, exact but for the ticks of the search."""
    from mapa_uslug.engine.sweeps import sources_at_nodes, sweep_matrix

    ends = np.column_stack([graph.entering.u[stretches.edge], graph.entering.v[stretches.edge]])
    nodes, at = np.unique(ends, return_inverse=True)
    at_road = replace(start, offset_m=np.zeros(1))
    ticks, _ = sweep_matrix(graph, roads.sources(graph, at_road), sources_at_nodes(nodes), workers=1)
    cost = np.where(ticks[0] == NEVER, np.inf, ticks[0] / TICKS_PER_UNIT)[at.reshape(ends.shape)]
    ahead, back = graph.edge_uv[stretches.edge], graph.edge_vu[stretches.edge]
    is_own, place = stretches.edge == start.edge[0], float(start.fraction[0])
    # On its own edge one also gets straight along it: both sides of the point are stretches of their own.
    before, after = np.minimum(stretches.last, place), np.maximum(stretches.first, place)
    to_first = _farthest_between(
        stretches.first, before, (0.0, cost[:, 0]), (place, np.zeros(len(ends))), (ahead, back)
    )
    to_last = _farthest_between(
        after, stretches.last, (place, np.zeros(len(ends))), (1.0, cost[:, 1]), (ahead, back)
    )
    on_own = np.maximum(
        np.where(stretches.first <= place, to_first, 0.0), np.where(stretches.last >= place, to_last, 0.0)
    )
    elsewhere = _farthest_between(
        stretches.first, stretches.last, (0.0, cost[:, 0]), (1.0, cost[:, 1]), (ahead, back)
    )
    return float(np.where(is_own, on_own, elsewhere).max())


def _farthest_between(
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    low: tuple[float, NDArray[np.float64]],
    high: tuple[float, NDArray[np.float64]],
    weights: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Largest cost of a point from `first` to `last` of an edge that is come to from two places on it.

    Parameters
    ----------
    low, high
        A place along the edge before `first` and one after `last`, and the costs of both.
    weights
        Of the whole edge forwards and backwards.
    """
    (low_at, low_cost), (high_at, high_cost), (ahead, back) = low, high, weights

    def cost(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.minimum(low_cost + _part(ahead, at - low_at), high_cost + _part(back, high_at - at))

    with np.errstate(invalid="ignore", divide="ignore"):
        meeting = (high_cost - low_cost + back * high_at + ahead * low_at) / (ahead + back)
    middle = np.clip(np.where(np.isfinite(meeting), meeting, first), first, np.maximum(first, last))
    return np.maximum(np.maximum(cost(first), cost(last)), cost(middle))


def _part(weight: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Part of an edge's weight; not even the least part of a way that may not be gone."""
    return np.where(np.isfinite(weight), np.where(np.isfinite(weight), weight, 0.0) * share, np.inf)
