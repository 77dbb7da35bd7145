"""One run at a time in a folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from mapa_uslug.core.errors import InputError, problem

LOCK_NAME: Final = ".fetch.lock"


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Keep other processes out of a folder inside the block; the lock of a process that is killed ends with it.

    Raises
    ------
    InputError
        Another process holds the lock, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK_NAME).open("a+b")
    except OSError as error:
        raise InputError([problem(
            "Nothing can be written into the folder: {reason}", where=folder.name, code="folder",
            hint="Choose another folder with --out.", reason=error.strerror or "",
        )]) from error  # fmt: skip
    with file:
        if not _lock(file):
            raise InputError([problem(
                "Another run is fetching into this folder.", where=folder.name, code="folder_locked",
                hint="Wait until it has ended, or choose another folder with --out.",
            )])  # fmt: skip
        yield


def _lock(file: IO[bytes]) -> bool:
    """Whether we have it now; shares of a network that know no locks are trusted."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
