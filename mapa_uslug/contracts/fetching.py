"""What is fetched for an area: the units it is made of, where it lies, and what a source brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mapa_uslug.core.errors import Problem

if TYPE_CHECKING:
    import shapely

Role = Literal[
    "boundaries", "roads", "features", "population", "totals", "people_by_year", "population_raster",
    "addresses", "localities", "register", "timetables", "extent",
]  # fmt: skip
"""What a fetched file is for: a key of ``[inputs]`` in area.toml, or a list of providers still in its own form."""


@dataclass(frozen=True, order=True)
class GminaUnit:
    """A gmina by its codes and names.

    Attributes
    ----------
    code6 : str
        WWPPGG.
    kind : str
        Seventh digit of TERYT (1 urban, 2 rural, 3 urban-rural), ``""`` if not known.
    """

    code6: str
    kind: str
    name: str
    powiat: str
    wojewodztwo: str

    @property
    def code7(self) -> str:
        """Code with the kind, six digits where it is not known."""
        return self.code6 + self.kind


@dataclass(frozen=True, eq=False)
class FetchArea:
    """Where data are wanted, and where they are put.

    Attributes
    ----------
    units : tuple of GminaUnit
        Gminas of the area, by code.
    neighbours : tuple of GminaUnit
        Gminas that the surroundings touch, by code: their services count.
    shape, around : shapely geometry
        The gminas of `units`; these with the buffer. EPSG:2180, metres, x east.
    buffer_m : float
    folder : Path
        Files that area.toml names are written here, each whole or not at all, under a name of the source's own.
    """

    units: tuple[GminaUnit, ...]
    neighbours: tuple[GminaUnit, ...]
    shape: shapely.Geometry
    around: shapely.Geometry
    buffer_m: float
    folder: Path

    @property
    def all_units(self) -> tuple[GminaUnit, ...]:
        """Gminas of the area and their neighbours, by code."""
        return tuple(sorted({*self.units, *self.neighbours}))

    @property
    def powiats(self) -> tuple[str, ...]:
        """Codes (WWPP) of the powiats of the area."""
        return tuple(sorted({unit.code6[:4] for unit in self.units}))

    @property
    def wojewodztwa(self) -> tuple[str, ...]:
        """Codes (WW) of the wojewodztwa that the area and its neighbours lie in."""
        return tuple(sorted({unit.code6[:2] for unit in self.all_units}))


@dataclass(frozen=True)
class Artefact:
    """A file for the analysis.

    Attributes
    ----------
    role : Role
    path : Path
    source : str
        Key of the source that it comes from.
    year : int or None
        Year that the figures are of.
    credit : str
        How the source wants to be named, with the day; "" where it asks for nothing.
    uncovered : tuple of str
        Of a list of providers: powiats of neighbours of which it has nothing, so that it may not be whole there.
    """

    role: Role
    path: Path
    source: str
    year: int | None = None
    credit: str = ""
    columns: tuple[tuple[str, str], ...] = field(default=())
    """Our column -> the file's, where they differ (``population.columns``)."""
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """What a source brought, and what it has to say (warnings)."""

    artefacts: tuple[Artefact, ...]
    problems: tuple[Problem, ...] = ()
