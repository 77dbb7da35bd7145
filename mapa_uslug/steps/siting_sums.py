"""Figures of places whose sum is told, too."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.contracts.confidential import hide_across_lists, hide_confidential_people


def hide_by_sum(figures: pd.Series) -> pd.Series:
    """Figures (Int64) of which never exactly one is missing, so that the sum less the others tells none; same rows."""
    (told,) = hide_across_lists([figures.set_axis(figures.index.astype(str))])
    return told.reindex(figures.index.astype(str)).set_axis(figures.index)


def tell_people(spots: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """People of places (`people`, `cells`), missing where those of one confidential cell could be told from them."""
    return hide_by_sum(hide_confidential_people(spots, cells))
