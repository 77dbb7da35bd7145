"""The tries of one question, until its answer lies whole beside its final name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.asking import Ask, Manners, try_once
from mapa_uslug.sources.fetching.body import body_pieces, is_packed, watched
from mapa_uslug.sources.fetching.failures import (
    BROKEN_OFF,
    ROOM,
    TOO_LONG,
    TOO_SLOW,
    Failure,
    TryFailedError,
    explain_file,
    explain_status,
)  # fmt: skip
from mapa_uslug.sources.fetching.pacing import read_retry_after
from mapa_uslug.sources.fetching.partial_file import (
    PartialFile,
    goes_on,
    is_all_there,
    version_of,
    whole_size,
)
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms

if TYPE_CHECKING:
    import requests

_EMPTY: Final = mark("its answer is empty")


class Transfer:
    """Brings the answer to one question.

    Parameters
    ----------
    manners : Manners
    terms : Terms
    ask : Ask
    part : PartialFile
        Gone on from where possible.

    Attributes
    ----------
    has_resumed : bool
        Whether what lies there was put together from several answers.
    """

    def __init__(self, manners: Manners, terms: Terms, ask: Ask, part: PartialFile) -> None:
        self.manners, self.terms, self.ask, self.part = manners, terms, ask, part
        self.has_resumed = False
        self._clock = manners.pacer.clock
        self._deadline = self._clock() + terms.total_s

    def run(self, *, in_memory: bool) -> bytes:
        """Fetch into the partial file, or, if it must not be written as it comes, into memory.

        Returns
        -------
        bytes
            The answer if `in_memory`, else nothing.

        Raises
        ------
        SourceFailed
            A part stays only if it can be gone on from.
        """
        try:
            if in_memory:
                self._forget()
            return self._tries(in_memory)
        except SourceFailed:
            if not self.part.version:
                self._forget()
            raise

    def _tries(self, in_memory: bool) -> bytes:
        attempt = 1
        while True:
            try:
                return self._send(in_memory)
            except TryFailedError as error:
                failure = error.failure
            if attempt >= min(self.manners.tries, failure.tries):
                raise SourceFailed(self.terms, failure.reason, hint=failure.hint)
            self._wait(failure, attempt)
            attempt += 1

    def _wait(self, failure: Failure, attempt: int) -> None:
        """Let nobody ask the source for as long as it wants, or twice as long as before."""
        pause_s = (
            self.manners.first_pause_s * 2.0 ** (attempt - 1) if failure.pause_s is None else failure.pause_s
        )
        if pause_s > self.manners.max_pause_s:
            raise SourceFailed(self.terms, f"{mark('it asks for a pause, in seconds')}: {pause_s:.0f}")
        if self._clock() + pause_s > self._deadline:
            raise SourceFailed(self.terms, TOO_SLOW)
        self.manners.pacer.hold(self.terms.host, pause_s)

    def _send(self, in_memory: bool) -> bytes:
        """One try."""
        version = "" if in_memory else self.part.version
        start = self.part.size if version else 0
        headers = {"Range": f"bytes={start}-", "If-Range": version} if version else {}
        receive = partial(self._receive, start=start, version=version, in_memory=in_memory)
        left_s = self._deadline - self._clock()
        return try_once(self.ask, self.terms, self.manners, receive, headers=headers, patience_s=left_s)

    def _receive(self, response: requests.Response, *, start: int, version: str, in_memory: bool) -> bytes:
        if response.status_code == 416 and version and is_all_there(response.headers, start):
            self.has_resumed = True
            return b""
        start = self._start(response, start, version)
        expected = whole_size(response.headers, start)
        self._look(expected or 0)
        pieces = watched(
            body_pieces(response), start=start, look=self._look, progress=self._tell, clock=self._clock
        )
        if in_memory:
            body = b"".join(pieces)
            self._check_size(len(body), None)
            return body
        self._write(pieces, response, start)
        self._check_size(self.part.size, None if is_packed(response) else expected)
        return b""

    def _start(self, response: requests.Response, start: int, version: str) -> int:
        """Bytes that are there and that the answer goes on from.

        Raises
        ------
        TryFailedError
            The answer is no file, or not the part of it that was asked for.
        """
        status = response.status_code
        if status == 200:
            return 0
        if status == 206 and goes_on(response.headers, start, version) and not is_packed(response):
            self.has_resumed = True
            return start
        if status in (206, 416):
            self._forget()
            raise TryFailedError(Failure(mark("it cannot go on where it broke off"), pause_s=0.0))
        if status == 204:
            raise TryFailedError(Failure(_EMPTY, tries=1))
        after = response.headers.get("Retry-After", "")
        raise TryFailedError(explain_status(status, read_retry_after(after, time.time())))

    def _write(self, pieces: Iterator[bytes], response: requests.Response, start: int) -> None:
        with on_disk(self.terms):
            if start == 0:
                self.part.begin("" if is_packed(response) else version_of(response.headers))
        for piece in pieces:
            with on_disk(self.terms):
                self.part.append(piece)

    def _look(self, size: int) -> None:
        """An end to patience."""
        if size > self.terms.max_bytes:
            self._forget()
            raise SourceFailed(self.terms, f"{TOO_LONG}: {self.terms.max_bytes}")
        if self._clock() > self._deadline:
            raise SourceFailed(self.terms, TOO_SLOW)

    def _tell(self, size: int) -> None:
        self.manners.progress(self.terms.title, size)

    def _check_size(self, size: int, expected: int | None) -> None:
        if size == 0:
            self._forget()
            raise SourceFailed(self.terms, _EMPTY)
        if expected is not None and size < expected:
            raise TryFailedError(Failure(BROKEN_OFF))
        if expected is not None and size > expected:
            self._forget()
            raise TryFailedError(Failure(mark("it cannot go on where it broke off"), pause_s=0.0))

    def _forget(self) -> None:
        with on_disk(self.terms):
            self.part.forget()


@contextmanager
def on_disk(terms: Terms) -> Iterator[None]:
    """Errors of the file system in the words of a source that fails: its data did come."""
    try:
        yield
    except SourceFailed:
        raise
    except OSError as error:
        raise SourceFailed(terms, explain_file(error), hint=ROOM) from error
