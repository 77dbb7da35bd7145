"""The cascade without a connection: house, street, locality, postcode, gmina; in doubt the coarser one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from mapa_uslug.contracts.places import QUALITIES, AddressQuery, Candidate, FoundPlace
from mapa_uslug.core.address_text import locality_key, street_tokens
from mapa_uslug.geocoding.answers import gmina_candidate, lowered, postcode_candidate
from mapa_uslug.geocoding.asked import Asked, read_query
from mapa_uslug.geocoding.declared import Declared, in_gminas, read_declared
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.locality_search import NEAR, LocalityHit, LocalityHits, find_localities
from mapa_uslug.geocoding.looking import MOST_CANDIDATES, NOT_CHOSEN, Outcome, look_in, look_on_street
from mapa_uslug.geocoding.similarity import near_names

_AS_VILLAGE: Final = 4.0


def find_offline(index: AddressIndex, query: AddressQuery) -> FoundPlace:
    """Look a query up in the index; every query gets an answer, if only with a problem."""
    asked = read_query(query)
    declared = read_declared(index, asked.query)
    if not (asked.locality or asked.street or asked.number or asked.query.postcode or declared.is_gmina_told):
        return FoundPlace(None, (), "no_address")
    if asked.village:
        inner = _in_villages(index, asked, declared, asked.village, asked.street)
        if inner is not None:
            return _answer(inner)
    hits = find_localities(index, asked.locality, asked.query, declared)
    if not hits.hits and not asked.street and asked.number:
        street = _as_street(index, asked, declared)
        if street is not None:
            return _answer(street)
    exact = [look_in(index, hit, asked, may_guess=False) for hit in hits.hits]
    houses = [o for o in exact if o.is_house]
    if len(houses) == 1:
        return _answer(houses[0])
    if asked.street and not any(o.is_street_known for o in exact):
        return _without_exact_street(index, asked, declared, hits)
    return _answer(exact[0]) if len(exact) == 1 else _coarse(index, asked, declared, hits, exact)


def _without_exact_street(
    index: AddressIndex, asked: Asked, declared: Declared, hits: LocalityHits
) -> FoundPlace:
    """No locality has a street of that name: it may be a village, a slip of the pen, or a street that is not known."""
    village = _as_village(index, asked, declared, hits, may_guess=False)
    if village is not None:
        return _answer(village)
    outcomes = [look_in(index, hit, asked, may_guess=True) for hit in hits.hits]
    houses = [o for o in outcomes if o.is_house]
    may_be_village = not street_tokens(asked.street).kind
    village = _as_village(index, asked, declared, hits, may_guess=True) if may_be_village else None
    if village is not None and not any(o.others or o.is_house for o in outcomes):
        return _answer(village)
    if village is not None and houses:
        # A street of similar name is as likely as a village of similar name.
        return _coarse(index, asked, declared, hits, [*houses, village])
    if len(houses) == 1:
        return _answer(houses[0])
    return _answer(outcomes[0]) if len(outcomes) == 1 else _coarse(index, asked, declared, hits, outcomes)


def _as_village(
    index: AddressIndex, asked: Asked, declared: Declared, hits: LocalityHits, *, may_guess: bool
) -> Outcome | None:
    """The street's cell taken for a village: its post town stands where the locality should."""
    scope = declared.ids | {hit.locality.gmina_id for hit in hits.hits}
    return _in_villages(index, asked, declared, asked.street, "", scope=scope, may_guess=may_guess)


def _as_street(index: AddressIndex, asked: Asked, declared: Declared) -> Outcome | None:
    """The locality's cell taken for a street of a town nearby: "Lipowska 5, 00-001 Zalewo" names no village."""
    if not asked.query.postcode:
        return None
    towns = index.localities_with_postcode(asked.query.postcode)
    if declared.gminas:
        towns = tuple(in_gminas(towns, declared.ids))
    inner = replace(asked, street=asked.locality, locality="")
    outcomes = [look_on_street(index, town, inner, may_guess=False) for town in towns]
    chosen = _only([o for o in outcomes if o.is_house])
    return replace(chosen, best=lowered(chosen.best, less=_AS_VILLAGE)) if chosen else None


def _in_villages(
    index: AddressIndex, asked: Asked, declared: Declared, name: str, street: str, *, scope: Iterable[int] = (),
    may_guess: bool = True,
) -> Outcome | None:  # fmt: skip
    """Look for a village in the gminas at hand and in the area of the postcode."""
    ids = set(scope) or set(declared.ids)
    if not ids:
        town = find_localities(index, asked.locality, asked.query, declared)
        ids = {hit.locality.gmina_id for hit in town.hits}
    code = asked.query.postcode
    coded = {p.id: p for p in index.localities_with_postcode(code)} if code else {}
    key = locality_key(name)
    places = [p for p in index.localities_named(key) if p.gmina_id in ids or p.id in coded]
    inner = replace(asked, street=street, village="")
    outcomes = [look_in(index, LocalityHit(p), inner, may_guess=False) for p in places]
    chosen = _only([o for o in outcomes if o.is_house]) or _only(outcomes)
    if chosen is not None:
        return replace(chosen, best=lowered(chosen.best, less=_AS_VILLAGE))
    if outcomes or not may_guess or index.localities_named(key) or index.has_street_key(key):
        return None
    near = [p for g in sorted(ids) for p in index.localities_of_gmina(g)]
    close = [
        LocalityHit(near[i], edits, NEAR) for edits, i in near_names(key, [p.key for p in near]) if edits
    ]
    houses = [o for o in (look_in(index, hit, inner, may_guess=False) for hit in close) if o.is_house]
    chosen = _only(houses)
    return replace(chosen, best=lowered(chosen.best, less=_AS_VILLAGE)) if chosen else None


def _only(outcomes: Sequence[Outcome]) -> Outcome | None:
    return outcomes[0] if len(outcomes) == 1 else None


def _coarse(
    index: AddressIndex, asked: Asked, declared: Declared, hits: LocalityHits, outcomes: Sequence[Outcome]
) -> FoundPlace:
    """No single locality: what may be meant is for a person, what is used is the postcode or the gmina declared."""
    suggested = [look_in(index, LocalityHit(p), asked, may_guess=True) for p in hits.suggestions[:50]]
    offered = [lowered(o.best, less=NOT_CHOSEN) for o in (*outcomes, *suggested)]
    if len(declared.gminas) > 1:
        offered += [c for c in (gmina_candidate(g, index.name) for g in declared.gminas) if c is not None]
    problem = "ambiguous" if len(outcomes) > 1 else hits.problem or "not_found"
    if problem == "not_found" and not (asked.locality or asked.street or asked.number):
        problem = ""
    best = None
    if problem != "ambiguous" or declared.gminas or len({o.best.gmina_teryt for o in outcomes}) == 1:
        best = _area(index, asked, declared, problem)
    return FoundPlace(best, _ranked(offered), problem)


def _area(index: AddressIndex, asked: Asked, declared: Declared, problem: str) -> Candidate | None:
    code = index.postcode(asked.query.postcode) if asked.query.postcode else None
    if code is not None and problem not in ("ambiguous", "other_gmina"):
        found = postcode_candidate(index, code)
        if not declared.gminas or found.gmina_teryt in {g.teryt for g in declared.gminas}:
            return found
    if len(declared.gminas) == 1:
        return gmina_candidate(declared.gminas[0], index.name)
    return None


def _answer(outcome: Outcome) -> FoundPlace:
    others = [c for c in outcome.others if c != outcome.best]
    return FoundPlace(outcome.best, _ranked(others), outcome.problem)


def _ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Different candidates, the best first, no more than a person can look through."""
    different = dict.fromkeys(candidates)
    ordered = sorted(different, key=lambda c: (QUALITIES.index(c.quality), -c.score, c.text, c.lon, c.lat))
    return tuple(ordered[:MOST_CANDIDATES])
