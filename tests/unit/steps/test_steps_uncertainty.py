"""Six cells of 250 m in a row, one service: ranges and grids by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.contracts.tables import REASONS, CoverageLayer, PopulationCells, RunResult
from mapa_uslug.steps.uncertainty import weigh_uncertainty

CRS = "EPSG:3035"
ZALEWO, PODLESIE = "086001", "086002"


def make_result() -> RunResult:
    """Cells 0-3 lie in one square kilometre, 4 and 5 in the next; 3 and 4 are confidential; 4 and 5 are of Podlesie."""
    table = pd.DataFrame({
        "cell_id": [f"c{i}" for i in range(6)], "gmina_teryt": [ZALEWO] * 4 + [PODLESIE] * 2, "people": [100, 50, 40, 6, 4, 20],
        "is_imputed": [False, False, False, True, True, False], "grid_col": range(6), "grid_row": 0,
    })  # fmt: skip
    points = gpd.points_from_xy(np.arange(6) * 250 + 125.0, [125.0] * 6)
    states = np.array([0, 2, 0, 2, 2, 3])
    people = np.zeros((6, 4), dtype=np.int32)
    people[np.arange(6), states] = table["people"]
    reason = np.array([0, 0, 0, 0, 0, REASONS.index("uncertain_place")], dtype=np.uint8)
    layer = CoverageLayer(
        service_type="DDP", mode="car", level=1, threshold=30, unit="min", kind="umowny", is_capacity_known=False, people=people,
        target=None, reason=reason, cost=np.array([10, 34, 26, 50, 50, 50], dtype=np.float32),
        nearest_place=np.zeros(6, dtype=np.int32),
    )  # fmt: skip
    none = pd.DataFrame()
    return RunResult(
        name="", crs=CRS, gminas=none, services=none, unlocated=none,
        cells=PopulationCells(gpd.GeoDataFrame(table, geometry=points, crs=CRS), CRS, 250, {}), layers=(layer,),
        white_spots=none, isochrones=none, indicators=none, landscape=none, problems=(), counts=(), network=None, extent=None,
    )  # type: ignore[arg-type]  # fmt: skip


def test_ranges_by_hand() -> None:
    found = weigh_uncertainty(make_result(), speed_change=0.2, gminas=[ZALEWO, PODLESIE]).ranges
    rows = found.drop(columns="service_type").set_index("gmina_teryt")
    # Zalewo: 50 at 34 min fall within (28.3), 40 at 26 min fall out (32.5). Its confidential cell is the only one it has,
    # and all of it is too far: its sum is known.
    assert rows.loc[ZALEWO].to_dict() == {
        "people": 56, "low": 6, "high": 96, "low_speed": 6, "high_speed": 96, "low_place": 56, "high_place": 56, "low_cells": 56,
        "high_cells": 56,
    }  # fmt: skip
    # Podlesie: 20 near a place known roughly may be too far.
    assert rows.loc[PODLESIE].to_dict() == {
        "people": 4, "low": 4, "high": 24, "low_speed": 4, "high_speed": 4, "low_place": 4, "high_place": 24, "low_cells": 4,
        "high_cells": 4,
    }  # fmt: skip
    assert rows.loc[""].to_dict() == (rows.loc[ZALEWO] + rows.loc[PODLESIE]).to_dict()


def test_grids_by_hand() -> None:
    found = weigh_uncertainty(make_result(), speed_change=0.2, gminas=[]).grids
    rows = found.drop(columns=["service_type", "rank"]).set_index("grid").T.to_dict("list")
    assert list(rows) == ["own", "own_shifted", "1km", "1km_shifted", "2km", "2km_shifted"]
    # Cells 1, 3 and 4 are too far; 3 and 4 touch.
    assert rows["own"] == [60, 2, f"{ZALEWO}|{PODLESIE}"]
    # Every cell has a square of its own, wherever the grid lies.
    assert rows["own_shifted"] == rows["own"]
    # First kilometre: mean of people (100*125 + 50*375 + 40*625 + 6*875) / 196 = 314 m, cell 1 at 375 stands for all 196;
    # second: (4*1125 + 20*1375) / 24 = 1333 m, cell 5, of which nothing is known.
    assert rows["1km"] == [196, 1, ZALEWO]
    # Edges at 500 and 1500 m: 208 m is nearest to cell 0, who are served; (40*625 + 6*875 + 4*1125 + 20*1375) / 70 = 889 m to
    # cell 3: 70 people, 24 of them of Podlesie.
    assert rows["1km_shifted"] == [70, 1, f"{ZALEWO}|{PODLESIE}"]
    # All: (61500 + 32000) / 220 = 425 m, cell 1.
    assert rows["2km"] == [220, 1, f"{ZALEWO}|{PODLESIE}"]
    # Edge at 1000 m: as on the first kilometre.
    assert rows["2km_shifted"] == [196, 1, ZALEWO]
