"""The register of pharmacies, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playing import faults
from playing.register_area import all_bytes, area_in, getter_in
from playing.registers import play_pharmacies
from playing.server import Answer, PlayedServer, played_server

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.sources import apteki
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.list_reading import read_table

DEBEM = {"id": 1, "name": "Pod Dębem", "province": "pomorskie", "city": "Czersk", "street": "Szkolna", "homeNumber": "4",
         "postcode": "89-650", "phone": "52 1"}  # fmt: skip


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        yield played


def rows_of(path: Path) -> list[tuple[str, ...]]:
    body = path.read_bytes()
    return list(read_table(body.partition(b"\n")[2] if b"stan na" in body[:60] else body).rows)


def test_open_pharmacies_are_written_as_the_import_reads_them(tmp_path: Path, server: PlayedServer) -> None:
    others = [
        {**DEBEM, "id": 2, "name": "Dawna", "status": "NIEAKTYWNA"},
        {**DEBEM, "id": 3, "name": "Na urlopie", "temporaryClosed": True},
        {**DEBEM, "id": 4, "name": "Szpitalna", "genre": "APTEKA_SZPITALNA"},
        {**DEBEM, "id": 5, "name": "Obca", "province": "śląskie"},
    ]
    bases = {"apteki": play_pharmacies(server, [DEBEM, *others])}
    found = apteki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    assert rows_of(found.artefacts[0].path) == [
        ("Pod Dębem", "APTEKA_OGOLNODOSTEPNA", "AKTYWNA", "pomorskie", "Czersk", "Szkolna", "4", "89-650", "52 1", "nie"),
    ]  # fmt: skip
    assert found.problems == ()


def test_pages_are_asked_for_until_all_are_there(tmp_path: Path, server: PlayedServer) -> None:
    # 2001 entries in pages of 1000: three pages, the last with one.
    many = [{**DEBEM, "id": i, "name": f"Apteka {i}"} for i in range(2001)]
    bases = {"apteki": play_pharmacies(server, many)}
    found = apteki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    assert len(rows_of(found.artefacts[0].path)) == 2001
    assert [a.query["page"] for a in server.asked] == ["0", "1", "2"]


def test_pages_that_never_end_are_told(tmp_path: Path, server: PlayedServer) -> None:
    body = json.dumps({"99999": [{"name": "Ta sama", "pharmacyStatus": {"code": "AKTYWNA"}}]}).encode()
    base = server.play("/ezdrowie", lambda asked: Answer(body))
    with pytest.raises(SourceFailed, match="never end"):
        apteki.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"apteki": base}))
    assert len(server.asked) == 2
    assert not (tmp_path / "data" / "apteki.csv").exists()


def test_an_empty_wojewodztwo_is_told_and_the_other_is_kept(tmp_path: Path, server: PlayedServer) -> None:
    bases = {"apteki": play_pharmacies(server, [DEBEM])}
    tuchola = GminaUnit("041606", "3", "Tuchola", "tucholski", "kujawsko-pomorskie")
    area = replace(area_in(tmp_path), neighbours=(tuchola,))
    found = apteki.fetch(area, getter_in(tmp_path, bases=bases))
    assert len(rows_of(found.artefacts[0].path)) == 1
    assert [(p.code, dict(p.values)["name"]) for p in found.problems] == [
        ("empty_province", "kujawsko-pomorskie")
    ]
    server.players.clear()
    play_pharmacies(server, [])
    with pytest.raises(SourceFailed, match="list is empty"):
        apteki.fetch(area, getter_in(tmp_path / "b", bases=bases))


def test_what_hides_in_the_register_is_dropped_from_the_page(tmp_path: Path, server: PlayedServer) -> None:
    hidden = {**DEBEM, "id": 7, "name": "Punkt przy schronisku dla ofiar przemocy", "street": "Cicha"}
    getter = getter_in(tmp_path, bases={"apteki": play_pharmacies(server, [DEBEM, hidden])})
    apteki.fetch(area_in(tmp_path), getter)
    assert b"Cicha" not in all_bytes(tmp_path)
    assert sum(e.dropped for e in getter.ledger.entries) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"[]", "usual answer"), (b'{"a": []}', "usual answer"), (b'{"1": 5}', "usual answer"), (b"{", "usual answer")],
)  # fmt: skip
def test_other_forms_are_refused(tmp_path: Path, server: PlayedServer, body: bytes, told: str) -> None:
    base = server.play("/ezdrowie", lambda asked: Answer(body))
    with pytest.raises(SourceFailed, match=told):
        apteki.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"apteki": base}))


@pytest.mark.parametrize(
    ("fault", "told"),
    [(faults.html_page, "web page"), (faults.empty, "empty"), (faults.redirected, "elsewhere")],
)
def test_faults_are_told(tmp_path: Path, server: PlayedServer, fault: faults.Fault, told: str) -> None:
    bases = {"apteki": play_pharmacies(server, [DEBEM])}
    server.fail("/ezdrowie", fault)
    with pytest.raises(SourceFailed, match=told):
        apteki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    assert not list((tmp_path / "data").rglob("*.json"))
    assert not list((tmp_path / "data").rglob("*.csv"))


def test_a_list_that_is_given_goes_first(tmp_path: Path) -> None:
    given = tmp_path / "apteki_moje.csv"
    given.write_text(
        "Nazwa apteki;Rodzaj apteki;Status apteki;Miejscowość\nPod Dębem;o;AKTYWNA;Czersk\n", "utf-8"
    )
    found = apteki.fetch(area_in(tmp_path), getter_in(tmp_path, given={"apteki": (given,)}))
    assert rows_of(found.artefacts[0].path) == [("Pod Dębem", "o", "AKTYWNA", "Czersk")]


def test_powiats_of_a_wojewodztwo_that_gave_nothing_are_not_covered(
    tmp_path: Path, server: PlayedServer
) -> None:
    tuchola = GminaUnit("041606", "3", "Tuchola", "tucholski", "kujawsko-pomorskie")
    area = area_in(tmp_path)
    area = replace(area, neighbours=(tuchola, *area.neighbours))
    bases = {"apteki": play_pharmacies(server, [DEBEM])}
    found = apteki.fetch(area, getter_in(tmp_path, bases=bases))
    assert [p.code for p in found.problems] == ["empty_province"]
    # Brusy lies in pomorskie, which gave one.
    assert [a.uncovered for a in found.artefacts] == [("tucholski",)]
