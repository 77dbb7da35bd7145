"""Closing a place of a whole country does what the table of possible overlaps says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.bench_run import AREA_TOML
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import CANNOT_TELL, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.plan_config import CloseService, ScenarioConfig
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.supply_overlaps import find_overlaps_of


@pytest.fixture(scope="module")
def doctors(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AreaData:
    """Liechtenstein with its doctors only."""
    path = tmp_path_factory.mktemp("liechtenstein") / "area.toml"
    path.write_text(AREA_TOML.format(data=real_data))
    data = load_area(path)
    located = data.registry.located
    own = located[located["service_type"] == "POZ"].reset_index(drop=True)
    return replace(data, registry=replace(data.registry, located=own))


def together(data: AreaData) -> Combined:
    services = data.registry.located
    measurer = Measurer(data, services, Sharing())
    return combine_layers([measurer.layers(m)[MAIN_LEVEL] for m in plan_measures(data, services)])


@pytest.mark.real
@pytest.mark.slow
def test_closing_each_doctor_is_what_a_scenario_says(doctors: AreaData) -> None:
    """Among them one to whom people walk from a road that no car gets out of."""
    services = doctors.registry.located
    measurer = Measurer(doctors, services, Sharing())
    supply = find_overlaps_of(doctors, measurer, plan_measures(doctors, services), services)
    was_within = together(doctors).people[:, :2].sum(axis=1) > 0
    assert len(supply.spare_places) == len(services) > 5
    for place in supply.spare_places.itertuples():
        plan = ScenarioConfig(name="closing", close=[CloseService(id=place.service_id)])
        planned, after = plan_area(doctors, plan, plan_name="plan.toml")
        people = together(replace(planned, registry=replace(planned.registry, located=after))).people[
            was_within
        ]
        found = (place.people_crossing, place.people_unknown)
        assert found == (people[:, TOO_FAR].sum(), people[:, CANNOT_TELL].sum()), place.service_id
