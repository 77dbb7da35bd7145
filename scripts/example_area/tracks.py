"""Field and forest tracks, and paths by the lake: they wander, end in fields or meet another road."""

from __future__ import annotations

from example_area import waters
from example_area.chance import Chance
from example_area.gazetteer import by_name
from example_area.houses import Site
from example_area.network import Network, Road
from example_area.plane import Line, Point, direction, distance, length, offset, rounded, step, thin
from example_area.routes import EXTENT_KM

_TRACKS = 260
# Nothing may come nearer than this to places whose remoteness is planted [m].
_QUIET = {"Moczary": 2600.0, "Głusza": 3200.0, "Zakole": 3400.0, "Kępa Zalewska": 2600.0}
_STARTS = frozenset({"tertiary", "unclassified", "residential", "secondary"})


def draw_tracks(site: Site) -> None:
    """Draw tracks from roads into the land around them."""
    network, chance = site.network, Chance("tracks")
    parents = [road for road in network.roads if road.highway in _STARTS and length(road.points) > 150.0]
    west, south, east, north = (1000.0 * km for km in EXTENT_KM)
    drawn = 0
    for _ in range(_TRACKS * 12):
        if drawn >= _TRACKS:
            break
        aim = (chance.between(west + 600.0, east - 600.0), chance.between(south + 600.0, north - 600.0))
        found = network.nearest(aim, within=900.0)
        if found is None or found[0] < 250.0 or found[1] not in parents or _is_quiet(found[4]):
            continue
        line = _wander(site, rounded(found[4]), direction(found[4], aim), chance)
        if line is not None:
            line[0] = network.vertex_on(found)
            network.add(line, _track_tags(chance))
            drawn += 1


def _is_quiet(p: Point) -> bool:
    return any(distance(p, by_name()[name].middle) < reach for name, reach in _QUIET.items())


def _track_tags(chance: Chance) -> dict[str, str]:
    grade = chance.whole(2, 5)
    return {
        "highway": "track",
        "tracktype": f"grade{grade}",
        "surface": ("gravel", "ground", "ground", "grass")[grade - 2],
    }


def _wander(site: Site, start: Point, way: Point, chance: Chance) -> Line | None:
    wanted, gone, bend = chance.between(450.0, 1700.0), 0.0, 0.0
    line = [start]
    while gone < wanted:
        bend = 0.7 * bend + chance.between(-0.09, 0.09)
        way = direction((0.0, 0.0), (way[0] - way[1] * bend, way[1] + way[0] * bend))
        here = step(line[-1], way, 45.0)
        gone += 45.0
        if (
            _is_quiet(here)
            or site.keep_off.distance_to(here, within=80.0) < 70.0
            or not site.is_free(here, 10.0)
        ):
            break
        if gone > 90.0 and (ahead := site.network.nearest(here, within=60.0)) is not None:
            if gone < 300.0 or ahead[1].highway in ("trunk", "trunk_link", "primary"):
                return None
            line.append(site.network.vertex_on(ahead))
            return thin(line, tolerance=4.0)
        line.append(rounded(here))
    return thin(line, tolerance=4.0) if gone > 350.0 else None


def draw_lake_path(network: Network) -> Road:
    """Draw the footpath along the lake's western shore from Podjezierze."""
    middle = by_name()["Podjezierze"].middle
    ring = list(waters.shore("lake"))
    near = min(range(len(ring)), key=lambda i: distance(ring[i], middle))
    run = [ring[(near + k) % len(ring)] for k in range(-14, 22)]
    inwards = offset(run, -38.0)
    line = thin(inwards, tolerance=4.0)
    path = network.add(line, {"highway": "path", "surface": "ground", "foot": "designated"})
    joint = min(path.points, key=lambda p: distance(p, middle))
    network.add(
        [middle, step(middle, direction(middle, joint), 400.0, 30.0), joint],
        {"highway": "path", "surface": "ground"},
    )
    return path


def draw_park_paths(network: Network, park: Line) -> None:
    """Draw the paths of the town park and join them to the nearest street."""
    tags = {"highway": "footway", "surface": "fine_gravel"}
    middle = rounded(
        (sum(p[0] for p in park[:-1]) / (len(park) - 1), sum(p[1] for p in park[:-1]) / (len(park) - 1))
    )
    found = network.nearest(middle, within=900.0)
    assert found is not None
    gate = min(park, key=lambda p: distance(p, found[4]))
    network.add([network.vertex_on(found), gate, middle], tags)
    for k in (len(park) // 3, 2 * len(park) // 3):
        network.add([middle, step(middle, direction(middle, park[k]), 90.0, 25.0), park[k]], tags)
    network.add(park, tags)
