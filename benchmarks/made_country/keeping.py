"""Made countries kept from one benchmark to the next, since the largest takes minutes to make; and variants of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from benchmarks.common import ROOT
from benchmarks.made_country.files import area_toml
from benchmarks.made_country.sizes import Size
from mapa_uslug.core.files import cache_folder

_MADE_BY: Final = (
    "benchmarks/made_country/*.py", "benchmarks/made_land.py", "benchmarks/made_voivodeship.py", "mapa_uslug/network/*.py",
    "mapa_uslug/engine/road_network.py", "mapa_uslug/core/array_files.py", "mapa_uslug/catalog/*.toml",
)  # fmt: skip


def keep_country(size: Size) -> Path:
    """Folder of a country, made where there is none by the same sources: whole or not at all.

    It is made in a process of its own, whose memory goes with it; what other sources made goes too.
    """
    kept = cache_folder() / "benchmarks" / "countries"
    folder = kept / f"{size.name}-{digest_of_sources()}"
    if folder.is_dir():
        return folder
    for old in kept.glob(f"{size.name}-*"):
        shutil.rmtree(old)
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=kept) as part:
        made = Path(part) / size.name
        script = ROOT / "scripts" / "make_country.py"
        subprocess.run([sys.executable, str(script), size.name, str(made)], check=True, capture_output=True)
        os.rename(made, folder)
    return folder


@lru_cache(maxsize=1)
def digest_of_sources() -> str:
    """Digest of all that decides what a made country's files hold."""
    digest = hashlib.sha256()
    for pattern in _MADE_BY:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def lay_lean(country: Path, size: Size, folder: Path) -> Path:
    """The same country of which a run is asked for what the largest is; returns its ``area.toml``."""
    (roads,) = country.glob("drogi.*")
    return lay_beside(country, folder, {"area.toml": area_toml(size, roads.name, is_lean=True)})


def lay_beside(country: Path, folder: Path, other: Mapping[str, str]) -> Path:
    """The same country with some files of other content, the rest as links; returns its ``area.toml``."""
    folder.mkdir(parents=True)
    for path in country.iterdir():
        if path.name in other:
            (folder / path.name).write_text(other[path.name], encoding="utf-8")
        else:
            (folder / path.name).symlink_to(path)
    return folder / "area.toml"
