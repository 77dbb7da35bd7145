"""Lists of services as an official handles them: the empty sheet, other offices' lists, decisions, addresses."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mapa_uslug.cli import main
from mapa_uslug.pipeline import load_area
from mapa_uslug.registry.tables.workbooks import read_tables
from mapa_uslug.steps.needs_reading import read_needs
from mapa_uslug.transit.reading import read_timetables

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "data" / "example"
LIST = EXAMPLE / "wykaz_placowek.csv"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit code and everything that was said."""
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out + said.err


def import_list(capsys: pytest.CaptureFixture[str], out: Path, *lists: Path) -> str:
    known = ("--gminas", EXAMPLE / "gminy.geojson", "--addresses", EXAMPLE / "drogi.osm.pbf")
    code, said = run(capsys, "registry", "import", *(lists or (LIST,)), *known, "--out", out)
    assert code == 0, said
    return said


def rows_of(path: Path, sheet: str = "Usługi") -> list[dict[str, str]]:
    table = next(t for t in read_tables(path) if t.sheet == sheet)
    return [dict(zip(table.headers, row.cells, strict=True)) for row in table.rows]


def by_name(path: Path) -> dict[str, dict[str, str]]:
    return {row["nazwa"]: row for row in rows_of(path)}


# --- the empty sheet ---------------------------------------------------------------------------------------------


def test_the_template_is_filled_in_checked_mended_and_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The way of an official: the empty sheet, a mistake, what `check` says of it, the mended sheet."""
    area = tmp_path / "gmina" / "area.toml"
    shutil.copytree(EXAMPLE, area.parent)
    area.write_text(
        area.read_text(encoding="utf-8")
        .replace('services = ["uslugi.csv"]', 'services = ["moje.xlsx"]\naddresses = ["osm"]'),
        encoding="utf-8",
    )  # fmt: skip
    sheet = area.parent / "moje.xlsx"
    assert run(capsys, "template", sheet)[0] == 0
    fill_in(sheet, [{"usluga_id": "A-1", "nazwa": "Dzienny Dom", "teryt7": "0860043", "miejscowosc": "Grodzieniec",
                     "ulica": "Zalewska", "nr": "36", "usluga_kod": "dzienny dom pomocyy", "pojemnosc": 20}])  # fmt: skip
    code, said = run(capsys, "check", area)
    assert (code, "moje.xlsx!Usługi:" in said, "DDP (dzienny dom pomocy)" in said) == (1, True, True), said
    fill_in(sheet, [{"usluga_kod": "DDP"}])
    code, said = run(capsys, "check", area)
    assert (code, "0 errors" in said) == (0, True), said
    code, said = run(capsys, "run", area, "--out", tmp_path / "wyniki")
    assert code == 0, said
    assert "Dzienny Dom" in (tmp_path / "wyniki" / "mapa.html").read_text(encoding="utf-8")


def fill_in(path: Path, rows: list[dict[str, object]]) -> None:
    """Type into the rows below the example, as a person does."""
    book = openpyxl.load_workbook(path)
    sheet = book["Usługi"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=3):
        for name, value in row.items():
            sheet.cell(number, columns[name], value)
    book.save(path)


def test_the_template_of_timetables_is_read_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kursy.xlsx"
    code, said = run(capsys, "template", "--timetable", path)
    assert code == 0, said
    timetable, problems, _ = read_timetables([path], gminas=None)
    assert (timetable.trip_count, problems) == (4, [])
    assert run(capsys, "template", "--timetable", path)[0] == 1
    assert run(capsys, "template", "--timetable", tmp_path / "kursy.csv")[0] == 1


def test_the_template_of_a_survey_is_filled_in_and_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    area = tmp_path / "powiat"
    assert run(capsys, "example", area)[0] == 0
    survey = area / "ankieta_potrzeb.xlsx"
    code, said = run(capsys, "template", "--needs", survey)
    assert code == 0, said
    book = openpyxl.load_workbook(survey)
    sheet = book["Ankieta"]
    for row in sheet.iter_rows(min_row=2):
        if row[2].value in ("DDP", "TEL"):
            for cell, value in zip((row[0], row[4], row[5], row[6]), ("0860011", 40, 10, 30), strict=True):
                cell.value = value
    book.save(survey)
    config = area / "area.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("ankieta_potrzeb.csv", survey.name), encoding="utf-8"
    )
    needs, problems = read_needs(load_area(config))
    assert needs.survey[["gmina_teryt", "service_type", "urgent", "difficult", "answers"]].to_numpy().tolist() == [
        ["086001", "DDP", 0.25, 0.75, 40.0], ["086001", "TEL", 0.25, 0.75, 40.0],
    ]  # fmt: skip
    assert [p.code for p in problems] == ["not_asked"]
    assert run(capsys, "template", "--needs", tmp_path / "ankieta.csv")[0] == 0
    for refused in (survey, tmp_path / "ankieta.csv", tmp_path / "ankieta.pdf"):
        assert run(capsys, "template", "--needs", refused)[0] == 1
    code, said = run(capsys, "template", "--needs", "--timetable", tmp_path / "oba.xlsx")
    assert (code, "--timetable and --needs" in said, (tmp_path / "oba.xlsx").exists()) == (1, True, False)


def test_the_template_overwrites_nobodys_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "uslugi.xlsx"
    path.write_text("praca")
    code, said = run(capsys, "template", path)
    assert (code, "exists already" in said, path.read_text()) == (1, True, "praca")
    assert run(capsys, "template", tmp_path / "uslugi.csv")[0] == 1


# --- another office's list ---------------------------------------------------------------------------------------


def test_every_row_of_the_list_is_accounted_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = import_list(capsys, tmp_path / "uslugi.xlsx")
    assert "15 rows read, 13 kept, 2 left out" in said
    account = pd.read_csv(tmp_path / "uslugi_wiersze.csv", dtype=str, keep_default_na=False, sep=";")
    hidden = "kind of service whose place is never kept"
    assert sorted(account["powod"]) == [""] * 13 + ["a total", hidden]
    assert account["usluga_id"].ne("").sum() == 13
    assert account.loc[account["powod"] == hidden, "wiersz"].tolist() == [""]
    assert len(rows_of(tmp_path / "uslugi.xlsx")) == 13


def test_addresses_are_found_and_what_is_not_sure_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_list(capsys, tmp_path / "uslugi.xlsx")
    sheet, own = by_name(tmp_path / "uslugi.xlsx"), example_places()
    for name in ("Dzienny Dom Pomocy w Zalewsku", "Środowiskowy Dom Samopomocy w Zalewsku", "Dzienny Dom „Senior+” w Grodzieńcu",
                 "Warsztat Terapii Zajęciowej „Pracownia” w Zalewsku", "Filia Biblioteki Publicznej w Starym Przewozie",
                 "Dom Pomocy Społecznej w Malinowie"):  # fmt: skip
        assert sheet[name]["klasa_wsp"] == "punkt_adresowy", name
        found = float(sheet[name]["lat"]), float(sheet[name]["lon"])
        assert found == pytest.approx(own[name], abs=2e-6), name
    kinds = [row["rodzaj"] for row in rows_of(tmp_path / "uslugi_do_decyzji.xlsx", "Do decyzji")]
    assert len(kinds) == 6
    assert sheet["Gminny Ośrodek Kultury w Modrzewnie"]["klasa_wsp"] == "ulica"
    page = (tmp_path / "uslugi_do_decyzji.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 4
    assert "http://" not in page.replace("http://www.w3.org/", "")


def example_places() -> dict[str, tuple[float, float]]:
    with (EXAMPLE / "uslugi.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter=";") if row["lat"]]
    return {row["nazwa"]: (float(row["lat"]), float(row["lon"])) for row in rows}


def test_a_hidden_kind_keeps_its_gmina_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_list(capsys, tmp_path / "uslugi.xlsx")
    (flat,) = [row for row in rows_of(tmp_path / "uslugi.xlsx") if row["usluga_kod"] == "MW"]
    kept = {column: value for column, value in flat.items() if value}
    assert (kept["teryt7"], kept["pojemnosc"], kept["wrazliwosc"]) == ("086004", "4", "1")
    assert not {"ulica", "nr", "lat", "lon", "kod", "miejscowosc", "kontakt_rola"} & set(kept)


def answer(worklist: Path, subject: str, **cells: str) -> None:
    """Write into the row of a case, as a person does."""
    book = openpyxl.load_workbook(worklist)
    sheet = book["Do decyzji"]
    header = next(row for row in sheet.iter_rows() if any(c.value == "decyzja" for c in row))
    columns = {cell.value: cell.column for cell in header}
    (row,) = [
        r for r in sheet.iter_rows(min_row=header[0].row + 1) if any(subject in str(c.value) for c in r)
    ]
    for name, value in cells.items():
        sheet.cell(row[0].row, columns[name], value)
    book.save(worklist)


def test_decisions_are_taken_back_and_kept_when_the_list_comes_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, worklist = tmp_path / "uslugi.xlsx", tmp_path / "uslugi_do_decyzji.xlsx"
    import_list(capsys, out)
    answer(worklist, "punkt wydawania obiadów", usluga_kod="DDP")
    answer(worklist, "Dzienny Dom Pomocy Zalewsk ·", decyzja="scal")
    answer(worklist, "Fliasków", decyzja="1")
    answer(worklist, "Flisaków 211", nr="11")
    code, said = run(capsys, "registry", "resolve", worklist)
    assert (code, "4 decisions were taken over" in said, "2 cases still wait" in said) == (0, True, True), (
        said
    )
    assert len(rows_of(out)) == 12

    # The list comes again next month: other order, one more row.
    lines = LIST.read_bytes().decode("cp1250").split("\r\n")
    again = tmp_path / "wykaz_placowek.csv"
    again.write_bytes("\r\n".join([*lines[:3], "99;Nowy Klub Seniora, ul. Główna 9, 66-991 Jezierzec;klub seniora;10;Jezierzec;;",
                                   lines[-3], *lines[3:-3], *lines[-2:]]).encode("cp1250"))  # fmt: skip
    said = import_list(capsys, out, again)
    assert "2 cases wait" in said
    sheet = by_name(out)
    assert sheet["Gminna Biblioteka Publiczna w Jezierzcu"]["usluga_kod"] == "DDP"
    assert sheet["Gminny Ośrodek Kultury w Modrzewnie"]["klasa_wsp"] == "punkt_adresowy"
    assert "Dzienny Dom Pomocy Zalewsk" not in sheet
    assert sheet["Nowy Klub Seniora"]["klasa_wsp"] == "punkt_adresowy"


def test_a_work_list_with_mistakes_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, worklist = tmp_path / "uslugi.xlsx", tmp_path / "uslugi_do_decyzji.xlsx"
    import_list(capsys, out)
    before = out.read_bytes()
    answer(worklist, "punkt wydawania obiadów", usluga_kod="czary")
    answer(worklist, "Fliasków", decyzja="7")
    code, said = run(capsys, "registry", "resolve", worklist)
    assert (code, "2 errors" in said, "czary" in said, "Traceback" in said) == (1, True, True, False), said
    assert out.read_bytes() == before
    assert not (tmp_path / "uslugi_decyzje.csv").exists()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("pusty.csv", b"", "pusty.csv"),
        ("strona.xlsx", b"<html><body>404</body></html>", "strona.xlsx"),
        ("nic.xls", b"\xd0\xcf\x11\xe0", "nic.xls"),
    ],
)
def test_files_that_are_no_lists_are_named(
    name: str, content: bytes, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, said = run(
        capsys, "registry", "import", path, tmp_path / "nie ma.csv", "--out", tmp_path / "u.xlsx"
    )
    assert (code, word in said, "nie ma.csv" in said, "Traceback" in said) == (1, True, True, False), said
    assert not (tmp_path / "u.xlsx").exists()


# --- geocode -----------------------------------------------------------------------------------------------------


def geocode(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *rows: str, out: str = "wynik.csv"
) -> pd.DataFrame:
    table = tmp_path / "adresy.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    code, said = run(capsys, "geocode", table, "--addresses", EXAMPLE / "drogi.osm.pbf", "--gminas", EXAMPLE / "gminy.geojson",
                     "--out", tmp_path / out)  # fmt: skip
    assert code == 0, said
    read = pd.read_csv if out.endswith(".csv") else pd.read_excel
    return read(tmp_path / out, dtype=str, keep_default_na=False)  # type: ignore[operator, no-any-return]


def test_every_row_comes_back_in_its_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = geocode(
        capsys, tmp_path, "id,lon,adres,gmina",
        '1,x,"ul. Flisaków 9, 66-990 Zalewsk",Zalewsk', '2,,"gdzieś daleko 7, 00-001 Nigdzie",', "3,,,",
        '4,,"Stary Przewóz 27, 66-993 Grodzieniec",',
    )  # fmt: skip
    assert table["id"].tolist() == ["1", "2", "3", "4"]
    assert list(table.columns[-8:]) == ["lon", "lat", "quality", "radius_m", "matched_text", "score", "gmina_teryt", "problem"]  # fmt: skip
    assert table["lon_wejscie"].tolist() == ["x", "", "", ""]
    assert table["quality"].tolist()[0] == table["quality"].tolist()[3] == "punkt_adresowy"
    assert table["quality"].tolist()[1:3] == ["brak", "brak"]
    assert table["problem"].tolist()[2] == "no_address"
    assert table["gmina_teryt"].tolist()[0] == "086001"


def test_rows_that_are_no_records_come_back_in_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = geocode(
        capsys, tmp_path, "nr,nazwa,adres", "1,2,3", '1,Klub,"ul. Flisaków 9, 66-990 Zalewsk"', "", "", "nr,nazwa,adres",
        '5,Dom,"ul. Pocztowa 8, 66-990 Zalewsk"', "", "Dane z urzędu gminy,,", "", "",
    )  # fmt: skip
    assert table["nr"].tolist() == ["1", "1", "", "", "nr", "5", "", "Dane z urzędu gminy"]
    assert table["problem"].tolist() == ["no_address", "", *["no_address"] * 3, "", *["no_address"] * 2]
    assert [t for t in table["matched_text"] if t] == [table["matched_text"][1], table["matched_text"][5]]
    # The column "nr" counts the rows: the house is the one of the address.
    assert "9" in table["matched_text"][1]
    assert "8" in table["matched_text"][5]


def test_a_row_set_aside_that_is_sensitive_comes_back_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = geocode(
        capsys, tmp_path, "nazwa,rodzaj,adres", 'Dom,DDP,"Flisaków 9, 66-990 Zalewsk"', "",
        "Specjalistyczny ośrodek wsparcia dla osób doznających przemocy Skryty,,",
    )  # fmt: skip
    assert table["problem"].tolist() == ["", "no_address", "never_kept"]
    assert table["nazwa"].tolist() == ["Dom", "", ""]


def test_notes_under_a_sensitive_heading_come_back_empty_and_headers_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = geocode(
        capsys, tmp_path, "nazwa,adres,uwagi", 'Klub,"Flisaków 9, 66-990 Zalewsk",a', "nazwa,adres,uwagi",
        'Dom,"Pocztowa 8, 66-990 Zalewsk",b', "ośrodki wsparcia dla osób doznających przemocy,,",
        'Przystań,"Lniana 13, 66-990 Zalewsk",c', "* Przystań jest czynna całą dobę,,",
    )  # fmt: skip
    assert table["nazwa"].tolist()[:3] == ["Klub", "nazwa", "Dom"]
    assert table["problem"].tolist()[-2:] == ["never_kept", "never_kept"]
    assert (table.iloc[-2:].drop(columns=["problem", "quality"]) == "").all().all()


def test_problems_are_counted_and_missing_sources_told(tmp_path: Path) -> None:
    from mapa_uslug.steps.geocode import geocode_table
    from mapa_uslug.steps.place_finding import PlaceSources

    table = tmp_path / "adresy.csv"
    table.write_text(
        'id;adres\n1;"Flisaków 9, 66-990 Zalewsk"\n\n2;"Polna 1, 66-990 Zalewsk"\n3;\n', encoding="utf-8"
    )
    bare = geocode_table(table, tmp_path / "a.csv", sources=PlaceSources())
    assert bare.by_quality == (("brak", 4),)
    assert dict(bare.by_problem)["no_address"] == 2
    assert sum(n for _, n in bare.by_problem) == 4
    assert [p.code for p in bare.problems] == ["no_addresses"]
    table.write_text('id;adres;lon;lat\n1;"Flisaków 9, 66-990 Zalewsk";21,01;52,2\n', encoding="utf-8")
    own = geocode_table(table, tmp_path / "a.csv", sources=PlaceSources())
    assert (own.problems, own.by_quality) == ((), (("rejestr", 1),))
    table.write_text('id;adres\n1;"Flisaków 9, 66-990 Zalewsk"\n', encoding="utf-8")
    known = geocode_table(table, tmp_path / "a.csv", sources=PlaceSources(gminas=EXAMPLE / "gminy.geojson"))
    assert "no_addresses" not in [p.code for p in known.problems]


def test_formulas_stay_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ("nazwa,adres", '=1+1,"Flisaków 9, 66-990 Zalewsk"', '@SUM(A1),"Flisaków 9, 66-990 Zalewsk"')
    assert geocode(capsys, tmp_path, *rows)["nazwa"].tolist() == ["'=1+1", "'@SUM(A1)"]
    geocode(capsys, tmp_path, *rows, out="wynik.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "wynik.xlsx").active
    assert [(c.value, c.data_type) for c in sheet["A"][1:]] == [("=1+1", "s"), ("@SUM(A1)", "s")]


def test_a_sensitive_row_comes_back_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = geocode(
        capsys, tmp_path, "nazwa,rodzaj,adres", 'Dom,DDP,"Flisaków 9, 66-990 Zalewsk"',
        'Dom Ukryty,SOW,"Lniana 13, 66-990 Zalewsk"', 'Mieszkanie,MW,"Zalewska 29, 66-993 Grodzieniec"',
    )  # fmt: skip
    assert table["problem"].tolist() == ["", "never_kept", "gmina_only"]
    hidden = table.iloc[1:].drop(columns=["problem", "quality"])
    assert (hidden == "").all().all()


def test_a_table_without_addresses_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "kolory.csv"
    table.write_text("barwa,odcień\nzielony,jasny\n", encoding="utf-8")
    code, said = run(capsys, "geocode", table, "--out", tmp_path / "w.csv")
    assert (code, "No column of addresses" in said, "barwa, odcień" in said) == (1, True, True), said
    code, said = run(capsys, "geocode", table, "--online", "google,uug", "--addresses", tmp_path / "nie ma.gpkg", "--out", tmp_path / "w.csv")  # fmt: skip
    assert code == 1


# --- nothing sensitive anywhere ----------------------------------------------------------------------------------

SECRETS = ("Tajnoleśna", "Skryta Przystań", "77/79", "600-700-801")
HALF_SECRETS = ("Cichogajowa", "Spokojny Kąt")


def test_planted_sensitive_addresses_are_in_no_file_that_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Import, resolve, geocode, check and run; then every byte of every file written, caches included, is searched."""
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "cache"))
    given = tmp_path / "dane"
    shutil.copytree(EXAMPLE, given)
    secret = [
        "101;Skryta Przystań, ul. Tajnoleśna 77/79, 66-990 Zalewsk;ośrodek wsparcia dla osób doznających przemocy;9;Zalewsk;;600-700-801",
        "102;Skryta Przystań, ul. Tajnoleśna 77/79, 66-990 Zalewsk;hostel interwencyjny;9;Zalewsk;;600-700-801",
        "103;Rodzina Skryta Przystań, ul. Tajnoleśna 77/79, 66-990 Zalewsk;rodzina zastępcza;2;Zalewsk;;600-700-801",
        "104;Dom Skryta Przystań, ul. Tajnoleśna 77/79, 66-990 Zalewsk;dom dla matek z małoletnimi dziećmi;2;Zalewsk;;600-700-801",
        "105;Spokojny Kąt, ul. Cichogajowa 5, 66-990 Zalewsk;mieszkanie treningowe;3;Zalewsk;;",
    ]
    source = given / LIST.name
    source.write_bytes(source.read_bytes() + "\r\n".join(secret).encode("cp1250"))
    sheet = given / "uslugi.csv"
    row = next(line for line in sheet.read_text(encoding="utf-8").splitlines() if line.startswith("U-011;"))
    hidden = row.replace("U-011;", "U-911;").replace("Powiatowy Ośrodek Wsparcia", "Skryta Przystań").replace("Lniana", "Tajnoleśna")  # fmt: skip
    sheet.write_text(sheet.read_text(encoding="utf-8") + hidden + "\n", encoding="utf-8")

    out = tmp_path / "wyniki"
    said = import_list(capsys, out / "rejestr.xlsx", source)
    said += run(capsys, "registry", "resolve", out / "rejestr_do_decyzji.xlsx")[1]
    said += run(
        capsys, "geocode", source, "--addresses", given / "drogi.osm.pbf", "--out", out / "adresy.csv"
    )[1]
    said += run(capsys, "check", given / "area.toml")[1]
    said += run(capsys, "run", given / "area.toml", "--out", out / "raport")[1]
    written = [p for folder in (out, tmp_path / "cache") for p in folder.rglob("*") if p.is_file()]
    assert len(written) > 20
    for path in written:
        texts = [said, *everything_in(path)]
        for secret_text in (*SECRETS, *HALF_SECRETS):
            assert not any(secret_text in text for text in texts), (secret_text, path.name)


HIDING_WORDS = (
    "RDD", "rodz. zast.", "rodziny zast. niezawodowe", "Specj. Ośr. Wsparcia", "SOWdOP", "dom azylowy dla kobiet z dziećmi",
    "bezpieczny dom", "OIK – pobyt całodobowy", "SOW", "HOS", "opiekun dzienny", "dzienni opiekunowie", "schronisko dla bezdomnych",
    "mieszk. chronione", "mieszkanie wspierane", "lokale chronione", "placówka opiek.-wych.", "pogotowie opiekuńcze - rodzina",
)  # fmt: skip
PUBLIC = "Jawna Kotwica;{kind};Flisaków;9;66-990;Zalewsk;Zalewsk;10;do budynku;"
HIDDEN = "Skryta Przystań;{kind};Tajnoleśna;77/79;66-990;Zalewsk;Zalewsk;5;Tajnoleśna 77/79;{more}"
HEAD = "Nazwa;Rodzaj;Ulica;Nr;Kod;Miejscowość;Gmina;Liczba miejsc;Precyzja;Organ prowadzący"


def lists_with_secrets() -> dict[str, list[str]]:
    """Name of a list -> its lines; each has a public row and hides the others in another way."""
    public, unknown = (PUBLIC.format(kind=kind) for kind in ("DDP", "herbaciarnia"))
    place = "Tajnoleśna;77/79;66-990;Zalewsk;Zalewsk"
    return {
        "slowa": [HEAD, public, *(HIDDEN.format(kind=word, more="") for word in HIDING_WORDS)],
        "nieznane": [HEAD, *[unknown] * 8, *(HIDDEN.format(kind=kind, more="") for kind in ("SOW", "HOS", "MT"))],
        "operator": [HEAD, public, HIDDEN.format(kind="placówka całodobowa", more="Fundacja dla ofiar przemocy")],
        "inna_kolumna": [HEAD, public, HIDDEN.format(kind="DDP", more="SOW")],
        "kategorie": [HEAD.replace("Organ prowadzący", "Kategorie"), public, HIDDEN.format(kind="dom", more="22, 41")],
        "tryb": [HEAD.replace("Organ prowadzący", "Tryb"), public, HIDDEN.format(kind="OIK", more="C")],
        "naglowki": [
            "Nazwa;Ulica;Nr;Kod;Miejscowość;Gmina", "Kluby seniora;;;;;", "Jawna Kotwica;Flisaków;9;66-990;Zalewsk;Zalewsk",
            "Schroniska dla ofiar przemocy;;;;;", f"Skryta Przystań;{place}", "Powiat zalewski;;;;;", f"Skryta Przystań;{place}",
        ],
        "tytul": ["Hostel Skryta Przystań przy Tajnoleśna 77/79;;;;;;;;;", HEAD, public],
        "uwaga": [HEAD, public, ";;;;;;;;;", "Uwaga: hostel Skryta Przystań jest przy Tajnoleśna 77/79;;;;;;;;;"],
    }  # fmt: skip


@pytest.mark.parametrize("name", lists_with_secrets())
def test_no_way_of_writing_it_gets_an_address_into_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "cache"))
    source = tmp_path / "dane" / f"{name}.csv"
    source.parent.mkdir()
    source.write_text("\n".join(lists_with_secrets()[name]) + "\n", encoding="utf-8")
    out = tmp_path / "wyniki"
    said = import_list(capsys, out / "rejestr.xlsx", source)
    known = ("--addresses", EXAMPLE / "drogi.osm.pbf")
    said += run(capsys, "geocode", source, *known, "--out", out / "adresy.csv")[1]
    rows = rows_of(out / "rejestr.xlsx")
    assert "Jawna Kotwica" in {row["nazwa"] for row in rows}
    assert {row["ulica"] for row in rows} <= {"Flisaków", ""}
    written = [p for folder in (out, tmp_path / "cache") for p in folder.rglob("*") if p.is_file()]
    assert {"adresy.csv", "rejestr.xlsx", f"rejestr_mapowanie_{name}.toml"} <= {p.name for p in written}
    for path in written:
        texts = [said, *everything_in(path)]
        for secret_text in ("Tajnoleśna", "Skryta Przystań", "77/79"):
            assert not any(secret_text in text for text in texts), (secret_text, path.name)


def everything_in(path: Path) -> list[str]:
    """What a file holds, in the encodings that files are written in, and what is packed in it."""
    data = [path.read_bytes()]
    if path.suffix == ".xlsx":
        import zipfile

        with zipfile.ZipFile(path) as archive:
            data += [archive.read(name) for name in archive.namelist()]
    return [
        d.decode(encoding, errors="replace") for d in data for encoding in ("utf-8", "cp1250", "utf-16-le")
    ]


def test_the_same_lists_give_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("a", "b"):
        import_list(capsys, tmp_path / folder / "uslugi.xlsx")
    written = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert len(written) >= 7
    assert written == sorted(p.name for p in (tmp_path / "b").iterdir())
    for name in written:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_decided_secret_leaves_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who says in the work list that a place is a shelter must not have published it by that."""
    lines = LIST.read_bytes().decode("cp1250").split("\r\n")
    source = tmp_path / "wykaz.csv"
    secret = "50;Zacisze Borówka, ul. Główna 9, 66-991 Jezierzec;wsparcie chwilowe;9;Jezierzec;;"
    source.write_bytes("\r\n".join([*lines[:4], secret, *lines[4:]]).encode("cp1250"))
    out, worklist = tmp_path / "w" / "u.xlsx", tmp_path / "w" / "u_do_decyzji.xlsx"
    import_list(capsys, out, source)
    answer(worklist, "Zacisze Borówka", usluga_kod="SOW")
    code, said = run(capsys, "registry", "resolve", worklist)
    assert code == 0, said
    for _ in range(2):
        written = [p for p in out.parent.iterdir() if "_poprzedni" not in p.name]
        assert not [p.name for p in written if any("Zacisze Borówka" in text for text in everything_in(p))]
        said = import_list(capsys, out, source)
        assert "Borówka" not in said


def test_an_import_writes_over_nobody_s_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, worklist = tmp_path / "uslugi.xlsx", tmp_path / "uslugi_do_decyzji.xlsx"
    import_list(capsys, out)
    answer(worklist, "Fliasków", decyzja="1", uwagi="dzwonić w środę")
    known = ("--gminas", EXAMPLE / "gminy.geojson", "--addresses", EXAMPLE / "drogi.osm.pbf")
    code, said = run(capsys, "registry", "import", LIST, *known, "--out", out)
    assert (code, "not taken over yet: 1" in said) == (1, True), said
    # The boundaries are known from the import, so the page keeps its maps; one's own note stays.
    assert run(capsys, "registry", "resolve", worklist)[0] == 0
    assert "<svg" in (tmp_path / "uslugi_do_decyzji.html").read_text(encoding="utf-8")
    notes = [row["uwagi"] for row in rows_of(worklist, "Rozstrzygnięte")]
    assert notes == ["dzwonić w środę"]
    said = import_list(capsys, out)
    assert "uslugi_poprzedni.xlsx" in said
    source = tmp_path / "lista.csv"
    shutil.copyfile(LIST, source)
    for command in (("registry", "import", source, "--out", source), ("geocode", source, "--out", source)):
        code, said = run(capsys, *command)
        assert (code, "its own source" in said, source.read_bytes()) == (1, True, LIST.read_bytes())


def test_ids_that_two_lists_share_do_not_depend_on_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, provider in (("kluby", "Klub Alfa"), ("domy", "Klub Beta")):
        (tmp_path / f"{name}.csv").write_text(
            f"usluga_id;nazwa;usluga_kod;miejscowosc;ulica;nr;gmina\n1;{provider};klub seniora;Zalewsk;Flisaków;9;Zalewsk\n",
            encoding="utf-8",
        )
    lists = [tmp_path / "kluby.csv", tmp_path / "domy.csv"]
    import_list(capsys, tmp_path / "a.xlsx", *lists)
    import_list(capsys, tmp_path / "b.xlsx", *reversed(lists))
    ids = [{name: row["usluga_id"] for name, row in by_name(tmp_path / f"{x}.xlsx").items()} for x in "ab"]
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 2


def test_a_point_outside_its_powiat_or_the_wrong_way_round_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No gmina is named: the powiat, and the order of degrees, still tell."""
    source = tmp_path / "domy.csv"
    source.write_text(
        "nazwa;usluga_kod;miejscowosc;powiat;wojewodztwo;lat;lon\n"
        "Dom A;DPS;Zalewsk;zalewski;;52.0829;15.1633\n"
        "Dom B;DPS;Grodzieniec;zalewski;;15.3985;52.0467\n"
        "Dom C;DPS;Zalewsk;;małopolskie;52.0829;15.1633\n",
        encoding="utf-8",
    )
    import_list(capsys, tmp_path / "u.xlsx", source)
    asked = {
        row["podmiot i adres"].split(" ·")[0] for row in rows_of(tmp_path / "u_do_decyzji.xlsx", "Do decyzji")
    }
    assert "Dom A" not in asked
    assert "Dom B" in asked
    assert by_name(tmp_path / "u.xlsx")["Dom A"]["lat"] == "52.0829"
