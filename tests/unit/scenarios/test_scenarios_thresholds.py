"""Main thresholds that a plan changes."""

from __future__ import annotations

import pytest

from mapa_uslug.catalog import Threshold, read_catalog
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.scenarios import change_thresholds
from mapa_uslug.scenarios.thresholds import check_thresholds, scale_threshold


def plan(*thresholds: tuple[str, str, int]) -> ScenarioConfig:
    rows = [{"service": s, "mode": m, "value": v} for s, m, v in thresholds]
    return ScenarioConfig.model_validate({"name": "plan", "threshold": rows})


@pytest.mark.parametrize(
    ("values", "unit", "main", "expected"),
    [
        ((15, 30, 45), "min", 20, (10, 20, 30)),
        ((15, 30, 45), "min", 2, (1, 2, 3)),
        ((15, 20, 30), "min", 3, (2, 3, 4)),  # 2.25 and 4.5 rounded; half goes to the even one
        ((3000, 4000, 5000), "m", 2000, (1500, 2000, 2500)),
        ((3000, 4000, 5000), "m", 200, (100, 200, 300)),
    ],
)
def test_shorter_and_longer_keep_their_ratio(
    values: tuple[int, int, int], unit: str, main: int, expected: tuple[int, int, int]
) -> None:
    scaled = scale_threshold(Threshold(values=values, unit=unit), main)  # type: ignore[arg-type]
    assert scaled.values == expected
    assert (scaled.unit, set(scaled.kinds)) == (unit, {"umowny"})


def test_only_the_modes_named_change() -> None:
    catalog = read_catalog()
    assert catalog.by_code["DDP"].thresholds["car"].values == (15, 30, 45)
    changed = change_thresholds(catalog, plan(("DDP", "car", 20)))
    assert next(t for t in changed.types if t.code == "DDP") == changed.by_code["DDP"]
    assert changed.by_code["DDP"].thresholds["car"].values == (10, 20, 30)
    assert changed.by_code["DDP"].thresholds["walk_slow"] == catalog.by_code["DDP"].thresholds["walk_slow"]
    assert changed.by_code["SP"] == catalog.by_code["SP"]


def test_everything_wrong_is_told_at_once() -> None:
    wrong = plan(
        ("XX", "car", 20), ("SP", "car", 20), ("SP", "walk", 2050), ("DDP", "car", 300), ("DDP", "car", 20)
    )
    codes = [p.code for p in check_thresholds(wrong, read_catalog(), "plan.toml")]
    assert codes == ["unknown_service", "unknown_mode", "threshold", "threshold", "changed_twice"]
