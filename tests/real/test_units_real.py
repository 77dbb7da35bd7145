"""Names, codes, boundaries and localities of real gminas."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playing.prg import play_prg, write_package
from playing.server import played_server

from mapa_uslug.boundaries.reading import read_boundaries
from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.contracts.unit_names import find_units
from mapa_uslug.core.errors import InputError, ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.geocoding.sources import is_locality_list, read_locality_list
from mapa_uslug.sources import prg, simc
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.parts.terc_table import parse_terc


@pytest.fixture(scope="module")
def layer(real_data: Path) -> Path:
    return real_data / "boundaries/poland.municipalities.json"


@pytest.fixture(scope="module")
def units(real_data: Path) -> tuple[GminaUnit, ...]:
    return parse_terc((real_data / "boundaries/TERC_Adresowy_2026-02-16.csv").read_bytes())[0]


def test_all_gminas_of_2026_are_counted(real_data: Path, units: tuple[GminaUnit, ...]) -> None:
    # 302 urban, 1453 rural, 724 urban-rural since 1 January 2026; 314 powiats, 66 cities that are one, 16 wojewodztwa.
    assert Counter(unit.kind for unit in units) == {"1": 302, "2": 1453, "3": 724}
    assert len({unit.code6[:4] for unit in units}) == 380
    assert len({unit.wojewodztwo for unit in units}) == 16
    assert all(unit.name and unit.powiat and unit.wojewodztwo for unit in units)
    body = (real_data / "boundaries/TERC_Adresowy_2026-02-16.csv").read_bytes()
    assert parse_terc(body)[1] == "2026-01-01"


def test_three_gminas_are_called_boleslawiec(units: tuple[GminaUnit, ...]) -> None:
    with pytest.raises(InputError) as caught:
        find_units(["bolesławiec"], "gmina", units)
    (told,) = caught.value.problems
    assert dict(told.values)["candidates"].count("Bolesławiec (") == 3
    for code in ("020101", "020102", "101801"):
        assert code in dict(told.values)["candidates"]


def test_every_name_that_only_one_gmina_has_finds_it(layer: Path, units: tuple[GminaUnit, ...]) -> None:
    rows = gpd.read_file(layer, ignore_geometry=True)
    by_code = {unit.code6: unit for unit in units}
    counts = Counter(fold(unit.name) for unit in units)
    codes = {
        code[:6]: name for code, name in zip(rows["terc"], rows["name"], strict=True) if code[:6] in by_code
    }
    # The layer is of 2021: Bratian, for one, was called otherwise.
    same = [code for code, name in codes.items() if fold(name) == fold(by_code[code].name)]
    unique = [code for code in same if counts[fold(codes[code])] == 1]
    assert len(codes) == 2477
    assert len(unique) > 1900
    found = find_units([codes[code] for code in unique], "gmina", units)
    assert found == sorted(by_code[code] for code in unique)
    assert find_units([f"Gmina {codes[code].upper()}" for code in unique], "gmina", units) == found
    assert find_units(list(rows["terc"]), "gmina", units) == sorted(by_code[code] for code in codes)


def test_every_name_that_several_gminas_have_is_asked_about(units: tuple[GminaUnit, ...]) -> None:
    counts = Counter(fold(unit.name) for unit in units)
    shared = sorted({unit.name for unit in units if counts[fold(unit.name)] > 1})
    with pytest.raises(InputError) as caught:
        find_units(shared, "gmina", units)
    assert {p.code for p in caught.value.problems} == {"ambiguous_unit"}
    assert len(caught.value.problems) == len(shared)


def test_every_powiat_and_wojewodztwo_is_found_by_code_and_by_name(units: tuple[GminaUnit, ...]) -> None:
    powiats = {(unit.code6[:4], unit.powiat, unit.wojewodztwo) for unit in units}
    assert len(powiats) == 380
    names = [f"powiat {powiat}, woj. {wojewodztwo}" for _, powiat, wojewodztwo in powiats]
    assert find_units(names, "powiat", units) == list(units)
    assert find_units([code for code, _, _ in powiats], "powiat", units) == list(units)
    assert find_units(sorted({unit.wojewodztwo for unit in units}), "wojewodztwo", units) == list(units)


@pytest.mark.slow
def test_boundaries_are_the_same_whichever_way_they_come(
    tmp_path: Path, layer: Path, units: tuple[GminaUnit, ...]
) -> None:
    wanted = find_units(["Czersk"], "gmina", units)
    package = write_package(layer, tmp_path / "package.zip")
    with played_server() as server:
        url = play_prg(server, layer)
        service = Getter(raw=tmp_path / "a", bases={"prg": url}, pacer=HostPacer(pause_s=0), first_pause_s=0)
        by_service, _ = prg.fetch_units(wanted, 15_000.0, tmp_path / "service", service, known=units)
        assert len(prg.list_units(service)[0]) == 2477
    given = Getter(raw=tmp_path / "b", given={"prg": (package,)})
    by_package, _ = prg.fetch_units(wanted, 15_000.0, tmp_path / "package", given, known=units)
    assert by_service.neighbours == by_package.neighbours
    assert len(by_service.neighbours) == 24
    assert {unit.powiat for unit in by_service.neighbours} >= {"chojnicki", "tucholski", "starogardzki"}
    drawn = gpd.read_file(layer).set_index("terc").to_crs("EPSG:2180")
    assert shapely.hausdorff_distance(by_service.shape, drawn.geometry["2202043"]) < 0.1
    gminas, problems, _ = read_boundaries(tmp_path / "service/gminy.geojson", area_gminas=["220204"])
    assert problems == ()
    assert list(gminas["gmina"][gminas["is_area"]]) == ["Czersk"]


def test_real_localities_are_cut_to_the_area(
    tmp_path: Path, real_data: Path, units: tuple[GminaUnit, ...]
) -> None:
    path = real_data / "boundaries/SIMC_malopolskie_2025.csv"
    (unit,) = find_units(["Wieliczka"], "gmina", units)
    point = shapely.Point(0, 0)
    area = FetchArea((unit,), (), point, point, 0.0, tmp_path)
    (artefact,) = simc.fetch(area, Getter(raw=tmp_path / "raw", given={"simc": (path,)})).artefacts
    assert is_locality_list(artefact.path)
    log = ProblemLog()
    kept = read_locality_list(artefact.path, log=log)
    whole = [row for row in read_locality_list(path, log=log) if row.gmina_teryt == unit.code6]
    assert sorted(kept, key=str) == sorted(whole, key=str)
    assert len(kept) > 25
    assert log.problems == []
