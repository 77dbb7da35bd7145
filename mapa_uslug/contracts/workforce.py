"""Who does the searches of a run, as the user says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Workforce:
    """At most one of these; none: this process, as many threads as there are cores.

    Attributes
    ----------
    threads : int, optional
        Searches beside each other in this process.
    workers : int, optional
        Processes on this machine.
    cluster : str
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``.
    """

    threads: int | None = None
    workers: int | None = None
    cluster: str = ""
