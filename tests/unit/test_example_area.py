"""The example area is drawn the same on every run, and its files hold what its truths say of people and land."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmium
import pytest
import shapely
from example_oracle import (
    EXAMPLE,
    ROOT,
    SPEEDS,
    TRUTHS,
    drivers,
    extract,
    gminas,
    homes_in,
    place_of,
    sheet,
    square_code,
    squares,
)
from scipy.spatial import KDTree
from shapely.geometry import Point

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.reading import read_area_config, read_scenario_config
from mapa_uslug.contracts.sheet import COLUMN_NAMES

# --- the same on every run ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_example.py"), str(folder)], check=True, env=environment
    )
    return folder


def test_same_files_are_drawn_again(drawn_again: Path) -> None:
    assert sorted(p.name for p in drawn_again.iterdir()) == sorted(p.name for p in EXAMPLE.iterdir())
    for path in drawn_again.iterdir():
        if path.suffix not in (".pbf", ".gpkg"):
            assert path.read_bytes() == (EXAMPLE / path.name).read_bytes(), path.name


def test_same_osm_objects_are_drawn_again(drawn_again: Path) -> None:
    def objects(path: Path) -> list[object]:
        found: list[object] = []
        for item in osmium.FileProcessor(str(path)):
            tags = sorted(dict(item.tags).items())
            if item.is_node():
                found.append(("n", item.id, item.location.x, item.location.y, tags))
            elif item.is_way():
                found.append(("w", item.id, [n.ref for n in item.nodes], tags))
            else:
                found.append(("r", item.id, [(m.type, m.ref, m.role) for m in item.members], tags))
        return found

    assert objects(drawn_again / "drogi.osm.pbf") == objects(EXAMPLE / "drogi.osm.pbf")


def test_same_grid_is_drawn_again(drawn_again: Path) -> None:
    def tables(path: Path) -> list[list[object]]:
        with sqlite3.connect(path) as connection:
            names = [
                r[0]
                for r in connection.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
            ]
            return [[name, *connection.execute(f"SELECT * FROM {name}").fetchall()] for name in names]

    assert tables(drawn_again / "siatka_1km.gpkg") == tables(EXAMPLE / "siatka_1km.gpkg")


def test_example_is_small() -> None:
    assert sum(path.stat().st_size for path in EXAMPLE.iterdir()) < 3_000_000


# --- inputs ------------------------------------------------------------------------------------------------------


def test_configuration_and_plan_are_accepted() -> None:
    config = read_area_config(EXAMPLE / "area.toml")
    plan = read_scenario_config(EXAMPLE / "plan_dzienny_dom.toml")
    assert config.area.gminas == [row["gmina_teryt"] for row in TRUTHS["gminas"]]
    assert config.transit.complete == TRUTHS["transit"]["complete"]
    assert {day: str(date) for day, date in config.transit.days} == TRUTHS["transit"]["days"]
    assert [path.name for path in config.inputs.timetables] == ["rozklad_pks.zip", "kursy_gminne.xlsx"]
    closed = [row for row in sheet() if row["usluga_id"] in {c.id for c in plan.close}]
    assert [row["miejscowosc"] for row in closed] == ["Borowiska"]
    assert {o.service for o in plan.open} == {row["usluga_kod"] for row in closed} == {"DDP"}


def test_sheet_holds_what_the_truths_say() -> None:
    truth = TRUTHS["sheet"]
    ids = [row["usluga_id"] for row in sheet()]
    assert tuple(sheet()[0]) == COLUMN_NAMES
    assert len(set(ids)) == len(ids) == truth["rows"]
    assert [r["usluga_id"] for r in sheet() if r["wrazliwosc"] == "2"] == truth["never_kept"]
    assert [r["usluga_id"] for r in sheet() if r["wrazliwosc"] == "1"] == truth["per_gmina_only"]
    assert [r["usluga_id"] for r in sheet() if not r["lon"]] == truth["address_only"]
    assert len(truth["never_kept"]) == 2


def test_every_service_is_in_the_catalog_with_its_sensitivity() -> None:
    types = read_catalog().by_code
    named = TRUTHS["sheet"]["named_in_words"]
    for row in sheet():
        kind = types[named.get(row["usluga_id"], row["usluga_kod"])]
        words = {kind.code.lower(), kind.name.lower(), *(a.lower() for a in kind.aliases)}
        assert row["usluga_kod"].lower() in words
        assert int(row["wrazliwosc"]) == kind.sensitivity, row["usluga_id"]


def test_services_stand_in_the_gmina_that_they_name() -> None:
    for row in sheet():
        if row["lon"]:
            assert gminas()[row["teryt7"][:6]].contains(Point(place_of(row))), row["usluga_id"]


def test_gminas_are_valid_and_touch_without_overlap() -> None:
    polygons = list(gminas().values())
    union = shapely.union_all(polygons)
    assert all(p.is_valid for p in polygons)
    assert union.geom_type == "Polygon"
    assert not union.interiors
    assert union.area == pytest.approx(sum(p.area for p in polygons), rel=1e-9)


# --- people ------------------------------------------------------------------------------------------------------


def test_totals_are_the_truths() -> None:
    with (EXAMPLE / "ludnosc_gmin.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [{k: str(v) for k, v in truth.items()} for truth in TRUTHS["gminas"]] == rows
    assert sum(int(row["people"]) for row in rows) == TRUTHS["people"]
    for row in rows:
        young, middle, old = (int(row[f"people_{age}"]) for age in ("0_14", "15_64", "65_plus"))
        assert young + middle + old == int(row["people"])
        assert sum(int(row[f"people_{age}"]) for age in ("0_2", "3_6", "7_14")) == young
        assert int(row["people_75_plus"]) < old


def test_squares_add_up_within_and_lie_on_the_kilometre_grid() -> None:
    shown = {code: [n or 0 for n in row] for code, row in squares().items() if row[0] is not None}
    assert 0.5 * len(squares()) < len(shown) < len(squares())
    for code, (people, men, women, young, middle, old) in shown.items():
        assert people == men + women == young + middle + old, code
    assert all(row == (None,) * 6 for code, row in squares().items() if code not in shown)
    with sqlite3.connect(EXAMPLE / "siatka_1km.gpkg") as connection:
        for code, blob in connection.execute("SELECT CODE, geom FROM siatka_1km"):
            square = shapely.from_wkb(blob[8:])
            north, east = code.removeprefix("CRS3035RES1000mN").split("E")
            assert square.bounds == (int(east), int(north), int(east) + 1000, int(north) + 1000)


def test_people_live_where_the_houses_stand() -> None:
    """Each square's houses lie in one gmina, and what is withheld is what the gmina's total leaves."""
    area = shapely.union_all(list(gminas().values()))
    homes = [p for p in extract().homes if area.contains(Point(p))]
    gminas_of: dict[str, set[str]] = {}
    for x, y in homes:
        gmina = next(g for g, polygon in gminas().items() if polygon.contains(Point(x, y)))
        gminas_of.setdefault(square_code(x, y), set()).add(gmina)
    assert set(gminas_of) == set(squares())
    assert all(len(found) == 1 for found in gminas_of.values())
    for truth in TRUTHS["gminas"]:
        own = [squares()[code] for code, found in gminas_of.items() if truth["gmina_teryt"] in found]
        hidden = sum(1 for row in own if row[0] is None)
        left = truth["people"] - sum(row[0] or 0 for row in own)
        assert hidden <= left <= 7 * hidden


@pytest.mark.parametrize("place", [*TRUTHS["places"], TRUTHS["full"][0]], ids=lambda p: p["name"])
def test_planted_place_has_its_squares_to_itself(place: dict[str, Any]) -> None:
    rows = [squares()[code] for code in place["squares"]]
    assert [sum(column) for column in zip(*(row[3:] for row in rows), strict=True)] == [
        place["people_0_14"], place["people_15_64"], place["people_65_plus"],
    ]  # fmt: skip
    assert sum(row[0] or 0 for row in rows) == place["people"]
    names = [(xy, tags["name"]) for xy, tags in extract().tagged if "place" in tags]
    nearest = KDTree([xy for xy, _ in names])
    inside = homes_in(place["squares"])
    assert {names[row][1] for row in nearest.query(inside)[1]} == {place["name"]}


# --- land and roads ----------------------------------------------------------------------------------------------


def test_two_bridges_are_the_only_crossings_of_the_river() -> None:
    river = shapely.union_all([line for line, _ in extract().lines("waterway", "river")])
    crossing = [(line, tags) for line, tags in extract().lines("highway") if line.intersects(river)]
    assert sorted(tags["bridge:name"] for _, tags in crossing) == sorted(b["name"] for b in TRUTHS["bridges"])
    assert all(tags["bridge"] == "yes" for _, tags in crossing)
    for bridge in TRUTHS["bridges"]:
        line = next(line for line, tags in crossing if tags["bridge:name"] == bridge["name"])
        assert line.distance(Point(place_of(bridge))) < 1.0


def test_roads_hang_together() -> None:
    assert nx.number_weakly_connected_components(drivers()["metres"].graph) == 1
    parts = sorted(nx.strongly_connected_components(drivers()["hurried"].graph), key=len)
    stubs = {node for part in parts[:-1] for node in part}
    assert len(stubs) < 0.03 * len(drivers()["hurried"].graph), "only the expressway's ends lead nowhere"


def test_roads_meet_only_at_common_nodes_or_on_bridges() -> None:
    lines = extract().lines("highway")
    tree = shapely.STRtree([line for line, _ in lines])
    nodes = {tuple(np.round(xy, 2)) for xy in extract().nodes.values()}
    for i, j in tree.query([line for line, _ in lines], predicate="crosses").T:
        if i < j and "bridge" not in {**lines[i][1], **lines[j][1]}:
            for point in shapely.get_parts(lines[i][0].intersection(lines[j][0])):
                assert point.geom_type == "Point"
                assert tuple(np.round((point.x, point.y), 2)) in nodes, (lines[i][1], lines[j][1])


def test_level_crossings_are_where_roads_cross_the_railway() -> None:
    rail = shapely.union_all([line for line, _ in extract().lines("railway", "rail")])
    met = [line.intersection(rail) for line, _ in extract().lines("highway") if line.intersects(rail)]
    found = {tuple(np.round((p.x, p.y), 1)) for g in met for p in shapely.get_parts(g)}
    tagged = {tuple(np.round(xy, 1)) for xy, t in extract().tagged if t.get("railway") == "level_crossing"}
    assert found == tagged
    assert len(tagged) >= 10


def test_land_looks_like_a_powiat() -> None:
    kinds = {t["highway"] for _, t in extract().roads}
    assert kinds >= {*SPEEDS, "footway", "path"}
    assert sum(1 for _, t in extract().ways if "building" in t) > 7000
    assert sum(1 for _, t in extract().ways if "addr:housenumber" in t) > 2000
    assert sum(1 for _, t in extract().tagged if t.get("place") in ("town", "village", "hamlet")) > 60
    assert sum(1 for _, t in extract().tagged if t.get("place") == "town") == 2
