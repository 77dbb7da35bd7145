"""Roads that a plan builds: joined to the nearest roads of every mode that may use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.built_roads import BuiltRoad
from mapa_uslug.contracts.plan_config import NewRoad
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.great_circle import great_circle_m
from mapa_uslug.core.text import mark
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.scenarios.closing import ClosedStretches
from mapa_uslug.scenarios.joining import Joints, make_joints

_PACES_OF: Final = {"walk": ("walk", "walk_slow")}
_USERS: Final = {
    "car": mark("cars"), "bike": mark("bicycles"), "walk": mark("people on foot"), "walk_slow": mark("people on foot"),
}  # fmt: skip
_LOOKED_FOR_M: Final = 20_000.0
_KMH: Final = 3.6


@dataclass(frozen=True, eq=False)
class Link:
    """A new road as some modes use it, from node to node; they may join the roads at other places than other modes do.

    Attributes
    ----------
    line : LineString
        With the ways to the roads at both ends, in the CRS of the network.
    joined_edge : int
        Edge of the network that it begins at.
    length_m : float
        On the ground.
    seconds : float64, (len(MODES),)
        Either way; ``inf`` for modes that do not use it.
    """

    u: int
    v: int
    line: shapely.LineString
    joined_edge: int
    length_m: float
    seconds: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BuiltRoads:
    """What a plan builds on a network."""

    joints: Joints
    links: tuple[Link, ...]
    roads: tuple[BuiltRoad, ...]


def build_roads(
    roads: RoutableNetwork,
    planned: Sequence[NewRoad],
    *,
    paces_m_s: Mapping[str, float],
    max_snap_m: float,
    stretches: ClosedStretches,
    plan_name: str,
) -> BuiltRoads:
    """Join new roads to those that exist.

    Every mode joins at the nearest road that it may use, as people do; the way there is as fast as the new road.

    Parameters
    ----------
    roads
        As they are, none of them closed.
    paces_m_s
        Speed on a new road by mode; cars have that of the plan.
    stretches
        What the plan closes.

    Raises
    ------
    InputError
        Every end that no road of a mode is near or that meets a closed stretch; every road that leads nowhere.
    """
    problems: list[Problem] = []
    joining = [
        (road, mode, _join(roads, road, mode, max_snap_m)) for road in planned for mode in _modes(road)
    ]
    for road in planned:
        joined = [(mode, ends) for other, mode, ends in joining if other is road]
        where = f"{plan_name} [road {road.name}]"
        problems += _check_closed(road, joined, stretches, where) + _check_near(
            roads, road, joined, max_snap_m, where
        )
    if problems:
        raise InputError(problems)
    joints = make_joints(roads.network, [ends for *_, ends in joining])
    links: list[Link] = []
    built: list[BuiltRoad] = []
    for road in planned:
        own = _links(roads.network, joints, road, [(m, e) for r, m, e in joining if r is road], paces_m_s)
        if not own:
            problems.append(problem("Both ends of the new road meet the others at the same place.", code="leads_nowhere",
                                    where=f"{plan_name} [road {road.name}]", hint="Check the points of its line."))  # fmt: skip
            continue
        links += own
        built.append(BuiltRoad(road.name, tuple(dict.fromkeys(road.modes)), own[0].length_m, own[0].line))
    if problems:
        raise InputError(problems)
    return BuiltRoads(joints, tuple(links), tuple(built))


def _modes(road: NewRoad) -> list[str]:
    return [pace for mode in dict.fromkeys(road.modes) for pace in _PACES_OF.get(mode, (mode,))]


def _line(road: NewRoad, crs: str) -> NDArray[np.float64]:
    """Vertices in a CRS, (points, 2)."""
    lon, lat = np.array(road.points, dtype=np.float64).T
    return np.column_stack(transform_xy(lon, lat, WGS84, crs))


def _join(roads: RoutableNetwork, road: NewRoad, mode: str, max_snap_m: float) -> Snaps:
    """Where both ends of a road meet the roads of a mode."""
    x, y = _line(road, roads.network.crs)[[0, -1]].T
    return roads.snap(x, y, mode=mode, max_distance_m=max_snap_m)


def _check_closed(
    road: NewRoad, joined: Sequence[tuple[str, Snaps]], stretches: ClosedStretches, where: str
) -> list[Problem]:
    return [
        problem("The new road meets another where the plan closes it (lat {lat}, lon {lon}).", where=where, code="joins_closed",
                lat=road.points[end][1], lon=road.points[end][0], hint="Lead it to a road that stays open.")
        for _, ends in joined for end in (0, -1)
        if (edge := int(ends.edge[end])) >= 0 and stretches.first[edge] < float(ends.fraction[end]) < stretches.last[edge]
    ]  # fmt: skip


def _check_near(
    roads: RoutableNetwork, road: NewRoad, joined: Sequence[tuple[str, Snaps]], max_snap_m: float, where: str
) -> list[Problem]:
    """Ends that no road is near: one problem for all modes that are as far from theirs."""
    problems = []
    for end in (0, -1):
        far: dict[int | None, list[str]] = {}
        for mode, ends in joined:
            if ends.edge[end] < 0:
                offset = float(_join(roads, road, mode, _LOOKED_FOR_M).offset_m[end])
                far.setdefault(None if np.isnan(offset) else round(offset), []).append(mode)
        problems += [
            _too_far(road, end, modes, offset_m, max_snap_m, where) for offset_m, modes in far.items()
        ]
    return problems


def _too_far(
    road: NewRoad, end: int, modes: Sequence[str], offset_m: int | None, max_snap_m: float, where: str
) -> Problem:
    lon, lat = road.points[end]
    users = ", ".join(dict.fromkeys(_USERS.get(mode, mode) for mode in modes))
    if offset_m is None:
        return problem("No road for {users} is anywhere near the end of the new road (lat {lat}, lon {lon}).", where=where,
                       code="road_end_too_far", lat=lat, lon=lon, users=users,
                       hint="Write longitude first, then latitude; or leave these modes out of `modes`.")  # fmt: skip
    return problem("The end of the new road (lat {lat}, lon {lon}) is {n} m from the nearest road for {users}; at most {most} m can be bridged.",
                   where=where, code="road_end_too_far", lat=lat, lon=lon, users=users, n=offset_m, most=round(max_snap_m),
                   hint="Lead the line to a road that may be used so, or leave these modes out of `modes`.")  # fmt: skip


def _links(
    network: RoadNetwork, joints: Joints, road: NewRoad, joined: Sequence[tuple[str, Snaps]], paces_m_s: Mapping[str, float]
) -> list[Link]:  # fmt: skip
    """A new road's edges: one for all modes that join at the same two places."""
    by_nodes: dict[tuple[int, int], list[tuple[str, Snaps]]] = {}
    for mode, ends in joined:
        u, v = (joints.node_at(network, int(ends.edge[i]), float(ends.fraction[i])) for i in range(2))
        if u != v:
            by_nodes.setdefault((u, v), []).append((mode, ends))
    links = []
    for (u, v), users in by_nodes.items():
        ends = users[0][1]
        xy = np.concatenate(
            [_place(network, joints, u), _line(road, network.crs), _place(network, joints, v)]
        )
        length = _ground_m(xy, network.crs)
        seconds = np.full(len(MODES), np.inf)
        for mode, _ in users:
            seconds[MODES.index(mode)] = length / (
                road.speed_kmh / _KMH if mode == "car" else paces_m_s[mode]
            )
        line = shapely.remove_repeated_points(shapely.LineString(xy))
        links.append(Link(u, v, line, int(ends.edge[0]), length, seconds))
    return links


def _place(network: RoadNetwork, joints: Joints, node: int) -> NDArray[np.float64]:
    new = node - network.node_count
    if new >= 0:
        return np.array([[joints.x[new], joints.y[new]]])
    return np.array([[network.node_x[node], network.node_y[node]]])


def _ground_m(xy: NDArray[np.float64], crs: str) -> float:
    lon, lat = transform_xy(xy[:, 0], xy[:, 1], crs, WGS84)
    return float(great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())
