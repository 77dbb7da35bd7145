"""Ranges hold the figure, the envelope holds every range, and without a change of speed nothing changes."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, PopulationCells, RunResult
from mapa_uslug.steps.uncertainty import weigh_uncertainty

_CRS = "EPSG:3035"


@st.composite
def layers_of(draw: st.DrawFn, people: list[int], code: str) -> list[CoverageLayer]:
    """Layers by two modes whose states agree with their costs."""
    n, layers = len(people), []
    for mode in ("car", "transit"):
        cost = np.array(
            draw(st.lists(st.sampled_from([5.0, 25, 30, 33, 40, np.inf]), min_size=n, max_size=n))
        )
        unknown = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
        reason = np.array(draw(st.lists(st.sampled_from(range(1, len(REASONS))), min_size=n, max_size=n)))
        state = np.where(unknown, 3, np.where(cost <= 30, draw(st.sampled_from([0, 1])), 2))
        counts = np.zeros((n, len(STATES)), dtype=np.int32)
        counts[np.arange(n), state] = people
        layers.append(
            CoverageLayer(
                service_type=code, mode=mode, level=1, threshold=30, unit="min", kind="umowny", is_capacity_known=False,
                people=counts, target=None, reason=np.where(unknown, reason, 0).astype(np.uint8),
                cost=cost.astype(np.float32), nearest_place=np.zeros(n, dtype=np.int32),
            )
        )  # fmt: skip
    return layers


@st.composite
def results(draw: st.DrawFn) -> RunResult:
    n = draw(st.integers(1, 8))
    people = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    at = draw(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 7)), min_size=n, max_size=n, unique=True))
    table = pd.DataFrame({
        "cell_id": [f"c{i}" for i in range(n)], "people": people,
        "gmina_teryt": draw(st.lists(st.sampled_from(["086001", "086002"]), min_size=n, max_size=n)),
        "is_imputed": draw(st.lists(st.booleans(), min_size=n, max_size=n)),
        "grid_col": [c for c, _ in at], "grid_row": [r for _, r in at],
    })  # fmt: skip
    points = gpd.points_from_xy(table["grid_col"] * 250 + 125.0, table["grid_row"] * 250 + 125.0)
    cells = PopulationCells(gpd.GeoDataFrame(table, geometry=points, crs=_CRS), _CRS, 250, {})
    none = pd.DataFrame()
    return RunResult(
        name="", crs=_CRS, gminas=none, services=none, unlocated=none, cells=cells,
        layers=tuple(layer for code in ("DDP", "POZ") for layer in draw(layers_of(people, code))),
        white_spots=none, isochrones=none, indicators=none, landscape=none, problems=(), counts=(), network=None, extent=None,
        info={"terminal_s": {"car": 60.0}},
    )  # type: ignore[arg-type]  # fmt: skip


@given(results(), st.sampled_from([0.0, 0.1, 0.2, 0.4]))
def test_ranges_hold_the_figure_and_lie_within_the_envelope(result: RunResult, change: float) -> None:
    found = weigh_uncertainty(result, speed_change=change, gminas=["086001", "086002"]).ranges
    for part in ("speed", "place", "cells"):
        assert (found["low"] <= found[f"low_{part}"]).all()
        assert (found[f"low_{part}"] <= found["people"]).all()
        assert (found["people"] <= found[f"high_{part}"]).all()
        assert (found[f"high_{part}"] <= found["high"]).all()
    whole = found[found["gmina_teryt"] == ""].set_index("service_type")
    parts = found[found["gmina_teryt"] != ""].groupby("service_type").sum(numeric_only=True)
    assert (whole[parts.columns] == parts).all(axis=None)
    if change == 0.0:
        assert (found["low_speed"] == found["people"]).all()
        assert (found["high_speed"] == found["people"]).all()


@given(results())
def test_nothing_is_uncertain_where_all_is_known(result: RunResult) -> None:
    table = result.cells.table.assign(is_imputed=False)
    sure = tuple(replace(layer, reason=np.zeros_like(layer.reason)) for layer in result.layers)
    known = replace(result, layers=sure, cells=replace(result.cells, table=table))
    found = weigh_uncertainty(known, speed_change=0.0, gminas=["086001"]).ranges
    assert (found["low"] == found["people"]).all()
    assert (found["high"] == found["people"]).all()


@given(results())
def test_every_grid_holds_whole_squares_and_the_own_is_the_run(result: RunResult) -> None:
    found = weigh_uncertainty(result, speed_change=0.2, gminas=[])
    grids = found.grids.set_index(["service_type", "grid"])
    people = int(result.cells.table["people"].sum())
    assert grids["people"].between(0, people).all()
    assert ((grids["white_spots"] == 0) == (grids["people"] == 0)).all()
    for row in found.ranges.itertuples():
        assert grids.at[(row.service_type, "own"), "people"] == row.people
