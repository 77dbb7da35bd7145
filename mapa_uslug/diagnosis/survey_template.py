"""The empty sheet of a survey of needs, with a row for every service that may be asked for; always Polish."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from mapa_uslug.catalog import Catalog
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_cells import csv_text
from mapa_uslug.core.workbook_cells import (
    FONT_NAME,
    TEXT_FORMAT,
    TITLE_FILL,
    noted,
    set_printing,
    text_cell,
    title_cell,
)
from mapa_uslug.core.workbook_saving import LAST_ROW, new_workbook

SURVEY_SHEET: Final = "Ankieta"
GUIDE_SHEET: Final = "Jak wypełnić"
COLUMN_NOTES: Final = {
    "gmina_teryt": "Kod TERYT gminy, sześć albo siedem cyfr, także zero na początku. Puste razem z nazwą: odpowiedzi całego obszaru.",
    "gmina": "Nazwa gminy.",
    "usluga_kod": "Kod usługi z katalogu.",
    "usluga": "Nazwa usługi; program jej nie czyta.",
    "zapytanych": "Ile osób albo jednostek zapytano o tę usługę.",
    "pilne": "Ile z zapytanych wskazało usługę jako pilnie potrzebną.",
    "trudne": "Ile z zapytanych wskazało usługę jako trudną do zorganizowania.",
    "pilne_proc": "Zamiast pilne: jaki procent zapytanych wskazał usługę jako pilnie potrzebną, od 0 do 100.",
    "trudne_proc": "Zamiast trudne: jaki procent zapytanych wskazał usługę jako trudną do zorganizowania, od 0 do 100.",
    "zrodlo": "Kto i jak pytał, na przykład: ankieta OPS, papierowa.",
    "data": "Ostatni dzień zbierania odpowiedzi. Zapis: RRRR-MM-DD.",
}
"""Columns of the sheet, in order, and what they hold."""
_WIDTHS: Final = (14, 20, 12, 58, 13, 10, 10, 13, 13, 28, 13)
_COUNTS: Final = ("zapytanych", "pilne", "trudne")
_SHARES: Final = ("pilne_proc", "trudne_proc")
_A4, _GUIDE_WIDTH, _LINE_HEIGHT, _HEADING = 9, 78, 15, 13
_NEVER_KEPT: Final = 2
_DELIMITER: Final = ";"
_GUIDE: Final = (
    ("Ankieta potrzeb: jak wypełnić", (
        "Arkusz „Ankieta” ma po jednym wierszu na usługę. Skopiuj te wiersze tyle razy, ile gmin pytano, i w każdym wpisz kod albo "
        "nazwę gminy. Jeśli odpowiedzi są tylko dla całego obszaru, zostaw kod i nazwę gminy puste.",
        "Wiersze usług, o które nie pytano, zostaw bez liczb albo usuń. Puste to nie zero: zero znaczy, że pytano i nikt nie wskazał usługi.",
    )),
    ("Liczby", (
        "Zapytanych: ilu mieszkańców albo ile jednostek (na przykład OPS) odpowiadało. Pilne i trudne: ilu z nich wskazało usługę.",
        "Każdy może wskazać kilka usług, więc liczby kolejnych usług nie sumują się do liczby zapytanych. Dla jednej usługi odpowiedzi "
        "nie może być więcej niż zapytanych.",
        "Jeśli znasz tylko procenty, wpisz je w kolumnach pilne_proc i trudne_proc, od 0 do 100, a kolumny pilne i trudne zostaw puste.",
    )),
    ("Czego nie wpisywać", (
        "Nie wpisuj odpowiedzi pojedynczych osób, ich imion, nazwisk ani adresów: w arkuszu są tylko sumy.",
    )),
    ("Co dalej", (
        "Zapisz plik w folderze obszaru i wpisz jego nazwę w pliku area.toml, w sekcji [inputs]: needs = [\"ankieta_potrzeb.xlsx\"]. "
        "Potem uruchom: mapa-uslug check area.toml. Program pokaże wszystkie błędy naraz: wiersz, kolumnę i sposób poprawy.",
        "Gmina, której w ankiecie nie ma, dostaje odpowiedzi całego obszaru, a bez nich liczby z diagnozy lubuskiej; raport to mówi.",
    )),
)  # fmt: skip
"""Headings, each with its paragraphs."""


def write_survey_template(path: Path, *, catalog: Catalog) -> Path:
    """Write the empty sheet of a survey.

    Parameters
    ----------
    path
        ``.xlsx`` with a guide, or ``.csv`` (UTF-8 with BOM, semicolons), which holds none.
    catalog
        Types of services that the sheet asks for: all but those of which no record is ever kept.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    InputError
        Another ending.
    """
    rows = [_row(t.code, t.name) for t in catalog.types if t.sensitivity < _NEVER_KEPT]
    suffix = path.suffix.lower()
    if suffix == ".csv":
        _write_csv(rows, path)
    elif suffix == ".xlsx":
        _write_workbook(rows, path)
    else:
        raise InputError([problem("The sheet cannot be written as {value}.", where=str(path), code="format",
                                  value=path.suffix or path.name, hint="Give a name that ends with .xlsx or .csv.")])  # fmt: skip
    return path


def _row(code: str, name: str) -> list[str]:
    told = {"usluga_kod": code, "usluga": name}
    return [told.get(column, "") for column in COLUMN_NOTES]


def _write_csv(rows: Sequence[Sequence[str]], path: Path) -> None:
    with atomic_path(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=_DELIMITER, lineterminator="\r\n")
        writer.writerow(COLUMN_NOTES)
        writer.writerows([csv_text(cell) for cell in row] for row in rows)


def _write_workbook(rows: Sequence[Sequence[str]], path: Path) -> None:
    with new_workbook(path, "Ankieta potrzeb", text_numbers=f"A1:C{LAST_ROW}") as made:
        sheet = made.book.create_sheet(SURVEY_SHEET)
        _set_up(sheet, len(rows))
        _add_rules(sheet)
        sheet.append([noted(title_cell(sheet, name), note) for name, note in COLUMN_NOTES.items()])
        for row in rows:
            sheet.append([_cell(sheet, *pair) for pair in zip(COLUMN_NOTES, row, strict=True)])
        _add_guide(made.book.create_sheet(GUIDE_SHEET))


def _cell(sheet: Any, column: str, value: str) -> WriteOnlyCell:
    """A cell of a row: whatever is typed into one for text stays as typed, so that codes keep their zeros."""
    if value:
        return text_cell(sheet, value, is_wrapped=True)
    cell = WriteOnlyCell(sheet)
    cell.number_format = _format_of(column)
    return cell


def _format_of(column: str) -> str:
    return "General" if column in (*_COUNTS, *_SHARES) else TEXT_FORMAT


def _set_up(sheet: Any, row_count: int) -> None:
    set_printing(sheet, paper=_A4, is_landscape=True)
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMN_NOTES))}{row_count + 1}"
    for number, (name, width) in enumerate(zip(COLUMN_NOTES, _WIDTHS, strict=True), start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = width
        column.number_format = _format_of(name)


def _add_rules(sheet: Any) -> None:
    """Whole numbers, never more answers than people asked, and per cent up to 100; they warn only, as the reader tells all."""
    asked = _letter("zapytanych")
    for name in _COUNTS:
        letter = _letter(name)
        rule = DataValidation(
            type="whole", operator="greaterThanOrEqual" if name == "zapytanych" else "between", formula1="0",
            formula2=None if name == "zapytanych" else f"${asked}2", allow_blank=True, errorStyle="warning", showErrorMessage=True,
            errorTitle="Sprawdź wpis",
            error="Wpisz liczbę całkowitą, nie większą od liczby zapytanych. Jeśli jej nie znasz, zostaw komórkę pustą.",
        )  # fmt: skip
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.data_validations.append(rule)
    for name in _SHARES:
        letter = _letter(name)
        rule = DataValidation(
            type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True, errorStyle="warning",
            showErrorMessage=True, errorTitle="Sprawdź wpis",
            error="Wpisz procent, od 0 do 100. Jeśli go nie znasz, zostaw komórkę pustą.",
        )  # fmt: skip
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.data_validations.append(rule)


def _letter(column: str) -> str:
    return str(get_column_letter(list(COLUMN_NOTES).index(column) + 1))


def _add_guide(sheet: Any) -> None:
    set_printing(sheet, paper=_A4, is_landscape=False)
    sheet.column_dimensions["A"].width = _GUIDE_WIDTH
    row = 0
    for number, (heading, paragraphs) in enumerate(_GUIDE):
        size = _HEADING if number else 16
        for text in (heading, *paragraphs):
            cell = text_cell(sheet, text, is_wrapped=True)
            is_heading = text is heading
            cell.font = (
                Font(name=FONT_NAME, size=size, bold=True, color=TITLE_FILL)
                if is_heading
                else Font(name=FONT_NAME, size=11)
            )
            row += 1
            lines = math.ceil(len(text) * cell.font.size / (11 * _GUIDE_WIDTH))
            sheet.row_dimensions[row].height = lines * _LINE_HEIGHT * cell.font.size / 11 + 3
            sheet.append([cell])
        row += 1
        sheet.append([])
