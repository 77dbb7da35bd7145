"""Barrier lines as a table: who lives on both sides, and where the nearest ways across are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.crossings import Crossings
from mapa_uslug.barriers.obstacles import Obstacles
from mapa_uslug.barriers.reasons import Reasons
from mapa_uslug.barriers.stretches import Stretch, sides_of
from mapa_uslug.contracts.barriers import OBSTACLES
from mapa_uslug.contracts.tables import Landscape, PopulationCells
from mapa_uslug.engine.road_network import RoadNetwork

LINE_COLUMNS = (
    "barrier_id", "kind", "name", "mode", "detour", "network_m", "straight_m", "people_left", "people_right",
    "localities_left", "localities_right", "crossing_before", "crossing_after", "crossing_before_m",
    "crossing_after_m", "crossing_before_way", "crossing_after_way", "crossing_before_class",
    "crossing_after_class", "geometry",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PartedPairs:
    """Parted neighbours: rows of the cells, and metres between them by road and in a straight line."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    network_m: NDArray[np.float64]
    straight_m: NDArray[np.float64]


class PlaceNames:
    """Localities by where they are: named places of the extract, else those of the nearest people."""

    def __init__(self, landscape: Landscape, cells: PopulationCells) -> None:
        people = cells.table[cells.table["locality"].fillna("") != ""]
        places = landscape.places
        self._name = np.concatenate(
            [t[c].to_numpy(dtype=object) for t, c in ((places, "name"), (people, "locality"))]
        )
        points = [t.geometry.to_numpy() for t in (places, people)]
        self._tree = shapely.STRtree(np.concatenate(points))

    def nearest(self, point: shapely.Point) -> str:
        """Name of the nearest locality, "" if none is known."""
        return str(self._name[int(self._tree.nearest(point))]) if len(self._name) else ""


def tabulate_lines(
    stretches: list[Stretch],
    reasons: Reasons,
    pairs: PartedPairs,
    *,
    cells: PopulationCells,
    landscape: Landscape,
    courses: Obstacles,
    areas: Obstacles,
    crossings: Crossings,
    network: RoadNetwork,
    mode: str,
) -> tuple[gpd.GeoDataFrame, list[Stretch]]:
    """Barrier lines as in `Barriers.lines`, most people first, and the stretches in that order."""
    names, residents = PlaceNames(landscape, cells), _Residents.of(cells)
    rows = [
        _reason_of(stretch, reasons, courses, areas)
        | _ways_of(stretch, pairs)
        | _sides(stretch, reasons, pairs, residents)
        | _crossings_of(stretch, crossings, network, names)
        | {"mode": mode, "geometry": stretch.line}
        for stretch in stretches
    ]
    order = sorted(range(len(rows)), key=lambda i: _rank(rows[i]))
    for number, i in enumerate(order, 1):
        rows[i]["barrier_id"] = f"{mode}-{number:03d}"
    table = gpd.GeoDataFrame(
        [rows[i] for i in order], columns=list(LINE_COLUMNS), geometry="geometry", crs=cells.table.crs
    )
    return table, [stretches[i] for i in order]


def _rank(row: dict[str, object]) -> tuple[object, ...]:
    people = int(row["people_left"]) + int(row["people_right"])  # type: ignore[call-overload]
    return -people, row["kind"], row["name"], shapely.get_coordinates(row["geometry"])[0].tolist()


def _reason_of(stretch: Stretch, reasons: Reasons, courses: Obstacles, areas: Obstacles) -> dict[str, object]:
    first = int(stretch.pairs[0])
    obstacles, row = (courses, reasons.course) if stretch.course >= 0 else (areas, reasons.area)
    name = obstacles.name[row[first]] if row[first] >= 0 else ""
    return {"kind": OBSTACLES[reasons.kind[first]], "name": str(name)}


def _ways_of(stretch: Stretch, pairs: PartedPairs) -> dict[str, object]:
    network, straight = pairs.network_m[stretch.pairs], pairs.straight_m[stretch.pairs]
    detour = network / straight
    worst = int(np.argmax(detour))
    # Of an even number of pairs the lower middle one: a mean with "no way at all" would be none either.
    median = np.sort(detour)[(len(detour) - 1) // 2]
    return {"detour": float(median), "network_m": float(network[worst]), "straight_m": float(straight[worst])}


class _Residents(NamedTuple):
    """Cells as plain arrays: where their people live, how many they are, and in what locality."""

    xy: NDArray[np.float64]
    people: NDArray[np.int64]
    locality: NDArray[np.object_]

    @classmethod
    def of(cls, cells: PopulationCells) -> _Residents:
        return cls(
            shapely.get_coordinates(cells.table.geometry.to_numpy()),
            cells.table["people"].to_numpy(dtype=np.int64),
            cells.table["locality"].to_numpy(dtype=object),
        )


def _sides(
    stretch: Stretch, reasons: Reasons, pairs: PartedPairs, residents: _Residents
) -> dict[str, object]:
    """People and localities on both sides; a cell is where most of its pairs put it."""
    a, b = pairs.a[stretch.pairs], pairs.b[stretch.pairs]
    at = np.column_stack([reasons.x[stretch.pairs], reasons.y[stretch.pairs]])
    is_left = sides_of(stretch.line, at, residents.xy[a], residents.xy[b])
    cell, of = np.unique(np.concatenate([a, b]), return_inverse=True)
    vote = np.bincount(of, weights=np.where(np.concatenate([is_left, ~is_left]), 1.0, -1.0))
    found: dict[str, object] = {}
    for side, members in (("left", cell[vote >= 0]), ("right", cell[vote < 0])):
        found[f"people_{side}"] = int(residents.people[members].sum())
        found[f"localities_{side}"] = join_names(residents.locality[members], residents.people[members])
    return found


def join_names(names: NDArray[np.object_], people: NDArray[np.int64]) -> str:
    """Names joined by ``|``, those of most people first."""
    name, of = np.unique(names.astype(str), return_inverse=True)
    total = np.bincount(of, weights=people, minlength=len(name))
    return "|".join(n for n in name[np.lexsort((name, -total))] if n)


def _crossings_of(
    stretch: Stretch, crossings: Crossings, network: RoadNetwork, names: PlaceNames
) -> dict[str, object]:
    found: dict[str, object] = {}
    nearest = (-1, -1)
    ends = np.array([stretch.first_m, stretch.last_m])
    if stretch.course >= 0:
        before, after = crossings.around(np.full(2, stretch.course), ends)
        nearest = int(before[0]), int(after[1])
    for side, crossing, end in zip(("before", "after"), nearest, ends, strict=True):
        is_there = crossing >= 0
        edge = crossings.edge[crossing] if is_there else -1
        found |= {
            f"crossing_{side}": names.nearest(shapely.Point(crossings.x[crossing], crossings.y[crossing]))
            if is_there
            else "",
            f"crossing_{side}_m": abs(float(crossings.at_m[crossing]) - end) if is_there else np.nan,
            f"crossing_{side}_way": int(network.edge_source_id[edge]) if is_there else -1,
            f"crossing_{side}_class": network.classes[network.edge_class[edge]] if is_there else "",
        }
    return found
