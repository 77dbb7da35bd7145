"""People by a model in cells of about 100 m: WorldPop's file of Poland."""

from __future__ import annotations

from typing import Final

from mapa_uslug.contracts.fetching import FetchArea, Fetched
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.parts.raster_cutting import fetch_people

TERMS: Final = Terms(
    key="worldpop",
    title="WorldPop R2025A (model ludności)",
    url="https://data.worldpop.org/GIS/Population/Global_2015_2030/R2025A",
    licence="CC BY 4.0",
    credit="WorldPop R2025A, www.worldpop.org, CC BY 4.0, pobrano $date",
    missing=mark(
        "Where no census grid and no building is known, people are spread evenly over their gmina instead of by a model."
    ),
    total_s=3600.0,
    max_bytes=900_000_000,
)
OUT_NAME: Final = "ludnosc_worldpop.tif"
YEAR: Final = 2025
PATH: Final = f"{YEAR}/POL/v1/100m/constrained/pol_pop_{YEAR}_CN_100m_R2025A_v1.tif"
"""As the files of other countries are named; not verified for Poland."""


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Cells around the area, as ``ludnosc_worldpop.tif``: people a cell, no ages.

    Raises
    ------
    SourceFailed
        The file cannot be had or read, or nobody lives in the area by it.
    """
    return fetch_people(area, getter, TERMS, [PATH], name=OUT_NAME, year=YEAR)
