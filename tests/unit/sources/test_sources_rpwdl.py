"""The register of health care: a large archive of which only the area is ever written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playing import faults
from playing.register_area import all_bytes, area_in, getter_in
from playing.registers import NUMBERS, TITLES, play_portal, play_registers, rpwdl_zip, zip_of
from playing.server import PlayedServer, played_server

from mapa_uslug.registry.foreign.ready_mappings import FOLDER
from mapa_uslug.sources import rpwdl
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.list_reading import read_table

UNIT = {"ID ZOZ": "5", "kodResortVIII": "0010", "Nazwa komórki": "Poradnia POZ", "Teryt": "2202034", "Ulica": "Szkolna",
        "Budynek": "4", "Kod pocztowy": "89-650", "Miejscowość": "Czersk", "Nazwa zakładu": "Przychodnia Łąkowa"}  # fmt: skip
DENTIST = {**UNIT, "kodResortVIII": "1800", "Nazwa komórki": "Stomatolog"}
FAR = {**UNIT, "Teryt": "1465011", "Nazwa komórki": "Warszawska", "ID ZOZ": "9"}
BESIDE = {
    **UNIT,
    "Teryt": "2202015",
    "ID ZOZ": "6",
    "Nazwa zakładu": "NULL",
    "Nazwa komórki": "Gabinet w Brusach",
}


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        yield played


def rows_of(folder: Path) -> list[tuple[str, str, str]]:
    table = read_table((folder / "data" / "rpwdl.csv").read_bytes().partition(b"\n")[2])
    return [
        (table.cell(r, "Nazwa zakładu"), table.cell(r, "Nazwa komórki"), table.cell(r, "Lokal"))
        for r in table.rows
    ]


def play(server: PlayedServer, body: bytes) -> dict[str, str]:
    dataset, number = NUMBERS["rpwdl"]
    title, kind = TITLES["rpwdl"]
    play_portal(server).add(dataset, number, body, title=title, kind=kind)
    return {"rpwdl": server.url + "/dane"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_units_of_the_area_and_its_neighbours_with_the_name_of_their_facility(
    tmp_path: Path, server: PlayedServer, encoding: str
) -> None:
    bases = play(server, rpwdl_zip([UNIT, DENTIST, FAR, BESIDE], encoding=encoding))
    found = rpwdl.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    # NULL is empty, and a facility without a name is called as its unit.
    assert rows_of(tmp_path) == [
        ("Przychodnia Łąkowa", "Poradnia POZ", ""),
        ("Gabinet w Brusach", "Gabinet w Brusach", ""),
    ]
    assert found.artefacts[0].year == 2026
    assert (tmp_path / "data" / "rpwdl.csv").read_text("utf-8").startswith("RPWDL, stan na 2026-10-02")
    assert b"Warszawska" not in all_bytes(tmp_path)


def test_shelters_among_the_units_are_never_written(tmp_path: Path, server: PlayedServer) -> None:
    hidden = {
        **UNIT,
        "ID ZOZ": "7",
        "Nazwa zakładu": "Specjalistyczny Ośrodek Wsparcia dla Ofiar Przemocy",
        "Ulica": "Cicha",
    }
    getter = getter_in(tmp_path, bases=play(server, rpwdl_zip([UNIT, hidden])))
    rpwdl.fetch(area_in(tmp_path), getter)
    written = all_bytes(tmp_path)
    assert b"Cicha" not in written
    assert b"Ofiar" not in written
    assert sum(e.dropped for e in getter.ledger.entries) == 1


def test_another_area_asks_anew_and_the_same_does_not(tmp_path: Path, server: PlayedServer) -> None:
    bases = play_registers(server, rpwdl=[UNIT, BESIDE])
    area = area_in(tmp_path)
    rpwdl.fetch(area, getter_in(tmp_path, bases=bases))
    asked = len(server.asked)
    rpwdl.fetch(area, getter_in(tmp_path, bases=bases))
    assert len(server.asked) == asked
    rpwdl.fetch(replace(area, neighbours=()), getter_in(tmp_path, bases=bases))
    assert len(server.asked) > asked
    assert len(rows_of(tmp_path)) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"PK\x03\x04 cut off", "no zip archive"),
        (zip_of({"Info.txt": b"x"}), "does not hold the file: komorki.csv"),
        (zip_of({"../komorki.csv": b"x", "zaklady.csv": b"x", "Info.txt": b"x"}), "lead out"),
        (zip_of({"komorki.csv": b"a;b\n1;2\n", "zaklady.csv": b"x", "Info.txt": b"x"}), "no column: Teryt"),
        (
            zip_of({"komorki.csv": b"0" * 60_000_000, "zaklady.csv": b"x", "Info.txt": b"x"}),
            "unpacks to more",
        ),
    ],
)
def test_archives_that_are_none_are_told(
    tmp_path: Path, server: PlayedServer, body: bytes, told: str
) -> None:
    with pytest.raises(SourceFailed, match=told):
        rpwdl.fetch(area_in(tmp_path), getter_in(tmp_path, bases=play(server, body)))
    assert not list((tmp_path / "data").rglob("*.csv"))


def test_no_doctor_and_a_web_page_are_told(tmp_path: Path, server: PlayedServer) -> None:
    bases = play(server, rpwdl_zip([DENTIST]))
    with pytest.raises(SourceFailed, match="no doctor"):
        rpwdl.fetch(area_in(tmp_path), getter_in(tmp_path, bases=bases))
    server.fail("/dane/media", faults.html_page)
    with pytest.raises(SourceFailed, match="web page"):
        rpwdl.fetch(area_in(tmp_path / "b"), getter_in(tmp_path / "b", bases=bases))


def test_the_kinds_that_are_taken_are_those_of_the_import() -> None:
    mapping = tomllib.loads((FOLDER / "rpwdl.toml").read_text("utf-8"))
    listed = {code.zfill(4) for code in mapping["values"]["usluga_kod"]}
    assert listed == set(rpwdl.KINDS)
