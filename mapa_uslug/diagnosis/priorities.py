"""Which services come first: need x people not reached x difficulty, and how far the order depends on the weights."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.local_plan import WEIGHTINGS, Needs, Priorities
from mapa_uslug.diagnosis.weights import NeedBook

_DIGITS: Final = 9
"""Products are compared to so many decimals: the same factors in another order are a tie."""
PRIORITY_COLUMNS: Final = (
    "gmina_teryt", "service_type", "need", "difficulty", "need_source", "people", "unreached", "unknown", "priority", "rank",
    *(f"rank_{weighting}" for weighting in WEIGHTINGS),
)  # fmt: skip
_Floats = NDArray[np.float64]


def rank_priorities(
    reach: pd.DataFrame, needs: Needs, *, weights: Literal["own", "lubuskie"] = "own"
) -> Priorities:
    """Rank services by need x people not reached x difficulty, in every gmina and in all together.

    Parameters
    ----------
    reach
        ``gmina_teryt, service_type, people, unreached, unknown`` as `diagnosis.reach.count_unreached` has them.
    weights
        Whose needs weigh: ``own``: the surveys, and the Lubuskie figures for what they do not tell; ``lubuskie``: these
        alone.

    Returns
    -------
    Priorities
        Sorted by gmina, rank and code; services of which neither need nor people are known are left out.

    Notes
    -----
    A service whose need or people are not known has no rank: what is missing is no zero. Neither has one whose product is 0, as
    where it reaches everybody: whoever is first among zeros comes before nobody. A difficulty that is not known
    weighs as the median of the known ones of the services ranked there, so that it moves the service neither up nor down. Every
    other weighting ranks the same services: ``equal`` by people alone, ``urgency`` by need and people, ``difficulty`` by
    difficulty and people.
    """
    book = NeedBook(needs)
    rows = reach[reach["people"].notna() | reach["service_type"].isin(book.services())]
    parts = [
        _rank_place(part.sort_values("service_type"), str(gmina), book, weights)
        for gmina, part in rows.groupby("gmina_teryt", sort=True)
    ]
    if not parts:
        return Priorities(pd.DataFrame(columns=list(PRIORITY_COLUMNS)))
    return Priorities(pd.concat(parts, ignore_index=True)[list(PRIORITY_COLUMNS)])


def _rank_place(part: pd.DataFrame, gmina: str, book: NeedBook, weights: str) -> pd.DataFrame:
    services = part["service_type"].astype(str).tolist()
    unreached = part["unreached"].to_numpy(dtype=float)
    needs = {w: _look_up(book, w, "urgent", gmina, services) for w in ("own", "lubuskie")}
    hardness = {w: _look_up(book, w, "difficult", gmina, services) for w in ("own", "lubuskie")}
    need, source = needs[weights]
    difficulty, _ = hardness[weights]
    is_known = np.isfinite(need) & np.isfinite(unreached)
    is_ranked = is_known & (need > 0.0) & (unreached > 0.0)
    filled = {w: _fill_median(values, is_ranked) for w, (values, _) in hardness.items()}
    products = {
        "own": needs["own"][0] * unreached * filled["own"],
        "lubuskie": needs["lubuskie"][0] * unreached * filled["lubuskie"],
        "equal": unreached,
        "urgency": need * unreached,
        "difficulty": unreached * filled[weights],
    }
    product = np.where(is_known, products[weights], np.nan)
    is_ranked &= product > 0.0
    ranks = {w: _rank(np.where(is_ranked & (values > 0.0), values, np.nan)) for w, values in products.items()}
    largest = np.nanmax(product, initial=0.0)
    columns: dict[str, Any] = {
        "need": need,
        "difficulty": difficulty,
        "need_source": source,
        "priority": product / largest if largest > 0 else product,
        "rank": ranks[weights],
        **{f"rank_{w}": ranks[w] for w in WEIGHTINGS},
    }
    return part.assign(**columns).sort_values(["rank", "service_type"], na_position="last")


def _look_up(
    book: NeedBook, weights: str, kind: str, gmina: str, services: list[str]
) -> tuple[_Floats, list[str]]:
    found = [
        book.own(kind, gmina, code) if weights == "own" else book.lubuskie(kind, code) for code in services
    ]
    return np.array([w.value for w in found], dtype=float), [w.source for w in found]


def _fill_median(values: _Floats, is_ranked: NDArray[np.bool_]) -> _Floats:
    known = values[is_ranked & np.isfinite(values)]
    return np.where(np.isfinite(values), values, np.median(known) if len(known) else 1.0)


def _rank(product: _Floats) -> pd.array:
    """1 for the largest, ties share the better rank, missing where there is no product."""
    return pd.Series(np.round(product, _DIGITS)).rank(method="min", ascending=False).astype("Int64").array
