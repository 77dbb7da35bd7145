"""A flood over the example's bridges, as an office would try it out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from mapa_uslug.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
TRUTHS = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
ACROSS = ["Kępa Zalewska", "Zakole"]
"""Villages whose way to a health centre leads over Most Kupiecki."""
FLOOD_M = 30.0


def flood(folder: Path, bridges: list[str]) -> None:
    """A file of polygons over the middles of bridges."""
    found = [b for b in TRUTHS["bridges"] if b["name"] in bridges]
    middles = gpd.GeoSeries([shapely.Point(b["lon"], b["lat"]) for b in found], crs="EPSG:4326").to_crs(
        "EPSG:2180"
    )
    middles.buffer(FLOOD_M).to_crs("EPSG:4326").to_file(folder / "powodz.geojson")


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    return int(caught.value.code or 0)


@pytest.fixture(scope="module")
def flooded(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Results of the example with both bridges under water."""

    def make(out: Path) -> None:
        folder = out / "in"
        shutil.copytree(EXAMPLE, folder)
        flood(folder, ["Most Kupiecki", "Most Flisacki"])
        plan = folder / "plan.toml"
        plan.write_text('name = "Powódź"\n[[closed]]\nname = "Zalewka"\narea = "powodz.geojson"\n')
        assert run("scenario", "run", folder / "area.toml", plan, "--out", out / "wynik") == 0

    return once("flooded", make) / "wynik"


def minutes(results: Path) -> pd.Series:
    """Minutes by car to the nearest health centre, by village: the farthest of its cells, NaN where there is none."""
    cells = pyogrio.read_dataframe(results / "wyniki.gpkg", layer="komorki", read_geometry=False)
    return cells.groupby("miejscowosc")["POZ_car_min"].max()


def test_villages_across_the_bridge_are_farther_and_nobody_is_nearer(
    example_run: Path, flooded: Path
) -> None:
    before, after = minutes(example_run), minutes(flooded)
    assert set(ACROSS) <= set(before.index)
    for village in ACROSS:
        assert not after[village] <= before[village], village
    both = before.notna() & after.notna()
    assert (after[both] >= before[both]).all()
    assert (after[both] > before[both]).any() or (before.notna() & after.isna()).any()


def test_report_and_map_say_what_was_closed(flooded: Path) -> None:
    for name in ("raport.html", "mapa.html"):
        assert "Roads are closed here: Zalewka (" in (flooded / name).read_text(encoding="utf-8"), name


def test_whoever_is_cut_off_is_too_far_and_not_unknown_for_want_of_a_connection(flooded: Path) -> None:
    table = pd.read_csv(flooded / "roznice.csv", dtype=str, keep_default_na=False)
    assert not table["powody_po"].str.contains("not_connected").any()
    states = ["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]
    figures = table[[f"{s}_po" for s in states]].apply(pd.to_numeric)
    assert (figures.sum(axis=1) == pd.to_numeric(table["osoby"])).all()
    total = table[(table["gmina"] == "razem") & (table["usluga"] == "POZ") & (table["srodek"] == "car")]
    main = total[(total["grupa"] == "all") & (total["poziom"] == "2")]
    assert int(main["za_daleko_zmiana"].iloc[0]) > 0
    assert int(main["nie_wiadomo_zmiana"].iloc[0]) >= 0


def test_the_manifest_names_the_polygons_and_the_map_tries_nothing_out(flooded: Path) -> None:
    manifest = json.loads((flooded / "manifest.json").read_text(encoding="utf-8"))
    assert "powodz.geojson" in json.dumps(manifest)
    assert manifest["options"]["map"]["what_if"] == "none"


def test_what_cannot_be_closed_is_told_with_all_else_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "in")
    plan = tmp_path / "in" / "plan.toml"
    far = gpd.GeoSeries([shapely.box(19.0, 50.0, 19.1, 50.1)], crs="EPSG:4326")
    far.to_file(tmp_path / "in" / "gdzie_indziej.geojson")
    plan.write_text(
        'name = "p"\n[[close]]\nid = "U-999"\n[[closed]]\nname = "droga"\nways = [123456789]\n'
        '[[closed]]\nname = "woda"\narea = "gdzie_indziej.geojson"\n'
    )
    assert run("scenario", "run", tmp_path / "in" / "area.toml", plan, "--out", tmp_path / "out") == 1
    shown = capsys.readouterr()
    said = re.sub(r"\s+", " ", shown.out + shown.err)
    for word in ("U-999", "no way 123456789", "No road lies in the polygons of gdzie_indziej.geojson"):
        assert word in said
    assert "Traceback" not in said
    assert not list((tmp_path / "out").iterdir())
