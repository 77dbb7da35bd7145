"""The section on places in reach, its table and its layer, from figures written down by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.supply import FloatingCatchment, Inequality, Supply
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Table
from mapa_uslug.reports.findings import find
from mapa_uslug.reports.layers import build_layers
from mapa_uslug.reports.supply import describe_supply, write_supply

SPREAD = Inequality(0.256, 4.04, 0.3, 0.1)


def _catchment(mode="car", per_1000=(20.0, 10.0, 5.0, 7.0, math.nan, 0.0), spread=SPREAD):
    by_gmina = pd.DataFrame(
        {
            "gmina_teryt": ["086001", "086002", ""], "people": [44, 16, 60], "people_unknown": [0, 12, 12],
            "per_1000": [14.0, 0.0, 12.84], "gini": [0.2, math.nan, 0.256], "p90_p10": [2.0, math.nan, 4.04],
        }
    )  # fmt: skip
    return FloatingCatchment(
        "DDP", mode, "min", "miejsca", (15.0, 30.0, 45.0), (1.0, 0.68, 0.22), np.array(per_1000),
        np.array([20, 10, 8, 6, 12, 4]), by_gmina, spread,
    )  # fmt: skip


@pytest.fixture
def supplied(town):
    walk = _catchment("walk_slow", spread=Inequality(0.8, math.inf, 0.3, 0.1))
    return replace(town, supply=Supply(catchments=(_catchment(), walk)))


def test_the_section_says_how_much_and_how_evenly(supplied, catalog):
    section = describe_supply(find(supplied, catalog, Text("pl")))
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [column.title for column in table.columns][2:] == ["Samochodem", "Pieszo (wolnym krokiem)"]
    assert [row[1:3] for row in table.rows] == [(44, 14.0), (16, 0.0), (60, 12.84)]
    assert table.rows[2][0] == "Wszystkie gminy razem"
    car, walk = next(block for block in section.blocks if isinstance(block, Bullets)).items
    assert car == (
        "Samochodem: średnio 12,8 na 1000 osób; Gini 0,26; P90:P10 4,0; między gminami: 25\u00a0% zróżnicowania (Theil); "
        "liczba osób, o których nic nie da się powiedzieć: 12."
    )
    assert "co najmniej jedna osoba na dziesięć nie ma nic w zasięgu" in walk


def test_nobody_with_a_place_is_told_as_such(town, catalog):
    nothing = _catchment(spread=Inequality(math.nan, math.nan, math.nan, math.nan))
    section = describe_supply(find(replace(town, supply=Supply((nothing,))), catalog, Text("pl")))
    assert "nikt nie ma nic w zasięgu" in section.blocks[-1].items[0]


def test_without_capacities_there_is_no_section(town, catalog):
    assert describe_supply(find(town, catalog, Text("pl"))) is None
    assert describe_supply(find(replace(town, supply=Supply()), catalog, Text("pl"))) is None


def test_the_table_has_a_row_for_every_gmina_and_one_for_all(supplied, catalog, tmp_path):
    write_supply(supplied, catalog, tmp_path / "m.csv")
    table = pd.read_csv(tmp_path / "m.csv", dtype=str, keep_default_na=False)
    assert len(table) == 6
    assert table["gmina"].tolist()[:3] == ["Zalewo", "Podlesie", "razem"]
    assert table["na_1000"].tolist()[:3] == ["14.000", "0.000", "12.840"]
    assert table["p90_p10"].tolist()[:3] == ["2.000", "", "4.040"]
    assert table["theil_miedzy"].tolist()[:3] == ["", "", "0.100"]
    assert table.loc[0, ["pasma", "wagi", "prog_jednostka"]].tolist() == ["15|30|45", "1|0.68|0.22", "min"]


def test_no_table_is_written_where_nothing_was_counted(town, catalog, tmp_path):
    write_supply(town, catalog, tmp_path / "m.csv")
    assert not (tmp_path / "m.csv").exists()


def test_confidential_cells_have_no_figure_of_their_own_in_the_layer(supplied, town, catalog):
    layer = build_layers(supplied, catalog)["dostepnosc_miejsc"].set_index("cell_id")
    assert layer["DDP_car"].fillna(-1).tolist() == [20.0, 10.0, 5.0, -1.0, -1.0, 0.0]
    assert layer.loc["c4", "uzupelniona"]
    assert not len(build_layers(town, catalog)["dostepnosc_miejsc"])
