"""Results of a run as they are read again later: what the area was like on a date.

The columns of the two tables that a run writes for this are here, so that who writes and who reads them agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd

DateSource = Literal["services_on", "source_date", "population_year", "order"]
"""Where the date of a snapshot comes from: the day that services were asked for on, the latest date of a record, the year of the
people; ``order``: none of them is known, and only the order is."""

OFFER_COLUMNS: Final = {
    "service_id": "usluga_id", "provider": "nazwa", "provider_id": "podmiot_id", "provider_kind": "rodzaj_podmiotu",
    "service_type": "usluga", "gmina_teryt": "gmina_teryt", "locality": "miejscowosc", "address": "adres",
    "services": "liczba_uslug", "capacity": "pojemnosc", "capacity_unit": "jednostka", "occupied": "zajete",
    "waiting": "kolejka", "staff_fte": "etaty", "territory": "gminy_obslugiwane", "outsiders": "odpowiedz_dla_spoza",
    "is_open": "dla_spoza", "opening_hours": "godziny_otwarcia", "hours": "godziny", "fee": "odplatnosc", "target": "grupa_nazwa",
    "delivery": "tryb", "areas": "obszary_cus", "valid_from": "wazne_od", "valid_until": "wazne_do",
    "funded_until": "finansowanie_do", "contact": "kontakt", "keeper": "prowadzi_wpis", "corrections": "zgloszenia",
    "source": "zrodlo", "source_date": "data_stanu", "quality": "klasa_wsp", "radius_m": "promien_wsp", "x": "x", "y": "y",
    "sensitivity": "wrazliwosc",
}  # fmt: skip
"""Columns of ``oferta.csv`` by field."""
OFFER_FIGURES: Final = (
    "services", "capacity", "occupied", "waiting", "staff_fte", "radius_m", "x", "y", "sensitivity",
)  # fmt: skip
"""Of these, the ones that hold numbers."""

STATE_TABLE_COLUMNS: Final = {
    "cell_id": "cell_id", "gmina_teryt": "gmina_teryt", "service_type": "usluga", "mode": "srodek", "threshold": "prog",
    "unit": "prog_jednostka", "served": "obsluzone", "full": "brak_miejsc", "too_far": "za_daleko",
    "cannot_tell": "nie_wiadomo", "reason": "powod", "cost": "droga", "nearest": "najblizsza_usluga",
}  # fmt: skip
"""Columns of ``stany.csv`` by field."""
STATE_FIGURES: Final = ("threshold", "served", "full", "too_far", "cannot_tell", "cost")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A folder of results.

    Attributes
    ----------
    name : str
        Name of the folder.
    date : str
        ISO day, or a year; "" where only the order of the snapshots is known.
    manifest : dict
        As ``manifest.json`` holds it.
    gaps : DataFrame
        ``gmina_teryt, gmina, service_type, mode, group ("all" | "target"), threshold, unit, level (1-3), people, served, full,
        too_far, cannot_tell, target`` (name of the group): the rows of ``luki.csv``.
    gminas : GeoDataFrame
        ``gmina_teryt, gmina_kod, gmina, is_area, geometry`` (CRS of the area).
    services : DataFrame
        Fields of `OFFER_COLUMNS`; a service whose place must not be shown stands in a row of its gmina and type, with
        `services` for how many they are and an empty `service_id`.
    states : DataFrame
        Fields of `STATE_TABLE_COLUMNS`: people of every populated cell by state, per type and mode at the main threshold.
    """

    name: str
    date: str
    date_from: DateSource
    manifest: dict[str, Any]
    gaps: pd.DataFrame
    gminas: gpd.GeoDataFrame
    services: pd.DataFrame
    states: pd.DataFrame
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def cell_m(self) -> int:
        """Side of a cell [m]."""
        return int(self.manifest["cell_m"])
