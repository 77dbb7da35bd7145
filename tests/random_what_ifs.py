"""What-ifs drawn at random for an area, with the counts that the command line comes to."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mapa_uslug.contracts.combined import combine_layers
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.scenarios import apply_plan, change_thresholds
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.what_if_questions import key_of, largest_limits, plan_questions

MAIN = 1
Counts = dict[str, dict[str, list[list[int]]]]
"""Mode (or ``all``) -> group (``all``, ``target``) -> people by state of every gmina."""


@dataclass(frozen=True)
class WhatIfCase:
    """A plan as TOML, the service type that is asked about and the figures expected."""

    plan: dict[str, Any]
    toml: str
    service_type: str
    expected: Counts


def draw_what_ifs(data: AreaData, *, count: int, seed: int) -> list[WhatIfCase]:
    """Plans that close, open, resize and share, each asked about one service type and thresholds of its own."""
    rng = random.Random(seed)
    return [_draw(data, rng) for _ in range(count)]


def _draw(data: AreaData, rng: random.Random) -> WhatIfCase:
    questions = plan_questions(data)
    largest = {k: int(v / (60 if k[1] == "s" else 1)) for k, v in largest_limits(questions).items()}
    located = data.registry.located
    codes = sorted({m.service_type.code for m in questions})
    found = sorted(set(codes) & set(located["service_type"]))
    with_demand = [c for c in found if data.catalog.by_code[c].demand_rate]
    # Types whose places may be full are few, and the hardest to count.
    code = rng.choice(rng.choice([codes, found, found, with_demand or found]))
    own = [m for m in questions if m.service_type.code == code]
    ids = located.loc[located["service_type"] == code, "service_id"].tolist()
    cells = data.cells.table["cell_id"].tolist()
    gminas = data.gminas["gmina_teryt"].astype(str).tolist()
    closed = rng.sample(ids, rng.randint(0, min(3, len(ids))))
    kept = [i for i in ids if i not in closed]
    opened = rng.randint(0 if ids else 1, 2)
    # Some plans leave the area's thresholds as they are.
    limits = {m.mode: _limit(rng, m, largest) for m in own if rng.random() < 0.7}
    plan: dict[str, Any] = {
        "name": f"plan {rng.randint(1, 10**6)}",
        "open": [_open(rng, f"{rng.choice('AMZ')}-nowy-{i}", code, cells, gminas) for i in range(opened)],
        "close": [{"id": i} for i in closed],
        "capacity": [
            {"id": i, "capacity": rng.randint(0, 60)} for i in rng.sample(kept, rng.randint(0, len(kept)))
        ],
        "threshold": [{"service": code, "mode": mode, "value": value} for mode, value in limits.items()],
    }
    partners = _sharing(rng, gminas)
    if partners:
        plan["partners"] = partners
    expected = count_plan(data, ScenarioConfig.model_validate(plan), code)
    return WhatIfCase(plan, write_toml(plan), code, expected)


def _limit(rng: random.Random, measure: Any, largest: dict[Any, int]) -> int:
    step = 100 if measure.weight == "length" else 1
    value = rng.choice([*measure.threshold.values, rng.randint(2, largest[key_of(measure)] // step) * step])
    return max(2 * step, min(int(value), 240 if step == 1 else 25_000))


def _open(rng: random.Random, name: str, code: str, cells: list[str], gminas: list[str]) -> dict[str, Any]:
    new: dict[str, Any] = {"id": name, "service": code, "cell": rng.choice(cells)}
    if rng.random() < 0.5:
        new["capacity"] = rng.randint(0, 80)
    if rng.random() < 0.2:
        new["gmina"] = rng.choice(gminas)
    return new


def _sharing(rng: random.Random, gminas: list[str]) -> dict[str, Any] | None:
    kind = rng.choice(["", "", "open", "own", "partners"])
    if kind == "partners":
        mixed = rng.sample(gminas, len(gminas))
        cut = rng.randint(1, len(mixed))
        return {"regime": kind, "groups": [g for g in (mixed[:cut], mixed[cut:]) if g]}
    return {"regime": kind} if kind else None


def count_plan(data: AreaData, plan: ScenarioConfig, code: str) -> Counts:
    """What ``scenario run`` counts for one service type after a plan, at the main thresholds."""
    services = apply_plan(
        data.registry.located, plan, cells=data.cells, gminas=data.gminas, catalog=data.catalog, plan_name="plan"
    )  # fmt: skip
    planned = replace(data, catalog=change_thresholds(data.catalog, plan))
    measurer = Measurer(planned, services, plan.partners or data.config.sharing)
    layers = [
        measurer.layers(m)[MAIN] for m in plan_measures(planned, services) if m.service_type.code == code
    ]
    gminas = data.gminas["gmina_teryt"].astype(str).tolist()
    rank = {g: i for i, g in enumerate(gminas)}
    gmina_of = np.array([rank[g] for g in data.cells.table["gmina_teryt"]])

    def sums(states: np.ndarray) -> list[list[int]]:
        table = np.zeros((len(gminas), 4), dtype=np.int64)
        np.add.at(table, gmina_of, states)
        return table.tolist()

    combined = {layer.mode: combine_layers([layer], layer.mode) for layer in layers}
    order = ["car", "walk", "walk_slow", "bike", "transit"]
    combined["all"] = combine_layers(sorted(layers, key=lambda x: order.index(x.mode)))
    return {
        mode: {"all": sums(c.people), **({} if c.target is None else {"target": sums(c.target)})}
        for mode, c in combined.items()
    }


def write_toml(plan: dict[str, Any]) -> str:
    """The plan as the file that the command line reads (texts here hold nothing that needs escaping)."""

    def value(x: Any) -> str:
        if isinstance(x, list):
            return "[" + ", ".join(value(v) for v in x) + "]"
        return f'"{x}"' if isinstance(x, str) else str(x)

    lines = [f"name = {value(plan['name'])}"]
    for key in ("open", "close", "capacity", "threshold"):
        for row in plan[key]:
            lines += [f"\n[[{key}]]", *(f"{k} = {value(v)}" for k, v in row.items())]
    if "partners" in plan:
        lines += ["\n[partners]", *(f"{k} = {value(v)}" for k, v in plan["partners"].items())]
    return "\n".join(lines) + "\n"
