"""Every set of Liechtenstein's eleven municipalities counted from one measuring, against a run for each set."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.bench_geocoding import LIECHTENSTEIN
from benchmarks.bench_run import AREA_TOML, DATA
from benchmarks.common import Row, against, clock, show
from mapa_uslug.catalog import ServiceType, Threshold
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import CooperationBalance, set_key
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.steps.cooperation import ask_questions, count_balance, find_gminas
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measure, Measurer, measure_coverage

TYPES, MODES, RERUNS, TURNS = 20, ("car", "walk", "bike"), 4, 3
BAR_S = 10.0
CELLS = "[population]\ncell_m = 125\n"
THRESHOLDS = {"car": (5, 10, 15), "walk": (10, 15, 30), "bike": (10, 15, 30)}


def rows() -> list[Row]:
    """Measure; half of the types count room, a quarter has places that say whom they serve."""
    if not LIECHTENSTEIN.exists():
        return []
    data = _load()
    services, measures = make_types(data)
    partners = tuple(sorted(str(c) for c in data.gminas.loc[data.gminas["is_area"], "gmina_teryt"]))
    gminas = find_gminas(data, services, partners)
    warm = ask_questions(data, services, measures[:6], gminas)
    count_balance(warm, gminas)
    measured_s, questions = clock(ask_questions, data, services, measures, gminas)
    start = time.process_time()
    turns = [clock(count_balance, questions, gminas) for _ in range(TURNS)]
    processor_s = (time.process_time() - start) / TURNS
    counted_s, balance = min(turns, key=lambda turn: turn[0])
    rerun_s = _rerun(data, services, measures, balance)
    cells = len(data.cells.table)
    subject = (
        f"cooperation: all {balance.sets_counted:,} sets of {len(partners)} municipalities x {TYPES} service types x "
        f"{len(MODES)} modes, {cells:,} cells, {len(services)} places, both terms"
    )
    return [
        Row(
            subject, show(counted_s), bar=f"at most {show(BAR_S)}", is_met=counted_s <= BAR_S,
            note=f"tables included, {show(processor_s)} of processor time; half of the types count room; before it every "
            f"municipality's places were measured once: {show(measured_s)}",
        ),
        against(
            "the same, a set", counted_s / balance.sets_counted, peer="a run for each set (one of the terms)",
            peer_s=rerun_s, note=f"{RERUNS} random sets run, states equal to the person",
        ),
    ]  # fmt: skip


def _load() -> AreaData:
    with tempfile.TemporaryDirectory() as name:
        area = Path(name) / "area.toml"
        area.write_text(AREA_TOML.format(data=DATA) + CELLS, encoding="utf-8")
        return load_area(area)


def make_types(data: AreaData) -> tuple[gpd.GeoDataFrame, list[Measure]]:
    """Types made of random shares of the places in the extract."""
    random, found = np.random.default_rng(5), data.registry.located
    services, measures = [], []
    for i in range(TYPES):
        has_room = i % 2 == 0
        code = f"X{i:02d}"
        count = int(random.integers(8, 40))
        own = found.iloc[np.sort(random.choice(len(found), count, replace=False))].copy()
        own["service_type"], own["service_id"] = code, [f"{code}-{n:03d}" for n in range(count)]
        own["capacity"], own["capacity_unit"] = np.nan, ""
        if has_room:
            own["capacity"] = random.integers(20, 400, count).astype(float)
        if i % 4 == 1:
            own["territory"] = np.where(random.random(count) < 0.3, own["gmina_teryt"], "")
        services.append(own)
        service_type = ServiceType(
            code=code, name=code, name_en=code, areas=(1,), delivery="S", target="all", capacity_unit="miejsca",
            demand_rate=0.05 if has_room else None,
            thresholds={mode: Threshold(values=THRESHOLDS[mode]) for mode in MODES},
        )  # fmt: skip
        measures += [Measure(service_type, mode, service_type.thresholds[mode]) for mode in MODES]
    table = gpd.GeoDataFrame(pd.concat(services, ignore_index=True), crs=found.crs)
    table["sensitivity"] = 0
    return table, measures


def _rerun(
    data: AreaData, services: gpd.GeoDataFrame, measures: list[Measure], balance: CooperationBalance
) -> float:
    """Seconds of a run of one set; its figures must be the same."""
    random, spent = np.random.default_rng(6), []
    shown = sorted({r for r in balance.figures["regime"] if "|" in r})
    for regime in random.choice(shown, RERUNS, replace=False):
        sharing = Sharing(regime="partners", groups=[regime.split("|")])
        assert set_key(regime.split("|")) == regime
        seconds, layers = clock(lambda s=sharing: measure_coverage(Measurer(data, services, s), measures))
        spent.append(seconds)
        _assert_equal(data, balance, regime, layers)
    return min(spent)


def _assert_equal(data: AreaData, balance: CooperationBalance, regime: str, layers: tuple) -> None:
    gmina = data.cells.table["gmina_teryt"].to_numpy()
    table = balance.figures
    table = table[(table["regime"] == regime) & (table["terms"] == "declared") & (table["group"] == "all")]
    found = table.set_index(["service_type", "mode", "level", "gmina_teryt"])[list(STATES)]
    for layer in layers:
        for member in regime.split("|"):
            expected = layer.people[gmina == member].sum(axis=0)
            got = found.loc[(layer.service_type, layer.mode, layer.level, member)].to_numpy()
            np.testing.assert_array_equal(got, expected)
