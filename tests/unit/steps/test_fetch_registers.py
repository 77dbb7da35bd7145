"""Lists that were fetched become one sheet, with places found by the addresses fetched with them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from playing.register_area import all_bytes, area_in, boundaries_in, getter_in
from playing.registers import play_registers
from playing.server import played_server

from mapa_uslug.contracts.fetching import Artefact
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.errors import Problem
from mapa_uslug.sources import apteki, zlobki
from mapa_uslug.steps.fetch_registers import import_fetched
from mapa_uslug.steps.registry_resolve import resolve_registry

NURSERY = {"Typ instytucji": "Żłobek", "Nazwa": "Miś", "Województwo": "POMORSKIE", "Powiat": "chojnicki", "Gmina": "Czersk",
           "Miejscowość": "Czersk", "Ulica": "Szkolna", "Nr domu": "4", "Liczba miejsc": 30,
           "Liczba dzieci zapisanych": 28}  # fmt: skip
HOME = {**NURSERY, "Typ instytucji": "Dzienny opiekun", "Nazwa": "Opieka Nowak", "Ulica": "Ukryta"}
PHARMACY = {
    "name": "Pod Dębem",
    "province": "pomorskie",
    "city": "Czersk",
    "street": "Szkolna",
    "homeNumber": "6",
}
FAR = {**PHARMACY, "name": "Daleka", "city": "Gdańsk"}
MISSPELT = {**PHARMACY, "name": "Literówka", "city": "Czersak"}


def addresses_in(folder: Path) -> Path:
    """Two houses in Czersk and one in Brusy, in the columns of the national register's export."""
    path = folder / "adresy.csv"
    lon, lat = transform_xy([455000.0, 455100.0, 445000.0], [645000.0] * 3, PL_1992, WGS84)
    rows = ["lon;lat;miejscowosc;ulica;numer;kod;teryt"] + [
        f"{x};{y};{rest}"
        for x, y, rest in zip(
            lon, lat, ("Czersk;Szkolna;4;89-650;220203", "Czersk;Szkolna;6;89-650;220203", "Brusy;;1;89-632;220201"),
            strict=True,
        )
    ]  # fmt: skip
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def fetch_lists(folder: Path) -> tuple[Artefact, ...]:
    with played_server() as server:
        bases = play_registers(server, zlobki=[NURSERY, HOME], apteki=[PHARMACY, FAR, MISSPELT])
        getter = getter_in(folder, bases=bases)
        area = area_in(folder)
        return tuple(a for s in (zlobki, apteki) for a in s.fetch(area, getter).artefacts)


def run(folder: Path, lists: tuple[Artefact, ...]) -> tuple[Path | None, tuple[Problem, ...]]:
    return import_fetched(
        lists, area_in(folder), boundaries_in(folder / "in"), [addresses_in(folder / "in")], [],
        folder / "data" / "uslugi.csv",
    )  # fmt: skip


def answer(worklist: Path, subject: str) -> None:
    """Correct the number of a house, as a person does."""
    book = openpyxl.load_workbook(worklist)
    sheet = book["Do decyzji"]
    header = next(row for row in sheet.iter_rows() if any(c.value == "nr" for c in row))
    column = next(c.column for c in header if c.value == "nr")
    row = next(r for r in sheet.iter_rows() if any(subject in str(c.value) for c in r))
    sheet.cell(row[0].row, column, "16")
    book.save(worklist)


def test_lists_become_one_sheet_with_places_day_and_origin(tmp_path: Path) -> None:
    sheet, problems = run(tmp_path, fetch_lists(tmp_path))
    assert sheet is not None
    rows = pd.read_csv(sheet, sep=";", dtype=str, keep_default_na=False)
    found = {r["nazwa"]: r for r in rows.to_dict("records")}
    assert {"Miś", "Pod Dębem", "Literówka"} < set(found)
    assert "Daleka" not in found
    lon, lat = transform_xy([455000.0], [645000.0], PL_1992, WGS84)
    assert float(found["Miś"]["lon"].replace(",", ".")) == pytest.approx(lon[0], abs=1e-5)
    assert float(found["Miś"]["lat"].replace(",", ".")) == pytest.approx(lat[0], abs=1e-5)
    assert found["Miś"]["klasa_wsp"] == "punkt_adresowy"
    assert (found["Miś"]["zrodlo"], found["Miś"]["data_stanu"]) == ("Rejestr żłobków", "2026-10-02")
    assert (found["Pod Dębem"]["usluga_kod"], found["Pod Dębem"]["zrodlo"]) == ("APT", "Rejestr aptek")
    assert [dict(p.values)["count"] for p in problems if p.code == "other_towns"] == ["1"]
    # The carer's home is counted in the gmina, without name or place.
    (home,) = [r for r in rows.to_dict("records") if r["usluga_kod"] == "DO"]
    assert (home["wrazliwosc"], home["lon"], home["ulica"], home["gmina"]) == ("1", "", "", "Czersk")
    written = all_bytes(tmp_path / "data")
    assert b"Nowak" not in written
    assert b"Ukryta" not in written


def test_done_again_the_same_files_come_out_and_no_former_sheet_is_kept(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    run(tmp_path, lists)
    before = all_bytes(tmp_path / "data")
    _, problems = run(tmp_path, lists)
    assert all_bytes(tmp_path / "data") == before
    assert "former_kept" not in {p.code for p in problems}


def test_a_copy_that_a_killed_import_left_is_taken_away(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    sheet, _ = run(tmp_path, lists)
    assert sheet is not None
    former = tmp_path / "data" / "uslugi_poprzedni.csv"
    # Killed after the sheet was copied, and before the copy was seen to tell nothing.
    former.write_bytes(sheet.read_bytes())
    _, problems = run(tmp_path, lists)
    assert not former.exists()
    assert "former_kept" not in {p.code for p in problems}


def test_a_sheet_that_somebody_changed_is_kept_beside(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    sheet, _ = run(tmp_path, lists)
    assert sheet is not None
    sheet.write_bytes(sheet.read_bytes() + b"\n")
    _, problems = run(tmp_path, lists)
    assert (tmp_path / "data" / "uslugi_poprzedni.csv").is_file()
    assert "former_kept" in {p.code for p in problems}
    # Done once more with nothing new, the copy is still the one that somebody changed.
    run(tmp_path, lists)
    assert (tmp_path / "data" / "uslugi_poprzedni.csv").read_bytes().endswith(b"\n\n")


def test_a_list_that_cannot_be_read_is_told_and_the_others_are_imported(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    bad = tmp_path / "zly.xlsx"
    bad.write_bytes(b"PK\x03\x04 cut off")
    sheet, problems = run(tmp_path, (*lists, Artefact("register", bad, "wojewoda")))
    assert sheet is not None
    assert sheet.is_file()
    told = [p for p in problems if "zly.xlsx" in p.where]
    assert told
    assert {p.severity for p in told} == {"warning"}
    # That its services are missing is said before why.
    assert (told[0].code, dict(told[0].values)) == ("list_not_read", {"file": "zly.xlsx"})
    assert [p.where for p in problems if p.code == "list_not_read"] == ["zly.xlsx"]


def test_answers_that_wait_in_the_work_list_stay_and_the_sheet_is_left_alone(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    sheet, problems = run(tmp_path, lists)
    assert "open_cases" in {p.code for p in problems}
    worklist = tmp_path / "data" / "uslugi_do_decyzji.xlsx"
    answer(worklist, "Literówka")
    before = (sheet or Path()).read_bytes(), worklist.read_bytes()
    again, told = run(tmp_path, lists)
    assert again == sheet
    assert "unread_answers" in {p.code for p in told}
    assert ((sheet or Path()).read_bytes(), worklist.read_bytes()) == before


def test_decisions_that_were_taken_over_stay_when_it_is_done_again(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    sheet, _ = run(tmp_path, lists)
    assert sheet is not None
    worklist = tmp_path / "data" / "uslugi_do_decyzji.xlsx"
    answer(worklist, "Literówka")
    resolve_registry(worklist)
    run(tmp_path, lists)
    rows = pd.read_csv(sheet, sep=";", dtype=str, keep_default_na=False)
    # The register has no number of this house; the person wrote one.
    assert rows.loc[rows["nazwa"] == "Literówka", "nr"].tolist() == ["16"]
    before = all_bytes(tmp_path / "data")
    run(tmp_path, lists)
    assert all_bytes(tmp_path / "data") == before


def test_without_usable_addresses_the_sheet_is_made_all_the_same(tmp_path: Path) -> None:
    lists = fetch_lists(tmp_path)
    bad = tmp_path / "adresy.csv"
    bad.write_text("a;b\n1;2\n", "utf-8")
    sheet, problems = import_fetched(
        lists, area_in(tmp_path), boundaries_in(tmp_path / "in"), [bad], [], tmp_path / "data" / "uslugi.csv"
    )
    assert sheet is not None
    told = [p for p in problems if p.where.startswith("adresy.csv")]
    assert told
    assert {p.severity for p in told} == {"warning"}


def test_nothing_fetched_is_no_sheet(tmp_path: Path) -> None:
    assert run(tmp_path, ()) == (None, ())


def test_columns_that_lists_lack_are_told_once_for_all_of_them(tmp_path: Path) -> None:
    export = tmp_path / "rjps.csv"
    export.write_text("ID;Nazwa jednostki;Typ jednostki;Podkategorie;Gmina\n1;OPS;OPS;22;Czersk\n", "utf-8")
    _, problems = run(tmp_path, (*fetch_lists(tmp_path), Artefact("register", export, "rjps")))
    (told,) = [p for p in problems if p.code == "missing_headers"]
    assert told.where == "uslugi.csv"
    lists = dict(told.values)["lists"]
    assert "zlobki.csv: " in lists
    assert "; rjps.csv: " in f"; {lists}"
    assert "Kod pocztowy" in lists
    assert "|" not in lists
