"""Whatever is mixed into a list that is fetched: nothing of a place of refuge is in any file, and the others stay."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playing import faults
from playing.register_area import all_bytes, area_in, getter_in
from playing.registers import csv_of, play_portal, play_registers, rpwdl_zip
from playing.server import played_server

from mapa_uslug.sources import apteki, opp, rjps, rpwdl, wojewoda, zlobki
from mapa_uslug.sources.fetching.terms import SourceFailed

NAMES = ["{} – hostel dla ofiar przemocy", "Specjalistyczny Ośrodek Wsparcia {}", "{}: dom dla matek z małoletnimi dziećmi", "Rodzina zastępcza {}", "Dom dla kobiet {}"]  # fmt: skip
UNITS = "Id;Nazwa jednostki;Typ jednostki;Podkategorie;Województwo;Powiat;Gmina;Miejscowość;Ulica;Nr domu"
# Words that no program writes by itself.
MARKS = st.text(alphabet="bcdfghjkmnprstwz", min_size=9, max_size=14).map(lambda t: f"Qx{t}")
PUBLIC = st.sampled_from(["Miś", "Sowa", "Przychodnia nr 1", "OPS w Czersku", "Dom Kultury"])


@st.composite
def hidden(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Name, street, telephone and subcategories of a row that is never kept: by its name or by its subcategory."""
    name, street, phone = draw(MARKS), draw(MARKS), draw(MARKS)
    if draw(st.booleans()):
        numbers = draw(st.lists(st.integers(1, 45), max_size=3))
        at = draw(st.integers(0, len(numbers)))
        return f"Placówka {name}", street, phone, ", ".join(map(str, [*numbers[:at], 41, *numbers[at:]]))
    return draw(st.sampled_from(NAMES)).format(name), street, phone, ""


MIXED = st.lists(st.one_of(hidden(), PUBLIC), min_size=1, max_size=8)


def rows_of(mixed: list[tuple[str, str, str, str] | str], columns: dict[str, str], others: dict[str, str]) -> list[dict[str, str]]:  # fmt: skip
    """Rows with the cells of the mixed ones under their columns."""
    rows = []
    for row in mixed:
        name, street, phone, category = row if isinstance(row, tuple) else (row, "Szkolna", "", "22")
        cells = {"name": name, "street": street, "phone": phone, "category": category}
        rows.append({**others, **{column: cells[part] for part, column in columns.items()}})
    return rows


def marks_of(mixed: list[tuple[str, str, str, str] | str]) -> list[bytes]:
    """Words of the hidden rows that may be nowhere."""
    hidden_rows = [r for r in mixed if isinstance(r, tuple)]
    return [
        word.encode() for r in hidden_rows for cell in r[:3] for word in cell.split() if word.startswith("Qx")
    ]


def named_only(mixed: list[tuple[str, str, str, str] | str]) -> list[tuple[str, str, str, str] | str]:
    """Rows of a register without subcategories, where only a name tells what is hidden."""
    return [r for r in mixed if not (isinstance(r, tuple) and r[3])]


def said(folder: Path, *problems: object) -> bytes:
    return all_bytes(folder) + "".join(map(str, problems)).encode()


@pytest.mark.slow
@settings(max_examples=20)
@given(MIXED, st.sampled_from(["utf-8", "utf-8-sig", "cp1250"]), st.sampled_from(["csv", "xlsx"]))
def test_exports_that_the_user_gives(mixed: list[tuple[str, str, str, str] | str], encoding: str, kind: str) -> None:  # fmt: skip
    others = {"Typ jednostki": "placówka", "Województwo": "pomorskie", "Gmina": "Czersk"}
    rows = rows_of(mixed, {"name": "Nazwa jednostki", "street": "Ulica", "phone": "Nr domu", "category": "Podkategorie"}, others)  # fmt: skip
    columns = UNITS.split(";")
    body = csv_of("", rows, headers=UNITS, encoding=encoding)
    if kind == "xlsx":
        book, stream = openpyxl.Workbook(), io.BytesIO()
        for cells in (columns, *([row.get(c) for c in columns] for row in rows)):
            book.active.append(cells)
        book.save(stream)
        body = stream.getvalue()
    with tempfile.TemporaryDirectory() as given_in, tempfile.TemporaryDirectory() as out:
        path = Path(given_in) / f"eksport.{kind}"
        path.write_bytes(body)
        getter = getter_in(Path(out), given={"rjps": (path,), "wojewoda": (path,)})
        told: list[object] = []
        for source in (rjps, wojewoda):
            try:
                told.append(source.fetch(area_in(Path(out)), getter))
            except SourceFailed as failed:
                told.append(failed.problem)
        written = said(Path(out), *told)
        for word in marks_of(mixed):
            assert word not in written
        for row in mixed:
            assert isinstance(row, tuple) or row.encode() in written


@pytest.mark.slow
@settings(max_examples=20)
@given(MIXED.map(named_only).filter(bool))
def test_registers_that_are_fetched(mixed: list[tuple[str, str, str, str] | str]) -> None:
    here = {"Województwo": "POMORSKIE", "Gmina": "Czersk", "Teryt": "2202033", "kodResortVIII": "0010", "ID ZOZ": "1",
            "Typ instytucji": "Żłobek", "province": "pomorskie", "city": "Czersk", "Numer KRS": "1",
            "Nazwa komórki": "Poradnia"}  # fmt: skip
    nurseries = rows_of(mixed, {"name": "Nazwa", "street": "Ulica", "phone": "Telefon żłobka/klubu"}, here)
    units = rows_of(mixed, {"name": "Nazwa komórki", "street": "Ulica", "phone": "Budynek"}, here)
    pharmacies = rows_of(mixed, {"name": "name", "street": "street", "phone": "phone"}, here)
    organisations = rows_of(mixed, {"name": "Nazwa", "street": "Siedziba", "phone": "Lp."}, here)
    with played_server() as server, tempfile.TemporaryDirectory() as out:
        bases = play_registers(server, zlobki=nurseries, rpwdl=units, apteki=pharmacies, opp=organisations)
        getter = getter_in(Path(out), bases=bases)
        told: list[object] = []
        for source in (zlobki, rpwdl, apteki, opp):
            try:
                told.append(source.fetch(area_in(Path(out)), getter))
            except SourceFailed as failed:
                told.append(failed.problem)
        written = said(Path(out), *told)
        for word in marks_of(mixed):
            assert word not in written
        for row in mixed:
            assert isinstance(row, tuple) or row.encode() in written


def test_a_broken_off_archive_leaves_nothing_of_them(tmp_path: Path) -> None:
    """The archive is cut in the middle: what had come of it is in no file."""
    with played_server() as server:
        secret = {"Teryt": "2202033", "kodResortVIII": "0010", "ID ZOZ": "1", "Nazwa komórki": "Hostel dla ofiar przemocy Qxbcdfghjkm"}  # fmt: skip
        portal = play_portal(server)
        portal.add(728, 1, rpwdl_zip([secret]), title="Podmioty lecznicze", kind="csv")
        server.fail("/dane/media", faults.truncated)
        getter = replace(getter_in(tmp_path, bases={"rpwdl": server.url + "/dane"}), tries=2)
        with pytest.raises(SourceFailed):
            rpwdl.fetch(area_in(tmp_path), getter)
        assert [p.name for p in tmp_path.rglob("*") if p.is_file() and p.suffix not in (".json",)] == []
