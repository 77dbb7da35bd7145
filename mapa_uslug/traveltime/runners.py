"""Who answers searches: this process, its threads, or what was answered before and is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Protocol

from mapa_uslug.core.kept_files import KeptArrays
from mapa_uslug.traveltime.searches import Found, Search


class Runner(Protocol):
    """Answers searches; whoever does gives the same answers."""

    def run(self, searches: Sequence[Search]) -> Iterator[tuple[int, Found]]:
        """Rows of searches with their answers, each as soon as there is one."""
        ...


class InProcess:
    """One search after the other, the sources of each in threads, one for each core."""

    def run(self, searches: Sequence[Search]) -> Iterator[tuple[int, Found]]:
        """See `Runner`."""
        for row, search in enumerate(searches):
            yield row, search.run()


class InThreads:
    """Searches beside each other, each in a thread of its own."""

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def run(self, searches: Sequence[Search]) -> Iterator[tuple[int, Found]]:
        """See `Runner`."""
        with ThreadPoolExecutor(self._threads) as pool:
            rows = {pool.submit(search.run, 1): row for row, search in enumerate(searches)}
            waiting = set(rows)
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield rows.pop(future), future.result()


class Keeping:
    """Asks another runner only for what is not kept, and keeps each answer as it comes.

    So what has not changed is not searched again, and a run that was interrupted goes on where it was.
    """

    def __init__(self, runner: Runner, kept: KeptArrays) -> None:
        self._runner, self._kept = runner, kept

    def run(self, searches: Sequence[Search]) -> Iterator[tuple[int, Found]]:
        """See `Runner`."""
        names = [search.name for search in searches]
        missing = []
        for row, name in enumerate(names):
            arrays = self._kept.read(name)
            found = None if arrays is None else Found.of(arrays)
            if found is None:
                missing.append(row)
            else:
                yield row, found
        for row, found in self._runner.run([searches[row] for row in missing]):
            self._kept.write(names[missing[row]], found.arrays())
            yield missing[row], found


def answer(runner: Runner, searches: Sequence[Search]) -> list[Found]:
    """Answers of searches in their order."""
    found = dict(runner.run(searches))
    return [found[row] for row in range(len(searches))]
