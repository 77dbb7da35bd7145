"""Answers of services on the web, kept for good, so that nobody is asked twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mapa_uslug.core.files import cache_folder

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS answers (
    service TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL, asked_on TEXT NOT NULL,
    PRIMARY KEY (service, request)
) WITHOUT ROWID
"""
_PATIENCE_S: Final = 10.0


class AnswerCache:
    """An SQLite file of answers; several processes and threads may use it at once.

    Parameters
    ----------
    path : Path, optional
        The file; ``online/answers.sqlite`` of the cache folder if not given. Made when first used.

    Notes
    -----
    Methods raise `sqlite3.Error` and `OSError` when the file cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or cache_folder() / "online" / "answers.sqlite"

    def get(self, service: str, params: Mapping[str, str]) -> str | None:
        """The answer (JSON) that a service gave to a request, None if it was never asked."""
        with self._open() as store:
            found = store.execute(
                "SELECT answer FROM answers WHERE service = ? AND request = ?", (service, _key(params))
            ).fetchone()
        return None if found is None else str(found[0])

    def put(self, service: str, params: Mapping[str, str], answer: str) -> None:
        """Keep an answer (JSON), an empty one too, with today's date; the newest of several stays."""
        row = (service, _key(params), answer, datetime.now(UTC).date().isoformat())
        with self._open() as store:
            store.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE_S)) as store, store:
            store.execute(_TABLE)
            yield store


def _key(params: Mapping[str, str]) -> str:
    """The request without what makes no difference to a geocoder: order, case, double spaces."""
    plain = {name: " ".join(value.split()).casefold() for name, value in params.items()}
    return json.dumps(plain, sort_keys=True)
