"""What earlier fetches brought for an area, so that a part of it can be fetched anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, GminaUnit
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
    gminas : tuple of str
        Codes of the area's gminas: files of another area are not its files.
    buffer_m : float or None
        Surroundings that the files reach over; None where nothing was fetched.
    artefacts : tuple of Artefact
    lacking : tuple of pairs of str
        Title of each source that gave nothing, and message id of what that means for the analysis.
    written : str
        SHA-256 of the ``area.toml`` that was written from them, "" if none was.
    """

    folder: Path
    gminas: tuple[str, ...] = ()
    buffer_m: float | None = None
    artefacts: tuple[Artefact, ...] = ()
    lacking: tuple[tuple[str, str], ...] = ()
    written: str = ""

    @classmethod
    def read(cls, folder: Path) -> FetchedState:
        """What is there; nothing if the record is missing or cannot be read."""
        try:
            kept = json.loads((folder / STATE_NAME).read_text(encoding="utf-8"))
            rows = tuple(_from_row(row, folder) for row in kept["files"])
            there = tuple(a for a in rows if a.path.is_file())
            lacking = tuple((str(title), str(meaning)) for title, meaning in kept["lacking"])
            return cls(
                folder, tuple(kept["gminas"]), float(kept["buffer_m"]), there, lacking, str(kept["written"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return cls(folder)

    def is_of(self, units: Iterable[GminaUnit]) -> bool:
        """Whether the files are of these gminas."""
        return self.gminas == tuple(sorted(unit.code6 for unit in units))

    def for_area(self, area: FetchArea) -> FetchedState:
        """The same if it is of this area and its surroundings, else without its files."""
        if self.is_of(area.units) and self.buffer_m == area.buffer_m:
            return self
        return replace(
            self,
            gminas=tuple(unit.code6 for unit in area.units),
            buffer_m=area.buffer_m,
            artefacts=(),
            lacking=(),
        )

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

    def with_lacking(self, found: Mapping[str, str | None]) -> FetchedState:
        """With what was learnt now of sources, by title: what it means that they gave nothing, None where they gave something."""
        both = {**dict(self.lacking), **found}
        return replace(self, lacking=tuple(sorted((t, meaning) for t, meaning in both.items() if meaning)))

    def save(self, written: str) -> None:
        """Keep it, with the digest of the ``area.toml`` that was written."""
        rows = [_to_row(a, self.folder) for a in self.artefacts]
        lacking = [list(pair) for pair in self.lacking]
        content = {
            "gminas": list(self.gminas),
            "buffer_m": self.buffer_m,
            "written": written,
            "lacking": lacking,
            "files": rows,
        }
        write_text(self.folder / STATE_NAME, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read_lacking(path: Path) -> tuple[tuple[str, str], ...]:
    """Sources that gave nothing, of a record: title, and message id of what that means; none where it cannot be read."""
    return FetchedState.read(path.parent).lacking


def _to_row(artefact: Artefact, folder: Path) -> dict[str, Any]:
    return asdict(artefact) | {"path": artefact.path.relative_to(folder).as_posix()}


def _from_row(row: dict[str, Any], folder: Path) -> Artefact:
    columns = tuple((str(ours), str(theirs)) for ours, theirs in row["columns"])
    uncovered = tuple(map(str, row["uncovered"]))
    return Artefact(
        row["role"], folder / row["path"], row["source"], row["year"], row["credit"], columns, uncovered
    )
