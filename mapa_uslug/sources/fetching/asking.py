"""One question to a source: what is asked, with what manners, and the way to the answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.failures import ELSEWHERE, TryFailedError, explain_error
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.session import host_of, open_session, send
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms, has_password, is_local, is_safe

if TYPE_CHECKING:
    import requests

_MOST_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_SECRETS: Final = re.compile(
    r"(?:api|access|client|user|auth|subscription)?[-_.]?"
    r"(?:key|token|secret|password|passwd|pwd|sig|signature|x-clientid|clientid)",
    re.IGNORECASE,
)  # fmt: skip
_IMPERSONAL: Final = frozenset({"accept", "soapaction"})
"""Headers that say nothing of who asks."""
_PACER: Final = HostPacer()
Received = TypeVar("Received")


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question to a source.

    Attributes
    ----------
    url : str
    name : str
        Of the raw file, below the source's folder; no folders in it.
    params : sequence of pairs
        Of the query; written down, so nothing secret may be in them.
    body : bytes
        Sent by POST if not empty.
    headers : mapping
        Sent and never written down.
    auth : pair of str, optional
        User and password, sent and never written down.

    Raises
    ------
    ValueError
        A name that is none of a plain file.
    """

    url: str
    name: str
    params: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.name or self.name.startswith(".") or set(self.name) & set("/\\\0"):
            raise ValueError(f"no name of a raw file: {self.name!r}")

    @property
    def whole_url(self) -> str:
        """Address with its query."""
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}{urlencode(list(self.params))}" if self.params else self.url

    @property
    def digest(self) -> str:
        """The same for the same question."""
        return hashlib.sha256(self.whole_url.encode() + b"\0" + self.body).hexdigest()

    @property
    def is_personal(self) -> bool:
        """Whether a key, or a user and password, goes with it: such a question is for the source itself."""
        return self.auth is not None or not {name.lower() for name in self.headers} <= _IMPERSONAL

    @property
    def has_secrets(self) -> bool:
        """Whether the address, which is written down, holds a password or a key."""
        names = (name for name, _ in parse_qsl(urlsplit(self.whole_url).query, keep_blank_values=True))
        return has_password(self.url) or any(map(_SECRETS.fullmatch, names))


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How sources are asked.

    Parameters
    ----------
    contact : str
        E-mail or web address that sources are told.
    connect_timeout_s, read_timeout_s : float
        Patience [s] with the connection and with each silence.
    tries : int
        Times that one question is sent at most.
    max_pause_s : float
        Longest pause [s] that a source may ask for; one that asks for more is left alone.
    first_pause_s : float
        Pause [s] after the first try that failed, doubled after each further one.
    pacer : HostPacer
    progress : callable
        Told the title of a source and the bytes that have come of its file, now and then and at the end.
    on_sent : callable
        Called before every request, tries that fail among them.
    """

    contact: str = ""
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    tries: int = 5
    max_pause_s: float = 120.0
    first_pause_s: float = 2.0
    pacer: HostPacer = _PACER
    progress: Callable[[str, int], None] = lambda title, size: None
    on_sent: Callable[[], None] = lambda: None


@contextmanager
def answer_to(
    ask: Ask, terms: Terms, manners: Manners, *, headers: Mapping[str, str], patience_s: float
) -> Iterator[requests.Response]:
    """The answer to a question, redirections within the source's own computers followed; its body is not read yet.

    Parameters
    ----------
    headers
        Of this try.
    patience_s
        With each silence, if less than the manners'.

    Raises
    ------
    SourceFailed
        It leads to a computer that is not the source's, to an address that is not encrypted, or round in circles.
    Exception
        Of the connection (see `explain_error`).
    """
    url, has_body = ask.whole_url, bool(ask.body)
    timeout = manners.connect_timeout_s, min(manners.read_timeout_s, max(patience_s, 1.0))
    for _ in range(_MOST_REDIRECTS):
        _check_address(url, terms)
        pause_s = 0.0 if is_local(url) else terms.pause_s
        is_own = _origin(url) == _origin(ask.url)
        manners.on_sent()
        with (
            manners.pacer.turn(host_of(url), pause_s=pause_s),
            _session(ask, manners, url, is_own=is_own, headers=headers) as session,
            send(session, _request(ask, url, has_body=has_body), timeout) as response,
        ):
            target = response.headers.get("Location", "")
            if response.status_code not in _MOVED or not target:
                yield response
                return
        url = _joined(url, target)
        has_body = has_body and response.status_code in _KEEPS_METHOD
    raise SourceFailed(terms, mark("it sends us round in circles"))


def try_once(
    ask: Ask, terms: Terms, manners: Manners, receive: Callable[[requests.Response], Received], *,
    headers: Mapping[str, str], patience_s: float,
) -> Received:  # fmt: skip
    """Send a question once and hand the answer on (see `answer_to`).

    Raises
    ------
    SourceFailed
        Of `answer_to` and `receive`.
    TryFailedError
        Of `receive`; and whatever goes wrong on the way.
    """
    import requests
    from urllib3.exceptions import HTTPError

    try:
        with answer_to(ask, terms, manners, headers=headers, patience_s=patience_s) as response:
            return receive(response)
    except (SourceFailed, TryFailedError):
        raise
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        failure = explain_error(error)
    # Raised out here, so that no traceback shows the library's error: it may hold the password of a proxy.
    raise TryFailedError(failure)


def _request(ask: Ask, url: str, *, has_body: bool) -> requests.Request:
    import requests

    if not has_body:
        return requests.Request("GET", url)
    kind = {"Content-Type": ask.content_type} if ask.content_type else {}
    return requests.Request("POST", url, data=ask.body, headers=kind)


def _session(
    ask: Ask, manners: Manners, url: str, *, is_own: bool, headers: Mapping[str, str]
) -> requests.Session:
    """A connection; keys and passwords go to the computer that they are meant for, and to no other."""
    own = {k: v for k, v in ask.headers.items() if is_own or k.lower() == "accept"}
    return open_session(manners.contact, is_local=is_local(url), headers={**own, **headers},
                        auth=ask.auth if is_own else None)  # fmt: skip


def _check_address(url: str, terms: Terms) -> None:
    if host_of(url) not in (terms.host, *terms.also):
        raise SourceFailed(terms, f"{ELSEWHERE}: {host_of(url)}")
    if not is_safe(url) or has_password(url):
        raise SourceFailed(
            terms, f"{mark('its address is not encrypted, or holds a password')}: {host_of(url)}"
        )


def _joined(url: str, target: str) -> str:
    """Address that a redirection means; headers come as Latin-1, whatever they were written in."""
    try:
        return urljoin(url, target.encode("latin-1").decode("utf-8"))
    except ValueError:
        return ""


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
