"""Searches and isochrones of a made voivodeship by one and two threads, and by one and two processes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.common import Row, clock, show
from benchmarks.made_country.keeping import keep_country
from benchmarks.made_country.sizes import SIZES
from benchmarks.scale import load, skipped
from mapa_uslug.core.program import program_digest
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.reach import draw_reach
from mapa_uslug.work.cluster import start_workers
from mapa_uslug.work.runners import InThreads, Runner

SIZE: Final = "wojewodztwo"
TURNS: Final = 2
TIMES: Final = 1.6


@dataclass(frozen=True)
class Spent:
    """Seconds of the searches, and of the isochrones."""

    searches: float
    isochrones: float

    @property
    def both(self) -> float:
        """Seconds together."""
        return self.searches + self.isochrones


def rows() -> list[Row]:
    """Measure; nothing is kept, and workers have been started and have done a unit before."""
    lacking = skipped(SIZE, "two workers against one")
    return [lacking] if lacking else rows_of(SIZE)


def rows_of(name: str, *, turns: int = TURNS) -> list[Row]:
    """Rows of a size: workers and threads, two against one, taking turns."""
    data = load_area(keep_country(SIZES[name]) / "area.toml")
    told = []
    with ExitStack() as stack:
        kinds: dict[str, Callable[[int], Runner]] = {
            "workers": lambda count: stack.enter_context(_processes(count)),
            "threads": InThreads,
        }
        for what, start in kinds.items():
            runners = [start(1), start(2)]
            for runner in runners:
                _measure(data, runner, warm_up=True)
            taken = [[_measure(data, runner) for runner in runners] for _ in range(turns)]
            one, two = (min((turn[i] for turn in taken), key=lambda spent: spent.both) for i in (0, 1))
            told.append(_row(name, what, one, two))
    return told


@contextmanager
def _processes(count: int) -> Iterator[Runner]:
    """Workers that find grounds in a folder of their own."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        start_workers(count, Path(folder), program_digest) as runner,
    ):
        yield runner


def _measure(data: AreaData, runner: Runner, *, warm_up: bool = False) -> Spent:
    """All searches and isochrones of a run; to warm up, some of each mode."""
    data = replace(data, runner=runner)
    measurer = Measurer(data, data.registry.located, data.config.sharing)
    measures = plan_measures(data, data.registry.located)
    for measure in measures:
        measurer.snaps("cells", measure.mode)
        measurer.snaps("services", measure.mode)
    if warm_up:
        by_mode = {mode: [m for m in measures if m.mode == mode] for mode in data.modes}
        measures = [m for of_mode in by_mode.values() for m in of_mode[:4]]
    searches, _ = clock(measurer.measure_all, measures)
    isochrones, _ = clock(draw_reach, measurer, measures)
    return Spent(searches, isochrones)


def _row(name: str, what: str, one: Spent, two: Spent) -> Row:
    ratio = one.both / two.both
    return Row(
        f"searches and isochrones of a made {name}, every mode, two {what}", show(two.both), f"one: {show(one.both)}", ratio,
        f"{TIMES:g} times", ratio >= TIMES,
        f"searches {show(two.searches)} and {show(one.searches)}, isochrones {show(two.isochrones)} and {show(one.isochrones)}; "
        f"other work on the machine lowers the ratio: {load()}",
    )  # fmt: skip


if __name__ == "__main__":
    for row in rows():
        print(*row.__dict__.values(), sep=" | ")
