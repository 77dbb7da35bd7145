"""Which program this is, to the letter."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

_PROGRAM: Final = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Digest of all files of the program but its translations and the map's assets.

    What was computed stands as long as this is the same: rather computed once too often than an answer of another version
    taken for one's own.
    """
    digest = hashlib.sha256()
    for path in sorted(_PROGRAM.rglob("*")):
        if path.suffix in (".py", ".toml"):
            digest.update(f"{path.relative_to(_PROGRAM).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
