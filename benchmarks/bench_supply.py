"""Floating catchments of many cells and places, against PySAL's access, from the same list of pairs."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.common import Row, against, best, clock, show
from mapa_uslug.steps.cost_reading import read_cost_table
from mapa_uslug.supply.catchments import Bands, Catchments, Gravity, float_catchments

CELLS = 8_000
PLACES = 3_000
FARTHEST_MIN = 240.0
BANDS = Bands((15.0, 30.0, 60.0), (1.0, 0.68, 0.22))


def rows() -> list[Row]:
    """Measure; made costs of every pair, a quarter of them within the last band."""
    random = np.random.default_rng(1)
    pairs = pd.DataFrame(
        {
            "origin": np.repeat(np.arange(CELLS), PLACES),
            "place": np.tile(np.arange(PLACES), CELLS),
            "cost": np.round(random.uniform(0.1, FARTHEST_MIN, CELLS * PLACES), 1),
        }
    )
    people = random.integers(1, 500, CELLS).astype(float)
    capacity = random.integers(1, 60, PLACES).astype(float)
    ours = from_pairs(pairs, people, capacity)
    ours_s = best(lambda: from_pairs(pairs, people, capacity), repeats=9)
    one_s = best(lambda: from_pairs(pairs, people, capacity, workers=1), repeats=5)
    gravity_s = best(lambda: from_pairs(pairs, people, capacity, decay=Gravity(-1.0)), repeats=3)
    peer_s, theirs = clock(_by_access, pairs, people, capacity, BANDS.bounds[-1])
    all_s, theirs_of_all = clock(_by_access, pairs, people, capacity, None)
    for answer in (theirs, theirs_of_all):
        np.testing.assert_allclose(ours.per_person, answer, rtol=1e-9)
    subject = f"floating catchments (E2SFCA), {CELLS:,} cells x {PLACES:,} places, three bands"
    return [
        against(
            subject, ours_s, peer="access, pairs beyond the last band left out", peer_s=peer_s, at_least=60.0,
            note=f"from {len(pairs):,} pairs, equal to nine digits; one thread {show(one_s)}; gravity {show(gravity_s)}",
        ),
        against("the same", ours_s, peer="access, all pairs", peer_s=all_s, at_least=60.0),
        _reading(pairs, people, capacity),
    ]  # fmt: skip


def from_pairs(
    pairs: pd.DataFrame,
    people: NDArray[np.float64],
    capacity: NDArray[np.float64],
    *,
    decay: Bands | Gravity = BANDS,
    workers: int | None = None,
) -> Catchments:
    """From a list of pairs by row, in any order."""
    origin, place, cost = (pairs[name].to_numpy() for name in ("origin", "place", "cost"))
    if (origin[1:] < origin[:-1]).any():
        order = np.argsort(origin, kind="stable")
        origin, place, cost = origin[order], place[order], cost[order]
    ptr = np.searchsorted(origin, np.arange(len(people) + 1))
    return float_catchments(
        ptr, place.astype(np.int32), cost, people=people, capacity=capacity, decay=decay, workers=workers
    )


def _by_access(
    pairs: pd.DataFrame, people: NDArray[np.float64], capacity: NDArray[np.float64], max_cost: float | None
) -> NDArray[np.float64]:
    access: Any = importlib.import_module("access")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = access.Access(
            demand_df=pd.DataFrame({"id": np.arange(len(people)), "people": people}), demand_index="id",
            demand_value="people", supply_df=pd.DataFrame({"id": np.arange(len(capacity)), "room": capacity}),
            supply_index="id", supply_value="room", cost_df=pairs, cost_origin="origin", cost_dest="place",
            cost_name="cost",
        )  # fmt: skip
        step = access.weights.step_fn(dict(zip(BANDS.bounds, BANDS.weights, strict=True)))
        table = peer.enhanced_two_stage_fca(name="e", weight_fn=step, max_cost=max_cost)
    found: NDArray[np.float64] = table["e_room"].reindex(range(len(people))).fillna(0.0).to_numpy()
    return found


def _reading(pairs: pd.DataFrame, people: NDArray[np.float64], capacity: NDArray[np.float64]) -> Row:
    import pyarrow
    from pyarrow import csv

    with TemporaryDirectory() as name:
        matrix, demand, supply = (Path(name) / f"{part}.csv" for part in "MDS")
        named = pairs.set_axis(["origin_id", "destination_id", "cost"], axis=1)
        csv.write_csv(pyarrow.Table.from_pandas(named, preserve_index=False), matrix)
        pd.DataFrame({"id": np.arange(len(people)), "people": people}).to_csv(demand, index=False)
        pd.DataFrame({"id": np.arange(len(capacity)), "capacity": capacity}).to_csv(supply, index=False)
        size_mb = matrix.stat().st_size / 1e6
        seconds = best(lambda: read_cost_table(matrix, demand, supply), repeats=3)
    return Row(f"the same pairs read from CSV ({size_mb:.0f} MB), checked", show(seconds))
