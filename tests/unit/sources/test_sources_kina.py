"""Address points gmina by gmina, in pages, and out of packages; in whatever order their coordinates come."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playing import faults
from playing.drawn_gminas import draw_gminas
from playing.kina import KinaPlayer, play_kina, write_address_package
from playing.prg import play_prg
from playing.server import Answer, Asked, PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, Fetched, GminaUnit
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.geocoding.table_reading import open_table
from mapa_uslug.sources import kina, prg
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.wfs import REPEATS
from mapa_uslug.sources.kina import WRONG_PLACE

CZERSK = GminaUnit("220204", "3", "Czersk", "chojnicki", "pomorskie")


def _point(number: int, code: str, locality: str, street: str, x: float, y: float) -> dict[str, object]:
    return {
        "ID_IIP": f"PL.PZGIK.200_{number:04d}", "ID_GMINY": code, "NAZWA_GMINY": "Gmina", "NAZWA_MIEJSCOWOSCI": locality,
        "ID_MIEJSCOWOSCI": f"{900000 + number:07d}", "NAZWA_ULICY": street, "NUMER_PORZADKOWY": str(number),
        "KOD_POCZTOWY": "89-650", "x": x, "y": y,
    }  # fmt: skip


# Five houses of Czersk, two of Chojnice (a neighbour), one of Starogard, which is far away.
POINTS = [
    *(_point(n, "2202043", "Czersk", "Kościuszki", 431_000.0 + n, 651_000.25) for n in range(5)),
    _point(5, "2202032", "Rytel", "", 425_000.0, 655_000.0), _point(6, "2202032", "Rytel", "", 425_100.0, 655_000.0),
    _point(7, "2213032", "Sucumin", "", 485_000.0, 655_000.0),
]  # fmt: skip


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        play_prg(played, draw_gminas())
        play_kina(played, POINTS)
        yield played


def _getter(folder: Path, server: PlayedServer, **options: Any) -> Getter:
    bases = {key: f"{server.url}/{key}" for key in ("prg", "kina", "kina_package")}
    return Getter(
        raw=folder / "raw", bases=bases, pacer=HostPacer(pause_s=0), first_pause_s=0, tries=2, max_pause_s=2.0,
        **options,
    )  # fmt: skip


def _area(folder: Path, server: PlayedServer) -> FetchArea:
    area, _ = prg.fetch_units((CZERSK,), 5_000.0, folder, _getter(folder, server))
    server.asked.clear()
    return area


def _rows(fetched: Fetched) -> list[dict[str, str]]:
    (artefact,) = fetched.artefacts
    with artefact.path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_points_of_the_area_and_its_neighbours_come_in_one_table(
    tmp_path: Path, server: PlayedServer
) -> None:
    fetched = kina.fetch(_area(tmp_path, server), _getter(tmp_path, server))
    rows = _rows(fetched)
    assert len(rows) == 7
    assert rows[2] == {
        "ID_GMINY": "2202043", "NAZWA_GMINY": "Gmina", "NAZWA_MIEJSCOWOSCI": "Czersk", "ID_MIEJSCOWOSCI": "0900000",
        "NAZWA_ULICY": "Kościuszki", "NUMER_PORZADKOWY": "0", "KOD_POCZTOWY": "89-650", "x": "431000.00", "y": "651000.25",
    }  # fmt: skip
    assert [p.code for p in fetched.problems] == ["no_addresses_beside"]
    assert (fetched.artefacts[0].role, fetched.artefacts[0].source) == ("addresses", "kina")
    # For each of four gminas the number first; two have no points and are not asked further.
    assert [("RESULTTYPE" in a.query, a.query["CQL_FILTER"][15:21]) for a in server.asked] == [
        (True, "220201"), (True, "220203"), (False, "220203"), (True, "220204"), (False, "220204"), (True, "221304"),
    ]  # fmt: skip


def test_geocoding_understands_the_table(tmp_path: Path, server: PlayedServer) -> None:
    fetched = kina.fetch(_area(tmp_path, server), _getter(tmp_path, server))
    log = ProblemLog()
    table = open_table(fetched.artefacts[0].path, log=log)
    assert table is not None
    assert log.problems == []
    assert table.crs == "EPSG:2180"
    (block,) = table.blocks()
    assert block.text["locality"][:3] == ["Rytel", "Rytel", "Czersk"]
    assert (block.x[2], block.y[2]) == (431_000.0, 651_000.25)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_pages_add_up_whatever_their_length(tmp_path: Path, server: PlayedServer, most: int) -> None:
    area = _area(tmp_path, server)
    kina.fetch(area, _getter(tmp_path / "whole", server))
    whole = (tmp_path / "adresy.csv").read_bytes()
    play_kina(server, POINTS, most=most)
    kina.fetch(area, _getter(tmp_path, server))
    assert (tmp_path / "adresy.csv").read_bytes() == whole


def test_a_service_that_cannot_sort_is_asked_without(tmp_path: Path, server: PlayedServer) -> None:
    area = _area(tmp_path, server)
    play_kina(server, POINTS, sorts=False)
    assert len(_rows(kina.fetch(area, _getter(tmp_path, server)))) == 7


def test_a_page_that_repeats_rows_is_told_and_not_kept(tmp_path: Path, server: PlayedServer) -> None:
    area, good = _area(tmp_path, server), KinaPlayer(POINTS, most=2)

    def first_page_again(asked: Asked) -> Answer:
        return good(replace(asked, query={**asked.query, "STARTINDEX": "0"}))

    server.play("/kina", first_page_again)
    with pytest.raises(SourceFailed) as caught:
        kina.fetch(area, replace(_getter(tmp_path, server), bases={"kina": server.url + "/kina"}))
    # Five houses of Czersk: three pages of the same two. Chojnice has two rows, whose one page is as it should be.
    assert caught.value.reason == f"{REPEATS}: 2, 5"
    assert not (tmp_path / "adresy.csv").exists()
    server.play("/kina", good)
    assert len(_rows(kina.fetch(area, _getter(tmp_path, server)))) == 7


def test_rows_that_are_lacking_are_told(tmp_path: Path, server: PlayedServer) -> None:
    area, good, fewer = _area(tmp_path, server), KinaPlayer(POINTS), KinaPlayer(POINTS[1:])
    server.play("/kina", lambda asked: (good if "RESULTTYPE" in asked.query else fewer)(asked))
    with pytest.raises(SourceFailed) as caught:
        kina.fetch(area, replace(_getter(tmp_path, server), bases={"kina": server.url + "/kina"}))
    assert caught.value.reason == f"{REPEATS}: 4, 5"


def test_a_wrong_order_is_found_put_right_and_told(tmp_path: Path, server: PlayedServer) -> None:
    area = _area(tmp_path, server)
    kina.fetch(area, _getter(tmp_path / "whole", server))
    whole = (tmp_path / "adresy.csv").read_bytes()
    play_kina(server, POINTS, order="east_north")
    fetched = kina.fetch(area, _getter(tmp_path, server))
    assert (tmp_path / "adresy.csv").read_bytes() == whole
    assert [p.code for p in fetched.problems] == ["axis_order", "no_addresses_beside"]


def test_points_that_lie_elsewhere_are_refused(tmp_path: Path, server: PlayedServer) -> None:
    area = _area(tmp_path, server)
    play_kina(server, [{**p, "x": 600_000.0} for p in POINTS])
    with pytest.raises(SourceFailed) as caught:
        kina.fetch(area, replace(_getter(tmp_path, server), bases={"kina": server.url + "/kina"}))
    assert caught.value.reason == WRONG_PLACE


def test_a_gmina_without_points_is_told(tmp_path: Path, server: PlayedServer) -> None:
    area = _area(tmp_path, server)
    play_kina(server, POINTS[5:])
    fetched = kina.fetch(area, _getter(tmp_path, server))
    own, beside = fetched.problems
    assert (own.code, dict(own.values)["teryt"]) == ("no_addresses", "220204")
    # Neither neighbour has a point drawn; Chojnice has two.
    assert (beside.code, dict(beside.values)["names"]) == (
        "no_addresses_beside", "Wyspa (220201), Kaliska (221304)",
    )  # fmt: skip
    play_kina(server, POINTS[7:])
    with pytest.raises(SourceFailed, match="no address point"):
        kina.fetch(replace(area, folder=tmp_path / "other"), _getter(tmp_path / "other", server))
    assert not (tmp_path / "other/adresy.csv").exists()


def test_what_was_fetched_is_not_asked_for_again(tmp_path: Path, server: PlayedServer) -> None:
    area = _area(tmp_path, server)
    kina.fetch(area, _getter(tmp_path, server))
    asked, body = len(server.asked), (tmp_path / "adresy.csv").read_bytes()
    kina.fetch(area, _getter(tmp_path, server, is_offline=True))
    assert len(server.asked) == asked
    assert (tmp_path / "adresy.csv").read_bytes() == body
    with pytest.raises(SourceFailed, match="--offline"):
        kina.fetch(area, _getter(tmp_path / "new", server, is_offline=True))


FAULTS = [
    (faults.html_page, "web page"), (faults.empty, "empty"), (faults.truncated, "breaks off"), (faults.gateway, "504"),
    (faults.too_many, "429"), (faults.redirected, "elsewhere"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "reason"), FAULTS, ids=[reason for _, reason in FAULTS])
def test_a_fault_is_told_and_leaves_nothing_half_written(
    tmp_path: Path, server: PlayedServer, fault: Any, reason: str
) -> None:
    area = _area(tmp_path, server)
    server.fail("/kina", fault)
    with pytest.raises(SourceFailed) as caught:
        kina.fetch(area, replace(_getter(tmp_path, server), bases={"kina": server.url + "/kina"}))
    assert reason in caught.value.reason
    assert not (tmp_path / "adresy.csv").exists()
    assert not list(tmp_path.glob("raw/kina/*.gml"))


@pytest.mark.parametrize("are_codes_numbers", [False, True])
def test_a_package_that_is_given_is_cut_to_the_area(
    tmp_path: Path, server: PlayedServer, are_codes_numbers: bool
) -> None:
    area = _area(tmp_path, server)
    kina.fetch(area, _getter(tmp_path / "whole", server))
    whole = (tmp_path / "adresy.csv").read_bytes()
    package = write_address_package(POINTS, tmp_path / "POLSKA.zip", are_codes_numbers=are_codes_numbers)
    server.asked.clear()
    kina.fetch(area, _getter(tmp_path, server, given={"kina": (package,)}))
    assert (tmp_path / "adresy.csv").read_bytes() == whole
    assert server.asked == []


def test_codes_that_a_file_keeps_as_numbers_get_their_zero_back(tmp_path: Path, server: PlayedServer) -> None:
    points = [{**p, "ID_GMINY": "0" + str(p["ID_GMINY"])[1:]} for p in POINTS]
    package = write_address_package(points, tmp_path / "POLSKA.zip", are_codes_numbers=True)
    area = replace(_area(tmp_path, server), units=(replace(CZERSK, code6="020204"),), neighbours=())
    rows = _rows(kina.fetch(area, _getter(tmp_path, server, given={"kina": (package,)})))
    assert [row["ID_GMINY"] for row in rows] == ["0202043"] * 5


def test_packages_of_the_powiats_stand_in_for_a_service_that_fails(
    tmp_path: Path, server: PlayedServer
) -> None:
    area = _area(tmp_path, server)
    server.fail("/kina", faults.html_page, times=1)
    for powiat in ("2202", "2213"):
        points = [p for p in POINTS if str(p["ID_GMINY"]).startswith(powiat)]
        name = f"PRG_PunktyAdresowe_{powiat}"
        body = write_address_package(points, tmp_path / f"{powiat}.zip", name=name).read_bytes()
        server.play(f"/kina_package/22/{powiat}.zip", lambda asked, body=body: Answer(body))  # type: ignore[misc]
    fetched = kina.fetch(area, _getter(tmp_path, server))
    assert len(_rows(fetched)) == 7
    assert {e.source for e in _getter(tmp_path, server).ledger.entries} == {"prg", "kina_package"}
    # Offline the packages stand in once more, and nobody is asked.
    whole = (tmp_path / "adresy.csv").read_bytes()
    (tmp_path / "adresy.csv").unlink()
    server.asked.clear()
    again = kina.fetch(area, _getter(tmp_path, server, is_offline=True))
    assert (tmp_path / "adresy.csv").read_bytes() == whole
    assert again.problems == fetched.problems
    assert server.asked == []


def test_bad_files_are_told(tmp_path: Path, server: PlayedServer) -> None:
    area = _area(tmp_path, server)
    (tmp_path / "page.zip").write_text("<html>Przerwa</html>")
    draw_gminas().to_file(tmp_path / "gminas.gpkg")
    for name, reason in (("page.zip", "web page"), ("gminas.gpkg", "no layer of address points")):
        with pytest.raises(SourceFailed, match=reason):
            kina.fetch(area, _getter(tmp_path, server, given={"kina": (tmp_path / name,)}))
    assert not (tmp_path / "adresy.csv").exists()
