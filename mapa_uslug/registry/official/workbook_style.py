"""How the official workbook looks: colours by theme, fonts, widths and the format of every column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from mapa_uslug.contracts.sheet import COLUMN_NAMES, SheetColumn
from mapa_uslug.core.safe_cells import is_risky, xlsx_text
from mapa_uslug.registry.official.cell_values import DATE_COLUMNS, NUMBER_COLUMNS

TEXT_FORMAT: Final = "@"
DATE_FORMAT: Final = "yyyy-mm-dd"
FONT_NAME: Final = "Calibri"
WHITE: Final = "FFFFFF"
_WIDE: Final = {
    "nazwa": 38.0,
    "kryteria": 28.0,
    "punkt_zbiorki": 30.0,
    "kontakt_rola": 36.0,
    "zrodlo": 22.0,
    "godziny": 24.0,
}
_LEAST_WIDTH = 10.0
_ARROW_WIDTH = 5  # Room for the arrow of the filter beside the header.


@dataclass(frozen=True)
class Theme:
    """A group of columns: its word, a dark colour and a light one; either is read on the other, white on the dark one."""

    word: str
    dark: str
    light: str
    columns: tuple[str, ...]


THEMES: Final = (
    Theme("podmiot", "1F4E79", "DCE9F5", ("usluga_id", "podmiot_id", "nazwa", "typ_podmiotu", "krs_regon")),
    Theme("miejsce", "1E5E3A", "DDF0E3", (
        "teryt7", "teryt_rok", "gmina", "powiat", "wojewodztwo", "miejscowosc", "simc", "ulica", "nr", "kod", "lat", "lon",
        "zrodlo_wsp", "klasa_wsp", "promien_wsp")),
    Theme("usługa", "5B2C83", "EADFF4", ("usluga_kod", "obszar_cus", "tryb", "grupa", "wiek_od", "wiek_do", "kryteria")),
    Theme("pojemność i kadra", "7A3E00", "FBE6D0", ("pojemnosc", "jednostka", "zajete", "kolejka", "kadra_etaty")),
    Theme("czas", "00565B", "D5EFF0", (
        "godziny", "dni", "termin", "punkt_zbiorki", "finansowanie_do", "wazne_od", "wazne_do")),
    Theme("zasady", "7B1E3B", "F8DEE6", ("odplatnosc", "gminy_obslugiwane", "dla_spoza", "dowoz", "dostepnosc_arch")),
    Theme("źródło i wrażliwość", "404040", "E6E6E6", ("data_stanu", "zrodlo", "wrazliwosc", "kontakt_rola")),
)  # fmt: skip
NUMBER_ALIGNMENT: Final = Alignment(horizontal="right", vertical="top", indent=1)
EXAMPLE_FILL: Final = "FFF8DC"


def theme_of(column: str) -> Theme:
    """The theme that a column belongs to."""
    return next(theme for theme in THEMES if column in theme.columns)


def number_format_of(column: str) -> str:
    """Format of a column's cells: text unless it holds numbers or dates, so that zeros and ``8-12`` stay as typed."""
    if column in NUMBER_COLUMNS:
        return "General"
    return DATE_FORMAT if column in DATE_COLUMNS else TEXT_FORMAT


def width_of(column: SheetColumn) -> float:
    """Width in characters."""
    return max(
        _WIDE.get(column.name, _LEAST_WIDTH),
        len(column.name) + _ARROW_WIDTH,
        min(len(column.example) + 2, 36),
    )


def solid(colour: str) -> PatternFill:
    """A fill of one colour."""
    return PatternFill("solid", fgColor=colour)


def header_cell(sheet: Any, column: SheetColumn) -> WriteOnlyCell:
    """A header in the colour of its theme; a required one is bold, white on dark, with a thick line below."""
    theme = theme_of(column.name)
    cell = text_cell(sheet, column.name)
    ink, paper = (WHITE, theme.dark) if column.is_required else (theme.dark, theme.light)
    cell.font = Font(name=FONT_NAME, size=11, bold=column.is_required, color=ink)
    cell.fill = solid(paper)
    between = Side("thin", color=WHITE)
    below = Side("thick" if column.is_required else "thin", color=theme.dark)
    cell.border = Border(left=between, right=between, bottom=below)
    cell.alignment = Alignment(vertical="center")
    return cell


def title_cell(sheet: Any, value: str) -> WriteOnlyCell:
    """A header of the sheets that explain."""
    cell = text_cell(sheet, value)
    cell.font = Font(name=FONT_NAME, size=11, bold=True, color=WHITE)
    cell.fill = solid(THEMES[0].dark)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def text_cell(sheet: Any, value: str, *, is_wrapped: bool = False) -> WriteOnlyCell:
    """A cell of type string with the text format, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    put_text(cell, value)
    cell.number_format = TEXT_FORMAT
    cell.quotePrefix = is_risky(value)
    cell.alignment = Alignment(vertical="top", wrap_text=is_wrapped)
    return cell


def number_cell(sheet: Any, value: float) -> WriteOnlyCell:
    """A cell that holds a number, apart from the text that follows on its right."""
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = NUMBER_ALIGNMENT
    return cell


def put_text(cell: WriteOnlyCell, value: str) -> None:
    """Set a cell to a text: openpyxl would take ``=`` for a formula and ``#N/A`` for an error."""
    cell.value = xlsx_text(value)
    cell.data_type = "s"


def set_columns(sheet: Any, columns: tuple[SheetColumn, ...]) -> None:
    """Widths, and formats of whole columns, so that they hold in every row that is typed in later.

    The formats stand on the columns: a sheet does not grow by prepared rows.
    """
    for number, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width_of(column)
        dimension.number_format = number_format_of(column.name)
        if column.name in NUMBER_COLUMNS:
            dimension.alignment = NUMBER_ALIGNMENT


def letter_of(column: str) -> str:
    """Letter of an official column in a sheet of the official order."""
    return str(get_column_letter(COLUMN_NAMES.index(column) + 1))


def set_printing(sheet: Any, *, paper: int, is_landscape: bool, pages_wide: int = 1) -> None:
    """Paper, direction, and as many pages side by side as may be."""
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = "&A, strona &P z &N"
