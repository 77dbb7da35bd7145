"""Files that are either whole or absent, and content hashes."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# As `tempfile.mkdtemp` writes names: our prefix, and eight letters of its own.
_TEMPORARY: Final = re.compile(r"\.(.+)\.[a-z0-9_]{8}")
_SHAPEFILE_PARTS: Final = (".shp", ".dbf", ".prj", ".cpg", ".shx")


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`, renamed onto it only when the block succeeds.

    The temporary name keeps the suffix of `target`, because drivers choose a format by it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    part = folder / target.name
    try:
        yield part
        os.replace(part, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def folder_in_making(out: Path) -> Iterator[Path]:
    """Yield a temporary folder in `out`, whose files are moved into `out` only when the block succeeds.

    Files that are there already and are not written anew stay.
    """
    out.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".mapa_uslug-", dir=out))
    try:
        yield part
        for path in sorted(p for p in part.rglob("*") if p.is_file()):
            target = out / path.relative_to(part)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def sweep_leftovers(folder: Path) -> None:
    """Remove the temporary folders that `atomic_path` leaves anywhere below a folder when its process is killed.

    Nobody else may be writing there. A folder is only taken for such if all in it bears the name that it was made for.
    """
    for left in sorted(folder.rglob(".*")):
        found = _TEMPORARY.fullmatch(left.name)
        if found and left.is_dir() and not left.is_symlink():
            stem = found[1].partition(".")[0]
            if stem and all(path.is_file() and path.name.startswith(stem) for path in left.iterdir()):
                shutil.rmtree(left, ignore_errors=True)


def write_text(target: Path, text: str) -> None:
    r"""Write UTF-8 text atomically with ``\\n`` line ends."""
    with atomic_path(target) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def sha256_of(path: Path) -> str:
    """Hex digest of a file's content, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_of_dataset(path: Path) -> list[Path]:
    """The file itself; of a shapefile also the files beside it that hold its attributes, CRS and encoding."""
    if path.suffix.lower() != ".shp":
        return [path]
    parts = [p for p in path.parent.iterdir() if p.stem == path.stem and p != path]
    beside = [p for p in parts if p.suffix.lower() in _SHAPEFILE_PARTS[1:] and p.is_file()]
    return [path, *sorted(beside, key=lambda p: (_SHAPEFILE_PARTS.index(p.suffix.lower()), p.name))]


def sha256_of_dataset(path: Path) -> str:
    """Hex digest of all that a vector file is read from: `sha256_of` of one file, and of a shapefile with its parts.

    The name of the dataset does not count, so a copy under another name has the same digest.
    """
    if path.suffix.lower() != ".shp":
        return sha256_of(path)
    listing = "".join(f"{file.suffix.lower()} {sha256_of(file)}\n" for file in files_of_dataset(path))
    return hashlib.sha256(listing.encode()).hexdigest()


def cache_folder() -> Path:
    """Folder for derived data that can always be rebuilt (``$MAPA_USLUG_CACHE``, else the user's cache)."""
    given = os.environ.get("MAPA_USLUG_CACHE")
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "mapa-uslug"
