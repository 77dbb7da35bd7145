"""Streets inside settlements: a market grid in the towns, side streets that grow from the roads elsewhere."""

from __future__ import annotations

from itertools import pairwise

from example_area import waters
from example_area.chance import Chance
from example_area.gazetteer import Settlement
from example_area.network import Network, SegmentIndex
from example_area.plane import Line, Point, direction, distance, rounded, step

_TRIES_PER_STREET = 45
# form: (streets that are tried for, radius [m])
_GROWTH = {
    "town": (120, 1350.0),
    "small_town": (46, 820.0),
    "seat": (26, 400.0),
    "crossroads": (5, 330.0),
    "street": (2, 330.0),
    "hamlet": (0, 0.0),
}
# form: (blocks each way, side of a block [m])
_GRIDS = {"town": (6, 6, 118.0), "small_town": (4, 4, 104.0)}


def barriers(railway: Line) -> SegmentIndex:
    """Lines that streets and houses keep away from: river, lake shores and the railway."""
    index = SegmentIndex()
    for line in (
        waters.river(),
        waters.shore("lake"),
        waters.shore("pond"),
        waters.shore("south_pond"),
        railway,
    ):
        for a, b in pairwise(line):
            index.add(a, b)
    return index


def draw_streets(network: Network, settlement: Settlement, keep_off: SegmentIndex) -> Line:
    """Draw the streets of one settlement; return the closed outline of its market square, empty if it has none."""
    chance = Chance(f"streets {settlement.name}")
    market: Line = []
    if settlement.form in _GRIDS:
        market = _draw_grid(network, settlement, keep_off)
    wanted, radius = _GROWTH[settlement.form]
    if settlement.form == "street" and settlement.people < 160:
        wanted = 1
    drawn = 0
    for _ in range(wanted * _TRIES_PER_STREET):
        if drawn >= wanted:
            break
        drawn += _grow(network, settlement, chance, radius * (0.35 + 0.65 * (drawn + 1) / wanted), keep_off)
    return market


def _street_tags(settlement: Settlement, chance: Chance) -> dict[str, str]:
    paved = 0.85 if settlement.form in ("town", "small_town") else 0.6
    surface = "asphalt" if chance.happens(paved) else "paving_stones" if chance.happens(0.5) else "unpaved"
    return {"highway": "residential", "surface": surface}


def _draw_grid(network: Network, settlement: Settlement, keep_off: SegmentIndex) -> Line:
    columns, rows, side = _GRIDS[settlement.form]
    chance = Chance(f"grid {settlement.name}")
    along = direction((0.0, 0.0), (0.22, 0.97))
    corner = step(settlement.middle, along, -rows / 2 * side, columns / 2 * side)
    nodes = [
        [
            step(
                step(corner, along, r * side, -c * side), along, chance.between(-9, 9), chance.between(-9, 9)
            )
            for c in range(columns + 1)
        ]
        for r in range(rows + 1)
    ]
    lines = [*nodes, *[[nodes[r][c] for r in range(rows + 1)] for c in range(columns + 1)]]
    for line in lines:
        _draw_kept_pieces(network, settlement, line, keep_off, chance)
    r, c = rows // 2, columns // 2
    return [nodes[r][c], nodes[r][c + 1], nodes[r + 1][c + 1], nodes[r + 1][c], nodes[r][c]]


def _draw_kept_pieces(
    network: Network, settlement: Settlement, line: Line, keep_off: SegmentIndex, chance: Chance
) -> None:
    piece: Line = [line[0]]
    for a, b in pairwise(line):
        third, later = (
            step(a, direction(a, b), distance(a, b) * 0.35),
            step(a, direction(a, b), distance(a, b) * 0.7),
        )
        beside_road = all(_is_beside_route(network, p) for p in (third, later))
        blocked = min(keep_off.distance_to(p, within=40.0) for p in (a, third, later, b)) < 34.0
        if beside_road or blocked or _is_dropped(settlement, a, b, chance):
            if len(piece) > 1:
                network.add(piece, _street_tags(settlement, chance), settlement=settlement.name)
            piece = [b]
        else:
            piece.append(b)
    if len(piece) > 1:
        network.add(piece, _street_tags(settlement, chance), settlement=settlement.name)


def _is_beside_route(network: Network, p: Point) -> bool:
    found = network.nearest(p, within=32.0)
    return found is not None and found[1].highway != "residential"


def _is_dropped(settlement: Settlement, a: Point, b: Point, chance: Chance) -> bool:
    far = distance(settlement.middle, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    return far > 230.0 and chance.happens(0.14)


def _grow(
    network: Network, settlement: Settlement, chance: Chance, radius: float, keep_off: SegmentIndex
) -> bool:
    aim = (
        settlement.x + chance.between(-radius, radius),
        settlement.y + chance.between(-radius, radius),
    )
    if distance(aim, settlement.middle) > radius:
        return False
    found = network.nearest(aim, within=300.0)
    if found is None or found[0] <= 45.0 or found[1].highway in ("trunk", "trunk_link", "track"):
        return False
    _, road, a, b, on = found
    if min(distance(on, a), distance(on, b)) < 4.0 and road.points.index(a) == 0:
        return False
    way = direction(a, b)
    left = (aim[0] - on[0]) * -way[1] + (aim[1] - on[1]) * way[0] > 0
    away = (-way[1], way[0]) if left else (way[1], -way[0])
    away = direction((0.0, 0.0), step(away, way, chance.between(-0.14, 0.14)))
    line = _walk(network, rounded(on), away, chance, settlement, keep_off)
    if line is None:
        return False
    line[0] = network.vertex_on(found)
    network.add(line, _street_tags(settlement, chance), settlement=settlement.name)
    return True


def _walk(
    network: Network, start: Point, way: Point, chance: Chance, settlement: Settlement, keep_off: SegmentIndex
) -> Line | None:
    is_urban = settlement.form in ("town", "small_town", "seat")
    wanted = (
        chance.between(120.0, 300.0 if settlement.form != "seat" else 220.0)
        if is_urban
        else chance.between(110.0, 230.0)
    )
    bend = chance.between(-0.035, 0.035)
    line = [start]
    gone = 0.0
    while gone < wanted:
        way = direction((0.0, 0.0), (way[0] - way[1] * bend, way[1] + way[0] * bend))
        here = step(line[-1], way, 22.0)
        gone += 22.0
        if keep_off.distance_to(here, within=60.0) < 45.0:
            break
        if gone > 60.0 and (ahead := network.nearest(here, within=52.0)) is not None:
            if gone < 90.0 or ahead[1].highway in ("trunk", "trunk_link", "track"):
                return None
            line.append(network.vertex_on(ahead))
            return _without_middles(line)
        if 22.0 < gone <= 60.0 and _is_crowded(network, here, start):
            return None
        line.append(rounded(here))
    return _without_middles(line) if gone > 100.0 and len(line) > 4 else None


def _is_crowded(network: Network, here: Point, start: Point) -> bool:
    for a, b, _ in network.index.near(here, here, 40.0):
        if min(distance(here, a), distance(here, b)) < 40.0 and distance(start, here) > 40.0:
            return True
    return False


def _without_middles(line: Line) -> Line:
    return [p for i, p in enumerate(line) if i in (0, len(line) - 1) or i % 3 == 0]
