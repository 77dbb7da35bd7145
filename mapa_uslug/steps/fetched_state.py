"""What earlier fetches brought for an area, so that a part of it can be fetched anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea
from mapa_uslug.core.files import write_text

STATE_NAME: Final = "pobrane.json"
_SIDE_BY_SIDE: Final = frozenset(["register", "timetables"])


@dataclass(frozen=True)
class FetchedState:
    """Files of an area.

    Attributes
    ----------
    folder : Path
        Where they are, and where this is kept.
    area : str
        Digest of the gminas and the buffer: files of another area are not its files.
    artefacts : tuple of Artefact
    written : str
        SHA-256 of the ``area.toml`` that was written from them, "" if none was.
    """

    folder: Path
    area: str = ""
    artefacts: tuple[Artefact, ...] = ()
    written: str = ""

    @classmethod
    def read(cls, folder: Path) -> FetchedState:
        """What is there; nothing if the record is missing or cannot be read."""
        try:
            kept = json.loads((folder / STATE_NAME).read_text(encoding="utf-8"))
            rows = tuple(_from_row(row, folder) for row in kept["files"])
            return cls(
                folder, str(kept["area"]), tuple(a for a in rows if a.path.is_file()), str(kept["written"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return cls(folder)

    def for_area(self, area: FetchArea) -> FetchedState:
        """The same if it is of this area, else without its files."""
        digest = hashlib.sha256(f"{[u.code6 for u in area.units]} {area.buffer_m}".encode()).hexdigest()[:16]
        return self if self.area == digest else replace(self, area=digest, artefacts=())

    def with_new(self, artefacts: Iterable[Artefact]) -> FetchedState:
        """With what was brought now, in place of what the same sources, and sources of the same role, brought before.

        Lists stand side by side. Official roads do not take the place of an extract, which tells more than roads.
        """
        new = tuple(artefacts)
        sources = {a.source for a in new}
        replaced = {(a.role, a.path.suffix) for a in new if a.role not in _SIDE_BY_SIDE}
        kept = tuple(
            a for a in self.artefacts if a.source not in sources and (a.role, a.path.suffix) not in replaced
        )
        return replace(
            self, artefacts=tuple(sorted((*kept, *new), key=lambda a: (a.role, a.source, a.path.name)))
        )

    def save(self, written: str) -> None:
        """Keep it, with the digest of the ``area.toml`` that was written."""
        rows = [_to_row(a, self.folder) for a in self.artefacts]
        content = {"area": self.area, "written": written, "files": rows}
        write_text(self.folder / STATE_NAME, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _to_row(artefact: Artefact, folder: Path) -> dict[str, Any]:
    return asdict(artefact) | {"path": artefact.path.relative_to(folder).as_posix()}


def _from_row(row: dict[str, Any], folder: Path) -> Artefact:
    columns = tuple((str(ours), str(theirs)) for ours, theirs in row["columns"])
    return Artefact(row["role"], folder / row["path"], row["source"], row["year"], row["credit"], columns)
