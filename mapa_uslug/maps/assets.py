"""The built front end: one script and one style sheet, made from npm packages by `npm run build`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mapa_uslug.core.errors import InputError, problem

FOLDER = Path(__file__).with_name("assets")


@dataclass(frozen=True)
class Assets:
    """What is inlined in every map."""

    script: str
    style: str


def read_assets(folder: Path = FOLDER) -> Assets:
    """Read the built script and style sheet.

    Raises
    ------
    InputError
        If they were not built: with both missing files and how to build them.
    """
    missing = [name for name in ("map.js", "map.css") if not (folder / name).is_file()]
    if missing:
        raise InputError(
            problem(
                "The map's front end was not built: {name} is missing",
                where=f"mapa_uslug/maps/assets/{name}",
                hint="Run `npm ci` and `npm run build` in the project's folder, or install the package from a wheel.",
                code="assets",
                name=name,
            )
            for name in missing
        )
    return Assets(
        script=(folder / "map.js").read_text(encoding="utf-8"),
        style=(folder / "map.css").read_text(encoding="utf-8"),
    )
