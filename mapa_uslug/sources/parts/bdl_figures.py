"""Figures of BDL by gmina and year: of a gmina that changed its kind, those of the unit that has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.sources.geocoders.answer_fields import number_of, text_of

People = Mapping[tuple[str, int], Mapping[str, int]]
"""(WWPPGG, year) -> group -> people."""

_WHOLE_KINDS: Final = "123"
"""Last digit of BDL's ids: 4 and 5 are the town and the villages of an urban-rural gmina (3), 8 and 9 parts of cities."""


def read_figures(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], int]:
    """(Code with its kind WWPPGGK, year) -> people, of whole gminas.

    A nought is no figure: no gmina is without people of any of the ages, and BDL writes noughts where it has nothing.
    """
    figures = {}
    for row in rows:
        unit = text_of(row.get("id"))
        if len(unit) != 12 or not unit.isdigit() or unit[11] not in _WHOLE_KINDS:
            continue
        for value in row.get("values") or ():
            year, people = number_of(value.get("year")), number_of(value.get("val"))
            if people > 0 and people.is_integer() and year > 0:
                figures[unit[2:4] + unit[7:12], int(year)] = int(people)
    return figures


@dataclass(frozen=True)
class Figures:
    """Figures by unit and year, one group after another."""

    by_unit: dict[tuple[str, int], dict[str, int]]

    def add(self, group: str, figures: Mapping[tuple[str, int], int]) -> None:
        """Add the figures of a group."""
        for key, people in figures.items():
            self.by_unit[key][group] = people

    def of_gminas(self, units: Iterable[GminaUnit], log: ProblemLog) -> People:
        """Figures of gminas; a gmina that became urban-rural stands in BDL twice, in most years with figures once.

        Where both have figures those of the kind that the gmina has now are taken, and it is told.
        """
        people: dict[tuple[str, int], Mapping[str, int]] = {}
        of_gmina: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for code, year in sorted(self.by_unit):
            if "all" in self.by_unit[code, year]:
                of_gmina[code[:6]].append((year, code))
        for unit in units:
            for year in sorted({y for y, _ in of_gmina[unit.code6]}):
                codes = [code for y, code in of_gmina[unit.code6] if y == year]
                code = unit.code7 if unit.code7 in codes else codes[-1]
                people[unit.code6, year] = self.by_unit[code, year]
                if len({self.by_unit[c, year]["all"] for c in codes}) > 1:
                    _note_two(unit, year, codes, code, log)
        return people


def no_figures() -> Figures:
    """Nothing yet."""
    return Figures(defaultdict(dict))


def _note_two(unit: GminaUnit, year: int, codes: list[str], code: str, log: ProblemLog) -> None:
    log.add(
        "BDL has different figures of {name} for {year}, under the codes {codes}: those of {taken} were taken.",
        where="bdl", code="two_figures", severity="warning", name=unit.name, year=year, codes=", ".join(codes), taken=code,
        hint="Compare them at bdl.stat.gov.pl; correct the file if the other ones are right.",
    )  # fmt: skip
