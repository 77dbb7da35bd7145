"""Questions that were sent and brought nothing: they count in the limits of BDL as those that brought something do."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mapa_uslug.core.files import write_text

_KEPT: Final = timedelta(hours=12)
"""The longest time that a limit is over."""


class UnansweredTries:
    """Times of questions without an answer, kept beside the raw files for the next run; those with one stand in the ledger.

    Parameters
    ----------
    path : Path
        File of the times, not there while there are none.

    Attributes
    ----------
    times : list of datetime
        In UTC.
    sent : int
        Questions noted in this run, those that were answered among them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.times, self.sent = _read(path), 0

    def add(self, now: datetime) -> None:
        """Note a question that is about to be sent: whatever happens then, it was sent."""
        self.times = [*(time for time in self.times if now - time < _KEPT), now]
        self.sent += 1
        self._write()

    def take_back(self) -> None:
        """The last one has been answered."""
        self.times = self.times[:-1]
        self._write()

    def _write(self) -> None:
        # Without the file limits are only kept less well.
        with suppress(OSError):
            if self.times:
                write_text(self.path, json.dumps([time.isoformat() for time in self.times]))
            else:
                self.path.unlink(missing_ok=True)


def _read(path: Path) -> list[datetime]:
    try:
        times = [datetime.fromisoformat(text) for text in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
    return [time for time in times if time.tzinfo is not None]
