"""Best places for a service of Liechtenstein, any populated cell a candidate."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.bench_run import AREA_TOML, DATA
from benchmarks.common import Row, within
from mapa_uslug.steps.loading import load_area
from mapa_uslug.steps.siting_area import propose_places
from mapa_uslug.steps.siting_question import AreaSiting

TURNS = 3
BAR_S = 5.0
QUESTIONS = (
    ("most people within the threshold on foot", AreaSiting("APT", 3, "walk", candidates="cells")),
    ("most people within the threshold by any mode", AreaSiting("APT", 3, "all", candidates="cells")),
    ("least travel of all by car", AreaSiting("APT", 3, "car", "p-median", candidates="cells")),
)


def rows() -> list[Row]:
    """Measure questions on an area that is loaded: costs, choice with proof, the plan's states, second best."""
    with tempfile.TemporaryDirectory() as name:
        area = Path(name) / "area.toml"
        area.write_text(AREA_TOML.format(data=DATA), encoding="utf-8")
        data = load_area(area)
    found = []
    for subject, question in QUESTIONS:
        propose_places(data, question)
        seconds = []
        for _ in range(TURNS):
            start = time.perf_counter()
            proposal = propose_places(data, question)
            seconds.append(time.perf_counter() - start)
        note = f"{len(data.cells.table)} cells, {proposal.candidates} candidates, gap {proposal.siting.gap:.2%}; the area loaded before"
        found.append(
            within(f"3 new pharmacies, Liechtenstein: {subject}", min(seconds), at_most_s=BAR_S, note=note)
        )
    return found
