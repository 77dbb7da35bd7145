"""The roads between settlements: routes, expressway with interchanges, railway, bridges and level crossings."""

from __future__ import annotations

from itertools import pairwise

from example_area import waters
from example_area.chance import Chance
from example_area.network import Network, Road
from example_area.plane import (
    Line,
    Point,
    crossing,
    direction,
    distance,
    offset,
    roughen,
    rounded,
    smooth,
    step,
    thin,
)
from example_area.routes import EXPRESSWAY_KM, EXTENT_KM, INTERCHANGES_KM, RAILWAY_KM, Route, routes

BEYOND_EXTENT = 180.437
"""Roads are cut a little beyond the extent, as in extracts with complete ways [m]; never at a whole centimetre."""
BRIDGE_NAMES = {"primary": "Most Kupiecki", "secondary": "Most Flisacki"}
_HALF_MEDIAN = 14.0
_EXPRESSWAY = {
    "highway": "trunk", "ref": "S40", "motorroad": "yes", "oneway": "yes", "lanes": "2", "maxspeed": "120",
    "surface": "asphalt",
}  # fmt: skip
_RAMP = {"highway": "trunk_link", "oneway": "yes", "lanes": "1", "maxspeed": "60", "surface": "asphalt"}


def draw_roads(network: Network) -> tuple[Line, list[Point]]:
    """Draw everything between settlements; return the railway and its level crossings."""
    for route in routes():
        line = clip(_route_line(route))
        network.add(line, {"highway": route.highway, **dict(route.tags)})
    _bridge_rivers(network)
    _draw_expressway(network)
    return _draw_railway(network)


def _route_line(route: Route) -> Line:
    stops = [rounded(p) for p in route.stops]
    rough = roughen(stops, Chance(route.key), amount=route.roughness, finest=1100.0)
    return thin(smooth(rough, every=55.0), tolerance=1.8, keep=frozenset(stops))


def clip(line: Line) -> Line:
    """Keep the part of a line that lies within the extent of the road data (and a little beyond)."""
    west, south, east, north = (1000.0 * km for km in EXTENT_KM)
    low, high = (west - BEYOND_EXTENT, south - BEYOND_EXTENT), (east + BEYOND_EXTENT, north + BEYOND_EXTENT)

    def is_in(p: Point) -> bool:
        return low[0] <= p[0] <= high[0] and low[1] <= p[1] <= high[1]

    kept: Line = []
    for a, b in pairwise(line):
        if is_in(a) and is_in(b):
            kept.extend([a, b] if not kept else [b])
        elif is_in(a) or is_in(b):
            cut = _cut(a, b, low, high)
            kept.extend([cut, b] if is_in(b) else [cut] if kept else [a, cut])
    return kept


def _cut(a: Point, b: Point, low: Point, high: Point) -> Point:
    corners = [low, (high[0], low[1]), high, (low[0], high[1]), low]
    for c, d in pairwise(corners):
        at = crossing(a, b, c, d)
        if at is not None:
            return rounded(at)
    raise ValueError(f"{a} - {b} does not leave the extent")


def _crossings(road: Road, line: Line) -> list[tuple[Point, Point, Point]]:
    found = []
    for a, b in list(road.segments()):
        for c, d in pairwise(line):
            if max(a[0], b[0]) < min(c[0], d[0]) or min(a[0], b[0]) > max(c[0], d[0]):
                continue
            at = crossing(a, b, c, d)
            if at is not None:
                found.append((a, b, rounded(at)))
    return found


def _bridge_rivers(network: Network) -> None:
    banks = list(waters.river())
    for road in list(network.roads):
        for a, b, at in _crossings(road, banks):
            if road.highway not in BRIDGE_NAMES:
                raise ValueError(f"{road.tags} {road.points[0]} {road.points[-1]} crosses the river at {at}")
            _add_bridge(network, road, (a, b), at, half=52.0, name=BRIDGE_NAMES[road.highway])


def _add_bridge(
    network: Network, road: Road, piece: tuple[Point, Point], at: Point, *, half: float, name: str
) -> None:
    middle = network.insert(road, *piece, at)
    start = network.vertex_at(road, middle, -half)
    end = network.vertex_at(road, middle, half)
    road.bridges.append((start, end, name))


def _draw_expressway(network: Network) -> None:
    control = [(1000.0 * x, 1000.0 * y) for x, y in EXPRESSWAY_KM]
    middle = thin(smooth(control, every=60.0), tolerance=0.8)
    crossed = [(road, found) for road in list(network.roads) for found in _crossings(road, middle)]
    for road, (a, b, at) in crossed:
        if road.highway in ("track", "path"):
            raise ValueError(f"a track crosses the expressway at {at}")
        _add_bridge(network, road, (a, b), at, half=48.0, name="")
    apart = Network()
    apart.add(clip(offset(middle, -_HALF_MEDIAN)), _EXPRESSWAY)
    apart.add(clip(offset(middle, _HALF_MEDIAN))[::-1], _EXPRESSWAY)
    eastbound, westbound = apart.roads
    for road in (eastbound, westbound):
        road.number = len(network.roads)
        network.roads.append(road)
    for place in INTERCHANGES_KM.values():
        _draw_interchange(network, apart, (1000.0 * place[0], 1000.0 * place[1]))
    for road in (eastbound, westbound):
        for a, b in road.segments():
            network.index.add(a, b, road)


def _draw_interchange(network: Network, apart: Network, place: Point) -> None:
    found = network.nearest(rounded(place), within=120.0)
    assert found is not None
    cross, at = found[1], network.vertex_on(found)
    for carriageway, side in zip(apart.roads, ("south", "north"), strict=True):
        joint = _foot(network, cross, at, side)
        middle = _vertex_near(apart, carriageway, at)
        leave = apart.vertex_at(carriageway, middle, -430.0)
        arrive = apart.vertex_at(carriageway, middle, 430.0)
        network.add(_ramp(leave, joint, carriageway), _RAMP)
        network.add(_ramp(arrive, joint, carriageway)[::-1], _RAMP)


def _foot(network: Network, cross: Road, at: Point, side: str) -> Point:
    ends = [network.vertex_at(cross, at, metres) for metres in (-150.0, 150.0)]
    return min(ends, key=lambda p: p[1] if side == "south" else -p[1])


def _vertex_near(apart: Network, carriageway: Road, at: Point) -> Point:
    return min(carriageway.points, key=lambda p: distance(p, at))


def _ramp(start: Point, joint: Point, carriageway: Road) -> Line:
    i = carriageway.points.index(start)
    before = carriageway.points[max(i - 1, 0)]
    after = carriageway.points[min(i + 1, len(carriageway.points) - 1)]
    way = direction(before, after)
    along = (joint[0] - start[0]) * way[0] + (joint[1] - start[1]) * way[1]
    across = -(joint[0] - start[0]) * way[1] + (joint[1] - start[1]) * way[0]
    bend = [
        start,
        step(start, way, along * 0.35, across * 0.12),
        step(start, way, along * 0.78, across * 0.5),
        joint,
    ]
    return smooth(bend, every=45.0)


def _draw_railway(network: Network) -> tuple[Line, list[Point]]:
    control = [(1000.0 * x, 1000.0 * y) for x, y in RAILWAY_KM]
    line = clip(thin(smooth(control, every=80.0), tolerance=1.0))
    crossings: list[Point] = []
    for road in list(network.roads):
        for a, b, at in _crossings(road, line):
            network.insert(road, a, b, at)
            crossings.append(at)
    for at in crossings:
        i = min(range(len(line) - 1), key=lambda k: _off(line, k, at))
        line.insert(i + 1, at)
    return line, sorted(crossings)


def _off(line: Line, k: int, at: Point) -> float:
    a, b = line[k], line[k + 1]
    return distance(a, at) + distance(at, b) - distance(a, b)
