"""What the reader of one source gives to be joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.errors import Problem

WORKBOOKS: Final = (".xlsx", ".xlsm")
"""How names of tables made by hand end."""


@dataclass(frozen=True, eq=False)
class Source:
    """A feed or a workbook that was read.

    Attributes
    ----------
    timetable : Timetable
    problems : tuple of Problem
        Warnings.
    count : Count
        Trips.
    """

    timetable: Timetable
    problems: tuple[Problem, ...]
    count: Count
