"""Units of work: all that one depends on, its answer in arrays, and the name that its content gives it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
_DIGEST_LETTERS: Final = 40


class Ground(Protocol):
    """Large arrays that many units stand on, such as a graph: other processes map them from one file."""

    @property
    def name(self) -> str:
        """Digest of the content."""
        ...

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """By name, as they are written."""
        ...

    def about(self) -> dict[str, Any]:
        """What else there is to know, as JSON holds it."""
        ...


class Task(Protocol):
    """A unit without its ground, small enough to be sent; answers equal those of the unit."""

    def run(self, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Arrays:
        """Do it in one thread, on what the ground gave."""
        ...


class Unit(Protocol):
    """A unit of work. It depends on nothing but what it holds, so anybody may do it, again, and out of turn."""

    @property
    def name(self) -> str:
        """Digest of the content, and of the code that answers it."""
        ...

    @property
    def ground(self) -> Ground:
        """What it stands on, with the same name for units that share it."""
        ...

    @property
    def task(self) -> Task:
        """The rest of it."""
        ...

    @property
    def answers(self) -> frozenset[str]:
        """Names of the arrays of an answer."""
        ...

    def run(self, workers: int | None = None) -> Arrays:
        """Do it in threads, by default one for each core; the answer is the same for any number."""
        ...


def name_of(about: str, arrays: Iterable[NDArray[Any]]) -> str:
    """Digest of what is said of arrays, and of the arrays."""
    digest = hashlib.sha256(about.encode())
    for array in arrays:
        digest.update(f"|{array.dtype.str}{array.shape}|".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:_DIGEST_LETTERS]
