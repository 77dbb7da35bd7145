"""Getting files politely: once, in their turn, with an end to patience, whole or not at all, each in the ledger."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urljoin, urlsplit

from mapa_uslug import __version__
from mapa_uslug.core.files import atomic_path, sha256_of
from mapa_uslug.core.text import mark
from mapa_uslug.sources.ledger import Entry, Ledger
from mapa_uslug.sources.pacing import HostPacer, read_retry_after
from mapa_uslug.sources.terms import SourceFailed, Terms, is_local, is_safe

if TYPE_CHECKING:
    import requests

Check = Callable[[Path], None]
"""Raises `ValueError` with a message id when a file is not what the source hands out."""
Sift = Callable[[bytes], tuple[bytes, int]]
"""Takes a whole file to what of it may be kept, and the number of rows that were dropped."""

_NEEDS_A_MOMENT: Final = frozenset({429, 500, 502, 503, 504})
_PIECE: Final = 1 << 16
_MOST_REDIRECTS: Final = 4
_PACER: Final = HostPacer()


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question to a source.

    Attributes
    ----------
    url : str
    name : str
        Of the raw file, below the source's folder; no folders in it.
    params : sequence of pairs
        Of the query.
    body : bytes
        Sent by POST if not empty.
    headers : mapping
        Sent and never written down.
    auth : pair of str, optional
        User and password, sent and never written down.
    """

    url: str
    name: str
    params: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def whole_url(self) -> str:
        """Address with its query; nothing secret is in it."""
        return f"{self.url}?{urlencode(list(self.params))}" if self.params else self.url

    @property
    def digest(self) -> str:
        """The same for the same question."""
        return hashlib.sha256(self.whole_url.encode() + b"\0" + self.body).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Getter:
    """Brings files into the raw folder; one instance is one run.

    Parameters
    ----------
    raw : Path
        Folder of the raw files, with the ledger.
    is_offline : bool
        Take what is there, ask nobody.
    is_fresh : bool
        Ask again for what is there.
    bases : mapping
        Key of a source -> address to use in place of its own.
    given : mapping
        Key of a source -> files to take in place of what it would send.
    contact : str
        E-mail or web address that sources are told.
    clock : callable
        Now, in UTC: the day in credits and in the ledger.
    """

    raw: Path
    is_offline: bool = False
    is_fresh: bool = False
    bases: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    contact: str = ""
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    tries: int = 5
    max_pause_s: float = 120.0
    first_pause_s: float = 2.0
    pacer: HostPacer = _PACER
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    progress: Callable[[str, int], None] = lambda title, size: None

    @property
    def ledger(self) -> Ledger:
        """The ledger as it stands."""
        return Ledger(self.raw)

    def terms(self, terms: Terms) -> Terms:
        """Terms at the address to use in this run."""
        return terms.at(self.bases[terms.key]) if terms.key in self.bases else terms

    def credit(self, terms: Terms, day: str = "") -> str:
        """How the source is to be named, with the day on which its file was fetched."""
        days = [e.fetched_at[:10] for e in self.ledger.entries if e.source == terms.key]
        return terms.credit.replace("{date}", day or max(days, default=self.clock().date().isoformat()))

    def get(self, terms: Terms, ask: Ask, *, check: Check | None = None, sift: Sift | None = None) -> Path:
        """The raw file that answers a question: the one that is there, or fetched now.

        Parameters
        ----------
        terms
            As `terms` gives them.
        ask
            The question.
        check
            Looks at the file before it is kept.
        sift
            Drops what must not be kept; the answer is then never written as it came.

        Raises
        ------
        SourceFailed
            Whatever goes wrong on the way; nothing half-written is left under the file's name.
        """
        target = self.raw / terms.key / ask.name
        kept = self.ledger.find(terms.key, ask.name)
        if kept is not None and kept.request == ask.digest and (self.is_offline or not self.is_fresh):
            return target
        if self.is_offline:
            raise SourceFailed(terms, f"{mark('it may not be asked (--offline), and was not asked before')}: {ask.name}",
                               hint=mark("Run the command once without --offline."))  # fmt: skip
        dropped = _Fetch(self, terms, ask, target).run(check, sift)
        self._note(terms, ask.name, ask.digest, ask.whole_url, dropped)
        return target

    def take(self, terms: Terms, path: Path, *, check: Check | None = None, sift: Sift | None = None) -> Path:
        """A file that the user gives in place of what a source would send, copied into the raw folder.

        Raises
        ------
        SourceFailed
            The file cannot be read, or is not what the source hands out.
        """
        target, dropped = self.raw / terms.key / path.name, 0
        try:
            with atomic_path(target) as part:
                if sift is None:
                    shutil.copyfile(path, part)
                else:
                    body, dropped = sift(path.read_bytes())
                    part.write_bytes(body)
                if check is not None:
                    check(part)
        except (OSError, ValueError) as error:
            raise SourceFailed(terms, _reason(error), hint=mark("Check the file that was given.")) from error
        self._note(terms, path.name, f"file:{path.name}", f"file:{path.name}", dropped)
        return target

    def _note(self, terms: Terms, name: str, digest: str, url: str, dropped: int) -> None:
        path = self.raw / terms.key / name
        now = self.clock().replace(microsecond=0).isoformat()
        self.ledger.add(Entry(
            terms.key, name, digest, url, sha256_of(path), path.stat().st_size, now, terms.licence,
            terms.credit.replace("{date}", now[:10]), dropped,
        ))  # fmt: skip


class _AgainError(Exception):
    """No file yet, but another try may bring it, after so many seconds if the source said how many."""

    def __init__(self, reason: str, pause_s: float | None = None) -> None:
        super().__init__(reason)
        self.pause_s = pause_s


class _Fetch:
    """The tries of one question; what came of a file that broke off is kept beside it, to go on from."""

    def __init__(self, getter: Getter, terms: Terms, ask: Ask, target: Path) -> None:
        self.getter, self.terms, self.ask, self.target = getter, terms, ask, target
        self.part = target.with_name(f".{target.name}.part")
        self.note = target.with_name(f".{target.name}.part.json")
        self.deadline = getter.pacer.clock() + terms.total_s

    def run(self, check: Check | None, sift: Sift | None) -> int:
        """Fetch, check and rename; the number of rows dropped."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        body = self._try(sift is not None)
        dropped = 0
        try:
            if sift is not None:
                kept, dropped = sift(body)
                self.part.write_bytes(kept)
            if check is not None:
                check(self.part)
        except ValueError as error:
            self._forget()
            raise SourceFailed(self.terms, _reason(error)) from error
        os.replace(self.part, self.target)
        self.note.unlink(missing_ok=True)
        return dropped

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def _try(self, in_memory: bool) -> bytes:
        reason = ""
        for attempt in range(self.getter.tries):
            try:
                return self._send(in_memory)
            except _AgainError as again:
                reason = str(again)
                pause = self.getter.first_pause_s * 2.0**attempt if again.pause_s is None else again.pause_s
            clock = self.getter.pacer.clock
            if pause > self.getter.max_pause_s:
                raise SourceFailed(self.terms, f"{mark('it asks for a pause, in seconds')}: {pause:.0f}")
            if clock() + pause > self.deadline:
                raise SourceFailed(self.terms, mark("it takes too long"))
            self.getter.pacer.hold(self.terms.host, pause)
        raise SourceFailed(self.terms, reason)

    def _send(self, in_memory: bool) -> bytes:
        import requests
        from urllib3.exceptions import HTTPError

        try:
            with self._answer() as response:
                self._look_at(response)
                return self._read(response, in_memory)
        except (SourceFailed, _AgainError):
            raise
        except (requests.RequestException, HTTPError, OSError) as error:
            # What the library says may hold the address of a proxy with its password.
            raise _AgainError(mark("the connection fails or breaks off")) from error

    @contextmanager
    def _answer(self) -> Iterator[requests.Response]:
        """The answer to the question, redirections within the source's own computers followed."""
        import requests

        url, host = self.ask.whole_url, self.terms.host
        for _ in range(_MOST_REDIRECTS):
            with self.getter.pacer.turn(host), self._session(url) as session:
                method = "POST" if self.ask.body else "GET"
                prepared = session.prepare_request(requests.Request(method, url, data=self.ask.body or None))
                settings = session.merge_environment_settings(url, {}, True, None, None)
                response = session.get_adapter(url).send(
                    prepared, timeout=(self.getter.connect_timeout_s, self.getter.read_timeout_s), **settings
                )
                with response:
                    if not 300 <= response.status_code < 400:
                        yield response
                        return
                    url = urljoin(url, response.headers.get("Location", ""))
            other = urlsplit(url).hostname or "?"
            if other not in (host, *self.terms.also) or not is_safe(url):
                reason = f"{mark('it sends us elsewhere, where we do not go')}: {other[:100]}"
                raise SourceFailed(self.terms, reason)
        raise SourceFailed(self.terms, mark("it sends us round in circles"))

    def _session(self, url: str) -> requests.Session:
        import requests

        session = requests.Session()
        session.trust_env = not is_local(url)
        # Passwords of `.netrc` are nobody's business here.
        session.auth = self.ask.auth or (lambda request: request)
        told = "".join(c for c in self.getter.contact if c.isascii() and c.isprintable() and c not in "()")
        session.headers.update({
            "User-Agent": f"mapa-uslug/{__version__} (mapa_uslug, map of social services{'; ' if told else ''}{told})",
            "Accept": "*/*", "Accept-Language": "pl", "Accept-Encoding": "identity", **self.ask.headers,
        })  # fmt: skip
        if self.ask.content_type:
            session.headers["Content-Type"] = self.ask.content_type
        started = self._started()
        if started:
            session.headers.update({"Range": f"bytes={self.part.stat().st_size}-", "If-Range": started})
        return session

    def _started(self) -> str:
        """What names the version of a file that broke off, "" if there is nothing to go on from."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            is_same = note["request"] == self.ask.digest and self.part.stat().st_size > 0
            return str(note["version"]) if is_same else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _look_at(self, response: requests.Response) -> None:
        """Go on only with a file."""
        status = response.status_code
        if status in (200, 206):
            return
        if status == 416:
            self._forget()
            raise _AgainError(mark("it cannot go on where it broke off"), 0.0)
        reason = f"{mark('it reports the error')}: {status}"
        if status in _NEEDS_A_MOMENT:
            raise _AgainError(reason, read_retry_after(response.headers.get("Retry-After", ""), time.time()))
        raise SourceFailed(self.terms, reason)

    def _read(self, response: requests.Response, in_memory: bool) -> bytes:
        goes_on = response.status_code == 206
        done = self.part.stat().st_size if goes_on else 0
        length = response.headers.get("Content-Length", "")
        expected = done + int(length) if length.isdigit() else None
        if expected is not None and expected > self.terms.max_bytes:
            raise SourceFailed(
                self.terms, f"{mark('its answer is longer than may be, in bytes')}: {expected}"
            )
        version = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
        if in_memory:
            body = b"".join(self._pieces(response, 0))
            done = len(body)
        else:
            body = b""
            if not goes_on:
                self.part.write_bytes(b"")
                if version and not version.startswith("W/"):
                    self.note.write_text(json.dumps({"request": self.ask.digest, "version": version}))
                else:
                    self.note.unlink(missing_ok=True)
            with self.part.open("ab") as stream:
                for piece in self._pieces(response, done):
                    stream.write(piece)
                    done += len(piece)
        if expected is not None and done < expected:
            raise _AgainError(mark("the connection fails or breaks off"))
        if done == 0:
            raise SourceFailed(self.terms, mark("its answer is empty"))
        return body

    def _pieces(self, response: requests.Response, done: int) -> Iterator[bytes]:
        """The body as it comes, as long as it is neither too long nor too slow."""
        # `read1` gives what is there: a longer read would wait, unwatched, until a trickle has filled it.
        while piece := response.raw.read1(_PIECE, decode_content=False):
            done += len(piece)
            if done > self.terms.max_bytes:
                raise SourceFailed(
                    self.terms,
                    f"{mark('its answer is longer than may be, in bytes')}: {self.terms.max_bytes}",
                )
            if self.getter.pacer.clock() > self.deadline:
                raise SourceFailed(self.terms, mark("it takes too long"))
            self.getter.progress(self.terms.title, done)
            yield piece


def _reason(error: Exception) -> str:
    """Message id of why a file is no good; an error of the system is told by its own words."""
    return str(error.strerror) if isinstance(error, OSError) and error.strerror else str(error)
