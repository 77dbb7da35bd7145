"""The page's counts after a plan are those of the command line, to the person."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from random_what_ifs import Counts, WhatIfCase, draw_what_ifs
from screens import ROOT

from benchmarks.bench_run import AREA_TOML
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.steps.loading import AreaData

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CASES, SEED = 50, 4
OWN_CONVENTIONS = """
[sharing]
regime = "partners"
groups = [["086001", "086003"], ["086002", "086004", "086005"]]
[[demand]]
service = "DDP"
rate = 0.9
[[demand]]
service = "POZ"
rate = 0.3
[[threshold]]
service = "POZ"
mode = "car"
values = [5, 8, 12]
[[threshold]]
service = "DDP"
mode = "walk_slow"
values = [12, 25, 40]
"""
# The page is not told the limits: they are the file's own, or the plan's.
COUNT = """async (cases) => {
  const { model } = MapaUslug.session;
  const counted = [];
  for (const { toml, service_type, modes } of cases) {
    const found = {};
    for (const mode of modes) {
      const { answer, problems } = await MapaUslug.countPlan(model, toml, { type: service_type, mode, limits: {}, group: "all" });
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


def draw_area(area_toml: Path, folder: Path) -> Area:
    data, cases = draw_cases(area_toml)
    result = analyse(data, data.registry.located, data.config.sharing)
    write_map(draw_map(result, data.catalog, text=Text("pl")), folder / "mapa.html")
    return Area(folder / "mapa.html", cases)


@pytest.fixture(scope="module")
def example(example_maps: dict[str, Path]) -> Area:
    return Area(example_maps["pl"], draw_cases(ROOT / "data" / "example" / "area.toml")[1])


@pytest.fixture(scope="module")
def own_conventions(tmp_path_factory: pytest.TempPathFactory) -> Area:
    """The example with thresholds, rates and partners of its own, and every third place known only roughly."""
    folder = tmp_path_factory.mktemp("umowne") / "obszar"
    shutil.copytree(ROOT / "data" / "example", folder)
    with (folder / "area.toml").open("a", encoding="utf-8") as stream:
        stream.write(OWN_CONVENTIONS)
    head, *rows = (folder / "uslugi.csv").read_text(encoding="utf-8-sig").splitlines()
    at = head.split(";").index("klasa_wsp")
    rough = [
        ";".join(["ulica" if c == at and r % 3 == 0 else v for c, v in enumerate(row.split(";"))])
        for r, row in enumerate(rows)
    ]
    (folder / "uslugi.csv").write_text("\n".join([head, *rough, ""]), encoding="utf-8")
    return draw_area(folder / "area.toml", folder)


@pytest.fixture(scope="module")
def liechtenstein(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Area:
    folder = tmp_path_factory.mktemp("Liechtenstein")
    (folder / "area.toml").write_text(AREA_TOML.format(data=real_data), encoding="utf-8")
    return draw_area(folder / "area.toml", folder)


def count_in_page(area: Area, open_file: Callable) -> list[Counts]:
    opened = open_file(area.file)
    asked = [{"toml": c.toml, "service_type": c.service_type, "modes": list(c.expected)} for c in area.cases]
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


def test_thresholds_rates_and_partners_of_the_area_and_places_known_roughly(
    own_conventions: Area, open_file: Callable
) -> None:
    check(own_conventions, open_file)
    text = own_conventions.file.read_text(encoding="utf-8")
    assert '"values":[5,8,12]' in text
    assert '"rough":[0' in text


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
