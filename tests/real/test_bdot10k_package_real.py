"""A real layer of BDOT10k, packed as the publisher packs it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyogrio
import shapely

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.network.line_reading import read_line_roads
from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.sources.bdot10k import fetch
from mapa_uslug.sources.fetching.getting import Getter


def test_real_roads_of_torun(real_data: Path, tmp_path: Path) -> None:
    """The sample is a bare layer whose system has no EPSG code; packed like a package it is read as one."""
    path = tmp_path / "0463_SHP.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted((real_data / "bdot10k" / "torun_sample").glob("directedRoadsSample.*")):
            archive.write(part, f"PL.PZGiK.994.BDOT10k.0463__OT_SKJZ_L{part.suffix}")
    box = shapely.box(
        *pyogrio.read_info(real_data / "bdot10k/torun_sample/directedRoadsSample.shp")["total_bounds"]
    )
    unit = GminaUnit("046301", "1", "Toruń", "Toruń", "kujawsko-pomorskie")
    here = FetchArea((unit,), (), box, box.buffer(1000.0), 1000.0, tmp_path / "data")
    roads = fetch(here, Getter(raw=tmp_path / "raw", given={"bdot10k": (path,)})).artefacts[0].path
    _, crs, counts, _ = read_line_roads(roads, crs=None, profile=default_profile())
    assert (crs, counts["features_used"]) == ("EPSG:2180", 1199)
