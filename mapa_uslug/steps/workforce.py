"""Runners that a user asks for, opened for the length of a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mapa_uslug.contracts.workforce import Workforce
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import cache_folder
from mapa_uslug.core.kept_files import KeptArrays
from mapa_uslug.core.program import program_digest
from mapa_uslug.work.runners import InThreads, Keeping, Runner

_KEPT_BYTES: Final = 8 << 30
"""What answers of searches may take: those of Poland once, of a voivodeship hundreds of times."""


@contextmanager
def open_runner(workforce: Workforce) -> Iterator[Runner]:
    """Whoever does units of work, for the length of the block; answers are kept in the cache folder.

    Raises
    ------
    InputError
        More than one kind of workforce is asked for, or the one that is cannot be had.
    """
    asked = [workforce.threads is not None, workforce.workers is not None, bool(workforce.cluster)]
    if sum(asked) > 1:
        raise InputError([
            problem("Only one of --threads, --workers and --cluster can be given.", where="--threads, --workers, --cluster",
                    hint="Leave out the others.", code="workforce")
        ])  # fmt: skip
    kept = KeptArrays(cache_folder() / "answers", max_bytes=_KEPT_BYTES)
    with _open(workforce) as runner:
        try:
            yield Keeping(runner, kept)
        finally:
            kept.trim()


@contextmanager
def _open(workforce: Workforce) -> Iterator[Runner]:
    grounds = cache_folder() / "grounds"
    if workforce.cluster:
        from mapa_uslug.work.cluster import join_cluster

        with join_cluster(workforce.cluster, grounds, program_digest) as runner:
            yield runner
    elif workforce.workers is not None:
        from mapa_uslug.work.cluster import start_workers

        with start_workers(workforce.workers, grounds, program_digest) as runner:
            yield runner
    else:
        yield InThreads(workforce.threads)
