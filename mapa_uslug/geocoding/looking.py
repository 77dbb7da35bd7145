"""Looks for a house in one locality: on its street, or without one; in doubt the coarser class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from mapa_uslug.contracts.places import Candidate
from mapa_uslug.core.address_text import locality_key, number_forms
from mapa_uslug.geocoding.answers import house_candidate, locality_candidate, lowered, street_candidate
from mapa_uslug.geocoding.asked import Asked
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.locality_search import NEAR, LocalityHit
from mapa_uslug.geocoding.places import House, Locality, Street
from mapa_uslug.geocoding.street_search import find_street

MOST_CANDIDATES: Final = 8
_OTHER_POSTCODE: Final = 5.0
_PARTIAL_NAME: Final = 2.0
NOT_CHOSEN: Final = 10.0
"""What takes from a score: another postcode, a patron told in part, being one of several."""


@dataclass(frozen=True)
class Outcome:
    """What one locality gives: the finest candidate that may be used, and others for a person."""

    best: Candidate
    problem: str = ""
    others: tuple[Candidate, ...] = ()
    is_street_known: bool = True

    @property
    def is_house(self) -> bool:
        """Whether the house was found."""
        return self.best.quality == "punkt_adresowy"


def look_in(index: AddressIndex, hit: LocalityHit, asked: Asked, *, may_guess: bool) -> Outcome:
    """Look for the house in one locality; streets of similar name only if `may_guess`."""
    place = hit.locality
    if asked.street:
        outcome = look_on_street(index, place, asked, may_guess=may_guess)
        if outcome.is_street_known or locality_key(asked.street) != place.key:
            return _after_hit(outcome, hit)
    return _after_hit(_without_street(index, place, asked.number, asked.query.postcode), hit)


def _after_hit(outcome: Outcome, hit: LocalityHit) -> Outcome:
    problem = outcome.problem if outcome.problem and hit.problem != NEAR else hit.problem or outcome.problem
    return replace(outcome, best=lowered(outcome.best, edits=hit.edits), problem=problem)


def look_on_street(index: AddressIndex, place: Locality, asked: Asked, *, may_guess: bool) -> Outcome:
    """Look for the house on a street of the locality, and only there."""
    hits = find_street(index, place, asked.street, asked.number, may_guess=may_guess)
    whole = locality_candidate(index, place)
    others = tuple(_best_of_street(index, place, s, asked.number) for s in hits.others[:MOST_CANDIDATES])
    if hits.street is None:
        return Outcome(whole, hits.problem, others, is_street_known=False)
    found = _house(index, place, hits.street, asked.number)
    less = _PARTIAL_NAME * hits.is_given_partial
    if found is not None:
        candidate = house_candidate(index, place, hits.street, *found)
        less += _postcode_penalty(found[1], asked.query.postcode)
        return Outcome(
            lowered(candidate, edits=hits.edits, less=less), hits.problem, others, not hits.problem
        )
    street = lowered(street_candidate(index, place, hits.street, asked.number), edits=hits.edits, less=less)
    if hits.problem and number_forms(asked.number):
        # A similar name without the house: nothing confirms the guess.
        return Outcome(whole, hits.problem, (street, *others), is_street_known=False)
    problem = hits.problem or ("number_unknown" if number_forms(asked.number) else "")
    return Outcome(street, problem, others, not hits.problem)


def _without_street(index: AddressIndex, place: Locality, number: str, postcode: str) -> Outcome:
    whole = locality_candidate(index, place)
    found = _house(index, place, None, number)
    if found is not None:
        candidate = house_candidate(index, place, None, *found)
        return Outcome(lowered(candidate, less=_postcode_penalty(found[1], postcode)))
    return Outcome(whole, "number_unknown" if number_forms(number) else "")


def _house(
    index: AddressIndex, place: Locality, street: Street | None, number: str
) -> tuple[str, House] | None:
    houses = index.houses(place.id, street.id if street else 0)
    return next(((form, houses[form]) for form in number_forms(number) if form in houses), None)


def _best_of_street(index: AddressIndex, place: Locality, street: Street, number: str) -> Candidate:
    found = _house(index, place, street, number)
    if found is not None:
        return lowered(house_candidate(index, place, street, *found), less=NOT_CHOSEN)
    return lowered(street_candidate(index, place, street, number), less=NOT_CHOSEN)


def _postcode_penalty(house: House, asked: str) -> float:
    return _OTHER_POSTCODE if asked and house.postcode and asked != house.postcode else 0.0
