"""The area.toml of fetched files: what it says, and that nobody's own changes are lost."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import shapely

from mapa_uslug.contracts.fetch_question import FetchQuestion
from mapa_uslug.contracts.fetching import Artefact, FetchArea, GminaUnit, Role
from mapa_uslug.contracts.reading import read_area_config
from mapa_uslug.core.text import Text
from mapa_uslug.steps.fetched_area import (
    AREA_NAME,
    EMPTY_SHEET,
    NEW_AREA_NAME,
    AreaFile,
    compose_area,
    write_area,
)
from mapa_uslug.steps.fetched_state import FetchedState

CZERSK = GminaUnit("220203", "3", "Czersk", "chojnicki", "pomorskie")
BRUSY = GminaUnit("220202", "3", "Brusy", "chojnicki", "pomorskie")
LODZ = GminaUnit("106101", "1", "Łódź", "Łódź", "łódzkie")


def _file(out: Path, artefacts: tuple[Artefact, ...], **changes: object) -> AreaFile:
    ledger = out / "data" / "raw" / "ledger.json"
    ledger.parent.mkdir(parents=True, exist_ok=True)
    ledger.write_text('{"files": []}')
    values = {
        "name": "gmina Czersk", "gminas": ("220203",), "artefacts": artefacts, "sheet": None, "osm_types": (),
        "buffer_km": 15.0, "wojewodztwa": ("pomorskie",), "ledger": ledger, "units_on": "2026-01-01", "language": "pl",
    }  # fmt: skip
    return AreaFile(**(values | changes))  # type: ignore[arg-type]


def _made(out: Path, role: Role, name: str, source: str = "x", **more: object) -> Artefact:
    path = out / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return Artefact(role, path, source, **more)  # type: ignore[arg-type]


def _all(out: Path) -> tuple[Artefact, ...]:
    return (
        _made(out, "boundaries", "gminy.geojson", credit="GUGiK, PRG, 2026-11-26"),
        _made(out, "roads", "drogi.osm.pbf", credit="© OpenStreetMap contributors (ODbL)"),
        _made(out, "extent", "zasieg.geojson"),
        _made(out, "population", "siatka.csv", year=2021, credit="GUS, NSP 2021, 2026-11-26"),
        _made(out, "totals", "ludnosc.csv", year=2024, credit='GUS "BDL", 2026-11-26'),
        _made(out, "timetables", "rozklad_a.zip"),
        _made(out, "timetables", "rozklad_b.zip"),
        _made(out, "addresses", "adresy.csv", credit="GUGiK, PRG, 2026-11-26"),
    )


def test_every_file_stands_under_its_key_and_every_credit_once(tmp_path: Path) -> None:
    artefacts = _all(tmp_path)
    sheet = _made(tmp_path, "register", "uslugi.xlsx").path
    written = compose_area(_file(tmp_path, artefacts, sheet=sheet, osm_types=("BIB",)), tmp_path, Text("pl"))
    said = tomllib.loads(written)
    assert said["area"] == {
        "name": "gmina Czersk", "gminas": ["220203"], "crs": "EPSG:2180",
        "attribution": ["GUGiK, PRG, 2026-11-26", "© OpenStreetMap contributors (ODbL)", "GUS, NSP 2021, 2026-11-26",
                        'GUS "BDL", 2026-11-26'],
    }  # fmt: skip
    assert said["inputs"] == {
        "fetched": "data/pobrane.json",
        "roads": "data/drogi.osm.pbf", "services": ["data/uslugi.xlsx"], "addresses": ["data/adresy.csv", "osm"],
        "boundaries": "data/gminy.geojson", "population": "data/siatka.csv", "totals": "data/ludnosc.csv",
        "extent": "data/zasieg.geojson", "timetables": ["data/rozklad_a.zip", "data/rozklad_b.zip"],
        "ledger": "data/raw/ledger.json",
    }  # fmt: skip
    # The grid is of 2021, but it is scaled to the totals of 2024.
    assert said["population"] == {"cell_m": 250, "year": 2024}
    assert said["services"]["osm_types"] == ["BIB"]
    assert "stan na 2026-01-01" in written
    (tmp_path / AREA_NAME).write_text(written)
    (tmp_path / "data/pobrane.json").touch()
    config = read_area_config(tmp_path / AREA_NAME)
    assert config.inputs.roads == tmp_path / "data/drogi.osm.pbf"


def test_with_official_roads_the_extract_still_tells_houses_and_names(tmp_path: Path) -> None:
    artefacts = (
        _made(tmp_path, "roads", "drogi.osm.pbf", "geofabrik"),
        _made(tmp_path, "roads", "bdot.geojson", "bdot10k"),
    )
    said = tomllib.loads(compose_area(_file(tmp_path, artefacts), tmp_path, Text("pl")))["inputs"]
    assert (said["roads"], said["features"]) == ("data/bdot.geojson", "data/drogi.osm.pbf")


def test_what_is_missing_is_left_to_fill_in(tmp_path: Path) -> None:
    written = compose_area(_file(tmp_path, ()), tmp_path, Text("pl"))
    said = tomllib.loads(written)["inputs"]
    assert "roads" not in said
    assert '# roads = "…"' in written
    assert said["services"] == []
    assert f"wypełnij {EMPTY_SHEET}" in written


def test_a_file_that_somebody_changed_is_left_alone(tmp_path: Path) -> None:
    file, state = _file(tmp_path, _all(tmp_path)), FetchedState(tmp_path / "data")
    path, problems = write_area(file, tmp_path, state)
    assert (path, problems) == (tmp_path / AREA_NAME, [])
    assert (tmp_path / EMPTY_SHEET).is_file()
    again, problems = write_area(file, tmp_path, FetchedState.read(tmp_path / "data"))
    assert (again, problems) == (tmp_path / AREA_NAME, [])
    mine = path.read_text().replace("known_beyond_km = 15.0", "known_beyond_km = 8.0")
    path.write_text(mine)
    for _ in range(2):
        other, problems = write_area(file, tmp_path, FetchedState.read(tmp_path / "data"))
        assert other == tmp_path / NEW_AREA_NAME
        assert [p.code for p in problems] == ["changed_by_hand"]
        assert path.read_text() == mine


@pytest.mark.parametrize(
    ("level", "units", "name"),
    [
        ("gmina", (CZERSK,), "gmina Czersk"),
        ("gmina", (BRUSY, CZERSK), "gminy Brusy, Czersk"),
        ("powiat", (BRUSY, CZERSK), "powiat chojnicki"),
        ("powiat", (LODZ,), "Łódź"),
        ("wojewodztwo", (BRUSY, CZERSK), "województwo pomorskie"),
    ],
)
def test_areas_are_called_as_people_call_them(
    level: str, units: tuple[GminaUnit, ...], name: str, tmp_path: Path
) -> None:
    square = shapely.box(0, 0, 1000, 1000)
    area = FetchArea(units, (), square, square, 0.0, tmp_path)
    question = FetchQuestion(("x",), level)  # type: ignore[arg-type]
    file = AreaFile.of(
        area, question, (), sheet=None, ledger=tmp_path / "ledger.json", units_on="", language="pl"
    )
    assert file.name == name


def test_lists_that_leave_out_neighbours_make_nothing_known_beyond_and_that_is_told(tmp_path: Path) -> None:
    lists = (
        _made(tmp_path, "register", "opp.csv", "opp"),
        _made(tmp_path, "register", "rjps.csv", "rjps", uncovered=("bytowski", "tucholski")),
        _made(tmp_path, "register", "rjps_2.csv", "rjps", uncovered=("bytowski", "tucholski")),
    )
    file = _file(tmp_path, lists, wojewodztwa=("kujawsko-pomorskie", "pomorskie"))
    path, (told,) = write_area(file, tmp_path, FetchedState(tmp_path / "data"))
    written = path.read_text("utf-8")
    assert tomllib.loads(written)["services"]["known_beyond_km"] == 0.0
    assert (told.code, told.severity) == ("narrow_lists", "warning")
    for said in (written, Text("pl").tell(told.message, dict(told.values))):
        assert "rjps.csv (bytowski, tucholski)." in said
        assert "opp.csv" not in said
    for said in (written, Text("pl").tell(told.hint, dict(told.values))):
        assert "kujawsko-pomorskie, pomorskie" in said
        assert "known_beyond_km" in said
        assert " 15 " in said
    whole = _file(tmp_path, lists[:1])
    assert (whole.known_beyond_km, whole.narrow_lists) == (15.0, ())
