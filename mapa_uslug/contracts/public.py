"""What is published of a run, for everybody."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class PublicFigures:
    """Counts of people with the small ones hidden, and those that would tell them.

    Attributes
    ----------
    figures : DataFrame
        ``service_type, mode (a mode, or "all"), level, group ("all" | "target"), gmina_teryt ("": all together), people,
        served, full, too_far, cannot_tell`` (Int64; missing where hidden).
    spots : DataFrame
        ``white_spot_id, service_type, mode, level, people`` (Int64; missing where hidden).
    k : int
        Counts from 1 to one less than it are hidden.
    """

    figures: pd.DataFrame
    spots: pd.DataFrame
    k: int
