"""Deinstitutionalisation: care in the community against care round the clock in a home."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.silence import silent_gminas
from mapa_uslug.diagnosis.capacity import sum_known
from mapa_uslug.diagnosis.service_list import area_codes, is_untold, split

CARE_AREAS: Final = frozenset((2, 3, 4, 6, 12))
"""Family support, foster care, social assistance, support of persons with disabilities, housing: what can stand in for a home, or is
one. Of health only long-term care belongs here; schools and nurseries, which would outnumber all, do not."""
PLACE_UNITS: Final = ("miejsca", "osoby", "łóżka")
"""Units that count people at a time."""
RESIDENTIAL: Final = "C"
INSTITUTION_COLUMNS: Final = (
    "gmina_teryt", "places_community", "places_residential", "services_community", "services_residential", "moved", "reserved",
)  # fmt: skip
_DTYPES: Final = dict.fromkeys(INSTITUTION_COLUMNS[1:], "float64")


def weigh_institutions(services: pd.DataFrame, gminas: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Places and services in the community and in residential care, per gmina and all together.

    Places are capacities in `PLACE_UNITS`; hours, visits and dwellings are no places and are counted as services alone. Places
    are missing where services are there and none gives its places. A gmina that no record comes from (see `silent_gminas`) has no
    figures.

    Returns
    -------
    DataFrame
        As `Offer.institutional`.
    """
    codes, silent = area_codes(gminas), silent_gminas(gminas, services)
    own = services[services["gmina_teryt"].isin(codes)]
    is_residential = _is_residential(own, catalog)
    numbers = own["areas"].map(lambda areas: {int(a) for a in split(areas) if a.isdigit()})
    is_care = numbers.map(lambda areas: bool(areas & CARE_AREAS)) | (is_residential & (own["areas"] == "5"))
    own = own.assign(
        is_residential=is_residential, places=own["capacity"].where(own["capacity_unit"].isin(PLACE_UNITS))
    )[is_care.astype(bool)]
    rows = [_row(code, own[own["gmina_teryt"] == code] if code else own) for code in ["", *codes]]
    table = pd.DataFrame(rows, columns=list(INSTITUTION_COLUMNS)).astype(_DTYPES)
    table.loc[is_untold(table["gmina_teryt"], codes, silent), list(_DTYPES)] = np.nan
    return table


def _is_residential(services: pd.DataFrame, catalog: Catalog) -> pd.Series:
    """By the letter of the catalog where the record has it among several, else by the record's first."""

    def letter(kind: str, delivery: str) -> bool:
        letters = split(delivery)
        of_catalog = catalog.by_code[kind].delivery if kind in catalog.by_code else ""
        return (of_catalog if of_catalog in letters or not letters else letters[0]) == RESIDENTIAL

    pairs = zip(services["service_type"], services["delivery"], strict=True)
    return pd.Series([letter(kind, delivery) for kind, delivery in pairs], index=services.index, dtype=bool)


def _row(code: str, here: pd.DataFrame) -> tuple[object, ...]:
    residential = here["is_residential"]
    community, homes = here[~residential], here[residential]
    return (
        code, _places(community), _places(homes), len(community), len(homes),
        sum_known(here["moved"]), sum_known(here["reserved"]),
    )  # fmt: skip


def _places(services: pd.DataFrame) -> float:
    return sum_known(services["places"]) if len(services) else 0.0
