"""Files of a feed, out of a zip archive or a folder."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final

from mapa_uslug.core.archives import BROKEN, is_bomb, unpack
from mapa_uslug.core.errors import InputError, Problem, problem

WANTED: Final[tuple[str, ...]] = (
    "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt", "calendar_dates.txt", "frequencies.txt",
    "transfers.txt",
)  # fmt: skip
"""Files that are read."""
IGNORED: Final[tuple[str, ...]] = (
    "pathways.txt", "levels.txt", "booking_rules.txt", "location_groups.txt", "locations.geojson",
)  # fmt: skip
"""Files that would change journeys and are not read: ways inside stations, services that are booked."""


@dataclass(frozen=True)
class FeedFiles:
    """What a feed holds.

    Attributes
    ----------
    name : str
        Of the archive or folder.
    texts : dict
        Name of a file of `WANTED` -> its bytes.
    ignored : tuple of str
        Files of `IGNORED` that it has.
    problems : tuple of Problem
        Parts of the archive that are damaged.
    """

    name: str
    texts: dict[str, bytes]
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def open_feed(path: Path) -> FeedFiles:
    """Read the files of a feed into memory; in an archive they may stand in a folder.

    Raises
    ------
    InputError
        No archive, one that is locked with a password, or one that would fill the memory.
    """
    if path.is_dir():
        found = {p.name.casefold(): p for p in sorted(path.iterdir()) if p.is_file()}
        texts = {name: found[name].read_bytes() for name in WANTED if name in found}
        return FeedFiles(path.name, texts, tuple(n for n in IGNORED if n in found))
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            return _read_archive(path, file, archive.infolist())
    except BROKEN as error:
        if isinstance(error, InputError):
            raise
        raise InputError([problem("The file is no zip archive, or its end is missing.", where=path.name, code="not_zip",
                                  hint="Download the feed once more; a feed is one .zip file or an unpacked folder.")]) from error  # fmt: skip


def _read_archive(path: Path, file: IO[bytes], members: list[zipfile.ZipInfo]) -> FeedFiles:
    inside = _feed_members(members)
    if any(m.flag_bits & 1 for m in inside.values()):
        raise InputError([problem("The feed is locked with a password.", where=path.name, code="locked",
                                  hint="Ask its publisher for one without.")])  # fmt: skip
    texts: dict[str, bytes] = {}
    problems = []
    for name in WANTED:
        if name not in inside:
            continue
        try:
            texts[name] = _unpack(path, file, inside[name], sum(map(len, texts.values())))
        except BROKEN as error:
            if isinstance(error, InputError):
                raise
            problems.append(problem("The file is damaged and was not read.", where=f"{path.name}/{name}", code="damaged",
                                    severity="warning", hint="Download the feed once more."))  # fmt: skip
    return FeedFiles(path.name, texts, tuple(n for n in IGNORED if n in inside), tuple(problems))


def _feed_members(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Files of the uppermost folder that has the stops, or else any file of a feed."""
    folders: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        folders.setdefault(str(place.parent), {}).setdefault(place.name.casefold(), member)
    ranked = sorted(folders, key=lambda f: (-len(folders[f].keys() & {*WANTED}), f.count("/"), f))
    return folders[ranked[0]] if ranked else {}


def _unpack(path: Path, file: IO[bytes], member: zipfile.ZipInfo, read: int) -> bytes:
    packed, checksum, pieces = path.stat().st_size, 0, []
    for piece in unpack(file, member):
        read += len(piece)
        if is_bomb(packed, read):
            raise InputError([problem(
                "The feed is packed: its {packed} kB unpack to more than {unpacked} MB.", where=path.name, code="zip_bomb",
                hint="Such a file would fill the memory and was not read; ask its sender for another one.",
                packed=packed // 1000, unpacked=read // 1_000_000,
            )])  # fmt: skip
        checksum = zlib.crc32(piece, checksum)
        pieces.append(piece)
    if checksum != member.CRC:
        raise zipfile.BadZipFile(member.filename)
    return b"".join(pieces)
