"""Floating catchments out of an analyst's own matrix."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.contracts.supply import Inequality
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.text import mark
from mapa_uslug.steps.cost_reading import COST, read_cost_table
from mapa_uslug.steps.cost_table import Amounts, CostTable
from mapa_uslug.steps.csv_columns import parse_number
from mapa_uslug.supply.catchments import Bands, Decay, Gaussian, Gravity, float_catchments
from mapa_uslug.supply.inequality import measure_inequality

_DECAY_HINT: Final = mark(
    "Write gravity:POWER or gravity:POWER:LEAST_COST with a power below 0, such as gravity:-1 or gravity:-1:0.5, or "
    "gaussian:BOUND, such as gaussian:60."
)
_MOST_POWER: Final = 20.0


@dataclass(frozen=True)
class CatchmentQuestion:
    """How costs are weighed, and per how many people the answer is told."""

    decay: Decay
    per: float = 1000.0

    @classmethod
    def parse(
        cls, *, bands: str = "", weights: str = "", decay: str = "", per: float = 1000.0
    ) -> CatchmentQuestion:
        """Out of the words of a command: ``15,30,60`` and ``1,0.68,0.22``, or ``gravity:-1`` in place of both.

        Raises
        ------
        InputError
            With everything that is wrong with them.
        """
        problems: list[Problem] = []
        if not (math.isfinite(per) and per > 0):
            problems.append(_choice("--per", per, mark("Write a number above 0, such as 1000.")))
        if decay and (bands or weights):
            problems.append(
                _choice("--decay", decay, mark("Give either --bands with --weights, or --decay."))
            )
        chosen = _parse_decay(decay, problems) if decay else _parse_bands(bands, weights, problems)
        if problems or chosen is None:
            raise InputError(problems)
        return cls(chosen, per)


@dataclass(frozen=True, eq=False)
class CatchmentAnswer:
    """What everybody has in reach, and how it is spread.

    Attributes
    ----------
    table : DataFrame
        ``id, people, accessibility`` (capacity in reach per so many people as asked), a row per id of the demand.
    mean : float
        Of `accessibility`, weighted by people; ``nan`` where nobody is.
    inequality : Inequality
        Its Theil parts by the column ``unit`` of the demand.
    has_units : bool
    unreached_people : float
        People with no place in reach.
    unreached_places : tuple of str
        Places that nobody reaches: their capacity counts for none.
    """

    table: pd.DataFrame
    mean: float
    inequality: Inequality
    has_units: bool
    unreached_people: float
    unreached_places: tuple[str, ...]
    problems: tuple[Problem, ...]


def count_access(
    matrix: Path,
    demand: Path,
    supply: Path,
    question: CatchmentQuestion,
    *,
    cost: str = COST,
    workers: int | None = None,
) -> CatchmentAnswer:
    """Work out who has how much in reach, see `supply.catchments.float_catchments`.

    Raises
    ------
    InputError
        With every problem of the three files, see `steps.cost_reading.read_cost_table`.
    """
    costs = read_cost_table(matrix, demand, supply, cost=cost)
    assert costs.supply is not None
    _check_least_cost(costs, question.decay, matrix)
    found = float_catchments(
        costs.pair_ptr, costs.pair_place, costs.pair_cost, people=costs.demand.amount,
        capacity=costs.supply.amount, decay=question.decay, workers=workers,
    )  # fmt: skip
    people, value = costs.demand.amount, found.per_person * question.per
    unit = np.zeros(len(people), dtype=np.int64)
    if costs.demand.unit is not None:
        unit = pd.factorize(np.array(costs.demand.unit, dtype=object))[0]
    everybody = float(people.sum())
    return CatchmentAnswer(
        pd.DataFrame({"id": costs.demand.ids, "people": _whole(costs.demand), "accessibility": value}),
        float(people @ value) / everybody if everybody > 0 else math.nan,
        measure_inequality(value, people, unit),
        costs.demand.unit is not None,
        float(people[~found.reaches].sum()),
        tuple(costs.place_ids[row] for row in np.flatnonzero(found.demand == 0.0)),
        costs.problems,
    )


def write_access(table: pd.DataFrame, out: Path) -> None:
    """Write the answer in full precision as CSV or Parquet, whole or not at all."""
    import pyarrow
    from pyarrow import csv

    with atomic_path(out) as part:
        if out.suffix.lower() == ".parquet":
            table.to_parquet(part, index=False)
        else:
            csv.write_csv(pyarrow.Table.from_pandas(table, preserve_index=False), part)


def _parse_bands(bands: str, weights: str, problems: list[Problem]) -> Decay | None:
    bounds, values = _parse_list(bands), _parse_list(weights)
    is_bound: Callable[[float], bool] = lambda v: math.isfinite(v) and v > 0  # noqa: E731
    is_weight: Callable[[float], bool] = lambda v: math.isfinite(v) and v >= 0  # noqa: E731
    before = len(problems)
    if not bounds or not all(map(is_bound, bounds)) or sorted(set(bounds)) != bounds:
        problems.append(
            _choice(
                "--bands", bands, mark("Write ascending numbers above 0, such as 15,30,60; or give --decay.")
            )
        )
    if not values or not all(map(is_weight, values)) or not any(values):
        problems.append(
            _choice(
                "--weights", weights, mark("Write numbers from 0, not all of them 0, such as 1,0.68,0.22.")
            )
        )
    if len(problems) == before and len(bounds) != len(values):
        problems.append(
            problem("Bands: {bands}, but weights: {weights}.", where="--weights", code="weights_count", bands=len(bounds),
                    weights=len(values), hint="Give a weight for every band.")
        )  # fmt: skip
    return Bands(tuple(bounds), tuple(values)) if len(problems) == before else None


def _parse_decay(decay: str, problems: list[Problem]) -> Decay | None:
    name, *numbers = decay.strip().split(":")
    values = [parse_number(number) for number in numbers]
    if all(map(math.isfinite, values)):
        if (
            name == "gravity"
            and len(values) in (1, 2)
            and -_MOST_POWER <= values[0] < 0 <= min([0, *values[1:]])
        ):
            return Gravity(*values)
        if name == "gaussian" and len(values) == 1 and values[0] > 0:
            return Gaussian(values[0])
    problems.append(_choice("--decay", decay, _DECAY_HINT))
    return None


def _parse_list(text: str) -> list[float]:
    return [parse_number(part) for part in text.split(",")] if text.strip() else []


def _choice(key: str, value: object, hint: str) -> Problem:
    what = "{key} cannot be {value}." if str(value).strip() else "{key} is missing."
    return problem(what, where=key, hint=hint, code="choice", key=key, value=value)


def _check_least_cost(costs: CostTable, decay: Decay, matrix: Path) -> None:
    if not isinstance(decay, Gravity) or decay.least_cost > 0.0:
        return
    pair = int(np.argmin(costs.pair_cost)) if len(costs.pair_cost) else -1
    if pair < 0 or costs.pair_cost[pair] > 0.0:
        return
    origin = int(np.searchsorted(costs.pair_ptr, pair, side="right")) - 1
    raise InputError([
        problem("The pair {origin}, {destination} has the cost 0, whose weight by gravity has no bound.",
                where=matrix.name, code="zero_cost", origin=costs.demand.ids[origin],
                destination=costs.place_ids[costs.pair_place[pair]],
                hint="Say what smaller costs count as, such as 1: --decay gravity:-1:1.")
    ])  # fmt: skip


def _whole(demand: Amounts) -> Sequence[float] | np.ndarray:
    """People as whole numbers when all of them are."""
    amount = demand.amount
    is_whole = bool((amount == np.floor(amount)).all()) and float(amount.max(initial=0.0)) < 2**53
    return amount.astype(np.int64) if is_whole else amount
