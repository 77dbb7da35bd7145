"""Laws of rasters of people: none made, none lost, whatever the raster and its coordinate system."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hand_population import CRS, EAST, WEST, cell, km, make_features, make_gminas, write_grid, write_totals
from hand_rasters import write_raster
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.population import read_population

LEAN = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
SYSTEMS = {CRS: 250.0, "ESRI:54009": 250.0, "EPSG:4326": 1.0 / 400.0, "EPSG:3035": 250.0}


@st.composite
def rasters(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "crs": draw(st.sampled_from(sorted(SYSTEMS))),
        "seed": draw(st.integers(0, 10_000)),
        "empty": draw(st.floats(0.0, 0.99)),
        "scale": draw(st.sampled_from([0.01, 1.0, 80.0])),
        "cell_m": draw(st.sampled_from([250, 500, 1000])),
        "border": draw(st.sampled_from([3.0, 2.37])),
    }


def write(folder: Path, case: dict[str, Any]) -> tuple[Path, dict[str, float]]:
    """A raster over both gminas, and the people whose cell's middle lies in each."""
    crs, step = case["crs"], SYSTEMS[case["crs"]]
    corners = np.array([km(x, y) for x in (-0.5, 3.0, 6.5) for y in (-0.5, 4.5)])
    x, y = transform_xy(corners[:, 0], corners[:, 1], CRS, crs)
    west, north = x.min(), y.max()
    shape = int((north - y.min()) / step) + 1, int((x.max() - west) / step) + 1
    chance = np.random.default_rng(case["seed"])
    people = chance.gamma(0.5, 2.0, shape) * case["scale"]
    people[chance.random(shape) < case["empty"]] = -200.0
    path = write_raster(folder / "r.tif", people, west=west, north=north, step=step, crs=crs, nodata=-200.0)
    columns, rows = np.meshgrid(np.arange(shape[1]) + 0.5, np.arange(shape[0]) + 0.5)
    e, n = transform_xy((west + columns * step).ravel(), (north - rows * step).ravel(), crs, CRS)
    (low_e, low_n), (high_e, high_n), (border, _) = km(0, 0), km(6, 4), km(case["border"], 0)
    lived = np.maximum(people.ravel(), 0.0) * ((n > low_n) & (n < high_n))
    return path, {
        WEST: float(lived[(e > low_e) & (e < border)].sum()),
        EAST: float(lived[(e > border) & (e < high_e)].sum()),
    }


@LEAN
@given(rasters())
def test_a_raster_that_counts_keeps_its_people(case: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, expected = write(Path(folder), case)
        if min(expected.values()) < 0.6:
            return
        cells, _, counts = read_population(
            make_gminas(border=case["border"]),
            rasters=[path],
            options=PopulationOptions(cell_m=case["cell_m"]),
        )
    found = cells.table.groupby("gmina_teryt")["people"].sum()
    for code, people in expected.items():
        assert abs(found[code] - people) <= 0.5 + 1e-6
    for count in counts:
        assert count.read == count.kept + sum(count.left_out.values())


@LEAN
@given(
    rasters(),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 90)), min_size=1, max_size=10, unique_by=lambda c: c[:2]),
    st.lists(st.tuples(st.floats(0.01, 5.99), st.floats(0.01, 3.99)), max_size=6),
    st.tuples(st.integers(1, 400), st.integers(1, 400)), st.booleans(),
)  # fmt: skip
def test_a_raster_that_spreads_changes_no_sum(
    case: dict[str, Any],
    grid: list[tuple[int, int, int]],
    homes: list[tuple[float, float]],
    totals: tuple[int, int],
    has_grid: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, _ = write(Path(folder), case)
        rows = [
            {"gmina_teryt": code, "people": n, "people_0_14": n // 3, "people_65_plus": n // 4}
            for code, n in zip((WEST, EAST), totals, strict=True)
        ]
        given_totals = write_totals(Path(folder) / "t.csv", rows)
        given_grid = (
            write_grid(Path(folder) / "g.gpkg", [cell((x, y), n, n // 4, n // 5) for x, y, n in grid])
            if has_grid
            else None
        )
        cells, _, _ = read_population(
            make_gminas(border=case["border"]),
            grid=given_grid,
            totals=given_totals,
            rasters=[path],
            features=make_features(homes),
            options=PopulationOptions(cell_m=case["cell_m"]),
        )
    assert not cells.is_modelled
    for row in rows:
        own = cells.table[cells.table["gmina_teryt"] == row["gmina_teryt"]]
        for column in ("people", "people_0_14", "people_65_plus"):
            assert own[column].sum() == row[column]
