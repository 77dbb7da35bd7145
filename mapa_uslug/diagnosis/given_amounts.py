"""How much of a service is given, as targets speak of it, and how many services tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.local_plan import Offer
from mapa_uslug.diagnosis.capacity import sum_known

AMOUNT_COLUMNS: Final = ("places", "staff_fte", "places_told", "staff_told", "services")
_NOT_KNOWN: Final = dict.fromkeys(AMOUNT_COLUMNS, np.nan)


def sum_given(
    offer: Offer, service_type: ServiceType, *, gmina: str, area: Sequence[str]
) -> dict[str, float]:
    """Sum capacity and staff of a service in a gmina, and count the services that give either.

    Parameters
    ----------
    gmina
        Code; "" all gminas together.
    area
        Codes of all of them.

    Returns
    -------
    dict
        `AMOUNT_COLUMNS`: ``places`` [unit of the catalog; a capacity without a unit, or in another, is none of it], ``staff_fte``,
        how many services tell either, and all ``services``. A gmina without a place has 0, one that no record comes from NaN;
        so has what services are there and none tells.
    """
    here = offer.by_type[offer.by_type["gmina_teryt"] == gmina]
    if here.empty:
        return dict(_NOT_KNOWN)
    own = here[here["service_type"] == service_type.code]
    services = float(own["places"].sum())
    if not services:
        return dict.fromkeys(AMOUNT_COLUMNS, 0.0)
    in_unit = own[own["capacity_unit"] == service_type.capacity_unit]
    told = float(in_unit["capacity_known"].sum())
    facts = offer.facts
    is_here = facts["gmina_teryt"].isin([gmina] if gmina else list(area))
    staff = facts.loc[is_here & (facts["service_type"] == service_type.code), "staff_fte"].notna()
    return {
        "places": float(in_unit["capacity"].sum()) if told else np.nan,
        "staff_fte": sum_known(own["staff_fte"]),
        "places_told": told,
        "staff_told": float(staff.sum()),
        "services": services,
    }
