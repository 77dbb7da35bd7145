"""Which number a table bears: the same on paper and in front of its sheet of the workbook."""

from __future__ import annotations

from string import ascii_lowercase

from mapa_uslug.reports.content import Report, Table


def is_read(table: Table) -> bool:
    """Whether a table stands on paper, not in the workbook alone."""
    return table.read != 0 or not table.rows


def label_tables(report: Report) -> list[tuple[str, Table]]:
    """Tables in reading order with their labels.

    Those that are read are counted from 1. One of the workbook alone bears the number of the table that it is the wider
    form of, and where there is none that of the table before it with a letter: 7a, 7b.
    """
    labelled: list[tuple[str, Table]] = []
    short: dict[str, str] = {}
    number = letters = 0
    for table in (
        block for _, section in report.walk() for block in section.blocks if isinstance(block, Table)
    ):
        if is_read(table):
            number, letters = number + 1, 0
            label = str(number)
            if not table.is_sheet:
                short[table.caption] = label
        elif table.caption in short:
            label = short.pop(table.caption)
        else:
            label, letters = f"{number}{_letter(letters)}", letters + 1
        labelled.append((label, table))
    return labelled


def _letter(number: int) -> str:
    """a, b, ... y, za, zb, ..."""
    return "z" * (number // 25) + ascii_lowercase[number % 25]
