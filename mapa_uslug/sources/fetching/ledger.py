"""The ledger of fetched files: what came from where, when, on what terms."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Literal

from mapa_uslug.core.files import sha256_of, write_text

LEDGER_NAME: Final = "ledger.json"
State = Literal["good", "unknown", "damaged", "lost", "altered"]
"""Of the file that answers a question."""


@dataclass(frozen=True)
class Entry:
    """A raw file.

    Attributes
    ----------
    source, name : str
        Key of the source; the file below its folder.
    request : str
        Digest of all that was asked, secrets left out: the same question has the same digest.
    url : str
        As it was asked, without anything secret; ``file:NAME`` for a file that was given.
    sha256 : str
    size : int
        Bytes.
    fetched_at : str
        UTC, ISO 8601.
    licence, credit : str
    dropped : int
        Rows left out before the file was written, because they must not be kept.
    """

    source: str
    name: str
    request: str
    url: str
    sha256: str
    size: int
    fetched_at: str
    licence: str
    credit: str
    dropped: int = 0


_TYPES: Final = {field.name: int if field.type == "int" else str for field in fields(Entry)}


class Ledger:
    """Entries by source and name, written anew, whole, whenever one is added.

    Parameters
    ----------
    folder : Path
        Folder of the raw files; the ledger is the file `LEDGER_NAME` in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / LEDGER_NAME
        read = _read(self.path)
        self.is_damaged = read is None
        self._entries = {(e.source, e.name): e for e in read or ()}

    def state(self, source: str, name: str, request: str) -> State:
        """What is known of the answer to a question; ``damaged`` if the ledger itself cannot be read."""
        entry = self._entries.get((source, name))
        path = self.folder / source / name
        if self.is_damaged:
            return "damaged"
        if entry is None or entry.request != request:
            return "unknown"
        if not path.is_file():
            return "lost"
        is_same = path.stat().st_size == entry.size and sha256_of(path) == entry.sha256
        return "good" if is_same else "altered"

    def find(self, source: str, name: str) -> Entry | None:
        """The entry of a file that is there, and is what was fetched; None if it was lost or changed."""
        entry = self._entries.get((source, name))
        return entry if entry and self.state(source, name, entry.request) == "good" else None

    def add(self, entry: Entry) -> None:
        """Note a file."""
        self._entries[entry.source, entry.name] = entry
        # A line for each file: what one more of them changes is seen at a glance, and it is written fast.
        rows = (json.dumps(vars(self._entries[key]), ensure_ascii=False) for key in sorted(self._entries))
        write_text(self.path, '{"files": [\n' + ",\n".join(rows) + "\n]}\n")

    @property
    def entries(self) -> list[Entry]:
        """All entries, by source and name."""
        return [self._entries[key] for key in sorted(self._entries)]


def _read(path: Path) -> list[Entry] | None:
    """Entries of a ledger, none if there is no ledger, None if it cannot be read: then everything is fetched anew."""
    if not path.exists():
        return []
    try:
        entries = [Entry(**row) for row in json.loads(path.read_text(encoding="utf-8"))["files"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return entries if all(map(_is_sound, entries)) else None


def _is_sound(entry: Entry) -> bool:
    return all(type(value) is _TYPES[name] for name, value in vars(entry).items())
