"""Who provides: services and providers by sector."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.contracts.silence import silent_gminas
from mapa_uslug.diagnosis.service_list import SECTORS, area_codes, is_untold

SECTOR_COLUMNS: Final = ("gmina_teryt", "sector", "services", "providers", "guessed", "hidden")


_COUNTS: Final = list(SECTOR_COLUMNS[2:])


def count_sectors(services: pd.DataFrame, gminas: pd.DataFrame) -> pd.DataFrame:
    """Services and providers by gmina and sector; the services of all sectors add up to all services.

    Returns
    -------
    DataFrame
        As `Offer.sectors`, and ``guessed`` (services whose sector is told by the name of the provider alone), ``hidden`` (services
        of sensitivity 1: their providers are not kept, so they are ``unknown``). A row for every sector, zeros too; a gmina
        that no record comes from (see `silent_gminas`) has no figures.
    """
    codes, silent = area_codes(gminas), silent_gminas(gminas, services)
    own = services[services["gmina_teryt"].isin(codes)]
    rows = []
    for code in ["", *codes]:
        here = own[own["gmina_teryt"] == code] if code else own
        for sector in SECTORS:
            of_sector = here[here["sector"] == sector]
            providers = of_sector.loc[of_sector["provider_key"] != "", "provider_key"].nunique()
            guessed, hidden = int(of_sector["is_guessed"].sum()), int(of_sector["is_hidden"].sum())
            rows.append((code, sector, len(of_sector), providers, guessed, hidden))
    table = pd.DataFrame(rows, columns=list(SECTOR_COLUMNS)).astype(dict.fromkeys(_COUNTS, "Int64"))
    table.loc[is_untold(table["gmina_teryt"], codes, silent), _COUNTS] = pd.NA
    return table
