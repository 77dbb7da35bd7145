"""Why no file came, in words that an official understands, and whether another try may help."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.terms import TRY_AGAIN

BROKEN_OFF: Final = mark("the connection fails or breaks off")
TOO_SLOW: Final = mark("it takes too long")
TOO_LONG: Final = mark("its answer is longer than may be, in bytes")
ELSEWHERE: Final = mark("it sends us elsewhere, where we do not go")
ROOM: Final = mark("Make room on the disk, or choose another folder with --out.")

NOT_FOUND: Final = mark("its computer is not found")
NO_WAY: Final = mark("no connection can be made")
NO_PROXY: Final = mark("the web proxy does not let us through")
NO_CONNECTION: Final = frozenset({NOT_FOUND, NO_WAY, NO_PROXY})
"""Reasons that are ours as likely as the source's."""

_NEEDS_A_MOMENT: Final = frozenset({408, 429, 500, 502, 503, 504})
_CLOSED: Final = (
    mark("it does not let the program in"),
    mark("Give its key, if it wants one (see its page in the manual), or download the file by hand and give it with --file."),
)  # fmt: skip
_GONE: Final = (
    mark("it has no file at this address any more"),
    mark("Its address may have changed: give the new one with --base-url, or the file itself with --file."),
)
_WORDS: Final = {401: _CLOSED, 403: _CLOSED, 404: _GONE, 410: _GONE}
_CONNECT: Final = mark(
    "Check the connection to the internet, and run the command again: what has come is kept and is not asked for again."
)
_PROXY: Final = mark(
    "Ask whoever looks after the network for the address of the web proxy (variable HTTPS_PROXY)."
)
_CERTIFICATE: Final = mark(
    "Check the date of this computer. If the network of the office opens encrypted connections, ask for its certificate "
    "and name the file in the variable REQUESTS_CA_BUNDLE. Without a valid certificate nothing is taken."
)  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """Why a try brought nothing.

    Attributes
    ----------
    reason, hint : str
        Message ids; the first up to a colon.
    tries : int
        How often a question may be sent that fails so, at most.
    pause_s : float, optional
        That the source asks for.
    """

    reason: str
    hint: str = TRY_AGAIN
    tries: int = 1_000
    pause_s: float | None = None


class TryFailedError(Exception):
    """One try brought no file."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


def explain_status(status: int, pause_s: float | None) -> Failure:
    """What an answer without a file says (RFC 9110, section 15)."""
    words, hint = _WORDS.get(status, (mark("it reports the error"), TRY_AGAIN))
    return Failure(f"{words}: {status}", hint, 1_000 if status in _NEEDS_A_MOMENT else 1, pause_s)


def explain_error(error: Exception) -> Failure:
    """What an error of the connection says, without its own words: they may hold the password of a proxy."""
    import requests
    from urllib3.exceptions import TimeoutError as LateError

    chain = list(_chain(error))

    def is_one_of(*kinds: type[BaseException]) -> bool:
        return any(isinstance(e, kinds) for e in chain)

    if is_one_of(ssl.SSLCertVerificationError):
        return Failure(mark("its certificate is not valid, so it may be somebody else"), _CERTIFICATE, 1)
    if is_one_of(requests.exceptions.InvalidProxyURL, requests.exceptions.InvalidSchema):
        return Failure(mark("the address of the web proxy cannot be used"), _PROXY, 1)
    if is_one_of(requests.exceptions.ProxyError):
        return Failure(NO_PROXY, _PROXY, 2)
    if is_one_of(socket.gaierror):
        return Failure(NOT_FOUND, _CONNECT, 2)
    if is_one_of(requests.ConnectTimeout, ConnectionRefusedError):
        return Failure(NO_WAY, _CONNECT, 2)
    if is_one_of(requests.Timeout, LateError, TimeoutError):
        return Failure(TOO_SLOW)
    return Failure(BROKEN_OFF)


def explain_file(error: Exception) -> str:
    """Message id of why a file is no good; an error of the system is told by its own words, which name no folder."""
    if isinstance(error, OSError) and error.strerror:
        return f"{mark('the file cannot be read or written')}: {error.strerror}"
    return str(error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it came from, however the libraries hand it on."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        others = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting += [e for e in others if isinstance(e, BaseException)]
