"""matrix, nearest and isochrones on the example's roads, as an analyst calls them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import osmnx
import pandas as pd
import pytest

from mapa_uslug.cli import main

ROOT = Path(__file__).resolve().parents[2]
ROADS = ROOT / "data" / "example" / "drogi.osm.pbf"
COLUMNS = ["origin_id", "destination_id", "state", "travel_time_s", "distance_m", "access_m", "egress_m"]
# Villages and the town of the example, and a place on the Baltic where no road is.
TOWN, ACROSS, MARSH, SEA = (15.1623, 52.0820), (15.2502, 52.0500), (15.1064, 52.1446), (18.0, 55.3)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    return int(caught.value.code or 0)


@pytest.fixture
def points(tmp_path: Path) -> Path:
    path = tmp_path / "p.csv"
    rows = [("b", *TOWN), ("a", *ACROSS), ("marsh", *MARSH), ("sea", *SEA)]
    pd.DataFrame(rows, columns=["id", "lon", "lat"]).to_csv(path, index=False)
    return path


def matrix(tmp_path: Path, points: Path, *options: object, suffix: str = ".csv") -> pd.DataFrame:
    out = tmp_path / f"m{suffix}"
    assert (
        run("matrix", "--roads", ROADS, "--origins", points, "--destinations", points, "--out", out, *options)
        == 0
    )
    return pd.read_parquet(out) if suffix == ".parquet" else pd.read_csv(out)


def test_matrix_has_a_row_per_pair_in_input_order(tmp_path: Path, points: Path) -> None:
    table = matrix(tmp_path, points, "--mode", "car")
    assert list(table.columns) == COLUMNS
    ids = ["b", "a", "marsh", "sea"]
    assert list(zip(table["origin_id"], table["destination_id"], strict=True)) == [
        (o, d) for o in ids for d in ids
    ]
    pair = table.set_index(["origin_id", "destination_id"])
    assert pair.loc[("b", "a"), "state"] == "ok"
    assert 5 * 60 < pair.loc[("b", "a"), "travel_time_s"] < 20 * 60
    for odd in ("marsh", "sea"):
        assert pair.loc[("b", odd), "state"] == "unsnapped"
        assert pair.loc[("b", odd), ["travel_time_s", "distance_m"]].isna().all()
    same = pair.loc[("a", "a")]
    assert same["distance_m"] == 0


def test_parquet_and_csv_say_the_same(tmp_path: Path, points: Path) -> None:
    one, two = (
        matrix(tmp_path, points, "--mode", "walk"),
        matrix(tmp_path, points, "--mode", "walk", suffix=".parquet"),
    )
    assert np.allclose(one["travel_time_s"], two["travel_time_s"], atol=1e-3, equal_nan=True)


def test_length_is_made_least_and_leaves_time_empty(tmp_path: Path, points: Path) -> None:
    by_time = matrix(tmp_path, points, "--mode", "car")
    by_length = matrix(tmp_path, points, "--mode", "car", "--weight", "length")
    assert by_length["travel_time_s"].isna().all()
    ok = by_time["state"] == "ok"
    assert (by_length.loc[ok, "distance_m"] <= by_time.loc[ok, "distance_m"] + 1).all()


def test_terminal_time_is_added_to_every_trip(tmp_path: Path, points: Path) -> None:
    plain, parked = (
        matrix(tmp_path, points, "--mode", "car"),
        matrix(tmp_path, points, "--mode", "car", "--terminal", "120"),
    )
    ok = (plain["state"] == "ok") & (plain["origin_id"] != plain["destination_id"])
    assert np.allclose(parked.loc[ok, "travel_time_s"] - plain.loc[ok, "travel_time_s"], 120)


def test_nearest_agrees_with_the_matrix(tmp_path: Path, points: Path) -> None:
    out = tmp_path / "n.csv"
    assert (
        run(
            "nearest",
            "--roads",
            ROADS,
            "--origins",
            points,
            "--services",
            points,
            "--k",
            2,
            "--mode",
            "bike",
            "--out",
            out,
        )
        == 0
    )
    found = pd.read_csv(out)
    assert set(found.columns) == {*COLUMNS, "rank"}
    table = matrix(tmp_path, points, "--mode", "bike").set_index(["origin_id", "destination_id"])
    second = found[(found["origin_id"] == "a") & (found["rank"] == 2)].iloc[0]
    assert second["destination_id"] == "b"
    assert second["travel_time_s"] == pytest.approx(table.loc[("a", "b"), "travel_time_s"], abs=0.2)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_isochrones_nest_and_hold_their_point(tmp_path: Path, points: Path, suffix: str) -> None:
    out = tmp_path / f"i{suffix}"
    assert (
        run(
            "isochrones",
            "--roads",
            ROADS,
            "--points",
            points,
            "--mode",
            "car",
            "--minutes",
            "5,10,15",
            "--out",
            out,
        )
        == 0
    )
    bands = gpd.read_file(out)
    assert list(bands.columns) == ["id", "mode", "minutes", "geometry"]
    assert len(bands) == 12
    assert bands.is_valid.all()
    town = bands[bands["id"] == "b"].sort_values("minutes").to_crs("EPSG:2180")
    assert town.geometry.area.is_monotonic_increasing
    for inner, outer in zip(town.geometry.iloc[:-1], town.geometry.iloc[1:], strict=True):
        assert inner.difference(outer.buffer(0.05)).area < 1.0
    where = gpd.GeoSeries.from_xy([TOWN[0]], [TOWN[1]], crs="EPSG:4326").to_crs("EPSG:2180").iloc[0]
    assert town.geometry.iloc[0].covers(where)
    assert bands[bands["id"] == "sea"].geometry.is_empty.all()


def test_points_may_be_a_layer_in_its_own_crs(tmp_path: Path, points: Path) -> None:
    table = pd.read_csv(points).head(2)
    layer = gpd.GeoDataFrame(
        {"id": table["id"]}, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
    )
    layer.to_crs("EPSG:2180").to_file(tmp_path / "p.gpkg")
    out = tmp_path / "m.csv"
    assert (
        run(
            "matrix",
            "--roads",
            ROADS,
            "--origins",
            tmp_path / "p.gpkg",
            "--destinations",
            points,
            "--mode",
            "car",
            "--out",
            out,
        )
        == 0
    )
    by_layer = pd.read_csv(out)
    by_csv = matrix(tmp_path, points, "--mode", "car").head(8)
    assert np.allclose(by_layer["distance_m"], by_csv["distance_m"], atol=0.5, equal_nan=True)


def test_osmnx_graph_with_its_own_nodes(tmp_path: Path) -> None:
    import networkx as nx

    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for node, (lon, lat) in {1: (15.0, 52.0), 2: (15.01, 52.0), 3: (15.02, 52.0)}.items():
        graph.add_node(node, x=lon, y=lat)
    graph.add_edge(1, 2, length=700.0, highway="residential", oneway=True, osmid=10)
    graph.add_edge(2, 3, length=800.0, highway="residential", oneway=True, osmid=11)
    osmnx.save_graphml(graph, tmp_path / "g.graphml")
    pd.DataFrame({"id": [1, 3]}).to_csv(tmp_path / "ids.csv", index=False)
    out = tmp_path / "m.csv"
    assert run("matrix", "--roads", tmp_path / "g.graphml", "--origins", tmp_path / "ids.csv", "--destinations", tmp_path / "ids.csv",
               "--snap", "node", "--mode", "car", "--weight", "length", "--out", out) == 0  # fmt: skip
    table = pd.read_csv(out).set_index(["origin_id", "destination_id"])
    assert table.loc[(1, 3), "distance_m"] == 1500
    assert table.loc[(3, 1), "state"] == "unreachable"
    assert np.isnan(table.loc[(3, 1), "distance_m"])


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--mode", "horse"], "horse"),
        (["--mode", "car", "--weight", "beauty"], "beauty"),
        (["--mode", "car", "--snap", "node"], "no node"),
        (["--mode", "car", "--out", "m.doc"], ".doc"),
    ],
)
def test_wrong_options_are_told(
    tmp_path: Path, points: Path, capsys: pytest.CaptureFixture[str], options: list[str], word: str
) -> None:
    out = [] if "--out" in options else ["--out", tmp_path / "m.csv"]
    assert run("matrix", "--roads", ROADS, "--origins", points, "--destinations", points, *options, *out) == 1
    assert word in capsys.readouterr().err


def test_bad_points_are_told_all_at_once(
    tmp_path: Path, points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,lon,lat\n1,15.1,52.1\n1,15.2,52.1\n2,abc,52.1\n3,15.1,95\n")
    assert (
        run(
            "nearest",
            "--roads",
            ROADS,
            "--origins",
            bad,
            "--services",
            tmp_path / "none.csv",
            "--mode",
            "car",
            "--out",
            tmp_path / "n.csv",
        )
        == 1
    )
    said = capsys.readouterr().err
    for place in ("bad.csv:3", "bad.csv:4", "bad.csv:5", "none.csv"):
        assert place in said
    assert not (tmp_path / "n.csv").exists()


def ask_nearest(tmp_path: Path, roads: Path, origins: Path, services: Path) -> int:
    out = tmp_path / "n.csv"
    return run("nearest", "--roads", roads, "--origins", origins, "--services", services, "--mode", "car", "--out", out)  # fmt: skip


def test_bad_roads_and_bad_points_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,lon,lat\n\n ,15.1,52.1\n,15.2,52.1\n2,abc,52.1\n")
    (tmp_path / "short.csv").write_text("id,lon\n1,15.1\n")
    (tmp_path / "roads.geojson").write_text("nothing of the kind")
    assert ask_nearest(tmp_path, tmp_path / "roads.geojson", bad, tmp_path / "short.csv") == 1
    said = capsys.readouterr().err
    for place in ("bad.csv:3", "bad.csv:4", "bad.csv:5", "short.csv", "roads.geojson"):
        assert place in said
    assert said.count("The point has no id.") == 2
    assert "repeats" not in said
    assert "lon abc, lat 52.1" in said


@pytest.mark.parametrize(
    ("delimiter", "decimal", "encoding"),
    [(";", ",", "utf-8-sig"), (";", ".", "cp1250"), ("\t", ",", "utf-8"), (",", ".", "utf-8")],
)
def test_tables_are_read_as_spreadsheets_write_them(
    tmp_path: Path, points: Path, delimiter: str, decimal: str, encoding: str
) -> None:
    other = tmp_path / "other.csv"
    table = pd.read_csv(points).replace({"id": {"a": "żłobek"}})
    table.to_csv(other, index=False, sep=delimiter, decimal=decimal, encoding=encoding)
    plain, same = matrix(tmp_path, points, "--mode", "car"), matrix(tmp_path, other, "--mode", "car")
    assert np.allclose(plain["distance_m"], same["distance_m"], equal_nan=True)
    assert "żłobek" in set(same["origin_id"])


def test_a_layer_is_not_told_to_write_degrees(
    tmp_path: Path, points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = gpd.GeoDataFrame({"id": ["x", "y"]}, geometry=gpd.points_from_xy([500_000, 0], [500_000, 0]), crs="EPSG:2180")  # fmt: skip
    layer.loc[1, "geometry"] = None
    layer.to_file(tmp_path / "p.gpkg")
    assert ask_nearest(tmp_path, ROADS, tmp_path / "p.gpkg", points) == 1
    said = capsys.readouterr().err
    assert "p.gpkg:2" in said
    assert "point y of the layer" in said
    assert "degrees" not in said


def test_warnings_about_roads_reach_the_screen_and_the_answer_is_written(
    tmp_path: Path, points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from shapely import LineString

    roads = tmp_path / "roads.geojson"
    lines = [LineString([TOWN, (15.2, 52.07)]), LineString([(15.2, 52.07), ACROSS]), None]
    gpd.GeoDataFrame(geometry=lines, crs="EPSG:4326").to_file(roads)
    # Read twice: the second time out of the cache.
    for _ in range(2):
        assert ask_nearest(tmp_path, roads, points, points) == 0
        said = capsys.readouterr().err
        assert "Warning: " in said
        assert "roads.geojson" in said
        assert "0 errors" in said
    assert len(pd.read_csv(tmp_path / "n.csv")) == 4


def test_roads_without_a_flaw_are_not_spoken_of(
    tmp_path: Path, points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask_nearest(tmp_path, ROADS, points, points) == 0
    assert capsys.readouterr().err == ""
