"""Places of the example area that are known only roughly: laws that hold whatever their radius."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer
from mapa_uslug.steps import measuring
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
SERVED, FULL, TOO_FAR, CANNOT_TELL = range(len(STATES))
UNCERTAIN = REASONS.index("uncertain_place")
TYPES = ("DDP", "SP", "UO")
"""A day centre with few places, schools measured in metres, care that comes to people within a territory."""
RADII = (EXACT_RADIUS_M, 500.0, 2000.0, 6000.0)


@pytest.fixture(scope="module")
def data() -> AreaData:
    loaded = load_area(EXAMPLE / "area.toml")
    services = loaded.config.services.model_copy(update={"types": list(TYPES)})
    return replace(loaded, config=loaded.config.model_copy(update={"services": services}))


def exact(data: AreaData) -> gpd.GeoDataFrame:
    return data.registry.located.assign(quality="rejestr", radius_m=30.0)


def known_to(services: gpd.GeoDataFrame, radius: float, ids: list[str] | None = None) -> gpd.GeoDataFrame:
    """All services, or some, known to a radius only."""
    chosen = services["service_id"].isin(ids) if ids else np.ones(len(services), dtype=bool)
    return services.assign(
        radius_m=np.where(chosen, radius, services["radius_m"]),
        quality=np.where(chosen, "miejscowosc", services["quality"]),
    )


def cover(
    data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing | None = None
) -> tuple[CoverageLayer, ...]:
    measurer = Measurer(data, services, sharing or data.config.sharing)
    return measure_coverage(measurer, plan_measures(data, services))


@pytest.fixture(scope="module")
def by_radius(data: AreaData) -> dict[float, tuple[CoverageLayer, ...]]:
    return {radius: cover(data, known_to(exact(data), radius)) for radius in RADII}


def assert_same(one: tuple[CoverageLayer, ...], other: tuple[CoverageLayer, ...]) -> None:
    for a, b in zip(one, other, strict=True):
        for key, value in vars(a).items():
            if isinstance(value, np.ndarray):
                assert value.tobytes() == vars(b)[key].tobytes(), (a.service_type, a.mode, a.level, key)


def test_a_place_known_well_enough_is_a_point_to_the_byte(data, by_radius, monkeypatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("bounds were measured though every place is known")

    monkeypatch.setattr(measuring, "measure_least_costs", never)
    monkeypatch.setattr(measuring, "measure_spreads", never)
    assert_same(cover(data, exact(data)), by_radius[EXACT_RADIUS_M])


def test_a_larger_radius_never_makes_more_people_served_or_too_far(by_radius) -> None:
    for narrow, wide in itertools.pairwise(RADII):
        for a, b in zip(by_radius[narrow], by_radius[wide], strict=True):
            assert np.array_equal(a.people.sum(axis=1), b.people.sum(axis=1))
            assert np.all(b.people[:, :TOO_FAR].sum(axis=1) <= a.people[:, :TOO_FAR].sum(axis=1))
            assert np.all(b.people[:, TOO_FAR] <= a.people[:, TOO_FAR])
            assert np.all(b.people[b.reason == UNCERTAIN][:, :CANNOT_TELL] == 0)


def test_where_gminas_share_nothing_the_way_back_to_a_rough_place_counts_too(data) -> None:
    # An unknown road beyond the data would have to lead back to the place, which may stand nearer to it.
    own, now_at_edge = Sharing(regime="own"), 0
    narrow, wide = (cover(data, known_to(exact(data), radius), own) for radius in (100.0, 6000.0))
    for a, b in zip(narrow, wide, strict=True):
        assert np.all(b.people[:, :TOO_FAR].sum(axis=1) <= a.people[:, :TOO_FAR].sum(axis=1))
        assert np.all(b.people[:, TOO_FAR] <= a.people[:, TOO_FAR])
        at_edge = b.reason == REASONS.index("data_edge")
        now_at_edge += int(a.people[at_edge][:, TOO_FAR].sum())
    assert now_at_edge > 0


def test_every_type_and_way_of_measuring_feels_it(by_radius) -> None:
    people = {
        (x.service_type, x.mode): int(x.people[x.reason == UNCERTAIN].sum())
        for x in by_radius[2000.0]
        if x.level == 1
    }
    assert {code for code, _ in people} == set(TYPES)
    assert min(people.values()) > 0, people


def test_times_and_nearest_places_stay_those_of_the_place_measured(by_radius) -> None:
    for a, b in zip(by_radius[EXACT_RADIUS_M], by_radius[2000.0], strict=True):
        assert a.cost.tobytes() == b.cost.tobytes()
        assert np.array_equal(a.nearest_place, b.nearest_place)


def test_one_exact_place_more_makes_nobody_uncertain(data) -> None:
    services = exact(data)
    centres = services[services["service_type"] == "DDP"]["service_id"].tolist()
    rough = known_to(services, 3000.0, centres)
    new = services[services["service_id"] == "U-040"].assign(
        service_id="NEW", service_type="DDP", territory="", is_open=True
    )
    more = gpd.GeoDataFrame(pd.concat([rough, new], ignore_index=True), crs=services.crs)
    before = [x for x in cover(data, rough) if x.service_type == "DDP"]
    after = [x for x in cover(data, more) if x.service_type == "DDP"]
    assert any((x.reason == UNCERTAIN).any() for x in before)
    for a, b in zip(before, after, strict=True):
        assert not np.any((b.reason == UNCERTAIN) & (a.reason != UNCERTAIN))
        assert np.all(b.people[:, :TOO_FAR].sum(axis=1) >= a.people[:, :TOO_FAR].sum(axis=1))


def test_only_those_who_may_use_a_rough_place_are_uncertain_of_it(data) -> None:
    services = exact(data)
    own = services[(services["service_type"] == "UO") & (services["gmina_teryt"] == "086001")]
    layers = cover(data, known_to(services, 30_000.0, own["service_id"].tolist()))
    served = {code for t in own["territory"] for code in t.split("|") if code} or {"086001"}
    gminas = data.cells.table["gmina_teryt"].to_numpy()
    for layer in (x for x in layers if x.service_type == "UO"):
        uncertain = set(gminas[layer.reason == UNCERTAIN])
        assert uncertain <= served
        assert uncertain


def test_a_rough_place_across_the_border_counts_only_where_gminas_share(data) -> None:
    services = exact(data)
    centres = services[services["service_type"] == "DDP"]
    rough = known_to(services, 5000.0, centres["service_id"].tolist())
    gminas = data.cells.table["gmina_teryt"].to_numpy()
    own = cover(data, rough, Sharing(regime="own"))
    seats = set(centres["gmina_teryt"])
    found = {g for x in own if x.service_type == "DDP" for g in gminas[x.reason == UNCERTAIN]}
    assert found
    assert found <= seats
    shared = {g for x in cover(data, rough) if x.service_type == "DDP" for g in gminas[x.reason == UNCERTAIN]}
    assert shared - seats
