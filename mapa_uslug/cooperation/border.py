"""Who has a nearer place across the border than among those of one's own gmina."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import STEP
from mapa_uslug.cooperation.question import Gminas, Question
from mapa_uslug.cooperation.reach import BLANK

_COLUMNS = ["service_type", "mode", "gmina_teryt", "host", "people", "people_target", "saved", "may_use"]


def border_table(question: Question, gminas: Gminas) -> pd.DataFrame:
    """Rows of `CooperationBalance.border` for one service type."""
    frames = [_of_mode(question, gminas, number) for number in range(len(question.modes))]
    return pd.concat(frames, ignore_index=True)


def _of_mode(question: Question, gminas: Gminas, number: int) -> pd.DataFrame:
    mode, border, own = question.modes[number], question.border[number], question.own.costs[number].cost[0]
    is_nearer = (
        (border.place >= 0) & (border.cost < own) & (gminas.bit_of_cell >= 0) & ((mode.flags & BLANK) == 0)
    )
    cell = np.flatnonzero(is_nearer)
    host = question.room.host[border.place[cell]]
    cell, host = (values[host != gminas.of_cell[cell]] for values in (cell, host))
    people, codes = question.people[:, cell], np.array(gminas.codes, dtype=object)
    # Who has no place of their own saves nothing that could be told; that is not the same as nothing saved.
    has_own = np.isfinite(own[cell]) & (people[0] > 0)
    saved = np.where(has_own, people[0] * (own[cell] - border.cost[cell]), np.nan)
    frame = pd.DataFrame(
        {
            "gmina_teryt": codes[gminas.of_cell[cell]],
            "host": codes[host],
            "may_use": border.may_use[cell],
            "people": people[0],
            "people_target": people[-1],
            "saved": saved / (STEP["s"] if mode.unit == "s" else 1.0),
        }
    )
    # `min_count`: missing where nobody of the row has one, else the sum over those who have.
    sums = frame.groupby(["gmina_teryt", "host", "may_use"], as_index=False, sort=True).sum(min_count=1)
    target = known_or_missing(sums["people_target"].to_numpy(), is_known=len(people) > 1)
    return sums.assign(service_type=question.service_type, mode=mode.mode, people_target=target)[_COLUMNS]


def known_or_missing(values: NDArray[np.int64], *, is_known: bool) -> pd.arrays.IntegerArray:
    """Whole numbers, all missing where they are not known."""
    return pd.array(values if is_known else [pd.NA] * len(values), dtype="Int64")
