"""The matrix of the fourteen areas of social services: what is given in which gmina, and where the data do not tell."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.silence import silent_gminas
from mapa_uslug.diagnosis.service_list import SEPARATOR, area_codes, split

OUTSIDE_REGISTERS: Final = frozenset((9, 10, 11, 12, 13))
"""Culture, sport, civic activity, housing, environment: the registers of social services do not hold them."""
NEARBY_SHARE: Final = 0.5
"""A service elsewhere is nearby when it is within reach of at least this share of a gmina's people (umowne)."""
_NEVER_KEPT: Final = 2
_POWIAT: Final = 4
"""Digits of a code that name the powiat."""


def fill_coverage_matrix(
    services: pd.DataFrame, gminas: pd.DataFrame, catalog: Catalog, *, reached: pd.DataFrame | None = None
) -> pd.DataFrame:
    """State of every area of services in every gmina of the area.

    ``service``: a record of the area stands in the gmina. ``nearby``: none does, but one elsewhere names the gmina among those
    that it serves, or is within reach of `NEARBY_SHARE` of its people. Else ``none``, or ``no_data`` where the absence of a record
    says nothing: of this area nobody has collected records at all (see `find_told_areas`), or none of any area in this gmina, or
    the catalog has a kind of service of the area of which no record is ever kept, or (where reach was measured) an open place of
    the same powiat is of the area to which no way could be measured.

    Parameters
    ----------
    services : DataFrame
        Of `list_offered`, those of neighbours too.
    reached : DataFrame, optional
        ``gmina_teryt, service_type, share`` of the gmina's people within reach of a place in another gmina, zeros too: a kind of
        service that is not there was not measured.

    Returns
    -------
    DataFrame
        As `Offer.coverage`, by gmina and area.
    """
    own = _areas_by(services, services["gmina_teryt"].map(lambda code: (code,)))
    served = _areas_by(services, services["territory"].map(split))
    near = _areas_reached(reached, catalog)
    told, silent = find_told_areas(services), _areas_never_kept(catalog)
    unclear = _areas_unclear(services, reached)
    nowhere = silent_gminas(gminas, services)
    rows = []
    for code in area_codes(gminas):
        for area in sorted(a.number for a in catalog.areas):
            here = own.get((code, area), [])
            elsewhere = served.get((code, area), [])
            is_near = bool(elsewhere) or (code, area) in near
            tells = area in told - silent and code not in nowhere and (code[:_POWIAT], area) not in unclear
            state = "service" if here else "nearby" if is_near else "none" if tells else "no_data"
            kinds = sorted(set(here or elsewhere) or near.get((code, area), set()))
            rows.append((code, area, state, len(here), SEPARATOR.join(kinds)))
    columns = ["gmina_teryt", "area", "state", "services", "service_types"]
    return pd.DataFrame(rows, columns=columns).astype({"area": "int64", "services": "int64"})


def find_told_areas(services: pd.DataFrame) -> set[int]:
    """Areas of which somebody has collected records.

    Of those outside the registers of social services only a record that belongs to no other area shows it: a seniors' club (areas
    4 and 11) or a supported flat (4 and 12) stands in the registers whether or not anybody asked for civic activity or housing.
    """
    told: set[int] = set()
    for areas in map(_numbers, services["areas"]):
        told |= areas if areas <= OUTSIDE_REGISTERS else areas - OUTSIDE_REGISTERS
    return told


def _numbers(areas: str) -> frozenset[int]:
    return frozenset(int(a) for a in split(areas) if a.isdigit())


def _areas_never_kept(catalog: Catalog) -> set[int]:
    return {area for t in catalog.types if t.sensitivity == _NEVER_KEPT for area in t.areas}


def _areas_unclear(services: pd.DataFrame, reached: pd.DataFrame | None) -> set[tuple[str, int]]:
    """Areas by powiat of open places that nobody knows the reach of."""
    if reached is None:
        return set()
    is_open = services["is_open"] & (services["territory"] == "") & ~services["is_hidden"]
    is_visited = services["delivery"].map(lambda letters: bool({"S", "C"} & set(split(letters))))
    is_measured = services["is_placed"] & services["service_type"].isin(set(reached["service_type"]))
    places = services[is_open & is_visited & ~is_measured]
    pairs = zip(places["gmina_teryt"], places["areas"], strict=True)
    return {(code[:_POWIAT], area) for code, areas in pairs for area in _numbers(areas)}


def _areas_by(services: pd.DataFrame, gminas: pd.Series) -> dict[tuple[str, int], list[str]]:
    """Kinds of service by gmina and area, one for each record."""
    found: dict[tuple[str, int], list[str]] = {}
    for codes, areas, kind in zip(gminas, services["areas"], services["service_type"], strict=True):
        for key in ((code, area) for code in codes for area in _numbers(areas)):
            found.setdefault(key, []).append(kind)
    return found


def _areas_reached(reached: pd.DataFrame | None, catalog: Catalog) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = {}
    if reached is None:
        return found
    near = reached[reached["share"] >= NEARBY_SHARE]
    for code, kind in zip(near["gmina_teryt"].astype(str), near["service_type"].astype(str), strict=True):
        for area in catalog.by_code[kind].areas if kind in catalog.by_code else ():
            found.setdefault((code, area), set()).add(kind)
    return found
