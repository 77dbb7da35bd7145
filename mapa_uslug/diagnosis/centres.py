"""What each social assistance centre has in staff and services, against what its gmina needs most."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.core.folding import fold
from mapa_uslug.diagnosis.capacity import sum_known
from mapa_uslug.diagnosis.service_list import SEPARATOR

OBLIGATORY: Final = frozenset(("OPS", "UO", "SUO", "BEZ", "MT", "MW", "AR"))
"""Kinds of service that the acts oblige a gmina to: ustawa o pomocy spolecznej, art. 17 ust. 1 pkt 3 (shelter), 11 (home care), 12
(training and supported flats), 18 (the centre itself); ustawa o wspieraniu rodziny i systemie pieczy zastepczej, art. 176 (family
assistant)."""
FIRST_PRIORITIES: Final = 10
CENTRE_COLUMNS: Final = (
    "provider", "gmina_teryt", "services", "service_types", "obligatory", "wider", "staff_fte", "people", "people_per_fte", "needed",
    "needed_given",
)  # fmt: skip
_CENTRE_TYPE: Final = "OPS"
_CENTRE: Final = re.compile(
    r"\b(?:m|g|mg|gm)?ops\b|\bmopr\b|\b(?:m|g|mg|gm)?cus\b|osrod\w* pomocy spolecznej|centrum uslug spolecznych|miejski osrodek pomocy rodzinie"
)


def is_centre(provider: str, service_type: str) -> bool:
    """Whether a record is one of a social assistance centre or a centre of social services, by its kind or the name."""
    return service_type == _CENTRE_TYPE or bool(_CENTRE.search(fold(provider)))


def weigh_centres(
    services: pd.DataFrame, by_type: pd.DataFrame, people: dict[str, int], priorities: pd.DataFrame
) -> pd.DataFrame:
    """One row a centre: everything that its records give.

    Parameters
    ----------
    services : DataFrame
        Of `list_offered`, those of the area that may be shown.
    by_type : DataFrame
        As `Offer.by_type`.
    people : dict
        Residents by gmina.
    priorities : DataFrame
        As `Priorities.table`.

    Returns
    -------
    DataFrame
        As `BarrierSheet.centres`, by gmina and name. A centre belongs to the gmina of its record of the kind OPS, else to that of
        most of its records.
    """
    records = zip(services["provider"], services["service_type"], strict=True)
    of_centre = services[np.array([is_centre(*record) for record in records], dtype=bool)]
    # A centre keeps other services under the same id or name.
    own = services[services["provider_key"].isin(set(of_centre["provider_key"]) - {""})]
    rows = [_row(of_one, by_type, people, priorities) for _, of_one in own.groupby("provider_key")]
    table = pd.DataFrame(rows, columns=list(CENTRE_COLUMNS))
    return table.sort_values(["gmina_teryt", "provider"], ignore_index=True)


def _row(
    own: pd.DataFrame, by_type: pd.DataFrame, people: dict[str, int], priorities: pd.DataFrame
) -> tuple[object, ...]:
    seats = own.loc[own["service_type"] == _CENTRE_TYPE, "gmina_teryt"]
    code = str((seats if len(seats) else own["gmina_teryt"]).mode().iloc[0])
    kinds = set(own["service_type"])
    staff = sum_known(own["staff_fte"])
    residents = people.get(code)
    first = _first_priorities(priorities, code)
    given = set(by_type.loc[(by_type["gmina_teryt"] == code) & (by_type["places"] > 0), "service_type"])
    return (
        str(own["provider"].iloc[0]), code, len(own), SEPARATOR.join(sorted(kinds)), len(kinds & OBLIGATORY),
        len(kinds - OBLIGATORY), staff, np.nan if residents is None else residents,
        residents / staff if residents is not None and staff > 0 else np.nan, len(first), len(first & given),
    )  # fmt: skip


def _first_priorities(priorities: pd.DataFrame, code: str) -> set[str]:
    own = priorities[(priorities["gmina_teryt"] == code) & priorities["rank"].notna()]
    return set(own.loc[own["rank"].astype(float) <= FIRST_PRIORITIES, "service_type"])
