"""The page's counts after a plan are those of the command line, to the person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from random_what_ifs import Counts, WhatIfCase, draw_what_ifs
from screens import ROOT

from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.steps.loading import AreaData

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CASES, SEED = 50, 4
LIECHTENSTEIN = """
[area]
name = "Liechtenstein"
[inputs]
roads = "{data}/osm/liechtenstein-2021-10-28.osm.pbf"
boundaries = "osm"
services = ["osm"]
totals = "{data}/population/liechtenstein_municipalities_approx.csv"
[boundaries]
admin_level = 8
[roads]
modes = ["car", "walk", "bike"]
"""
COUNT = """async (cases) => {
  const { model } = MapaUslug.session;
  const counted = [];
  for (const { toml, service_type, limits, modes } of cases) {
    const found = {};
    for (const mode of modes) {
      const { answer, problems } = await MapaUslug.countPlan(model, toml, { type: service_type, mode, limits, group: "all" });
      if (!answer) throw new Error(JSON.stringify(problems));
      const groups = answer.hasTarget ? ["all", "target"] : ["all"];
      found[mode] = Object.fromEntries(groups.map((group) => [group, answer.sums(group).gminas]));
    }
    counted.push(found);
  }
  return counted;
}"""


@dataclass
class Area:
    """A map on disk and what-ifs for it."""

    file: Path
    cases: list[WhatIfCase]


def draw_cases(area_toml: Path) -> tuple[AreaData, list[WhatIfCase]]:
    data = load_area(area_toml, lambda step: None)
    return data, draw_what_ifs(data, count=CASES, seed=SEED)


@pytest.fixture(scope="module")
def example(example_maps: dict[str, Path]) -> Area:
    return Area(example_maps["pl"], draw_cases(ROOT / "data" / "example" / "area.toml")[1])


@pytest.fixture(scope="module")
def liechtenstein(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Area:
    folder = tmp_path_factory.mktemp("Liechtenstein")
    (folder / "area.toml").write_text(LIECHTENSTEIN.format(data=real_data), encoding="utf-8")
    data, cases = draw_cases(folder / "area.toml")
    result = analyse(data, data.registry.located, data.config.sharing)
    write_map(draw_map(result, data.catalog, text=Text("pl")), folder / "mapa.html")
    return Area(folder / "mapa.html", cases)


def count_in_page(area: Area, open_file: Callable) -> list[Counts]:
    opened = open_file(area.file)
    asked = [
        {"toml": c.toml, "service_type": c.service_type, "limits": c.limits, "modes": list(c.expected)}
        for c in area.cases
    ]
    counted: list[Counts] = opened.page.evaluate(COUNT, asked)
    assert (opened.requests, opened.complaints) == ([], [])
    return counted


def check(area: Area, open_file: Callable) -> None:
    counted = count_in_page(area, open_file)
    assert len(counted) == CASES
    wrong = [
        (case.toml, json.dumps(case.expected), json.dumps(found))
        for case, found in zip(area.cases, counted, strict=True)
        if case.expected != found
    ]
    assert not wrong, f"{len(wrong)} of {CASES}, the first:\n" + "\n".join(wrong[0])


def test_the_example(example: Area, open_file: Callable) -> None:
    check(example, open_file)


@pytest.mark.real
def test_liechtenstein(liechtenstein: Area, open_file: Callable) -> None:
    check(liechtenstein, open_file)


def test_the_what_ifs_try_every_state_and_every_kind_of_change(example: Area) -> None:
    states = [0, 0, 0, 0]
    for case in example.cases:
        for row in case.expected["all"]["all"]:
            states = [a + b for a, b in zip(states, row, strict=True)]
    assert min(states) > 0
    for kind in ("open", "close", "capacity", "threshold", "partners"):
        assert sum(bool(case.plan.get(kind)) for case in example.cases) >= 10, kind
