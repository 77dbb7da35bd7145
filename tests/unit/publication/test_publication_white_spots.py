"""White spots for everybody: minutes of their cells, names in order, nobody counted."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_layers import CELLS, make_layer

from mapa_uslug.publication.white_spots import publish_white_spots

CAR = make_layer("car", [0, 2, 2], cost=(5, 36, 42))
WALK = make_layer("walk", [2, 2, 2], cost=(50, 90, np.inf))


def spots(*rows):
    """Mode, level and cells; everything else alike, with people who must go."""
    table = pd.DataFrame(rows, columns=["mode", "level", "cells"]).assign(
        service_type="POZ", gmina_teryt="086002|086001", localities="Żary|Lipki", people=400, people_target=40,
        over=777.7, cost_max=888.8, nearest_service="U-1", nearest_provider="Przychodnia", nearest_gmina="086001",
    )  # fmt: skip
    table["white_spot_id"] = table["mode"] + table["level"].astype(str) + table["cells"]
    return gpd.GeoDataFrame(table, geometry=[shapely.box(0, 0, 1, 1)] * len(table), crs="EPSG:2180")


def publish(*rows, layers=(CAR, WALK), untold_ways=()):
    return publish_white_spots(spots(*rows), layers, cells=CELLS, untold_ways=untold_ways)


def test_the_mean_is_that_of_cells_whoever_lives_there():
    # 36 and 42 minutes are 6 and 12 beyond 30: 9 on average. By people, 300 and 100, it would be 7.5.
    (row,) = publish(("car", 1, "b|c")).itertuples()
    assert row.over == 9.0


def test_by_all_modes_what_misses_least_counts():
    # Cell b by car misses 6 minutes and on foot 60; cell c on foot cannot be reached at all.
    (row,) = publish(("all", 1, "b|c")).itertuples()
    assert row.over == 9.0
    (row,) = publish(("walk", 1, "b|c")).itertuples()
    assert row.over == 60.0
    (row,) = publish(("walk", 1, "c")).itertuples()
    assert np.isnan(row.over)


def test_nobody_is_counted_and_names_stand_in_order():
    (row,) = publish(("car", 1, "b|c")).itertuples()
    assert row.people is pd.NA
    assert row.people_target is pd.NA
    assert np.isnan(row.cost_max)
    assert (row.gmina_teryt, row.localities) == ("086001|086002", "Lipki|Żary")


def test_the_farthest_comes_first_and_what_has_no_way_last():
    told = publish(("walk", 1, "a"), ("walk", 1, "c"), ("walk", 1, "b"))
    assert told["cells"].tolist() == ["b", "a", "c"]


def test_only_questions_that_are_published_are_told():
    rows = [("car", 0, "b"), ("car", 1, "b"), ("all", 1, "b"), ("all", 2, "b")]
    assert publish(*rows)["white_spot_id"].tolist() == ["all1b", "car1b"]
    # All modes of the one that counts would say the same twice.
    assert publish(*rows, layers=(CAR,))["white_spot_id"].tolist() == ["car1b"]
    assert publish().empty


@pytest.mark.parametrize("column", ["nearest_service", "nearest_provider", "nearest_gmina"])
def test_where_somebody_works_at_home_no_way_is_told(column):
    (row,) = publish(("car", 1, "b|c"), untold_ways={"POZ"}).itertuples()
    assert np.isnan(row.over)
    assert getattr(row, column) == ""
    (row,) = publish(("car", 1, "b|c"), untold_ways={"APT"}).itertuples()
    assert row.over == 9.0
    assert getattr(row, column)
