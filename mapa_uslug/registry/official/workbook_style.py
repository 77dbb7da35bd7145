"""How the official workbook looks: colours by theme, fonts, widths and the format of every column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from mapa_uslug.contracts.sheet import COLUMN_NAMES, SheetColumn
from mapa_uslug.core.workbook_cells import (
    DATE_FORMAT,
    FONT_NAME,
    NUMBER_ALIGNMENT,
    TEXT_FORMAT,
    TITLE_FILL,
    WHITE,
    solid,
    text_cell,
)
from mapa_uslug.registry.official.cell_values import DATE_COLUMNS, NUMBER_COLUMNS

_WIDE: Final = {
    "nazwa": 38.0,
    "kryteria": 28.0,
    "punkt_zbiorki": 30.0,
    "kontakt_rola": 36.0,
    "zrodlo": 22.0,
    "partnerzy": 24.0,
    "prowadzi_wpis": 24.0,
    "zgloszenia": 26.0,
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
    Theme("podmiot", TITLE_FILL, "DCE9F5", ("usluga_id", "podmiot_id", "nazwa", "typ_podmiotu", "krs_regon", "partnerzy")),
    Theme("miejsce", "1E5E3A", "DDF0E3", (
        "teryt7", "teryt_rok", "gmina", "powiat", "wojewodztwo", "miejscowosc", "simc", "ulica", "nr", "kod", "lat", "lon",
        "zrodlo_wsp", "klasa_wsp", "promien_wsp")),
    Theme("usługa", "5B2C83", "EADFF4", ("usluga_kod", "obszar_cus", "tryb", "grupa", "wiek_od", "wiek_do", "kryteria", "koszyk")),
    Theme("pojemność i kadra", "7A3E00", "FBE6D0", (
        "pojemnosc", "jednostka", "zajete", "kolejka", "kadra_etaty", "zarezerwowane", "przeszli")),
    Theme("czas", "00565B", "D5EFF0", (
        "godziny", "dni", "termin", "punkt_zbiorki", "finansowanie_do", "wazne_od", "wazne_do")),
    Theme("zasady", "7B1E3B", "F8DEE6", ("odplatnosc", "gminy_obslugiwane", "dla_spoza", "dowoz", "dostepnosc_arch")),
    Theme("źródło i wrażliwość", "404040", "E6E6E6", (
        "data_stanu", "zrodlo", "prowadzi_wpis", "zgloszenia", "wrazliwosc", "kontakt_rola")),
)  # fmt: skip


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
