"""What `fetch` was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

Level = Literal["gmina", "powiat", "wojewodztwo"]
USUAL_BUFFER_KM: Final = 15.0
MOST_BUFFER_KM: Final = 30.0
"""Surroundings beyond this are cut off in every analysis (design, section 3)."""


@dataclass(frozen=True)
class FetchQuestion:
    """Which area, what of it, and how.

    Attributes
    ----------
    names : tuple of str
        Names or TERYT codes of units of one level.
    level : Level
    only : tuple of str
        Groups or keys of sources; empty: every group.
    buffer_km : float or None
        Surroundings of the area of which data are wanted too; None: as they were fetched before, else `USUAL_BUFFER_KM`.
    is_offline : bool
        Take what was fetched before, ask nobody.
    is_fresh : bool
        Ask again for what is there.
    given : mapping
        Key of a source -> files in place of what it would send.
    bases : mapping
        Key of a source -> address in place of its own.
    mirror : str
        Address below which every other source is found under its key; "" where each is asked itself.
    raw : Path or None
        Folder of raw files shared by several areas; by default that of the area.
    contact : str
        E-mail or web address that the sources are told.
    """

    names: tuple[str, ...]
    level: Level
    only: tuple[str, ...] = ()
    buffer_km: float | None = None
    is_offline: bool = False
    is_fresh: bool = False
    given: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    mirror: str = ""
    raw: Path | None = None
    contact: str = ""
