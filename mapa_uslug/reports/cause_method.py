"""How causes and public transport were examined, in the report's method."""

from __future__ import annotations

from collections.abc import Mapping

from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text


def tell_cause_method(text: Text, result: RunResult) -> list[str]:
    """How causes and public transport were examined, or that they were not."""
    items = []
    if result.barriers is None:
        items.append(text("Barriers, new crossings and links that much depends on were not looked for."))
    else:
        items += [
            text(
                "A barrier stands between neighbouring inhabited cells where the way by road is much longer than the straight line; "
                "new crossings and closed links are weighed one at a time."
            ),
            *_limits(text, result.info.get("barriers")),
        ]
    if result.transit is None:
        inputs = result.info.get("inputs")
        has_timetable = isinstance(inputs, Mapping) and any(role.startswith("timetables") for role in inputs)
        items.append(
            text("Public transport was not examined.")
            if has_timetable
            else text("Public transport was not examined: no timetables were given.")
        )
    else:
        items.append(
            text(
                "By public transport counts who gets there and back on the same day; where the timetables of a gmina are not known "
                "to be complete, nobody is called too far by public transport."
            )
        )
    return items


def _limits(text: Text, options: object) -> list[str]:
    if not isinstance(options, Mapping):
        return []
    return [
        text(
            "Conventions: there is a barrier where way / straight line is at least {detour}; the way leads round an obstacle where "
            "people would be within the threshold if it were {ordinary}.",
            detour=text.number(float(options["detour"]), 1),
            ordinary=text.number(float(options["ordinary_detour"]), 1),
        )
    ]
