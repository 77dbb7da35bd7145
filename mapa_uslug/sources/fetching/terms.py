"""A source of data and the terms on which it is asked."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from string import Template
from typing import Final
from urllib.parse import urlsplit

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark

NO_DATA: Final = mark("{source} gives no data: {reason}")
NOT_FROM: Final = mark("Data may not be taken from {url}.")
TRY_AGAIN: Final = mark("Run the command again later: what has come is kept and is not asked for again.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is asked, on what terms.

    Attributes
    ----------
    key : str
        Word for the command line and name of the folder of raw files.
    title : str
        Name in messages.
    url : str
        Address that all others begin with; `at` moves it.
    licence : str
        As the publisher calls it, or what is known of it.
    credit : str
        How the source is to be named on maps and in reports; ``$date`` stands for the day of fetching.
    missing : str
        Message id: what it means for the analysis when the source gives nothing.
    also : tuple of str
        Other computers that it may send us on to.
    pause_s : float
        Least time between two questions [s].
    total_s : float
        Patience with one file, all tries and pauses together [s].
    max_bytes : int
        Largest file.
    """

    key: str
    title: str
    url: str
    licence: str
    credit: str
    missing: str
    also: tuple[str, ...] = ()
    pause_s: float = 1.0
    total_s: float = 600.0
    max_bytes: int = 200_000_000

    @property
    def host(self) -> str:
        """Computer that is asked."""
        return urlsplit(self.url).hostname or ""

    def at(self, url: str) -> Terms:
        """The same source at another address.

        Raises
        ------
        InputError
            Unless it is an ``https`` address, or ``http`` on this machine, without user and password.
        """
        check_address(url, NOT_FROM, where=self.title, code="source_url")
        return replace(self, url=url.rstrip("/"))


def check_address(url: str, message: str, *, where: str, code: str) -> None:
    """Raise `InputError` unless an address that a user gives is safe; `message` has the field ``url``."""
    if not is_safe(url) or has_password(url):
        raise InputError([problem(
            message, where=where, code=code, url=without_password(url),
            hint="Give an address that begins with https:// and holds no password.",
        )])  # fmt: skip


def dated(credit: str, day: str) -> str:
    """A credit with the day in place of ``$date``."""
    return Template(credit).safe_substitute(date=day)


def is_safe(url: str) -> bool:
    """Whether an address is encrypted, or on this machine."""
    try:
        parts = urlsplit(url)
        has_place = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return has_place and (parts.scheme == "https" or (parts.scheme == "http" and is_local(url)))


def has_password(url: str) -> bool:
    """Whether an address names a user or a password."""
    return "@" in re.split(r"[/?#]", url.partition("//")[2], maxsplit=1)[0]


def without_password(url: str) -> str:
    """An address to be shown: nothing of what stands before an ``@``."""
    return f"…@{url.rpartition('@')[2]}" if "@" in url else url


def is_local(url: str) -> bool:
    """Whether nothing leaves this computer."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class SourceFailed(ConnectionError):  # noqa: N818
    """A source gave no usable file.

    Parameters
    ----------
    terms
        The one that was asked.
    reason
        Why; up to a colon it is a message id (see `Text.tell`).
    hint
        Message id: what to do.
    """

    def __init__(self, terms: Terms, reason: str, *, hint: str = TRY_AGAIN) -> None:
        self.terms, self.reason, self.hint = terms, reason, hint
        super().__init__(NO_DATA.format(source=terms.title, reason=reason))

    @property
    def problem(self) -> Problem:
        """What is told at the end: that it failed, why, and what it means for the analysis."""
        return problem(NO_DATA, where=self.terms.key, code="source_failed", severity="warning", hint=self.hint,
                       source=self.terms.title, reason=self.reason)  # fmt: skip
