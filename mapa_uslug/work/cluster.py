"""Units of work shared out among processes, on this machine or many, by Dask (the extra ``scale``)."""

from __future__ import annotations

import logging
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from mapa_uslug.core.array_files import map_arrays, write_arrays
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.work.units import Arrays, Ground, Task, Unit

_MAGIC: Final = b"mapa_uslug ground\n"
_BATCHES_A_WORKER: Final = 4
"""So that a fast worker takes what a slow one leaves, and little is done again when one dies."""
_JOINING_S: Final = 30
_ADDRESS: Final = re.compile(r"(tcp|tls|ucx|ws|wss)://\S+:\d{1,5}")

_MOST_IN_BATCH: Final = 16


Revive = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Unable:
    """Why a worker cannot do its work."""

    reason: Literal["no file", "other version"]
    worker: str


class OnCluster:
    """Batches of units on one ground, sent to the workers of a Dask scheduler.

    Grounds go through files, which every worker maps into its memory: machines have to share the folder. Batches of a
    worker that dies are given to others by the scheduler.

    Parameters
    ----------
    client : distributed.Client
    folder : Path
        For grounds; every worker must see it under the same path.
    digest_of : callable
        Digest of the code that answers, where it is called: workers must have the same as this process.
    """

    def __init__(self, client: Any, folder: Path, digest_of: Callable[[], str]) -> None:
        self._client, self._folder, self._digest_of = client, folder, digest_of
        self.threads = os.cpu_count() or 1

    def run(self, units: Sequence[Unit]) -> Iterator[tuple[int, Arrays]]:
        """See `Runner`.

        Raises
        ------
        InputError
            A worker cannot see the grounds, has another version of the product or none, or workers died over and over.
        """
        from distributed import KilledWorker, as_completed

        rows_of, digest = {}, self._digest_of()
        for rows in self._batches(units):
            path = self._write_ground(units[rows[0]].ground)
            tasks = [units[row].task for row in rows]
            future = self._client.submit(
                _do, str(path), units[rows[0]].ground.revive, tasks, digest, self._digest_of, pure=False
            )
            rows_of[future] = rows
        try:
            for future in as_completed(rows_of, loop=self._client.loop):
                answers = future.result()
                if isinstance(answers, Unable):
                    raise InputError([_tell(answers, self._folder)])
                yield from zip(rows_of.pop(future), answers, strict=True)
        except KilledWorker as error:
            raise InputError([
                problem("Workers of the cluster died several times over the same work.", where="--cluster", code="workers_died",
                        hint="See what the workers wrote last; most often they had too little memory.")
            ]) from error  # fmt: skip
        except ModuleNotFoundError as error:
            raise InputError([
                problem("A worker of the cluster lacks {module}.", where="--cluster", code="worker_lacks", module=error.name,
                        hint="Install the same version of mapa-uslug[scale] on every machine.")
            ]) from error  # fmt: skip
        finally:
            self._client.cancel(list(rows_of))

    def _batches(self, units: Sequence[Unit]) -> Iterator[list[int]]:
        """Rows of units on the same ground, in portions."""
        on_ground: dict[str, list[int]] = defaultdict(list)
        for row, unit in enumerate(units):
            on_ground[unit.ground.name].append(row)
        workers = max(1, len(self._client.nthreads()))
        size = min(max(1, len(units) // (_BATCHES_A_WORKER * workers)), _MOST_IN_BATCH)
        for rows in on_ground.values():
            yield from (rows[i : i + size] for i in range(0, len(rows), size))

    def _write_ground(self, ground: Ground) -> Path:
        path = self._folder / f"{ground.name}.ground"
        if not path.is_file() or map_arrays(path, magic=_MAGIC) is None:
            write_arrays(path, ground.arrays(), ground.about(), magic=_MAGIC)
        return path


def _do(
    path: str, revive: Revive, tasks: Sequence[Task], digest: str, digest_of: Callable[[], str]
) -> list[Arrays] | Unable:
    """What a worker does: one thread a batch, since it has as many batches at once as it has threads."""
    from distributed import get_worker

    if digest != digest_of():
        return Unable("other version", get_worker().address)
    ground = _open_ground(path)
    if ground is None:
        return Unable("no file", get_worker().address)
    live = revive(*ground)
    return [task.on(live, workers=1) for task in tasks]


def _open_ground(path: str) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Arrays of a ground and what is said of them; a worker keeps those of the last files open."""
    return _map_ground(path) if Path(path).is_file() else None


@lru_cache(maxsize=8)
def _map_ground(path: str) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    return map_arrays(Path(path), magic=_MAGIC)


def _tell(unable: Unable, folder: Path) -> Any:
    if unable.reason == "other version":
        return problem("The worker {worker} has another version of the product.", where="--cluster", code="worker_version",
                       hint="Install the same version of mapa-uslug[scale] on every machine.", worker=unable.worker)  # fmt: skip
    return problem("The worker {worker} cannot see the files in {folder}.", where="--cluster", code="worker_blind",
                   hint="All machines must share one folder under the same path; name it in MAPA_USLUG_CACHE when you start the run.",
                   worker=unable.worker, folder=folder)  # fmt: skip


@contextmanager
def join_cluster(address: str, folder: Path, digest_of: Callable[[], str]) -> Iterator[OnCluster]:
    """The workers of a running scheduler.

    Raises
    ------
    InputError
        The extra is not installed, there is no scheduler at the address, or no worker has joined it.
    """
    distributed = _import_distributed()
    if not _ADDRESS.fullmatch(address):
        raise InputError([
            problem("{address} is no address of a scheduler.", where="--cluster", code="cluster_address", address=address,
                    hint="Give what `dask scheduler` writes when it starts, such as tcp://10.0.0.5:8786.")
        ])  # fmt: skip
    try:
        client = distributed.Client(address, timeout=_JOINING_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError([
            problem("There is no scheduler at {address}.", where="--cluster", code="no_scheduler", address=address,
                    hint="Start one with `dask scheduler`, and give the address that it writes (tcp://...:8786).")
        ]) from error  # fmt: skip
    with client:
        try:
            client.wait_for_workers(1, timeout=_JOINING_S)
        except TimeoutError as error:
            raise InputError([
                problem("The scheduler at {address} has no workers.", where="--cluster", code="no_workers", address=address,
                        hint="Start them with `dask worker {address}`, on as many machines as there are.")
            ]) from error  # fmt: skip
        yield OnCluster(client, folder, digest_of)


@contextmanager
def start_workers(count: int, folder: Path, digest_of: Callable[[], str]) -> Iterator[OnCluster]:
    """Processes on this machine, of one thread each, that end with the run.

    Raises
    ------
    InputError
        The extra is not installed.
    """
    distributed = _import_distributed()
    cluster = distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        memory_limit=0, silence_logs=logging.ERROR,
    )  # fmt: skip
    with cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield OnCluster(client, folder, digest_of)


def _import_distributed() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise InputError([
            problem("Work cannot be shared among processes: the library distributed is not installed.",
                    where="--workers, --cluster", code="no_distributed",
                    hint="Install it: pip install 'mapa-uslug[scale]'. Without it --threads uses the cores of this machine.")
        ]) from error  # fmt: skip
    # It tells on standard error how its parts come and go; what fails is told as an error of the run.
    logging.getLogger("distributed").setLevel(logging.ERROR)
    return distributed
