"""The command line as an official uses it: the example, the check, the run, a plan."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug import pipeline
from mapa_uslug.cli import main
from mapa_uslug.maps import assets

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "data" / "example"
STATES = ["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]
FILES = ("mapa.html", "raport.html", "luki.csv", "oferta.csv", "stany.csv", "wyniki.gpkg", "manifest.json")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit code and everything that was said."""
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out + said.err


@pytest.fixture
def area(tmp_path: Path) -> Path:
    """A copy of the example that a test may spoil."""
    folder = tmp_path / "gmina ż ó ł ć"
    shutil.copytree(EXAMPLE, folder)
    return folder / "area.toml"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_help_speaks_two_languages() -> None:
    said = [
        subprocess.run([sys.executable, "-m", "mapa_uslug.cli", "--lang", lang, "--help"], capture_output=True, text=True, check=True).stdout
        for lang in ("pl", "en")
    ]  # fmt: skip
    assert "Where social services are" in said[1]
    assert all(
        name in said[1] for name in ("example", "check", "run", "scenario", "matrix", "nearest", "isochrones")
    )


def test_example_writes_an_area_that_checks_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "example", tmp_path / "mój powiat")
    assert code == 0
    assert "area.toml" in said
    code, said = run(capsys, "check", tmp_path / "mój powiat" / "area.toml")
    assert (code, "0 errors" in said) == (0, True)


def test_example_overwrites_nobodys_work(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(area, "powiat zalewski", "mój powiat")
    code, said = run(capsys, "example", area.parent)
    assert (code, "differs from the example" in said) == (1, True)
    assert "mój powiat" in area.read_text(encoding="utf-8")


@pytest.mark.slow
def test_run_writes_every_file_and_people_add_up(example_run: Path) -> None:
    assert [f for f in FILES if not (example_run / f).is_file()] == []
    table = pd.read_csv(example_run / "luki.csv", dtype={"gmina_teryt": str})
    assert (table["osoby"] == table[STATES].sum(axis=1)).all()
    assert table["gmina_teryt"].str.fullmatch(r"\d{6}").all()
    assert (table[STATES].sum() > 0).all()
    truth = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
    expected = {g["gmina_teryt"]: g["people"] for g in truth["gminas"]}
    everybody = table[table["grupa"] == "all"]
    assert (everybody["osoby"] == everybody["gmina_teryt"].map(expected)).all()


@pytest.mark.slow
def test_counts_of_the_manifest_add_up(example_run: Path) -> None:
    manifest = json.loads((example_run / "manifest.json").read_text(encoding="utf-8"))
    for count in manifest["counts"]:
        assert count["read"] == count["kept"] + sum(count["left_out"].values()), count


@pytest.mark.slow
def test_sensitive_rows_are_in_no_file_of_a_run(
    example_run: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every file, the network cache included, is searched for the planted rows of sensitivity 2 and 1."""
    sheet = pd.read_csv(EXAMPLE / "uslugi.csv", sep=";", dtype=str, keep_default_na=False)
    hidden = sheet[
        (sheet["wrazliwosc"].isin(["1", "2"])) | sheet["usluga_kod"].isin(["SOW", "rodziny zastępcze", "PZR"])
    ]
    open_rows = sheet.drop(hidden.index)
    secrets = {
        f"{r.ulica} {r.nr}" for r in hidden.itertuples() if r.ulica and f"{r.ulica} {r.nr}" not in set(open_rows["ulica"] + " " + open_rows["nr"])
    } | {r.lat for r in hidden.itertuples() if r.lat and r.lat not in set(open_rows["lat"])}  # fmt: skip
    never = sheet[sheet["wrazliwosc"] == "2"]
    secrets |= {r.nazwa for r in never.itertuples() if r.nazwa not in set(open_rows["nazwa"])}
    assert secrets
    cache = tmp_path_factory.getbasetemp() / "cache"
    for path in [*example_run.rglob("*"), *cache.rglob("*")]:
        if path.is_file():
            content = path.read_bytes()
            for secret in secrets:
                assert secret.encode() not in content, (path.name, secret)


@pytest.mark.slow
def test_a_map_may_ask_for_tiles_only_where_the_area_says_so(
    example_run: Path, area: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with area.open("a", encoding="utf-8") as file:
        file.write('types = ["DDP"]\n[map]\nonline_tiles = true\n')
    code, said = run(capsys, "run", area, "--out", area.parent / "wyniki")
    assert code == 0, said
    told, plain = (
        (p / "mapa.html").read_text(encoding="utf-8") for p in (area.parent / "wyniki", example_run)
    )
    assert "img-src data: blob: https://tile.openstreetmap.org;" in told
    assert "img-src data: blob:;" in plain
    assert "tile.openstreetmap.org" not in plain


@pytest.mark.slow
def test_plan_shows_what_it_changes_and_nothing_else(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = area.parent / "po"
    code, said = run(capsys, "scenario", "run", area, EXAMPLE / "plan_dzienny_dom.toml", "--out", out)
    assert code == 0, said
    assert [f for f in (*FILES, "roznice.csv") if not (out / f).is_file()] == []
    changes = pd.read_csv(out / "roznice.csv")
    columns = [c for c in changes.columns if c.endswith("_zmiana")]
    changed = changes[(changes[columns] != 0).any(axis=1)]
    assert set(changed["usluga"]) == {"DDP"}
    assert (changes[columns].sum(axis=1) == 0).all()


def test_every_planted_fault_is_told_at_once(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = area.parent / "uslugi.csv"
    lines = sheet.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(";")
    at = {name: header.index(name) for name in header}
    rows = [line.split(";") for line in lines[1:]]
    public = [
        r
        for r in rows
        if r[at["lat"]]
        and r[at["wrazliwosc"]] == "0"
        and r[at["usluga_kod"]] in ("POZ", "DDP", "BIB", "APT", "SP")
    ]
    public[0][at["usluga_kod"]] = "czarodziej"
    public[1][at["teryt7"]] = "1465011"
    public[2][at["lat"]], public[2][at["lon"]] = public[2][at["lon"]], public[2][at["lat"]]
    public[3][at["usluga_id"]] = public[4][at["usluga_id"]]
    sheet.write_text("\n".join([lines[0], *(";".join(r) for r in rows)]) + "\n", encoding="utf-8")
    code, said = run(capsys, "check", area)
    assert code == 1
    for words in ("czarodziej", "1465011", "axes are swapped", public[4][at["usluga_id"]]):
        assert words in said
    assert said.count("How to fix:") >= 4
    assert "Traceback" not in said


FAULTS = {
    "missing column": (lambda d: replace(d / "uslugi.csv", "usluga_kod", "barwa"), "usluga_kod"),
    "empty sheet": (lambda d: (d / "uslugi.csv").write_text(""), "no rows"),
    "truncated pbf": (lambda d: (d / "drogi.osm.pbf").write_bytes((d / "drogi.osm.pbf").read_bytes()[:90_000]), "drogi.osm.pbf"),
    "not a pbf": (lambda d: (d / "drogi.osm.pbf").write_text("<html>not found</html>"), "drogi.osm.pbf"),
    "missing file": (lambda d: (d / "gminy.geojson").unlink(), "gminy.geojson"),
    "null geometry": (lambda d: _null_geometry(d / "gminy.geojson"), "Zalewsk"),
    "negative people": (lambda d: replace(d / "ludnosc_gmin.csv", ",8987,", ",-5,"), "-5"),
    "no overlap": (lambda d: _shift(d / "gminy.geojson"), "overlap"),
    "unknown type": (lambda d: replace(d / "area.toml", "known_beyond_km", 'types = ["XYZ"]\nknown_beyond_km'), "XYZ"),
    "extent is no layer": (lambda d: (d / "zasieg_danych.geojson").write_text("{}"), "zasieg_danych.geojson"),
    "nothing to measure": (lambda d: replace(d / "area.toml", "known_beyond_km", 'types = ["TEL"]\nknown_beyond_km'), "left to measure"),
    "duplicate header": (lambda d: replace(d / "uslugi.csv", "podmiot_id", "nazwa"), "more than once"),
    "thresholds fall": (lambda d: (d / "area.toml").open("a").write('[[threshold]]\nservice = "POZ"\nmode = "car"\nvalues = [30, 15, 15]\n'), "ascend"),
    "extent of elsewhere": (lambda d: (d / "zasieg_danych.geojson").write_text((d / "zasieg_danych.geojson").read_text().replace("[15.", "[25.").replace("[14.", "[24.")), "zasieg_danych"),
    "no point at all": (lambda d: _blank(d / "uslugi.csv", ("lat", "lon")), "left to measure"),
    "unknown gmina": (lambda d: replace(d / "area.toml", '"086005"', '"086009"'), "086009"),
}  # fmt: skip


def _blank(path: Path, columns: tuple[str, ...]) -> None:
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    table[list(columns)] = ""
    table.to_csv(path, sep=";", index=False)


def _null_geometry(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"][0]["geometry"] = None
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _shift(path: Path) -> None:
    """The gminas of the example, two degrees to the east."""
    data = json.loads(path.read_text(encoding="utf-8"))

    def moved(part: object) -> object:
        if isinstance(part, list) and part and isinstance(part[0], int | float):
            return [part[0] + 2.0, *part[1:]]
        return [moved(p) for p in part] if isinstance(part, list) else part

    for feature in data["features"]:
        feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"])
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_faults_of_all_inputs_are_told_at_once(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = ("truncated pbf", "null geometry", "negative people", "unknown type")
    for fault in spoilt:
        FAULTS[fault][0](area.parent)
    lines = (area.parent / "uslugi.csv").read_text(encoding="utf-8").splitlines()
    (area.parent / "uslugi.csv").write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    replace(area, 'totals = "ludnosc_gmin.csv"', 'totals = "nie_ma.csv"')
    code, said = run(capsys, "check", area)
    assert code == 1
    for word in ("drogi.osm.pbf", "Zalewsk", "XYZ", "U-001", "nie_ma.csv"):
        assert word in said, (word, said)


@pytest.mark.slow
def test_a_place_that_is_not_known_makes_no_white_spot(area: Path) -> None:
    """A library with an address only, a code that no gmina has, a cell that says nothing: nobody there is too far."""
    from mapa_uslug.pipeline import analyse, load_area

    sheet = area.parent / "uslugi.csv"
    table = pd.read_csv(sheet, sep=";", dtype=str, keep_default_na=False)
    libraries = (table["usluga_kod"] == "BIB") & table["teryt7"].str.startswith("086004")
    assert libraries.sum() >= 1
    table.loc[libraries, ["lat", "lon"]] = ""
    home = table[
        (table["usluga_kod"] == "usługi opiekuńcze") & table["teryt7"].str.startswith("086001")
    ].index[0]
    table.loc[home, "gminy_obslugiwane"] = "086099"
    table.to_csv(sheet, sep=";", index=False)
    data = load_area(area)
    result = analyse(data, data.registry.located, data.config.sharing)
    gmina = data.cells.table["gmina_teryt"].to_numpy()
    for layer in result.layers:
        if layer.service_type == "BIB":
            assert layer.people[gmina == "086004", 2].sum() == 0
        if layer.service_type == "UO":
            assert layer.people[gmina == "086001", 2].sum() == 0
    assert any(p.code == "teryt_unknown" for p in data.problems)


def test_a_results_folder_that_is_a_file_is_refused_before_the_work(
    area: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = area.parent / "plik"
    taken.write_text("mine")
    code, said = run(capsys, "run", area, "--out", taken)
    assert (code, "cannot be written" in said, taken.read_text()) == (1, True, "mine")
    assert "Reading" not in said


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_faults_end_in_a_message_and_write_nothing(
    fault: str, area: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, word = FAULTS[fault]
    spoil(area.parent)
    out = area.parent / "out"
    code, said = run(capsys, "run", area, "--out", out)
    assert (code, word in said, "Traceback" in said) == (1, True, False), said
    assert "How to fix:" in said
    assert not out.exists() or not list(out.iterdir())


def test_self_crossing_boundary_is_mended_and_said(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = area.parent / "gminy.geojson"
    data = json.loads(path.read_text(encoding="utf-8"))
    ring = data["features"][0]["geometry"]["coordinates"][0]
    ring = ring[0] if isinstance(ring[0][0], list) else ring
    middle = len(ring) // 2
    ring[2], ring[middle] = ring[middle], ring[2]
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    code, said = run(capsys, "check", area)
    assert (code, "not valid and was mended" in said) == (0, True), said


def test_bad_plan_tells_every_problem(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = area.parent / "plan.toml"
    plan.write_text(
        'name = "p"\n[[close]]\nid = "U-999"\n[[open]]\nid = "n"\nservice = "DDP"\ncell = "nigdzie"\n'
    )
    code, said = run(capsys, "scenario", "run", area, plan, "--out", area.parent / "out")
    assert (code, "U-999" in said, "nigdzie" in said) == (1, True, True)


def test_a_map_that_cannot_be_drawn_is_told_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read_assets = assets.read_assets
    monkeypatch.setattr(assets, "read_assets", lambda: read_assets(tmp_path / "not built"))
    monkeypatch.setattr(pipeline, "analyse", None)
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "run", str(EXAMPLE / "area.toml"), "--out", str(tmp_path / "out")])
    assert caught.value.code == 1
    assert "map.css is missing" in capsys.readouterr().err
