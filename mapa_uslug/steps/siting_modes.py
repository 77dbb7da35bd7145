"""What closures do to those who travel by the other modes that count, which the choice did not look at."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.siting_proposal import Change
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.steps.siting_change import count_states, sum_change
from mapa_uslug.steps.siting_costs import measure_costs, threshold_of
from mapa_uslug.steps.siting_question import Subject
from mapa_uslug.steps.siting_sums import tell_people


def count_by_other_modes(
    data: AreaData, planned: AreaData, services: gpd.GeoDataFrame, subject: Subject
) -> dict[str, Change]:
    """States of all people today and after the plan by each of the subject's other modes, as a run has them.

    Parameters
    ----------
    planned, services
        The area and its located services after the plan.
    """
    gmina_of, sharing, found = data.cells.table["gmina_teryt"].to_numpy(dtype=object), data.config.sharing, {}
    for measure in subject.others:
        alone = replace(subject, measures=(measure,))
        before = count_states(data, data.registry.located, sharing, alone)
        after = count_states(planned, services, sharing, alone)
        found[measure.mode] = sum_change(before.people, after.people, gmina_of)
    return found


def add_losses_by_mode(
    closures: pd.DataFrame, planned: AreaData, services: gpd.GeoDataFrame, subject: Subject
) -> pd.DataFrame:
    """Closures with a column ``out_<mode>`` for each other mode: all people who fall out of the threshold if it alone closes.

    Missing where the people of a single confidential cell could be told from it.

    Parameters
    ----------
    services
        Located, with the new places open and none of the closures made.
    """
    cells = planned.cells.table
    people, names = (
        cells["people"].to_numpy(dtype=np.int64),
        cells["cell_id"].astype(str).to_numpy(dtype=object),
    )
    measurer, told = Measurer(planned, services, planned.config.sharing), closures.copy()
    ids = services["service_id"].astype(str).to_numpy(dtype=object)
    for measure in subject.others:
        costs = measure_costs(measurer, measure, without_limit=False)
        sole = _sole_places(costs <= threshold_of(measure, subject.level))
        by_id = dict(zip(ids[measurer.rows_of(measure.service_type)], range(costs.shape[1]), strict=True))
        cut = [np.flatnonzero(sole == by_id[i]) for i in closures["service_id"].astype(str)]
        spots = pd.DataFrame(
            {
                "people": [int(people[rows].sum()) for rows in cut],
                "cells": ["|".join(names[rows]) for rows in cut],
            },
            index=closures.index,
        )
        told[f"out_{measure.mode}"] = tell_people(spots, cells)
    return told


def _sole_places(is_within: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The only place within the threshold of every cell, -1 where there is none or another."""
    if not is_within.shape[1]:
        return np.full(len(is_within), -1, dtype=np.int64)
    return np.where(is_within.sum(axis=1) == 1, is_within.argmax(axis=1), -1)
