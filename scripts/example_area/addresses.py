"""Names of streets and numbers of houses."""

from __future__ import annotations

from example_area.chance import Chance
from example_area.gazetteer import Settlement, by_name, gmina_of
from example_area.houses import Building
from example_area.network import Network, Road
from example_area.plane import distance

_WITH_STREETS = frozenset({"town", "small_town", "seat"})
_NAMES = (
    "Rynek", "Kościelna", "Szkolna", "Ogrodowa", "Polna", "Lipowa", "Krótka", "Łąkowa", "Nadrzeczna", "Młyńska",
    "Kwiatowa", "Słoneczna", "Zielona", "Piaskowa", "Wodna", "Rybacka", "Garbarska", "Kowalska", "Piekarska", "Tkacka",
    "Browarna", "Spichrzowa", "Kolejowa", "Dworcowa", "Parkowa", "Sportowa", "Wiśniowa", "Jabłoniowa", "Klonowa",
    "Dębowa", "Brzozowa", "Sosnowa", "Świerkowa", "Akacjowa", "Jarzębinowa", "Kasztanowa", "Jesionowa", "Topolowa",
    "Wierzbowa", "Leśna", "Grzybowa", "Jagodowa", "Malinowa", "Poziomkowa", "Wrzosowa", "Różana", "Tulipanowa",
    "Makowa", "Chabrowa", "Konwaliowa", "Spokojna", "Cicha", "Pogodna", "Wesoła", "Jasna", "Miła", "Widokowa",
    "Górna", "Dolna", "Boczna", "Wąska", "Prosta", "Kręta", "Okrężna", "Nowa", "Stara", "Wspólna", "Rolna",
    "Pastwiskowa", "Stawowa", "Źródlana", "Rzeczna", "Flisacka", "Kupiecka", "Rzemieślnicza", "Ceglana", "Garncarska",
    "Szklarska", "Kuźnicza", "Tartaczna", "Fabryczna", "Magazynowa", "Składowa", "Towarowa", "Cmentarna", "Plebańska",
    "Ratuszowa", "Zamkowa", "Strażacka", "Pocztowa", "Targowa", "Miodowa", "Zbożowa", "Chmielna", "Lniana", "Owsiana",
    "Żytnia", "Pszenna", "Bukowa", "Grabowa", "Olchowa", "Cisowa", "Modrzewiowa", "Jałowcowa", "Borowa", "Graniczna",
    "Zachodnia", "Północna", "Południowa", "Wschodnia", "Czereśniowa", "Morelowa", "Gruszowa", "Orzechowa", "Winna",
)  # fmt: skip
_THROUGH = {"85": "Główna", "399": "Flisaków", "391": "Wojska Polskiego"}


def name_streets(network: Network, settlement: Settlement) -> None:
    """Name the streets of a settlement that has names at all, the innermost first."""
    if settlement.form not in _WITH_STREETS:
        return
    own = [road for road in network.roads if road.settlement == settlement.name]
    own.sort(key=lambda road: (min(distance(p, settlement.middle) for p in road.points), road.number))
    names = list(_NAMES)
    Chance(f"names {settlement.name}").shuffle(names)
    names.remove("Rynek")
    for road, name in zip(own, names, strict=False):
        road.tags["name"] = name


def street_name(road: Road | None, settlement: Settlement) -> str:
    """Name of the street that a house stands in; empty in villages without street names."""
    if road is None or settlement.form not in _WITH_STREETS:
        return ""
    if road.settlement:
        return road.tags.get("name", "")
    return _THROUGH.get(road.tags.get("ref", ""), "Zalewska" if settlement.name != "Zalewsk" else "Zamiejska")


def number_houses(buildings: list[Building]) -> None:
    """Give addresses: odd numbers left of the street, even right; in villages one row of numbers."""
    counters: dict[tuple[str, str, int], int] = {}
    ordered = sorted(
        (b for b in buildings if b.street is not None),
        key=lambda b: (b.settlement, b.side[0], abs(b.side[1])),
    )
    chance = Chance("addresses")
    for building in ordered:
        settlement = by_name()[building.settlement]
        if not settlement.gmina:
            continue
        street = street_name(building.street, settlement)
        parity = (1 if building.side[1] > 0 else 2) if street else 0
        key = (settlement.name, street, parity)
        counters[key] = counters.get(key, parity - 2 if street else 0) + (2 if street else 1)
        number = str(counters[key])
        shown = chance.happens(0.5)
        if shown or "name" in building.tags:
            building.tags["addr:housenumber"] = number
            building.tags["addr:postcode"] = gmina_of(settlement.gmina).postcode
            if street:
                building.tags["addr:city"] = settlement.name
                building.tags["addr:street"] = street
            else:
                building.tags["addr:place"] = settlement.name
