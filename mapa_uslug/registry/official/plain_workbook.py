"""Any table as a workbook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mapa_uslug.core.workbook_cells import TEXT_FORMAT, title_cell
from mapa_uslug.core.workbook_saving import LAST_ROW, new_workbook
from mapa_uslug.registry.official.cell_values import plain_value
from mapa_uslug.registry.official.workbook_rows import RowWriter


def write_plain_workbook(table: pd.DataFrame, path: Path) -> None:
    """Write any table as a workbook of one sheet: texts stay text whatever they begin with, numbers are numbers, missing
    values are empty.
    """
    with new_workbook(path, path.stem, text_numbers=f"A1:XFD{LAST_ROW}") as made:
        sheet = made.book.create_sheet("Tabela")
        sheet.freeze_panes = "A2"
        sheet.append([title_cell(sheet, str(name)) for name in table.columns])
        write = RowWriter(sheet, [TEXT_FORMAT] * len(table.columns))
        made.rows = (
            write(number, [plain_value(value, is_number=True) for value in row])
            for number, row in enumerate(table.itertuples(index=False, name=None), start=2)
        )
