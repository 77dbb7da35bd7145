"""The sources there are, and which of them tell what: the first of a row that has something is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from mapa_uslug.contracts.fetching import FetchArea, Fetched
from mapa_uslug.sources import (
    apteki,
    bdl,
    bdot10k,
    eurostat_grid,
    ghs_pop,
    gtfs,
    gus_grid,
    kina,
    opp,
    osm_extract,
    overpass,
    owes,
    prg,
    rjps,
    rpwdl,
    rspo,
    simc,
    teryt,
    wojewoda,
    worldpop,
    zlobki,
)
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import Terms


@dataclass(frozen=True)
class Source:
    """A source: its terms, and how it brings what an area needs."""

    terms: Terms
    fetch: Callable[[FetchArea, Getter], Fetched]


def _source(module: ModuleType) -> Source:
    return Source(module.TERMS, module.fetch)


_MODULES: Final = (
    osm_extract, overpass, bdot10k, kina, simc, gus_grid, eurostat_grid, ghs_pop, worldpop, bdl,
    rjps, zlobki, rspo, rpwdl, apteki, opp, owes, wojewoda, gtfs,
)  # fmt: skip
SOURCES: Final[Mapping[str, Source]] = {module.TERMS.key: _source(module) for module in _MODULES}
"""Sources that are asked for an area, by key; units and their boundaries come before them."""

UNIT_TERMS: Final = (teryt.TERMS, prg.TERMS)
"""Terms of what tells which gminas there are and where they lie."""
PACKAGE_TERMS: Final = (prg.PACKAGE_TERMS, kina.PACKAGE_TERMS)
"""Terms of whole packages that are taken where a service gives nothing."""

GROUPS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "boundaries": (),
    "roads": (("overpass", "geofabrik"),),
    "addresses": (("kina",),),
    "population": (("gus_grid", "eurostat_grid", "ghs_pop", "worldpop"), ("bdl",)),
    "registers": (("rjps",), ("zlobki",), ("rspo",), ("rpwdl",), ("apteki",), ("opp",), ("owes",)),
    "timetables": (("gtfs",),),
}
"""What an area needs -> rows of sources of which the first that gives something is enough; boundaries come by themselves."""

GROUP_NAMES: Final[Mapping[str, str]] = {
    "granice": "boundaries", "drogi": "roads", "adresy": "addresses", "ludnosc": "population", "ludność": "population",
    "rejestry": "registers", "rozklady": "timetables", "rozkłady": "timetables",
}  # fmt: skip
"""What officials call the groups."""
BESIDE_GRIDS: Final = frozenset({"ghs_pop", "worldpop"})
"""Models that stand beside a grid when a file of theirs is given, to spread its people."""

ONE_FILE: Final = frozenset({"teryt", "prg", "simc", "gus_grid", "eurostat_grid", "bdl"})
"""Sources in whose place a single file stands; every other one takes several."""


def all_terms() -> dict[str, Terms]:
    """Terms of every source, by key."""
    return {t.key: t for t in (*UNIT_TERMS, *PACKAGE_TERMS, *(source.terms for source in SOURCES.values()))}
