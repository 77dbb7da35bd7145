"""Whom a service does not reach, by gmina: what priorities are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog, ServiceType
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR, combine_layers
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.silence import silent_gminas
from mapa_uslug.contracts.tables import CoverageLayer, RunResult

REACH_COLUMNS: Final = ("gmina_teryt", "service_type", "people", "unreached", "unknown")
_NEVER_NAMED: Final = 2
_UNREACHED: Final = [FULL, TOO_FAR]


def count_unreached(result: RunResult, catalog: Catalog, *, absent: Collection[str] = ()) -> pd.DataFrame:
    """Count whom each service leaves too far by every mode at the main threshold, or without a free place or hours.

    Parameters
    ----------
    absent
        Codes of services that nobody gives in the whole data, where the data would tell: nobody is reached then, also in gminas
        that no record comes from.

    Returns
    -------
    DataFrame
        `REACH_COLUMNS`: every gmina of the area and "" for all of them, by every type of the catalog but those that are
        never named (sensitivity 2). Figures are of the target group and missing (NaN) where nobody has counted it, where
        access was not measured, and of `unreached` where nothing can be told of anybody. Whom nothing reaches in a gmina that
        no record comes from (see `silent_gminas`) counts as unknown: what is given there may be near. All residents never stand in for a
        group: its priorities would then be set against those of groups a tenth as large.
    """
    codes = np.array(result.cells.table["gmina_teryt"], dtype=str)
    gminas = result.gminas
    of_area = sorted(gminas.loc[gminas["is_area"].astype(bool), "gmina_teryt"].astype(str))
    silent = silent_gminas(gminas, result.services, result.unlocated)
    is_silent = np.isin(codes, sorted(silent))
    rows = []
    for service_type in catalog.types:
        if service_type.sensitivity >= _NEVER_NAMED:
            continue
        states = _count_states(
            result, service_type, is_absent=service_type.code in absent, is_silent=is_silent
        )
        for gmina in ("", *of_area):
            counted = None if states is None else states[codes == gmina] if gmina else states
            rows.append((gmina, service_type.code, *_sum(counted, is_silent=gmina in silent)))
    return pd.DataFrame(rows, columns=list(REACH_COLUMNS))


def _count_states(
    result: RunResult, service_type: ServiceType, *, is_absent: bool, is_silent: NDArray[np.bool_]
) -> NDArray[np.int64] | None:
    """States of the target group by cell; None where they are not known."""
    if any(x.service_type == service_type.code for x in result.layers):
        states = find_target_states(
            result.layers, service_type, hours_short=result.hours_short.get(service_type.code)
        )
        return None if states is None else _leave_untold(states, is_silent)
    people = count_group(result.cells, service_type.target)
    if not (is_absent and service_type.is_measured) or people is None:
        return None
    nothing = np.zeros_like(people)
    return np.column_stack([nothing, nothing, people, nothing])


def find_target_states(
    layers: Sequence[CoverageLayer],
    service_type: ServiceType,
    *,
    hours_short: NDArray[np.int64] | None = None,
) -> NDArray[np.int64] | None:
    """States of the target group by cell, (cells, 4), by all modes at the main threshold.

    Of a service at home whose hours are known, whoever it has no hours for is without a place: its hours hold the ways too, which
    the layers leave out.

    Parameters
    ----------
    layers
        Of one run, of any service types.
    hours_short : int64, (cells,), or None
        As `RunResult.hours_short` has them; None of other services.

    Returns
    -------
    int64, (cells, 4), or None
        None where the service was not measured, or nobody has counted its target group.
    """
    own = [x for x in layers if x.service_type == service_type.code and x.level == MAIN_LEVEL]
    if not own:
        return None
    combined = combine_layers(own)
    states = combined.people if service_type.target == "all" else combined.target
    if states is None or hours_short is None:
        return states
    within = states[:, SERVED] + states[:, FULL]
    full = np.minimum(hours_short, within)
    return np.column_stack([within - full, full, states[:, TOO_FAR], states[:, CANNOT_TELL]])


def _leave_untold(states: NDArray[np.int64], is_silent: NDArray[np.bool_]) -> NDArray[np.int64]:
    """States by cell, (cells, 4), in which of people of silent gminas whom nothing reaches it cannot be told."""
    told = states.copy()
    for state in _UNREACHED:
        told[is_silent, CANNOT_TELL] += states[is_silent, state]
        told[is_silent, state] = 0
    return told


def _sum(states: NDArray[np.int64] | None, *, is_silent: bool) -> tuple[float, float, float]:
    if states is None:
        return np.nan, np.nan, np.nan
    people, unknown = float(states.sum()), float(states[:, CANNOT_TELL].sum())
    is_told = unknown == 0 if is_silent else people == 0 or unknown < people
    unreached = float(states[:, _UNREACHED].sum())
    return people, unreached if is_told else np.nan, unknown
