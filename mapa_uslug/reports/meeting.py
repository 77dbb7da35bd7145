"""A balance of cooperation with the names and words that a meeting of gminas reads it by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.confidential import hide_across_lists, hide_confidential_people
from mapa_uslug.contracts.cooperation import OPEN, OWN, SEPARATOR, CooperationBalance, Terms
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.meeting_today import AgainstToday, TodayTable
from mapa_uslug.reports.words import NBSP, name_type

Regime = Literal["own", "declared", "agreed", "open"]
REGIMES: Final[tuple[Regime, ...]] = ("own", "declared", "agreed", "open")
"""What the pack sets side by side: each gmina alone, together by either terms, everybody open to everybody."""
_MODES: Final = (ALL_MODES, "car", "transit", "bike", "walk", "walk_slow")
"""Which mode speaks for a service where only one can be told, first choice first."""
_COUNTS: Final = ["served", "full", "too_far", "cannot_tell", "gained", "lost", "saved"]


class Figures(NamedTuple):
    """People of a gmina by state in a regime, and what changed against every gmina on its own."""

    served: int
    full: int
    too_far: int
    cannot_tell: int
    gained: int
    lost: int
    saved: float
    """Person-minutes (person-metres) of one way; ``nan`` by all modes together."""

    @property
    def people(self) -> int:
        """All of them."""
        return self.served + self.full + self.too_far + self.cannot_tell


@dataclass(frozen=True)
class WhitePlace:
    """A locality of which people have too far to the places of all partners and to those that are open to them today.

    Attributes
    ----------
    locality : str
        Empty where the data name none.
    people : int or None
        None where it is a single confidential cell, or where such a cell could be had from it.
    """

    service: str
    gmina: str
    locality: str
    people: int | None


@dataclass(frozen=True, eq=False)
class Meeting:
    """What the pack is made of.

    Attributes
    ----------
    terms : Terms
        On which the tables of gains, hosting, load and white spots stand.
    largest : int
        Partners of the largest set that is listed.
    names : dict
        Names of all gminas by code, those beyond the area too.
    places : DataFrame
        ``service_id, provider, service_type, gmina_teryt, locality, occupied`` of the services that may be named.
    owners : frozenset
        (service_type, gmina_teryt) where the gmina has a place of the service, be it one that may not be named.
    year : int or None
        That the people are of.
    """

    balance: CooperationBalance
    terms: Terms
    largest: int
    names: dict[str, str]
    places: pd.DataFrame
    owners: frozenset[tuple[str, str]]
    cells: PopulationCells
    catalog: Catalog
    text: Text
    year: int | None = None

    @cached_property
    def gminas(self) -> tuple[str, ...]:
        """Partners in the order of the alphabet: no gmina comes before another for what it gains."""
        return tuple(sorted(self.balance.partners, key=lambda code: polish_key(self.name(code))))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Codes of the services that have figures, in the order of the catalog."""
        found = set(self.balance.figures["service_type"])
        known = [t.code for t in self.catalog.types if t.code in found and t.sensitivity == 0]
        return tuple(known)

    def name(self, code: str) -> str:
        """Name of a gmina, with its code where another bears the same name."""
        name = self.names.get(code, code)
        return f"{name} ({code})" if list(self.names.values()).count(name) > 1 else name

    def list_names(self, codes: Iterable[str]) -> str:
        """Names of gminas, in the order of the alphabet, joined by commas."""
        return ", ".join(sorted((self.name(code) for code in codes), key=polish_key))

    def name_set(self, regime: str) -> str:
        """Names of the gminas of a set."""
        return self.list_names(regime.split(SEPARATOR))

    def service_name(self, code: str) -> str:
        """Name of a service type."""
        return name_type(self.text, code, self.catalog)

    def service_title(self, code: str) -> str:
        """Name of a service type as it begins a row."""
        name = self.service_name(code)
        return capital(name)

    def count_people(self, count: int) -> str:
        """A number of people, with the noun that fits."""
        return self.text.plural("{count} person", "{count} people", count)

    @cached_property
    def main_figures(self) -> pd.DataFrame:
        """Figures at the main threshold."""
        table = self.balance.figures
        return table[table["level"] == MAIN_LEVEL]

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str, str, str], Figures]:
        table, found = self.main_figures, {}
        for regime in REGIMES:
            terms, key = self.key_of(regime)
            rows = table[table["regime"] == key]
            if regime in ("declared", "agreed"):
                rows = rows[rows["terms"] == terms]
            names = rows[["service_type", "mode", "group", "gmina_teryt"]].astype(str).itertuples(index=False)
            for name, counts in zip(names, rows[_COUNTS].itertuples(index=False), strict=True):
                served, full, too_far, unknown, gained, lost = (_whole(n) for n in counts[:6])
                found[regime, *name] = Figures(served, full, too_far, unknown, gained, lost, float(counts[6]))
        return found

    def key_of(self, regime: Regime) -> tuple[str, str]:
        """Terms and regime by which the tables of the balance name a regime of the pack."""
        keys = {"own": OWN, "open": OPEN}
        return ("agreed" if regime == "agreed" else "declared"), keys.get(regime, self.balance.everybody)

    def figures(
        self, regime: Regime, service: str, gmina: str, *, mode: str | None = None, group: str = "all"
    ) -> Figures | None:
        """Figures of a gmina at the main threshold; None where there are none. Without a mode: by all that count."""
        return self._by_key.get((regime, service, mode or self.main_mode(service), group, gmina))

    @cached_property
    def _modes(self) -> dict[str, tuple[str, ...]]:
        pairs = self.main_figures[["service_type", "mode"]].drop_duplicates()
        found: dict[str, list[str]] = {}
        for code, mode in pairs.itertuples(index=False):
            found.setdefault(str(code), []).append(str(mode))
        order = (*_MODES, *sorted({m for modes in found.values() for m in modes}))
        inorder = {code: sorted(modes, key=order.index) for code, modes in found.items()}
        # One mode and all modes together would be the same twice.
        return {code: tuple(m[1:] if len(m) == 2 and m[0] == ALL_MODES else m) for code, m in inorder.items()}

    def modes(self, service: str) -> tuple[str, ...]:
        """Modes that a service has figures by; all together first, where they are several."""
        return self._modes.get(service, ())

    def main_mode(self, service: str) -> str:
        """All modes together, or the only one."""
        return (self.modes(service) or (ALL_MODES,))[0]

    def gained(self, service: str, gmina: str) -> int:
        """People of a gmina newly served when all partners work together."""
        found = self.figures(self.terms, service, gmina)
        return found.gained if found else 0

    def sum_gained(self, service: str) -> int:
        """The same of all partners."""
        return sum(self.gained(service, gmina) for gmina in self.gminas)

    @cached_property
    def pair_gains(self) -> dict[tuple[str, str, str], int]:
        """People of the first gmina newly served when it works with the second, by service."""
        table = self.main_figures
        table = table[(table["terms"] == self.terms) & (table["group"] == "all")]
        table = table[table["regime"].str.count(r"\|") == 1]
        found = {}
        for row in table.itertuples(index=False):
            if row.mode == self.main_mode(str(row.service_type)):
                (other,) = set(str(row.regime).split(SEPARATOR)) - {str(row.gmina_teryt)}
                found[str(row.gmina_teryt), other, str(row.service_type)] = _whole(row.gained)
        return found

    def by_main_mode(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of a table of the balance by the main mode of their service."""
        pairs = zip(table["service_type"], table["mode"], strict=True)
        return table[np.array([m == self.main_mode(str(s)) for s, m in pairs], dtype=bool)]

    def hosted_mode(self, service: str) -> str:
        """The mode that tells who hosts whom and who fills the places: several modes would count people twice."""
        tables = (self.balance.hosting, self.balance.load)
        found = {str(m) for t in tables for m in t.loc[t["service_type"] == service, "mode"]}
        return next((m for m in _MODES if m in found), self.main_mode(service))

    @cached_property
    def hosting(self) -> pd.DataFrame:
        """Who hosts whom when all partners work together: ``service_type, mode, gmina_teryt, host, people, people_target``."""
        table = self.balance.hosting
        table = table[(table["terms"] == self.terms) & (table["regime"] == self.balance.everybody)]
        is_main = [
            m == self.hosted_mode(str(s)) for s, m in zip(table["service_type"], table["mode"], strict=True)
        ]
        return table[np.array(is_main, dtype=bool) & (table["people"] > 0).to_numpy(dtype=bool)]

    def hosts_of(self, service: str, gmina: str) -> list[tuple[str, int]]:
        """Gminas whose places people of a gmina would use, and how many would."""
        return self._hosting_of(service, "gmina_teryt", gmina, "host")

    def guests_of(self, service: str, gmina: str) -> list[tuple[str, int]]:
        """Gminas whose people would use places of a gmina, and how many would."""
        return self._hosting_of(service, "host", gmina, "gmina_teryt")

    def _hosting_of(self, service: str, column: str, gmina: str, other: str) -> list[tuple[str, int]]:
        table = self.hosting
        rows = table[(table["service_type"] == service) & (table[column] == gmina) & (table[other] != gmina)]
        found = [(str(code), _whole(n)) for code, n in zip(rows[other], rows["people"], strict=True)]
        return sorted(found, key=lambda pair: polish_key(self.name(pair[0])))

    def has_own(self, service: str, gmina: str) -> bool:
        """Whether a gmina has a place of a service itself."""
        return (service, gmina) in self.owners

    def states(self, regime: Regime, service: str, mode: str) -> NDArray[np.uint8] | None:
        """State of most people of every cell; None where there is none."""
        terms, key = self.key_of(regime)
        for asked in (terms, *(t for t in ("declared", "agreed") if regime in ("own", "open"))):
            found = self.balance.states.get((asked, key, service, mode))
            if found is not None:
                return found
        return None

    @cached_property
    def today(self) -> TodayTable:
        """What working together adds to what is open to people today."""
        return TodayTable(self.balance, self.terms, self.cells.table["gmina_teryt"].to_numpy(dtype=object))

    @cached_property
    def white_places(self) -> tuple[WhitePlace, ...]:
        """Where people have too far even together and with what is open today, by service, gmina and locality.

        A gmina of which that is a single confidential cell and nothing else is left out: its sum is told elsewhere.
        """
        found = [place for gmina in self.gminas for place in self._white_of(gmina)]
        order = {service: i for i, service in enumerate(self.services)}
        return tuple(sorted(found, key=lambda w: order[w.service]))

    def _white_of(self, gmina: str) -> Iterator[WhitePlace]:
        """In the order of the alphabet; no list of a service tells what that of another hides."""
        is_here = (self.cells.table["gmina_teryt"].astype(str) == gmina).to_numpy()
        column = AgainstToday._fields.index("white")
        counted = [
            _count_localities(
                self.cells.table[is_here].assign(people=self.today.cells(service)[is_here, column])
            )
            for service in self.services
        ]
        for service, people in zip(self.services, hide_across_lists(counted), strict=True):
            for name in sorted(people.index, key=polish_key):
                yield WhitePlace(service, gmina, name, None if pd.isna(people[name]) else int(people[name]))

    @property
    def lists_all_sets(self) -> bool:
        """Whether every set of the sizes listed was counted; beyond a dozen partners only the best ones are."""
        sizes = [r.count(SEPARATOR) + 1 for r in self.listed_sets]
        partners = len(self.balance.partners)
        return all(
            sizes.count(n) == math.comb(partners, n) for n in range(2, min(self.largest, partners) + 1)
        )

    @cached_property
    def listed_sets(self) -> list[str]:
        """Sets of two to `largest` partners, and all together: by size, then by their names."""
        found = {str(r) for r in self.balance.rankings["regime"]}
        sizes = {regime: regime.count(SEPARATOR) + 1 for regime in found}
        kept = [r for r in found if sizes[r] <= self.largest or r == self.balance.everybody]
        return sorted(kept, key=lambda r: (sizes[r], [polish_key(n) for n in self.name_set(r).split(", ")]))


def _count_localities(cells: pd.DataFrame) -> pd.Series:
    """People of the cells of a gmina by locality, missing where that is a single confidential cell."""
    cells = cells[cells["people"] > 0]
    by_locality = cells.groupby(cells["locality"].fillna("").astype(str))
    spots = {"people": by_locality["people"].sum(), "cells": by_locality["cell_id"].agg("|".join)}
    return hide_confidential_people(pd.DataFrame(spots), cells)


def _whole(value: object) -> int:
    return 0 if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def join_items(items: Sequence[str]) -> str:
    """Items of a sentence; no line begins with a dash."""
    return "; ".join(items).replace(" – ", f"{NBSP}– ")
