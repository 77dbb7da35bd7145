"""Honesty where the data are poor: the roads cover a small part of the gmina, so almost everybody is 'cannot tell'."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely

from mapa_uslug.pipeline import run_area

TERYT = "121905"
PEOPLE_PER_CELL = 100
AREA_TOML = """
[area]
name = "gmina Wieliczka"
gminas = ["{teryt}"]
[inputs]
roads = "{data}/osm/wieliczka_drive.graphml"
boundaries = "{data}/boundaries/poland.municipalities.json"
services = ["{data}/providers/facilities_geocoded_315.csv"]
population = "siatka.csv"
[population]
year = 2021
[services.columns]
usluga_id = "id"
usluga_kod = "typ_krotki"
lat = "latitude"
lon = "longitude"
pojemnosc = "liczba_miejsc"
[roads]
modes = ["car", "walk"]
"""


def _made_grid(gmina: gpd.GeoSeries) -> pd.DataFrame:
    """A hundred people in every square kilometre whose middle lies in the gmina, by the GUS form."""
    shape = gmina.to_crs("EPSG:3035").iloc[0]
    west, south, east, north = (int(v // 1000) for v in shape.bounds)
    rows = [
        {"CODE": f"CRS3035RES1000mN{n * 1000}E{e * 1000}", "RES": PEOPLE_PER_CELL, "RES_MALE": 48, "RES_FEM": 52,
         "RES_0_14": 15, "RES_15_64": 65, "RES_65_": 20}
        for n in range(south, north + 1) for e in range(west, east + 1)
        if shape.contains(shapely.Point(e * 1000 + 500, n * 1000 + 500))
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def out(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wieliczka")
    all_gminas = gpd.read_file(real_data / "boundaries" / "poland.municipalities.json")
    gmina = all_gminas[all_gminas["terc"].astype(str).str.zfill(7).str[:6] == TERYT].geometry
    _made_grid(gmina).to_csv(folder / "siatka.csv", index=False)
    (folder / "area.toml").write_text(AREA_TOML.format(teryt=TERYT, data=real_data))
    run_area(folder / "area.toml", folder / "out")
    return folder / "out"


@pytest.mark.real
def test_whoever_lives_beyond_the_roads_cannot_be_told(out: Path) -> None:
    table = pd.read_csv(out / "luki.csv", dtype={"gmina_teryt": str})
    assert set(table["gmina_teryt"]) == {TERYT}
    everybody = table[table["grupa"] == "all"]
    assert np.array_equal(
        everybody["osoby"], everybody[["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]].sum(axis=1)
    )
    assert (everybody["za_daleko"] == 0).all()


@pytest.mark.real
def test_every_cell_off_the_graph_is_in_the_layer_of_the_unknown(out: Path, real_data: Path) -> None:
    # Independently of the product: the hull of the graph's own nodes.
    graph = osmnx.load_graphml(real_data / "osm" / "wieliczka_drive.graphml")
    nodes = osmnx.graph_to_gdfs(graph, edges=False).to_crs("EPSG:2180")
    hull = nodes.union_all().convex_hull.buffer(250)
    cells = gpd.read_file(out / "wyniki.gpkg", layer="komorki")
    beyond = cells[cells.disjoint(hull)]
    assert beyond["osoby"].sum() / cells["osoby"].sum() > 0.7
    unknown = gpd.read_file(out / "wyniki.gpkg", layer="nie_wiadomo")
    for _, layer in unknown.groupby(["usluga", "srodek", "poziom"]):
        assert set(beyond["cell_id"]) <= set(layer["cell_id"])


@pytest.mark.real
def test_no_white_spot_appears(out: Path) -> None:
    assert len(gpd.read_file(out / "wyniki.gpkg", layer="biale_plamy")) == 0


@pytest.mark.real
def test_report_says_so_first(out: Path) -> None:
    text = (out / "raport.html").read_text(encoding="utf-8")
    body = text[text.index("<main") :]
    first_heading = body[body.index("<h2") : body.index("</h2>")]
    assert "nie wiadomo" in first_heading.lower() or "nie da się" in first_heading.lower()


@pytest.mark.real
def test_manifest_adds_up(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert "/" not in "".join(map(str, manifest.get("inputs", {})))
