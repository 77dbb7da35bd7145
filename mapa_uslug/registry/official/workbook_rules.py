"""What the official sheet tells and asks while it is filled in: notes on its headers, lists and checks of its cells."""

from __future__ import annotations

from typing import Any

from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from mapa_uslug.contracts.sheet import SHEET_COLUMNS, SheetColumn
from mapa_uslug.core.text import capital
from mapa_uslug.core.workbook_saving import LAST_ROW
from mapa_uslug.registry.official.cell_values import DATE_COLUMNS, NUMBER_COLUMNS
from mapa_uslug.registry.official.workbook_style import letter_of, theme_of

_NOTE_WIDTH = 340
_CHARACTERS_PER_LINE = 48
_LINE_HEIGHT = 18
_NOT_LISTED = "Tej wartości nie ma na liście. Możesz ją zostawić, ale sprawdź, czy nie ma w niej błędu."
_PROMPTS = {
    "usluga_kod": "Wybierz kod z listy. Znaczenie kodów podaje arkusz „Katalog”. Możesz też wpisać nazwę usługi.",
    "teryt7": "Siedem cyfr, także zero na początku.",
    "wrazliwosc": "0: publiczna. 1: tylko w liczbach gminy. 2: nigdy nie zapisywana. Puste znaczy to samo co 0.",
    "tryb": "Kilka sposobów rozdziel znakiem |, na przykład S|D. Znaczenie liter podaje arkusz „Listy”.",
}
_STRICT = "wrazliwosc"
_DATES = ("32874", "73050")  # 1990-01-01 and 2099-12-31 as spreadsheets count days.


def header_note(column: SheetColumn) -> Comment:
    """The note on a header: whether it is required, what it holds, what it may be chosen from, an example, its theme."""
    parts = [
        "Kolumna obowiązkowa." if column.is_required else "",
        capital(column.meaning) + ".",
        "Wybierz z listy. Znaczenie wartości podaje arkusz „Listy”." if column.choices else "",
        "Kody są w arkuszu „Katalog”." if column.name == "usluga_kod" else "",
        "Zapis: RRRR-MM-DD." if column.name in DATE_COLUMNS and "RRRR" not in column.meaning else "",
        "Wpisz liczbę." if column.name in NUMBER_COLUMNS else "",
        f"Przykład: {_example(column)}" if column.example else "",
        f"Dotyczy: {theme_of(column.name).word}.",
    ]
    lines = [part for part in parts if part]
    height = sum(1 + len(line) // _CHARACTERS_PER_LINE for line in lines) * _LINE_HEIGHT + _LINE_HEIGHT
    return Comment("\n".join(lines), "mapa_uslug", height=height, width=_NOTE_WIDTH)


def _example(column: SheetColumn) -> str:
    """The example as it is typed in Poland: a decimal point would make text, or a date, of a number."""
    return column.example.replace(".", ",") if column.name in NUMBER_COLUMNS else column.example


def add_rules(sheet: Any, *, codes: str, lists: dict[str, str]) -> None:
    """Put lists and checks on the columns.

    Parameters
    ----------
    codes
        Range with the catalog's codes.
    lists
        Column -> range with its choices.
    """
    for column in SHEET_COLUMNS:
        rule = _rule(column, codes if column.name == "usluga_kod" else lists.get(column.name, ""))
        if rule is not None:
            letter = letter_of(column.name)
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.data_validations.append(rule)


def _rule(column: SheetColumn, choices: str) -> DataValidation | None:
    name = column.name
    if choices:
        # The reader takes other words too, so they are questioned; what decides whether a row may be shown is not.
        return _validation(
            name, "list", choices, error="Wpisz 0, 1 albo 2." if name == _STRICT else _NOT_LISTED
        )
    if name in DATE_COLUMNS:
        return _validation(name, "date", *_DATES, error="To nie jest data. Wpisz ją tak: 2026-09-30.")
    if name == "lat":
        return _validation(name, "decimal", "48.9", "55", error="Wpisz stopnie, na przykład 52,1034. W Polsce lat ma od 49 do 55. Sprawdź, czy nie zamieniono lat z lon.")  # fmt: skip
    if name == "lon":
        return _validation(name, "decimal", "14", "24.3", error="Wpisz stopnie, na przykład 15,2211. W Polsce lon ma od 14 do 24. Sprawdź, czy nie zamieniono lat z lon.")  # fmt: skip
    if name in NUMBER_COLUMNS:
        return _validation(name, "decimal", "0", error="Wpisz liczbę. Jeśli jej nie znasz, zostaw komórkę pustą.")  # fmt: skip
    if name == "teryt7":
        return _validation(name, "textLength", "6", "7", error="Kod TERYT gminy ma siedem cyfr. Sprawdź, czy nie brakuje zera na początku.")  # fmt: skip
    return None


def _validation(name: str, kind: str, first: str, second: str | None = None, *, error: str) -> DataValidation:
    operator = None if kind == "list" else "between" if second else "greaterThanOrEqual"
    prompt = _PROMPTS.get(name)
    return DataValidation(
        type=kind, operator=operator, formula1=first, formula2=second, allow_blank=True,
        errorStyle="stop" if name == _STRICT else "warning", showErrorMessage=True, errorTitle="Sprawdź wpis", error=error,
        showInputMessage=prompt is not None, promptTitle=name if prompt else None, prompt=prompt,
    )  # fmt: skip
