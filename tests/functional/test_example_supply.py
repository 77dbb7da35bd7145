"""Places in reach in the results of the example: figures of gminas, of all, of cells and of places agree."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def table(example_run: Path) -> pd.DataFrame:
    return pd.read_csv(example_run / "dostepnosc_miejsc.csv", dtype={"gmina_teryt": str})


def test_what_gminas_have_is_what_all_have(table: pd.DataFrame) -> None:
    had = table["na_1000"].fillna(0.0) * (table["osoby_grupa"] - table["nie_wiadomo"]) / 1000
    keys = [table["usluga"], table["srodek"]]
    is_all = table["gmina"] == "razem"
    of_gminas, of_all = had[~is_all].groupby(keys).sum(), had[is_all].groupby(keys).sum()
    assert len(of_all) > 10
    np.testing.assert_allclose(of_gminas, of_all, rtol=1e-3, atol=0.05)


def test_people_have_no_more_than_the_places_hold(table: pd.DataFrame, example_run: Path) -> None:
    places = gpd.read_file(example_run / "wyniki.gpkg", layer="uslugi")
    room = places.groupby("usluga")["pojemnosc"].sum()
    for _, row in table[table["gmina"] == "razem"].iterrows():
        had = row["na_1000"] * (row["osoby_grupa"] - row["nie_wiadomo"]) / 1000
        assert had <= room[row["usluga"]] * 1.001, row["usluga"]
        if row["srodek"] == "car":
            # Nearly everybody of the example can be told of, and every place is near somebody with a car.
            assert had >= room[row["usluga"]] * 0.9, row["usluga"]


def test_the_layer_has_a_column_for_every_row_of_all(table: pd.DataFrame, example_run: Path) -> None:
    cells = gpd.read_file(example_run / "wyniki.gpkg", layer="dostepnosc_miejsc")
    rows = table[table["gmina"] == "razem"]
    assert {f"{s}_{m}" for s, m in zip(rows["usluga"], rows["srodek"], strict=True)} <= set(cells.columns)
    assert cells.loc[cells["uzupelniona"], "DDP_car"].isna().all()
    assert cells["DDP_car"].max() > 0


def test_the_report_tells_how_many_places_there_are(example_run: Path) -> None:
    page = (example_run / "raport.html").read_text(encoding="utf-8")
    assert 'id="dostepnosc-miejsc"' in page
    assert "Places for how many people" in page
