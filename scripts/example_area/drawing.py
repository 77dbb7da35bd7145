"""The whole area, drawn in order: water, roads, streets, public buildings, houses, people, land."""

from __future__ import annotations

from dataclasses import dataclass

from example_area.addresses import name_streets, number_houses
from example_area.borders import ring_of
from example_area.chance import Chance
from example_area.gazetteer import Settlement, by_name, gmina_of, settlements, settlements_beyond
from example_area.houses import Building, Site, build_settlement, find_lots
from example_area.landcover import Patch, built_up, forests
from example_area.network import Network
from example_area.parcels import (
    build_landmarks,
    build_town_hall,
    build_works,
    draw_station_roads,
    fence_park,
)
from example_area.people import Square, count_squares, settle
from example_area.plane import Line, Point, step
from example_area.providers import Provider, providers
from example_area.roads import draw_roads
from example_area.streets import barriers, draw_streets
from example_area.tracks import draw_lake_path, draw_park_paths, draw_tracks

_NO_ROAD = "Moczary"
_HOUSES_BEYOND = 14
_SIZES = {
    "school": (38.0, 16.0),
    "hospital": (62.0, 20.0),
    "kindergarten": (26.0, 15.0),
    "retail": (18.0, 12.0),
}


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
    works: list[Patch]
    markets: dict[str, Line]
    park: Line


def draw_area() -> Drawing:
    """Draw the area; the same on every call."""
    network = Network()
    railway, level_crossings = draw_roads(network)
    site = Site(network, barriers(railway))
    park = fence_park(site)
    markets = {place.name: market for place in settlements() if (market := _lay_out(site, place))}
    provider_homes = _house_providers(site)
    homes = {place.name: _build_homes(site, place) for place in settlements()}
    for place in settlements_beyond():
        build_settlement(site, place, houses=_HOUSES_BEYOND)
    towns = {name: list(ring_of(gmina_of(by_name()[name].gmina))) for name in markets}
    draw_station_roads(site)
    works = built_up(build_works(site, towns), margin=75.0)
    draw_tracks(site)
    draw_lake_path(network)
    draw_park_paths(network, park)
    number_houses(site.buildings)
    settled = [person for place in settlements() for person in settle(place, homes[place.name])]
    return Drawing(
        network=network,
        railway=railway,
        level_crossings=level_crossings,
        buildings=site.buildings,
        provider_homes=provider_homes,
        squares=count_squares(settled),
        woods=forests([b.middle for b in site.buildings]),
        built=_trace_built_up(site.buildings),
        works=works,
        markets=markets,
        park=park,
    )


def _lay_out(site: Site, place: Settlement) -> Line:
    market = draw_streets(site.network, place, site.keep_off)
    name_streets(site.network, place)
    if market:
        build_town_hall(site, place, market)
    build_landmarks(site, place)
    return market


def _trace_built_up(buildings: list[Building]) -> dict[str, list[Patch]]:
    middles: dict[str, list[Point]] = {place.name: [] for place in (*settlements(), *settlements_beyond())}
    for building in buildings:
        if building.settlement:
            middles[building.settlement].append(building.middle)
    return {name: built_up(points, margin=52.0) for name, points in middles.items()}


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


def _house_providers(site: Site) -> list[tuple[Provider, Building]]:
    """Every provider with its building; tenants stand in that of another provider, named in place of a kind."""
    own = {p.name: _build_public(site, p) for p in providers() if not p.is_tenant}
    return [(p, own[p.building if p.is_tenant else p.name]) for p in providers()]


def _build_public(site: Site, provider: Provider) -> Building:
    place = by_name()[provider.settlement]
    chance = Chance(f"provider {provider.provider_id}")
    width, depth = _SIZES.get(provider.building, (22.0, 12.0))
    lots = find_lots(site.network, place, Chance(f"houses {place.name}"))
    skipped = (
        chance.whole(0, 900)
        if place.form == "town"
        else chance.whole(0, 8)
        if place.name != "Borowiska"
        else 0
    )
    for lot in lots[skipped:]:
        middle = step(lot.on, lot.way, 0.0, lot.left * (depth / 2.0 + 10.0))
        if site.has_room(middle, 0.42 * (width + depth), road=depth / 2.0 + 5.0):
            tags = {"building": provider.building, "name": provider.name}
            building = Building(middle, lot.way, width, depth, tags, place.name, lot.road)
            building.side = (lot.road.number, lot.left * (lot.along + 1.0))
            site.put(building)
            return building
    raise ValueError(f"no lot for {provider.name}")
