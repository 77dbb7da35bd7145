"""A run on an elevation model and a raster of people: what its outputs say of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hand_rasters import write_raster, write_surface

from mapa_uslug.cli import main
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.network import read_network
from mapa_uslug.pipeline import run_area

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"


def rough_area(folder: Path) -> Path:
    """The example on rising ground, with nothing but a raster to say where and how many people live."""
    area = folder / "obszar"
    shutil.copytree(EXAMPLE, area)
    gminas = gpd.read_file(area / "gminy.geojson")
    west, south, east, north = gminas.to_crs("EPSG:2180").total_bounds
    box = (west - 9000, south - 9000, east + 9000, north + 9000)
    write_surface(area / "teren.tif", lambda x, y: 100.0 + 0.04 * (x - west) + 0.0 * y, box=box, step=90.0)
    degrees = gminas.to_crs("EPSG:4326").total_bounds
    step = 1.0 / 120.0
    shape = int((degrees[3] - degrees[1]) / step) + 3, int((degrees[2] - degrees[0]) / step) + 3
    people = np.random.default_rng(1).gamma(0.5, 30.0, shape)
    write_raster(
        area / "ludzie.tif", people, west=degrees[0] - step, north=degrees[3] + step, step=step, crs="EPSG:4326", nodata=-200.0
    )  # fmt: skip
    path = area / "area.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('population = "siatka_1km.gpkg"\n', 'population_raster = "ludzie.tif"\n')
    text = text.replace('totals = "ludnosc_gmin.csv"\n', 'elevation = ["teren.tif"]\n')
    path.write_text(text.replace("people_by_year", "# people_by_year"), encoding="utf-8")
    return path


def read(path: Path) -> str:
    """A page's text with ordinary spaces: one-letter words hold on to the next."""
    return path.read_text(encoding="utf-8").replace("\u00a0", " ")


@pytest.fixture(scope="module")
def results(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def make(folder: Path) -> None:
        run_area(rough_area(folder), folder / "wyniki", language="pl")

    return once("run_on_rasters", make) / "wyniki"


def test_the_manifest_names_both(results: Path) -> None:
    inputs = json.loads((results / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert {"elevation 1", "population_raster 1"} <= set(inputs)


def test_every_page_says_that_a_model_counted(results: Path) -> None:
    report = read(results / "raport.html")
    assert "policzona z modelu, nie ze spisu; bez grup wieku" in report
    assert "Ludność tych gmin policzono z modelu" in report
    assert "ludzie.tif" in report
    assert "Ludność tych gmin policzono z modelu" in read(results / "mapa.html")


def test_the_report_says_how_slopes_count(results: Path) -> None:
    report = read(results / "raport.html")
    assert "funkcji Toblera" in report
    assert "teren.tif" in report


def test_everybody_of_the_raster_is_in_one_state_by_every_service_and_mode(results: Path) -> None:
    gaps = pd.read_csv(results / "luki.csv", sep=None, engine="python", encoding="utf-8-sig")
    everybody = gaps[gaps["grupa"] == "all"]
    states = ["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]
    sums = everybody.groupby(["usluga", "srodek", "poziom"])[states].sum().sum(axis=1)
    assert len(sums) > 20
    assert sums.nunique() == 1
    # No age groups: nothing is said of people over 65.
    assert set(gaps.loc[gaps["grupa"] == "target", "grupa_nazwa"]) <= {"all"}


def test_the_public_edition_says_so_too(results: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["publish", str(results.parent / "obszar" / "area.toml"), "--out", str(tmp_path / "www")])
    assert not caught.value.code
    page = read(tmp_path / "www" / "index.html")
    assert "Część ludności policzono z modelu" in page


def test_walking_uphill_takes_longer_by_what_the_model_says(results: Path) -> None:
    area = results.parent / "obszar"
    level = read_network(area / "drogi.osm.pbf", crs="EPSG:2180").network
    steep = read_network(area / "drogi.osm.pbf", crs="EPSG:2180", elevation=[area / "teren.tif"]).network
    walk = MODES.index("walk")
    # Due east 4 % up: exp(3.5 * 0.04); no road has more, and none down to the west less than its reverse.
    factor = steep.seconds_forward[walk] / level.seconds_forward[walk]
    found = factor[np.isfinite(factor)]
    assert np.exp(3.5 * 0.04) == pytest.approx(found.max(), rel=0.01)
    assert np.exp(-3.5 * 0.04) == pytest.approx(found.min(), rel=0.01)
