"""Sheets of a workbook as grids of cells, each of which can be named in a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapa_uslug.core.archives import broken, locked, scan_archive
from mapa_uslug.core.cell_names import cell_name
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem

MOST_ERROR_CELLS: Final = 20
_LARGEST: Final = 100_000_000


@dataclass(frozen=True, eq=False)
class BookSheet:
    """Cells of a sheet.

    Attributes
    ----------
    file, name : str
    rows : list of list
        From A1 on, as the file types them: text, number, time, date, ``""`` where empty.
    """

    file: str
    name: str
    rows: list[list[Any]]

    def where(self, row: int, column: int | None = None) -> str:
        """A cell, or a row, both counted from 0: ``kursy.xlsx!Linia 1:C7``."""
        cell = str(row + 1) if column is None else cell_name(row + 1, column)
        return f"{self.file}!{self.name}:{cell}"

    def tell(
        self,
        message: str,
        log: ProblemLog,
        row: int,
        column: int | None,
        *,
        hint: str,
        code: str,
        **values: object,
    ) -> None:
        """Note what is wrong with a cell."""
        log.add(message, where=self.where(row, column), hint=hint, code=code, severity="warning", **values)  # fmt: skip

    def at(self, row: int, column: int) -> Any:
        """Value of a cell, ``""`` beyond the last."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """Value of a cell as text: ``1`` for the number 1.0."""
        return cell_text(self.at(row, column))


def cell_text(value: Any) -> str:
    """Text of a value, without blanks around."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def read_sheets(path: Path, log: ProblemLog) -> list[BookSheet]:
    """Read every sheet that is shown; formulas are not computed, the values that were saved are taken.

    Raises
    ------
    InputError
        A file that cannot be read, is locked, or would not fit into memory.
    """
    if path.stat().st_size > _LARGEST:
        raise InputError([problem("The file is larger than {limit} MB.", where=path.name, code="too_large",
                                  hint="Split it into several files.", limit=_LARGEST // 1_000_000)])  # fmt: skip
    scan = scan_archive(path, is_ods=False)
    try:
        sheets = list(_visible_sheets(path, log))
    except BaseException as error:
        # The reader's panics stand beside Exception, its errors have no common class below it.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise InputError(
            [locked(path) if type(error).__name__ == "PasswordError" else broken(path, error)]
        ) from error
    names = {sheet.name for sheet in sheets}
    log.extend(_error_cell(path, name, *cell) for name in scan.errors if name in names for cell in scan.errors[name][:MOST_ERROR_CELLS])  # fmt: skip
    return sheets


def _visible_sheets(path: Path, log: ProblemLog) -> Iterator[BookSheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != SheetVisibleEnum.Visible:
                log.add("The sheet is hidden and was not read.", where=f"{path.name}!{meta.name}", code="hidden_sheet",
                        severity="warning", hint="Show it if it holds courses.")  # fmt: skip
                continue
            sheet = book.get_sheet_by_name(meta.name)
            before = [""] * sheet.start[1] if sheet.start else []
            yield BookSheet(
                path.name, meta.name, [before + cells for cells in sheet.iter_rows()] if sheet.start else []
            )


def _error_cell(path: Path, sheet: str, cell: str, value: str) -> Problem:
    return problem("The cell holds the error {value} and was read as empty.", where=f"{path.name}!{sheet}:{cell}",
                   code="error_cell", severity="warning", hint="Mend the formula, or write the value.", value=value)  # fmt: skip
