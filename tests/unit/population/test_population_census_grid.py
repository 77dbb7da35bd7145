"""The census grids of Eurostat and GUS as they are published."""

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hand_census_grid import LONG_HEADER, long_cell, long_row
from hand_population import CRS, WEST

from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import InputError
from mapa_uslug.population import grid_csv, read_population

N0, E0 = 3_045_000, 5_035_000
KM = PopulationOptions(cell_m=1000)
PEOPLE = {"T": 20, "M": 9, "F": 11, "Y_LT15": 5, "Y_1564": 10, "Y_GE65": 5}


def code(column: int, row: int = 0, prefix: str = "") -> str:
    return f"{prefix}CRS3035RES1000mN{N0 + 1000 * row}E{E0 + 1000 * column}"


def gmina() -> gpd.GeoDataFrame:
    x, y = transform_xy(np.array([E0 + 1500.0]), np.array([N0 + 500.0]), "EPSG:3035", CRS)
    table = {"gmina_teryt": [WEST], "gmina_kod": [WEST + "2"], "gmina": ["Kodowa"], "is_area": [True]}
    return gpd.GeoDataFrame(
        table, geometry=[shapely.box(x[0] - 3000, y[0] - 3000, x[0] + 3000, y[0] + 3000)], crs=CRS
    )


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([LONG_HEADER, *rows, ""]), encoding="utf-8")
    return path


def published(middle: str = "Y_1564") -> list[str]:
    """Four cells nearby (one kept secret, one empty), one far off, and people in no cell."""
    return [
        *long_cell(code(0, prefix="PL_"), PEOPLE, middle=middle),
        *long_cell(code(1, prefix="PL_"), {stat: None for stat in ("T", "Y_LT15", "Y_1564", "Y_GE65")}, middle=middle),
        *long_cell(code(2, prefix="PL_"), {"T": 0}, middle=middle),
        *long_cell(code(0, 1, prefix="PL_"), {"T": 12, "Y_LT15": 0, "Y_1564": 12, "Y_GE65": None}, middle=middle),
        *long_cell(code(900, prefix="PL_"), {"T": 7, "Y_1564": 7}, middle=middle),
        *long_cell("PL_unallocated", {"T": 4321, "Y_1564": 4321}, middle=middle),
    ]  # fmt: skip


@pytest.mark.parametrize("block", [3, 7, 100_000])
@pytest.mark.parametrize("middle", ["Y_1564", "Y15-64"])
def test_the_long_form_as_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, middle: str, block: int
) -> None:
    # Blocks that end within a cell's rows change nothing.
    monkeypatch.setattr(grid_csv, "_BLOCK_ROWS", block)
    grid = write(tmp_path / "CENSUS_GRID_N_PL_2021.csv", published(middle))
    cells, problems, counts = read_population(gmina(), grid=grid, options=KM)
    table = cells.table.set_index("cell_id")
    columns = ["people", "people_0_14", "people_15_64", "people_65_plus", "is_imputed"]
    assert table.loc[f"N{N0}E{E0}_1000", columns].tolist() == [20, 5, 10, 5, False]
    # Nobody is known of the secret cell: five people, as everywhere where no total tells more.
    assert table.loc[f"N{N0}E{E0 + 1000}_1000", ["people", "is_imputed"]].tolist() == [5, True]
    # Zero is zero, and what is secret beside it is what the others leave.
    assert table.loc[f"N{N0 + 1000}E{E0}_1000", columns[:4]].tolist() == [12, 0, 12, 0]
    assert len(table) == 3
    assert (counts[0].read, counts[0].kept) == (6, 3)
    assert counts[0].left_out == {"no_people": 1, "outside_area": 1, "unallocated": 1}
    (told,) = [p for p in problems if p.code == "unallocated"]
    assert dict(told.values) == {"people": "4321"}
    assert "bad_cell_code" not in {p.code for p in problems}


def test_the_long_form_in_its_zip_gives_the_same(tmp_path: Path) -> None:
    grid = write(tmp_path / "g.csv", published())
    with zipfile.ZipFile(tmp_path / "PL_PD_3035_CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(grid, "CSV/CENSUS_GRID_N_PL_2021.csv")
        archive.writestr("CSV/readme.txt", "about the data")
        archive.writestr("metadata.xml", "<x/>")
    one, _, _ = read_population(gmina(), grid=grid, options=KM)
    other, problems, _ = read_population(gmina(), grid=tmp_path / "PL_PD_3035_CSV.zip", options=KM)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert {p.where for p in problems if p.code == "unallocated"} == {"PL_PD_3035_CSV.zip"}


def test_unreadable_codes_of_the_long_form_are_counted_by_cell(tmp_path: Path) -> None:
    rows = [
        *long_cell(code(0), PEOPLE),
        *long_cell("PL_CRS3035RES1000mX1", {"T": 3}),
        *long_cell("", {"T": 1}),
    ]
    _, problems, counts = read_population(gmina(), grid=write(tmp_path / "g.csv", rows), options=KM)
    assert counts[0].left_out == {"bad_code": 2}
    assert counts[0].read == 3
    (told,) = [p for p in problems if p.code == "bad_cell_code"]
    assert dict(told.values)["example"] == "PL_CRS3035RES1000mX1"


def test_a_cell_without_a_total_is_read_all_the_same(tmp_path: Path) -> None:
    rows = [long_row("Y_LT15", code(0), 4), *long_cell(code(1), PEOPLE)]
    cells, _, counts = read_population(gmina(), grid=write(tmp_path / "g.csv", rows), options=KM)
    assert cells.table["is_imputed"].tolist() == [True, False]
    assert counts[0].read == counts[0].kept == 2


WIDE = "GRD_ID,T,M,F,Y_LT15,Y_1564,Y_GE65,EMP,LAND_SURFACE,POPULATED,CNTR_ID"


@pytest.mark.parametrize("name", ["g.csv", "g.gpkg"])
def test_the_wide_form_of_europe(tmp_path: Path, name: str) -> None:
    rows = [
        f"{code(0)},20,9,11,5,10,5,8,1.0,1,PL",
        f"{code(1)},-8888,-8888,-8888,-8888,-8888,-8888,-8888,1.0,1,CZ-PL",
        f"{code(2)},0,0,0,0,0,0,0,1.0,0,PL",
        f"{code(0, 1)},-9999,-9999,-9999,-9999,-9999,-9999,-9999,1.0,1,PL",
        f"1kmN{N0 // 1000 + 1}E{E0 // 1000 + 1},9,4,5,-9999,6,1,2,1.0,1,PL",
        f"{code(900)},7,3,4,1,5,1,3,1.0,1,PL",
    ]
    path = tmp_path / "g.csv"
    path.write_text("\n".join([WIDE, *rows]))
    if name.endswith("gpkg"):
        table = pd.read_csv(path)
        corners = [(E0 + 1000 * i, N0) for i in range(len(table))]
        squares = [shapely.box(x, y, x + 1000, y + 1000) for x, y in corners]
        gpd.GeoDataFrame(table, geometry=squares, crs="EPSG:3035").to_file(tmp_path / name)
    cells, problems, counts = read_population(gmina(), grid=tmp_path / name, options=KM)
    table = cells.table.set_index("cell_id")
    assert table["people"].to_dict() == {
        f"N{N0}E{E0}_1000": 20, f"N{N0}E{E0 + 1000}_1000": 5, f"N{N0 + 1000}E{E0 + 1000}_1000": 9,
    }  # fmt: skip
    assert table["is_imputed"].tolist()[:2] == [False, True]
    # -9999 beside figures that are known is what these leave: 9 - 6 - 1.
    assert table.loc[f"N{N0 + 1000}E{E0 + 1000}_1000", "people_0_14"] == 2
    assert counts[0].left_out == {"no_figures": 1, "no_people": 1, "outside_area": 1}
    assert "sentinels" in {p.code for p in problems}


def test_flags_of_early_releases_tell_secret_zeros_from_true_ones(tmp_path: Path) -> None:
    rows = ["GRD_ID,T,Y_LT15,Y_1564,Y_GE65,POPULATED,T_CI,Y_LT15_CI,Y_1564_CI,Y_GE65_CI",
            f"{code(0)},20,5,10,5,1,,,,", f"{code(1)},0,0,0,0,1,-9999,-9999,-9999,-9999", f"{code(2)},0,0,0,0,0,,,,"]  # fmt: skip
    (tmp_path / "g.csv").write_text("\n".join(rows))
    cells, _, _ = read_population(gmina(), grid=tmp_path / "g.csv", options=KM)
    assert cells.table[["people", "is_imputed"]].values.tolist() == [[20, False], [5, True]]


def gus_shapefile(folder: Path) -> Path:
    codes = [code(0), code(1)]
    squares = gpd.GeoSeries([shapely.box(E0 + 1000 * i, N0, E0 + 1000 * i + 1000, N0 + 1000) for i in (0, 1)])
    table = {
        "CODE": codes,
        "RES": [10.0, np.nan],
        "RES_0_14": [2.0, np.nan],
        "RES_15_64": [6.0, np.nan],
        "RES_65_": [2.0, np.nan],
    }
    frame = gpd.GeoDataFrame(table, geometry=squares.to_numpy(), crs="EPSG:3035").to_crs(CRS)
    frame.to_file(folder / "GRID_NSP2021_RES.shp")
    return folder / "GRID_NSP2021_RES.shp"


@pytest.mark.parametrize("inner", ["", "GRID_NSP2021_RES/"])
def test_the_grid_of_gus_in_its_zip(tmp_path: Path, inner: str) -> None:
    shapes = gus_shapefile(tmp_path)
    path = tmp_path / "GRID_NSP2021_RES.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in tmp_path.glob("GRID_NSP2021_RES.*"):
            if part.suffix != ".zip":
                archive.write(part, inner + part.name)
        archive.writestr("Metadane.pdf", b"%PDF")
    one, _, _ = read_population(gmina(), grid=shapes, options=KM)
    other, _, _ = read_population(gmina(), grid=path, options=KM)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.table["people"].tolist() == [10, 5]


def test_archives_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    def archive(name: str, members: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as out:
            for member, content in members.items():
                out.writestr(member, content)
        return tmp_path / name

    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    damaged = archive("damaged.zip", {"g.csv": "\n".join([LONG_HEADER, *published()]).encode() * 50})
    damaged.write_bytes(
        damaged.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x02")[:200]
        + b"\xff" * 300
        + damaged.read_bytes()[500:]
    )
    cases = {
        "zip": tmp_path / "broken.zip",
        "csv_unreadable": damaged,
        "no_grid": archive("none.zip", {"readme.txt": b"none"}),
        "several_grids": archive("two.zip", {"a.csv": b"x", "b.csv": b"y"}),
        "zip_bomb": archive("bomb.zip", {"g.csv": bytes(60_000_000)}),
    }  # fmt: skip
    for expected, path in cases.items():
        with pytest.raises(InputError) as caught:
            read_population(gmina(), grid=path)
        assert [p.code for p in caught.value.problems] == [expected], path.name


def test_a_member_that_would_leave_the_folder_is_read_by_its_bare_name(tmp_path: Path) -> None:
    shapes = gus_shapefile(tmp_path)
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("GRID_NSP2021_RES.*"):
            if part.suffix != ".zip":
                archive.write(part, "../../escaped/" + part.name)
    cells, _, _ = read_population(gmina(), grid=path, options=KM)
    assert cells.table["people"].tolist() == [10, 5]
    assert not list(tmp_path.parent.rglob("escaped"))
    assert shapes.exists()


@pytest.mark.slow
def test_memory_stays_small_however_long_the_file_is(tmp_path: Path) -> None:
    """A file of 60 MB takes a few MB beyond what a small one takes, since only the cells nearby are kept."""
    import tracemalloc

    def peak(far: int) -> int:
        path = tmp_path / f"{far}.csv"
        with path.open("w") as out:
            out.write(LONG_HEADER + "\n")
            for i in range(far):
                out.write("\n".join(long_cell(code(300 + i % 300, i // 300, prefix="PL_"), PEOPLE)) + "\n")
            out.write("\n".join(published()) + "\n")
        tracemalloc.start()
        read_population(gmina(), grid=path, options=KM)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(28_000) < peak(8_000) + 5_000_000
