"""Houses along the streets, barns behind them and flats in the town; every settlement gets as many as its people need."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, pairwise
from math import floor

from example_area.borders import gmina_at
from example_area.chance import Chance
from example_area.gazetteer import PLANTED, Settlement, settlements
from example_area.network import Network, Road, SegmentIndex
from example_area.plane import Line, Point, direction, distance, is_inside, step

# form: (radius in which lots are looked for [m], spacing along the street [m], people in a house)
_LOTS = {
    "town": (2000.0, 27.0, 3.3),
    "small_town": (1150.0, 27.0, 3.2),
    "seat": (640.0, 25.0, 3.6),
    "crossroads": (900.0, 33.0, 3.3),
    "street": (950.0, 34.0, 3.3),
    "hamlet": (520.0, 40.0, 3.3),
}
_FARMSTEADS_FROM, _FARMSTEADS_TO = 700.0, 1900.0
_FLATS = {"town": (58, 56), "small_town": (8, 40)}
"""Blocks of flats and people in each."""


@dataclass(eq=False)
class Building:
    """A building: middle, unit vector along its front, sizes [m], tags, people."""

    middle: Point
    way: Point
    width: float
    depth: float
    tags: dict[str, str]
    settlement: str
    street: Road | None = None
    flats: int = 0
    people: int = 0
    side: tuple[int, float] = (0, 0.0)

    def outline(self) -> Line:
        """Closed ring of the footprint."""
        halves = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        return [step(self.middle, self.way, sx * self.width / 2, sy * self.depth / 2) for sx, sy in halves]


@dataclass
class Site:
    """What has been built so far: buildings, and where they stand."""

    network: Network
    keep_off: SegmentIndex
    buildings: list[Building] = field(default_factory=list)
    reserved: list[Line] = field(default_factory=list)
    _squares: dict[tuple[int, int], list[tuple[Point, float]]] = field(default_factory=dict)

    def has_room(self, middle: Point, reach: float, *, road: float) -> bool:
        """Tell whether a building of half-diagonal `reach` [m] fits, `road` [m] from any road's middle line."""
        if not self.is_free(middle, reach + 1.5) or any(is_inside(middle, ring) for ring in self.reserved):
            return False
        if self.keep_off.distance_to(middle, within=60.0) < 48.0:
            return False
        return self.network.index.distance_to(middle, within=road) >= road

    def is_free(self, middle: Point, reach: float) -> bool:
        """Tell whether no building stands within `reach` [m]."""
        column, row = floor(middle[0] / 60.0), floor(middle[1] / 60.0)
        for i in range(column - 1, column + 2):
            for j in range(row - 1, row + 2):
                for other, size in self._squares.get((i, j), ()):
                    if distance(middle, other) < reach + size:
                        return False
        return True

    def put(self, building: Building) -> None:
        """Build."""
        self.buildings.append(building)
        key = floor(building.middle[0] / 60.0), floor(building.middle[1] / 60.0)
        reach = 0.42 * (building.width + building.depth)
        self._squares.setdefault(key, []).append((building.middle, reach))


@dataclass(frozen=True, eq=False)
class Lot:
    """A place for a building beside a street; `rank` grows outwards from the middle of the settlement."""

    rank: float
    on: Point
    way: Point
    left: float
    road: Road
    along: float


def find_lots(
    network: Network, settlement: Settlement, chance: Chance, *, radius: float | None = None
) -> list[Lot]:
    """Lots along all roads around the middle of a settlement, the innermost first."""
    usual, spacing, _ = _LOTS[settlement.form]
    radius = radius or usual
    lots = []
    for road in network.roads:
        if road.highway in ("trunk", "trunk_link") or (
            road.highway == "track" and settlement.form != "hamlet"
        ):
            continue
        if all(distance(p, settlement.middle) > radius * 1.6 for p in road.points):
            continue
        lots.extend(_lots_along(road, settlement, radius, spacing, chance))
    return sorted(lots, key=lambda lot: (lot.rank, lot.on, lot.left))


def _lots_along(
    road: Road, settlement: Settlement, radius: float, spacing: float, chance: Chance
) -> list[Lot]:
    lots, along, gone = [], chance.between(8.0, 20.0), 0.0
    spread = 0.12 if settlement.form == "seat" else 0.25
    for a, b in pairwise(road.points):
        gap = distance(a, b)
        while along < gone + gap:
            on = step(a, direction(a, b), along - gone)
            far = distance(on, settlement.middle)
            if far < radius:
                for left in (1.0, -1.0):
                    rank = far * chance.between(1.0 - spread, 1.0 + spread)
                    lots.append(Lot(rank, on, direction(a, b), left, road, along))
            along += spacing * chance.between(0.9, 1.2)
        gone += gap
    return lots


def build_settlement(site: Site, settlement: Settlement, *, houses: int | None = None) -> list[Building]:
    """Build the houses of one settlement and tell them their people.

    Parameters
    ----------
    houses
        How many to build; by default as many as the people need.
    """
    chance = Chance(f"houses {settlement.name}")
    built: list[Building] = []
    lots = find_lots(site.network, settlement, chance)
    people = settlement.people
    if settlement.form in _FLATS and houses is None:
        count, each = _FLATS[settlement.form]
        flats = [_build_flats(site, lot, settlement, chance) for lot in _spread(lots, count * 4, chance)]
        built.extend([b for b in flats if b is not None][:count])
        people -= each * len(built)
    wanted = houses if houses is not None else round(people / _LOTS[settlement.form][2])
    if houses is None and settlement.form in ("street", "crossroads"):
        built.extend(_build_farmsteads(site, settlement, wanted, chance))
        wanted -= len(built)
    built.extend(_build_houses(site, lots, settlement, wanted, chance))
    return built


def _spread(lots: list[Lot], count: int, chance: Chance) -> list[Lot]:
    middle = lots[len(lots) // 4 : len(lots) * 3 // 4]
    chance.shuffle(middle)
    return middle[:count]


def _build_flats(site: Site, lot: Lot, settlement: Settlement, chance: Chance) -> Building | None:
    built = sum(1 for b in site.buildings if b.flats and b.settlement == settlement.name)
    if built >= _FLATS[settlement.form][0]:
        return None
    width, depth = chance.between(30.0, 48.0), 12.5
    middle = step(lot.on, lot.way, 0.0, lot.left * 24.0)
    if not site.has_room(middle, 0.5 * width, road=17.0):
        return None
    tags = {"building": "apartments", "building:levels": str(chance.whole(3, 5))}
    return _put(site, Building(middle, lot.way, width, depth, tags, settlement.name, lot.road, flats=1), lot)


def _build_houses(
    site: Site, lots: list[Lot], settlement: Settlement, wanted: int | None, chance: Chance
) -> list[Building]:
    built: list[Building] = []
    for lot in lots:
        if wanted is not None and len(built) >= wanted:
            break
        width, depth = chance.between(9.0, 14.0), chance.between(8.0, 11.0)
        back = chance.between(13.0, 20.0) if settlement.form not in _FLATS else chance.between(12.0, 15.0)
        middle = step(lot.on, lot.way, 0.0, lot.left * back)
        if not site.has_room(middle, 0.42 * (width + depth), road=10.5):
            continue
        kind = "house" if chance.happens(0.8) else "yes" if chance.happens(0.5) else "detached"
        house = _put(
            site, Building(middle, lot.way, width, depth, {"building": kind}, settlement.name, lot.road), lot
        )
        built.append(house)
        _build_barn(site, lot, house, settlement, chance)
    if wanted is not None and len(built) < wanted:
        raise ValueError(f"{settlement.name}: room for {len(built)} of {wanted} houses")
    return built


def _build_farmsteads(site: Site, settlement: Settlement, wanted: int, chance: Chance) -> list[Building]:
    """Build some houses out on the roads, well inside the gmina and far from what is planted."""
    if settlement.name in PLANTED:
        return []
    lots = find_lots(site.network, settlement, chance, radius=_FARMSTEADS_TO)
    chance.shuffle(lots)
    outer = (lot for lot in lots if distance(lot.on, settlement.middle) > _FARMSTEADS_FROM)
    lots = list(
        islice((lot for lot in outer if _is_own_land(lot.on, settlement)), wanted * chance.whole(2, 8) // 100)
    )
    return _build_houses(site, lots, settlement, None, chance)


def _is_own_land(p: Point, settlement: Settlement) -> bool:
    own = distance(p, settlement.middle)
    for other in settlements():
        reach = 2900.0 if other.name in PLANTED else 1.4 * own
        if other is not settlement and distance(p, other.middle) < reach:
            return False
    around = [step(p, way, 1050.0) for way in ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))]
    corners = [step(p, (sx * 0.7071, sy * 0.7071), 1420.0) for sx in (-1, 1) for sy in (-1, 1)]
    found = [gmina_at(q) for q in (p, *around, *corners)]
    return all(g is not None and g.code6 == settlement.gmina for g in found)


def _put(site: Site, building: Building, lot: Lot) -> Building:
    building.side = (lot.road.number, lot.left * (lot.along + 1.0))
    site.put(building)
    return building


def _build_barn(site: Site, lot: Lot, house: Building, settlement: Settlement, chance: Chance) -> None:
    is_rural = settlement.form not in _FLATS
    if not chance.happens(0.22 if is_rural else 0.05):
        return
    width, depth = (chance.between(12.0, 22.0), chance.between(8.0, 11.0)) if is_rural else (6.0, 6.0)
    middle = step(house.middle, lot.way, chance.between(-6.0, 6.0), lot.left * chance.between(20.0, 28.0))
    if site.has_room(middle, 0.42 * (width + depth), road=14.0):
        tags = {"building": "barn" if is_rural else "garage"}
        site.put(Building(middle, lot.way, width, depth, tags, settlement.name))
