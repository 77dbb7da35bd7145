"""Which modes a barrier on a road stops."""

from __future__ import annotations

from typing import Final

from mapa_uslug.network.access import BIKE_KEYS, CAR_KEYS, FOOT_KEYS, Access, Tags, find_access

STOPS_CAR: Final = 1
STOPS_WALK: Final = 2
STOPS_BIKE: Final = 4

_CARS: Final = frozenset(
    [
        "bollard",
        "block",
        "cycle_barrier",
        "motorcycle_barrier",
        "log",
        "debris",
        "planter",
        "jersey_barrier",
        "bus_trap",
        "sump_buster",
        "wicket_gate",
        "rope",
        "chain",
        "bar",
        "delineators",
    ]
)
_WHEELS: Final = frozenset(
    [
        "stile",
        "kissing_gate",
        "turnstile",
        "full-height_turnstile",
        "horse_stile",
        "v_stile",
        "squeeze_stile",
        "step",
        "ladder",
    ]
)
# A locked gate stops who has no key; whoever lives behind it has one, and a map of people's services is about them.
_KEYS_BY_BIT: Final = ((STOPS_CAR, CAR_KEYS), (STOPS_WALK, FOOT_KEYS), (STOPS_BIKE, BIKE_KEYS))


def stopped_modes(tags: Tags) -> int:
    """Bits of the modes that a node's barrier stops; 0 for none.

    The kind of barrier decides unless a mode's own tag opens it or any tag closes it. Gates are open, private ones too: the road
    behind is slow for others by its own tags. Fences and walls tagged on a road's node are drawn where the
    road passes them, so they stop nobody.
    """
    kind = tags.get("barrier", "")
    if not kind:
        return 0
    stopped = 0
    if kind in _CARS:
        stopped = STOPS_CAR
    elif kind in _WHEELS:
        stopped = STOPS_CAR | STOPS_BIKE
    for bit, keys in _KEYS_BY_BIT:
        key, value = find_access(tags, keys) or ("", None)
        if value is Access.NO:
            stopped |= bit
        elif key not in ("", "access"):
            stopped &= ~bit
    return stopped
