"""Supported flats and what their residents are given there, counted per gmina only."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.diagnosis.capacity import sum_known
from mapa_uslug.diagnosis.institutions import PLACE_UNITS
from mapa_uslug.diagnosis.service_list import SEPARATOR, split

FLATS: Final = ("MT", "MW")
"""Training and supported flats."""
BASKET_COLUMNS: Final = ("gmina_teryt", "flats", "places", "basket", "flats_told")


def count_flats(services: pd.DataFrame) -> pd.DataFrame:
    """Flats, their places and the services of their baskets, for every gmina that has any: as `BarrierSheet.baskets`.

    Parameters
    ----------
    services : DataFrame
        Of `list_offered`, those of the area.
    """
    rows = []
    for code, flats in services[services["service_type"].isin(FLATS)].groupby("gmina_teryt"):
        places = sum_known(flats["capacity"].where(flats["capacity_unit"].isin(PLACE_UNITS)))
        given = sorted({kind for basket in flats["basket"] for kind in split(basket)})
        rows.append((code, len(flats), places, SEPARATOR.join(given), int((flats["basket"] != "").sum())))
    return pd.DataFrame(rows, columns=list(BASKET_COLUMNS))
