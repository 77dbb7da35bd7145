"""The workbook in which an office writes down lines that have no feed, with instructions and a small example."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.workbook_cells import (
    EXAMPLE_FILL,
    FONT_NAME,
    TITLE_FILL,
    noted,
    number_cell,
    set_printing,
    solid,
    text_cell,
    title_cell,
)
from mapa_uslug.core.workbook_saving import new_workbook
from mapa_uslug.transit.book_tables import LAT_RANGE, LON_RANGE, ON_DEMAND_COLUMNS, STOP_COLUMNS
from mapa_uslug.transit.handmade import GUIDE_SHEET, ON_DEMAND_SHEET, STOPS_SHEET
from mapa_uslug.transit.template_texts import COLUMN_NOTES, GUIDE, WORD_NOTES

LINE_SHEET: Final = "Linia 1"
_TIME_FORMAT: Final = "h:mm"
_A4: Final = 9
_GUIDE_WIDTH: Final = 78
_LINE_HEIGHT: Final = 15
_LAST_STOP, _LAST_COURSE = 500, "Z"
_MARKS: Final = '"S,W,6,7,SW,67,SW6,SW67"'
_STOPS: Final = (
    ("Zalewsk, rynek", 52.0822, 15.1624, "Zalewsk"),
    ("Zalewsk, szpital", 52.0871, 15.1702, "Zalewsk"),
    ("Lipno, szkoła", 52.1034, 15.2211, "Zalewsk"),
)
# Head and times of the courses there, then of those back; the seven o'clock one runs on school days only.
_LINE: Final = (
    ("Linia", "Zalewsk – Lipno"),
    ("Kurs", "1", "3"),
    ("Dni", "S", "SW6"),
    ("Data", "", ""),
    ("Zalewsk, rynek", dt.time(7, 10), dt.time(14, 30)),
    ("Zalewsk, szpital", dt.time(7, 16), "-"),
    ("Lipno, szkoła", dt.time(7, 35), dt.time(14, 52)),
    (),
    ("Kurs", "2", "4"),
    ("Dni", "S", "SW6"),
    ("Data", "", ""),
    ("Lipno, szkoła", dt.time(7, 40), dt.time(15, 0)),
    ("Zalewsk, szpital", "-", dt.time(15, 18)),
    ("Zalewsk, rynek", dt.time(8, 2), dt.time(15, 25)),
)
_HEAD_WORDS: Final = ("Linia", "Kurs", "Dni", "Data")


def write_timetable_template(path: Path) -> Path:
    """Write the workbook: instructions, stops, a line there and back, services on demand; always in Polish.

    It reads back as the small timetable of its example.

    Parameters
    ----------
    path
        ``.xlsx``.

    Raises
    ------
    InputError
        Another ending.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError([problem("The empty sheet is written as .xlsx, not {suffix}.", where=path.name, code="suffix",
                                  hint="Give the file the ending .xlsx.", suffix=path.suffix or "-")])  # fmt: skip
    with new_workbook(path, "Rozkłady jazdy") as made:
        _add_guide(made.book.create_sheet(GUIDE_SHEET))
        _add_stops(made.book.create_sheet(STOPS_SHEET))
        _add_line(made.book.create_sheet(LINE_SHEET))
        _add_on_demand(made.book.create_sheet(ON_DEMAND_SHEET))
    return path


def _add_guide(sheet: Any) -> None:
    set_printing(sheet, paper=_A4, is_landscape=False)
    sheet.column_dimensions["A"].width = _GUIDE_WIDTH
    row = 0
    for number, (heading, paragraphs) in enumerate(GUIDE):
        size = 13 if number else 16
        for text, font in ((heading, Font(name=FONT_NAME, size=size, bold=True, color=TITLE_FILL)), *((p, None) for p in paragraphs)):  # fmt: skip
            cell = text_cell(sheet, text, is_wrapped=True)
            cell.font = font or Font(name=FONT_NAME, size=11)
            row += 1
            sheet.row_dimensions[row].height = math.ceil(len(text) / _GUIDE_WIDTH) * _LINE_HEIGHT * cell.font.size / 11 + 3  # fmt: skip
            sheet.append([cell])
        row += 1
        sheet.append([])


def _add_stops(sheet: Any) -> None:
    _set_up(sheet, (38, 12, 12, 24), frozen="A2")
    _add_degrees(sheet, "B", LAT_RANGE, "Wpisz stopnie, na przykład 52,1034. W Polsce lat ma od 49 do 55.")
    _add_degrees(sheet, "C", LON_RANGE, "Wpisz stopnie, na przykład 15,2211. W Polsce lon ma od 14 do 24.")
    sheet.append([noted(title_cell(sheet, name), COLUMN_NOTES[name]) for name in STOP_COLUMNS])
    for name, lat, lon, gmina in _STOPS:
        sheet.append([_example(sheet, value) for value in (name, lat, lon, gmina)])


def _add_degrees(sheet: Any, letter: str, between: tuple[float, float], error: str) -> None:
    rule = DataValidation(type="decimal", operator="between", formula1=f"{between[0]:g}", formula2=f"{between[1]:g}", allow_blank=True,
                          errorStyle="warning", showErrorMessage=True, errorTitle="Sprawdź wpis", error=error)  # fmt: skip
    rule.add(f"{letter}2:{letter}{_LAST_STOP}")
    sheet.data_validations.append(rule)


def _add_line(sheet: Any) -> None:
    _set_up(sheet, (38, *[10] * 12), frozen="B2")
    stops = DataValidation(type="list", formula1=f"{STOPS_SHEET}!$A$2:$A${_LAST_STOP}", allow_blank=True, errorStyle="warning",
                           showErrorMessage=True, errorTitle="Sprawdź wpis",
                           error="Takiego przystanku nie ma w arkuszu „Przystanki”. Dopisz go tam.")  # fmt: skip
    days = DataValidation(type="list", formula1=_MARKS, allow_blank=True, errorStyle="warning", showErrorMessage=True,
                          errorTitle="Sprawdź wpis", error="Wpisz S, W, 6, 7 albo kilka z nich razem, na przykład SW6.")  # fmt: skip
    for row, cells in enumerate(_LINE, start=1):
        if not cells:
            sheet.append([])
            continue
        word, *values = cells
        is_head = word in _HEAD_WORDS
        if word == "Dni":
            days.add(f"B{row}:{_LAST_COURSE}{row}")
        elif not is_head:
            stops.add(f"A{row}")
        first = (
            noted(title_cell(sheet, str(word)), WORD_NOTES[str(word)]) if is_head else _example(sheet, word)
        )
        sheet.append([first, *(_example(sheet, value, is_centred=word != "Linia") for value in values)])
    stops.add(f"A{len(_LINE) + 1}:A200")
    sheet.data_validations.append(stops)
    sheet.data_validations.append(days)


def _add_on_demand(sheet: Any) -> None:
    _set_up(sheet, (34, 30, 30, 10, 8, 8, 20, 36, 30), frozen="A2")
    sheet.append([noted(title_cell(sheet, name), COLUMN_NOTES[name]) for name in ON_DEMAND_COLUMNS])


def _set_up(sheet: Any, widths: Sequence[int], *, frozen: str) -> None:
    set_printing(sheet, paper=_A4, is_landscape=True)
    sheet.freeze_panes = frozen
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _example(sheet: Any, value: str | float | dt.time, *, is_centred: bool = False) -> WriteOnlyCell:
    if isinstance(value, dt.time):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _TIME_FORMAT
    else:
        cell = text_cell(sheet, value) if isinstance(value, str) else number_cell(sheet, value)
    if value == "":
        cell.value = None
    cell.font, cell.fill = Font(name=FONT_NAME, size=11, italic=True), solid(EXAMPLE_FILL)
    if is_centred:
        cell.alignment = Alignment(horizontal="center")
    return cell
