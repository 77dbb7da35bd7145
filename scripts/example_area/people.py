"""People: how many live in each house, and in each square of the statistical grid, by age and sex."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor

from pyproj import Transformer

from example_area.chance import Chance
from example_area.gazetteer import GMINAS, Settlement, settlements
from example_area.houses import Building
from example_area.plane import to_degrees

SMALLEST_SHOWN = 8
"""Squares with fewer people are confidential."""
# Shares of the broad groups that the finer ones take; the broad groups themselves stand in the gazetteer.
_WITHIN_0_14 = (("people_0_2", 0.19), ("people_3_6", 0.265))
_OVER_75_OF_65 = 0.41
_AGES = ("0_14", "15_64", "65_")


@dataclass
class Square:
    """A square of 1 km in EPSG:3035, known by its lower-left corner [km], with its people."""

    north: int
    east: int
    men: int = 0
    women: int = 0
    ages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_AGES, 0))
    settlements: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        """Code as GUS writes it."""
        return f"CRS3035RES1000mN{self.north * 1000}E{self.east * 1000}"

    @property
    def people(self) -> int:
        """Everybody."""
        return self.men + self.women

    @property
    def is_confidential(self) -> bool:
        """Whether the figures are withheld."""
        return 0 < self.people < SMALLEST_SHOWN


def groups_of(settlement: Settlement) -> dict[str, int]:
    """People of a settlement by broad age group."""
    old = round(settlement.people * settlement.over_65)
    young = round(settlement.people * settlement.under_15)
    return {"0_14": young, "15_64": settlement.people - young - old, "65_": old}


def settle(settlement: Settlement, homes: list[Building]) -> list[tuple[str, bool, Building]]:
    """Give every person of a settlement a home.

    Returns
    -------
    list of (age group, is a woman, home)
    """
    chance = Chance(f"people {settlement.name}")
    beds = [home for home in homes for _ in range(14 if home.flats else 1)]
    chance.shuffle(beds)
    persons = [
        (age, chance.happens(0.57 if age == "65_" else 0.495))
        for age, n in groups_of(settlement).items()
        for _ in range(n)
    ]
    chance.shuffle(persons)
    settled = []
    for i, (age, is_woman) in enumerate(persons):
        home = beds[i % len(beds)]
        home.people += 1
        settled.append((age, is_woman, home))
    return settled


def count_squares(settled: Iterable[tuple[str, bool, Building]]) -> list[Square]:
    """Count people in the squares of the grid, in the order of their codes."""
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)
    corners: dict[int, tuple[int, int]] = {}
    squares: dict[tuple[int, int], Square] = {}
    for age, is_woman, home in settled:
        if id(home) not in corners:
            east, north = transformer.transform(*to_degrees(home.middle))
            corners[id(home)] = floor(north / 1000.0), floor(east / 1000.0)
        key = corners[id(home)]
        square = squares.setdefault(key, Square(*key))
        square.ages[age] += 1
        square.settlements.add(home.settlement)
        if is_woman:
            square.women += 1
        else:
            square.men += 1
    return [squares[key] for key in sorted(squares)]


def totals_by_gmina() -> list[dict[str, object]]:
    """Rows of the table of people per gmina; the broad groups are exact sums of the settlements'."""
    rows: list[dict[str, object]] = []
    for gmina in GMINAS:
        groups = dict.fromkeys(_AGES, 0)
        for settlement in settlements():
            if settlement.gmina == gmina.code6:
                for age, n in groups_of(settlement).items():
                    groups[age] += n
        young, old = groups["0_14"], groups["65_"]
        finer = {name: round(share * young) for name, share in _WITHIN_0_14}
        rows.append(
            {
                "gmina_teryt": gmina.code6,
                "gmina": gmina.name,
                "people": sum(groups.values()),
                "people_0_14": young,
                "people_15_64": groups["15_64"],
                "people_65_plus": old,
                **finer,
                "people_7_14": young - sum(finer.values()),
                "people_75_plus": round(_OVER_75_OF_65 * old),
            }
        )
    return rows
