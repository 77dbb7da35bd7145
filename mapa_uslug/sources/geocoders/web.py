"""Asking a service on the web politely: one question a second, few retries, an end to patience, nothing followed blindly."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.pacing import HostPacer, read_retry_after
from mapa_uslug.sources.fetching.session import host_of, open_session, send
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER
from mapa_uslug.sources.geocoders.services import GIVEN_UP, TRY_LATER, Service, ServiceFailed

if TYPE_CHECKING:
    import requests

_NEEDS_A_MOMENT: Final = frozenset({429, 502, 503, 504})
_CLOSED_DOORS: Final = frozenset({401, 403})
_PACER: Final = HostPacer()
"""Shared by every client of the process that is not given another."""


class _BrokenOffError(Exception):
    """No reply, but a second try may bring one."""


@dataclass
class _Standing:
    """How a service has done in this run."""

    sent: int = 0
    failures: int = 0
    last: ServiceFailed | None = None


@dataclass(frozen=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class PoliteClient:
    """Asks services for JSON; one instance is one run.

    Parameters
    ----------
    contact : str
        E-mail or web address that the services are told, so that they can complain before they block.
    connect_timeout_s, read_timeout_s, total_timeout_s : float
        Patience [s] with the connection, with each silence, and with a whole answer that trickles.
    max_bytes : int
        Longest answer.
    tries : int
        Times that one question is sent at most.
    max_pause_s : float
        Longest pause [s] that a service may ask for; one that asks for more is left alone.
    max_failures : int
        Questions in a row without an answer after which a service is given up.
    pacer : HostPacer
        Keeps the distance between requests.
    wall_clock : callable
        Seconds since 1970, for a ``Retry-After`` that is a date.
    """

    contact: str = ""
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 30.0
    total_timeout_s: float = 60.0
    max_bytes: int = 2_000_000
    tries: int = 3
    max_pause_s: float = 60.0
    max_failures: int = 5
    pacer: HostPacer = _PACER
    wall_clock: Callable[[], float] = time.time
    _standings: dict[str, _Standing] = field(default_factory=dict, init=False, repr=False)

    def ask(self, service: Service, params: Mapping[str, str], check: Callable[[object], object]) -> str:
        """Send one question, and again if the service only needs a moment.

        Parameters
        ----------
        service
            Whom to ask.
        params
            What is sent; nothing else is.
        check
            Takes the decoded answer and raises `ValueError` if it is not what this service answers.

        Returns
        -------
        str
            The answer: JSON that passed `check`.

        Raises
        ------
        ServiceFailed
            Whatever went wrong on the way; what comes over the wire raises nothing else.
        """
        standing = self._standings.setdefault(service.url, _Standing())
        last = standing.last
        if last is not None and (last.is_final or standing.failures >= self.max_failures):
            raise ServiceFailed(service, last.values["reason"], message=GIVEN_UP, hint=last.hint)
        try:
            text = _read_text(service, self._fetch(service, params, standing), check)
        except ServiceFailed as failure:
            standing.failures, standing.last = standing.failures + 1, failure
            raise
        standing.failures = 0
        return text

    def _fetch(self, service: Service, params: Mapping[str, str], standing: _Standing) -> _Reply:
        """The reply with status 200, after as many tries as are decent."""
        for attempt in range(1, self.tries + 1):
            pause_s = 2.0**attempt
            try:
                reply = self._send(service, params, standing)
            except _BrokenOffError as broken:
                reason = str(broken)
            else:
                if reply.status == 200:
                    return reply
                pause_s, reason = self._pause_for(service, reply, pause_s)
            self.pacer.hold(service.host, pause_s)
        raise ServiceFailed(service, reason)

    def _pause_for(self, service: Service, reply: _Reply, pause_s: float) -> tuple[float, str]:
        """Seconds to wait before another try, and what the reply says.

        Raises
        ------
        ServiceFailed
            When another try would be of no use, or no decent thing to do.
        """
        reason = f"{mark('it reports the error')}: {reply.status}"
        if 300 <= reply.status < 400:
            reason = f"{mark('it sends us elsewhere, where we do not go')}: {host_of(reply.headers.get('Location', ''))}"
            raise ServiceFailed(service, reason)
        if reply.status not in _NEEDS_A_MOMENT:
            raise ServiceFailed(service, reason, is_final=reply.status in _CLOSED_DOORS)
        asked_s = read_retry_after(reply.headers.get("Retry-After", ""), self.wall_clock())
        if asked_s is not None and asked_s > self.max_pause_s:
            reason = f"{mark('it asks for a pause, in seconds')}: {asked_s:.0f}"
            raise ServiceFailed(service, reason, is_final=True)
        return (pause_s if asked_s is None else asked_s), reason

    def _send(self, service: Service, params: Mapping[str, str], standing: _Standing) -> _Reply:
        """One request, in its turn."""
        import requests
        from urllib3.exceptions import HTTPError
        from urllib3.exceptions import TimeoutError as LateError

        with self.pacer.turn(service.host):
            if standing.sent >= service.max_requests:
                reason = f"{mark('the requests that one run may send are used up')}: {service.max_requests}"
                raise ServiceFailed(service, reason, hint=service.limit_hint, is_final=True)
            standing.sent += 1
            try:
                return self._request(service, params)
            except ServiceFailed:
                raise
            except requests.ConnectTimeout as error:
                raise _BrokenOffError(mark("no connection can be made")) from error
            except (requests.Timeout, LateError, TimeoutError) as late:
                # No second try: what takes this long is still being worked on over there.
                raise ServiceFailed(service, mark("it takes too long")) from late
            except (requests.RequestException, HTTPError, OSError) as error:
                raise _BrokenOffError(mark("the connection fails or breaks off")) from error

    def _request(self, service: Service, params: Mapping[str, str]) -> _Reply:
        import requests

        request = requests.Request("GET", service.url, params=dict(params))
        timeout = self.connect_timeout_s, self.read_timeout_s
        with self._session(service) as session, send(session, request, timeout) as response:
            body = self._read_body(service, response) if response.status_code == 200 else b""
            return _Reply(response.status_code, response.headers, body)

    def _session(self, service: Service) -> requests.Session:
        is_local = service.is_on_this_machine
        return open_session(self.contact, is_local=is_local, headers={"Accept": "application/json"})

    def _read_body(self, service: Service, response: requests.Response) -> bytes:
        """The body, as long as it is neither too long nor too slow."""
        too_long = f"{mark('its answer is longer than may be, in bytes')}: {self.max_bytes}"
        body, deadline = bytearray(), self.pacer.clock() + self.total_timeout_s
        # Bytes one by one: a longer read would wait, unwatched, until a trickle has filled it.
        for chunk in response.raw.stream(1, decode_content=False):
            body += chunk
            if len(body) > self.max_bytes:
                raise ServiceFailed(service, too_long)
            if self.pacer.clock() > deadline:
                raise ServiceFailed(service, mark("it takes too long"))
        return bytes(body)


def _read_text(service: Service, reply: _Reply, check: Callable[[object], object]) -> str:
    """The body as JSON that passes a check."""
    try:
        text = _decode(reply)
        check(json.loads(text))
    except (ValueError, RecursionError) as error:
        kind = reply.headers.get("Content-Type", "").partition(";")[0].strip()[:50]
        reason = f"{OTHER_ANSWER}: {kind or '?'}"
        raise ServiceFailed(service, reason, hint=TRY_LATER) from error
    return text


def _decode(reply: _Reply) -> str:
    """JSON is UTF-8 whatever the header says (RFC 8259); the header counts only where it is not."""
    try:
        return reply.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        _, _, charset = reply.headers.get("Content-Type", "").partition("charset=")
        try:
            return reply.body.decode(charset.partition(";")[0].strip(' "') or "utf-8")
        except LookupError as error:
            raise ValueError(charset) from error
