"""The report on the seven steps in every form, and the public edition: what they take beside a run."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from benchmarks.bench_run import AREA_TOML, DATA
from benchmarks.common import ROOT, Row
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.publication.figures import publish_figures
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.local_plan import collect_local_plan, read_office_inputs
from mapa_uslug.steps.local_plan_writing import PLAN_FORMS, write_local_plan


def rows() -> list[Row]:
    """Measure collecting and writing on the example and on Liechtenstein, after one run each that compiles the kernels."""
    found = [*_measure("example, 5 gminas", load_area(ROOT / "data" / "example" / "area.toml"))]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "area.toml"
        path.write_text(AREA_TOML.format(data=DATA), encoding="utf-8")
        found += _measure("Liechtenstein, 11 municipalities", load_area(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*found, Row("both, peak memory of the process", f"{peak:.0f} MB")]


def _measure(subject: str, data: AreaData) -> list[Row]:
    result = analyse(data, data.registry.located, Sharing(), for_map=False)
    inputs = read_office_inputs(data)
    collect_local_plan(data, result, inputs, progress=_silent)
    start = time.perf_counter()
    plan = collect_local_plan(data, result, inputs, progress=_silent)
    found = [_row(f"seven steps of {subject}: collected, three places proposed", start)]
    with tempfile.TemporaryDirectory() as out:
        for form in PLAN_FORMS:
            start = time.perf_counter()
            write_local_plan(plan, data.catalog, Path(out), forms=(form,), language="pl")
            found.append(_row(f"seven steps of {subject}: written as {form}", start))
    start = time.perf_counter()
    area = sorted(result.gminas.loc[result.gminas["is_area"], "gmina_teryt"].astype(str))
    publish_figures(result.layers, cells=result.cells, gminas=area, white_spots=result.white_spots)
    return [*found, _row(f"public figures of {subject}: small counts hidden", start)]


def _row(subject: str, start: float) -> Row:
    return Row(subject, f"{time.perf_counter() - start:.1f} s")


def _silent(step: str) -> None:
    del step
