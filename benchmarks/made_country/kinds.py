"""Kinds of roads: how a way is tagged, and how often each kind is met where."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = (
    "motorway", "motorway_link", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service",
    "track", "path", "footway", "cycleway", "pedestrian", "steps",
)  # fmt: skip
KIND: Final = {name: number for number, name in enumerate(CLASSES)}
CAR_KINDS: Final = KIND["track"] + 1
"""Kinds below are open to cars."""

_PLACES: Final = {
    # where: kind -> share, from the kind of the shortest roads to that of the longest. A road that nothing else leads around
    # must be open to cars, or whole villages would be cut off.
    ("inside", "only"): {"service": 0.17, "residential": 0.70, "living_street": 0.01, "unclassified": 0.04, "track": 0.08},
    ("inside", "end"): {"steps": 0.02, "footway": 0.13, "service": 0.38, "residential": 0.42, "track": 0.05},
    ("inside", "loop"): {
        "steps": 0.03, "pedestrian": 0.03, "footway": 0.24, "service": 0.12, "residential": 0.39, "unclassified": 0.06, "cycleway": 0.05,
        "path": 0.08,
    },
    ("outside", "only"): {"service": 0.12, "residential": 0.18, "unclassified": 0.12, "track": 0.58},
    ("outside", "end"): {"service": 0.2, "residential": 0.08, "path": 0.22, "track": 0.50},
    ("outside", "loop"): {"footway": 0.06, "unclassified": 0.06, "cycleway": 0.06, "path": 0.36, "track": 0.46},
}  # fmt: skip
_LENGTH_NOISE: Final = 1.1
"""Of the logarithm of a road's length: kinds differ in length, and overlap."""
ONEWAY_SHARE: Final = 0.3
"""Of the roads in settlements that others lead around; main roads have two carriageways as often."""
ROUGH_SHARE: Final = 0.3
"""Of the tracks: the surface is bad."""


def draw_kinds(
    is_inside: NDArray[np.bool_],
    is_end: NDArray[np.bool_],
    is_loop: NDArray[np.bool_],
    length_m: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Kinds of roads by where they lie, what leads around them and how long they are."""
    stretched = length_m * rng.lognormal(0.0, _LENGTH_NOISE, len(length_m))
    kind = np.empty(len(length_m), np.uint8)
    for (where, role), shares in _PLACES.items():
        rows = is_inside == (where == "inside")
        rows &= is_end if role == "end" else ~is_end & (is_loop == (role == "loop"))
        numbers = np.array([KIND[name] for name in shares], np.uint8)
        rank = np.argsort(np.argsort(stretched[rows], kind="stable")) / max(1, np.count_nonzero(rows))
        kind[rows] = numbers[np.searchsorted(np.cumsum(list(shares.values()))[:-1], rank, side="right")]
    return kind


def number_tags(
    kind: NDArray[np.uint8],
    is_oneway: NDArray[np.bool_],
    is_inside: NDArray[np.bool_],
    is_rough: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], list[dict[str, str]]]:
    """The different sets of tags, and each road's number among them."""
    key = kind.astype(np.int64) * 8 + is_oneway * 4 + is_inside * 2 + is_rough
    used, number = np.unique(key, return_inverse=True)
    tags = [_tags(CLASSES[k >> 3], bool(k & 4), bool(k & 2), bool(k & 1)) for k in used.tolist()]
    return number.astype(np.int32), tags


def _tags(road_class: str, is_oneway: bool, is_inside: bool, is_rough: bool) -> dict[str, str]:
    tags = {"highway": road_class}
    if is_oneway:
        tags["oneway"] = "yes"
    if is_inside and road_class in ("primary", "secondary", "tertiary"):
        tags["maxspeed"] = "50"
    if is_rough and road_class == "track":
        tags["tracktype"] = "grade4"
    return tags
