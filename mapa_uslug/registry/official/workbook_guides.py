"""The sheets that explain the official one: the catalog of services, the lists to choose from, how to fill it in.

All their text is Polish, as the official sheet is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.catalog.words import name_group
from mapa_uslug.contracts.sheet import SHEET_COLUMNS
from mapa_uslug.core.text import Text
from mapa_uslug.core.workbook_cells import FONT_NAME, set_printing, solid, text_cell, title_cell
from mapa_uslug.registry.official.workbook_style import THEMES
from mapa_uslug.registry.official.workbook_texts import DELIVERIES, GUIDE, MEANINGS, SENSITIVITIES

SERVICES_SHEET: Final = "Usługi"
CATALOG_SHEET: Final = "Katalog"
LISTS_SHEET: Final = "Listy"
GUIDE_SHEET: Final = "Instrukcja"
GUIDE_SHEETS: Final = (CATALOG_SHEET, LISTS_SHEET, GUIDE_SHEET)
"""Sheets of the official workbook that hold no services."""

_CATALOG_COLUMNS = (
    ("kod", 8), ("nazwa", 34), ("inne nazwy", 38), ("obszary usług społecznych (CUS)", 30), ("sposób świadczenia", 28),
    ("dla kogo", 22), ("jednostka pojemności", 16), ("rodzaj progu dojazdu", 22), ("wrażliwość", 26),
)  # fmt: skip
_GUIDE_WIDTH = 72
_LIST_WIDTHS = (16, 30)
_LISTS_ACROSS = 2
_A4 = 9
_LINE_HEIGHT = 15
# Characters that fit for each unit of a column's width; fonts that stand in for the wanted one are wider.
_FILLING = 1.0


def codes_range(catalog: Catalog) -> str:
    """Where the codes stand in the sheet of the catalog."""
    return f"{CATALOG_SHEET}!$A$2:$A${len(catalog.types) + 1}"


def list_ranges() -> dict[str, str]:
    """Column of the official sheet -> where its choices stand."""
    ranges = {}
    for number, column in enumerate(c for c in SHEET_COLUMNS if c.choices):
        letter = get_column_letter(2 * number + 1)
        ranges[column.name] = f"{LISTS_SHEET}!${letter}$2:${letter}${len(column.choices) + 1}"
    return ranges


def add_guides(book: Workbook, catalog: Catalog) -> None:
    """Add the three sheets."""
    _add_catalog(_Page(book, CATALOG_SHEET, [width for _, width in _CATALOG_COLUMNS]), catalog)
    columns = [c for c in SHEET_COLUMNS if c.choices]
    _add_lists(
        _Page(book, LISTS_SHEET, _LIST_WIDTHS * len(columns), pages_wide=_LISTS_ACROSS),
    )
    _add_guide(_Page(book, GUIDE_SHEET, [_GUIDE_WIDTH], is_landscape=False), catalog)


class _Page:
    """A sheet that is written row by row, every row as high as its text needs: not all programs see to that."""

    def __init__(
        self,
        book: Workbook,
        title: str,
        widths: Sequence[int],
        *,
        is_landscape: bool = True,
        pages_wide: int = 1,
    ) -> None:
        self.sheet: Any = book.create_sheet(title)
        self._widths, self._row = widths, 0
        for number, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        set_printing(self.sheet, paper=_A4, is_landscape=is_landscape, pages_wide=pages_wide)

    def add(self, cells: Sequence[WriteOnlyCell | None]) -> None:
        self._row += 1
        lines = [self._lines(cell, width) for cell, width in zip(cells, self._widths, strict=False)]
        size = max((cell.font.size for cell in cells if cell is not None), default=11)
        self.sheet.row_dimensions[self._row].height = max(lines, default=1) * _LINE_HEIGHT * size / 11 + 3
        self.sheet.append(list(cells))

    def add_headers(self, titles: Sequence[str], *, frozen: str) -> None:
        self.sheet.freeze_panes, self.sheet.print_title_rows = frozen, "1:1"
        self.add([title_cell(self.sheet, title) for title in titles])

    def add_texts(self, texts: Sequence[str]) -> None:
        self.add([text_cell(self.sheet, text, is_wrapped=True) if text else None for text in texts])

    @staticmethod
    def _lines(cell: WriteOnlyCell | None, width: int) -> int:
        return 1 if cell is None else math.ceil(len(str(cell.value)) / (width * _FILLING))


def _add_catalog(page: _Page, catalog: Catalog) -> None:
    last = get_column_letter(len(_CATALOG_COLUMNS))
    page.sheet.auto_filter.ref = f"A1:{last}{len(catalog.types) + 1}"
    page.add_headers([title for title, _ in _CATALOG_COLUMNS], frozen="C2")
    areas = {area.number: area.name for area in catalog.areas}
    for service_type in catalog.types:
        page.add_texts(_describe(service_type, areas))


def _describe(service_type: ServiceType, areas: dict[int, str]) -> list[str]:
    t = service_type
    return [
        t.code,
        t.name,
        "; ".join(t.aliases),
        "; ".join(f"{number} {areas[number]}" for number in t.areas),
        f"{t.delivery}: {DELIVERIES[t.delivery]}",
        name_group(Text("pl"), t.target),
        t.capacity_unit or "nie podaje się",
        _threshold(t),
        f"{t.sensitivity}: {SENSITIVITIES[t.sensitivity]}",
    ]


def _threshold(service_type: ServiceType) -> str:
    """Kind of the limits: set by law (with the law) or agreed."""
    if not service_type.is_measured:
        return "brak: odległości się nie mierzy"
    thresholds = service_type.thresholds.values()
    kinds = dict.fromkeys(kind for threshold in thresholds for kind in threshold.kinds)
    laws = dict.fromkeys(threshold.legal_basis for threshold in thresholds if threshold.legal_basis)
    return " i ".join(kinds) + (f": {'; '.join(laws)}" if laws else "")


def _add_lists(page: _Page) -> None:
    columns = [c for c in SHEET_COLUMNS if c.choices]
    page.add_headers([title for c in columns for title in (c.name, "co to znaczy")], frozen="A2")
    for row in range(max(len(c.choices) for c in columns)):
        choices = [(c.name, c.choices[row] if row < len(c.choices) else "") for c in columns]
        page.add_texts([text for name, choice in choices for text in (choice, _meaning(name, choice))])


def _meaning(column: str, choice: str) -> str:
    return MEANINGS.get(column, {}).get(choice, "")


def _add_guide(page: _Page, catalog: Catalog) -> None:
    for number, (heading, paragraphs) in enumerate(GUIDE):
        if number:
            page.add([])
        cell = text_cell(page.sheet, heading)
        cell.font = Font(name=FONT_NAME, size=13 if number else 16, bold=True, color=THEMES[0].dark)
        page.add([cell])
        for paragraph in paragraphs:
            page.add_texts([paragraph])
    for theme in THEMES:
        cell = text_cell(page.sheet, f"{theme.word}: {', '.join(theme.columns)}", is_wrapped=True)
        cell.font, cell.fill = Font(name=FONT_NAME, size=11, color=theme.dark), solid(theme.light)
        page.add([cell])
    page.add([])
    page.add_texts([f"Katalog usług: wersja {catalog.version}. Źródło: {catalog.source}."])
