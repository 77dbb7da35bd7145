"""Files of derived data named by their content: kept up to a size, the longest unused go first."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from mapa_uslug.core.array_files import load_arrays, write_arrays

logger = logging.getLogger(__name__)

_MAGIC: Final = b"mapa_uslug kept\n"
_DAY_S: Final = 86_400.0


class KeptArrays:
    """A folder of arrays by name; what is damaged counts as absent.

    Parameters
    ----------
    folder : Path
        Made when the first file is written.
    max_bytes : int
        What `trim` leaves at most.
    """

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder, self._max_bytes = folder, max_bytes
        self._has_told = False

    def path(self, name: str) -> Path:
        """Where the arrays of a name lie."""
        return self._folder / f"{name}.arrays"

    def read(self, name: str) -> dict[str, NDArray[Any]] | None:
        """Arrays of a name, None where there are none or they are damaged."""
        path = self.path(name)
        found = load_arrays(path, magic=_MAGIC)
        if found is None:
            return None
        try:
            os.utime(path)
        except OSError:
            logger.info("The time of %s cannot be set", path)
        return found[0]

    def write(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under a name; where that is impossible the next run is slower, and this one not wrong."""
        try:
            write_arrays(self.path(name), arrays, {}, magic=_MAGIC)
        except OSError as error:
            # Told of once: on a full disk, or in a folder that cannot be written, hundreds would follow.
            logger.log(
                logging.INFO if self._has_told else logging.WARNING,
                "%s was not kept: %s",
                self.path(name),
                error,
            )
            self._has_told = True

    def trim(self) -> None:
        """Remove the files that were unused longest until the rest fits, and what killed processes left."""
        if not self._folder.is_dir():
            return
        files = []
        for path in self._folder.iterdir():
            try:
                state = path.stat()
            except FileNotFoundError:  # another process trims too
                continue
            if path.is_file():
                files.append((state.st_mtime, state.st_size, path))
            elif path.name.startswith(".") and state.st_mtime < time.time() - _DAY_S:
                shutil.rmtree(path, ignore_errors=True)
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._max_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size
