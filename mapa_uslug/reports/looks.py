"""One look for one thing: colours and patterns of the states, of maps and of series, in every form of a report.

The map's script and the pages' style sheets bear the same values; a test holds them against these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INK: Final = "#1b2430"
SOFT: Final = "#4b5563"
LINE: Final = "#cbd2d9"
PAPER: Final = "#ffffff"


@dataclass(frozen=True)
class Look:
    """A fill with a pattern over it, and an outline; hatches are written as matplotlib writes them, "" none."""

    face: str
    hatch: str = ""
    hatch_colour: str = ""
    edge: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] = ()


STATE_COLOURS: Final = {
    "served": "#0b7a75", "full": "#f2a900", "too_far": "#c2187a", "cannot_tell": "#6f7782",
}  # fmt: skip
"""The colour that each of `STATES` is known by."""

STATE_LOOKS: Final = {
    "served": Look(STATE_COLOURS["served"]),
    "full": Look(STATE_COLOURS["full"], "||||", "#5c3d00"),
    "too_far": Look("#fbe3f1", "/////", STATE_COLOURS["too_far"]),
    "cannot_tell": Look("#e8eaed", "....", STATE_COLOURS["cannot_tell"]),
}
"""Patterns tell the states apart in grey print and for eyes that see no colours."""

SERIES_LOOKS: Final = (
    Look("#17466e"),
    Look("#a9cbee", "\\\\\\\\", "#3d78c2"),
    Look("#e9dcc3", "xxx", "#7a5b1e"),
    Look("#4b3f72", "---", "#ffffff"),
    Look("#ebedf0", "ooo", "#55606e"),
    Look("#8a94a2"),
)
"""Series that are no states, in turn."""

LINE_COLOURS: Final = ("#17466e", "#b4531a", "#4b3f72", "#0b5f59", "#7a5b1e", "#55606e")
MARKERS: Final = ("o", "s", "^", "D", "v", "P")

_COMMUNITY_LOOKS: Final = (
    ("s", "#a9cbee"), ("^", "#fdf3d3"), ("D", "#c9dcb9"), ("h", "#e6c9dc"), ("p", "#d9d2ee"), ("8", "#f1cf8e"),
    ("v", "#cfe8e6"),
)  # fmt: skip


def community_look(group: int) -> tuple[str, str]:
    """Shape and fill of a community (from 1), no two alike among the first 49; who is alone (0) has a white circle."""
    if not group:
        return "o", PAPER
    count = len(_COMMUNITY_LOOKS)
    turn, number = divmod(group - 1, count)
    return _COMMUNITY_LOOKS[number][0], _COMMUNITY_LOOKS[(number + turn) % count][1]


TIE_DASHES: Final = ((), (4.0, 2.0), (1.0, 1.6), (6.0, 1.6, 1.0, 1.6))
TIE_COLOURS: Final = ("#1b2430", "#17466e", "#b4531a", "#4b3f72")

BANDS: Final = ("#dbe9f9", "#a9cbee", "#6fa3dc", "#3d78c2", "#1c4f96")
"""Travel time: one hue, the nearer the darker; from the farthest."""

WHITE_SPOT: Final = Look("", "////", STATE_COLOURS["too_far"], STATE_COLOURS["too_far"], 1.4)
GROUND_LOOKS: Final = {
    "water": Look("#98c0da", edge="#98c0da", width=0.9),
    "forest": Look("#dfead3"),
    "builtup": Look("#ebe4da"),
    "road": Look("", edge="#b8945a", width=1.0),
    "served": Look(STATE_COLOURS["served"] + "8c"),
    "gmina": Look("", edge="#4b3f72", width=1.3, dashes=(5.0, 2.0)),
    "outline": Look("", edge="#8a94a2", width=0.7),
    "white_spot": Look("", edge=STATE_COLOURS["too_far"], width=1.4),
    "place": Look(PAPER, edge=INK, width=1.3),
}
"""What a static map shows; who is served lets the ground through, as on the map."""
