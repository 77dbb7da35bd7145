"""Who does units of work: this process, its threads, or what was done before and is kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Protocol

from mapa_uslug.core.kept_files import KeptArrays
from mapa_uslug.work.units import Arrays, Unit


class Runner(Protocol):
    """Does units of work; whoever does gives the same answers."""

    threads: int
    """How many of this process work beside each other, also on what is no unit."""

    def run(self, units: Sequence[Unit]) -> Iterator[tuple[int, Arrays]]:
        """Rows of units with their answers, each as soon as there is one."""
        ...


class InProcess:
    """One unit after the other, the parts of each in threads, one for each core."""

    def __init__(self) -> None:
        self.threads = os.cpu_count() or 1

    def run(self, units: Sequence[Unit]) -> Iterator[tuple[int, Arrays]]:
        """See `Runner`."""
        for row, unit in enumerate(units):
            yield row, unit.run()


class InThreads:
    """Units beside each other, each in a thread of its own; fewer units than threads as `InProcess` does them.

    Parameters
    ----------
    threads : int, optional
        By default one for each core.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or os.cpu_count() or 1

    def run(self, units: Sequence[Unit]) -> Iterator[tuple[int, Arrays]]:
        """See `Runner`."""
        if len(units) < self.threads:
            for row, unit in enumerate(units):
                yield row, unit.run(self.threads)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            rows = {pool.submit(unit.run, 1): row for row, unit in enumerate(units)}
            waiting = set(rows)
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield rows.pop(future), future.result()


class Keeping:
    """Asks another runner only for what is not kept, and keeps each answer as it comes.

    So what has not changed is not done again, and a run that was interrupted goes on where it was.
    """

    def __init__(self, runner: Runner, kept: KeptArrays) -> None:
        self._runner, self.kept, self.threads = runner, kept, runner.threads

    def run(self, units: Sequence[Unit]) -> Iterator[tuple[int, Arrays]]:
        """See `Runner`."""
        names = [unit.name for unit in units]
        missing = []
        for row, name in enumerate(names):
            arrays = self.kept.read(name)
            if arrays is None or arrays.keys() != units[row].task.answers:
                missing.append(row)
            else:
                yield row, arrays
        for row, arrays in self._runner.run([units[row] for row in missing]):
            self.kept.write(names[missing[row]], arrays)
            yield missing[row], arrays


def recall(runner: Runner, name: str, make: Callable[[], Arrays]) -> Arrays:
    """What was made under a name before, where the runner keeps answers; else made now, and kept there."""
    if not isinstance(runner, Keeping):
        return make()
    found = runner.kept.read(name)
    if found is None:
        found = make()
        runner.kept.write(name, found)
    return found


def answer(runner: Runner, units: Sequence[Unit]) -> list[Arrays]:
    """Answers of units in their order."""
    found = dict(runner.run(units))
    return [found[row] for row in range(len(units))]
