"""Why a white spot is white, in words."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from mapa_uslug.catalog.barrier_words import name_cause, name_obstacle, tell_ways_across, write_distance
from mapa_uslug.contracts.barriers import CAUSES, Barriers
from mapa_uslug.core.text import Text

_KM: Final = 1000.0
_Row = Mapping[str, Any]


def tell_causes(
    text: Text, barriers: Barriers, spots: Iterable[str], *, but: Collection[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Of each white spot its leading causes, that of most people first, then in one line what holds besides.

    No line tells how many people it is of: a part of a spot could give away a confidential cell.

    Parameters
    ----------
    spots
        Ids.
    but
        Causes (`CAUSES`) that are told elsewhere.
    """
    lines = barriers.lines.drop(columns="geometry").to_dict("records")
    known = {str(line["barrier_id"]): line for line in reversed(lines)}
    wanted = set(spots)
    causes = barriers.causes[
        barriers.causes["white_spot_id"].isin(wanted) & ~barriers.causes["cause"].isin(but)
    ]
    order = causes.sort_values(["is_leading", "people"], ascending=False, kind="stable")
    of_spot: dict[str, list[_Row]] = {}
    for row in order.to_dict("records"):
        of_spot.setdefault(str(row["white_spot_id"]), []).append(row)
    return {spot: _tell(text, rows, known) for spot, rows in of_spot.items()}


def _tell(text: Text, rows: Sequence[_Row], lines: Mapping[str, _Row]) -> tuple[str, ...]:
    leading = [row for row in rows if row["is_leading"]]
    told = [_tell_leading(text, row, lines.get(str(row["barrier_id"]))) for row in leading]
    besides = {row["cause"] for row in rows} - {row["cause"] for row in leading}
    if besides:
        names = "; ".join(name_cause(text, cause) for cause in CAUSES if cause in besides)
        told.append(text("besides: {causes}", causes=names))
    return tuple(told)


def _tell_leading(text: Text, cause: _Row, line: _Row | None) -> str:
    """One cause with its figures: "the river X: 14.6 km by road, while the nearest place of the service is 3.6 km away...".

    The two may be different places: the road leads to the one that is nearest by road.
    """
    code, network, straight = str(cause["cause"]), cause["network_km"], cause["straight_km"]
    name = name_cause(text, code)
    if line is not None and line["kind"] != "no_road":
        name = name_obstacle(text, str(line["kind"]), str(line["name"]))
    if code not in ("detour", "far") or not math.isfinite(network):
        return name
    way = text(
        "{cause}: {network} by road, while the nearest place of the service is {straight} away in a straight line",
        cause=name, network=write_distance(text, _KM * network), straight=write_distance(text, _KM * straight),
    )  # fmt: skip
    if line is None:
        return way
    ways = [(str(line[side]), float(line[f"{side}_m"])) for side in ("crossing_before", "crossing_after")]
    return "; ".join(filter(None, (way, tell_ways_across(text, str(line["kind"]), ways))))
