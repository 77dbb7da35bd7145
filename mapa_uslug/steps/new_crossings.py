"""New ways across barriers, and what they would bring for every service type and mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.new_links import NewLinks, find_nearer, measure_gains
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure
from mapa_uslug.steps.part_journeys import MINUTE_S, Part, let_go, name_most

CROSSINGS_PER_MEASURE: Final = 10
LEAST_SAVED_S: Final = 3600.0
"""A crossing that brings nobody within the threshold is told of only if it saves an hour of all people's time."""
_SNAP_M: Final = 100.0
PACE_M_S: Final = {"car": 40 / 3.6, "bike": 15 / 3.6, "walk": 1.2, "walk_slow": 0.8}
"""Speeds on a new link: of a local road, of a bicycle, of walkers (umowne)."""
_COLUMNS: Final = (
    "crossing_id", "barrier_id", "kind", "name", "service_type", "mode", "length_m", "people", "people_target",
    "people_nearer", "person_minutes", "localities", "geometry",
)  # fmt: skip


class NewCrossings:
    """What new ways across barriers would bring: see `Barriers.crossings`.

    Parameters
    ----------
    candidates : GeoDataFrame
        See `barriers.FoundBarriers.candidates`; moreover ``mode``, of the barrier line.
    """

    def __init__(self, data: AreaData, candidates: gpd.GeoDataFrame) -> None:
        self._data, self._candidates = data, candidates
        self._links: dict[tuple[str, str], NewLinks] = {}

    def describe(self, measure: Measure, parts: Sequence[Part]) -> list[dict[str, Any]]:
        """Rows of the best crossings for a service type and mode."""
        if measure.mode not in PACE_M_S or not parts:
            return []
        own = _for_mode(self._candidates, measure.mode)
        rows = _describe(measure, own, self._as_links(measure, own), parts) if len(own) else []
        for part in parts:
            part.searched.drop_landings()
        return rows

    def tabulate(self, rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
        """Rows of all measures as a table."""
        table = pd.DataFrame(rows, columns=list(_COLUMNS))
        return gpd.GeoDataFrame(table, geometry="geometry", crs=self._data.crs).astype(
            {"people_target": "Int64"}
        )

    def _as_links(self, measure: Measure, own: gpd.GeoDataFrame) -> NewLinks:
        """Candidates as a mode finds them: from road to road, at its pace."""
        key = measure.mode, measure.weight
        if key not in self._links:
            self._links[key] = _links(self._data, measure, own)
        return self._links[key]


def _for_mode(candidates: gpd.GeoDataFrame, mode: str) -> gpd.GeoDataFrame:
    """Links across what parts those in cars for cars, across what parts walkers for the others; of either if need be."""
    is_own = (candidates["mode"] == "car") == (mode == "car")
    return candidates[is_own] if is_own.any() else candidates


def _describe(
    measure: Measure, candidates: gpd.GeoDataFrame, links: NewLinks, parts: Sequence[Part]
) -> list[dict[str, Any]]:
    code = measure.service_type.code
    gains = []
    for part in parts:
        gains.append(measure_gains(part.searched, links, workers=1))
        let_go(part, parts)
    within, nearer, saved = (
        np.sum([getattr(g, name) for g in gains], axis=0) for name in ("within", "nearer", "saved")
    )
    order = np.lexsort((np.arange(len(candidates)), -within[:, 0], -saved[:, 0]))
    worth = (within[order, 0] > 0) | (saved[order, 0] >= LEAST_SAVED_S)
    best = order[worth][:CROSSINGS_PER_MEASURE]
    names, confidential = _nearer(parts, _take(links, best))
    return [
        {
            "crossing_id": f"{code}-{measure.mode}-{number}", "barrier_id": candidates["barrier_id"].iloc[row],
            "kind": candidates["kind"].iloc[row], "name": candidates["name"].iloc[row], "service_type": code,
            "mode": measure.mode, "length_m": round(float(candidates["length_m"].iloc[row])),
            "people": int(within[row, 0]), "people_target": _target(within[row], is_confidential=confidential[number - 1]),
            "people_nearer": int(nearer[row, 0]), "person_minutes": round(float(saved[row, 0]) / MINUTE_S),
            "localities": names[number - 1], "geometry": candidates.geometry.iloc[row],
        }
        for number, row in enumerate(best.tolist(), start=1)
    ]  # fmt: skip


def _links(data: AreaData, measure: Measure, candidates: gpd.GeoDataFrame) -> NewLinks:
    lines = candidates.geometry.to_numpy()
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    a, b = (
        data.roads.snap(ends[:, i, 0], ends[:, i, 1], mode=measure.mode, max_distance_m=_SNAP_M)
        for i in (0, 1)
    )
    cost = shapely.length(lines) / (1.0 if measure.weight == "length" else PACE_M_S[measure.mode])
    return NewLinks(a, b, cost, cost)


def _take(links: NewLinks, rows: NDArray[np.intp]) -> NewLinks:
    return NewLinks(links.a.take(rows), links.b.take(rows), links.a_to_b[rows], links.b_to_a[rows])


def _target(within: NDArray[np.int64], *, is_confidential: bool) -> int | None:
    """People of the target group, who may not be told where some live in confidential cells."""
    return None if is_confidential or len(within) == 1 else int(within[1])


def _nearer(parts: Sequence[Part], links: NewLinks) -> tuple[list[str], list[bool]]:
    """Of each link the localities whose people's way gets shorter, those of most such people first, and whether some of
    these people live in confidential cells.
    """
    by_part = []
    for part in parts:
        by_part.append(find_nearer(part.searched, links))
        let_go(part, parts)
    by_link = [list(zip(parts, cells, strict=True)) for cells in zip(*by_part, strict=True)]
    named = [name_most(part.count_localities(cells) for part, cells in found) for found in by_link]
    return named, [any(part.has_confidential(cells) for part, cells in found) for found in by_link]
