"""Services as they may be published: no person's name, no mailbox of one, no address of who works under an own name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapa_uslug.core.folding import fold
from mapa_uslug.publication.contacts import clean_contact, holds_person

TRADER: Final = "trader"
_FREE_TEXTS: Final = ("contact", "keeper", "corrections", "hours", "fee")
"""Fields that people fill in as they like."""
_NO_PERSONS: Final = ("gmina", "powiat", "woj", "ngo", "pes", "koscielny")
"""Kinds of providers that are never a person, so that a name within theirs is a patron's or a founder's."""
_COMPANIES: Final = (
    "sp. z o.o",
    "sp. z o. o",
    "sp z o o",
    "spolka z o",
    "s.a.",
    "spolka akcyjna",
    "spoldzielnia",
)


@dataclass(frozen=True, eq=False)
class CleanServices:
    """Services in the order given, whether each is a person's own, what was taken out, and ids of doubtful mailboxes."""

    table: pd.DataFrame
    is_trader: pd.Series
    removed: Counter[str]
    doubtful: tuple[str, ...]


def clean_services(services: pd.DataFrame, *, neutral: str) -> CleanServices:
    """Take out of a table of services what tells of persons.

    Parameters
    ----------
    services
        Columns of `SERVICES`, perhaps with a place.
    neutral
        What stands for the name of a provider that is a person's.
    """
    table = services.copy()
    removed: Counter[str] = Counter()
    doubtful: set[str] = set()
    # Names of who works under an own name are a person's in a mailbox, too.
    known = [
        () if is_person(_written(name), _written(kind)) else (_written(name), _written(place))
        for name, kind, place in zip(
            services["provider"], services["provider_kind"], services["locality"], strict=True
        )
    ]
    for column in _FREE_TEXTS:
        cleaned = [
            clean_contact(_written(value), known=names)
            for value, names in zip(table[column], known, strict=True)
        ]
        table[column] = pd.Series([c.text for c in cleaned], index=table.index, dtype=object)
        removed.update(sum((c.removed for c in cleaned), Counter[str]()))
        ids = table["service_id"].astype(str)
        doubtful |= {i for i, c in zip(ids, cleaned, strict=True) if c.doubtful}
    pairs = zip(table["provider"], table["provider_kind"], strict=True)
    is_trader = pd.Series(
        [is_person(_written(n), _written(k)) for n, k in pairs], index=table.index, dtype=bool
    )
    table.loc[is_trader, "provider"] = neutral
    table.loc[is_trader, "address"] = ""
    removed[TRADER] += int(is_trader.sum())
    return CleanServices(table, is_trader, +removed, tuple(sorted(doubtful)))


def is_person(provider: str, kind: str) -> bool:
    """Whether a provider's name is that of a person who works under it: private or of unknown kind, and no company.

    Of a company (a legal person) the name is no personal datum, whoever it bears the name of.
    """
    folded = f"{fold(provider)} "
    if fold(kind.rstrip("? ")) in _NO_PERSONS or any(form in folded for form in _COMPANIES):
        return False
    return holds_person(provider)


def _written(value: object) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)
