"""Searches shared out among processes, on this machine or many, by Dask (the extra ``scale``)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from mapa_uslug.core.array_files import map_arrays, write_arrays
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.engine.compiling import engine_digest
from mapa_uslug.engine.graph import ModeGraph
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.traveltime.searches import Found, Search, arrays_of_graph, graph_of_arrays, name_of_graph

_MAGIC: Final = b"mapa_uslug graph\n"
_BATCHES_A_WORKER: Final = 4
"""So that a fast worker takes what a slow one leaves, and little is done again when one dies."""
_JOINING_S: Final = 30

Points = tuple[SearchPoints, SearchPoints, float]
"""Sources, targets and limit of a search: all but its graph."""


@dataclass(frozen=True)
class Unable:
    """Why a worker cannot do its work."""

    reason: Literal["no file", "other version"]
    worker: str


class OnCluster:
    """Batches of searches on one graph, sent to the workers of a Dask scheduler.

    Graphs go through files, which every worker maps into its memory: machines have to share the folder. Batches of a
    worker that dies are given to others by the scheduler.

    Parameters
    ----------
    client : distributed.Client
    folder : Path
        For graphs; every worker must see it under the same path.
    """

    def __init__(self, client: Any, folder: Path) -> None:
        self._client, self._folder = client, folder

    def run(self, searches: Sequence[Search]) -> Iterator[tuple[int, Found]]:
        """See `Runner`.

        Raises
        ------
        InputError
            A worker cannot see the graphs, has another version of the product or none, or workers died over and over.
        """
        from distributed import KilledWorker, as_completed

        rows_of = {}
        for rows in self._batches(searches):
            path = self._write_graph(searches[rows[0]].graph)
            points = [(searches[r].sources, searches[r].targets, searches[r].pairs_within) for r in rows]
            future = self._client.submit(_search, str(path), engine_digest(), points, pure=False)
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

    def _batches(self, searches: Sequence[Search]) -> Iterator[list[int]]:
        """Rows of searches on the same graph, in portions."""
        on_graph: dict[int, list[int]] = defaultdict(list)
        for row, search in enumerate(searches):
            on_graph[id(search.graph)].append(row)
        workers = max(1, len(self._client.nthreads()))
        size = max(1, len(searches) // (_BATCHES_A_WORKER * workers))
        for rows in on_graph.values():
            yield from (rows[i : i + size] for i in range(0, len(rows), size))

    def _write_graph(self, graph: ModeGraph) -> Path:
        path = self._folder / f"{name_of_graph(graph)}.graph"
        if not path.is_file() or map_arrays(path, magic=_MAGIC) is None:
            about = {"mode": graph.mode, "weight": graph.weight, "direction": graph.direction}
            write_arrays(
                path, arrays_of_graph(graph), about | {"largest_arc": graph.largest_arc}, magic=_MAGIC
            )
        return path


def _search(path: str, engine: str, batch: Sequence[Points]) -> list[Found] | Unable:
    """What a worker does: one thread a batch, since it has as many batches at once as it has threads."""
    from distributed import get_worker

    if engine != engine_digest():
        return Unable("other version", get_worker().address)
    graph = _open_graph(path)
    if graph is None:
        return Unable("no file", get_worker().address)
    return [Search(graph, *points).run(workers=1) for points in batch]


def _open_graph(path: str) -> ModeGraph | None:
    if not Path(path).is_file():
        return None
    return _map_graph(path)


@lru_cache(maxsize=8)
def _map_graph(path: str) -> ModeGraph | None:
    found = map_arrays(Path(path), magic=_MAGIC)
    return None if found is None else graph_of_arrays(*found)


def _tell(unable: Unable, folder: Path) -> Any:
    if unable.reason == "other version":
        return problem("The worker {worker} has another version of the product.", where="--cluster", code="worker_version",
                       hint="Install the same version of mapa-uslug[scale] on every machine.", worker=unable.worker)  # fmt: skip
    return problem("The worker {worker} cannot see the files in {folder}.", where="--cluster", code="worker_blind",
                   hint="All machines must share one folder under the same path; name it in MAPA_USLUG_CACHE when you start the run.",
                   worker=unable.worker, folder=folder)  # fmt: skip


@contextmanager
def join_cluster(address: str, folder: Path) -> Iterator[OnCluster]:
    """The workers of a running scheduler.

    Raises
    ------
    InputError
        The extra is not installed, there is no scheduler at the address, or no worker has joined it.
    """
    distributed = _import_distributed()
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
        yield OnCluster(client, folder)


@contextmanager
def start_workers(count: int, folder: Path) -> Iterator[OnCluster]:
    """Processes on this machine, of one thread each, that end with the run.

    Raises
    ------
    InputError
        The extra is not installed.
    """
    distributed = _import_distributed()
    cluster = distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None,
        memory_limit=0, silence_logs=logging.ERROR,
    )  # fmt: skip
    with cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield OnCluster(client, folder)


def _import_distributed() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise InputError([
            problem("Work cannot be shared among processes: the library distributed is not installed.",
                    where="--workers, --cluster", code="no_distributed",
                    hint="Install it: pip install 'mapa-uslug[scale]'. Without it --threads uses the cores of this machine.")
        ]) from error  # fmt: skip
    return distributed
