"""A mapping: how rows of a foreign list become rows of the official sheet, as TOML that can be kept and reused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mapa_uslug.contracts.reading import read_toml
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark

SplitKind = Literal[
    "nazwa_i_adres", "adres_pelny", "ulica_nr", "miejscowosc_nr", "kod_miejscowosc", "powiat_gmina", "nr_lokalu",
    "lon_lat", "lat_lon", "wolne_miejsca",
]  # fmt: skip
"""What one cell holds, by the words of `registry.tables.headers.COMPOSITES`: several official columns together, the flat that is
added to the house number, or the places that are free (of which those that are taken follow)."""
SkipReason = Literal[
    "subtotal", "total", "note", "closed", "suspended", "not_in_catalog", "repeated", "other"
]
"""Why rows are left out: sum of a part, of all; a remark; a service that ended or is suspended; of no type of the catalog;
a record that stands elsewhere too; anything else."""


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _no_boolean(value: Any) -> Any:
    # Pydantic takes true for the number 1.
    if isinstance(value, bool):
        raise ValueError(mark("a number is needed"))
    return value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
RowNumber = Annotated[int, BeforeValidator(_no_boolean), Field(ge=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CellTest(_Record):
    """One test of a cell: `equals` any text, `matches` a pattern (both without case and diacritics), is `empty` or not,
    or holds a date in the `past` (on or before the day that the list is true for; any date where that is not known).
    """

    column: str = Field(min_length=1)
    equals: Texts = ()
    matches: str = ""
    empty: bool | None = None
    past: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> CellTest:
        given = (bool(self.equals), bool(self.matches), self.empty is not None, self.past is not None)
        if sum(given) != 1:
            raise ValueError(mark("one of equals, matches, empty, past is needed"))
        try:
            re.compile(self.matches)
        except re.error:
            raise ValueError(mark("the pattern cannot be understood")) from None
        return self


class SkipRule(CellTest):
    """Rows to leave out: those that pass the test and every one of `also`."""

    reason: SkipReason
    also: tuple[CellTest, ...] = ()


class SensitiveRule(CellTest):
    """Rows that are never kept (`level` 2) or counted per gmina only (1), told by a column that is not taken over."""

    level: Literal[1, 2] = 2
    kind: str = Field(min_length=1)


class RowRules(_Record):
    """What a row is.

    Attributes
    ----------
    fill_down : tuple of str
        Columns with merged cells: an empty cell means what the one above says.
    group : tuple of str
        Columns that stand only in the first row of a record; rows without them belong to the record above.
    only_listed : bool
        Leave out rows whose service is not among ``[values.usluga_kod]``.
    type_from_name : bool
        Take the service from the provider's name where the list does not tell it.
    """

    fill_down: Texts = ()
    group: Texts = ()
    only_listed: bool = False
    type_from_name: bool = False
    skip_when: tuple[SkipRule, ...] = ()


class IdRule(_Record):
    """Where usluga_id comes from: columns of the list, else a digest of what the row says (see `registry.foreign.row_ids`).

    Attributes
    ----------
    optional : bool
        A list without those columns is read all the same, by the digest.
    """

    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9]*$")
    columns: Texts = ()
    optional: bool = False


class Mapping(_Record):
    """How a foreign list becomes the official sheet.

    Columns of the list are named by their headers (see `registry.foreign.mapping_headers`).

    Attributes
    ----------
    name, source : str
        What list it is, and from which register and date its form is known.
    sheet : str
        Name of the sheet, ``*`` for any text; empty: any.
    first_row, last_row : int or None
        Rows outside of them are no records.
    required : tuple of str
        Headers by which the list is recognised.
    empty_texts : tuple of str
        Texts that mean that nothing is known (``NULL``).
    date_from_titles : bool
        Take `data_stanu` from the titles or headers ("stan na dzień ...").
    columns : dict
        Official column -> header, or headers whose cells are joined.
    split : dict
        Header -> what its cells hold together.
    constants : dict
        Official column -> text for the rows in which it is empty.
    values : dict
        Official column -> what the list writes -> what the sheet shall say; ``*`` in the former stands for any text.
    """

    page: ClassVar[str] = "docs/mapowanie.md"

    name: str = Field(min_length=1)
    source: str = ""
    sheet: str = ""
    first_row: RowNumber | None = None
    last_row: RowNumber | None = None
    required: Texts = ()
    empty_texts: Texts = ()
    date_from_titles: bool = False
    columns: dict[str, str | tuple[str, ...]] = {}
    split: dict[str, SplitKind] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    rows: RowRules = RowRules()
    id: IdRule = IdRule()
    sensitive: tuple[SensitiveRule, ...] = ()

    def headers_of(self, column: str) -> tuple[str, ...]:
        """Headers that an official column is joined from."""
        given = self.columns.get(column, ())
        return (given,) if isinstance(given, str) else given


def read_mapping(path: Path) -> Mapping:
    """Read and check a mapping.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    mapping = read_toml(path, Mapping)
    if problems := _unofficial(mapping, path.name):
        raise InputError(problems)
    return mapping


def _unofficial(mapping: Mapping, file: str) -> list[Problem]:
    """Columns on the left-hand side that the official sheet does not have."""
    sections: dict[str, Iterable[str]] = {
        "columns": mapping.columns,
        "constants": mapping.constants,
        "values": mapping.values,
    }
    return [
        problem("{column} is no column of the official sheet.", where=f"{file} [{section}.{column}]", code="unknown_column",
                column=column, hint="On the left stands a column of docs/arkusz_uslug.md, on the right a header of the list.")
        for section, entries in sections.items()
        for column in entries
        if column not in COLUMN_NAMES
    ]  # fmt: skip
