"""Archives whose bytes depend on their content alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SAVED: Final = datetime(2000, 1, 1)
"""Date that every file handed out says it was made: a real one would make two writes of the same content differ."""

_UNIX = 3


def dateless_entry(name: str) -> ZipInfo:
    """An entry of an archive with the one date, system and rights that all entries have."""
    entry = ZipInfo(name, (SAVED.year, SAVED.month, SAVED.day, 0, 0, 0))
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, _UNIX, 0o600 << 16
    return entry


def write_dateless(path: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive of named contents, in the order given."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(dateless_entry(name), content, ZIP_DEFLATED)
