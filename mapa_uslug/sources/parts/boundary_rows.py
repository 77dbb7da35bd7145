"""Boundaries of gminas on their way from a source to the analysis: one row a gmina, valid, in EPSG:2180."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.files import write_text

_DEGREES: Final = 1e-7
"""Coordinates are written to about a centimetre."""
_PARTS: Final = ("4", "5")
_DISTRICTS: Final = ("8", "9")
_BOTH: Final = "3"


@dataclass(frozen=True, eq=False)
class BoundaryRow:
    """A gmina's boundary.

    Attributes
    ----------
    code : str
        TERYT as the source has it, six or seven digits.
    shape : shapely geometry
        EPSG:2180, x east.
    """

    code: str
    name: str
    shape: shapely.Geometry

    @property
    def code6(self) -> str:
        """Code without the kind."""
        return self.code[:6]


def to_metres(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    """A shape (x east) in EPSG:2180."""
    return _transform(shape, crs, PL_1992)


def join_rows(rows: Iterable[BoundaryRow]) -> tuple[list[BoundaryRow], list[str]]:
    """One valid row a gmina, by code; the parts of an urban-rural gmina are joined, districts of cities left out.

    Returns
    -------
    rows : list of BoundaryRow
    mended : list of str
        Names of the gminas whose boundary crossed itself.
    """
    found: dict[str, list[BoundaryRow]] = {}
    mended = []
    for row in rows:
        if row.code[6:] in _DISTRICTS:
            continue
        if not shapely.is_valid(row.shape):
            mended.append(row.name)
        found.setdefault(row.code6, []).append(replace(row, shape=_mend(row.shape)))
    return [_join(found[code]) for code in sorted(found)], sorted(mended)


def missing_codes(rows: Sequence[BoundaryRow], codes: Collection[str]) -> list[str]:
    """Six-digit codes that no row has."""
    return sorted(set(codes) - {row.code6 for row in rows})


def write_boundaries(path: Path, rows: Sequence[BoundaryRow]) -> None:
    """Write GeoJSON in degrees (``JPT_KOD_JE``, ``JPT_NAZWA_``), by code: the same bytes for the same rows."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"JPT_KOD_JE": row.code, "JPT_NAZWA_": row.name},
                "geometry": _geometry(row.shape),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in sorted(rows, key=lambda row: row.code)
    ]
    write_text(path, '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n")


def _geometry(shape: shapely.Geometry) -> object:
    degrees = shapely.set_precision(_transform(shape, PL_1992, WGS84), _DEGREES)
    return shapely.geometry.mapping(shapely.transform(degrees, lambda xy: np.round(xy, 7)))


def _transform(shape: shapely.Geometry, source: str, target: str) -> shapely.Geometry:
    return shapely.transform(
        shape, lambda xy: np.column_stack(transform_xy(xy[:, 0], xy[:, 1], source, target))
    )


def _mend(shape: shapely.Geometry) -> shapely.Geometry:
    if shapely.is_valid(shape):
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all([part for part in parts if shapely.get_dimensions(part) == 2])


def _join(rows: list[BoundaryRow]) -> BoundaryRow:
    first = min(rows, key=lambda row: row.code)
    code = first.code6 + (_BOTH if first.code[6:] in _PARTS else first.code[6:])
    shape = first.shape if len(rows) == 1 else shapely.union_all([row.shape for row in rows])
    return BoundaryRow(code, first.name, shape)
