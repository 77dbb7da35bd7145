from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hand_population import (
    CRS,
    EAST,
    ORIGIN,
    WEST,
    box,
    cell,
    km,
    make_features,
    make_gminas,
    write_grid,
    write_totals,
)

from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.contracts.tables import CELLS, PopulationCells
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.population import read_population

KM = PopulationOptions(cell_m=1000)
HALF_KM = PopulationOptions(cell_m=500)


def read(*args: Any, **kwargs: Any) -> PopulationCells:
    return read_population(*args, **kwargs)[0]


def by_place(cells: PopulationCells) -> dict[tuple[int, int], int]:
    """People by column and row counted from the origin."""
    size = cells.cell_m
    table = cells.table
    columns = table["grid_col"] - int(ORIGIN[0] // size)
    rows = table["grid_row"] - int(ORIGIN[1] // size)
    return dict(zip(zip(columns, rows, strict=True), table["people"].tolist(), strict=True))


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return sorted(p.code for p in problems)


def points(cells: PopulationCells) -> list[tuple[float, float]]:
    """Representative points in kilometres from the origin, to the centimetre."""
    geometry = cells.table.geometry
    x, y = np.round((geometry.x - ORIGIN[0]) / 1000, 5), np.round((geometry.y - ORIGIN[1]) / 1000, 5)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def test_a_cell_is_split_by_its_buildings(tmp_path: Path) -> None:
    # Three of four buildings stand in the south-west quarter of kilometre (1, 1), one in the north-east.
    features = make_features([(1.1, 1.1), (1.2, 1.1), (1.4, 1.1), (1.8, 1.9)])
    cells = read(make_gminas(area=(True, False)), grid=write_grid(tmp_path / "g.gpkg", [cell((1, 1), 8, 4, 4)]), features=features,
                 options=HALF_KM)  # fmt: skip
    assert list(cells.table.columns[: len(CELLS)]) == list(CELLS)
    assert by_place(cells) == {(2, 2): 6, (3, 3): 2}
    assert cells.table["cell_id"].tolist() == ["N301000E601000_500", "N301500E601500_500"]
    assert (cells.grid_crs, cells.cell_m) == (CRS, 500)
    # The mean of the three is at 1.233; the one at 1.2 is the nearest.
    assert points(cells) == [(1.2, 1.1), (1.8, 1.9)]
    assert cells.groups == {"0-14": "grid", "15-64": "grid", "65+": "grid"}
    assert cells.table[["people_0_14", "people_15_64", "people_65_plus"]].sum().tolist() == [4, 0, 4]


def test_buildings_nobody_lives_in_do_not_count_and_addresses_only_without_buildings(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 10, 2, 2), cell((1, 0), 10, 2, 2)])
    features = make_features(
        [(0.2, 0.2)], addresses=[(0.8, 0.8), (1.2, 0.2), (1.8, 0.8)], other_buildings=[(0.7, 0.2), (1.2, 0.8)]
    )
    cells = read(make_gminas(area=(True, False)), grid=grid, features=features, options=HALF_KM)
    assert by_place(cells) == {(0, 0): 10, (2, 0): 5, (3, 1): 5}


def test_a_cell_on_a_border_is_divided_by_buildings(tmp_path: Path) -> None:
    features = make_features([(2.1, 0.5), (2.2, 0.5), (2.3, 0.5), (2.9, 0.5)])
    grid = write_grid(tmp_path / "g.gpkg", [cell((2, 0), 8, 4, 0)])
    cells = read(make_gminas(border=2.5), grid=grid, features=features, options=KM)
    assert cells.table[["cell_id", "gmina_teryt", "people"]].values.tolist() == [
        [f"N300000E602000_1000_{WEST}", WEST, 6], [f"N300000E602000_1000_{EAST}", EAST, 2],
    ]  # fmt: skip
    assert cells.table[["grid_col", "grid_row"]].drop_duplicates().values.tolist() == [[602, 300]]


def test_a_cell_on_a_border_without_homes_is_divided_by_area(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((2, 0), 8, 4, 0)])
    cells = read(make_gminas(border=2.25), grid=grid, options=KM)
    people = cells.table.set_index("gmina_teryt")["people"]
    assert people.to_dict() == {WEST: 2, EAST: 6}


def test_people_of_neighbours_are_not_counted(tmp_path: Path) -> None:
    features = make_features([(2.1, 0.5), (2.2, 0.5), (2.3, 0.5), (2.9, 0.5)])
    grid = write_grid(tmp_path / "g.gpkg", [cell((2, 0), 8, 4, 0), cell((4, 0), 100, 20, 10)])
    cells, _, counts = read_population(
        make_gminas(border=2.5, area=(True, False)), grid=grid, features=features
    )
    assert cells.table["people"].sum() == 6
    assert set(cells.table["gmina_teryt"]) == {WEST}
    assert counts[0].left_out == {"outside_area": 1}


def test_a_cell_without_homes_is_one_piece_at_its_point_nearest_the_road(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 9, 3, 3), cell((0, 2), 9, 3, 3)])

    def road_at_y(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        line = np.full(len(x), km(0, 0.3)[1])
        return x, line, np.abs(y - line)

    cells = read(make_gminas(area=(True, False)), grid=grid, nearest_road=road_at_y)
    # In the first cell the road itself; in the second, 1.7 km off, the edge towards it (a metre inside).
    assert points(cells) == [(0.5, 0.3), (0.5, 2.001)]
    assert by_place(cells) == {(2, 1): 9, (2, 8): 9}


def test_a_road_that_is_not_known_leaves_the_middle(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 9, 3, 3)])

    def nowhere(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return (np.full(len(x), np.nan),) * 3

    cells = read(make_gminas(area=(True, False)), grid=grid, nearest_road=nowhere)
    assert points(cells) == [(0.5, 0.5)]


def test_a_representative_stays_within_its_gmina(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((2, 0), 8, 4, 0)])
    gminas = make_gminas(border=2.25)

    def road_in_the_west(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return np.full(len(x), km(2.1, 0)[0]), y, np.abs(x - km(2.1, 0)[0])

    cells = read(gminas, grid=grid, options=KM, nearest_road=road_in_the_west)
    for _, row in cells.table.iterrows():
        home = gminas.set_index("gmina_teryt").geometry[row["gmina_teryt"]]
        assert home.contains(row.geometry)


def test_the_grid_is_scaled_to_current_totals_group_by_group(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 100, 20, 20), cell((1, 0), 100, 20, 60), cell((4, 0), 50, 10, 10)])  # fmt: skip
    totals = write_totals(tmp_path / "t.csv", [
        {"gmina_teryt": WEST, "people": 220, "people_0_14": 20, "people_15_64": 80, "people_65_plus": 120},
        {"gmina_teryt": EAST, "people": 40, "people_0_14": 8, "people_15_64": 20, "people_65_plus": 12},
    ])  # fmt: skip
    cells = read(make_gminas(), grid=grid, totals=totals, options=KM)
    groups = cells.table.set_index(["grid_col"])[["people_0_14", "people_15_64", "people_65_plus", "people"]]
    # 65+ grow from 80 to 120: 20 -> 30 and 60 -> 90; the young halve; 15-64 go from 60 + 20 to 80: unchanged.
    assert groups.loc[600].tolist() == [10, 60, 30, 100]
    assert groups.loc[601].tolist() == [10, 20, 90, 120]
    assert groups.loc[604].tolist() == [8, 20, 12, 40]


def test_totals_of_people_alone_keep_the_ages_of_the_grid(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 100, 20, 20), cell((4, 0), 50, 10, 10)])
    totals = write_totals(tmp_path / "t.csv", [{"name": "zachodnia ", "people": 200}, {"name": "Wschodnia", "people": 25}])  # fmt: skip
    cells = read(make_gminas(), grid=grid, totals=totals, options=KM)
    groups = cells.table.set_index("grid_col")[["people_0_14", "people_15_64", "people_65_plus"]]
    assert groups.loc[600].tolist() == [40, 120, 40]
    assert groups.loc[604].tolist() == [5, 15, 5]


def test_confidential_cells_get_what_the_total_leaves_and_are_flagged(tmp_path: Path) -> None:
    grid = write_grid(
        tmp_path / "g.gpkg", [cell((0, 0), 100, 20, 20), cell((1, 0), None), cell((4, 0), 50, 10, 10)]
    )
    totals = write_totals(tmp_path / "t.csv", [
        {"gmina_teryt": WEST, "people": 108, "people_0_14": 21, "people_15_64": 65, "people_65_plus": 22},
        {"gmina_teryt": EAST, "people": 50, "people_0_14": 10, "people_15_64": 30, "people_65_plus": 10},
    ])  # fmt: skip
    cells, problems, _ = read_population(make_gminas(), grid=grid, totals=totals, options=KM)
    table = cells.table.set_index("grid_col")
    assert table.loc[601, ["people", "people_0_14", "people_15_64", "people_65_plus"]].tolist() == [
        8,
        1,
        5,
        2,
    ]
    assert table.loc[600, ["people", "people_0_14", "people_15_64", "people_65_plus"]].tolist() == [
        100,
        20,
        60,
        20,
    ]
    assert table["is_imputed"].to_dict() == {600: False, 601: True, 604: False}
    assert codes(problems) == ["imputed"]


def test_an_empty_cell_is_not_a_zero(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), None), cell((1, 0), 0, 0, 0), cell((2, 0), 7, 1, 1), cell((4, 0), 5, 1, 1)])  # fmt: skip
    cells, problems, counts = read_population(make_gminas(), grid=grid, options=KM)
    assert by_place(cells) == {(0, 0): 5, (2, 0): 7, (4, 0): 5}
    assert codes(problems) == ["imputed", "small_figure"]
    assert (counts[0].read, counts[0].kept, counts[0].left_out) == (4, 3, {"no_people": 1})


def test_sentinels_and_negative_people_are_told_and_never_summed(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [
        {"at": (0, 0), "T": 10.0}, {"at": (1, 0), "T": -8888.0}, {"at": (2, 0), "T": -9999.0}, {"at": (0, 1), "T": -3.0},
        {"at": (4, 0), "T": 6.0},
    ])  # fmt: skip
    cells, problems, counts = read_population(make_gminas(), grid=grid, options=KM)
    assert by_place(cells) == {(0, 0): 10, (1, 0): 5, (4, 0): 6}
    assert codes(problems) == ["bad_people", "imputed", "sentinels", "small_figure"]
    assert counts[0].left_out == {"no_figures": 2}
    assert counts[0].read == counts[0].kept + 2


def csv_of(path: Path, rows: list[dict[str, Any]], sep: str = ",") -> Path:
    pd.DataFrame(rows).to_csv(path, index=False, sep=sep)
    return path


# EPSG:3035 corners of two kilometres that lie well inside of a box made around them.
N0, E0 = 3_047_000, 5_105_000


def coded_gmina() -> gpd.GeoDataFrame:
    x, y = transform_xy(np.array([E0 + 1000.0]), np.array([N0 + 500.0]), "EPSG:3035", CRS)
    shape = shapely.box(x[0] - 3000, y[0] - 3000, x[0] + 3000, y[0] + 3000)
    table = {"gmina_teryt": [WEST], "gmina_kod": [WEST + "2"], "gmina": ["Kodowa"], "is_area": [True]}
    return gpd.GeoDataFrame(table, geometry=[shape], crs=CRS)


@pytest.mark.parametrize("sep", [",", ";", "\t"])
def test_a_csv_of_codes_needs_no_geometry(sep: str, tmp_path: Path) -> None:
    grid = csv_of(tmp_path / "g.csv", [
        {"CODE": f"CRS3035RES1000mN{N0}E{E0}", "RES": "1 000", "RES_0_14": 200, "RES_15_64": 600, "RES_65_": 200},
        {"CODE": f"1kmN{N0 // 1000}E{E0 // 1000 + 1}", "RES": "12", "RES_0_14": 2, "RES_15_64": 6, "RES_65_": 4},
        {"CODE": "PL_unallocated", "RES": "99", "RES_0_14": 1, "RES_15_64": 1, "RES_65_": 97},
        {"CODE": "CRS3035RES1000mN1000000E1000000", "RES": "50", "RES_0_14": 1, "RES_15_64": 1, "RES_65_": 48},
    ], sep)  # fmt: skip
    cells, problems, counts = read_population(coded_gmina(), grid=grid, options=KM)
    assert cells.table["cell_id"].tolist() == [f"N{N0}E{E0}_1000", f"N{N0}E{E0 + 1000}_1000"]
    assert cells.table["people"].tolist() == [1000, 12]
    assert cells.grid_crs == "EPSG:3035"
    x, y = transform_xy(
        cells.table.geometry.x.to_numpy(), cells.table.geometry.y.to_numpy(), CRS, "EPSG:3035"
    )
    assert np.floor(x / 1000).tolist() == cells.table["grid_col"].tolist()
    assert np.floor(y / 1000).tolist() == cells.table["grid_row"].tolist()
    # People whom the census put into no cell are no fault of the file, and how many they are is told.
    assert codes(problems) == ["unallocated"]
    assert dict(problems[0].values) == {"people": "99"}
    assert counts[0].left_out == {"unallocated": 1, "outside_area": 1}


def test_the_code_counts_and_not_the_drawn_square(tmp_path: Path) -> None:
    # The official file draws squares of EPSG:3035 in EPSG:2180, where they are turned.
    frame = gpd.GeoDataFrame(
        {"CODE": [f"CRS3035RES1000mN{N0}E{E0}"], "RES": [10], "RES_0_14": [2], "RES_15_64": [6], "RES_65_": [2]},
        geometry=[shapely.box(E0, N0, E0 + 1000, N0 + 1000)], crs="EPSG:3035",
    ).to_crs(CRS)  # fmt: skip
    frame.to_file(tmp_path / "g.shp")
    cells = read(coded_gmina(), grid=tmp_path / "g.shp", options=KM)
    assert cells.table["cell_id"].tolist() == [f"N{N0}E{E0}_1000"]


def test_the_long_form_has_one_row_per_figure(tmp_path: Path) -> None:
    shown, hidden = f"PL_CRS3035RES1000mN{N0}E{E0}", f"PL_CRS3035RES1000mN{N0}E{E0 + 1000}"
    figures = {"T": 20, "M": 9, "Y_LT15": 5, "Y_1564": 10, "Y_GE65": 5}
    rows = [{"STAT": s, "SPATIAL": shown, "OBS_VALUE": v, "SPECIAL_VALUE": ""} for s, v in figures.items()]
    rows += [
        {"STAT": s, "SPATIAL": hidden, "OBS_VALUE": "", "SPECIAL_VALUE": "confidential"} for s in figures
    ]
    cells, problems, _ = read_population(coded_gmina(), grid=csv_of(tmp_path / "g.csv", rows), options=KM)
    assert cells.table[["people", "is_imputed"]].values.tolist() == [[20, False], [5, True]]
    assert cells.table["people_65_plus"].tolist()[0] == 5
    assert "small_figure" in codes(problems)


def test_a_grid_in_degrees_becomes_points_on_a_grid_of_the_area(tmp_path: Path) -> None:
    squares = [box(i + 0.1, 0.1, i + 0.9, 0.9) for i in (0, 1, 4)]
    frame = gpd.GeoDataFrame({"asukkaita": [10, 20, 30]}, geometry=squares, crs=CRS).to_crs(4326)
    frame.to_file(tmp_path / "g.gpkg")
    options = PopulationOptions(cell_m=1000, columns={"people": "asukkaita"}, year=2020)
    cells = read(make_gminas(), grid=tmp_path / "g.gpkg", options=options)
    assert by_place(cells) == {(0, 0): 10, (1, 0): 20, (4, 0): 30}
    assert cells.grid_crs == CRS
    assert cells.groups == {}
    assert cells.year == 2020


def test_a_repeated_cell_is_used_once(tmp_path: Path) -> None:
    grid = write_grid(
        tmp_path / "g.gpkg", [cell((0, 0), 10, 2, 2), cell((0, 0), 12, 2, 2), cell((4, 0), 5, 1, 1)]
    )
    cells, problems, counts = read_population(make_gminas(), grid=grid, options=KM)
    assert by_place(cells) == {(0, 0): 12, (4, 0): 5}
    assert codes(problems) == ["duplicate_cell"]
    assert counts[0].left_out == {"duplicate_cell": 1}


TOTALS = [
    {"gmina_teryt": WEST, "people": 8, "people_0_14": 2, "people_65_plus": 4},
    {"gmina_teryt": EAST, "people": 4, "people_0_14": 1, "people_65_plus": 1},
]


def test_without_a_grid_people_are_spread_over_buildings(tmp_path: Path) -> None:
    features = make_features(
        [(0.1, 0.1), (0.2, 0.1), (0.3, 0.1), (2.5, 3.5), (4.1, 0.1)], addresses=[(1.5, 1.5)]
    )
    totals = write_totals(tmp_path / "t.csv", TOTALS)
    cells, problems, counts = read_population(make_gminas(), totals=totals, features=features, options=KM)
    assert by_place(cells) == {(0, 0): 6, (2, 3): 2, (4, 0): 4}
    assert cells.table[["people_0_14", "people_15_64", "people_65_plus"]].sum().tolist() == [3, 4, 5]
    assert cells.groups == {"0-14": "gmina_share", "15-64": "gmina_share", "65+": "gmina_share"}
    assert cells.grid_crs == CRS
    assert [(p.code, p.severity) for p in problems] == [("people_spread", "warning")]
    assert "residential buildings" in problems[0].message
    assert [c.stage for c in counts] == ["totals", "population"]


def test_without_buildings_people_are_spread_over_addresses(tmp_path: Path) -> None:
    features = make_features([(0.1, 0.1)], addresses=[(0.9, 0.9), (3.1, 0.1), (5.1, 3.1)])
    totals = write_totals(tmp_path / "t.csv", TOTALS)
    cells, problems, _ = read_population(make_gminas(), totals=totals, features=features, options=KM)
    assert by_place(cells) == {(0, 0): 8, (3, 0): 2, (5, 3): 2}
    assert {dict(p.values)["names"]: "address points" in p.message for p in problems} == {
        "Zachodnia": False, "Wschodnia": True,
    }  # fmt: skip


def test_without_homes_people_are_spread_along_roads(tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", TOTALS)

    def road_at_y(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        line = np.full(len(x), km(0, 1.3)[1])
        return x, line, np.abs(y - line)

    cells, problems, _ = read_population(make_gminas(), totals=totals, options=KM, nearest_road=road_at_y)
    # Three kilometre cells of the west gmina touch the road, and three of the east one.
    assert by_place(cells) == {(0, 1): 3, (1, 1): 3, (2, 1): 2, (3, 1): 2, (4, 1): 1, (5, 1): 1}
    assert points(cells)[0] == (0.5, 1.3)
    assert "a road touches" in problems[0].message


def test_with_nothing_at_all_people_are_spread_over_all_cells(tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", [{**TOTALS[0], "people": 12}, {**TOTALS[1], "people": 24}])
    cells = read(make_gminas(), totals=totals, options=KM)
    assert set(by_place(cells).values()) == {1, 2}
    assert len(cells.table) == 24


def test_a_gmina_that_the_grid_does_not_cover_is_spread(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 10, 2, 2)])
    totals = write_totals(tmp_path / "t.csv", TOTALS)
    features = make_features([(0.5, 0.5), (5.5, 3.5)])
    cells, problems, _ = read_population(
        make_gminas(), grid=grid, totals=totals, features=features, options=KM
    )
    assert by_place(cells) == {(0, 0): 8, (5, 3): 4}
    assert codes(problems) == ["people_spread"]


def test_a_gmina_nobody_knows_the_people_of_is_an_error(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 10, 2, 2)])
    with pytest.raises(InputError) as caught:
        read_population(make_gminas(), grid=grid)
    assert [(p.code, dict(p.values)["name"]) for p in caught.value.problems] == [
        ("gmina_without_people", "Wschodnia")
    ]


def test_finer_groups_come_from_shares_of_the_gmina(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 100, 20, 30), cell((1, 0), 60, 10, 10), cell((4, 0), 10, 2, 2)])  # fmt: skip
    west = {
        "people_75_plus": 20,
        "people_60_plus": 58,
        "people_0_2": 6,
        "people_ozn": 16,
        "people_80_plus": 50,
    }
    east = {"people_75_plus": 1, "people_60_plus": 3, "people_0_2": 0, "people_ozn": "", "people_80_plus": 1}
    totals = write_totals(tmp_path / "t.csv", [
        {"gmina_teryt": WEST, "people": 160, "people_0_14": 30, "people_15_64": 90, "people_65_plus": 40} | west,
        {"gmina_teryt": EAST, "people": 10, "people_0_14": 2, "people_15_64": 6, "people_65_plus": 2} | east,
    ])  # fmt: skip
    cells, problems, _ = read_population(make_gminas(), grid=grid, totals=totals, options=KM)
    table = cells.table.set_index("grid_col")
    # 75+: half of 65+. 60+: 65+ and a fifth of 15-64 (18 of 90). 0-2: a fifth of 0-14.
    assert table.loc[600, ["people_75_plus", "people_60_plus", "people_0_2"]].tolist() == [15, 40, 4]
    assert table.loc[601, ["people_75_plus", "people_60_plus", "people_0_2"]].tolist() == [5, 18, 2]
    assert cells.groups["75+"] == "gmina_share"
    # 80+ does not fit into 65+, ozn is not known everywhere: a group without data is absent.
    assert not {"ozn", "80+"} & set(cells.groups)
    assert codes(problems) == ["group_incomplete", "group_too_large"]


def test_places_name_the_cells(tmp_path: Path) -> None:
    at = [(0, 0), (2, 0), (3, 0), (5, 3), (0, 3)]
    grid = write_grid(tmp_path / "g.gpkg", [cell(a, 10, 2, 2) for a in at])
    places = [("Wieś", "village", 0.5, 1.2), ("Chata", "isolated_dwelling", 0.5, 0.5), ("Miasto", "town", 3.2, 0.5),
              ("Daleka", "village", 3.2, 0.6)]  # fmt: skip
    cells = read(make_gminas(), grid=grid, options=KM, features=make_features(places=places))
    names = {key: name for key, name in zip(by_place(cells), cells.table["locality"], strict=True)}
    # (0, 0): the village 0.7 km off comes before the lonely house on the spot.
    assert names[0, 0] == "Wieś"
    # (2, 0): the town is 0.7 km off in the other gmina, the village 2.1 km off in its own.
    assert names[2, 0] == "Wieś"
    assert names[3, 0] == "Miasto"
    assert names[0, 3] == "Wieś"
    # (5, 3) has nothing within 3 km.
    assert names[5, 3] == ""


def problems_of(**kwargs: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_population(make_gminas(), **kwargs)
    return caught.value.problems


def test_neither_grid_nor_totals_is_an_error() -> None:
    assert [p.code for p in problems_of()] == ["no_population"]


def test_a_missing_column_names_those_that_are_there(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [{"at": (0, 0), "ludzie": 5}])
    found = problems_of(grid=grid)
    assert [p.code for p in found] == ["column_missing"]
    assert dict(found[0].values)["columns"] == "ludzie"


def test_a_mapping_to_a_column_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, 0), 5)])
    wrong = PopulationOptions(columns={"people": "nic", "osoby": "RES"})
    assert sorted(p.code for p in problems_of(grid=grid, options=wrong)) == [
        "column_missing",
        "unknown_column",
    ]


def test_a_grid_elsewhere_does_not_overlap(tmp_path: Path) -> None:
    assert [p.code for p in problems_of(grid=write_grid(tmp_path / "g.gpkg", [cell((90, 90), 5)]))] == [
        "no_overlap"
    ]
    far = csv_of(tmp_path / "g.csv", [{"CODE": "CRS3035RES1000mN1000000E1000000", "RES": 5}])
    assert [p.code for p in problems_of(grid=far)] == ["no_overlap"]


def test_a_grid_without_crs_is_an_error(tmp_path: Path) -> None:
    path = write_grid(tmp_path / "g.shp", [cell((0, 0), 5)])
    path.with_suffix(".prj").unlink()
    assert [p.code for p in problems_of(grid=path)] == ["crs_missing"]


@pytest.mark.parametrize("content", ["", "CODE,RES\n", "\x00\x01"])
def test_an_empty_csv_is_an_error(content: str, tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(content)
    assert [p.code for p in problems_of(grid=path)] == ["empty"]


def test_an_empty_layer_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "g.gpkg"
    gpd.GeoDataFrame({"RES": [1.0]}, geometry=[box(0, 0, 1, 1)], crs=CRS).iloc[:0].to_file(path)
    assert [p.code for p in problems_of(grid=path)] == ["empty"]


@pytest.mark.parametrize("people", ["-5", "wielu", "10.5"])
def test_bad_totals_are_an_error(people: str, tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", [{"gmina_teryt": WEST, "people": people}, {"gmina_teryt": EAST, "people": 5}])  # fmt: skip
    found = problems_of(totals=totals)
    assert [p.code for p in found] == ["bad_people"]
    assert found[0].where == "t.csv, 2"
    assert dict(found[0].values)["value"] == people


def test_groups_that_do_not_add_up_are_an_error(tmp_path: Path) -> None:
    good = {"gmina_teryt": EAST, "people": 10, "people_0_14": 2, "people_15_64": 6, "people_65_plus": 2}
    for bad in ({"people_0_14": 9}, {"people_0_14": 1}, {"people_75_plus": 11}):
        rows = [{**good, "gmina_teryt": WEST} | bad, good]
        found = problems_of(totals=write_totals(tmp_path / "t.csv", rows))
        assert [p.code for p in found] == ["groups_do_not_add_up"], bad


def test_rows_of_other_gminas_are_left_out(tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", [*TOTALS, {"gmina_teryt": "320101", "people": 5}])
    _, _, counts = read_population(make_gminas(), totals=totals)
    assert (counts[0].read, counts[0].kept, counts[0].left_out) == (3, 2, {"not_in_area": 1})


def test_a_gmina_with_two_rows_is_an_error(tmp_path: Path) -> None:
    assert [p.code for p in problems_of(totals=write_totals(tmp_path / "t.csv", [*TOTALS, TOTALS[0]]))] == ["duplicate_row"]  # fmt: skip


def test_two_gminas_of_one_name_must_be_told_apart_by_code(tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", [{"name": "Michałowice", "people": 5}])
    with pytest.raises(InputError) as caught:
        read_population(make_gminas(names=("Michałowice", "Michałowice")), totals=totals)
    assert "ambiguous_name" in {p.code for p in caught.value.problems}


def test_totals_without_a_key_or_people_name_both(tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", [{"x": 1}])
    assert [dict(p.values)["column"] for p in problems_of(totals=totals)] == ["gmina_teryt", "people"]


def test_problems_of_grid_and_totals_are_told_together(tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((90, 90), 5)])
    totals = write_totals(tmp_path / "t.csv", [{**TOTALS[0], "people": -1}, TOTALS[1]])
    assert sorted(p.code for p in problems_of(grid=grid, totals=totals)) == ["bad_people", "no_overlap"]


@pytest.mark.parametrize(("area", "people"), [((True, True), 6), ((True, False), 8)])
def test_people_beyond_every_gmina_are_none_where_neighbours_are_known(
    area: tuple[bool, bool], people: int, tmp_path: Path
) -> None:
    # Three homes in the west gmina, one south of both; with neighbours known it must be abroad or at sea.
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, -0.5), 8, 4, 0), cell((4, 0.5), 5, 1, 1)])
    features = make_features([(0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.5, -0.4), (4.5, 1)])
    cells = read(make_gminas(area=area), grid=grid, features=features, options=KM)
    assert cells.table.loc[cells.table["gmina_teryt"] == WEST, "people"].sum() == people


@pytest.mark.parametrize(("area", "people"), [((True, True), 4), ((True, False), 8)])
def test_the_same_holds_for_cells_without_homes(area: tuple[bool, bool], people: int, tmp_path: Path) -> None:
    grid = write_grid(tmp_path / "g.gpkg", [cell((0, -0.5), 8, 4, 0), cell((4, 0.5), 5, 1, 1)])
    cells = read(make_gminas(area=area), grid=grid, options=KM)
    assert cells.table.loc[cells.table["gmina_teryt"] == WEST, "people"].sum() == people


def test_codes_of_another_size_are_left_out(tmp_path: Path) -> None:
    figures = {"RES_0_14": 2, "RES_15_64": 6, "RES_65_": 2}
    codes_of = [
        f"CRS3035RES1000mN{N0}E{E0}",
        f"CRS3035RES1000mN{N0}E{E0 + 1000}",
        f"CRS3035RES500mN{N0}E{E0}",
    ]
    grid = csv_of(tmp_path / "g.csv", [{"CODE": code, "RES": 10} | figures for code in codes_of])
    cells, problems, counts = read_population(coded_gmina(), grid=grid, options=KM)
    assert cells.table["people"].tolist() == [10, 10]
    assert codes(problems) == ["bad_cell_code"]
    assert counts[0].left_out == {"bad_code": 1}


def test_cells_that_fall_into_one_sub_cell_are_joined_at_the_larger_one(tmp_path: Path) -> None:
    squares = [box(0.1, 0.1, 0.5, 0.5), box(0.5, 0.5, 0.9, 0.9), box(4.1, 0.1, 4.5, 0.5)]
    gpd.GeoDataFrame({"people": [3, 9, 5]}, geometry=squares, crs=CRS).to_file(tmp_path / "g.gpkg")
    cells, _, counts = read_population(make_gminas(), grid=tmp_path / "g.gpkg", options=KM)
    assert by_place(cells) == {(0, 0): 12, (4, 0): 5}
    assert points(cells) == [(0.7, 0.7), (4.3, 0.3)]
    assert counts[-1].left_out == {"merged": 1}


def test_a_neighbour_of_the_same_name_does_not_matter(tmp_path: Path) -> None:
    totals = write_totals(tmp_path / "t.csv", [{"name": "Michałowice", "people": 5}])
    cells = read(make_gminas(names=("Michałowice", "Michałowice"), area=(True, False)), totals=totals)
    assert set(cells.table["gmina_teryt"]) == {WEST}
    assert cells.table["people"].sum() == 5


def test_lost_zeros_in_totals_are_told_and_never_padded(tmp_path: Path) -> None:
    gminas = make_gminas(codes=("020101", "020102"))
    totals = write_totals(tmp_path / "t.csv", [{"gmina_teryt": 201011, "people": 5}, {"gmina_teryt": "020102", "people": 5}])  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_population(gminas, totals=totals)
    told = [p for p in caught.value.problems if p.code == "lost_zero"]
    assert [dict(p.values)["suggestion"] for p in told] == ["0201011"]
    assert told[0].where == "t.csv, 2"
