"""Plans of roads over networks drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mapa_uslug.contracts.plan_config import NewRoad, ScenarioConfig
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.scenarios import ClosedStretches, PlannedRoads, build_roads

PACES = {"walk": 1.0, "walk_slow": 0.5, "bike": 5.0}
"""As `hand_networks.make_network` has them."""


def degrees(points: Sequence[tuple[float, float]], crs: str) -> list[list[float]]:
    """Points of a metric CRS as pairs of longitude and latitude."""
    x, y = np.array(points, dtype=float).T
    return np.column_stack(transform_xy(x, y, crs, WGS84)).tolist()


def new_roads(*lines: Sequence[tuple[float, float]], crs: str = "EPSG:2180", **more: object) -> list[NewRoad]:
    """Roads of a plan along lines in metres."""
    roads = [
        {"name": f"droga {i}", "points": degrees(line, crs), **more} for i, line in enumerate(lines, start=1)
    ]
    return ScenarioConfig.model_validate({"name": "p", "road": roads}).road


def nothing_closed(roads: RoutableNetwork) -> ClosedStretches:
    """Stretches of a plan that closes nothing."""
    count = roads.network.edge_count
    return ClosedStretches(np.full(count, np.inf), np.full(count, -np.inf))


def with_roads(
    roads: RoutableNetwork,
    planned: Sequence[NewRoad],
    stretches: ClosedStretches | None = None,
    *,
    max_snap_m: float = 1000.0,
) -> PlannedRoads:
    """The roads with new ones."""
    stretches = stretches or nothing_closed(roads)
    built = build_roads(
        roads, planned, paces_m_s=PACES, max_snap_m=max_snap_m, stretches=stretches, plan_name="plan.toml"
    )
    return PlannedRoads(roads, built, stretches)


def costs(
    roads: RoutableNetwork, origins: Snaps, destinations: Snaps, *, mode: str = "car", weight: str = "time",
    direction: str = "from",
) -> np.ndarray:  # fmt: skip
    """Ticks of every pair, as whole numbers that compare (`NEVER` is the largest)."""
    graph = roads.graph(mode, direction=direction, weight=weight)
    ticks, _ = sweep_matrix(graph, roads.sources(graph, origins), roads.targets(graph, destinations))
    return ticks.astype(np.int64)


def seconds(ticks: np.ndarray) -> np.ndarray:
    """Ticks as seconds, ``inf`` where there is no way."""
    return np.where(ticks == NEVER, np.inf, ticks / 10)
