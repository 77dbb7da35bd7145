"""The figures of the Lubuskie diagnosis, by which needs weigh where nobody has asked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

LUBUSKIE: Final = Path(__file__).with_name("lubuskie.toml")


@dataclass(frozen=True, eq=False)
class DefaultNeeds:
    """Needs of another area that stand in for those of this one.

    Attributes
    ----------
    table : DataFrame
        ``item, item_difficult`` (wording in the list of the most urgent and of the hardest, "" where it stands in the
        other only), ``urgent, difficult`` (shares 0-1, NaN likewise), ``service_types`` ("|"-list, "" for none).
    source : str
        In the words of a citation.
    """

    table: pd.DataFrame
    source: str


def read_default_needs() -> DefaultNeeds:
    """Read the figures that come with the product."""
    raw = tomllib.loads(LUBUSKIE.read_text(encoding="utf-8"))
    rows = [
        {
            "item": item.get("item", ""),
            "item_difficult": item.get("item_difficult", item.get("item", "") if "difficult" in item else ""),
            "urgent": item.get("urgent", np.nan) / 100,
            "difficult": item.get("difficult", np.nan) / 100,
            "service_types": "|".join(item.get("services", ())),
        }
        for item in raw["items"]
    ]
    return DefaultNeeds(pd.DataFrame(rows), str(raw["source"]))
