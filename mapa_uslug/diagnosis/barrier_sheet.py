"""The barrier sheet: for each of the eight barriers of the diagnosis what the data carry, and who has which potential."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.local_plan import BARRIERS, BarrierSheet, Offer
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.diagnosis.access_indicators import list_access_indicators
from mapa_uslug.diagnosis.baskets import count_flats
from mapa_uslug.diagnosis.centres import weigh_centres
from mapa_uslug.diagnosis.indicator_rows import Indicator
from mapa_uslug.diagnosis.offered_services import list_offered
from mapa_uslug.diagnosis.record_indicators import list_record_indicators
from mapa_uslug.diagnosis.service_list import area_codes


def fill_barrier_sheet(
    result: RunResult,
    offer: Offer,
    catalog: Catalog,
    *,
    priorities: pd.DataFrame,
    home_bases: pd.DataFrame,
) -> BarrierSheet:
    """Fill in what the data tell of each barrier in the gminas of the area.

    Parameters
    ----------
    result : RunResult
        Its services, and what was measured: care at home, public transport, barriers, supply; any may be None.
    offer : Offer
        Of the same services.
    priorities : DataFrame
        As `Priorities.table`: needs that the centres are held against.
    home_bases : DataFrame
        As `BarrierSheet.home_bases`, measured elsewhere.

    Returns
    -------
    BarrierSheet
        Indicators in the order of `BARRIERS`. What follows from services that may not be shown is in ``baskets`` alone.
    """
    codes = area_codes(result.gminas)
    listed = list_offered(result.services, result.unlocated, catalog)
    own = listed[listed["gmina_teryt"].isin(codes)].reset_index(drop=True)
    public = own[~own["is_hidden"]].reset_index(drop=True)
    rows = [
        *list_record_indicators(public, offer, catalog, codes),
        *list_access_indicators(result, codes),
    ]
    # Sorting is stable: within a barrier what the records tell comes first.
    rows.sort(key=lambda row: BARRIERS.index(row.barrier))
    people = result.cells.table["people"].groupby(result.cells.table["gmina_teryt"].astype(str)).sum()
    return BarrierSheet(
        indicators=pd.DataFrame(rows, columns=list(Indicator._fields)),
        centres=weigh_centres(public, offer.by_type, {str(k): int(v) for k, v in people.items()}, priorities),
        home_bases=home_bases,
        baskets=count_flats(own),
    )
