"""Lists of organisations (OPP), of centres of the social economy (OWES), and lists that only the user can bring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playing import faults
from playing.register_area import all_bytes, area_in, getter_in
from playing.registers import csv_of, play_opp, play_owes, xlsx_of
from playing.server import Answer, PlayedServer, played_server

from mapa_uslug.sources import opp, owes, rjps, wojewoda
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.list_reading import ListTable, read_table

POMOST = {"Numer KRS": "0000000001", "Nazwa": "Fundacja Pomost", "Siedziba": "Czersk", "Województwo": "POMORSKIE",
          "Powiat": "chojnicki", "Gmina": "Czersk"}  # fmt: skip
CENTRE = {
    "Nazwa OWES": "OWES Chojnice",
    "Adres": "ul. Szkolna 4, 89-600 Chojnice",
    "Województwo": "pomorskie",
}
UNITS = "Id;Nazwa jednostki;Typ jednostki;Podkategorie;Województwo;Powiat;Gmina;Miejscowość;Ulica;Nr domu"


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        yield played


def table_of(path: Path) -> ListTable:
    body = path.read_bytes()
    return read_table(body.partition(b"\n")[2] if b"stan na" in body[:60] else body)


def units(*rows: str) -> list[dict[str, str]]:
    return [dict(zip(UNITS.split(";"), row.split("|"), strict=True)) for row in rows]


def test_organisations_of_the_area_without_those_that_hide_people(
    tmp_path: Path, server: PlayedServer
) -> None:
    far = {**POMOST, "Nazwa": "Obca", "Gmina": "Chojnice"}
    doubtful = {**POMOST, "Nazwa": "Bez gminy", "Gmina": None, "Powiat": None}
    hidden = {**POMOST, "Nazwa": "Dom Samotnej Matki dla Ofiar Przemocy", "Siedziba": "Ukryta Wieś"}
    base = play_opp(server, [POMOST, far, doubtful, hidden])
    getter = getter_in(tmp_path, bases={"opp": base})
    found = opp.fetch(area_in(tmp_path), getter)
    table = table_of(found.artefacts[0].path)
    assert [table.cell(r, "Nazwa") for r in table.rows] == ["Fundacja Pomost", "Bez gminy"]
    assert dict(server.asked[0].query) == {"export": "XLSX", "data_scope": "all", "catalog": "230"}
    written = all_bytes(tmp_path)
    assert "Ukryta Wieś".encode() not in written
    assert b"Matki" not in written
    assert [e.dropped for e in getter.ledger.entries] == [1]


def test_a_page_in_place_of_the_workbook_is_told(tmp_path: Path, server: PlayedServer) -> None:
    base = play_opp(server, [POMOST])
    server.fail("/niw", faults.html_page)
    with pytest.raises(SourceFailed, match="web page"):
        opp.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"opp": base}))


def test_the_number_of_a_wojewodztwo_is_its_place_in_the_alphabet(
    tmp_path: Path, server: PlayedServer
) -> None:
    getter = getter_in(tmp_path, bases={"owes": play_owes(server, [CENTRE], encoding="cp1250")})
    found = owes.fetch(area_in(tmp_path), getter)
    # Pomorskie is the eleventh name and has the code 22.
    assert server.paths() == ["/owes/owes/action/export/wojewodztwo/11.html"]
    assert [r[0] for r in table_of(found.artefacts[0].path).rows] == ["OWES Chojnice"]


def test_an_answer_of_another_wojewodztwo_is_refused(tmp_path: Path, server: PlayedServer) -> None:
    other = csv_of("owes", [{**CENTRE, "Województwo": "śląskie"}])
    base = server.play("/owes", lambda asked: Answer(other))
    with pytest.raises(SourceFailed, match="another wojewodztwo"):
        owes.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"owes": base}))
    assert not (tmp_path / "data" / "owes.csv").exists()


def test_an_empty_wojewodztwo_is_told(tmp_path: Path, server: PlayedServer) -> None:
    base = play_owes(server, [])
    with pytest.raises(SourceFailed, match="list is empty"):
        owes.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"owes": base}))


def test_rjps_is_never_crawled_and_says_how_to_export(tmp_path: Path, server: PlayedServer) -> None:
    with pytest.raises(SourceFailed) as caught:
        rjps.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"rjps": server.url}))
    assert "--file rjps=" in caught.value.hint
    assert caught.value.reason.endswith(": pomorskie")
    assert server.asked == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_of_rjps_loses_what_must_never_be_kept(tmp_path: Path, kind: str) -> None:
    records = units(
        "7|CUS w Czersku|Centrum Usług Społecznych|22, 23|POMORSKIE|chojnicki|Czersk|Czersk|Szkolna|41",
        "8|Dom Zacisze|Ośrodek wsparcia|13,41|POMORSKIE|chojnicki|Czersk|Tajne|Ukryta|9",
        "9|Rodzinny Dom Dziecka|placówka|3|POMORSKIE|chojnicki|Czersk|Tajne|Lipowa|9",
        "10|PCPR|Powiatowe Centrum Pomocy Rodzinie|42, 43, 45|POMORSKIE|chojnicki|Brusy|Brusy|Polna|8",
        "11|OPS w Chojnicach|Ośrodek Pomocy Społecznej|22|POMORSKIE|chojnicki|Chojnice|Chojnice|Polna|8",
    )
    given = tmp_path / f"eksport.{kind}"
    if kind == "csv":
        given.write_bytes(csv_of("", records, headers=UNITS, encoding="cp1250"))
    else:
        book = openpyxl.Workbook()
        book.active.append(UNITS.split(";"))
        for record in records:
            book.active.append(list(record.values()))
        book.save(given)
    getter = getter_in(tmp_path, given={"rjps": (given,)})
    found = rjps.fetch(area_in(tmp_path), getter)
    table = table_of(found.artefacts[0].path)
    assert [table.cell(r, "Id") for r in table.rows] == ["7", "10"]
    given.unlink()
    written = all_bytes(tmp_path)
    for secret in ("Zacisze", "Ukryta", "Lipowa", "Tajne"):
        assert secret.encode() not in written
    (entry,) = getter.ledger.entries
    assert (entry.name, entry.dropped) == ("eksport.csv", 2)


def test_a_voivodes_workbook_keeps_its_form_and_loses_secret_rows_and_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "DPS"
    for row in (
        ["Wykaz domów, stan na 31.03.2026", None],
        ["Nazwa i adres", "Liczba miejsc"],
        ["DPS w Czersku, ul. Szkolna 4", 60],
        ["Ośrodki wsparcia dla ofiar przemocy", None],
        ["Ośrodek Promyk, ul. Ukryta 9", 12],
        ["Domy pomocy społecznej", None],
        ["DPS w Brusach", 30],
    ):
        book.active.append(row)
    secret = book.create_sheet("SOW dla ofiar przemocy")
    secret.append(["Nazwa", "Adres"])
    secret.append(["Ośrodek Świt", "ul. Cicha 1"])
    given = tmp_path / "wykaz.xlsx"
    book.save(given)
    getter = getter_in(tmp_path, given={"wojewoda": (given,)})
    (artefact,) = wojewoda.fetch(area_in(tmp_path), getter).artefacts
    given.unlink()
    sheet = openpyxl.load_workbook(artefact.path)["DPS"]
    assert [row[0].value for row in sheet.iter_rows()][2:] == [
        "DPS w Czersku, ul. Szkolna 4", "Domy pomocy społecznej", "DPS w Brusach",
    ]  # fmt: skip
    written = all_bytes(tmp_path)
    for word in ("Promyk", "Ukryta", "Świt", "Cicha", "przemocy"):
        assert word.encode() not in written
    # The heading and the place below it, and the one place of the other sheet.
    assert [e.dropped for e in getter.ledger.entries] == [3]


def test_a_voivodes_pdf_is_refused_and_nothing_given_says_what_to_give(tmp_path: Path) -> None:
    given = tmp_path / "wykaz.pdf"
    given.write_bytes(b"%PDF-1.7\n\0\0")
    with pytest.raises(SourceFailed, match="no list"):
        wojewoda.fetch(area_in(tmp_path), getter_in(tmp_path, given={"wojewoda": (given,)}))
    with pytest.raises(SourceFailed, match="none was given"):
        wojewoda.fetch(area_in(tmp_path), getter_in(tmp_path))


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path) -> None:
    given = tmp_path / "wykaz.xlsx"
    given.write_bytes(xlsx_of("opp", [POMOST], title="Wykaz"))
    made = []
    for name in ("a", "b"):
        getter = getter_in(tmp_path / name, given={"wojewoda": (given,)})
        made.append(wojewoda.fetch(area_in(tmp_path / name), getter).artefacts[0].path.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("header", "codes"), [("Podkategorie", []), ("podkat.", []), ("Uwagi", ["no_subcategories"])]
)
def test_an_export_without_subcategories_is_told(tmp_path: Path, header: str, codes: list[str]) -> None:
    given = tmp_path / "eksport.csv"
    given.write_text(
        f"Nazwa jednostki;Typ jednostki;{header};Gmina\nOPS;OPS;22;Czersk\nZacisze;ośrodek;41;Czersk\n",
        "utf-8",
    )
    found = rjps.fetch(area_in(tmp_path), getter_in(tmp_path, given={"rjps": (given,)}))
    assert [p.code for p in found.problems] == codes
    assert ("Zacisze" in found.artefacts[0].path.read_text("utf-8")) is bool(codes)
