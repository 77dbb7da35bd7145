"""Compiled functions whose cache knows every file that they are made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

from mapa_uslug.core.files import cache_folder

Function = TypeVar("Function", bound=Callable[..., Any])
_HERE = Path(__file__).resolve().parent


def kernel(function: Function) -> Function:
    """Compile a function at its first call, for use without the interpreter's lock, and keep the machine code.

    Numba alone renews what it kept when the file of the function changes, but not when that of a function or
    constant built into it does: it would go on with the former one and answer wrongly without a word. So what
    is kept lies in a folder named after the content of all files of the engine.
    """
    with _cached_in(_folder(_digest(_HERE))):
        compiled: Function = njit(cache=True, nogil=True)(function)
    return compiled


@lru_cache(maxsize=1)
def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _folder(digest: str) -> str:
    """Where machine code is kept: where the user wants Numba to, beside the engine, or in the cache folder."""
    if config.CACHE_DIR:
        base = Path(config.CACHE_DIR)
    else:
        base = _HERE / "__pycache__" if os.access(_HERE, os.W_OK) else cache_folder()
    return str(base / f"kernels-{digest}")


@contextmanager
def _cached_in(folder: str) -> Iterator[None]:
    former, config.CACHE_DIR = config.CACHE_DIR, folder
    try:
        yield
    finally:
        config.CACHE_DIR = former
