"""Whether records lie in the gmina that they name, and whether their TERYT codes name the same one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mapa_uslug.contracts.gmina_lookup import (
    BORDER_TOLERANCE_M,
    GminaIndex,
    learn_powiats,
    powiat_key,
)
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.folding import fold
from mapa_uslug.core.wojewodztwa import wojewodztwo_code

PlaceClass = Literal["inside", "near_border", "seat_elsewhere", "contradiction", "unnamed", "no_point"]
"""Where a point lies: in the gmina that the record names; within `BORDER_TOLERANCE_M` of it; in a neighbouring gmina whose
town its office gives as its seat (rural offices often sit there); elsewhere; no gmina is named; there is no point."""
CodeClass = Literal["", "none", "agrees", "wrong", "unknown"]
"""What the record's code says beside its name: no code; the same gmina; another gmina; no known gmina. Empty: no name."""
# Bodies that serve their gmina from wherever they sit; any other service is where it is.
_OFFICE = re.compile(
    r"\bgminn|\bm?gops\b|\bosrod\w* pomocy spolecznej\b|\bcentr\w* uslug spolecznych\b|\burzad\b"
)
# Third and fourth digit of the codes of cities with powiat rights.
_FIRST_CITY: Final = "61"


@dataclass(frozen=True)
class GminaClaim:
    """What a record says of its gmina, as written, and its point in the CRS of the index (None if it has none)."""

    gmina: str = ""
    powiat: str = ""
    teryt: str = ""
    provider: str = ""
    locality: str = ""
    point: tuple[float, float] | None = None
    wojewodztwo: str = ""


@dataclass(frozen=True)
class GminaCheck:
    """What became of a claim.

    Attributes
    ----------
    declared : str
        Six-digit code of the gmina that the record names; that of its code where it names none; empty if unknown.
    at : str
        Code of the gmina at the point.
    distance_m : float
        From the point to the declared gmina.
    candidates : tuple of str
        Where the name could not be narrowed to one gmina.
    """

    place: PlaceClass
    code: CodeClass
    declared: str = ""
    at: str = ""
    distance_m: float = 0.0
    candidates: tuple[str, ...] = ()


def check_gminas(
    claims: Sequence[GminaClaim], *, index: GminaIndex, localities: Mapping[str, frozenset[str]] | None = None
) -> list[GminaCheck]:
    """Check every claim; the list as a whole tells which powiat is which.

    A name is trusted before a code: names are typed by people who know their gmina, codes are looked up, shifted by a
    row or stripped of their zero. A name that several gminas have is narrowed by the powiat, then by the code, then by
    words such as *Gminny* or *Miejski* in the name of the provider.

    Parameters
    ----------
    localities
        Folded name of a locality -> codes of the gminas that have one, where a list of localities is at hand.
    """
    powiats = learn_powiats([(c.powiat, c.gmina or c.locality) for c in claims], index, localities=localities)
    return [_check(claim, index, powiats, localities or {}) for claim in claims]


def _check(
    claim: GminaClaim, index: GminaIndex, powiats: Mapping[str, str], localities: Mapping[str, frozenset[str]]
) -> GminaCheck:
    coded = _coded(claim.teryt, index)
    named = _named(claim, coded, index, powiats, localities)
    code: CodeClass = _judge_code(claim, coded, named)
    declared = named[0] if len(named) == 1 else "" if named else coded
    if claim.point is None:
        return GminaCheck("no_point", code, declared, candidates=tuple(named[1:] and named))
    at = index.at(*claim.point)
    if not declared and at in named:
        declared = at
    if not declared:
        is_named = bool(claim.gmina or claim.teryt) or _is_out_of_region(claim, at, index, powiats)
        place: PlaceClass = "contradiction" if is_named else "unnamed"
        return GminaCheck(place, code, "", at, candidates=tuple(named))
    distance = index.distance_m(declared, *claim.point)
    return GminaCheck(
        _judge_place(claim, declared, at, distance, index, localities), code, declared, at, distance
    )


def _is_out_of_region(claim: GminaClaim, at: str, index: GminaIndex, powiats: Mapping[str, str]) -> bool:
    """Whether a record that names no gmina has its point outside the powiat, or else the wojewodztwo, that it names.

    A city with powiat rights next to the powiat is none of it, but its offices and homes are often listed with it.
    """
    region = powiats.get(powiat_key(claim.powiat), "") or wojewodztwo_code(claim.wojewodztwo)
    if not region or claim.point is None or at.startswith(region):
        return False
    away = index.distance_to_region_m(region, *claim.point)
    is_city = at[2:4] >= _FIRST_CITY
    is_beside = is_city and any(
        index.are_neighbours(at, code) for code in index.codes if code.startswith(region)
    )
    return BORDER_TOLERANCE_M < away < math.inf and not is_beside


def _coded(text: str, index: GminaIndex) -> str:
    try:
        return Teryt.parse(text, known=index.codes).code6 if text else ""
    except TerytError as error:
        is_usable = error.code == "lost_zero" and error.suggestion[:6] in index.codes
        return error.suggestion[:6] if is_usable else ""


def _named(
    claim: GminaClaim,
    coded: str,
    index: GminaIndex,
    powiats: Mapping[str, str],
    localities: Mapping[str, frozenset[str]],
) -> list[str]:
    if not claim.gmina:
        return []
    # Some lists name the village of the office in the column of the gmina.
    codes = index.named(claim.gmina) or sorted(
        c for c in localities.get(fold(claim.gmina), frozenset()) if c in index.names
    )
    powiat = powiats.get(powiat_key(claim.powiat), "")
    for prefix in (powiat, coded[:4] if not powiat else "", coded[:2]):
        codes = [c for c in codes if prefix and c.startswith(prefix)] or codes
    for words in (claim.gmina if fold(claim.gmina).startswith("gmina") else "", claim.provider):
        codes = index.prefer_kind(codes, words)
    return [coded] if coded in codes else codes


def _judge_code(claim: GminaClaim, coded: str, named: Sequence[str]) -> CodeClass:
    if not claim.teryt:
        return "none"
    if not coded:
        return "unknown"
    if not named:
        return ""
    return "agrees" if coded in named else "wrong"


def _judge_place(
    claim: GminaClaim,
    declared: str,
    at: str,
    distance_m: float,
    index: GminaIndex,
    localities: Mapping[str, frozenset[str]],
) -> PlaceClass:
    if distance_m == 0.0:
        return "inside"
    if distance_m <= BORDER_TOLERANCE_M:
        return "near_border"
    if not at or not index.are_neighbours(declared, at):
        return "contradiction"
    if not _OFFICE.search(fold(claim.provider)):
        return "contradiction"
    seat = fold(claim.locality)
    there = at in localities.get(seat, frozenset()) or at in index.named(claim.locality)
    here = declared in localities.get(seat, frozenset())
    # A rural gmina may have the name of the town that its office sits in, and no village of that name.
    return "seat_elsewhere" if there and not here else "contradiction"
