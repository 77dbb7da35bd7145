"""Cells of spreadsheets by name."""

from __future__ import annotations

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells; rows as a spreadsheet numbers them, columns from 0."""


def column_letters(index: int) -> str:
    """Letters of a column counted from 0: ``A`` ... ``Z``, ``AA`` ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Column counted from 0 of its letters."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def cell_name(row: int, column: int) -> str:
    """Reference of a cell: its row as a spreadsheet numbers it, its column from 0."""
    return f"{column_letters(column)}{row}"
