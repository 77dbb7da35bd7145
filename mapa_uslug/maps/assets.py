"""The built front ends: a script and a style sheet each, made from npm packages by `npm run build`."""

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


def read_assets(folder: Path = FOLDER, *, name: str = "map") -> Assets:
    """Read the built script and style sheet of a page: ``map`` or ``compare``.

    Raises
    ------
    InputError
        If they were not built: with both missing files and how to build them.
    """
    script, style = f"{name}.js", f"{name}.css"
    missing = [file for file in (script, style) if not (folder / file).is_file()]
    if missing:
        raise InputError(
            problem(
                "The map's front end was not built: {name} is missing",
                where=f"mapa_uslug/maps/assets/{file}",
                hint="Run `npm ci` and `npm run build` in the project's folder, or install the package from a wheel.",
                code="assets",
                name=file,
            )
            for file in missing
        )
    return Assets(
        script=(folder / script).read_text(encoding="utf-8"),
        style=(folder / style).read_text(encoding="utf-8"),
    )
