"""Finding a place by services on the web, the finest question first, every answer kept."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mapa_uslug.contracts.places import AddressQuery, Candidate
from mapa_uslug.core.address_text import locality_key, split_street_number
from mapa_uslug.core.text import mark
from mapa_uslug.sources.geocoders.answer_cache import AnswerCache
from mapa_uslug.sources.geocoders.answer_fields import text_of
from mapa_uslug.sources.geocoders.likeness import DOUBTFUL, Entry, judge
from mapa_uslug.sources.geocoders.services import NO_STORE, Service, ServiceFailed
from mapa_uslug.sources.geocoders.web import PoliteClient

_STREET_WORD: Final = re.compile(r"^(?:ul\.|ul\s|ulica\s|ulicy\s)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class OnlineGeocoder:
    """Asks one service for addresses.

    Attributes
    ----------
    service : Service
        Whom to ask.
    form_requests : callable
        The questions for an address (see `tidy_query`), the finest first; none if it says too little.
    read_answer : callable
        Takes a decoded answer to its entries; raises `ValueError` for anything that the service does not answer.
    client : PoliteClient
        How to ask.
    cache : AnswerCache
        Where answers are kept.
    """

    service: Service
    form_requests: Callable[[AddressQuery], Iterable[Mapping[str, str]]]
    read_answer: Callable[[Any], Sequence[Entry]]
    client: PoliteClient
    cache: AnswerCache

    def __call__(self, query: AddressQuery) -> tuple[Candidate, ...]:
        """Places that the service knows for an address, best first; none if it knows none.

        A coarser question (the street, then the locality) is asked only while there is nothing but doubtful answers.

        Raises
        ------
        ServiceFailed
            If the service gives no usable answer to a question that was not answered before.
        ValueError
            For a query that may not be sent to anybody.
        """
        if query.is_private:
            raise ValueError("a private query must not reach a geocoder on the web")
        query = tidy_query(query)
        entries: list[Entry] = []
        found: tuple[Candidate, ...] = ()
        for params in self.form_requests(query):
            entries += self._answer(params)
            found = judge(query, entries, self.service.title)
            if found and found[0].score >= DOUBTFUL:
                break
        return found

    def _answer(self, params: Mapping[str, str]) -> Sequence[Entry]:
        kept = self._kept(params)
        if kept is not None:
            return kept
        text = self.client.ask(self.service, params, self.read_answer)
        try:
            self.cache.put(self.service.url, params, text)
        except (sqlite3.Error, OSError) as error:
            raise self._no_store(error) from error
        return self.read_answer(json.loads(text))

    def _kept(self, params: Mapping[str, str]) -> Sequence[Entry] | None:
        """Entries of an earlier answer, None if there is none or it cannot be read any more."""
        try:
            text = self.cache.get(self.service.url, params)
        except (sqlite3.Error, OSError) as error:
            raise self._no_store(error) from error
        try:
            return None if text is None else self.read_answer(json.loads(text))
        except (ValueError, RecursionError):
            return None

    def _no_store(self, error: Exception) -> ServiceFailed:
        """Without a store every run would ask for everything again, which the services forbid."""
        hint = mark("Make the cache folder writable, or delete the file online/answers.sqlite in it.")
        reason = f"{mark('the file of answers cannot be used')}: {error}"
        return ServiceFailed(self.service, reason, message=NO_STORE, hint=hint, is_final=True)


def open_geocoder(
    service: Service,
    form_requests: Callable[[AddressQuery], Iterable[Mapping[str, str]]],
    read_answer: Callable[[Any], Sequence[Entry]],
    *,
    base_url: str | None = None,
    client: PoliteClient | None = None,
    cache: AnswerCache | None = None,
) -> OnlineGeocoder:
    """Geocoder that asks a service: the public one, or another installation of it.

    Parameters
    ----------
    service, form_requests, read_answer
        See `OnlineGeocoder`.
    base_url
        ``https`` address of another installation of the service.
    client, cache
        How to ask and where answers are kept; an ordinary client and the user's cache if not given.

    Raises
    ------
    InputError
        If `base_url` is not safe to send addresses to.
    """
    asked = service if base_url is None else service.at(base_url)
    return OnlineGeocoder(asked, form_requests, read_answer, client or PoliteClient(), cache or AnswerCache())


def tidy_query(query: AddressQuery) -> AddressQuery:
    """The same address with a street that has no "ul.", nor its number, nor only repeats the village's name."""
    # A comma of its own would tell a geocoder that a part ends there.
    locality, street = (text_of(part.replace(",", " ")) for part in (query.locality, query.street))
    number = text_of(query.number)
    if street and not number:
        street, number = split_street_number(street)
    street = _STREET_WORD.sub("", street)
    if street and locality_key(street) == locality_key(locality):
        street = ""
    return replace(query, locality=locality, street=street, number=number)
