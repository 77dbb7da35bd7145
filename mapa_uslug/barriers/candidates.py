"""Links that would lead across a barrier line: what to measure the gains of."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.road_lines import edge_lines, find_ways_across
from mapa_uslug.barriers.stretches import Stretch, turn_from
from mapa_uslug.engine.road_network import RoadNetwork

MOST_CANDIDATES: Final = 10
NEAR_M: Final = 500.0
"""How far from the obstacle roads are looked for, and how long a link between them may be (umowne): a footbridge, or a bridge
of a local road. Where there is none so short, the links lead from one parted cell's road to the other's."""
CROSSED: Final = ("river", "railway", "motorway")
"""What new ways across are looked for. Nobody bridges a lake, and forests and missing roads have no banks."""
FROM_CLOSED_M: Final = 100.0
"""How near to a closed road no link is tried: where a bridge stands that is closed, another one is no answer."""
_STEP_M: Final = 100.0
CANDIDATE_COLUMNS = ("barrier_id", "kind", "name", "length_m", "geometry")


def find_candidates(
    lines: gpd.GeoDataFrame,
    stretches: list[Stretch],
    *,
    between: NDArray[np.object_],
    network: RoadNetwork,
    edge_kind: NDArray[np.uint8],
    closed: NDArray[np.bool_] | None = None,
) -> gpd.GeoDataFrame:
    """Straight links from road to road across barrier lines, at most `MOST_CANDIDATES` a line, spread along it.

    From places every 100 m along the line to the nearest road of the mode on either bank: the shortest first, and then
    each next that keeps its distance from those before.

    Parameters
    ----------
    lines, stretches
        From `tabulate_lines`, in the same order.
    between : LineStrings, (parted pairs,)
        From where one cell of each pair meets its road to where the other does.
    edge_kind
        Of the mode, see `classify_edges`.
    closed : bool, (edges,)
        Edges of the mode that are closed, see `FROM_CLOSED_M`; None where there is none.

    Returns
    -------
    GeoDataFrame
        `CANDIDATE_COLUMNS`; in the barrier lines' order, then the shortest first; LineString of two points.
    """
    rows: list[dict[str, object]] = []
    shut = edge_lines(network, np.flatnonzero(np.zeros(0, dtype=bool) if closed is None else closed))
    is_crossed = lines["kind"].isin(CROSSED).to_numpy() & np.array(
        [s.course >= 0 for s in stretches], dtype=bool
    )
    crossed = np.flatnonzero(is_crossed)
    if len(crossed):
        pairs = np.concatenate([stretches[i].pairs for i in crossed])
        seen = np.concatenate([lines.geometry.to_numpy()[crossed], between[pairs]])
        box = shapely.total_bounds(seen) + NEAR_M * np.array([-1, -1, 1, 1])
        roads = edge_lines(network, find_ways_across(network, edge_kind, box))
        tree = shapely.STRtree(roads)
    for i in crossed:
        told, line = lines.iloc[i][["barrier_id", "kind", "name"]].to_dict(), lines.geometry.iloc[i]
        near = _crossing(_links_near(line, roads, tree), line)
        near = near[shapely.length(near) <= NEAR_M]
        links = near if len(near) else _cut(_crossing(between[stretches[i].pairs], line), line, roads, tree)
        links = _far_from(links, shut)
        rows += [told | {"length_m": float(k.length), "geometry": k} for k in _spread(links, line)]
    return gpd.GeoDataFrame(rows, columns=list(CANDIDATE_COLUMNS), geometry="geometry", crs=lines.crs)


def _links_near(
    line: shapely.LineString, roads: NDArray[np.object_], tree: shapely.STRtree
) -> NDArray[np.object_]:
    """Links between the nearest roads on both sides of places along a line."""
    places = (np.arange(max(int(line.length // _STEP_M), 1)) + 0.5) * _STEP_M
    at = shapely.line_interpolate_point(line, np.minimum(places, line.length))
    place, road = tree.query(at, predicate="dwithin", distance=NEAR_M)
    ways = shapely.shortest_line(at[place], roads[road])
    leads = shapely.length(ways) > 0
    ways, place = ways[leads], place[leads]
    side = _side(line, at[place], ways)
    left, right = (_nearest(ways, place, side == sign, len(at)) for sign in (1, -1))
    both = np.isfinite(left).all(axis=1) & np.isfinite(right).all(axis=1)
    return np.asarray(shapely.linestrings(np.stack([left[both], right[both]], axis=1)), dtype=object)


def _far_from(links: NDArray[np.object_], shut: NDArray[np.object_]) -> NDArray[np.object_]:
    """Links that keep their distance from closed roads."""
    if not len(shut) or not len(links):
        return links
    near = shapely.STRtree(shut).query(links, predicate="dwithin", distance=FROM_CLOSED_M)[0]
    return np.asarray(np.delete(links, np.unique(near)), dtype=object)


def _cut(
    links: NDArray[np.object_], line: shapely.LineString, roads: NDArray[np.object_], tree: shapely.STRtree
) -> NDArray[np.object_]:
    """What of links lies between the last road before a line and the first one after it."""
    link, road = tree.query(links, predicate="intersects")
    met, of = shapely.get_parts(shapely.intersection(links[link], roads[road]), return_index=True)
    on, link = shapely.line_locate_point(links[link[of]], shapely.centroid(met)), link[of]
    across = shapely.line_locate_point(links, _first_point(links, line))
    first, last = np.zeros(len(links)), np.asarray(shapely.length(links), dtype=np.float64)
    is_before = on < across[link]
    np.maximum.at(first, link[is_before], on[is_before])
    np.minimum.at(last, link[~is_before], on[~is_before])
    ends = [shapely.get_coordinates(shapely.line_interpolate_point(links, at)) for at in (first, last)]
    return np.asarray(shapely.linestrings(np.stack(ends, axis=1)), dtype=object)


def _crossing(links: NDArray[np.object_], line: shapely.LineString) -> NDArray[np.object_]:
    """Links that lead to the other side."""
    met = shapely.intersection(links, line)
    times = np.where(shapely.is_empty(met), 0, shapely.get_num_geometries(met))
    return np.asarray(links[times % 2 == 1], dtype=object)


def _side(line: shapely.LineString, at: NDArray[np.object_], ways: NDArray[np.object_]) -> NDArray[np.int64]:
    """1 for ways that leave the line to the left, -1 for those to the right, 0 for those along it."""
    xy = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    return turn_from(line, shapely.get_coordinates(at), xy[:, 1] - xy[:, 0])


def _nearest(
    ways: NDArray[np.object_], place: NDArray[np.intp], is_side: NDArray[np.bool_], count: int
) -> NDArray[np.float64]:
    """Where the shortest way of each place leads to on one side, (places, 2); NaN where there is none."""
    rows = np.flatnonzero(is_side)
    rows = rows[np.lexsort((shapely.length(ways[rows]), place[rows]))]
    places, first = np.unique(place[rows], return_index=True)
    found = np.full((count, 2), np.nan)
    found[places] = shapely.get_coordinates(shapely.get_point(ways[rows[first]], -1))
    return found


def _spread(links: NDArray[np.object_], line: shapely.LineString) -> list[shapely.LineString]:
    """The shortest links that keep a tenth of the line from each other."""
    on = _place(links, line)
    apart = max(line.length / MOST_CANDIDATES, _STEP_M)
    chosen: list[int] = []
    for i in np.lexsort((on, shapely.length(links))):
        if len(chosen) < MOST_CANDIDATES and all(abs(on[i] - on[j]) >= apart for j in chosen):
            chosen.append(int(i))
    return [links[i] for i in chosen]


def _place(links: NDArray[np.object_], line: shapely.LineString) -> NDArray[np.float64]:
    """Where along a line links cross it."""
    return np.asarray(shapely.line_locate_point(line, _first_point(links, line)), dtype=np.float64)


def _first_point(links: NDArray[np.object_], line: shapely.LineString) -> NDArray[np.object_]:
    """One of the points in which each link meets a line."""
    return np.asarray(shapely.get_geometry(shapely.intersection(links, line), 0), dtype=object)
