"""Targets against what is now, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.diagnosis_config import Target
from mapa_uslug.diagnosis.targets import check_targets, measure_targets

INDICATORS = pd.DataFrame(
    [("DDP", "", 95.0, 0.25, 0.5, 30.0, 16.0, np.nan), ("DDP", "086001", 0.0, 0.0, 1.0, 30.0, 60.0, 4.0)],
    columns=["service_type", "gmina_teryt", "too_far", "too_far_share", "served_share", "places", "places_per_1000", "staff_fte"],
).assign(places_told=2.0, staff_told=0.0, services=2.0)  # fmt: skip


def target(indicator: str, value: float, **more: object) -> Target:
    return Target(service="DDP", indicator=indicator, value=value, **more)  # type: ignore[arg-type]


def test_distance_is_what_is_left_to_be_done() -> None:
    found = measure_targets(
        [target("too_far", 50, year=2028, note="cel 2"), target("too_far", 95), target("served_share", 0.8),
         target("places_per_1000", 10), target("too_far", 0, gmina="086001")], INDICATORS, recorded={"DDP"},
    )  # fmt: skip
    assert found["now"].tolist() == [95, 95, 0.5, 16, 0]
    # Fewer are to be too far: 95 - 50; more are to be served: 0.8 - 0.5; more than is asked is no distance.
    assert np.allclose(found["distance"], [45, 0, 0.3, 0, 0])
    assert found["is_reached"].tolist() == [False, True, False, True, True]
    assert (found.at[0, "year"], found.at[0, "note"]) == (2028, "cel 2")
    assert found["year"].isna().tolist() == [False, True, True, True, True]


def test_what_is_not_known_is_neither_reached_nor_missed() -> None:
    found = measure_targets(
        [target("staff_fte", 0), target("too_far", 9, gmina="086009")], INDICATORS, recorded={"DDP"}
    )
    assert found[["now", "distance", "is_reached"]].isna().all(axis=None)


def test_a_sum_that_some_do_not_tell_is_never_missed_but_may_be_reached() -> None:
    partial = INDICATORS.assign(places_told=1.0, services=3.0)
    targets = [target("places", 40), target("places", 30), target("too_far", 50)]
    found = measure_targets(targets, partial, recorded={"DDP"})
    # 30 are known of one of three services: 10 are missing at most, and 30 are there for sure.
    assert found["distance"].tolist() == [10.0, 0.0, 45.0]
    assert found["is_reached"].isna().tolist() == [True, False, False]
    assert found["is_reached"].tolist()[1:] == [True, False]
    assert found["told"].tolist()[:2] == [1, 1]
    assert found["of"].tolist()[:2] == [3, 3]
    assert found[["told", "of"]].isna().all(axis=1).tolist() == [False, False, True]
    untold = measure_targets(targets[:1], partial, recorded=())
    assert untold[["now", "told", "of", "is_reached"]].isna().all(axis=None)


def test_every_fault_is_told_at_once_with_its_number() -> None:
    targets = [
        target("too_far", 5), Target(service="DPD", indicator="places", value=1), target("too_far_share", 1.5, gmina="086099"),
        Target(service="MT", indicator="too_far", value=1), Target(service="MT", indicator="places", value=1),
    ]  # fmt: skip
    found = check_targets(
        targets, catalog=read_catalog(), gminas={"086001"}, measured={"DDP"}, recorded={"DDP", "DPD", "MT"}
    )
    assert [(p.where.split()[-1], p.code) for p in found] == [
        ("2", "unknown_service"), ("3", "unknown_gmina"), ("3", "share"), ("4", "not_measured"),
    ]  # fmt: skip
    # A service that closed has lost its figure, not its target: that stops no report.
    assert [p.severity for p in found] == ["error", "error", "error", "warning"]
    assert (
        check_targets(
            [target("served_share", 1.0)],
            catalog=read_catalog(),
            gminas=set(),
            measured={"DDP"},
            recorded=set(),
        )
        == []
    )


def test_a_year_that_is_over_is_told() -> None:
    targets = [target("too_far", 5, year=2025), target("too_far", 5, year=2026), target("too_far", 5)]

    def told(year: int | None) -> list[tuple[str, str, str]]:
        found = check_targets(
            targets, catalog=read_catalog(), gminas=set(), measured={"DDP"}, recorded={"DDP"}, year=year
        )
        return [(p.where.split()[-1], p.code, p.severity) for p in found]

    # By the end of 2026 is ahead as long as the data are of 2026.
    assert told(2026) == [("1", "past_year", "warning")]
    assert told(None) == []


def test_places_and_staff_of_what_no_record_has_are_not_known() -> None:
    zeros = INDICATORS.fillna(0.0)
    targets = [target("places", 10), target("staff_fte", 2), target("too_far", 50)]
    found = check_targets(targets, catalog=read_catalog(), gminas=set(), measured={"DDP"}, recorded=set())
    assert [(p.where.split()[-1], p.code, p.severity) for p in found] == [
        ("1", "no_record", "warning"), ("2", "no_record", "warning"),
    ]  # fmt: skip
    unknown = measure_targets(targets, zeros, recorded=set())
    assert unknown["now"].isna().tolist() == [True, True, False]
    assert unknown["is_reached"].isna().tolist() == [True, True, False]
    # Where records are, but none of them here, nothing is a figure.
    assert measure_targets(targets, zeros, recorded={"DDP"})["now"].tolist() == [30.0, 0.0, 95.0]
