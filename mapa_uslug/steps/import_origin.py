"""What a sheet was imported from, kept beside it, so that later steps need not be told again."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from mapa_uslug.core.files import write_text
from mapa_uslug.steps.place_finding import PlaceSources

_HEAD = "# Z czego powstał arkusz usług; ścieżki są względem tego pliku."


def write_origin(path: Path, lists: Sequence[Path], mappings: Sequence[Path], sources: PlaceSources) -> None:
    """Write the names of everything that an import read, relative to the file written."""
    roles: Mapping[str, Sequence[Path]] = {
        "wykazy": lists, "mapowania": mappings, "gminy": [sources.gminas] if sources.gminas else [],
        "adresy": sources.addresses, "miejscowosci": sources.localities,
    }  # fmt: skip
    lines = [
        f"{role} = {json.dumps([_relative(p, path) for p in files], ensure_ascii=False)}"
        for role, files in roles.items()
    ]
    write_text(path, "\n".join([_HEAD, *lines, ""]))


def _relative(file: Path, beside: Path) -> str:
    try:
        return Path(os.path.relpath(file.resolve(), beside.resolve().parent)).as_posix()
    except ValueError:
        # Another drive has no relative way.
        return file.resolve().as_posix()


def known_gminas(path: Path) -> Path | None:
    """Boundaries that the import used, if they are still where they were."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("gminy", [])
    except (OSError, ValueError):
        return None
    found = [path.parent / name for name in told if isinstance(name, str)]
    return next((file for file in found if file.is_file()), None)
