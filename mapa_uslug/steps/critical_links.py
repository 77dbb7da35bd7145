"""Links that much depends on, for every service type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.alternatives import trace_alternative
from mapa_uslug.barriers.closings import Closing, measure_closing
from mapa_uslug.barriers.critical_links import LinkLosses, measure_losses, rank_links
from mapa_uslug.barriers.obstacles import find_area_obstacles, find_line_obstacles
from mapa_uslug.barriers.road_lines import edge_lines
from mapa_uslug.contracts.barriers import OBSTACLES
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.part_journeys import MINUTE_S, Part, name_most, part_journeys
from mapa_uslug.steps.public_transport import TRANSIT

LINKS_PER_TYPE: Final = 5
"""Links told of for a service type, and as many only roads, which nearly every village has: they may not hide the bridges."""
_LOOKED_AT: Final = 25
_WATER: Final = ("river", "lake")
_COLUMNS: Final = (
    "link_id", "kind", "name", "road_class", "way_id", "service_type", "mode", "length_m", "people_beyond", "people_target",
    "people_cut_off", "people_farther", "person_minutes", "alternative_min", "alternative", "may_be_shorter", "localities", "geometry",
)  # fmt: skip


def rank_critical_links(data: AreaData, measurer: Measurer, measures: Sequence[Measure]) -> gpd.GeoDataFrame:
    """Links whose closing would cost most: see `Barriers.links`.

    By every service type's first mode on the roads, by car where it counts: a flood or works close a road to cars
    first, and walkers' paths are too many to be told of.
    """
    rows: list[dict[str, Any]] = []
    for measure in _first_by_road(measures):
        parts = part_journeys(data, measurer, measure)
        losses = [measure_losses(data.roads, part.journeys) for part in parts]
        if losses:
            rows += _describe(data, measurer, measure, parts, losses)
    table = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(_COLUMNS)), geometry="geometry", crs=data.crs)
    return _with_kinds(data, table).astype({"people_target": "Int64"})


def _first_by_road(measures: Sequence[Measure]) -> list[Measure]:
    """One measure of every service type: by car, else by the first mode that has roads."""
    first: dict[str, Measure] = {}
    for measure in measures:
        if measure.mode == "car" or (measure.mode != TRANSIT and measure.service_type.code not in first):
            first[measure.service_type.code] = measure
    return list(first.values())


def _describe(
    data: AreaData, measurer: Measurer, measure: Measure, parts: Sequence[Part], losses: Sequence[LinkLosses]
) -> list[dict[str, Any]]:
    code = measure.service_type.code
    total, main = _sum_losses(losses)
    ranked = _rank(data.roads.network, total)
    rows = []
    for number, link in enumerate(ranked.itertuples(), start=1):
        edges = np.array(link.edges, dtype=np.int64)
        lines = edge_lines(data.roads.network, edges)
        journeys, closing = (
            parts[int(main[edges[0]])].journeys,
            _Closed(data, parts, edges, measurer.road_ends),
        )
        rows.append({
            "link_id": f"{code}-{measure.mode}-{number}", "kind": "only_road" if link.people_cut_off else "road",
            "name": "", "road_class": link.road_class, "way_id": link.way_id, "service_type": code, "mode": measure.mode,
            "length_m": round(link.length_m), "people_beyond": link.people_beyond,
            "people_target": None if closing.concerns_confidential else link.people_target,
            "people_cut_off": link.people_cut_off, "people_farther": link.people_farther,
            "person_minutes": round(link.lost / MINUTE_S), "alternative_min": round(link.longest / MINUTE_S, 1),
            "alternative": trace_alternative(data.roads, journeys, edges, far_node=link.far_node).geometry,
            "may_be_shorter": closing.may_be_shorter, "localities": closing.localities,
            "geometry": shapely.line_merge(shapely.MultiLineString(list(lines))),
        })  # fmt: skip
    return rows


def _rank(network: RoadNetwork, losses: LinkLosses) -> pd.DataFrame:
    """The worst links of either kind, see `LINKS_PER_TYPE`; each kind ranked alone, however many worse ones the other has."""
    cuts_off = losses.cut_off[:, 0] > 0
    kinds = []
    for is_kind in (cuts_off, ~cuts_off):
        ranked = rank_links(network, _only(losses, is_kind), count=_LOOKED_AT)
        # What everybody passes one after the other, with a stretch between that has a way round, is told of once.
        ranked = ranked.drop_duplicates(["people_beyond", "people_cut_off", "people_farther", "lost"])
        kinds.append(ranked.head(LINKS_PER_TYPE))
    worst = ["people_beyond", "people_cut_off", "lost"]
    return pd.concat(kinds).sort_values(worst, ascending=False, kind="stable", ignore_index=True)


def _only(losses: LinkLosses, edges: NDArray[np.bool_]) -> LinkLosses:
    """Losses of some edges; closing the others costs nothing."""
    lost, beyond, cut_off, farther = (
        np.where(edges[:, None], values, 0)
        for values in (losses.lost, losses.beyond, losses.cut_off, losses.farther)
    )
    return LinkLosses(lost, beyond, cut_off, farther, np.where(edges, losses.longest, 0.0), losses.far_node)


def _sum_losses(parts: Sequence[LinkLosses]) -> tuple[LinkLosses, NDArray[np.intp]]:
    """Losses of all parts together, and for every edge the part that loses most, whose far end it is told with."""
    weight = np.stack([p.lost[:, 0] + p.beyond[:, 0] + p.cut_off[:, 0] for p in parts])
    main = weight.argmax(axis=0)
    total = LinkLosses(
        np.sum([p.lost for p in parts], axis=0),
        np.sum([p.beyond for p in parts], axis=0),
        np.sum([p.cut_off for p in parts], axis=0),
        np.sum([p.farther for p in parts], axis=0),
        np.max([p.longest for p in parts], axis=0),
        np.stack([p.far_node for p in parts])[main, np.arange(weight.shape[1])],
    )
    return total, main


class _Closed:
    """What a closed link does to the people of every part."""

    def __init__(
        self, data: AreaData, parts: Sequence[Part], edges: NDArray[np.int64], data_ends: Snaps
    ) -> None:
        by_locality = [part.by_locality for part in parts]
        self._parts = parts
        self._names = [names for _, names in by_locality]
        self._closings = [
            measure_closing(data.roads, journeys, edges, data_ends=data_ends) for journeys, _ in by_locality
        ]
        self._concerned = [closing.farther + closing.cut_off for closing in self._closings]

    @property
    def localities(self) -> str:
        """Those whose people's way gets longer or is cut, those of most such people first."""
        return name_most(list(zip(self._concerned, self._names, strict=True)))

    @property
    def concerns_confidential(self) -> bool:
        """Whether people of confidential cells are among them, whose groups may not be told."""
        return any(int(people[-1]) > 0 for people in self._concerned)

    @property
    def may_be_shorter(self) -> bool:
        """Whether anybody concerned might leave the data and come back faster than by the way round that they tell of."""
        return any(
            bool((_beyond(part, closing) < closing.cost_after)[_is_concerned(part, closing)].any())
            for part, closing in zip(self._parts, self._closings, strict=True)
        )


def _beyond(part: Part, closing: Closing) -> NDArray[np.float64]:
    """The least that leaving the data, the link being closed, and coming back to a place costs each cell."""
    return closing.leave_after + part.least_back + part.journeys.terminal


def _is_concerned(part: Part, closing: Closing) -> NDArray[np.bool_]:
    return np.asarray((closing.cost_after > closing.cost_before) & part.journeys.people.any(axis=1))


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
