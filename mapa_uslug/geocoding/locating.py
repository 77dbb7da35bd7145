"""Finds the places of records: coordinates given, the index on disk, then services on the web if asked for."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import geopandas as gpd

from mapa_uslug.contracts.places import QUALITIES, AddressQuery, Candidate, FoundPlace
from mapa_uslug.core.address_text import locality_key
from mapa_uslug.geocoding.coordinates import Checked, GminaMap, check_coordinates
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.looking import MOST_CANDIDATES
from mapa_uslug.geocoding.offline import find_offline
from mapa_uslug.geocoding.postcodes import is_foreign_postcode

_log = logging.getLogger(__name__)

OnlineGeocoder = Callable[[AddressQuery], Sequence[Candidate]]
"""Asks a service; raises ConnectionError where it gives no answer."""


def locate(
    queries: Sequence[AddressQuery],
    *,
    index: AddressIndex | None,
    gminas: gpd.GeoDataFrame | None,
    online: Sequence[OnlineGeocoder] = (),
) -> list[FoundPlace]:
    """Find the place of every query, in their order.

    Parameters
    ----------
    queries : sequence of AddressQuery
    index : AddressIndex or None
        See `open_index`; without it only coordinates, services and whole gminas remain.
    gminas : GeoDataFrame or None
        `GMINAS` in a metric CRS; coordinates are checked against them.
    online : sequence of OnlineGeocoder
        Asked in turn for what was not found as a house; never for a query that is private.

    Returns
    -------
    list of FoundPlace
        One for each query. The same query always has the same answer, whatever stands beside it.
    """
    known = GminaMap(gminas)
    offline = _find_all(queries, index)
    answers = []
    for query, found in zip(queries, offline, strict=True):
        found = _with_gmina(query, found, known)
        found = _with_coordinates(check_coordinates(query, known), found)
        if online and not query.is_private and not _is_settled(found):
            found = _ask_online(query, found, online, known)
        answers.append(found)
    return answers


def _find_all(queries: Sequence[AddressQuery], index: AddressIndex | None) -> list[FoundPlace]:
    """Look queries up ordered by gmina, locality and street, so that what is read of the index serves its neighbours."""
    if index is None:
        return [FoundPlace(None, (), "not_found" if _has_address(q) else "no_address") for q in queries]
    plain = [replace(q, lon=math.nan, lat=math.nan, is_private=False) for q in queries]
    keys = [_key(q) for q in plain]
    order = sorted(
        range(len(plain)),
        key=lambda i: (
            plain[i].gmina_teryt,
            plain[i].gmina,
            locality_key(plain[i].locality),
            plain[i].street,
        ),
    )
    answers: dict[tuple[str, ...], FoundPlace] = {}
    for i in order:
        if keys[i] not in answers:
            answers[keys[i]] = _unless_a_guess(plain[i], find_offline(index, plain[i]), index)
    return [answers[key] for key in keys]


def _unless_a_guess(query: AddressQuery, found: FoundPlace, index: AddressIndex) -> FoundPlace:
    """A village with no gmina declared and no house found in it is only offered if its name is just similar, or if the
    postcode is of another part of the country: in a list of another region most names are those of some village here.
    """
    is_house = found.best is not None and found.best.quality == "punkt_adresowy"
    if found.best is None or is_house or query.gmina_teryt or query.gmina:
        return found
    is_similar = found.problem == "near_match" and not index.localities_named(locality_key(query.locality))
    if not is_similar and not is_foreign_postcode(query.postcode, found.best.gmina_teryt):
        return found
    return FoundPlace(None, (found.best, *found.candidates)[:MOST_CANDIDATES], found.problem or "not_found")


def _key(query: AddressQuery) -> tuple[str, ...]:
    return (
        query.gmina_teryt, query.gmina, query.powiat, query.wojewodztwo, query.locality, query.street, query.number,
        query.postcode,
    )  # fmt: skip


def _has_address(query: AddressQuery) -> bool:
    return any(_key(query))


def _with_gmina(query: AddressQuery, found: FoundPlace, known: GminaMap) -> FoundPlace:
    """Where nothing else was found, the gmina that is declared, if its polygon is known."""
    if found.best is not None or found.problem == "ambiguous":
        return found
    rows = known.declared(query)
    if len(rows) != 1:
        return found
    has_more = query.locality or query.street or query.number or query.postcode
    return replace(found, best=known.area_of(rows[0]), problem=found.problem if has_more else "")


def _with_coordinates(checked: Checked, found: FoundPlace) -> FoundPlace:
    if checked.given is not None:
        return FoundPlace(checked.given, (), checked.problem)
    if not checked.problem:
        return found
    if checked.problem == "bad_coordinates":
        return replace(found, problem="bad_coordinates")
    offered = (*checked.others, *((found.best,) if found.best else ()), *found.candidates)
    return FoundPlace(None, tuple(dict.fromkeys(offered))[:MOST_CANDIDATES], checked.problem)


def _is_settled(found: FoundPlace) -> bool:
    if found.best is None:
        return found.problem in ("swapped_axes", "other_gmina", "outside", "no_address") and bool(
            found.candidates
        )
    return QUALITIES.index(found.best.quality) <= QUALITIES.index("punkt_adresowy")


def _ask_online(
    query: AddressQuery, found: FoundPlace, online: Sequence[OnlineGeocoder], known: GminaMap
) -> FoundPlace:
    """Take the finest answer of the services that lies in the declared gmina; others are offered to a person."""
    answers: list[Candidate] = []
    has_failed = False
    for ask in online:
        try:
            answers += ask(query)
        except ConnectionError as error:
            _log.warning("a geocoding service gave no answer: %s", type(error).__name__)
            has_failed = True
            continue
        if any(a.quality == "punkt_adresowy" and _fits(a, query, known) for a in answers):
            break
    fitting = sorted((a for a in answers if _fits(a, query, known)), key=_rank)
    problem = "online_failed" if has_failed else found.problem
    if fitting and _is_finer(fitting[0], found.best) and _is_alone(fitting):
        rest = [c for c in (found.best, *fitting[1:], *found.candidates) if c is not None]
        return FoundPlace(
            fitting[0], tuple(dict.fromkeys(rest))[:MOST_CANDIDATES], "online_failed" if has_failed else ""
        )
    offered = dict.fromkeys((*answers, *found.candidates))
    return FoundPlace(found.best, tuple(sorted(offered, key=_rank))[:MOST_CANDIDATES], problem)


def _fits(answer: Candidate, query: AddressQuery, known: GminaMap) -> bool:
    rows = known.declared(query)
    return not rows or any(
        known.away_m(row, answer.lon, answer.lat) <= max(500.0, answer.radius_m) for row in rows
    )


def _rank(candidate: Candidate) -> tuple[int, float, str, float, float]:
    return QUALITIES.index(candidate.quality), -candidate.score, candidate.text, candidate.lon, candidate.lat


def _is_finer(answer: Candidate, best: Candidate | None) -> bool:
    return best is None or QUALITIES.index(answer.quality) < QUALITIES.index(best.quality)


def _is_alone(answers: Sequence[Candidate]) -> bool:
    """Whether no other answer is as good and says another place."""
    first = answers[0]
    rivals = [a for a in answers[1:] if a.quality == first.quality and a.score == first.score]
    return all(abs(a.lon - first.lon) < 0.002 and abs(a.lat - first.lat) < 0.002 for a in rivals)
