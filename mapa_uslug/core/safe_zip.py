"""Zip archives from strangers: nothing in them decides where a file is written, or how much of the disk it takes."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import IO, Final

from mapa_uslug.core.archives import BROKEN, MAX_UNPACKED, is_bomb
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.text import mark

_PIECE: Final = 1 << 18
_LOCKED: Final = 1
_NO_ARCHIVE: Final = mark("it is no zip archive, or its end is missing")
_DAMAGED: Final = mark("a part of the zip archive is damaged")
_BOMB: Final = mark("the zip archive unpacks to more than an honest one does")


@contextmanager
def open_zip(path: Path, *, max_bytes: int = MAX_UNPACKED) -> Iterator[zipfile.ZipFile]:
    """Open an archive that names no file outside itself and does not claim to be larger than may be.

    Parameters
    ----------
    max_bytes
        Most that all of it may claim to unpack to.

    Raises
    ------
    ValueError
        With a message id: no archive, cut off, locked, a bomb, packed in an unusual way, or with names that lead out of it
        (``..``, absolute, with a backslash or a drive) and links.
    OSError
        The file cannot be opened.
    """
    with path.open("rb") as file, _opened(file, path.stat().st_size, max_bytes) as archive:
        yield archive


@contextmanager
def open_zip_bytes(body: bytes, *, max_bytes: int = MAX_UNPACKED) -> Iterator[zipfile.ZipFile]:
    """Open an archive that is never written as it came; see `open_zip`."""
    with _opened(io.BytesIO(body), len(body), max_bytes) as archive:
        yield archive


@contextmanager
def _opened(file: IO[bytes], size: int, max_bytes: int) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise ValueError(_NO_ARCHIVE) from error
    with archive:
        for member in archive.infolist():
            _look_at(member)
        if is_bomb(size, sum(m.file_size for m in archive.infolist()), most=max_bytes):
            raise ValueError(_BOMB)
        yield archive


def find_members(archive: zipfile.ZipFile, suffix: str) -> list[str]:
    """Names of the files that end so, in either case, in alphabetical order; leftovers of file managers are not among them."""
    return sorted(
        name for name in archive.namelist()
        if name.lower().endswith(suffix.lower()) and not name.endswith("/")
        and not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith("._")
    )  # fmt: skip


def list_members(path: Path, unreadable: Callable[[Path, Exception], Problem]) -> list[zipfile.ZipInfo]:
    """Members of an archive that a user gives.

    Parameters
    ----------
    unreadable
        What is told of an archive that cannot be read.

    Raises
    ------
    InputError
        It cannot be read, or would unpack to far too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except BROKEN as error:
        raise InputError([unreadable(path, error)]) from error
    unpacked = sum(member.file_size for member in members)
    if is_bomb(path.stat().st_size, unpacked):
        raise InputError([problem(
            "The archive would unpack to {unpacked} MB.", where=path.name, code="zip_bomb", unpacked=unpacked // 1_000_000,
            hint="Such a file would fill the memory and was not read; unpack it by hand if it is meant.",
        )])  # fmt: skip
    return members


def member_pieces(archive: zipfile.ZipFile, name: str, *, max_bytes: int = MAX_UNPACKED) -> Iterator[bytes]:
    """Unpacked bytes of a file, measured as they come and compared with its checksum at the end.

    Raises
    ------
    ValueError
        With a message id: it is not there, damaged, or a bomb.
    """
    try:
        member = archive.getinfo(name)
    except KeyError as error:
        raise ValueError(f"{mark('the zip archive does not hold the file')}: {name}") from error
    done = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                done += len(piece)
                if is_bomb(member.compress_size, done, most=max_bytes):
                    break
                yield piece
    except BROKEN as error:
        raise ValueError(f"{_DAMAGED}: {name}") from error
    if is_bomb(member.compress_size, done, most=max_bytes):
        raise ValueError(f"{_BOMB}: {name}")
    if done != member.file_size:
        raise ValueError(f"{_DAMAGED}: {name}")


def read_member(archive: zipfile.ZipFile, name: str, *, max_bytes: int = MAX_UNPACKED) -> bytes:
    """A small file of an archive, whole; see `member_pieces`."""
    return b"".join(member_pieces(archive, name, max_bytes=max_bytes))


def extract_member(
    archive: zipfile.ZipFile, name: str, target: Path, *, max_bytes: int = MAX_UNPACKED
) -> None:
    """Unpack one file to a place of the caller's choice, whole or not at all; see `member_pieces`."""
    with atomic_path(target) as part, part.open("wb") as stream:
        for piece in member_pieces(archive, name, max_bytes=max_bytes):
            stream.write(piece)


def _look_at(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    if member.flag_bits & _LOCKED:
        raise ValueError(mark("the zip archive is locked with a password"))
    # The other methods unpack a piece to any size at once, before it can be measured.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(mark("the zip archive is packed in a way that is not read here"))
    leads_out = ".." in name.split("/") or name.startswith("/") or "\\" in name or "\0" in name
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if leads_out or is_link or PureWindowsPath(name).drive:
        raise ValueError(f"{mark('the zip archive holds names that lead out of it')}: {name[:100]!r}")
