"""Schools and preschools, by the yearly list and by the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playing import faults
from playing.register_area import all_bytes, area_in, getter_in
from playing.registers import NUMBERS, csv_of, play_portal, play_registers, play_rspo
from playing.server import PlayedServer, played_server

from mapa_uslug.sources import rspo
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.list_reading import ListTable, read_table

LISTED = {"Typ podmiotu": "Szkoła podstawowa", "Nazwa placówki": "SP nr 1", "Miejscowość": "Czersk", "idTerytGmina": "2202033",
          "idTerytWojewodztwo": "22"}  # fmt: skip
TOLD = {"numerRspo": 101, "nazwa": "Przedszkole nr 1", "typ": {"id": 1, "nazwa": "Przedszkole"}, "gminaKodTERYT": "2202034",
        "miejscowosc": "Czersk", "ulica": None, "numerBudynku": "4", "dyrektorImie": "Ewa", "dyrektorNazwisko": "Lisowska",
        "geolokalizacja": [{"latitude": 53.79, "longitude": 17.97}], "liczbaUczniow": 75}  # fmt: skip


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        yield played


@pytest.fixture
def with_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPA_USLUG_RSPO_USER", "gmina")
    monkeypatch.setenv("MAPA_USLUG_RSPO_PASSWORD", "tajne-haslo")


def table_of(folder: Path) -> ListTable:
    body = (folder / "data" / "rspo.csv").read_bytes()
    return read_table(body.partition(b"\n")[2] if b"stan na" in body[:40] else body)


def test_the_yearly_list_is_cut_to_the_area_by_code(tmp_path: Path, server: PlayedServer) -> None:
    far = {**LISTED, "Nazwa placówki": "Obca", "idTerytGmina": "2202043"}
    # A number has lost nothing here, but a spreadsheet may give it as one.
    beside = {**LISTED, "Nazwa placówki": "SP w Brusach", "idTerytGmina": 2202013}
    bases = play_registers(server, sio=[LISTED, far, beside])
    found = rspo.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    table = table_of(tmp_path)
    assert [table.cell(r, "Nazwa placówki") for r in table.rows] == ["SP nr 1", "SP w Brusach"]
    # The title of the resource names the day: 30.09.2025.
    assert found.artefacts[0].path.read_text("utf-8").startswith("SIO, stan na 2025-09-30")
    assert found.artefacts[0].year == 2025


def test_with_a_password_the_api_is_asked_gmina_by_gmina(
    tmp_path: Path, server: PlayedServer, with_password: None
) -> None:
    far = {**TOLD, "numerRspo": 7, "gminaKodTERYT": "2202043"}
    many = [{**TOLD, "numerRspo": 1000 + i, "gminaKodTERYT": "2202013"} for i in range(101)]
    portal = play_portal(server)
    play_rspo(server, [TOLD, far, *many], "/dane/api/placowki/", password="tajne-haslo")
    bases = {"rspo": server.url + portal.prefix}
    found = rspo.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    assert found.problems == ()
    table = table_of(tmp_path)
    assert len(table.rows) == 102
    first = table.rows[0]
    assert (table.cell(first, "Numer RSPO"), table.cell(first, "Typ"), table.cell(first, "Długość geograficzna"),
            table.cell(first, "Szerokość geograficzna"), table.cell(first, "Liczba uczniów")) == (
        "101", "Przedszkole", "17.97", "53.79", "75")  # fmt: skip
    written = all_bytes(tmp_path)
    for secret in (b"Lisowska", b"tajne-haslo", b"Basic"):
        assert secret not in written
    # 101 entries of Brusy: a whole page and a short one, for each of the kinds that it may be counted as.
    pages = [a.query["page"] for a in server.asked if a.query.get("gmina_kod_teryt") == "2202013"]
    assert pages == ["1", "2"]
    asked = len(server.asked)
    rspo.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases, is_offline=True))
    assert len(server.asked) == asked


def test_a_wrong_password_is_told_and_the_list_taken_instead(
    tmp_path: Path, server: PlayedServer, with_password: None
) -> None:
    bases = play_registers(server, sio=[LISTED], rspo=[TOLD])
    found = rspo.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    (told,) = found.problems
    assert told.code == "source_replaced"
    assert "401" in dict(told.values)["reason"]
    assert len(table_of(tmp_path).rows) == 1
    assert "tajne-haslo" not in str(told)


def test_pages_that_never_end_are_told(tmp_path: Path, server: PlayedServer, with_password: None) -> None:
    portal = play_portal(server)
    play_rspo(server, [TOLD], "/dane/api/placowki/", password="tajne-haslo", endless=True)
    portal.add(839, 1, csv_of("sio", [LISTED]), title="Wykaz szkół", kind="csv")
    found = rspo.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"rspo": server.url + portal.prefix}))
    assert "never end" in dict(found.problems[0].values)["reason"]


def test_an_export_that_is_given_loses_the_head_teachers(tmp_path: Path) -> None:
    given = tmp_path / "rspo.csv"
    headers = "Numer RSPO;Typ;Nazwa;Imię i nazwisko dyrektora;Województwo;Powiat;Gmina"
    record = dict(zip(headers.split(";"), ("1", "Przedszkole", "P1", "Ewa Lisowska", "POMORSKIE", "chojnicki", "Czersk"), strict=True))  # fmt: skip
    given.write_bytes(csv_of("", [record], headers=headers, encoding="cp1250"))
    rspo.fetch(area_in(tmp_path), getter_in(tmp_path, given={"rspo": (given,)}))
    given.unlink()
    assert len(table_of(tmp_path).rows) == 1
    assert b"Lisowska" not in all_bytes(tmp_path)


def test_no_school_and_faults_are_told(tmp_path: Path, server: PlayedServer) -> None:
    bases = play_registers(server, sio=[{**LISTED, "idTerytGmina": "1465011"}])
    with pytest.raises(SourceFailed, match="no school"):
        rspo.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    server.fail("/dane/media", faults.html_page)
    with pytest.raises(SourceFailed, match="web page"):
        rspo.fetch(area_in(tmp_path / "b"), getter_in(tmp_path / "b", bases=bases))
    assert NUMBERS["sio"][0] == 839
