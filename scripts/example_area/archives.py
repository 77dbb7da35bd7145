"""Archives whose bytes depend on their content alone: nothing is compressed, all entries have one date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

SAVED = (2026, 8, 20, 12, 0, 0)
_UNIX = 3


def write_archive(path: Path, entries: Mapping[str, bytes]) -> None:
    """Write entries by name, in their order."""
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name, content in entries.items():
            entry = ZipInfo(name, SAVED)
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            archive.writestr(entry, content)
