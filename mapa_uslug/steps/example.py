"""The example area, as files that a user can change."""

from __future__ import annotations

import shutil
from pathlib import Path

from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path

_PACKAGE = Path(__file__).resolve().parents[1]
# In a wheel the example stands in the package; in a checkout beside it.
_FOLDERS = (_PACKAGE / "example", _PACKAGE.parent / "data" / "example")


def write_example(folder: Path) -> list[Path]:
    """Copy the example area into a folder and return the paths written.

    Raises
    ------
    InputError
        If a file of that name is there already with other content: nobody's work is overwritten.
    """
    source = next(f for f in _FOLDERS if (f / "area.toml").is_file())
    files = sorted(p for p in source.iterdir() if p.is_file())
    taken = [
        p.name
        for p in files
        if (folder / p.name).exists() and (folder / p.name).read_bytes() != p.read_bytes()
    ]
    if taken:
        raise InputError(
            problem("The file exists already and differs from the example.", where=str(folder / name), code="exists",
                    hint="Choose another folder.") for name in taken
        )  # fmt: skip
    for path in files:
        with atomic_path(folder / path.name) as part:
            shutil.copyfile(path, part)
    return [folder / p.name for p in files]
