"""A whole country out of one extract: people add up, and the end of the data is no white spot."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.pipeline import run_area

AREA_TOML = """
[area]
name = "Liechtenstein"
[inputs]
roads = "{data}/osm/liechtenstein-2021-10-28.osm.pbf"
boundaries = "osm"
services = ["osm"]
totals = "{data}/population/liechtenstein_municipalities_approx.csv"
[boundaries]
admin_level = 8
[population]
year = 2020
[roads]
modes = ["car", "walk", "bike"]
"""
STATES = ["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]


@pytest.fixture(scope="module")
def run(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, Path]:
    folder = tmp_path_factory.mktemp("liechtenstein")
    (folder / "area.toml").write_text(AREA_TOML.format(data=real_data))
    return run_area(folder / "area.toml", folder / "out"), folder / "out"


@pytest.mark.real
def test_people_add_up_in_every_municipality(run: tuple[RunResult, Path], real_data: Path) -> None:
    table = pd.read_csv(run[1] / "luki.csv", dtype={"gmina_teryt": str})
    given = pd.read_csv(real_data / "population" / "liechtenstein_municipalities_approx.csv").set_index(
        "name"
    )["people"]
    everybody = table[table["grupa"] == "all"]
    assert set(everybody["gmina"]) == set(given.index)
    assert (everybody["osoby"] == everybody["gmina"].map(given)).all()
    assert np.array_equal(table["osoby"], table[STATES].sum(axis=1))


@pytest.mark.real
def test_three_modes_and_many_services_are_found(run: tuple[RunResult, Path]) -> None:
    layers = run[0].layers
    assert {x.mode for x in layers} == {"car", "walk", "bike"}
    assert {"POZ", "APT", "SP", "PRZ", "BIB", "DPS"} <= {x.service_type for x in layers}


@pytest.mark.real
def test_beyond_the_edge_of_the_extract_nobody_is_called_too_far(run: tuple[RunResult, Path]) -> None:
    """On foot most people near the border could walk out of the data before they reach a library within it."""
    result = run[0]
    border = result.extent.boundary  # type: ignore[attr-defined]
    points = result.cells.table.geometry
    near = points.distance(border).to_numpy() < 300.0
    layer = next(x for x in result.layers if (x.service_type, x.mode, x.level) == ("BIB", "walk", 2))
    assert near.sum() > 10
    assert layer.people[near, 2].sum() == 0
    assert layer.people[near, 3].sum() > 0


@pytest.mark.real
def test_most_people_are_served_by_car(run: tuple[RunResult, Path]) -> None:
    """Vaduz to Schaan is a few minutes by car; a country 25 km long has hardly anybody half an hour from a school."""
    for layer in (x for x in run[0].layers if x.mode == "car" and x.service_type == "POZ" and x.level == 1):
        assert layer.people[:, 0].sum() / layer.people.sum() > 0.95


@pytest.mark.real
def test_rerun_writes_the_same_bytes(run: tuple[RunResult, Path], tmp_path: Path) -> None:
    run_area(run[1].parent / "area.toml", tmp_path / "again")
    for name in ("luki.csv", "manifest.json", "raport.html", "mapa.html"):
        assert (tmp_path / "again" / name).read_bytes() == (run[1] / name).read_bytes(), name


@pytest.mark.real
def test_layers_open_and_agree_with_the_table(run: tuple[RunResult, Path]) -> None:
    gmina = gpd.read_file(run[1] / "wyniki.gpkg", layer="gminy")
    assert gmina["ludnosc"].sum() == 39087
    spots = gpd.read_file(run[1] / "wyniki.gpkg", layer="biale_plamy")
    table = pd.read_csv(run[1] / "luki.csv")
    for code in ("POZ", "BIB"):
        here = spots[(spots["usluga"] == code) & (spots["srodek"] == "car") & (spots["poziom"] == 2)]
        rows = table[
            (table["usluga"] == code)
            & (table["srodek"] == "car")
            & (table["poziom"] == 2)
            & (table["grupa"] == "all")
        ]
        assert here["osoby"].sum() == rows["za_daleko"].sum()


@pytest.mark.real
def test_no_shelter_is_anywhere(run: tuple[RunResult, Path], real_data: Path) -> None:
    import osmium

    names = set()
    for item in osmium.FileProcessor(str(real_data / "osm" / "liechtenstein-2021-10-28.osm.pbf")):
        tags = dict(item.tags)
        if tags.get("social_facility") == "shelter" or "abused" in tags.get("social_facility:for", ""):
            names.add(tags.get("name", ""))
    written = "".join(
        p.read_text(encoding="utf-8") for p in run[1].iterdir() if p.suffix in (".html", ".csv", ".json")
    )
    with sqlite3.connect(run[1] / "wyniki.gpkg") as base:
        written += "\n".join(base.iterdump())
    for name in filter(None, names):
        assert name not in written
    assert "coverage: people" in json.dumps(json.loads((run[1] / "manifest.json").read_text()))
