"""What stands in settlements besides homes and offices: market squares, churches, fire stations, works by the railway."""

from __future__ import annotations

from itertools import pairwise

from example_area.chance import Chance
from example_area.gazetteer import Settlement, by_name
from example_area.houses import Building, Site, find_lots
from example_area.plane import Line, Point, direction, is_inside, smooth, step
from example_area.routes import STATIONS_KM

_CHURCHES = {
    "Zalewsk": "Kościół św. Mikołaja", "Grodzieniec": "Kościół św. Jakuba", "Jezierzec": "Kościół św. Anny",
    "Modrzewno": "Kościół Wszystkich Świętych", "Borowiska": "Kościół św. Wawrzyńca", "Stary Przewóz": "Kościół św. Krzysztofa",
    "Malinowo": "", "Rudnia": "", "Kłonice": "", "Nadrzecze": "", "Krzemienica": "", "Łąkta": "", "Kępa Zalewska": "",
}  # fmt: skip
_PARK_KM = ((6.42, 10.86), (6.78, 10.93), (6.98, 11.08), (6.62, 11.13), (6.36, 11.06))
_FIRE_STATIONS = frozenset(
    {"Zalewsk", "Grodzieniec", "Jezierzec", "Modrzewno", "Borowiska", "Rudnia", "Kłonice"}
)
_TOWN_HALLS = frozenset({"Zalewsk", "Grodzieniec"})
# Works near the station: how many, and how far they spread [m].
_WORKS = {"Zalewsk": (26, 620.0), "Grodzieniec": (9, 380.0)}


def fence_park(site: Site) -> Line:
    """Keep houses and streets out of the town park; return its closed outline."""
    ring = smooth([(1000.0 * x, 1000.0 * y) for x, y in _PARK_KM], every=60.0, closed=True)
    site.reserved.append(ring)
    for a, b in pairwise(ring):
        site.keep_off.add(a, b)
    return ring


def build_town_hall(site: Site, place: Settlement, market: Line) -> None:
    """Build the town hall in the middle of the market square and keep the rest of the square free."""
    middle = (sum(p[0] for p in market[:-1]) / 4.0, sum(p[1] for p in market[:-1]) / 4.0)
    if place.name in _TOWN_HALLS:
        tags = {"building": "civic", "amenity": "townhall", "name": f"Ratusz w {_in(place.name)}"}
        site.put(Building(middle, (0.22, 0.9755), 30.0, 17.0, tags, place.name))
    site.reserved.append(market)


def _in(name: str) -> str:
    return {"Zalewsk": "Zalewsku", "Grodzieniec": "Grodzieńcu"}[name]


def build_landmarks(site: Site, place: Settlement) -> None:
    """Build the church and the fire station of a settlement that has them."""
    if place.name in _CHURCHES:
        name = _CHURCHES[place.name]
        tags = {"building": "church", "amenity": "place_of_worship", "religion": "christian"}
        _build_at_a_lot(site, place, (34.0, 15.0), {**tags, **({"name": name} if name else {})}, skip=3)
    if place.name in _FIRE_STATIONS:
        _build_at_a_lot(
            site, place, (20.0, 12.0), {"building": "fire_station", "amenity": "fire_station"}, skip=40
        )


def _build_at_a_lot(
    site: Site, place: Settlement, size: tuple[float, float], tags: dict[str, str], *, skip: int
) -> None:
    width, depth = size
    for lot in find_lots(site.network, place, Chance(f"houses {place.name}"))[skip:]:
        middle = step(lot.on, lot.way, 0.0, lot.left * (depth / 2.0 + 12.0))
        if site.has_room(middle, 0.42 * (width + depth), road=depth / 2.0 + 6.0):
            site.put(Building(middle, lot.way, width, depth, tags, place.name))
            return
    raise ValueError(f"no room for {tags} in {place.name}")


def draw_station_roads(site: Site) -> None:
    """Draw the road to each station from the nearest street that it can reach without passing a house."""
    for name, (x, y) in STATIONS_KM.items():
        platform = (1000.0 * x, 1000.0 * y + (55.0 if by_name()[name].y > 1000.0 * y else -55.0))
        for aside in (-300.0, -200.0, -100.0, 0.0, 100.0, 200.0, 300.0):
            forecourt = (platform[0] + aside, platform[1])
            found = site.network.nearest(forecourt, within=700.0)
            if found is None or found[0] < 40.0:
                continue
            count = int(found[0] / 12.0)
            way = direction(found[4], forecourt)
            on_way = [step(found[4], way, 12.0 * k) for k in range(1, count)]
            if all(site.is_free(p, 9.0) and site.keep_off.distance_to(p, within=50.0) > 30.0 for p in on_way):
                line = [site.network.vertex_on(found), forecourt, platform]
                tags = {"highway": "service", "surface": "asphalt"}
                site.network.add(line[: 3 if aside else 2], tags)
                break


def build_works(site: Site, within: dict[str, Line]) -> list[Point]:
    """Build sheds and works around the stations and return their middles."""
    middles: list[Point] = []
    for name, (count, spread) in _WORKS.items():
        chance = Chance(f"works {name}")
        x, y = (1000.0 * km for km in STATIONS_KM[name])
        built = 0
        for _ in range(900):
            middle = (x + chance.between(-spread, spread), y + chance.between(-0.45 * spread, 0.45 * spread))
            width, depth = chance.between(28.0, 62.0), chance.between(16.0, 30.0)
            if (
                built < count
                and is_inside(middle, within[name])
                and site.has_room(middle, 0.5 * width + 9.0, road=26.0)
            ):
                kind = "warehouse" if chance.happens(0.5) else "industrial"
                site.put(Building(middle, (0.985, 0.17), width, depth, {"building": kind}, ""))
                middles.append(middle)
                built += 1
    return middles
