"""Which towns and villages a query may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.address_text import is_abbreviation, is_inflected_form, locality_key
from mapa_uslug.geocoding.declared import Declared, in_gminas
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.places import Locality
from mapa_uslug.geocoding.similarity import near_names

_FEW: Final = 200
EXACT, NEAR, ELSEWHERE = "", "near_match", "other_gmina"


@dataclass(frozen=True)
class LocalityHit:
    """A locality that may be meant; `edits` letters differ, `problem` says how it was found."""

    locality: Locality
    edits: int = 0
    problem: str = EXACT


@dataclass(frozen=True)
class LocalityHits:
    """What a name may mean.

    Attributes
    ----------
    hits : tuple of LocalityHit
        All equally likely by what the query says; one of them may be used.
    problem : str
        Why none may be used, where `hits` is empty.
    suggestions : tuple of Locality
        For a person to choose from.
    """

    hits: tuple[LocalityHit, ...]
    problem: str = ""
    suggestions: tuple[Locality, ...] = ()


def find_localities(index: AddressIndex, name: str, query: AddressQuery, declared: Declared) -> LocalityHits:
    """Find the localities called so: in the declared gmina, else where powiat and postcode agree, else by near names."""
    key = locality_key(name)
    if not key:
        return LocalityHits(())
    exact = _exact(index, name, key, declared)
    found = (
        _in_declared(index, key, exact, query, declared)
        if declared.is_gmina_told
        else _anywhere(index, key, exact, query, declared)
    )
    if found.hits or found.suggestions:
        return found
    declined = _declined(index, name, query, declared)
    return declined if declined.suggestions else _longer(index, key, query, declared)


def _exact(index: AddressIndex, name: str, key: str, declared: Declared) -> tuple[Locality, ...]:
    exact = index.localities_named(key)
    if exact:
        return exact
    if "." in name:
        full = [k for k in index.locality_keys() if is_abbreviation(name, k)]
        return tuple(place for k in full for place in index.localities_named(k))
    # Registers write a district behind the city: Kraków-Podgórze.
    city, hyphen, _ = name.partition("-")
    cities = index.localities_named(locality_key(city)) if hyphen else ()
    return tuple(in_gminas(cities, declared.ids)) if declared.is_gmina_told else cities


def _in_declared(
    index: AddressIndex, key: str, exact: Sequence[Locality], query: AddressQuery, declared: Declared
) -> LocalityHits:
    inside = in_gminas(exact, declared.ids)
    if inside:
        return LocalityHits(tuple(LocalityHit(p) for p in _choose(index, inside, query, declared)))
    own = [p for g in declared.gminas for p in index.localities_of_gmina(g.id)]
    near = _near(key, own)
    if near and not exact:
        return LocalityHits(near)
    outside = _same_postcode(index, exact, query)
    if near:
        # An existing name elsewhere, and one letter away a name in the declared gmina: the postcode decides.
        own_code = _same_postcode(index, [hit.locality for hit in near], query)
        if outside and not own_code:
            return _elsewhere(outside)
        if own_code and not outside:
            return LocalityHits(tuple(hit for hit in near if hit.locality in own_code))
        return LocalityHits((), "ambiguous", (*(hit.locality for hit in near), *exact))
    if outside:
        return _elsewhere(outside)
    neighbours = [p for p in exact if declared.is_near(index.gminas[p.gmina_id].teryt)]
    declined = [p for p in own if is_inflected_form(key, p.key)] if exact else []
    if declined:
        return LocalityHits((), "ambiguous", (*declined, *exact))
    if len(neighbours) == 1:
        return _elsewhere(neighbours)
    if exact:
        return LocalityHits((), "other_gmina", tuple(exact))
    coded = _near(key, index.localities_with_postcode(query.postcode)) if query.postcode else ()
    return LocalityHits((), "near_match", tuple(hit.locality for hit in coded))


def _elsewhere(places: Sequence[Locality]) -> LocalityHits:
    return LocalityHits(tuple(LocalityHit(p, 0, ELSEWHERE) for p in places))


def _anywhere(
    index: AddressIndex, key: str, exact: Sequence[Locality], query: AddressQuery, declared: Declared
) -> LocalityHits:
    allowed = [p for p in exact if declared.allows(index.gminas[p.gmina_id])]
    if exact and not allowed:
        return LocalityHits((), "other_gmina", tuple(exact))
    if allowed:
        chosen = _choose(index, allowed, query, declared)
        if len(chosen) == 1 and not declared.powiat and _is_other_region(index, chosen[0], query.postcode):
            return LocalityHits((), "other_gmina", tuple(chosen))
        if len(chosen) == 1:
            return LocalityHits((LocalityHit(chosen[0]),))
        return LocalityHits((), "ambiguous", tuple(chosen))
    if query.postcode and index.postcode(query.postcode):
        places: Sequence[Locality] = index.localities_with_postcode(query.postcode)
        near = _near(key, places)
        if near:
            return LocalityHits(near)
    names = index.locality_keys()
    places = [p for _, i in _nearest(near_names(key, names)) for p in index.localities_named(names[i])]
    near = _near(key, [p for p in places if declared.allows(index.gminas[p.gmina_id])])
    if len({hit.locality.gmina_id for hit in near}) > 1:
        return LocalityHits((), "ambiguous", tuple(hit.locality for hit in near))
    return LocalityHits(near)


def _nearest(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [hit for hit in found if hit[0] == found[0][0]]


def _near(key: str, places: Sequence[Locality]) -> tuple[LocalityHit, ...]:
    """The nearest names; more than one where several are as near."""
    found = _nearest(near_names(key, [p.key for p in places], is_narrow=len(places) <= _FEW))
    if any(is_inflected_form(key, places[i].key) for _, i in found):
        # A declined form may be an edit away, but which name it is of is for a person to say.
        return ()
    return tuple(LocalityHit(places[i], edits, NEAR) for edits, i in found if edits)


def _is_other_region(index: AddressIndex, place: Locality, code: str) -> bool:
    """Whether a postcode is of another part of the country than all of a locality: its first two figures differ."""
    known = index.postcodes_of(place.id)
    return bool(code and known) and all(code[:2] != other[:2] for other in known)


def _choose(
    index: AddressIndex, places: Sequence[Locality], query: AddressQuery, declared: Declared
) -> list[Locality]:
    """Of homonyms those with the postcode, else those in the powiat that is declared; all of them where neither tells."""
    if len(places) == 1:
        return list(places)
    coded = _same_postcode(index, places, query)
    likely = {g.id for g in declared.likely([index.gminas[p.gmina_id] for p in places])}
    return coded or [p for p in places if p.gmina_id in likely]


def _same_postcode(index: AddressIndex, places: Sequence[Locality], query: AddressQuery) -> list[Locality]:
    if not query.postcode:
        return []
    coded = {p.id for p in index.localities_with_postcode(query.postcode)}
    return [p for p in places if p.id in coded]


def _declined(index: AddressIndex, name: str, query: AddressQuery, declared: Declared) -> LocalityHits:
    """Places of which the name may be a declined form; never more than a suggestion."""
    if declared.gminas:
        places: Sequence[Locality] = [p for g in declared.gminas for p in index.localities_of_gmina(g.id)]
    elif query.postcode and index.postcode(query.postcode):
        places = index.localities_with_postcode(query.postcode)
    else:
        start = locality_key(name)[:2]
        keys = [k for k in index.locality_keys() if k.startswith(start)]
        places = [p for k in keys if is_inflected_form(name, k) for p in index.localities_named(k)]
    found = tuple(p for p in places if is_inflected_form(name, p.key))
    return LocalityHits((), "inflected" if found else "", found)


def _longer(index: AddressIndex, key: str, query: AddressQuery, declared: Declared) -> LocalityHits:
    """Places of which the name says only the first word, in the gminas declared or with the postcode; suggestions."""
    own = [p for g in declared.gminas for p in index.localities_of_gmina(g.id)]
    places = own or (index.localities_with_postcode(query.postcode) if query.postcode else ())
    return LocalityHits((), "not_found", tuple(p for p in places if p.key.startswith(f"{key} ")))
