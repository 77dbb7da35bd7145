"""Gminas of which nothing is known: the rule that keeps no record apart from no service."""

from __future__ import annotations

import pandas as pd


def silent_gminas(gminas: pd.DataFrame, *services: pd.DataFrame) -> set[str]:
    """Codes of the gminas of the area that no record of any service comes from.

    Nobody asked there: what is given is not known, so that nothing may be called missing, nor anybody unreached.

    Parameters
    ----------
    gminas : DataFrame
        `GMINAS`.
    services : DataFrame
        Tables with ``gmina_teryt``; together they hold every record.
    """
    recorded = {str(code) for table in services for code in table["gmina_teryt"]}
    return set(gminas.loc[gminas["is_area"].astype(bool), "gmina_teryt"].astype(str)) - recorded
