"""Best places in a whole country: real public buildings, any cell a candidate, the plan's own count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.bench_run import AREA_TOML
from mapa_uslug.contracts.combined import CANNOT_TELL, SERVED
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.siting_area import propose_places
from mapa_uslug.steps.siting_candidates import gather_candidates
from mapa_uslug.steps.siting_change import count_states
from mapa_uslug.steps.siting_question import AreaSiting, check_question


@pytest.fixture(scope="module")
def data(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AreaData:
    path = tmp_path_factory.mktemp("liechtenstein") / "area.toml"
    path.write_text(AREA_TOML.format(data=real_data), encoding="utf-8")
    return load_area(path)


@pytest.mark.real
def test_public_buildings_of_the_extract_are_candidates(data: AreaData) -> None:
    found = gather_candidates(data, "buildings").table
    assert {"school", "kindergarten", "library", "fire_station", "townhall", "community_centre"} <= set(
        found["kind"]
    )
    assert found["gmina_teryt"].isin(data.gminas["gmina_teryt"]).all()
    assert (found["name"] != "").all()


@pytest.mark.real
@pytest.mark.parametrize("mode", ["walk", "car"])
@pytest.mark.parametrize("candidates", ["buildings", "cells"])
def test_what_is_proven_best_is_what_its_plan_does(data: AreaData, mode: str, candidates: str) -> None:
    question = AreaSiting("APT", 3, mode, candidates=candidates)
    proposal = propose_places(data, question)
    assert proposal.siting.gap == 0.0
    subject = check_question(question, data)
    before = count_states(data, data.registry.located, data.config.sharing, subject)
    planned, services = plan_area(data, proposal.plan, plan_name="plan.toml")
    after = count_states(planned, services, data.config.sharing, subject)
    group = count_group(data.cells, subject.group)
    assert group is not None
    is_counted = (after.people[:, SERVED] > 0) & (before.people[:, CANNOT_TELL] == 0)
    assert proposal.siting.value == group[is_counted].sum()
    assert int(np.maximum(after.people[:, SERVED] - before.people[:, SERVED], 0).sum()) == int(
        (proposal.everybody.gained + proposal.everybody.settled).sum()
    )
