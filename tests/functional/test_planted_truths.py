"""The example's planted places come out of a run as what they were planted, to the person."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, RunResult
from mapa_uslug.pipeline import analyse, load_area

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
TRUTH = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
EXPECTED = [(place, want) for place in TRUTH["places"] for want in place["expected"]]
_SQUARE = re.compile(r"N(\d+)E(\d+)$")


@pytest.fixture(scope="module")
def result() -> RunResult:
    data = load_area(EXAMPLE / "area.toml")
    return analyse(data, data.registry.located, data.config.sharing)


def in_squares(result: RunResult, squares: list[str]) -> np.ndarray:
    """Cells that lie in square kilometres of the source's grid (EPSG:3035)."""
    per_km = 1000 // result.cells.cell_m
    wanted = {(int(m[2]) // 1000, int(m[1]) // 1000) for m in map(_SQUARE.search, squares) if m}
    table = result.cells.table
    found = zip(table["grid_col"] // per_km, table["grid_row"] // per_km, strict=True)
    return np.array([pair in wanted for pair in found])


def layer_of(result: RunResult, want: dict[str, object]) -> CoverageLayer:
    key = want["service_type"], want["mode"], want["level"]
    return next(x for x in result.layers if (x.service_type, x.mode, x.level) == key)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "want"), EXPECTED, ids=lambda x: x.get("name") or f"{x['service_type']}-{x['mode']}"
)
def test_planted_state(result: RunResult, place: dict, want: dict) -> None:
    here, layer = in_squares(result, place["squares"]), layer_of(result, want)
    assert (layer.threshold, layer.unit) == (want["threshold"], want["unit"])
    counts = dict(zip(STATES, layer.people[here].sum(axis=0).tolist(), strict=True))
    if want["state"] != "full":
        assert counts == dict.fromkeys(STATES, 0) | {want["state"]: want["people"]}
    if want["reason"]:
        assert {REASONS[r] for r in layer.reason[here]} == {want["reason"]}
    if want["nearest_services"]:
        nearest = set(result.services["service_id"].iloc[layer.nearest_place[here]])
        assert nearest <= set(want["nearest_services"])


@pytest.mark.slow
def test_people_add_up_in_every_layer(result: RunResult) -> None:
    people = result.cells.table["people"].to_numpy()
    for layer in result.layers:
        assert np.array_equal(layer.people.sum(axis=1), people)
        assert (layer.people >= 0).all()
        if layer.target is not None:
            assert (layer.target <= layer.people).all()


@pytest.mark.slow
def test_wider_thresholds_never_serve_fewer(result: RunResult) -> None:
    within: dict[tuple[str, str], list[int]] = {}
    for layer in result.layers:
        within.setdefault((layer.service_type, layer.mode), []).append(int(layer.people[:, :2].sum()))
    assert all(levels == sorted(levels) for levels in within.values())


@pytest.mark.slow
def test_more_sharing_never_makes_anyone_farther() -> None:
    """Own services only, then partners, then open borders: nobody's way to the nearest place grows."""
    data = load_area(EXAMPLE / "area.toml")
    regimes = [
        Sharing(regime="own"), Sharing(regime="partners", groups=[["086002", "086003"]]), Sharing(regime="open"),
    ]  # fmt: skip
    runs = [analyse(data, data.registry.located, sharing) for sharing in regimes]
    for less, more in itertools.pairwise(runs):
        for a, b in zip(less.layers, more.layers, strict=True):
            assert np.all((b.cost <= a.cost + 1e-4) | np.isnan(a.cost)), (a.service_type, a.mode)
    zajezierze = next(p for p in TRUTH["places"] if p["name"] == "Zajezierze")
    here = in_squares(runs[0], zajezierze["squares"])
    own, open_ = (layer_of(r, {"service_type": "POZ", "mode": "car", "level": 1}) for r in (runs[0], runs[2]))
    assert own.people[here, STATES.index("too_far")].sum() == zajezierze["people"]
    assert open_.people[here, STATES.index("served")].sum() == zajezierze["people"]
