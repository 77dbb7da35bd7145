"""Places in reach within a run: from travel times written down by hand, and on the example."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.config import SupplyOptions
from mapa_uslug.contracts.supply import FloatingCatchment
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.steps.measuring import Measure
from mapa_uslug.steps.supply import count_catchments

DDP = read_catalog().by_code["DDP"]
PEOPLE_65 = [100, 50, 30, 20]


@dataclass
class Measured:
    """A measurer whose times are known."""

    kept: TravelTimes

    def times(self, measure: Measure) -> TravelTimes:
        return self.kept

    def rows_of(self, service_type: object) -> np.ndarray:
        return np.arange(3)


def build(capacity: list[float], **changes: Any) -> FloatingCatchment | None:
    """Four cells of two gminas; places p, q, r. By car bands of DDP end at 15, 30 and 45 minutes.

    A: p 10 min. B: p 30, q 45. C: q 15. D: r 20.
    """
    table = gpd.GeoDataFrame(
        {
            "cell_id": list("ABCD"), "gmina_teryt": ["086001", "086001", "086002", "086002"], "people": [500, 250, 150, 100],
            "people_65_plus": PEOPLE_65, "is_imputed": [False] * 4,
        },
        geometry=[Point(0, 0)] * 4,
        crs="EPSG:2180",
    )  # fmt: skip
    cells = PopulationCells(table, "EPSG:3035", 250, changes.get("groups", {"65+": "grid"}))
    data = SimpleNamespace(cells=cells, config=SimpleNamespace(supply=SupplyOptions()))
    times = TravelTimes(
        mode="car", direction="to", unit="s", is_snapped=np.ones(4, dtype=bool), nearest_cost=np.zeros(4),
        nearest_place=np.zeros(4, dtype=np.int32), pair_ptr=np.array([0, 1, 3, 4, 5]),
        pair_place=np.array([0, 0, 1, 1, 2], dtype=np.int32), pair_cost=np.array([600, 1800, 2700, 900, 1200], dtype=np.float32),
        limit=2700.0, edge_cost=np.full(4, np.inf),
    )  # fmt: skip
    units = changes.get("units", ["miejsca"] * 3)
    services = gpd.GeoDataFrame({"capacity": capacity, "capacity_unit": units}, geometry=[Point(0, 0)] * 3)
    service_type = changes.get("service_type", DDP)
    measure = Measure(service_type, "car", DDP.thresholds["car"])
    found = count_catchments(data, Measured(times), [measure], services, [layer(changes.get("unknown", []))])  # type: ignore[arg-type]
    return found[0] if found else None


def layer(unknown: list[int]) -> CoverageLayer:
    people = np.zeros((4, 4), dtype=np.int32)
    people[unknown, 3] = 1
    return CoverageLayer(
        "DDP", "car", 2, 45, "min", "umowny", True, people, None, np.zeros(4, dtype=np.uint8), np.zeros(4, dtype=np.float32),
        np.zeros(4, dtype=np.int32),
    )  # fmt: skip


# p: 67 / (100 + 0.68 x 50) = 0.5. q: 41 / (0.22 x 50 + 30) = 1. r: 13.6 / (0.68 x 20) = 1.
BY_HAND = [500.0, (0.68 * 0.5 + 0.22 * 1.0) * 1000, 1000.0, 680.0]


def test_by_hand() -> None:
    found = build([67.0, 41.0, 13.6])
    assert found is not None
    assert (found.bands, found.weights, found.unit) == ((15.0, 30.0, 45.0), (1.0, 0.68, 0.22), "min")
    assert found.per_1000.tolist() == pytest.approx(BY_HAND)
    assert found.people.tolist() == PEOPLE_65
    first, second, all_ = found.by_gmina.to_dict("records")
    assert [first["gmina_teryt"], second["gmina_teryt"], all_["gmina_teryt"]] == ["086001", "086002", ""]
    assert first["per_1000"] == pytest.approx((100 * 500 + 50 * 560) / 150)
    assert second["per_1000"] == pytest.approx((30 * 1000 + 20 * 680) / 50)
    # All capacity, 121.6, is had by the 200 people.
    assert all_["per_1000"] == pytest.approx(121.6 / 200 * 1000)
    assert all_["gini"] == pytest.approx(found.inequality.gini)
    assert (all_["people"], all_["people_unknown"]) == (200, 0)


def test_cells_that_cannot_be_told_have_no_figure_but_share_places() -> None:
    found = build([67.0, 41.0, 13.6], unknown=[0])
    assert found is not None
    assert math.isnan(found.per_1000[0])
    assert found.per_1000[1:].tolist() == pytest.approx(BY_HAND[1:])
    assert found.by_gmina["people_unknown"].tolist() == [100, 0, 100]
    assert found.by_gmina["per_1000"].iloc[0] == pytest.approx(560.0)


def test_a_place_of_unknown_capacity_leaves_who_reaches_it_unknown() -> None:
    found = build([67.0, float("nan"), 13.6])
    assert found is not None
    assert np.isnan(found.per_1000).tolist() == [False, True, True, False]


def test_capacity_in_another_unit_is_not_known() -> None:
    found = build([67.0, 41.0, 13.6], units=["miejsca", "miejsca", "rodziny"])
    assert found is not None
    assert np.isnan(found.per_1000).tolist() == [False, False, False, True]


def test_nothing_is_counted_without_capacity_or_people() -> None:
    assert build([float("nan")] * 3) is None
    assert build([1.0, 1.0, 1.0], groups={}) is None


def test_nothing_is_counted_of_services_that_come_to_people() -> None:
    at_home = DDP.model_copy(update={"delivery": "D"})
    assert at_home.direction == "from"
    assert build([1.0, 1.0, 1.0], service_type=at_home) is None


def test_an_area_of_one_gmina_has_no_differences_between_gminas() -> None:
    found = build([67.0, 41.0, 13.6], unknown=[2, 3])
    assert found is not None
    assert found.inequality.between == pytest.approx(0.0, abs=1e-12)
    assert pd.isna(found.by_gmina["per_1000"].iloc[1])
