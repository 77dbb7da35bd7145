"""Least people x cost: the best choice with its proof, against spopt, and how soon large cases are nearly proven."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench_siting_coverage import random_area
from benchmarks.common import Row, against, best, clock, show, within
from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting import solve

CELLS, CANDIDATES, PLACES = 1_000, 200, (5, 10, 20, 40)
PEER_PLACES = 10
LARGE_CELLS, LARGE_CANDIDATES, LARGE_PLACES = 2_000, 500, (10, 20, 30, 60)
AT_LEAST = 30.0
LIMIT_S = 60.0


class Area(NamedTuple):
    """Costs and people, and how they came about."""

    name: str
    cost: NDArray[np.float64]
    people: NDArray[np.float64]

    def problem(self, k: int) -> SitingProblem:
        """Nothing fixed, no limit, no room."""
        return SitingProblem(self.cost, self.people, np.zeros(self.cost.shape[1], bool), k)


def rows() -> list[Row]:
    """Areas with villages and scattered ones, the same for everybody."""
    small = [village_area(CELLS, CANDIDATES), Area("scattered", *random_area(CELLS, CANDIDATES))]
    large = [
        village_area(LARGE_CELLS, LARGE_CANDIDATES),
        Area("scattered", *random_area(LARGE_CELLS, LARGE_CANDIDATES)),
    ]
    solve(small[0].problem(5), "p-median")
    return [
        *(_proven(area, k) for area in small for k in PLACES),
        *(_race(area, PEER_PLACES) for area in small),
        *(_within_gap(area, k, gap=gap, at_most_s=at_most_s) for area in large for k in LARGE_PLACES
          for gap, at_most_s in ((0.01, 1.0), (0.002, 5.0))),
        *(_proven(area, k) for area in large for k in LARGE_PLACES),
        _greedy(Area("scattered", *random_area(8_000, 3_000)), 50),
        _with_room(small[1], 10),
    ]  # fmt: skip


def village_area(cells: int, candidates: int) -> Area:
    """Cells around villages of very different size in 60 x 60 km, some of them candidates; whole seconds and people."""
    random = np.random.default_rng(1)
    villages = random.uniform(0, 60_000, (cells // 25, 2))
    size = random.pareto(1.2, len(villages)) + 1.0
    village = random.choice(len(villages), cells, p=size / size.sum())
    homes = villages[village] + random.normal(0, 1_200, (cells, 2))
    people = np.ceil(random.gamma(0.7, 60, cells) * np.sqrt(size[village]))
    places = homes[random.choice(cells, candidates, replace=False)]
    metres = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    return Area("villages", np.round(metres * 1.3 / 14.0), people)


def _subject(area: Area, k: int) -> str:
    cells, candidates = area.cost.shape
    return f"p-median, {cells:,} cells x {candidates:,} candidates, {area.name}, {k} places"


def _told(found: Siting) -> str:
    proof = "proven" if found.gap == 0.0 else f"gap {found.gap:.4%}"
    return f"{proof}; {found.mean_cost:,.6g} a person"


def _proven(area: Area, k: int) -> Row:
    seconds, found = clock(lambda: solve(area.problem(k), "p-median", time_limit_s=LIMIT_S))
    return Row(f"{_subject(area, k)}: best choice", show(seconds), note=_told(found))


def _within_gap(area: Area, k: int, *, gap: float, at_most_s: float) -> Row:
    seconds, found = clock(lambda: solve(area.problem(k), "p-median", gap=gap))
    assert found.gap <= gap
    return within(
        f"{_subject(area, k)}: to {gap:.1%} proven gap",
        seconds,
        at_most_s=at_most_s,
        note=f"gap {found.gap:.3%}",
    )


def _race(area: Area, k: int) -> Row:
    import pulp
    from spopt.locate import PMedian

    ours_s = best(lambda: solve(area.problem(k), "p-median"), repeats=3)
    found = solve(area.problem(k), "p-median")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer_s, peer = clock(
            lambda: PMedian.from_cost_matrix(area.cost, area.people, k).solve(pulp.PULP_CBC_CMD(msg=False))
        )
        value = float(pulp.value(peer.problem.objective))
    assert abs(value - found.value) <= 1e-6 * value, (value, found.value)
    return against(
        _subject(area, k), ours_s, peer="spopt, CBC", peer_s=peer_s, at_least=AT_LEAST,
        note="the same optimum, proven; peer once, for this number of places only",
    )  # fmt: skip


def _greedy(area: Area, k: int) -> Row:
    seconds, found = clock(lambda: solve(area.problem(k), "p-median", method="greedy"))
    return Row(
        f"{_subject(area, k)}: greedy", show(seconds), note=f"{found.mean_cost:,.6g} a person; no promise"
    )


def _with_room(area: Area, k: int) -> Row:
    random = np.random.default_rng(1)
    room = np.round(area.people.sum() / k * 1.2 * random.uniform(0.6, 1.4, area.cost.shape[1]))
    free = area.problem(k)
    problem = SitingProblem(free.cost, free.people, free.is_fixed, k, capacity=room)
    seconds, found = clock(lambda: solve(problem, "p-median", time_limit_s=LIMIT_S))
    return Row(f"{_subject(area, k)}, with room: best choice", show(seconds), note=_told(found))
