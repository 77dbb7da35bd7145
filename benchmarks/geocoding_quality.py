"""How often the right record is found: on an invented Polish register and on the addresses of a real OSM file."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.polish_addresses import Address, write_csv
from benchmarks.polish_queries import with_typo
from mapa_uslug.contracts.places import AddressQuery, FoundPlace
from mapa_uslug.core.address_text import street_key
from mapa_uslug.core.folding import fold
from mapa_uslug.geocoding import AddressIndex, locate, open_index
from mapa_uslug.geocoding.distances import distance_m

SAME_POINT_M = 1.0
NAMELESS_M = 2000.0
Rewrite = Callable[[Address, random.Random], AddressQuery]


@dataclass(frozen=True)
class Judged:
    """One query: its record, the answer, and whether that is the record."""

    address: Address
    query: AddressQuery
    found: FoundPlace

    @property
    def away_m(self) -> float:
        """Distance [m] of the answer from the record, ``inf`` without one."""
        best = self.found.best
        if best is None:
            return float("inf")
        return float(distance_m(best.lon, best.lat, self.address.lon, self.address.lat))

    @property
    def is_house(self) -> bool:
        """Whether a house was answered."""
        return self.found.best is not None and self.found.best.quality == "punkt_adresowy"

    @property
    def is_right(self) -> bool:
        """Whether the house answered is the record."""
        return self.is_house and self.away_m <= SAME_POINT_M

    @property
    def is_within(self) -> bool:
        """Whether the radius answered holds the record."""
        return self.found.best is not None and self.away_m <= self.found.best.radius_m


def judge(
    index: AddressIndex, records: Sequence[Address], rewrite: Rewrite, *, seed: int = 11
) -> list[Judged]:
    """Ask for every record as `rewrite` writes it."""
    random_ = random.Random(seed)
    queries = [rewrite(address, random_) for address in records]
    answers = locate(queries, index=index, gminas=None)
    return [Judged(*row) for row in zip(records, queries, answers, strict=True)]


def typed_wrong(rewrite: Rewrite) -> Rewrite:
    """The same rewriting with one letter of a name mistyped."""
    return lambda address, random_: with_typo(rewrite(address, random_), random_)


def share(judged: Sequence[Judged], *, of: Callable[[Judged], bool]) -> float:
    """Share of the queries that something holds of."""
    return sum(of(j) for j in judged) / len(judged)


def is_wrong_house(judged: Judged) -> bool:
    """Another house than the one asked for."""
    return judged.is_house and not judged.is_right


def precision_and_recall(judged: Sequence[Judged], least_score: float) -> tuple[float, float]:
    """Of houses answered with a score from `least_score` on: the share that is right, and what share of all that is."""
    taken = [
        j for j in judged if j.is_house and j.found.best is not None and j.found.best.score >= least_score
    ]
    right = sum(j.is_right for j in taken)
    return (right / len(taken) if taken else 1.0), right / len(judged)


def classes(judged: Sequence[Judged]) -> Counter[str]:
    """How many answers of each class there are."""
    return Counter("brak" if j.found.best is None else j.found.best.quality for j in judged)


def hold_out(
    addresses: Sequence[Address], folder: Path, *, held_share: float = 0.1, seed: int = 13
) -> tuple[AddressIndex, list[Address]]:
    """An index without some of the records, and those records."""
    random_ = random.Random(seed)
    is_held = [random_.random() < held_share for _ in addresses]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "without.csv"
    write_csv(path, [a for a, held in zip(addresses, is_held, strict=True) if not held])
    index = open_index([path], folder=folder)
    return index, [a for a, held in zip(addresses, is_held, strict=True) if held]


def real_records(path: Path) -> list[Address]:
    """Addresses of an OSM file that name town, street and number and are alone to do so."""
    from mapa_uslug.extract.addresses import read_osm_addresses

    rows = [
        Address("", "", row.locality, "", row.street, row.number, row.postcode, row.lon, row.lat, "street")
        for row in read_osm_addresses(path)[0].itertuples(index=False)
        if row.street and row.number
    ]
    named = [a for a in rows if a.locality]
    count = Counter(map(_identity, named))
    # A second object of the same house often lacks the town.
    nameless: dict[tuple[str, str], list[Address]] = {}
    for address in rows:
        if not address.locality:
            nameless.setdefault(_identity(address)[1:], []).append(address)
    return [
        a for a in named
        if count[_identity(a)] == 1
        and all(distance_m(a.lon, a.lat, b.lon, b.lat) > NAMELESS_M for b in nameless.get(_identity(a)[1:], ()))
    ]  # fmt: skip


def _identity(address: Address) -> tuple[str, str, str]:
    return fold(address.locality), street_key(address.street), fold(address.number).replace(" ", "")


def real_as_written(address: Address, random_: random.Random) -> AddressQuery:
    """A real address with another case, without diacritics, with a flat, with the number in the street's cell."""
    street = random_.choice(
        [address.street, address.street.upper(), fold(address.street), address.street.lower()]
    )
    locality = random_.choice([address.locality, address.locality.upper(), fold(address.locality)])
    number = address.number.lower() if random_.random() < 0.5 else address.number
    if "/" not in number and random_.random() < 0.2:
        number = f"{number}/{random_.randint(1, 30)}"
    query = AddressQuery(locality=locality, street=street, number=number)
    if random_.random() < 0.3:
        return replace(query, street=f"{street} {number}", number="")
    return replace(query, postcode=address.postcode) if random_.random() < 0.5 else query


def hold_out_real(path: Path, records: Sequence[Address], gminas: object, folder: Path) -> AddressIndex:
    """An index of an OSM file without some of its addresses."""
    from mapa_uslug.extract.addresses import read_osm_addresses

    held = {(a.locality, a.street, a.number, a.lon, a.lat) for a in records}

    def read(source: Path):  # type: ignore[no-untyped-def]
        addresses, places, streets, count = read_osm_addresses(source)
        keys = zip(*(addresses[c] for c in ("locality", "street", "number", "lon", "lat")), strict=True)
        kept = addresses[[key not in held for key in keys]]
        return (
            kept,
            places,
            streets,
            replace(count, kept=len(kept), left_out={**count.left_out, "held": len(addresses) - len(kept)}),
        )

    return open_index([path], gminas=gminas, read_osm=read, folder=folder)  # type: ignore[arg-type]
