"""The second step, analysis of the offer: what is given, where, by whom, how much of it and for how many."""

from __future__ import annotations

from datetime import date
from typing import Final

import geopandas as gpd
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import Offer
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.diagnosis.capacity import sum_by_type
from mapa_uslug.diagnosis.coverage_matrix import fill_coverage_matrix
from mapa_uslug.diagnosis.fees import read_fee
from mapa_uslug.diagnosis.institutions import weigh_institutions
from mapa_uslug.diagnosis.offered_services import list_offered
from mapa_uslug.diagnosis.records import list_records
from mapa_uslug.diagnosis.sectors import count_sectors

FACTS: Final = (
    "service_id", "provider", "provider_id", "service_type", "gmina_teryt", "sector", "hours", "fee", "fee_kind", "outsiders", "staff_fte",
    "capacity", "capacity_unit", "occupied", "waiting", "funded_until", "source", "source_date",
)  # fmt: skip


def sum_up_offer(
    services: gpd.GeoDataFrame,
    unlocated: pd.DataFrame,
    cells: PopulationCells,
    gminas: pd.DataFrame,
    catalog: Catalog,
    *,
    on: date | None,
    options: DiagnosisOptions,
    reached: pd.DataFrame | None = None,
) -> Offer:
    """Sum up what is given in the gminas of the area.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES`, those of neighbours too: they may be for the people of the area.
    unlocated : DataFrame
        `SERVICES` without a place; those of sensitivity 1 count per gmina only.
    gminas : DataFrame
        `GMINAS`.
    on : date or None
        Day that ages and ends are counted from; None: nothing is called old, and nothing ends.
    reached : DataFrame, optional
        ``gmina_teryt, service_type, share`` of a gmina's people within reach of a place in another one.

    Returns
    -------
    Offer
        ``facts`` hold the neighbours' services too, the other tables those of the area. No table depends on the order of the rows.
    """
    listed = list_offered(services, unlocated, catalog)
    public = listed[~listed["is_hidden"]].assign(fee_kind=lambda t: t["fee"].map(read_fee))
    return Offer(
        coverage=fill_coverage_matrix(listed, gminas, catalog, reached=reached),
        by_type=sum_by_type(listed, cells, gminas, catalog, reached=reached),
        sectors=count_sectors(listed, gminas),
        institutional=weigh_institutions(listed, gminas, catalog),
        records=list_records(listed, gminas, catalog, on=on, options=options),
        facts=public[list(FACTS)].reset_index(drop=True),
        on=on.isoformat() if on else "",
    )
