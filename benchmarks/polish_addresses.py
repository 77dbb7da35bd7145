"""An invented Polish address register in PRG form.

Patrons with titles and first names (now and then two of one surname), homonymous villages in several gminas, villages without
streets, "1A" and "1/3", streets that differ by a letter or a word, short streets and some of kilometres. Nothing here is a real place; the gminas have codes that no wojewodztwo has, names are put together.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HEADERS = (
    "NAZWA_GMINY", "ID_GMINY", "NAZWA_MIEJSCOWOSCI", "ID_MIEJSCOWOSCI", "NAZWA_ULICY", "ID_ULICY", "NUMER_PORZADKOWY",
    "KOD_POCZTOWY", "ID_IIP", "lon", "lat",
)  # fmt: skip
KINDS = ("street", "patron", "date", "village")
"""What an address is: a street named after something, after somebody, after a day; a village without streets."""

_STEMS = (
    "Zal", "Brzez", "Lip", "Dąbr", "Kamion", "Sosn", "Olsz", "Grab", "Jasion", "Wierzb", "Kal", "Mor", "Płocz", "Rud",
    "Krzew", "Świerk", "Topol", "Gór", "Dol", "Łęg", "Star", "Nowin", "Żab", "Wilcz", "Sokoł", "Czapl", "Bobr", "Jelen",
    "Ryb", "Kruk", "Drozd", "Bors", "Tur", "Zajęcz", "Mał", "Wielg", "Such", "Mokr", "Czern", "Biel",
)  # fmt: skip
_ENDS = (
    "ewo",
    "owo",
    "ice",
    "in",
    "nica",
    "ówka",
    "ów",
    "ina",
    "no",
    "owiec",
    "anka",
    "y",
    "nik",
    "awa",
    "ęcin",
    "osze",
)
_BEFORE = ("Nowa", "Stara", "Wielka", "Mała", "Górna", "Dolna")
_COMMON_VILLAGES = (
    "Dąbrowa",
    "Nowa Wieś",
    "Zalesie",
    "Podlesie",
    "Kolonia",
    "Wólka",
    "Borek",
    "Zagórze",
    "Brzeziny",
    "Lipiny",
)
_NOUNS = (
    "Polna", "Leśna", "Słoneczna", "Krótka", "Szkolna", "Ogrodowa", "Lipowa", "Brzozowa", "Łąkowa", "Kwiatowa", "Kościelna",
    "Sosnowa", "Zielona", "Parkowa", "Akacjowa", "Sportowa", "Spacerowa", "Kolejowa", "Różana", "Wiśniowa", "Dębowa",
    "Wiejska", "Długa", "Cicha", "Łagodna", "Młyńska", "Rzeczna", "Wodna", "Nadbrzeżna", "Fabryczna", "Graniczna", "Wspólna",
    "Pocztowa", "Strażacka", "Źródlana", "Zamkowa", "Świerkowa", "Jodłowa", "Klonowa", "Topolowa", "Wierzbowa", "Jaśminowa",
    "Krakowska", "Stara Krakowska", "Zalewska", "Górska", "Boczna", "Willowa", "Miodowa", "Piaskowa", "Żwirowa", "Rolna",
)  # fmt: skip
_DATES = ("3 Maja", "11 Listopada", "1 Maja", "1000-lecia", "8 Marca", "15 Sierpnia")
_FIRST = (
    "Jana", "Adama", "Józefa", "Stanisława", "Marii", "Tadeusza", "Władysława", "Stefana", "Juliusza", "Henryka", "Emilii",
    "Wincentego", "Ignacego", "Bolesława", "Kazimierza", "Zofii", "Mikołaja", "Wojciecha", "Karola", "Ludwika",
)  # fmt: skip
_TITLES = [
    "", "", "", "", "ks. ", "księdza ", "gen. ", "generała ", "dr. ", "prof. ", "św. ", "płk. ", "marszałka ", "kard. ",
]  # fmt: skip
_PATRON_STEMS = [
    "Kowal", "Zawad", "Lipow", "Brzez", "Mazur", "Wilczyń", "Sadow", "Grabow", "Jasiń", "Kaliń", "Morzyc", "Turow", "Sokoln",
    "Orlic", "Dobrzyń", "Krasick", "Wrzos", "Pawlik", "Rogal", "Sikor", "Bielaw", "Czarnec", "Halic", "Ostrow", "Rudnic",
    "Zamoj", "Wierzbic", "Poręb", "Nałęcz", "Gołęb",
]  # fmt: skip
_PATRON_ENDS = ("skiego", "owskiego", "ickiego", "eckiego")
_TWINS = 0.04
"""How often a second patron of one surname keeps the street."""
_LONG_STREETS = 0.2
_SHORT_STEP, _LONG_STEP = 0.00025, 0.0014
"""Degrees from house to house."""
_KINDS_OF_STREET = ("ulica ", "ulica ", "ulica ", "ulica ", "ulica ", "aleja ", "plac ", "osiedle ")


@dataclass(frozen=True)
class Address:
    """An address point of the register."""

    gmina: str
    gmina_teryt: str
    locality: str
    simc: str
    street: str
    number: str
    postcode: str
    lon: float
    lat: float
    kind: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it one record."""
        return self.simc, self.street, self.number


def make_addresses(count: int, *, seed: int = 3) -> list[Address]:
    """Invent about `count` addresses (never fewer), ordered by gmina; the same ones for the same seed."""
    random_ = random.Random(seed)
    found: list[Address] = []
    number = 0
    while len(found) < count:
        found += _gmina(number, random_)
        number += 1
    return found


def write_csv(path: Path, addresses: Sequence[Address]) -> None:
    """Write the register as a CSV export with degrees."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADERS)
        writer.writerows(
            (
                a.gmina,
                f"{a.gmina_teryt}2",
                a.locality,
                a.simc,
                a.street,
                "",
                a.number,
                a.postcode,
                f"PL.{i}",
                f"{a.lon:.7f}",
                f"{a.lat:.7f}",
            )
            for i, a in enumerate(addresses)
        )


def _gmina(number: int, random_: random.Random) -> Iterator[Address]:
    code = f"00{number // 12 + 1:02d}{number % 12 + 1:02d}"
    west, south = 15.0 + (number % 40) * 0.18, 50.0 + (number // 40) * 0.11
    town = _name(random_)
    names = {town}
    while len(names) < random_.randint(10, 16):
        names.add(random_.choice(_COMMON_VILLAGES) if random_.random() < 0.3 else _name(random_))
    yield from _town(town, code, number, (west + 0.09, south + 0.055), random_, town)
    for place, name in enumerate(sorted(names - {town}), 1):
        middle = (west + random_.uniform(0.01, 0.17), south + random_.uniform(0.01, 0.1))
        yield from _village(name, code, number, place, middle, random_, town)


def _town(
    name: str, code: str, number: int, middle: tuple[float, float], random_: random.Random, gmina: str
) -> Iterator[Address]:
    named = [(street, "street") for street in random_.sample(_NOUNS, 22)]
    named += [(street, "date") for street in random_.sample(_DATES, 2)]
    for street, kind in [*named, *_patrons(random_)]:
        angle, away = random_.uniform(0, 2 * math.pi), random_.uniform(0.0, 0.02)
        start = (middle[0] + away * math.cos(angle), middle[1] + away * math.sin(angle) * 0.6)
        whole = random_.choice(_KINDS_OF_STREET) + street
        yield from _houses(
            Address(gmina, code, name, f"{number:04d}000", whole, "", _code(number, 0), *start, kind), random_
        )


def _patrons(random_: random.Random) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for _ in range(16):
        first, last = random_.choice(_FIRST), random_.choice(_PATRON_STEMS) + random_.choice(_PATRON_ENDS)
        if last in seen and (seen[last] == first or random_.random() > _TWINS):
            continue
        seen[last] = first
        yield f"{random_.choice(_TITLES)}{first} {last}", "patron"


def _village(
    name: str, code: str, number: int, place: int, middle: tuple[float, float], random_: random.Random, gmina: str
) -> Iterator[Address]:  # fmt: skip
    simc, code_ = f"{number:04d}{place:03d}", _code(number, 1 + place % 3)
    base = Address(gmina, code, name, simc, "", "", code_, *middle, "village")
    if random_.random() < 0.75:
        for house in range(1, random_.randint(30, 130)):
            yield _at(
                base, f"{house}{random_.choice('ABC') if random_.random() < 0.08 else ''}", 0.012, random_
            )
        return
    for street in random_.sample(_NOUNS, random_.randint(3, 7)):
        yield from _houses(
            replace(
                base, street=f"ulica {street}", kind="street", lon=base.lon + random_.uniform(-0.01, 0.01)
            ),
            random_,
        )


def _houses(street: Address, random_: random.Random) -> Iterator[Address]:
    count, angle = random_.randint(8, 45), random_.uniform(0, math.pi)
    step = _LONG_STEP if random_.random() < _LONG_STREETS else _SHORT_STEP
    number = 0
    for at in range(count):
        number += 1 if random_.random() < 0.9 else 2
        text = str(number)
        if random_.random() < 0.08:
            text = f"{number}{random_.choice('ABCD')}"
        elif random_.random() < 0.03:
            text, number = f"{number}/{number + 2}", number + 2
        along = at * step
        yield replace(
            street, number=text, lon=street.lon + along * math.cos(angle) + random_.gauss(0, 0.00004),
            lat=street.lat + along * math.sin(angle) * 0.62 + random_.gauss(0, 0.00003),
        )  # fmt: skip


def _at(base: Address, number: str, spread: float, random_: random.Random) -> Address:
    return replace(
        base,
        number=number,
        lon=base.lon + random_.gauss(0, spread / 2),
        lat=base.lat + random_.gauss(0, spread / 3),
    )


def _name(random_: random.Random) -> str:
    name = random_.choice(_STEMS) + random_.choice(_ENDS)
    return f"{random_.choice(_BEFORE)} {name}" if random_.random() < 0.2 else name


def _code(number: int, part: int) -> str:
    return f"{number // 250:02d}-{(number % 250) * 4 + part:03d}"
