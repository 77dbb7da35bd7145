"""When a service is given: first and last day, the day of an event, and whether a date lies within."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mapa_uslug.registry.meaning.placing import Issue
from mapa_uslug.registry.meaning.row_values import read_date


@dataclass(frozen=True)
class Validity:
    """Days as ISO dates, ``""`` where not known.

    Attributes
    ----------
    valid_from, valid_until, funded_until : str
    event : str
        Day of a service that is given once.
    source_date : str
        Day of which the record is true; as given where it cannot be read.
    """

    valid_from: str = ""
    valid_until: str = ""
    funded_until: str = ""
    event: str = ""
    source_date: str = ""

    def includes(self, on: date) -> bool:
        """Whether the service is given on a day or, if it is an event, still to come.

        A first day after the last one tells nothing: the service then counts as given.
        """
        day = on.isoformat()
        if self.event:
            return day <= self.event
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            return True
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_until or day <= self.valid_until
        )


def read_validity(row: Mapping[str, str], issues: list[Issue]) -> Validity:
    """Days of a row; what is wrong goes to `issues`."""
    days = {
        column: _day(row, column, issues)
        for column in ("wazne_od", "wazne_do", "finansowanie_do", "termin", "data_stanu")
    }
    first, last = days["wazne_od"], days["wazne_do"]
    if first and last and first > last:
        issues.append(Issue("validity_reversed", "wazne_do", "The last day ({last}) lies before the first one ({first}).",
                            "Correct one of the two; until then the service counts as given.", {"first": first, "last": last},
                            is_fatal=False))  # fmt: skip
    return Validity(
        first, last, days["finansowanie_do"], days["termin"], days["data_stanu"] or row["data_stanu"]
    )


def _day(row: Mapping[str, str], column: str, issues: list[Issue]) -> str:
    found = read_date(row[column])
    if not found.is_understood:
        issues.append(Issue("bad_date", column, "{value} is not a day that can be read in one way only.",
                            "Write the day as YYYY-MM-DD, such as 2027-12-31, or leave the cell empty.", {"value": row[column]},
                            is_fatal=False))  # fmt: skip
    return found.value
