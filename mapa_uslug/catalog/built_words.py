"""What a plan built and which courses it added, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.built_roads import BuiltRoad
from mapa_uslug.core.text import Text


def tell_built_roads(text: Text, info: Mapping[str, Any]) -> str:
    """Which new roads a result was counted with; "" where there are none.

    Parameters
    ----------
    info
        `RunResult.info`; ``built`` holds the new roads.
    """
    built: Iterable[BuiltRoad] = info.get("built", ())
    names = [
        text("{name} ({metres} m, {modes})", name=road.name, metres=text.number(road.length_m), modes=name_uses(text, road))
        for road in built
    ]  # fmt: skip
    if not names:
        return ""
    return text("New roads are counted here as if they existed: {names}. Where people and places meet the roads stays as it is.",
                names=", ".join(names))  # fmt: skip


def tell_new_courses(text: Text, info: Mapping[str, Any]) -> str:
    """Which timetables of new courses a result was counted with; "" where there are none.

    Parameters
    ----------
    info
        `RunResult.info`; ``courses`` holds the names of the files.
    """
    files = list(info.get("courses", ()))
    if not files:
        return ""
    return text("New courses are counted here besides those that run: {names}.", names=", ".join(files))


def name_uses(text: Text, road: BuiltRoad) -> str:
    """How one may get along a new road."""
    return ", ".join(name_mode(text, mode) for mode in road.modes)
