"""Units of work: all that one depends on, its answer in arrays, and the name that its content gives it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
_DIGEST_LETTERS: Final = 40


class Ground(Protocol):
    """Large data that many units stand on, such as a graph: other processes map its arrays from one file."""

    @property
    def name(self) -> str:
        """Digest of the content."""
        ...

    @property
    def live(self) -> Any:
        """What tasks work on."""
        ...

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """By name, as they are written."""
        ...

    def about(self) -> dict[str, Any]:
        """What else there is to know, as JSON holds it."""
        ...

    @staticmethod
    def revive(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Any:
        """What `live` is, out of the two: tasks give the same answers on it."""
        ...


class Task(Protocol):
    """What is to be done on a ground, small enough to be sent."""

    @property
    def kind(self) -> str:
        """What it is, all its settings, and the version of the code that answers it."""
        ...

    @property
    def content(self) -> Iterable[NDArray[Any]]:
        """All else that its answer hangs on."""
        ...

    @property
    def answers(self) -> frozenset[str]:
        """Names of the arrays of an answer."""
        ...

    def on(self, live: Any, workers: int | None = None) -> Arrays:
        """Do it in threads, by default one for each core; the answer is the same for any number."""
        ...


@dataclass(frozen=True, eq=False)
class Unit:
    """A task on its ground. It depends on nothing else, so anybody may do it, again, and out of turn."""

    ground: Ground
    task: Task

    @cached_property
    def name(self) -> str:
        """Digest of all that the answer hangs on."""
        return name_of(f"{self.task.kind}|{self.ground.name}", self.task.content)

    def run(self, workers: int | None = None) -> Arrays:
        """Do it here."""
        return self.task.on(self.ground.live, workers)


def name_of(about: str, arrays: Iterable[NDArray[Any]]) -> str:
    """Digest of what is said of arrays, and of the arrays."""
    digest = hashlib.sha256(about.encode())
    for array in arrays:
        digest.update(f"|{array.dtype.str}{array.shape}|".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:_DIGEST_LETTERS]
