"""Work over many sources in threads, with answers in the order of the sources."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any


def run_blocks(
    count: int,
    task: Callable[[int, int, Any], Any],
    make_scratch: Callable[[], Any],
    workers: int | None,
    *,
    block: int = 8,
) -> list[Any]:
    """Run a task over blocks of sources in threads; answers come in the order of the sources.

    Parameters
    ----------
    count : int
        Number of sources.
    task : callable
        ``task(first, last, scratch)``; kernels that it calls run beside each other, as they hold no lock.
    make_scratch : callable
        Memory that one thread uses for one block after another.
    workers : int, optional
        Threads, by default one for each core.
    block : int
        Sources of a block.
    """
    blocks = [(i, min(i + block, count)) for i in range(0, count, block)]
    threads = max(1, min(workers or os.cpu_count() or 1, len(blocks)))
    idle: SimpleQueue[Any] = SimpleQueue()
    for _ in range(threads):
        idle.put(make_scratch())

    def run(span: tuple[int, int]) -> Any:
        scratch = idle.get()
        try:
            return task(*span, scratch)
        finally:
            idle.put(scratch)

    if threads == 1:
        return [run(span) for span in blocks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, blocks))
