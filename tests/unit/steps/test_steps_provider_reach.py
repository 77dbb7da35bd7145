"""Whom services reach is what the states say; the planted partnerships of the example come out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import Leaders, ProviderNetwork
from mapa_uslug.coverage.white_spots import cell_squares, find_white_spots
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures
from mapa_uslug.steps.provider_reach import find_network, reach_of_services

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"


@pytest.fixture(scope="module")
def example() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


@pytest.fixture(scope="module")
def measurer(example: AreaData) -> Measurer:
    return Measurer(example, example.registry.located, Sharing())


@pytest.fixture(scope="module")
def found(example: AreaData, measurer: Measurer) -> tuple[ProviderNetwork, Leaders]:
    services = example.registry.located
    measures = plan_measures(example, services)
    layers = measure_coverage(measurer, measures)
    spots = find_white_spots(
        layers, cells=example.cells, services=services, squares=cell_squares(example.cells)
    )
    reach = reach_of_services(example, measurer, measures, services)
    return find_network(example, services, spots, reach=reach, options=DiagnosisOptions(), on="2026-11-26")


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))["seven_steps"]["partnerships"]


@pytest.mark.slow
def test_whoever_is_served_or_finds_no_place_is_within_reach_of_some_service(
    example: AreaData, measurer: Measurer
) -> None:
    services, measures = example.registry.located, plan_measures(example, example.registry.located)
    reach = reach_of_services(example, measurer, measures, services)
    by_type: dict[str, list] = {}
    for measure in measures:
        by_type.setdefault(measure.service_type.code, []).append(measure)
    kinds = services["service_type"].to_numpy()
    for code, own in by_type.items():
        states = combine_layers([measurer.layers(m)[MAIN_LEVEL] for m in own])
        within = states.people[:, :2].sum(axis=1) > 0
        reached = np.zeros(len(within), dtype=bool)
        reached[reach.cell[kinds[reach.row] == code]] = True
        assert np.array_equal(reached & (reach.people > 0), within), code
    assert set(kinds[~reach.is_measured]) & set(by_type) == set()


@pytest.mark.slow
def test_planted_partnerships_are_found(found: tuple[ProviderNetwork, Leaders], truth: dict) -> None:
    network = found[0]
    declared = network.ties[network.ties["kind"] == "declared"]
    assert declared[["provider_a", "provider_b"]].to_numpy().tolist() == truth["declared_placed"]
    assert list(network.unknown_partners) == truth["unknown_partners"]
    assert len(network.unplaced_partners) == len(truth["address_only"])


@pytest.mark.slow
def test_the_planted_community_is_one_and_the_school_of_a_village_stands_alone(
    found: tuple[ProviderNetwork, Leaders], truth: dict
) -> None:
    providers = found[0].providers.set_index("provider_key")
    placed = [key for key in truth["community"] if key not in truth["address_only"]]
    assert providers.loc[placed, "community"].nunique() == 1
    assert providers.loc[truth["pair"], "community"].nunique() == 1
    assert providers.loc[truth["alone"]["provider_id"], "is_isolated"]


@pytest.mark.slow
def test_nothing_of_hidden_services_is_in_the_network(
    found: tuple[ProviderNetwork, Leaders], example: AreaData
) -> None:
    told = " ".join(
        t.to_json() for t in (found[0].providers, found[0].ties, found[0].helpers, found[1].table)
    )
    for name in ("Przystań", "Powiatowy Ośrodek Wsparcia", "P-04", "P-47"):
        assert name not in told


@pytest.mark.slow
def test_a_partner_whose_name_is_of_a_refuge_is_not_told(example: AreaData, measurer: Measurer) -> None:
    services = example.registry.located.copy()
    services.loc[0, "partners"] = "Schronisko dla ofiar przemocy „Azyl”|Fundacja Krok"
    changed = replace(example, registry=replace(example.registry, located=services))
    reach = reach_of_services(changed, measurer, [], services)
    spots = _no_spots(example)
    network, _ = find_network(changed, services, spots, reach=reach, options=DiagnosisOptions(), on="")
    assert "Fundacja Krok" in network.unknown_partners
    assert not any("Azyl" in name for name in network.unknown_partners)


def _no_spots(example: AreaData):
    return find_white_spots(
        [], cells=example.cells, services=example.registry.located, squares=cell_squares(example.cells)
    )
