"""Candidates of every class, each with the radius that the data tell."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from mapa_uslug.contracts.places import LEAST_RADIUS_M, Candidate
from mapa_uslug.core.address_text import number_forms
from mapa_uslug.geocoding.distances import REACH, distance_m
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.places import GminaPlace, House, Locality, Postcode, Street

STREET_SCORE: Final = 70.0
LOCALITY_SCORE: Final = 50.0
POSTCODE_SCORE: Final = 30.0
GMINA_SCORE: Final = 20.0
_EDIT: Final = 8.0
"""What one letter that differs costs; other lesser disagreements cost less."""


def lowered(candidate: Candidate, *, edits: int = 0, less: float = 0.0) -> Candidate:
    """The same candidate with a score lowered by what disagrees."""
    score = max(candidate.score - edits * _EDIT - less, 1.0)
    return Candidate(
        candidate.lon, candidate.lat, candidate.quality, candidate.radius_m, candidate.text, score,
        candidate.gmina_teryt, candidate.source,
    )  # fmt: skip


def house_candidate(
    index: AddressIndex, locality: Locality, street: Street | None, number: str, house: House
) -> Candidate:
    """A house; where the same address has points far from each other, its radius tells."""
    radius = max(LEAST_RADIUS_M["punkt_adresowy"], house.spread_m)
    text = written(locality, street, number, house.postcode)
    teryt = index.gminas[locality.gmina_id].teryt
    return Candidate(
        house.lon, house.lat, "punkt_adresowy", radius, text, 100.0, teryt, index.sources[house.source]
    )


def street_candidate(index: AddressIndex, locality: Locality, street: Street, number: str) -> Candidate:
    """A street, at the houses whose numbers are nearest to the one asked for.

    The radius holds 95 % of the street's houses when each is looked for in the same way among the others.
    """
    lon, lat, radius = street.lon, street.lat, street.radius_m
    houses = index.houses(locality.id, street.id)
    forms = number_forms(number)
    if forms and houses:
        lon, lat, radius = _between_houses(houses, leading_number(forms[0]))
    text = written(locality, street, "", "")
    teryt = index.gminas[locality.gmina_id].teryt
    return Candidate(
        lon, lat, "ulica", max(radius, LEAST_RADIUS_M["ulica"]), text, STREET_SCORE, teryt, index.name
    )


def _between_houses(houses: dict[str, House], wanted: int) -> tuple[float, float, float]:
    ordered = sorted((leading_number(number), number, house) for number, house in houses.items())
    values = np.array([v for v, _, _ in ordered], dtype=np.float64)
    lon = np.array([h.lon for _, _, h in ordered])
    lat = np.array([h.lat for _, _, h in ordered])
    x, y = _interpolate(values, lon, lat, float(wanted))
    if len(values) < 3:
        away = distance_m(lon, lat, x, y)
        return x, y, 2.0 * float(np.max(away))
    before = np.arange(len(values)) - 1
    before[0] = 1
    after = np.minimum(np.arange(len(values)) + 1, len(values) - 1)
    after[-1] = len(values) - 2
    missed = distance_m(lon, lat, (lon[before] + lon[after]) / 2, (lat[before] + lat[after]) / 2)
    return x, y, float(np.quantile(missed, REACH, method="higher"))


def _interpolate(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], lon: np.ndarray[tuple[int], np.dtype[np.float64]],
    lat: np.ndarray[tuple[int], np.dtype[np.float64]], wanted: float,
) -> tuple[float, float]:  # fmt: skip
    right = int(np.searchsorted(values, wanted))
    left = max(right - 1, 0)
    right = min(right, len(values) - 1)
    gap = values[right] - values[left]
    share = 0.0 if gap <= 0 else min(max((wanted - values[left]) / gap, 0.0), 1.0)
    return float(lon[left] + share * (lon[right] - lon[left])), float(
        lat[left] + share * (lat[right] - lat[left])
    )


def leading_number(number: str) -> int:
    """Figures that a house number begins with."""
    found = re.match(r"\d+", number)
    return int(found[0]) if found else 0


def locality_candidate(index: AddressIndex, locality: Locality) -> Candidate:
    """A whole locality."""
    gmina = index.gminas[locality.gmina_id]
    radius = max(locality.radius_m, LEAST_RADIUS_M["miejscowosc"])
    text = f"{locality.name} ({gmina.name})" if gmina.name else locality.name
    return Candidate(
        locality.lon, locality.lat, "miejscowosc", radius, text, LOCALITY_SCORE, gmina.teryt, index.name
    )


def postcode_candidate(index: AddressIndex, code: Postcode) -> Candidate:
    """The area of a postcode."""
    gminas = {index.gminas[p.gmina_id].teryt for p in index.localities_with_postcode(code.code)}
    teryt = gminas.pop() if len(gminas) == 1 else ""
    return Candidate(
        code.lon, code.lat, "kod_pocztowy", code.radius_m, code.code, POSTCODE_SCORE, teryt, index.name
    )


def gmina_candidate(gmina: GminaPlace, source: str) -> Candidate | None:
    """A whole gmina; None where nothing tells where it is."""
    if gmina.lon is None or gmina.lat is None:
        return None
    return Candidate(
        gmina.lon, gmina.lat, "gmina", gmina.radius_m, gmina.name, GMINA_SCORE, gmina.teryt, source
    )


def written(locality: Locality, street: Street | None, number: str, postcode: str) -> str:
    """An address on one line: ``00-000 Zalewo, Szkolna 4``, or ``Dąbrowa 1`` where there are no streets."""
    place = f"{postcode} {locality.name}".strip()
    if street is None:
        return f"{place} {number}".strip()
    return f"{place}, {street.name} {number}".strip()
