"""Whom to ask about a row: offices only, never people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mapa_uslug.registry.meaning.placing import Issue
from mapa_uslug.registry.meaning.role_contacts import drop_personal_emails, names_person

Row = Mapping[str, str]
OFFICE_COLUMNS: Final = {"kontakt_rola": "contact", "prowadzi_wpis": "keeper", "zgloszenia": "corrections"}
"""Columns that name an office -> fields."""


def read_offices(row: Row, issues: list[Issue]) -> dict[str, Any]:
    """Fields ``contact, keeper, corrections``.

    A cell that names a person is left out, and so is a mailbox that looks like a person's; what stood there is not
    repeated in the warning.
    """
    known = (row["nazwa"], row["miejscowosc"], row["gmina"], row["powiat"])
    return {field: _office(row[column], column, known, issues) for column, field in OFFICE_COLUMNS.items()}


def _office(text: str, column: str, known: tuple[str, ...], issues: list[Issue]) -> str:
    if names_person(text, known=known):
        issues.append(Issue("names_person", column, "The cell seems to name a person; it was left out.",
                            "Write the office, its telephone or its mailbox, and no name of a person.", {}, is_fatal=False))  # fmt: skip
        return ""
    office, personal = drop_personal_emails(text, known=known)
    if personal:
        issues.append(Issue("personal_mailbox", column, "The cell holds a mailbox that seems to be a person's; it was left out.",
                            "Write the mailbox of the office.", {}, is_fatal=False))  # fmt: skip
    return office
