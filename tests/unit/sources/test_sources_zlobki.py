"""The register of nurseries from the portal: found, sifted, cut to the area."""

from __future__ import annotations

from pathlib import Path

import pytest
from playing import faults
from playing.register_area import all_bytes, area_in, getter_in
from playing.registers import NUMBERS, csv_of, play_portal, play_registers
from playing.server import PlayedServer, played_server

from mapa_uslug.sources import zlobki
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.list_reading import read_table

HERE = {"Województwo": "POMORSKIE", "Powiat": "chojnicki", "Gmina": "Czersk"}
MIS = {**HERE, "Typ instytucji": "Żłobek", "Nazwa": "Miś", "Miejscowość": "Czersk", "Geolokalizacja": "17.97;53.79",
       "Liczba miejsc": 30, "Liczba dzieci zapisanych": 28}  # fmt: skip
SOWA = {**MIS, "Nazwa": "Sowa", "Gmina": "Brusy", "Geolokalizacja": ""}
FAR = {**MIS, "Nazwa": "Daleki", "Gmina": "Chojnice"}
FARTHER = {**MIS, "Nazwa": "Dalszy", "Województwo": "ŚLĄSKIE", "Gmina": "Czersk"}
HOME = {**MIS, "Typ instytucji": "Dzienny opiekun", "Nazwa": "Opieka Nowak", "Ulica": "Ukryta", "Nr domu": 9,
        "Geolokalizacja": "17.91;53.71", "Telefon żłobka/klubu": "600 100 200", "Liczba miejsc": 5,
        "Liczba dzieci zapisanych": 5}  # fmt: skip
DATASET, RESOURCE = NUMBERS["zlobki"]
TITLE = "Rejestr żłobków - lista instytucji"


@pytest.fixture
def server() -> PlayedServer:
    with played_server() as played:
        yield played


def names(path: Path) -> list[str]:
    table = read_table(_without_title(path))
    return [table.cell(row, "Nazwa") for row in table.rows]


def _without_title(path: Path) -> bytes:
    return path.read_bytes().partition(b"\n")[2]


def test_rows_of_the_area_and_its_neighbours_stay(tmp_path: Path, server: PlayedServer) -> None:
    bases = play_registers(server, zlobki=[MIS, SOWA, FAR, FARTHER, HOME])
    getter = getter_in(tmp_path, bases=bases)
    found = zlobki.fetch(area_in(tmp_path), getter)
    (artefact,) = found.artefacts
    assert (artefact.role, artefact.source, artefact.year) == ("register", "zlobki", 2026)
    assert names(artefact.path) == ["Miś", "Sowa", ""]
    assert artefact.path.read_text("utf-8").startswith("Rejestr żłobków, stan na 2026-10-02;")
    assert {e.licence for e in getter.ledger.entries} == {"CC0 1.0"}


def test_of_a_carer_at_home_only_what_is_counted_is_ever_written(
    tmp_path: Path, server: PlayedServer
) -> None:
    bases = play_registers(server, zlobki=[MIS, HOME])
    zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    written = all_bytes(tmp_path)
    for secret in ("Nowak", "Ukryta", "17.91", "600 100 200"):
        assert secret.encode() not in written, secret
    assert b"Dzienny opiekun" in written


def test_a_place_of_refuge_is_dropped_and_counted(tmp_path: Path, server: PlayedServer) -> None:
    refuge = {**MIS, "Nazwa": "Dom dla matek z małoletnimi dziećmi Zacisze", "Ulica": "Cicha"}
    getter = getter_in(tmp_path, bases=play_registers(server, zlobki=[MIS, refuge]))
    zlobki.fetch(area_in(tmp_path), getter)
    written = all_bytes(tmp_path)
    assert b"Zacisze" not in written
    assert b"Cicha" not in written
    assert [e.dropped for e in getter.ledger.entries if e.name.endswith(".csv")] == [1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1250", "iso8859-2", "utf-16"])
def test_every_encoding_is_read(tmp_path: Path, server: PlayedServer, encoding: str) -> None:
    portal = play_portal(server)
    portal.add(DATASET, RESOURCE, csv_of("zlobki", [MIS, FAR], encoding=encoding), title=TITLE, kind="csv")
    found = zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"zlobki": server.url + "/dane"}))
    assert names(found.artefacts[0].path) == ["Miś"]


def test_known_bad_data_is_told_and_points_outside_poland_are_left_out(
    tmp_path: Path, server: PlayedServer
) -> None:
    swapped = {**MIS, "Nazwa": "Osie", "Geolokalizacja": "53.79;17.97"}
    full = {**MIS, "Nazwa": "Pełny", "Liczba miejsc": 10, "Liczba dzieci zapisanych": 12}
    empty = {**MIS, "Nazwa": "Pusty", "Liczba miejsc": 0, "Liczba dzieci zapisanych": 0}
    bases = play_registers(server, zlobki=[MIS, swapped, full, empty])
    found = zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    told = {p.code: dict(p.values)["count"] for p in found.problems}
    assert told == {"odd_places": "2", "odd_points": "1"}
    assert b"53.79;17.97" not in found.artefacts[0].path.read_bytes()


def test_the_newest_file_of_the_format_and_title_is_taken(tmp_path: Path, server: PlayedServer) -> None:
    portal = play_portal(server)
    old = csv_of("zlobki", [{**MIS, "Nazwa": "Dawny"}])
    portal.add(DATASET, 9_000_000, old, title=TITLE, kind="csv", day="2026-09-01")
    portal.add(DATASET, 5, csv_of("zlobki", [MIS]), title=TITLE, kind="csv", day="2026-10-01")
    portal.add(DATASET, 6, b"x", title=TITLE, kind="xlsx", day="2026-10-03")
    portal.add(DATASET, 7, b"x", title="Opis pól", kind="csv", day="2026-10-03")
    portal.per_page = 1
    getter = getter_in(tmp_path, bases={"zlobki": server.url + "/dane"})
    assert names(zlobki.fetch(area_in(tmp_path), getter).artefacts[0].path) == ["Miś"]


def test_a_file_that_is_gone_is_looked_up_anew(tmp_path: Path, server: PlayedServer) -> None:
    portal = play_portal(server)
    portal.add(DATASET, 5, None, title=TITLE, kind="csv", day="2026-10-01")
    bases = {"zlobki": server.url + "/dane"}
    with pytest.raises(SourceFailed, match="404"):
        zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    # The list of files is kept from the first run; the newer file is not in it.
    portal.add(DATASET, 8, csv_of("zlobki", [MIS]), title=TITLE, kind="csv", day="2026-11-01")
    found = zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    assert names(found.artefacts[0].path) == ["Miś"]


def test_nothing_is_asked_for_twice_and_offline_asks_nobody(tmp_path: Path, server: PlayedServer) -> None:
    bases = play_registers(server, zlobki=[MIS])
    first = zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases)).artefacts[0].path.read_bytes()
    asked = len(server.asked)
    for options in ({}, {"is_offline": True}):
        again = zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases, **options))
        assert again.artefacts[0].path.read_bytes() == first
    assert len(server.asked) == asked
    with pytest.raises(SourceFailed, match="offline"):
        zlobki.fetch(area_in(tmp_path / "other"), getter_in(tmp_path / "other", bases=bases, is_offline=True))


@pytest.mark.parametrize(
    ("prefix", "fault", "told"),
    [
        ("/dane/media", faults.html_page, "a web page"),
        ("/dane/media", faults.empty, "empty"),
        ("/dane/media", faults.redirected, "elsewhere"),
        ("/dane/media", faults.gateway, "504"),
        ("/dane/media", faults.truncated, "breaks off"),
        ("/dane/1.4/datasets", faults.html_page, "usual answer"),
        ("/dane/1.4/datasets", faults.too_many, "429"),
    ],
)
def test_faults_end_in_words_and_nothing_half_written(
    tmp_path: Path, server: PlayedServer, prefix: str, fault: faults.Fault, told: str
) -> None:
    bases = play_registers(server, zlobki=[MIS])
    server.fail(prefix, fault)
    getter = getter_in(tmp_path, bases=bases, max_pause_s=2.0, tries=2)
    with pytest.raises(SourceFailed, match=told):
        zlobki.fetch(area_in(tmp_path), getter)
    assert not (tmp_path / "data" / "zlobki.csv").exists()
    assert not list((tmp_path / "data" / "raw").rglob("*.csv"))


def test_a_data_set_without_such_a_file_and_a_list_without_end_are_told(
    tmp_path: Path, server: PlayedServer
) -> None:
    portal = play_portal(server)
    getter = getter_in(tmp_path, bases={"zlobki": server.url + "/dane"})
    portal.add(DATASET, 5, b"x", title=TITLE, kind="pdf")
    with pytest.raises(SourceFailed, match="no file of the kind: 29751, csv"):
        zlobki.fetch(area_in(tmp_path), getter)
    portal.repeats = True
    with pytest.raises(SourceFailed, match="never ends"):
        zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases=getter.bases, is_fresh=True))


def test_a_file_without_its_columns_is_told_by_the_column(tmp_path: Path, server: PlayedServer) -> None:
    portal = play_portal(server)
    body = csv_of("", [{"Nazwa": "Miś"}], headers="Nazwa;Gmina;Forma opieki")
    portal.add(DATASET, RESOURCE, body, title=TITLE, kind="csv")
    with pytest.raises(SourceFailed, match="no column: Województwo"):
        zlobki.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"zlobki": server.url + "/dane"}))


def test_a_file_that_is_given_goes_first(tmp_path: Path, server: PlayedServer) -> None:
    given = tmp_path / "moje.csv"
    given.write_bytes(csv_of("zlobki", [MIS, FAR, HOME], encoding="cp1250"))
    getter = getter_in(tmp_path, given={"zlobki": (given,)})
    found = zlobki.fetch(area_in(tmp_path), getter)
    assert names(found.artefacts[0].path) == ["Miś", ""]
    given.unlink()
    assert b"Nowak" not in all_bytes(tmp_path)


KINDS = ["Dzienny opiekun", "Opiekun dzienny", "DZIENNY_OPIEKUN", "dzienny-opiekun", "Opiekunka dzienna", "Dzienni opiekunowie", "DO", "Dz. opiekun"]  # fmt: skip


@pytest.mark.parametrize("record", [*({**HOME, "Typ instytucji": k} for k in KINDS), {**HOME, "Typ instytucji": "Żłobek", "Nazwa": "Dzienny opiekun Anna Nowak"}])  # fmt: skip
def test_a_carer_at_home_is_known_however_it_is_written(record: dict[str, object]) -> None:
    written, dropped = zlobki._sift(csv_of("zlobki", [record, MIS]))
    for secret in ("Nowak", "Ukryta", "17.91", "600 100 200"):
        assert secret.encode() not in written, secret
    table = read_table(written)
    # Counted in its gmina all the same, as what it is.
    assert [table.cell(row, "Typ instytucji") for row in table.rows] == ["Dzienny opiekun", "Żłobek"]
    assert [table.cell(row, "Gmina") for row in table.rows] == ["Czersk", "Czersk"]
    assert dropped == 0


@pytest.mark.parametrize("name", ["Punkt opieki dziennej", "Dzienna placówka opiekuńcza", "Klub Domino"])
def test_institutions_are_no_carers_at_home(name: str) -> None:
    written, _ = zlobki._sift(csv_of("zlobki", [{**MIS, "Nazwa": name, "Ulica": "Polna"}]))
    assert name.encode() in written
    assert b"Polna" in written
