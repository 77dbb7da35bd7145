"""The whole area, drawn in order: water, roads, streets, public buildings, houses, people, land."""

from __future__ import annotations

from dataclasses import dataclass

from example_area.addresses import name_streets, number_houses
from example_area.chance import Chance
from example_area.gazetteer import Settlement, by_name, settlements, settlements_beyond
from example_area.houses import Building, Site, build_settlement, find_lots
from example_area.landcover import Patch, built_up, forests
from example_area.network import Network
from example_area.people import Square, count_squares, settle
from example_area.plane import Line, Point, step
from example_area.providers import Provider, providers
from example_area.roads import draw_roads
from example_area.streets import barriers, draw_streets

_NO_ROAD = "Moczary"
_HOUSES_BEYOND = 14
_SIZES = {"school": (38.0, 16.0), "hospital": (62.0, 20.0), "kindergarten": (26.0, 15.0), "retail": (18.0, 12.0)}


@dataclass
class Drawing:
    """Everything that the files are written from."""

    network: Network
    railway: Line
    level_crossings: list[Point]
    buildings: list[Building]
    provider_homes: list[tuple[Provider, Building]]
    squares: list[Square]
    woods: list[Patch]
    built: dict[str, list[Patch]]
    people_homes: dict[str, list[Building]]


def draw_area() -> Drawing:
    """Draw the area; the same on every call."""
    network = Network()
    _, railway, level_crossings = draw_roads(network)
    keep_off = barriers(railway)
    for place in settlements():
        draw_streets(network, place, keep_off)
        name_streets(network, place)
    site = Site(network, keep_off)
    provider_homes = [(provider, _build_public(site, provider)) for provider in providers()]
    homes = {place.name: _build_homes(site, place) for place in settlements()}
    for place in settlements_beyond():
        build_settlement(site, place, houses=_HOUSES_BEYOND)
    number_houses(site.buildings)
    settled = [person for place in settlements() for person in settle(place, homes[place.name])]
    built = {
        place.name: built_up([b.middle for b in site.buildings if b.settlement == place.name])
        for place in (*settlements(), *settlements_beyond())
    }
    woods = forests([b.middle for b in site.buildings])
    squares = count_squares(settled)
    return Drawing(
        network, railway, level_crossings, site.buildings, provider_homes, squares, woods, built, homes
    )


def _build_homes(site: Site, place: Settlement) -> list[Building]:
    return _build_clearing(site, place) if place.name == _NO_ROAD else build_settlement(site, place)


def _build_clearing(site: Site, place: Settlement) -> list[Building]:
    """Build a hamlet that no road in the data leads to."""
    chance = Chance(f"houses {place.name}")
    homes: list[Building] = []
    while len(homes) < 11:
        middle = step(place.middle, (1.0, 0.0), chance.between(-190, 190), chance.between(-150, 150))
        if site.has_room(middle, 28.0, road=10.0):
            home = Building(middle, (0.8, 0.6), 11.0, 9.0, {"building": "house"}, place.name)
            site.put(home)
            homes.append(home)
    return homes


def _build_public(site: Site, provider: Provider) -> Building:
    place = by_name()[provider.settlement]
    chance = Chance(f"provider {provider.provider_id}")
    width, depth = _SIZES.get(provider.building, (22.0, 12.0))
    lots = find_lots(site.network, place, Chance(f"houses {place.name}"))
    skipped = chance.whole(0, 8) if place.form != "town" else chance.whole(0, 220)
    for lot in lots[skipped:]:
        middle = step(lot.on, lot.way, 0.0, lot.left * (depth / 2.0 + 10.0))
        if site.has_room(middle, 0.42 * (width + depth), road=depth / 2.0 + 5.0):
            tags = {"building": provider.building, "name": provider.name}
            building = Building(middle, lot.way, width, depth, tags, place.name, lot.road)
            building.side = (lot.road.number, lot.left * (lot.along + 1.0))
            site.put(building)
            return building
    raise ValueError(f"no lot for {provider.name}")
