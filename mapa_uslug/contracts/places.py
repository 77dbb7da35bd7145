"""How well a place is known: what is asked, what was found, and within what radius the truth lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

QUALITIES: Final = (
    "reczny",
    "rejestr",
    "punkt_adresowy",
    "ulica",
    "miejscowosc",
    "kod_pocztowy",
    "gmina",
    "brak",
)
"""Classes of a place, best first: set by a person, given with the record, house number matched, street, village or town,
postcode, gmina, not known."""

LEAST_RADIUS_M: Final = {
    "reczny": 30.0,
    "rejestr": 30.0,
    "punkt_adresowy": 30.0,
    "ulica": 500.0,
    "miejscowosc": 2000.0,
    "kod_pocztowy": 5000.0,
    "gmina": 5000.0,
}
"""Radius [m] that a class has at least; streets, villages and gminas that are larger have their own."""

EXACT_RADIUS_M: Final = 100.0
"""A place known this well is used as a point; a coarser one may lie anywhere within its radius."""


@dataclass(frozen=True)
class AddressQuery:
    """An address to find, in parts as its source gives them; empty where not known.

    Attributes
    ----------
    gmina_teryt : str
        Six-digit code that the record declares.
    gmina, powiat, wojewodztwo : str
        Names that the record declares.
    lon, lat : float
        Degrees that came with the record, ``nan`` if none.
    is_private : bool
        Never to be sent to anybody (sensitivity 1).
    """

    locality: str = ""
    street: str = ""
    number: str = ""
    postcode: str = ""
    gmina_teryt: str = ""
    gmina: str = ""
    powiat: str = ""
    wojewodztwo: str = ""
    lon: float = math.nan
    lat: float = math.nan
    is_private: bool = False


@dataclass(frozen=True)
class Candidate:
    """A place that may be meant.

    Attributes
    ----------
    lon, lat : float
        Degrees.
    radius_m : float
        The true place lies within it in at least nine cases of ten.
    text : str
        Address as the index or service writes it.
    score : float
        0 to 100; 100 where every part agrees.
    gmina_teryt : str
        Six-digit code, empty where not known.
    source : str
        File or service.
    """

    lon: float
    lat: float
    quality: str
    radius_m: float
    text: str
    score: float
    gmina_teryt: str = ""
    source: str = ""


@dataclass(frozen=True)
class FoundPlace:
    """The answer to an `AddressQuery`.

    Attributes
    ----------
    best : Candidate or None
        What is used; None when nothing may be used without a person's word.
    candidates : tuple of Candidate
        What a person may choose from, best first; does not repeat `best`.
    problem : str
        Code of what a person should look at, empty if nothing (see `PROBLEMS`).
    """

    best: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    problem: str = ""


PROBLEMS: Final = (
    "no_address",
    "not_found",
    "number_unknown",
    "street_unknown",
    "ambiguous",
    "near_match",
    "inflected",
    "swapped_axes",
    "bad_coordinates",
    "outside",
    "seat_elsewhere",
    "other_gmina",
    "online_failed",
    "gmina_only",
    "never_kept",
)
"""What is noted about a place: no address given; nothing found; house number, street not among the known addresses; several
places fit; a similar name was taken; an inflected form only suggests a name; coordinates in the wrong order; not coordinates;
in no known gmina; in a neighbouring gmina, as rural offices may be; far from the declared gmina; a service on the web gave no
answer; counted per gmina only; never kept."""
