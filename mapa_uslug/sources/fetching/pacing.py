"""When a service may be asked next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime


class HostPacer:
    """Lets one request at a time through to a host, and the next one a pause after its end.

    Counting from the end keeps the distance at the server's door too, however long a connection took to open.

    Parameters
    ----------
    pause_s : float
        Least time [s] between a request's end and the next one's start.
    clock, sleep : callable
        Monotonic seconds; waiting for so many of them.
    """

    def __init__(
        self,
        *,
        pause_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.pause_s, self.clock, self.sleep = pause_s, clock, sleep
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, *, pause_s: float | None = None) -> Iterator[None]:
        """Wait until the host may be asked, and keep everybody else away from it inside the block.

        Parameters
        ----------
        pause_s
            Pause [s] after it, in place of the usual one.
        """
        with self._guard:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            while (wait := self._free_at.get(host, self.clock()) - self.clock()) > 0:
                self.sleep(wait)
            try:
                yield
            finally:
                self.hold(host, self.pause_s if pause_s is None else pause_s)

    def hold(self, host: str, pause_s: float) -> None:
        """Let nobody ask the host for so many seconds from now."""
        with self._guard:
            self._free_at[host] = max(self._free_at.get(host, self.clock()), self.clock() + pause_s)


def read_retry_after(text: str, now: float) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, None if it cannot be understood (RFC 9110, section 10.2.3).

    Parameters
    ----------
    text
        A whole number of seconds, or an HTTP date.
    now
        Seconds since 1970.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        date = parsedate_to_datetime(text)
        return max((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
