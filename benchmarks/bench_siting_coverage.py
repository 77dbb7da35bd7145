"""Most people within a limit: the best choice with its proof, against spopt with the solvers that it has here."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import Row, against, best, clock, show
from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.siting import solve

CELLS, CANDIDATES = 1_000, 200
RADII, PLACES = (5.0, 8.0, 12.0, 15.0), (5, 10, 20)
AT_LEAST = 5.0
LIMIT_S = 120.0


def rows() -> list[Row]:
    """Random cells and candidates on a square of 100 km, the same for everybody."""
    cost, people = random_area(CELLS, CANDIDATES)
    rows = [_race(cost, people, limit=limit, k=k) for limit in RADII for k in PLACES]
    return [*rows, *_large_rows(), _everybody_row(cost, people)]


def random_area(cells: int, candidates: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Straight distances in km, and whole people."""
    random = np.random.default_rng(1)
    homes, places = random.uniform(0, 100, (cells, 2)), random.uniform(0, 100, (candidates, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    return cost, random.integers(1, 500, cells).astype(np.float64)


def spopt_solvers() -> dict[str, Callable[[], Any]]:
    """What spopt can be given here: CBC comes with pulp, HiGHS where highspy is installed."""
    import pulp

    solvers = {"CBC": lambda: pulp.PULP_CBC_CMD(msg=False, timeLimit=LIMIT_S)}
    if "HiGHS" in pulp.listSolvers(onlyAvailable=True):
        solvers["HiGHS"] = lambda: pulp.HiGHS(msg=False, timeLimit=LIMIT_S)
    return solvers


def _race(cost: NDArray[np.float64], people: NDArray[np.float64], *, limit: float, k: int) -> Row:
    import pulp
    from spopt.locate import MCLP

    problem = SitingProblem(cost, people, np.zeros(cost.shape[1], bool), k, limit)
    ours_s, found = clock(lambda: solve(problem, "mclp"))
    assert found.gap == 0.0
    ours_s = min(ours_s, best(lambda: solve(problem, "mclp"), repeats=2))
    peers: dict[str, float] = {}
    for name, solver in spopt_solvers().items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peers[name], peer = clock(
                lambda solver=solver: MCLP.from_cost_matrix(cost, people, limit, p_facilities=k).solve(solver())
            )  # fmt: skip
        assert abs(float(pulp.value(peer.problem.objective)) - found.value) < 0.5
    quickest = min(peers, key=lambda name: peers[name])
    others = "".join(f"; {name} {show(s)}" for name, s in peers.items() if name != quickest)
    return against(
        f"MCLP, {CELLS:,} cells x {CANDIDATES} candidates, {k} places, limit {limit:g} km", ours_s,
        peer=f"spopt, {quickest}", peer_s=peers[quickest], at_least=AT_LEAST,
        note=f"the same optimum, {found.value:,.0f} people; peer once{others}",
    )  # fmt: skip


def _large_rows() -> list[Row]:
    cells, candidates, k, limit = 8_000, 1_000, 40, 6.0
    cost, people = random_area(cells, candidates)
    problem = SitingProblem(cost, people, np.zeros(candidates, bool), k, limit)
    subject = f"MCLP, {cells:,} cells x {candidates:,} candidates, {k} places, limit {limit:g} km"
    exact_s, exact = clock(lambda: solve(problem, "mclp", time_limit_s=60.0))
    greedy_s, greedy = clock(lambda: solve(problem, "mclp", method="greedy"))
    return [
        Row(subject, show(exact_s), note=f"gap {exact.gap:.3%}, time limit 60 s"),
        Row(f"{subject}, greedy", show(greedy_s), note=f"its own gap {greedy.gap:.2%}, {greedy.value / exact.value:.2%} of the best found"),
    ]  # fmt: skip


def _everybody_row(cost: NDArray[np.float64], people: NDArray[np.float64]) -> Row:
    import pulp
    from spopt.locate import LSCP

    limit = 18.0
    problem = SitingProblem(cost, people, np.zeros(cost.shape[1], bool), 0, limit)
    ours_s, found = clock(lambda: solve(problem, "lscp"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=LIMIT_S)
        peer_s, peer = clock(lambda: LSCP.from_cost_matrix(cost, limit).solve(solver))
    assert found.gap == 0.0
    assert found.value <= float(pulp.value(peer.problem.objective)) + 0.5
    return against(
        f"LSCP, {CELLS:,} cells x {CANDIDATES} candidates, limit {limit:g} km", ours_s, peer="spopt, CBC", peer_s=peer_s,
        note=f"{found.value:.0f} places, proven",
    )  # fmt: skip
