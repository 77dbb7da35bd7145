"""People out of rasters of the documented forms, made here: no real one is among the test data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio.features
from hand_population import (
    CRS,
    EAST,
    ORIGIN,
    WEST,
    cell,
    km,
    make_features,
    make_gminas,
    write_grid,
    write_totals,
)
from hand_rasters import write_raster
from rasterio.transform import from_origin

from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.population import read_population

HALF_KM = PopulationOptions(cell_m=500)
MOLLWEIDE = "ESRI:54009"


def write_people(
    path: Path, people: dict[tuple[float, float], float], *, nodata: float | None = -200.0
) -> Path:
    """Cells of 100 m, named by their middles in kilometres from the origin; all others are missing."""
    values = np.full((60, 80), -200.0 if nodata is None else nodata)
    for (x, y), number in people.items():
        values[int((5.0 - y) * 10), int((x + 1.0) * 10)] = number
    west, north = km(-1.0, 5.0)
    return write_raster(path, values, west=west, north=north, step=100.0, crs=CRS, nodata=nodata)


def by_place(cells: PopulationCells) -> dict[tuple[int, int], int]:
    size = cells.cell_m
    table = cells.table
    columns = table["grid_col"] - int(ORIGIN[0] // size)
    rows = table["grid_row"] - int(ORIGIN[1] // size)
    return dict(zip(zip(columns, rows, strict=True), table["people"].tolist(), strict=True))


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return sorted(p.code for p in problems)


def one_gmina() -> object:
    return make_gminas(area=(True, False))


def test_a_cell_without_homes_is_split_as_the_raster_has_its_people(tmp_path: Path) -> None:
    # 3.6 people in the south-west quarter, 1.2 in the north-east: 3 to 1, whatever the raster's own sum.
    raster = write_people(tmp_path / "r.tif", {(1.15, 1.15): 2.0, (1.25, 1.15): 1.6, (1.85, 1.95): 1.2})
    grid = write_grid(tmp_path / "g.gpkg", [cell((1, 1), 8, 4, 4)])
    cells, problems, counts = read_population(one_gmina(), grid=grid, rasters=[raster], options=HALF_KM)
    assert by_place(cells) == {(2, 2): 6, (3, 3): 2}
    assert not cells.is_modelled
    assert cells.groups == {"0-14": "grid", "15-64": "grid", "65+": "grid"}
    assert codes(problems) == ["placed_by_model"]
    (count,) = [c for c in counts if c.stage == "population raster"]
    assert (count.kept, list(count.left_out)) == (3, ["no_people"])
    # People stand at the middle of the raster's cell nearest to their mean (1.194).
    first = cells.table.geometry.iloc[0]
    assert (first.x, first.y) == pytest.approx(km(1.15, 1.15))


def test_buildings_are_trusted_before_addresses_and_these_before_the_raster(tmp_path: Path) -> None:
    raster = write_people(tmp_path / "r.tif", {(0.85, 0.85): 50.0, (1.85, 0.85): 50.0, (2.85, 0.85): 50.0})
    grid = write_grid(tmp_path / "g.gpkg", [cell((x, 0), 10, 2, 2) for x in range(3)])
    features = make_features([(0.2, 0.2)], addresses=[(0.8, 0.3), (1.2, 0.2)])
    cells, _, _ = read_population(
        one_gmina(), grid=grid, rasters=[raster], features=features, options=HALF_KM
    )
    assert by_place(cells) == {(0, 0): 10, (2, 0): 10, (5, 1): 10}


def test_a_cell_on_a_border_is_divided_by_the_raster(tmp_path: Path) -> None:
    raster = write_people(tmp_path / "r.tif", {(2.15, 0.55): 6.0, (2.95, 0.55): 2.0})
    grid = write_grid(tmp_path / "g.gpkg", [cell((2, 0), 8, 4, 0)])
    cells, _, _ = read_population(make_gminas(border=2.5), grid=grid, rasters=[raster], options=HALF_KM)
    assert cells.table.set_index("gmina_teryt")["people"].to_dict() == {WEST: 6, EAST: 2}


def test_the_raster_does_not_say_how_many_are_confidential(tmp_path: Path) -> None:
    # Both hidden cells get the same, though the raster has ten times as many people in one of them.
    raster = write_people(tmp_path / "r.tif", {(0.55, 0.55): 100.0, (1.55, 0.55): 10.0})
    grid = write_grid(
        tmp_path / "g.gpkg",
        [cell((0, 0), None, None, None), cell((1, 0), None, None, None), cell((2, 0), 60, 20, 20)],
    )
    totals = write_totals(tmp_path / "t.csv", [{"gmina_teryt": WEST, "people": 100}])
    cells, _, _ = read_population(
        one_gmina(), grid=grid, totals=totals, rasters=[raster], options=PopulationOptions(cell_m=1000)
    )
    assert by_place(cells) == {(0, 0): 20, (1, 0): 20, (2, 0): 60}


def test_totals_without_homes_are_spread_as_the_raster_has_them(tmp_path: Path) -> None:
    raster = write_people(tmp_path / "r.tif", {(0.15, 0.15): 30.0, (2.15, 3.15): 10.0, (4.55, 1.55): 7.0})
    totals = write_totals(
        tmp_path / "t.csv", [{"gmina_teryt": WEST, "people": 100}, {"gmina_teryt": EAST, "people": 50}]
    )
    cells, problems, _ = read_population(make_gminas(), totals=totals, rasters=[raster], options=HALF_KM)
    assert by_place(cells) == {(0, 0): 75, (4, 6): 25, (9, 3): 50}
    assert not cells.is_modelled
    assert codes(problems) == ["people_spread"]
    assert "raster" in problems[0].message


def test_without_grid_and_totals_the_raster_counts_and_says_so(tmp_path: Path) -> None:
    # West: 2.4 + 2.4 + 1.4 = 6.2 people, 6 in whole ones; east 3.5, which becomes 4. Half a person is nobody's place.
    raster = write_people(
        tmp_path / "r.tif", {(0.15, 0.15): 2.4, (0.25, 0.15): 2.4, (2.15, 3.15): 1.4, (4.55, 1.55): 3.5}
    )
    features = make_features([(1.5, 1.5)])
    cells, problems, _ = read_population(make_gminas(), rasters=[raster], features=features, options=HALF_KM)
    assert by_place(cells) == {(0, 0): 5, (4, 6): 1, (9, 3): 4}
    assert cells.is_modelled
    assert cells.groups == {}
    (told,) = [p for p in problems if p.code == "counted_by_model"]
    assert (told.severity, dict(told.values)["names"]) == ("warning", "Wschodnia, Zachodnia")


def test_a_gmina_that_the_totals_leave_out_is_counted_by_the_raster(tmp_path: Path) -> None:
    raster = write_people(tmp_path / "r.tif", {(0.15, 0.15): 30.0, (4.55, 1.55): 7.0})
    totals = write_totals(tmp_path / "t.csv", [{"gmina_teryt": WEST, "people": 100}])
    cells, problems, _ = read_population(make_gminas(), totals=totals, rasters=[raster], options=HALF_KM)
    assert by_place(cells) == {(0, 0): 100, (9, 3): 7}
    assert cells.is_modelled
    assert "counted_by_model" in codes(problems)


def test_a_gmina_of_nobody_stays_empty(tmp_path: Path) -> None:
    raster = write_people(tmp_path / "r.tif", {(0.15, 0.15): 30.0, (4.55, 1.55): 7.0})
    totals = write_totals(
        tmp_path / "t.csv", [{"gmina_teryt": WEST, "people": 10}, {"gmina_teryt": EAST, "people": 0}]
    )
    cells, _, _ = read_population(make_gminas(), totals=totals, rasters=[raster], options=HALF_KM)
    assert by_place(cells) == {(0, 0): 10}


def geographic(path: Path, *, crs: str, step: float, nodata: float | None, tag: float) -> tuple[Path, float]:
    """A raster in another CRS whose cells around the gminas have 1.25 people, cells within the west gmina counted apart."""
    corners = np.array([km(x, y) for x in (-1.0, 7.0) for y in (-1.0, 5.0)])
    x, y = transform_xy(corners[:, 0], corners[:, 1], CRS, crs)
    west, north = np.floor(x.min() / step) * step, np.ceil(y.max() / step) * step
    columns, rows = int((x.max() - west) / step) + 1, int((north - y.min()) / step) + 1
    values = np.full((rows, columns), 1.25, np.float32)
    # Missing cells, some of them within the gmina.
    values[::3, ::5] = tag
    write_raster(path, values, west=west, north=north, step=step, crs=crs, nodata=nodata)
    middle_x, middle_y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * step, north - (np.arange(rows) + 0.5) * step
    )
    e, n = transform_xy(middle_x.ravel(), middle_y.ravel(), crs, CRS)
    (low_e, low_n), (high_e, high_n) = km(0, 0), km(3, 4)
    inside = (e >= low_e) & (e <= high_e) & (n >= low_n) & (n <= high_n)
    return path, float(values.ravel()[inside & (values.ravel() > 0)].sum())


@pytest.mark.parametrize(
    ("crs", "step", "nodata", "tag"),
    [
        pytest.param(MOLLWEIDE, 100.0, -200.0, -200.0, id="ghs-pop"),
        pytest.param("EPSG:4326", 1.0 / 1200.0, -200.0, -200.0, id="ghs-pop-degrees"),
        pytest.param("EPSG:4326", 1.0 / 1200.0, -99999.0, -99999.0, id="worldpop"),
        pytest.param("EPSG:4326", 1.0 / 1200.0, None, -99999.0, id="mark-not-declared"),
        pytest.param(MOLLWEIDE, 100.0, None, np.nan, id="not-a-number"),
    ],
)
def test_people_add_up_in_every_documented_form(
    tmp_path: Path, crs: str, step: float, nodata: float | None, tag: float
) -> None:
    raster, expected = geographic(tmp_path / "r.tif", crs=crs, step=step, nodata=nodata, tag=tag)
    cells, _, _ = read_population(one_gmina(), rasters=[raster])
    assert cells.table["people"].sum() == np.floor(expected + 0.5)
    # Twelve square kilometres of cells of 100 m: about 1,200 with 1.25 people, every fifteenth missing (in degrees more, narrower ones).
    assert 1200 < expected < 2700


def test_agrees_with_another_count_of_cells_within_a_polygon(tmp_path: Path) -> None:
    people = np.random.default_rng(5).gamma(0.3, 4.0, (60, 80))
    west, north = km(-1.0, 5.0)
    raster = write_raster(
        tmp_path / "r.tif", people, west=west, north=north, step=100.0, crs=CRS, nodata=-200.0
    )
    gminas = make_gminas(border=2.68)
    cells, _, _ = read_population(gminas, rasters=[raster], options=PopulationOptions(cell_m=100))
    for row in gminas.itertuples():
        outside = rasterio.features.geometry_mask(
            [row.geometry], people.shape, from_origin(west, north, 100.0, 100.0)
        )
        own = cells.table.loc[cells.table["gmina_teryt"] == row.gmina_teryt, "people"].sum()
        assert own == np.floor(people[~outside].sum() + 0.5)


def test_a_cell_in_two_tiles_counts_once(tmp_path: Path) -> None:
    one = write_people(tmp_path / "a.tif", {(0.15, 0.15): 30.0, (1.15, 0.15): 10.0})
    other = write_people(tmp_path / "b.tif", {(0.15, 0.15): 30.0, (2.15, 0.15): 5.0})
    cells, _, counts = read_population(one_gmina(), rasters=[one, other], options=HALF_KM)
    assert cells.table["people"].sum() == 45
    (count,) = [c for c in counts if c.stage == "population raster"]
    assert count.left_out["duplicate_cell"] == 1
    assert count.read == count.kept + sum(count.left_out.values())


def test_a_raster_of_elsewhere_is_told(tmp_path: Path) -> None:
    raster = write_raster(
        tmp_path / "r.tif", np.ones((5, 5)), west=100_000.0, north=200_000.0, step=100.0, crs="EPSG:32632"
    )
    with pytest.raises(InputError) as caught:
        read_population(one_gmina(), rasters=[raster])
    assert {p.code for p in caught.value.problems} == {"raster_without_people", "gmina_without_people"}


def test_faults_of_all_rasters_are_told_together(tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).write_text("none")
    with pytest.raises(InputError) as caught:
        read_population(one_gmina(), rasters=[tmp_path / "a.tif", tmp_path / "b.tif"])
    assert sorted(p.where for p in caught.value.problems) == ["a.tif", "b.tif"]


def test_a_raster_changes_nothing_where_every_cell_has_homes(tmp_path: Path) -> None:
    raster = write_people(tmp_path / "r.tif", {(0.15, 0.15): 30.0})
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 10, 2, 2)])
    features = make_features([(0.2, 0.2), (0.7, 0.7)])
    one, problems, _ = read_population(one_gmina(), grid=grid, features=features)
    other, told, _ = read_population(one_gmina(), grid=grid, features=features, rasters=[raster])
    pd.testing.assert_frame_equal(one.table, other.table)
    assert problems == told
