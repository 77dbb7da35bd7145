"""What a person must decide about the registry, what can be chosen, and what was decided."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

CASE_KINDS: Final = (
    "swapped_axes",
    "other_gmina",
    "wrong_teryt",
    "no_place",
    "ambiguous_place",
    "near_match",
    "approximate_place",
    "unknown_service",
    "duplicate",
)
WORKLIST_END: Final = "_do_decyzji"
"""Of the work list's name, after that of the sheet that it stands beside."""
LEAVE_OUT: Final = "pomin"
"""Answer that leaves a row out, whatever the case."""


@dataclass(frozen=True)
class Choice:
    """One answer that a person may give.

    Attributes
    ----------
    key : str
        What is typed: ``1``, ``2`` ... or a word.
    label : str
        What it means, in Polish or as the source writes it.
    changes : tuple of (column, value)
        What it does to the row, by official column of the sheet.
    lon, lat : float
        Where it would put the place, ``nan`` if it does not.
    """

    key: str
    label: str
    changes: tuple[tuple[str, str], ...] = ()
    lon: float = math.nan
    lat: float = math.nan
    radius_m: float = math.nan
    quality: str = ""


@dataclass(frozen=True)
class Case:
    """One question for a person.

    Attributes
    ----------
    case_id : str
        The same as long as the values that are asked about are the same, whatever the order of rows and files.
    service_ids : tuple of str
        The service asked about; of a duplicate both, the one that is kept first.
    source : str
        Where the row stands: ``file!sheet:row``.
    subject : str
        Provider and address as given, on one line.
    message, hint : str
        Message ids (see `core.errors.Problem`), with `values` for their fields.
    lon, lat : float
        Where the record says that it is, ``nan`` if it does not.
    gmina_teryt : str
        The gmina that it declares.
    columns : tuple of str
        Official columns that a person may fill in instead of choosing.
    """

    case_id: str
    kind: str
    service_ids: tuple[str, ...]
    source: str
    subject: str
    message: str
    hint: str
    values: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    lon: float = math.nan
    lat: float = math.nan
    gmina_teryt: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Decision:
    """What was decided about a case: changes of the row's official columns, or that it is left out or merged.

    Attributes
    ----------
    answer : str
        Key of the choice taken, `LEAVE_OUT`, or ``wpisano`` where columns were filled in.
    changes : tuple of (column, value)
        Official columns of the row and their new text.
    """

    case_id: str
    kind: str
    service_ids: tuple[str, ...]
    answer: str
    changes: tuple[tuple[str, str], ...] = ()
