"""Care at home in the example, against what was planted in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.config import AtHomeOptions, Sharing
from mapa_uslug.steps.at_home import assess_at_home, summarise_at_home
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
TRUTHS = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
OLDER = {g["gmina_teryt"]: g["people_65_plus"] for g in TRUTHS["gminas"]}
HOURS = {"086001": 1500.0, "086002": 640.0, "086003": 480.0, "086004": 900.0, "086005": 360.0}
"""Hours a month of home care, each gmina's own, as the sheet of the example has them."""
PARTS = ["objete", "brak_godzin", "poza_obszarem", "nie_wiadomo"]


def summarise(data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing | None = None) -> pd.DataFrame:
    sharing = sharing or data.config.sharing
    measurer = Measurer(data, services, sharing)
    layers = measure_coverage(
        measurer, [m for m in plan_measures(data, services) if m.service_type.direction == "from"]
    )
    table = summarise_at_home(data, assess_at_home(data, services, sharing, layers=layers, measurer=measurer))
    assert table is not None
    return table


def home_care(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["usluga"] == "UO") & (table["zakres"] == "gmina")].set_index("gmina_teryt")


@pytest.fixture(scope="module")
def example() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


@pytest.fixture(scope="module")
def table(example: AreaData) -> pd.DataFrame:
    return summarise(example, example.registry.located)


def test_hours_wanted_and_hours_there_are_those_planted(table: pd.DataFrame) -> None:
    care = home_care(table)
    assert care["osoby"].to_dict() == OLDER
    # 3 of 100 people over 65, 25 hours a month each.
    assert care["godziny_u_ludzi"].to_dict() == pytest.approx({g: 0.75 * n for g, n in OLDER.items()})
    assert care["godziny_sa"].to_dict() == pytest.approx(HOURS)
    # Ways cost hours everywhere, so that more people lack them than without (228 in Borowiska, see prawda.json).
    assert (
        care["godziny_potrzebne"] > care["godziny_u_ludzi"] - 0.75 * care["nie_wiadomo"].astype(float)
    ).all()
    assert care.loc["086005", "brak_godzin"] > 228
    missing = 1 - 360.0 / care.loc["086005", "godziny_potrzebne"]
    assert care.loc["086005", "brak_godzin"] == pytest.approx(708 * missing, abs=1)


def test_who_lives_far_from_the_office_has_care_all_the_same_at_the_price_of_hours(
    table: pd.DataFrame,
) -> None:
    # Kępa Zalewska lies over half an hour from its base, beyond every threshold of the catalogue; hours are enough there.
    far = table[(table["usluga"] == "UO") & (table["miejscowosc"] == "Kępa Zalewska")].iloc[0]
    assert far["dojazd_min"] > 30
    assert (far["objete"], far["brak_godzin"], far["poza_obszarem"]) == (38, 0, 0)
    assert far["dojazdy_procent"] > 25
    # Moczary has no road in the data.
    lost = table[(table["usluga"] == "UO") & (table["miejscowosc"] == "Moczary")].iloc[0]
    assert (lost["osoby"], lost["nie_wiadomo"]) == (11, 11)


def test_parts_add_up_in_every_row_that_tells_them_and_localities_to_their_gmina(table: pd.DataFrame) -> None:
    told = table[table["osoby"].notna()]
    assert (told[PARTS].sum(axis=1) == told["osoby"]).all()
    everyone = table[table["grupa_nazwa"] == "all"]
    sums = everyone.groupby(["usluga", "gmina_teryt", "zakres"])[["osoby", *PARTS]].sum().unstack("zakres")
    for column in ("osoby", *PARTS):
        assert (sums[column]["gmina"] == sums[column]["miejscowosc"]).all(), column


def test_a_new_base_never_lowers_the_hours_there(example: AreaData, table: pd.DataFrame) -> None:
    services = example.registry.located
    new = services[services["service_id"] == "U-083"].assign(
        service_id="nowa", capacity=100.0, territory="086002|086005"
    )
    more = gpd.GeoDataFrame(pd.concat([services, new], ignore_index=True), crs=services.crs)
    before, after = home_care(table)["godziny_sa"], home_care(summarise(example, more))["godziny_sa"]
    # 100 h to Jezierzec and Borowiska by their 858 and 708 people over 65.
    gained = {"086002": 100 * 858 / 1566, "086005": 100 * 708 / 1566}
    assert (after - before).to_dict() == pytest.approx({g: gained.get(g, 0.0) for g in HOURS}, abs=1e-6)


def test_without_a_base_of_its_own_nobody_comes(example: AreaData) -> None:
    services = example.registry.located
    care = home_care(summarise(example, services[services["service_id"] != "U-083"].reset_index(drop=True)))
    assert care.loc["086005", "poza_obszarem"] == 708
    assert care.loc["086005", "godziny_sa"] == 0.0
    assert not care.loc["086005", "pojemnosc_oceniona"]
    assert np.isnan(care.loc["086005", "godziny_brak"])


def test_longer_visits_lose_less_of_the_work_on_the_way(example: AreaData, table: pd.DataFrame) -> None:
    config = example.config.model_copy(update={"at_home": AtHomeOptions(shift_h=8.0, visit_h=3.0)})
    longer = home_care(summarise(replace(example, config=config), example.registry.located))
    assert (longer["dojazdy_procent"] < home_care(table)["dojazdy_procent"]).all()
    assert (longer["domow_na_zmiane"] < home_care(table)["domow_na_zmiane"]).all()
