"""The geocoders on the web: what they are told, on what terms, and how they fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.terms import check_address, is_local

UUG_URL: Final = "https://services.gugik.gov.pl/uug/"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/search"
_NOT_TO: Final = mark("Addresses may not be sent to {url}.")


@dataclass(frozen=True)
class Service:
    """A service on the web and the terms on which it is asked.

    Attributes
    ----------
    key, title : str
        Word for the command line; name for messages and for `Candidate.source`.
    max_requests : int
        Requests that one run may send, retries among them.
    policy, limit_hint : str
        Message ids: what is sent to whom; what to do when `max_requests` is used up.
    """

    key: str
    title: str
    url: str
    max_requests: int
    policy: str
    limit_hint: str

    @property
    def host(self) -> str:
        """Computer that is asked."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_on_this_machine(self) -> bool:
        """Whether nothing leaves this computer."""
        return is_local(self.url)

    def at(self, url: str) -> Service:
        """The same service at another address.

        Raises
        ------
        InputError
            Unless it is an ``https`` address, or ``http`` on this machine, without user and password.
        """
        check_address(url, _NOT_TO, where=self.title, code="service_url")
        return replace(self, url=url)


UUG: Final = Service(
    key="uug",
    title="GUGiK UUG",
    url=UUG_URL,
    max_requests=500,
    policy=mark(
        "Locality, street and house number of services whose place is not found in the files, and nothing else, are sent "
        "to the geocoder of the surveyor general (GUGiK, services.gugik.gov.pl): at most one address a second and 500 "
        "requests a run. Rows that may not be shown as points are never sent. Answers are kept on this computer."
    ),
    limit_hint=mark(
        "Answers are kept: run again to go on with the rest, or give a file of address points (PRG), which needs no service."
    ),
)
NOMINATIM: Final = Service(
    key="nominatim",
    title="Nominatim (OpenStreetMap)",
    url=NOMINATIM_URL,
    max_requests=100,
    policy=mark(
        "Locality, street and house number of services whose place is not found in the files, and nothing else, are sent "
        "to Nominatim of the OpenStreetMap Foundation (nominatim.openstreetmap.org): at most one address a second and 100 "
        "requests a run, because its policy forbids geocoding whole lists. Rows that may not be shown as points are never "
        "sent. Answers are kept on this computer; they are © OpenStreetMap contributors (ODbL)."
    ),
    limit_hint=mark(
        "The policy of Nominatim forbids geocoding whole lists. Give a file of address points (PRG or OpenStreetMap), or "
        "use the service uug."
    ),
)
SERVICES: Final = {service.key: service for service in (UUG, NOMINATIM)}


def describe_policy(name: str) -> str:
    """Message id of what a service is sent, to whom, and within what limits.

    Raises
    ------
    KeyError
        If no service is called so (see `SERVICES`).
    """
    return SERVICES[name].policy


NO_ANSWER: Final = mark("{service} gives no answer: {reason}")
GIVEN_UP: Final = mark("{service} is not asked any more in this run: {reason}")
NO_STORE: Final = mark("The answers of {service} cannot be kept, so it is not asked: {reason}")
TRY_LATER: Final = mark("Try again later: answers that have come are kept and are not asked for again.")


class ServiceFailed(ConnectionError):  # noqa: N818
    """A service gave no usable answer; the text says nothing of the address that was asked for.

    Parameters
    ----------
    service
        The one that was asked.
    reason
        Why; up to a colon it is a message id (see `Text.tell`).
    is_final
        There is no sense in asking again in this run.

    Attributes
    ----------
    message, hint : str
        Message ids; `message` has the fields of `values`.
    values : dict of str
        ``service`` and ``reason``.
    """

    def __init__(
        self,
        service: Service,
        reason: str,
        *,
        message: str = NO_ANSWER,
        hint: str = TRY_LATER,
        is_final: bool = False,
    ) -> None:
        self.message, self.hint, self.is_final = message, hint, is_final
        self.values = {"service": service.title, "reason": reason}
        super().__init__(message.format(**self.values))
