"""From an area and a question about it to a problem that knows no roads and no services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import CANNOT_TELL, Combined
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.coverage.states import estimate_demand
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.steps.siting_candidates import Candidates, gather_candidates, with_candidates
from mapa_uslug.steps.siting_change import count_states
from mapa_uslug.steps.siting_costs import measure_costs, share_of_thresholds, threshold_of
from mapa_uslug.steps.siting_question import AreaSiting, Subject

_MOST_PAIRS: Final = 200_000_000
_NAMED: Final = 5


@dataclass(frozen=True, eq=False)
class Sites:
    """The sites of a problem: existing places of the type in the order of their table, then the candidates.

    Attributes
    ----------
    problem : SitingProblem
        With everybody weighed of whom something can be told as things are: a person of whom nothing can be told may be
        served already, and would make a gain out of nothing.
    existing : GeoDataFrame
        `LOCATED_SERVICES` of the type.
    candidates : Candidates
        Those that can be used, in the order of the sites.
    before : Combined
        States of people as they are.
    scale : float
        What one person weighs.
    weighed, untold, beyond : int
        See `Proposal`.
    """

    problem: SitingProblem
    existing: gpd.GeoDataFrame
    candidates: Candidates
    before: Combined
    scale: float
    weighed: int
    untold: int
    beyond: int

    @property
    def first_new(self) -> int:
        """First site that is a candidate and not an existing place."""
        return len(self.existing)


def pose_problem(data: AreaData, question: AreaSiting, subject: Subject) -> Sites:
    """Measure and weigh everything that a question is about.

    Raises
    ------
    InputError
        No candidate is on the network, more places are sought than can be, or not everybody can be reached who should.
    """
    sharing, located, service_type = data.config.sharing, data.registry.located, subject.service_type
    candidates = gather_candidates(data, subject.source, gminas=question.gminas)
    _refuse_huge(len(data.cells.table), len(candidates.table))
    candidates = _on_roads(data, candidates, subject)
    services = with_candidates(located, candidates.table, service_type, capacity=question.capacity)
    measurer = Measurer(data, services, sharing)
    before = count_states(data, located, sharing, subject)
    existing = located[located["service_type"] == service_type.code].reset_index(drop=True)
    is_fixed = np.zeros(len(existing) + len(candidates.table), dtype=bool)
    is_fixed[: len(existing)] = ~existing["service_id"].isin(question.moves)
    _check_number(subject.k, is_fixed, candidates)
    cost, limit = _costs(measurer, subject)
    weights, scale, capacity = _weigh(
        data, measurer, services, subject, is_counted=question.capacity is not None
    )
    told = before.people[:, CANNOT_TELL] == 0
    group = count_group(data.cells, subject.group)
    everybody = np.zeros(len(told), dtype=np.int64) if group is None else group
    is_reached = (np.isfinite(cost) & (cost <= limit)).any(axis=1)
    if subject.objective == "p-median" and question.reachable_only:
        is_reached &= np.isfinite(cost[:, is_fixed]).any(axis=1) | ~is_fixed.any()
    is_beyond = told & ~is_reached & (everybody > 0)
    if subject.objective == "lscp" and is_beyond.any() and not question.reachable_only:
        raise InputError([_tell_beyond(data, everybody, is_beyond)])
    if question.reachable_only:
        weights = np.where(is_beyond, 0.0, weights)
    return Sites(
        SitingProblem(cost, np.where(told, weights, 0.0), is_fixed, subject.k, limit, capacity), existing, candidates,
        before, scale, weighed=int(everybody[told].sum()), untold=int(everybody[~told].sum()),
        beyond=int(everybody[is_beyond].sum()),
    )  # fmt: skip


def _refuse_huge(cells: int, candidates: int) -> None:
    if cells * candidates > _MOST_PAIRS:
        raise InputError([problem(
            "There are too many candidates: {count} for {cells} populated cells.", where="--candidates", code="too_many",
            count=candidates, cells=cells, hint="Choose among localities, or in a few gminas (--gminas).",
        )])  # fmt: skip


def _on_roads(data: AreaData, candidates: Candidates, subject: Subject) -> Candidates:
    """Candidates that some mode gets to."""
    at = with_candidates(
        data.registry.located.iloc[:0], candidates.table, subject.service_type, capacity=None
    )
    snaps = Measurer(data, at, data.config.sharing).snaps
    is_met = np.zeros(len(candidates.table), dtype=bool)
    for measure in subject.measures:
        is_met |= snaps("services", measure.mode).is_snapped
    usable = candidates.without(~is_met, "no_road")
    if not len(usable.table):
        raise InputError([_tell_none(usable)])
    return usable


def _tell_none(candidates: Candidates) -> Problem:
    reasons = candidates.left_out["reason"].value_counts().sort_index()
    if not len(reasons):
        return problem("There is no candidate at all.", where="--candidates", code="no_candidates",
                       hint="Choose other candidates, or other gminas (--gminas).")  # fmt: skip
    found = ", ".join(f"{reason}: {count}" for reason, count in reasons.items())
    return problem("None of the candidates can be used ({found}).", where="--candidates", code="no_candidates", found=found,
                   hint="Give points within the area and near its roads.")  # fmt: skip


def _check_number(k: int, is_fixed: NDArray[np.bool_], candidates: Candidates) -> None:
    free = int((~is_fixed).sum())
    if k > free:
        raise InputError([problem(
            "{value} places are sought among {count} candidates.", where="--k", code="too_many", value=k, count=free,
            hint="Give a smaller number, or more candidates ({found} left out).", found=len(candidates.left_out),
        )])  # fmt: skip


def _costs(measurer: Measurer, subject: Subject) -> tuple[NDArray[np.float64], float]:
    """Costs and the limit they are compared with: of one mode as they are, of several as shares of their thresholds."""
    is_median = subject.objective == "p-median"
    costs = [measure_costs(measurer, m, without_limit=is_median) for m in subject.measures]
    if len(costs) > 1:
        return share_of_thresholds(subject.measures, costs, level=subject.level), 1.0
    return costs[0], float("inf") if is_median else threshold_of(subject.measures[0], subject.level)


def _weigh(
    data: AreaData, measurer: Measurer, services: gpd.GeoDataFrame, subject: Subject, *, is_counted: bool
) -> tuple[NDArray[np.float64], float, NDArray[np.float64] | None]:  # fmt: skip
    """What every cell weighs, what one person does, and the room of the sites."""
    if not is_counted:
        group = count_group(data.cells, subject.group)
        return np.asarray(group, dtype=np.float64), 1.0, None
    service_type = subject.service_type
    of_type = services.iloc[measurer.rows_of(service_type)]
    demand = estimate_demand(data.cells, service_type, of_type, rate=service_type.demand_rate)
    # The question was refused where there is no rate, and the candidates have room.
    wanted = np.zeros(len(data.cells.table)) if demand.wanted is None else demand.wanted
    scale = float(service_type.demand_rate or 1.0) * service_type.units_per_person
    # Room that is not known is room enough for all.
    return wanted, scale, np.minimum(demand.capacity, max(1.0, float(np.ceil(wanted.sum()))))


def _tell_beyond(data: AreaData, people: NDArray[np.int64], is_beyond: NDArray[np.bool_]) -> Problem:
    cells = data.cells.table
    here = pd.DataFrame(
        {"locality": cells["locality"].fillna("").astype(str), "people": np.where(is_beyond, people, 0)}
    )
    most = here.groupby("locality")["people"].sum().sort_values(ascending=False, kind="stable")
    names = [str(name) for name, count in most.items() if count and name][:_NAMED]
    return problem(
        "{count} people are beyond the threshold of every candidate and every existing place (most of them in: {names}).",
        where="--objective lscp", code="infeasible", count=int(people[is_beyond].sum()), names=", ".join(names) or "-",
        hint="Give more candidates (--candidates cells), a longer threshold (--level 3), or leave them out with --reachable-only.",
    )  # fmt: skip
