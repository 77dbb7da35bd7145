"""Links that much depends on, for every service type."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.alternatives import trace_alternative
from mapa_uslug.barriers.closings import Closing, measure_closing, to_units
from mapa_uslug.barriers.critical_links import LinkLosses, measure_losses, rank_links
from mapa_uslug.barriers.journeys import Journeys, stand_at_nodes
from mapa_uslug.barriers.obstacles import find_area_obstacles, find_line_obstacles
from mapa_uslug.barriers.road_lines import edge_lines
from mapa_uslug.barriers.searched import arcs_of
from mapa_uslug.contracts.barriers import OBSTACLES
from mapa_uslug.engine.forest import ClosableSearch
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.part_journeys import MINUTE_S, Part, let_go, name_most
from mapa_uslug.steps.public_transport import TRANSIT

LINKS_PER_TYPE: Final = 5
"""Links told of for a service type, and as many only roads, which nearly every village has: they may not hide the bridges."""
_LOOKED_AT: Final = 25
_WATER: Final = ("river", "lake")
_COLUMNS: Final = (
    "link_id", "kind", "name", "road_class", "way_id", "service_type", "mode", "length_m", "people_beyond", "people_target",
    "people_cut_off", "people_farther", "person_minutes", "alternative_min", "alternative", "may_be_shorter", "localities", "geometry",
)  # fmt: skip


class CriticalLinks:
    """Links whose closing would cost most: see `Barriers.links`.

    By every service type's first mode on the roads, by car where it counts: a flood or works close a road to cars
    first, and walkers' paths are too many to be told of.
    """

    def __init__(self, data: AreaData, measurer: Measurer, measures: Sequence[Measure]) -> None:
        self._data, self._first = data, _first_by_road(measures)
        self._leaving = _Leaving(data, measurer)

    def describe(self, measure: Measure, parts: Sequence[Part]) -> list[dict[str, Any]]:
        """Rows of the worst links for a service type and mode; none by a mode that is not told of."""
        if measure not in self._first or not parts:
            return []
        losses = []
        for part in parts:
            losses.append(measure_losses(part.searched, workers=1))
            let_go(part, parts)
        rows = _describe(self._data, measure, parts, losses, self._leaving)
        for part in parts:
            part.searched.drop_forest()
        return rows

    def tabulate(self, rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
        """Rows of all measures as a table."""
        data = self._data
        table = gpd.GeoDataFrame(
            pd.DataFrame(rows, columns=list(_COLUMNS)), geometry="geometry", crs=data.crs
        )
        return _with_kinds(data, table).astype({"people_target": "Int64"})


def _first_by_road(measures: Sequence[Measure]) -> list[Measure]:
    """One measure of every service type: by car, else by the first mode that has roads."""
    first: dict[str, Measure] = {}
    for measure in measures:
        if measure.mode == "car" or (measure.mode != TRANSIT and measure.service_type.code not in first):
            first[measure.service_type.code] = measure
    return list(first.values())


def _describe(
    data: AreaData, measure: Measure, parts: Sequence[Part], losses: Sequence[LinkLosses], leaving: _Leaving
) -> list[dict[str, Any]]:
    code, network = measure.service_type.code, data.roads.network
    total, main = _sum_losses(losses)
    links = list(_rank(network, total).itertuples())
    edges = [np.array(link.edges, dtype=np.int64) for link in links]
    mains = main[np.searchsorted(total.edge, [of_link[0] for of_link in edges])]
    closed = [_Closed(measure, leaving) for _ in links]
    ways: dict[int, shapely.LineString | None] = {}
    # Part by part, so that the forests of all need not be kept.
    for row, (part, of_part) in enumerate(zip(parts, losses, strict=True)):
        for number, of_link in enumerate(edges):
            if np.isin(of_link, of_part.edge).any():
                closed[number].add(part, of_link)
            if mains[number] == row:
                far = links[number].far_node
                ways[number] = trace_alternative(part.searched, of_link, far_node=far).geometry
        let_go(part, parts)
    return [
        {
            "link_id": f"{code}-{measure.mode}-{number + 1}", "kind": "only_road" if link.people_cut_off else "road",
            "name": "", "road_class": link.road_class, "way_id": link.way_id, "service_type": code, "mode": measure.mode,
            "length_m": round(link.length_m), "people_beyond": link.people_beyond,
            "people_target": None if closed[number].concerns_confidential else link.people_target,
            "people_cut_off": link.people_cut_off, "people_farther": link.people_farther,
            "person_minutes": round(link.lost / MINUTE_S), "alternative_min": round(link.longest / MINUTE_S, 1),
            "alternative": ways[number],
            "may_be_shorter": closed[number].may_be_shorter, "localities": name_most(closed[number].people),
            "geometry": shapely.line_merge(shapely.MultiLineString(list(edge_lines(network, edges[number])))),
        }
        for number, link in enumerate(links)
    ]  # fmt: skip


def _rank(network: RoadNetwork, losses: LinkLosses) -> pd.DataFrame:
    """The worst links of either kind, see `LINKS_PER_TYPE`; each kind ranked alone, however many worse ones the other has."""
    cuts_off = losses.cut_off[:, 0] > 0
    kinds = []
    for is_kind in (cuts_off, ~cuts_off):
        ranked = rank_links(network, losses.take(is_kind), count=_LOOKED_AT)
        # What everybody passes one after the other, with a stretch between that has a way round, is told of once.
        ranked = ranked.drop_duplicates(["people_beyond", "people_cut_off", "people_farther", "lost"])
        kinds.append(ranked.head(LINKS_PER_TYPE))
    worst = ["people_beyond", "people_cut_off", "lost"]
    return pd.concat(kinds).sort_values(worst, ascending=False, kind="stable", ignore_index=True)


def _sum_losses(parts: Sequence[LinkLosses]) -> tuple[LinkLosses, NDArray[np.int64]]:
    """Losses of all parts together, and for every edge the part that loses most, whose far end it is told with."""
    edge = np.unique(np.concatenate([p.edge for p in parts]))
    groups = parts[0].lost.shape[1]
    lost = np.zeros((len(edge), groups))
    beyond, cut_off, farther = (np.zeros((len(edge), groups), dtype=np.int64) for _ in range(3))
    longest, most = np.zeros(len(edge)), np.full(len(edge), -1.0)
    far_node, main = np.full(len(edge), -1, dtype=np.int32), np.zeros(len(edge), dtype=np.int64)
    for number, part in enumerate(parts):
        at = np.searchsorted(edge, part.edge)
        lost[at] += part.lost
        beyond[at] += part.beyond
        cut_off[at] += part.cut_off
        farther[at] += part.farther
        longest[at] = np.maximum(longest[at], part.longest)
        weight = part.lost[:, 0] + part.beyond[:, 0] + part.cut_off[:, 0]
        is_most = weight > most[at]
        at = at[is_most]
        most[at], far_node[at], main[at] = weight[is_most], part.far_node[is_most], number
    return LinkLosses(edge, lost, beyond, cut_off, farther, longest, far_node), main


class _Leaving:
    """Ways from the cells to where the roads of the data end, searched once for all measures of a mode."""

    def __init__(self, data: AreaData, measurer: Measurer) -> None:
        self._data, self._measurer = data, measurer
        self._searches: dict[tuple[str, str, str], ClosableSearch] = {}
        self._lock = Lock()

    def is_less(self, measure: Measure, part: Part, closing: Closing, edges: NDArray[np.int64]) -> bool:
        """Whether anybody concerned might leave the data and come back faster than by the way round that they tell of."""
        if not len(closing.cell):
            return False
        with self._lock:
            search = self._search(measure, part.journeys)
            cells, back = part.rows[closing.cell], part.least_back
            terminal, ticks = part.journeys.terminal, search.ticks[cells]
            if not (to_units(ticks) + back + terminal < closing.cost_after).any():
                return False  # nor with the edges closed
            closed = search.close(edges)
        ticks = search.ticks.copy()
        ticks[closed.point] = closed.after
        return bool((to_units(ticks[cells]) + back + terminal < closing.cost_after).any())

    def _search(self, measure: Measure, journeys: Journeys) -> ClosableSearch:
        key = measure.mode, journeys.direction, journeys.weight
        if key not in self._searches:
            roads, graph = self._data.roads, journeys.graph(self._data.roads)
            cells = roads.targets(graph, self._measurer.snaps("cells", measure.mode))
            self._searches[key] = ClosableSearch(
                graph, roads.sources(graph, self._measurer.road_ends), stand_at_nodes(graph.entering, cells),
                index=lambda: arcs_of(roads, journeys),
            )  # fmt: skip
        return self._searches[key]


class _Closed:
    """What a closed link does to the people of every part that it concerns."""

    def __init__(self, measure: Measure, leaving: _Leaving) -> None:
        self._measure, self._leaving = measure, leaving
        self.people: list[dict[str, int]] = []
        self.concerns_confidential = False
        self.may_be_shorter = False

    def add(self, part: Part, edges: NDArray[np.int64]) -> None:
        """Close the link to the people of a part."""
        closing = measure_closing(part.searched, edges)
        self.people.append(part.count_localities(closing.cell))
        self.concerns_confidential |= part.has_confidential(closing.cell)
        self.may_be_shorter |= self._leaving.is_less(self._measure, part, closing, edges)


def _with_kinds(data: AreaData, links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """With kind and name of what each link crosses: water first, then a railway; as it was where it crosses neither."""
    kind, name = links["kind"].tolist(), links["name"].tolist()
    shapes, crossed = links.geometry.to_numpy(), [len(OBSTACLES)] * len(links)
    for obstacles in (
        find_line_obstacles(data.landscape, data.roads.network, shapes),
        find_area_obstacles(data.landscape, shapes),
    ):
        for row, number in zip(*obstacles.tree.query(shapes, predicate="crosses"), strict=True):
            what = int(obstacles.kind[number])
            if what < crossed[row] and OBSTACLES[what] in (*_WATER, "railway"):
                crossed[row] = what
                kind[row] = "bridge" if OBSTACLES[what] in _WATER else "railway_crossing"
                name[row] = str(obstacles.name[number])
    return links.assign(kind=kind, name=name)
