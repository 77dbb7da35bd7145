"""Boundaries out of the register: by its service, its package, and a file; whatever order it writes coordinates in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from playing import faults
from playing.drawn_gminas import AREA_KM2, CODES, draw_gminas
from playing.prg import PrgPlayer, play_prg, write_package
from playing.server import Answer, Asked, PlayedServer, played_server

from mapa_uslug.boundaries.reading import read_boundaries
from mapa_uslug.contracts.fetching import FetchArea, Fetched, GminaUnit
from mapa_uslug.sources import prg
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.axis_order import WRONG_PLACE
from mapa_uslug.sources.forms.gml import REFUSED, UNREADABLE
from mapa_uslug.sources.forms.wfs import REPEATS
from mapa_uslug.sources.parts import prg_service

CZERSK = GminaUnit("220204", "3", "Czersk", "chojnicki", "pomorskie")
KALISKA = GminaUnit("221304", "2", "Kaliska", "starogardzki", "pomorskie")


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        yield played


def _getter(folder: Path, server: PlayedServer, **options: Any) -> Getter:
    bases = {"prg": server.url + "/prg", "prg_package": server.url + "/package.zip"}
    return Getter(
        raw=folder / "raw", bases=bases, pacer=HostPacer(pause_s=0), first_pause_s=0, tries=2, **options
    )


def _fetch(
    folder: Path, getter: Getter, units: tuple[GminaUnit, ...] = (CZERSK,), buffer_m: float = 5_000.0
) -> tuple[FetchArea, Fetched]:
    return prg.fetch_units(units, buffer_m, folder, getter, known=(CZERSK, KALISKA))


def test_an_area_is_its_gminas_with_those_that_its_surroundings_touch(
    tmp_path: Path, server: PlayedServer
) -> None:
    play_prg(server, draw_gminas())
    area, fetched = _fetch(tmp_path, _getter(tmp_path, server))
    # 5 km reach over the borders west and east, 45 km do not; the enclave lies within.
    assert [unit.code6 for unit in area.neighbours] == ["220201", "220203", "221304"]
    # Kaliska is known by its powiat, the others only by what the register says.
    assert area.neighbours[2] == KALISKA
    assert area.neighbours[1].name == "Chojnice"
    assert area.shape.area == pytest.approx(96e6, rel=1e-5)
    # Buffer of a square of 10 km by 5 km: its area, four strips, four quarters of a circle; the hole (2 km) is covered.
    assert area.around.area == pytest.approx(100e6 + 4 * 50e6 + 3.14159 * 25e6, rel=2e-3)
    (artefact,) = fetched.artefacts
    assert (artefact.role, artefact.path, artefact.source) == (
        "boundaries",
        tmp_path / "gminy.geojson",
        "prg",
    )
    assert "GUGiK" in artefact.credit
    assert fetched.problems == ()


def test_the_file_is_in_degrees_by_code_and_is_read_as_boundaries(
    tmp_path: Path, server: PlayedServer
) -> None:
    play_prg(server, draw_gminas())
    _fetch(tmp_path, _getter(tmp_path, server))
    rows = json.loads((tmp_path / "gminy.geojson").read_text(encoding="utf-8"))["features"]
    assert [row["properties"]["JPT_KOD_JE"] for row in rows] == ["2202011", "2202032", "2202043", "2213042"]
    numbers = {
        round(n, 7) == n for row in rows for ring in row["geometry"]["coordinates"] for p in ring for n in p
    }
    assert numbers == {True}
    gminas, problems, _ = read_boundaries(tmp_path / "gminy.geojson", area_gminas=["220204"])
    assert problems == ()
    assert list(gminas["gmina_teryt"][gminas["is_area"]]) == ["220204"]
    for name, size in zip(gminas["gmina"], gminas.to_crs("EPSG:2180").area, strict=True):
        assert size / 1e6 == pytest.approx(AREA_KM2[name], rel=1e-5)


ORDERS: list[dict[str, Any]] = [
    {"order": "east_north"},
    {"order": "north_east", "box_order": "east_north"},
    {"order": "east_north", "box_order": "north_east"},
]


@pytest.mark.parametrize("play", ORDERS)
@pytest.mark.parametrize(
    # Far from the line on which east equals north, and on it: there swapped metres would lie in the same wojewodztwo.
    ("place", "code6"),
    [({}, "220204"), ({"east_km": 95.0, "north_km": -130.0, "prefix": "04"}, "040204")],
)
def test_a_wrong_order_is_found_put_right_and_told(
    tmp_path: Path, server: PlayedServer, play: dict[str, Any], place: dict[str, Any], code6: str
) -> None:
    unit = replace(CZERSK, code6=code6)
    place = {"has_koszalin": True, **place}
    play_prg(server, draw_gminas(**place))
    good, _ = _fetch(tmp_path / "good", _getter(tmp_path / "good", server), (unit,))
    play_prg(server, draw_gminas(**place), **play)
    area, fetched = _fetch(tmp_path / "odd", _getter(tmp_path / "odd", server), (unit,))
    assert (tmp_path / "odd/gminy.geojson").read_bytes() == (tmp_path / "good/gminy.geojson").read_bytes()
    assert area.neighbours == good.neighbours
    assert len(area.neighbours) == 3
    assert [(p.code, p.severity) for p in fetched.problems] == [("axis_order", "warning")]


def test_metres_are_understood_too_where_their_order_can_be_told(
    tmp_path: Path, server: PlayedServer
) -> None:
    for order in ("north_east", "east_north"):
        play_prg(server, draw_gminas(), order=order, knows_degrees=False)  # type: ignore[arg-type]
        area, fetched = _fetch(tmp_path / order, _getter(tmp_path / order, server))
        # The middle of Czersk is east 435, north 655.
        assert area.shape.centroid.distance(shapely.Point(435_000, 655_000)) < 1.0
        assert [p.code for p in fetched.problems] == ([] if order == "north_east" else ["axis_order"])


@pytest.mark.parametrize("order", ["north_east", "east_north"])
@pytest.mark.parametrize("box_order", ["north_east", "east_north"])
def test_metres_on_the_diagonal_are_told_apart_at_another_place(
    tmp_path: Path, server: PlayedServer, order: Any, box_order: Any
) -> None:
    # Middle of the gmina east 530, north 525: swapped it would lie 7 km off, in the same wojewodztwo.
    drawn = draw_gminas(east_km=95.0, north_km=-130.0, prefix="04", has_koszalin=True)
    play_prg(server, drawn, order=order, box_order=box_order, knows_degrees=False)
    area, fetched = _fetch(tmp_path, _getter(tmp_path, server), (replace(CZERSK, code6="040204"),))
    assert area.shape.centroid.distance(shapely.Point(530_000, 525_000)) < 1.0
    assert len(area.neighbours) == 3
    is_usual = (order, box_order) == ("north_east", "north_east")
    assert [p.code for p in fetched.problems] == ([] if is_usual else ["axis_order"])


@pytest.mark.parametrize("order", ["north_east", "east_north"])
def test_metres_on_the_diagonal_are_refused_where_nothing_tells_them_apart(
    tmp_path: Path, server: PlayedServer, order: Any
) -> None:
    drawn = draw_gminas(east_km=95.0, north_km=-130.0, prefix="04")
    play_prg(server, drawn, order=order, knows_degrees=False)
    with pytest.raises(SourceFailed, match="order of coordinates cannot be told"):
        _fetch(tmp_path, _getter(tmp_path, server), (replace(CZERSK, code6="040204"),))


def test_gminas_far_from_their_wojewodztwo_are_not_believed(tmp_path: Path, server: PlayedServer) -> None:
    # Codes of podkarpackie (18), shapes in pomorskie; in metres neither order fits.
    play_prg(server, draw_gminas(prefix="18"), knows_degrees=False)
    unit = replace(CZERSK, code6="180204")
    with pytest.raises(SourceFailed) as caught:
        _fetch(tmp_path, _getter(tmp_path, server), (unit,))
    assert caught.value.reason == WRONG_PLACE
    assert not [path for path in tmp_path.glob("raw/prg/*.gml") if b"Czersk" in path.read_bytes()]


@pytest.mark.parametrize("counts", [True, False])
def test_pages_add_up(
    tmp_path: Path, server: PlayedServer, monkeypatch: pytest.MonkeyPatch, counts: bool
) -> None:
    monkeypatch.setattr(prg_service, "_PAGE_SHAPES", 2)
    play_prg(server, draw_gminas(), counts=counts)
    area, _ = _fetch(tmp_path, _getter(tmp_path, server))
    assert len(area.neighbours) == 3
    starts = [a.query["STARTINDEX"] for a in server.asked if "BBOX" in a.query][2:]
    # The first two boxes are those by which the order of coordinates is learnt.
    assert starts == (["0", "2"] if counts else ["0", "2", "4"])


def test_pages_that_repeat_rows_are_told_and_not_kept(
    tmp_path: Path, server: PlayedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prg_service, "_PAGE_SHAPES", 2)
    good = PrgPlayer(draw_gminas())

    def first_page_again(asked: Asked) -> Answer:
        return good(replace(asked, query={**asked.query, "STARTINDEX": "0"}))

    server.play("/prg", first_page_again)
    with pytest.raises(SourceFailed) as caught:
        _fetch(tmp_path, _getter(tmp_path, server))
    # Two pages of the same two rows: two different ones, where four were counted.
    assert caught.value.reason == f"{REPEATS}: 2, 4"
    server.play("/prg", good)
    assert len(_fetch(tmp_path, _getter(tmp_path, server))[0].neighbours) == 3


def test_what_was_fetched_is_not_asked_for_again(tmp_path: Path, server: PlayedServer) -> None:
    play_prg(server, draw_gminas())
    _fetch(tmp_path, _getter(tmp_path, server))
    asked, body = len(server.asked), (tmp_path / "gminy.geojson").read_bytes()
    _fetch(tmp_path, _getter(tmp_path, server))
    _fetch(tmp_path, _getter(tmp_path, server, is_offline=True))
    assert len(server.asked) == asked
    assert (tmp_path / "gminy.geojson").read_bytes() == body
    assert {entry.source for entry in _getter(tmp_path, server).ledger.entries} == {"prg"}


def test_offline_nobody_is_asked(tmp_path: Path, server: PlayedServer) -> None:
    play_prg(server, draw_gminas())
    with pytest.raises(SourceFailed, match="--offline"):
        _fetch(tmp_path, _getter(tmp_path, server, is_offline=True))
    assert server.asked == []


def test_a_gmina_whose_kind_has_changed_is_found(tmp_path: Path, server: PlayedServer) -> None:
    play_prg(server, draw_gminas())
    for kind in ("2", ""):
        area, _ = _fetch(
            tmp_path / f"k{kind}", _getter(tmp_path / f"k{kind}", server), (replace(CZERSK, kind=kind),)
        )
        assert area.shape.area == pytest.approx(96e6, rel=1e-5)


def test_a_gmina_that_is_not_there_is_named_and_the_package_left_alone(
    tmp_path: Path, server: PlayedServer
) -> None:
    play_prg(server, draw_gminas())
    with pytest.raises(SourceFailed, match=r"Nowa \(220999\)"):
        _fetch(
            tmp_path, _getter(tmp_path, server), (CZERSK, GminaUnit("220999", "2", "Nowa", "x", "pomorskie"))
        )
    assert "/package.zip" not in server.paths()
    assert not (tmp_path / "gminy.geojson").exists()


def _wrong_encoding(asked: Asked, answer: Answer) -> Answer:
    return replace(answer, body=answer.body.replace(b"Czersk", b"Czer\xb6k"))


def _garbled(asked: Asked, answer: Answer) -> Answer:
    return replace(answer, body=answer.body.decode().replace("Czersk", "ŁÄ™czyca").encode())


def _refusal(asked: Asked, answer: Answer) -> Answer:
    return Answer(b'<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1">'
                  b"<ows:ExceptionText>no such layer</ows:ExceptionText></ows:ExceptionReport>")  # fmt: skip


def _entities(asked: Asked, answer: Answer) -> Answer:
    return Answer(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


FAULTS: list[tuple[Callable[[Asked, Answer], Answer], str]] = [
    (faults.html_page, "web page"), (faults.empty, "empty"), (faults.truncated, "breaks off"), (faults.gateway, "504"),
    (faults.too_many, "429"), (faults.redirected, "elsewhere"), (_wrong_encoding, UNREADABLE), (_garbled, "garbled"),
    (_refusal, f"{REFUSED}: no such layer"), (_entities, "not the list"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "reason"), FAULTS, ids=[reason for _, reason in FAULTS])
def test_a_fault_is_told_and_leaves_nothing_half_written(
    tmp_path: Path, server: PlayedServer, fault: Callable[[Asked, Answer], Answer], reason: str
) -> None:
    play_prg(server, draw_gminas())
    server.fail("/prg", fault)
    with pytest.raises(SourceFailed) as caught:
        _fetch(tmp_path, replace(_getter(tmp_path, server), max_pause_s=2.0))
    assert reason in caught.value.reason
    assert not (tmp_path / "gminy.geojson").exists()
    assert not [path for path in tmp_path.glob("raw/prg/*.gml") if b"Czersk" in path.read_bytes()]


def test_the_package_stands_in_for_a_service_that_fails(tmp_path: Path, server: PlayedServer) -> None:
    play_prg(server, draw_gminas())
    server.fail("/prg", faults.html_page)
    body = write_package(draw_gminas(), tmp_path / "made.zip").read_bytes()
    server.play("/package.zip", lambda asked: Answer(body))
    area, fetched = _fetch(tmp_path, _getter(tmp_path, server))
    assert [unit.code6 for unit in area.neighbours] == ["220201", "220203", "221304"]
    assert {e.source for e in _getter(tmp_path, server).ledger.entries} == {"prg_package"}
    assert "Granic" in fetched.artefacts[0].credit


def test_the_package_tells_the_gminas_too_and_stands_in_offline_afterwards(
    tmp_path: Path, server: PlayedServer
) -> None:
    play_prg(server, draw_gminas())
    server.fail("/prg", faults.gateway)
    body = write_package(draw_gminas(), tmp_path / "made.zip").read_bytes()
    server.play("/package.zip", lambda asked: Answer(body))
    units, day = prg.list_units(_getter(tmp_path, server))
    # The drawn package has no layers of powiats and wojewodztwa: the name of the wojewodztwo comes from its code.
    assert {unit.name: unit.code7 for unit in units} == CODES
    assert {(unit.powiat, unit.wojewodztwo) for unit in units} == {("", "pomorskie")}
    assert day == _getter(tmp_path, server).ledger.entries[0].fetched_at[:10]
    _fetch(tmp_path, _getter(tmp_path, server))
    whole = (tmp_path / "gminy.geojson").read_bytes()
    server.asked.clear()
    offline = _getter(tmp_path, server, is_offline=True)
    assert prg.list_units(offline)[0] == units
    _fetch(tmp_path, offline)
    assert (tmp_path / "gminy.geojson").read_bytes() == whole
    assert server.asked == []


def test_without_service_and_package_the_fault_of_the_service_is_told(
    tmp_path: Path, server: PlayedServer
) -> None:
    play_prg(server, draw_gminas())
    server.fail("/prg", faults.html_page)
    with pytest.raises(SourceFailed, match="web page") as caught:
        prg.list_units(_getter(tmp_path, server))
    assert caught.value.terms.key == "prg"


def test_a_moved_service_does_not_lead_to_the_usual_package(tmp_path: Path, server: PlayedServer) -> None:
    play_prg(server, draw_gminas())
    server.fail("/prg", faults.html_page)
    getter = replace(_getter(tmp_path, server), bases={"prg": server.url + "/prg"})
    with pytest.raises(SourceFailed, match="web page"):
        _fetch(tmp_path, getter)


@pytest.mark.parametrize("folder", ["", "PRG/2026/"])
def test_a_package_that_is_given_goes_first(tmp_path: Path, server: PlayedServer, folder: str) -> None:
    package = write_package(draw_gminas(), tmp_path / "made.zip", folder=folder)
    area, _ = _fetch(tmp_path, _getter(tmp_path, server, given={"prg": (package,)}))
    assert [unit.name for unit in area.neighbours] == ["Wyspa", "Chojnice", "Kaliska"]
    assert server.asked == []
    units, _ = prg.list_units(_getter(tmp_path, server, given={"prg": (package,)}))
    assert {unit.name: unit.code7 for unit in units} == CODES


def test_a_layer_of_another_form_is_taken(tmp_path: Path, server: PlayedServer) -> None:
    drawn = draw_gminas().rename(columns={"JPT_KOD_JE": "terc", "JPT_NAZWA_": "name"})
    drawn.to_crs("EPSG:4326").to_file(tmp_path / "gminas.geojson")
    area, fetched = _fetch(
        tmp_path / "out", _getter(tmp_path, server, given={"prg": (tmp_path / "gminas.geojson",)})
    )
    assert area.shape.area == pytest.approx(96e6, rel=1e-5)
    assert fetched.problems == ()
    gminas, _, _ = read_boundaries(tmp_path / "out/gminy.geojson", area_gminas=["220204"])
    assert list(gminas["gmina_teryt"]) == ["220201", "220203", "220204", "221304"]


def test_a_layer_whose_coordinates_are_exchanged_is_put_right_and_told(
    tmp_path: Path, server: PlayedServer
) -> None:
    drawn = draw_gminas()
    drawn.geometry = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in drawn.geometry]
    drawn.to_file(tmp_path / "swapped.gpkg")
    area, fetched = _fetch(
        tmp_path / "out", _getter(tmp_path, server, given={"prg": (tmp_path / "swapped.gpkg",)})
    )
    assert len(area.neighbours) == 3
    assert area.shape.centroid.distance(shapely.Point(435_000, 655_000)) < 1.0
    assert [p.code for p in fetched.problems] == ["axis_order"]


def test_parts_of_a_gmina_are_one_and_districts_none(tmp_path: Path, server: PlayedServer) -> None:
    halves = [
        shapely.box(430_000, 650_000, 435_000, 660_000),
        shapely.box(435_000, 650_000, 440_000, 660_000),
    ]
    drawn = gpd.GeoDataFrame(
        {"JPT_KOD_JE": ["2202044", "2202045", "2202118"], "JPT_NAZWA_": ["Czersk", "Czersk", "Czersk-Północ"]},
        geometry=[*halves, halves[0]], crs="EPSG:2180",
    )  # fmt: skip
    drawn.to_file(tmp_path / "parts.gpkg")
    area, _ = _fetch(tmp_path / "out", _getter(tmp_path, server, given={"prg": (tmp_path / "parts.gpkg",)}))
    assert area.shape.area == pytest.approx(100e6)
    assert area.neighbours == ()
    (row,) = json.loads((tmp_path / "out/gminy.geojson").read_text(encoding="utf-8"))["features"]
    assert row["properties"]["JPT_KOD_JE"] == "2202043"


def test_a_boundary_that_crosses_itself_is_mended_and_told(tmp_path: Path, server: PlayedServer) -> None:
    drawn = draw_gminas()
    # A bow tie: two triangles of 25 square km each that meet in the middle of the square of 10 km.
    bow = shapely.Polygon([(440e3, 650e3), (450e3, 660e3), (450e3, 650e3), (440e3, 660e3)])
    drawn.geometry = [
        bow if name == "Kaliska" else s for name, s in zip(drawn["JPT_NAZWA_"], drawn.geometry, strict=True)
    ]
    play_prg(server, drawn)
    _, fetched = _fetch(tmp_path, _getter(tmp_path, server))
    assert [(p.code, dict(p.values)["names"]) for p in fetched.problems] == [("invalid_geometry", "Kaliska")]
    gminas, problems, _ = read_boundaries(tmp_path / "gminy.geojson", area_gminas=["220204"])
    assert problems == ()
    assert gminas.set_index("gmina")["geometry"]["Kaliska"].area == pytest.approx(50e6, rel=1e-4)


def test_bad_packages_are_told(tmp_path: Path, server: PlayedServer) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr("../A03_Granice_gmin.shp", "x")
    (tmp_path / "page.zip").write_text("<html>Przerwa</html>")
    (tmp_path / "text.geojson").write_text("gminy")
    reasons = {}
    for name in ("other.zip", "out.zip", "page.zip", "text.geojson"):
        with pytest.raises(SourceFailed) as caught:
            _fetch(tmp_path / "out", _getter(tmp_path, server, given={"prg": (tmp_path / name,)}))
        reasons[name] = caught.value.reason
    assert "no layer of gminas" in reasons["other.zip"]
    assert "lead out" in reasons["out.zip"]
    assert "web page" in reasons["page.zip"]
    assert "cannot be read" in reasons["text.geojson"]
    assert not (tmp_path / "out/gminy.geojson").exists()


def test_all_gminas_are_listed_with_the_names_of_what_they_lie_in(
    tmp_path: Path, server: PlayedServer
) -> None:
    play_prg(
        server, draw_gminas(), powiats={"2202": "powiat chojnicki", "2213": "powiat starogardzki"},
        wojewodztwa={"22": "POMORSKIE"},
    )  # fmt: skip
    units, day = prg.list_units(_getter(tmp_path, server))
    assert [unit.code6 for unit in units] == ["220201", "220203", "220204", "221303", "221304"]
    assert units[2] == CZERSK
    assert day == _getter(tmp_path, server).ledger.entries[0].fetched_at[:10]
    # Without shapes: three questions, one for each level.
    assert [a.query["TYPENAMES"] for a in server.asked] == [
        "ms:A03_Granice_gmin", "ms:A02_Granice_powiatow", "ms:A01_Granice_wojewodztw",
    ]  # fmt: skip
    assert not any(b"posList" in path.read_bytes() for path in (tmp_path / "raw/prg").glob("*.gml"))
