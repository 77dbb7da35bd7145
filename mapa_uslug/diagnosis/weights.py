"""How much a service is needed and how hard it is to provide: answers of the place, else of the area, else of elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mapa_uslug.contracts.local_plan import Needs

Source = Literal["survey", "lubuskie", "none"]
_KINDS = ("urgent", "difficult")


@dataclass(frozen=True)
class Weight:
    """A share 0-1 of those asked, NaN where nobody was, and whose answers it is of."""

    value: float
    source: Source


_NONE = Weight(np.nan, "none")


class NeedBook:
    """Looks up needs of a gmina.

    Notes
    -----
    A service that the answers of a gmina do not tell of takes those of the whole area; where there are none either, the
    Lubuskie figures. All gminas together: answers of the whole area, else those of the gminas together, each with the
    number of those asked where that is told of all of them, else each gmina alike.
    """

    def __init__(self, needs: Needs) -> None:
        self._survey = {kind: _by_place(needs.survey, kind) for kind in _KINDS}
        self._together = {kind: _together(needs.survey, kind) for kind in _KINDS}
        self._default = {kind: _by_service(needs.default, kind) for kind in _KINDS}

    def services(self) -> set[str]:
        """Codes of which anything is told."""
        own = {service for book in self._survey.values() for _, service in book}
        return own | {service for book in self._default.values() for service in book}

    def own(self, kind: str, gmina: str, service: str) -> Weight:
        """What the surveys tell, and the Lubuskie figures for the rest; `kind` is ``urgent`` or ``difficult``."""
        book = self._survey[kind]
        value = book.get((gmina, service), book.get(("", service)))
        if value is None and not gmina:
            # A gmina that was not asked takes nothing of this: its neighbours do not speak for it.
            value = self._together[kind].get(service)
        return Weight(value, "survey") if value is not None else self.lubuskie(kind, service)

    def lubuskie(self, kind: str, service: str) -> Weight:
        """The Lubuskie figure alone."""
        value = self._default[kind].get(service)
        return _NONE if value is None else Weight(value, "lubuskie")


def _by_place(survey: pd.DataFrame, kind: str) -> dict[tuple[str, str], float]:
    told = survey[survey[kind].notna()]
    places = zip(told["gmina_teryt"].astype(str), told["service_type"].astype(str), strict=True)
    return dict(zip(places, told[kind].astype(float), strict=True))


def _together(survey: pd.DataFrame, kind: str) -> dict[str, float]:
    """Shares of those asked in all gminas that were asked of a service."""
    told = survey[survey[kind].notna() & (survey["gmina_teryt"] != "")].sort_values("gmina_teryt")
    shares = {}
    for service, rows in told.groupby("service_type"):
        answers = rows["answers"].to_numpy(dtype=float)
        weights = answers if np.isfinite(answers).all() else np.ones(len(rows))
        shares[str(service)] = float(np.average(rows[kind].to_numpy(dtype=float), weights=weights))
    return shares


def _by_service(default: pd.DataFrame, kind: str) -> dict[str, float]:
    told = default[default[kind].notna()]
    return {
        service: float(value)
        for services, value in zip(told["service_types"], told[kind], strict=True)
        for service in str(services).split("|")
        if service
    }
