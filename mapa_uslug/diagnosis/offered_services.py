"""The services that the analysis of the offer counts, each with what its provider is known by."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.diagnosis.providers import key_providers
from mapa_uslug.diagnosis.service_list import list_services


def list_offered(located: pd.DataFrame, unlocated: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Every service once, as `list_services`, and ``provider_key`` as `key_providers` ("" of hidden ones)."""
    listed = list_services(located, unlocated, catalog)
    keys = pd.Series(key_providers(listed, catalog), index=listed.index, dtype=object)
    return listed.assign(provider_key=keys.mask(listed["is_hidden"], ""))
