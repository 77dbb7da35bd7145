"""Packages of BDOT10k are fetched by powiat, opened with care and joined."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from playing import faults
from playing.bdot10k import bdot10k, package
from playing.server import PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.network.line_reading import read_line_roads
from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.sources.bdot10k import fetch
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed

# One gmina of 4 x 4 km at (500, 480) km; its neighbour in the next powiat begins at x = 504 km.
HERE = package("1002", {
    "OT_SKJZ_L": [
        ([(500_000, 481_000), (504_000, 481_000)], {"KLASADROGI": "Z", "ULICA": "Mała Łąka"}),
        ([(504_000, 481_000), (505_000, 481_000)], {"KLASADROGI": "L", "ULICA": ""}),
        ([(560_000, 481_000), (561_000, 481_000)], {"KLASADROGI": "L", "ULICA": "daleka"}),
    ],
    "OT_SKRP_L": [([(501_000, 481_000), (501_000, 482_000)], {"RUCHROWERO": "NDP"})],
    "OT_BUBD_A": [([(501_000, 481_000), (501_000, 481_500)], {"FUNKCJA": "budynek"})],
})  # fmt: skip
BESIDE = package("1005", {"OT_SKJZ_L": [
    # The first stands in both packages.
    ([(504_000, 481_000), (505_000, 481_000)], {"KLASADROGI": "L", "ULICA": ""}),
    ([(505_000, 481_000), (506_000, 482_000)], {"KLASADROGI": "D", "ULICA": ""}),
]})  # fmt: skip


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as started:
        yield started


def area(folder: Path) -> FetchArea:
    unit = GminaUnit("100201", "2", "Lipa", "kutnowski", "łódzkie")
    beside = GminaUnit("100502", "2", "Buk", "łowicki", "łódzkie")
    home = shapely.box(500_000, 480_000, 504_000, 484_000)
    return FetchArea((unit,), (beside,), home, home.buffer(2000.0), 2000.0, folder / "data")


def getter(tmp_path: Path, base: str = "", **more: Any) -> Getter:
    bases = {"bdot10k": base} if base else {}
    return Getter(raw=tmp_path / "raw", pacer=HostPacer(pause_s=0.0), first_pause_s=0.0, bases=bases, **more)


def test_powiaty_are_joined_and_read_as_roads(server: PlayedServer, tmp_path: Path) -> None:
    base = server.play("/open", bdot10k({"1002": HERE, "1005": BESIDE}))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert server.paths() == [f"/open/bdot10k/schemat2021/SHP/10/{p}_SHP.zip" for p in ("1002", "1005")]
    roads = fetched.artefacts[0]
    assert (roads.role, roads.path.name) == ("roads", "drogi_bdot10k.gpkg")
    assert [name for name, _ in pyogrio.list_layers(roads.path)] == ["OT_SKJZ_L", "OT_SKRP_L"]
    table = pyogrio.read_dataframe(roads.path, layer="OT_SKJZ_L")
    # 4 km, 1 km and the diagonal of a square of 1 km.
    assert [round(length) for length in table.length] == [4000, 1000, 1414]
    assert table.crs.to_epsg() == 2180
    assert table["ULICA"].tolist()[0] == "Mała Łąka"
    read, crs, counts, _ = read_line_roads(roads.path, crs=None, profile=default_profile())
    assert crs == "EPSG:2180"
    assert counts["features_used"] == 4
    assert len(read.point_id)


def test_the_same_packages_give_the_same_bytes(server: PlayedServer, tmp_path: Path) -> None:
    base = server.play("/open", bdot10k({"1002": HERE, "1005": BESIDE}))
    first = fetch(area(tmp_path), getter(tmp_path, base)).artefacts[0].path.read_bytes()
    server.asked.clear()
    assert (
        fetch(area(tmp_path), getter(tmp_path, base, is_offline=True)).artefacts[0].path.read_bytes() == first
    )
    assert server.asked == []
    assert [p.name for p in (tmp_path / "data").iterdir()] == ["drogi_bdot10k.gpkg"]


def test_given_packages_go_first(tmp_path: Path) -> None:
    path = tmp_path / "1002_SHP.zip"
    path.write_bytes(HERE)
    fetched = fetch(area(tmp_path), getter(tmp_path, given={"bdot10k": (path,)}))
    assert len(pyogrio.read_dataframe(fetched.artefacts[0].path, layer="OT_SKJZ_L")) == 2


def repacked(change: dict[str, str] | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """The package with other names in it, or other files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(HERE)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            told = name
            for before, after in (change or {}).items():
                told = told.replace(before, after)
            new.writestr(told, old.read(name))
        for name, body in (extra or {}).items():
            new.writestr(name, body)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (repacked(extra={"../../zly.shp": b"x"}), "names that lead out of it"),
        (repacked(extra={"bomba.txt": b"0" * 60_000_000}), "unpacks to more"),
        (repacked({"OT_SKJZ_L": "OT_SKXX_L"}), "no layer of roads"),
        (HERE[:2000], "no zip archive"),
        (b"<!doctype html><html>przerwa", "web page"),
    ],
)
def test_other_packages_are_refused(tmp_path: Path, body: bytes, told: str) -> None:
    path = tmp_path / "1002_SHP.zip"
    path.write_bytes(body)
    with pytest.raises(SourceFailed, match=told):
        fetch(area(tmp_path), getter(tmp_path, given={"bdot10k": (path,)}))
    assert not (tmp_path / "data").exists()
    assert not list(tmp_path.rglob("zly.shp"))


def test_a_layer_without_its_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1002_SHP.zip"
    path.write_bytes(repacked({"OT_SKJZ_L.shx": "x.shx", "OT_SKJZ_L.prj": "x.prj"}))
    with pytest.raises(SourceFailed, match="cannot be read"):
        fetch(area(tmp_path), getter(tmp_path, given={"bdot10k": (path,)}))


def test_exchanged_coordinates_are_told(tmp_path: Path) -> None:
    path = tmp_path / "1002_SHP.zip"
    path.write_bytes(
        package("1002", {"OT_SKJZ_L": [([(481_000, 500_000), (481_000, 504_000)], {"KLASADROGI": "Z"})]})
    )
    with pytest.raises(SourceFailed, match="exchanged"):
        fetch(area(tmp_path), getter(tmp_path, given={"bdot10k": (path,)}))
    path.write_bytes(
        package("1002", {"OT_SKJZ_L": [([(700_000, 700_000), (700_000, 701_000)], {"KLASADROGI": "Z"})]})
    )
    with pytest.raises(SourceFailed, match="none of its roads"):
        fetch(area(tmp_path), getter(tmp_path, given={"bdot10k": (path,)}))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (faults.html_page, "web page"),
        (faults.gateway, "504"),
        (partial(faults.too_many, after_s="0"), "429"),
        (faults.truncated, "breaks off"),
        (faults.empty, "empty"),
        (faults.redirected, "elsewhere"),
    ],
)
def test_faults_leave_nothing(server: PlayedServer, tmp_path: Path, fault: faults.Fault, told: str) -> None:
    base = server.play("/open", bdot10k({"1002": HERE, "1005": BESIDE}))
    server.fail("/open/bdot10k/schemat2021/SHP/10/1005", fault)
    with pytest.raises(SourceFailed, match=told):
        fetch(area(tmp_path), getter(tmp_path, base, tries=2))
    assert not (tmp_path / "data").exists()


def test_a_powiat_without_a_package_is_told(server: PlayedServer, tmp_path: Path) -> None:
    base = server.play("/open", bdot10k({"1002": HERE}))
    with pytest.raises(SourceFailed):
        fetch(area(tmp_path), getter(tmp_path, base))
