"""A small area for tests of registers: Czersk with its neighbour Brusy, squares of 10 km, and a city with districts."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer

CZERSK = GminaUnit("220203", "3", "Czersk", "chojnicki", "pomorskie")
BRUSY = GminaUnit("220201", "3", "Brusy", "chojnicki", "pomorskie")
SQUARES = {
    "220203": shapely.box(450_000, 640_000, 460_000, 650_000),
    "220201": shapely.box(440_000, 640_000, 450_000, 650_000),
}


def area_in(folder: Path) -> FetchArea:
    """Czersk, with Brusy beside it."""
    shape = SQUARES["220203"]
    return FetchArea((CZERSK,), (BRUSY,), shape, shape.buffer(5000), 5000.0, folder / "data")


def boundaries_in(folder: Path) -> Path:
    """The two gminas as a file of boundaries."""
    path = folder / "gminy.gpkg"
    table = {
        "JPT_KOD_JE": ["2202033", "2202013"],
        "JPT_NAZWA_": ["Czersk", "Brusy"],
        "geometry": [SQUARES["220203"], SQUARES["220201"]],
    }
    folder.mkdir(parents=True, exist_ok=True)
    gpd.GeoDataFrame(table, crs=2180).to_file(path)
    return path


def getter_in(folder: Path, **options: object) -> Getter:
    """A getter that waits for nothing."""
    return Getter(raw=folder / "data" / "raw", pacer=HostPacer(pause_s=0), first_pause_s=0, **options)  # type: ignore[arg-type]


def all_bytes(folder: Path) -> bytes:
    """Names and contents of every file below a folder, archives unpacked."""
    import zipfile

    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found += [path.name.encode(), path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(found)
