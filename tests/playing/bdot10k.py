"""Plays the packages of powiaty of BDOT10k: ``/bdot10k/schemat2021/SHP/WW/WWPP_SHP.zip``."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import shapely

from playing.server import Answer, Asked, Player

Line = tuple[Sequence[tuple[float, float]], dict[str, str]]


def package(powiat: str, layers: Mapping[str, Sequence[Line]], *, crs: str = "EPSG:2180") -> bytes:
    """A zip of shapefiles named as the publisher names them, from lines and their columns."""
    stream = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for layer, lines in layers.items():
            path = Path(folder) / f"PL.PZGiK.994.BDOT10k.{powiat}__{layer}.shp"
            rows = [columns for _, columns in lines]
            shapes = [shapely.LineString(points) for points, _ in lines]
            gpd.GeoDataFrame(rows, geometry=shapes, crs=crs).to_file(path, encoding="UTF-8")
        for part in sorted(Path(folder).iterdir()):
            archive.write(part, f"BDOT10k_{powiat}/{part.name}")
    return stream.getvalue()


def bdot10k(packages: Mapping[str, bytes]) -> Player:
    """Packages by the code of their powiat."""

    def play(asked: Asked) -> Answer:
        for powiat, body in packages.items():
            if asked.path.endswith(f"/bdot10k/schemat2021/SHP/{powiat[:2]}/{powiat}_SHP.zip"):
                return Answer(body, kind="application/zip")
        return Answer(b"<html>404</html>", 404, "text/html")

    return play
