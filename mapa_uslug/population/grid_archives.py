"""Grids in zip archives, as statistical offices publish them: read without unpacking them by hand."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from mapa_uslug.core.archives import BROKEN
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.safe_zip import list_members

CSV_FORMS: Final = (".csv", ".txt")
_FORMS: Final = (".csv", ".gpkg", ".shp", ".geojson", ".json")
"""In the order of preference: an archive that holds a grid twice in two forms is read in the first one."""
_BESIDE_SHP: Final = (".dbf", ".shx", ".prj", ".cpg")


def name_grid(path: Path) -> str:
    """Name of the grid's file, within the archive if it is one.

    Raises
    ------
    InputError
        An archive that is broken, would fill the disk, or holds no grid or several.
    """
    return _choose_member(path) if path.suffix.lower() == ".zip" else path.name


@contextmanager
def open_csv_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a CSV, of one in an archive as they are unpacked."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive, archive.open(_choose_member(path)) as member:
        yield member


@contextmanager
def unpacked_grid(path: Path) -> Iterator[Path]:
    """The file of a grid that GDAL reads; of an archive a copy that is gone afterwards.

    Raises
    ------
    InputError
        The archive is damaged.
    """
    if path.suffix.lower() != ".zip":
        yield path
        return
    chosen = PurePosixPath(_choose_member(path))
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    own = PurePosixPath(member.filename)
                    if own == chosen or _belongs_to(own, chosen):
                        # By its bare name: what an archive calls a folder is not to be trusted.
                        with archive.open(member) as source, (Path(folder) / own.name).open("wb") as target:
                            shutil.copyfileobj(source, target)
        except BROKEN as error:
            raise InputError([_broken(path, error)]) from error
        yield Path(folder) / chosen.name


def _belongs_to(own: PurePosixPath, chosen: PurePosixPath) -> bool:
    return (
        chosen.suffix.lower() == ".shp"
        and own.parent == chosen.parent
        and own.stem == chosen.stem
        and own.suffix.lower() in _BESIDE_SHP
    )


def _choose_member(path: Path) -> str:
    members = list_members(path, _broken)
    for form in _FORMS:
        found = sorted(m.filename for m in members if m.filename.lower().endswith(form) and not m.is_dir())
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError([problem(
                "The archive holds several tables: {names}", where=path.name, code="several_grids", names=", ".join(found[:5]),
                hint="Unpack it and name the grid itself.",
            )])  # fmt: skip
    raise InputError([problem(
        "The archive holds no grid.", where=path.name, code="no_grid",
        hint="Give the archive with the grid's CSV, GeoPackage or shapefile.",
    )])  # fmt: skip


def _broken(path: Path, error: Exception) -> Problem:
    return problem(
        "The archive cannot be read: {reason}",
        where=path.name,
        code="zip",
        hint="Download it again.",
        reason=error,
    )
