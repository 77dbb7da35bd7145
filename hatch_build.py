"""Keeps wheels from being built without what the repository does not hold: the map's assets and the Polish texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = tuple(
    f"mapa_uslug/maps/assets/{page}.{kind}" for page in ("map", "compare") for kind in ("js", "css")
)
COMMANDS = "npm ci && python scripts/build_assets.py && python scripts/messages.py compile"


class RefuseIncompleteWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Editable installs pass, because the assets are built with what such an install brings."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Stop before a wheel is written that would lack a part."""
        missing = find_missing(Path(self.root))
        if version != "editable" and missing:
            raise SystemExit(
                f"The wheel would lack {', '.join(missing)}.\nBuild what is missing first: {COMMANDS}"
            )


def find_missing(root: Path) -> list[str]:
    """Built files that are not there: assets, and a compiled catalogue for every translation."""
    catalogues = sorted((root / "mapa_uslug" / "locale").glob("*/LC_MESSAGES/*.po"))
    compiled = [po.with_suffix(".mo").relative_to(root).as_posix() for po in catalogues]
    return [name for name in (*ASSETS, *compiled) if not (root / name).is_file()]
