"""Layers of services at home, from figures written down by hand."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.steps.at_home_layers import build_at_home_layers

CRS = "EPSG:2180"
GMINAS = gpd.GeoDataFrame(
    {"gmina_teryt": ["086001", "086002"]}, geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs=CRS
)  # fmt: skip
MIDDLES = {("086001", "Bór"): shapely.Point(1, 2)}


def row(code: str, gmina: str, scope: str, place: str, short: object, outside: object) -> dict[str, object]:
    return {
        "usluga": code, "gmina_teryt": gmina, "gmina": f"Gmina {gmina[-1]}", "zakres": scope, "miejscowosc": place,
        "brak_godzin": short, "poza_obszarem": outside, "godziny_potrzebne": 71.67, "godziny_sa": 65.9, "godziny_brak": 5.7,
        "dojazd_min": 17.6, "domow_na_zmiane": 4.04,
    }  # fmt: skip


def test_gminas_without_anybody_who_comes_and_localities_short_of_hours() -> None:
    table = pd.DataFrame([
        row("UO", "086001", "gmina", "", 8, 0),
        row("UO", "086001", "miejscowosc", "Bór", 5, 0),
        row("UO", "086001", "miejscowosc", "Tajne", pd.NA, pd.NA),
        row("UO", "086001", "miejscowosc", "Bez środka", 3, 0),
        row("UO", "086002", "gmina", "", 0, 30),
        row("SUO", "086002", "gmina", "", 0, 28),
    ]).astype({"brak_godzin": "Int64", "poza_obszarem": "Int64"})  # fmt: skip
    result = SimpleNamespace(at_home=table, gminas=GMINAS, crs=CRS)
    nobody, hours = build_at_home_layers(result, read_catalog(), middles=MIDDLES, text=Text("en"))
    assert nobody.table["title"].tolist() == ["Gmina 2"]
    assert nobody.table["facts"].iloc[0] == (
        ("Nobody comes", "home care: 30 people; specialist home care: 28 people"),
    )
    assert nobody.table.geometry.iloc[0].equals(GMINAS.geometry.iloc[1])
    assert hours.table["title"].tolist() == ["Bór"]
    facts = dict(hours.table["facts"].iloc[0])
    assert (facts["Without hours"], facts["Hours needed"], facts["Homes in a shift"]) == (5, 72, 4.0)
    assert (nobody.kind, hours.kind) == ("area", "point")


def test_there_are_none_without_such_services() -> None:
    result = SimpleNamespace(at_home=None, gminas=GMINAS, crs=CRS)
    assert build_at_home_layers(result, read_catalog(), middles=MIDDLES, text=Text("en")) == ()
