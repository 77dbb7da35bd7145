"""From a way's tags to the pace of every mode in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapa_uslug.network.access import (
    Access,
    Tags,
    bike_access,
    bike_directions,
    car_access,
    car_directions,
    foot_access,
    foot_directions,
)
from mapa_uslug.network.ferries import FERRY_CLASS, boards, crossing_time, is_ferry
from mapa_uslug.network.maxspeed import NO_LIMIT_SAID, Limit, parse_conditional, parse_maxspeed
from mapa_uslug.network.speed_profile import DEFAULT_LIMITS_KMH, SpeedProfile
from mapa_uslug.network.visit_time import CONDITIONAL_KEYS, at_visit

CLOSED: Final = float("inf")
KMH: Final = 3.6

CAR_CLASSES: Final = frozenset(
    [
        "motorway",
        "motorway_link",
        "trunk",
        "trunk_link",
        "primary",
        "primary_link",
        "secondary",
        "secondary_link",
        "tertiary",
        "tertiary_link",
        "unclassified",
        "road",
        "residential",
        "living_street",
        "service",
        "track",
    ]
)
FOOT_ONLY_CLASSES: Final = frozenset(("steps", "corridor", "platform", "elevator"))
PATH_CLASSES: Final = frozenset(("pedestrian", "footway", "path", "cycleway", "bridleway", "busway"))
ROAD_CLASSES: Final = CAR_CLASSES | FOOT_ONLY_CLASSES | PATH_CLASSES
"""Values of `highway` that are roads or paths in use; others (construction, proposed, raceway ...) are not."""

_CLOSED_TO_FOOT: Final = frozenset(("motorway", "motorway_link", "busway"))
_CLOSED_TO_BIKES: Final = _CLOSED_TO_FOOT | FOOT_ONLY_CLASSES | {"footway", "pedestrian", "bridleway"}
_BUILT_UP_CLASSES: Final = frozenset(("residential", "living_street", "pedestrian"))
_SIDEWALK: Final = frozenset(("both", "left", "right", "yes", "separate"))
_ZONE_KEYS: Final = ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")
_MAYBE_BUILT_UP_KMH: Final = (50.0, 80.0)

RULE_KEYS: Final = CONDITIONAL_KEYS | frozenset(
    [
        "highway",
        "route",
        "duration",
        "interval",
        "opening_hours",
        "access",
        "vehicle",
        "motor_vehicle",
        "motorcar",
        "bicycle",
        "foot",
        "oneway",
        "junction",
        "motorroad",
        "service",
        "surface",
        "tracktype",
        "smoothness",
        "maxspeed",
        "maxspeed:forward",
        "maxspeed:backward",
        "maxspeed:type",
        "source:maxspeed",
        "zone:maxspeed",
        "zone:traffic",
        "lit",
        "sidewalk",
        "sidewalk:both",
        "sidewalk:left",
        "sidewalk:right",
        "area",
        "cycleway",
        "cycleway:left",
        "cycleway:right",
        "cycleway:both",
        "cycleway:left:oneway",
        "cycleway:right:oneway",
        "cycleway:both:oneway",
        "oneway:bicycle",
        "oneway:foot",
        "oneway:motorcar",
        "oneway:motor_vehicle",
        "oneway:vehicle",
        "motorcar:forward",
        "motorcar:backward",
        "motor_vehicle:forward",
        "motor_vehicle:backward",
        "vehicle:forward",
        "vehicle:backward",
        "bicycle:forward",
        "bicycle:backward",
        "foot:forward",
        "foot:backward",
        "access:forward",
        "access:backward",
    ]
)
"""The only keys the rules look at: ways that agree on them have the same paces."""


@dataclass(frozen=True)
class WayPace:
    """Seconds per metre in the order of `MODES` (car, walk, walk_slow, bike); infinite where closed.

    `whole_s` are seconds that the whole way takes besides, however long it is (`whole_ways` spreads them).
    """

    road_class: str
    forward: tuple[float, float, float, float]
    backward: tuple[float, float, float, float]
    whole_s: float = 0.0

    @property
    def is_closed(self) -> bool:
        """Whether no mode may use it either way."""
        return all(pace == CLOSED for pace in (*self.forward, *self.backward))

    def reversed(self) -> WayPace:
        """The same road drawn the other way."""
        return WayPace(self.road_class, self.backward, self.forward, self.whole_s)


def pace_of(tags: Tags, profile: SpeedProfile) -> WayPace | None:
    """Paces of a way, or None if its `highway` is not a road or path in use and it is no ferry either."""
    tags = at_visit(tags)
    if is_ferry(tags):
        return _ferry_pace(tags, profile)
    road_class = tags.get("highway", "")
    if road_class not in ROAD_CLASSES:
        return None
    sides = [_pace_one_way(tags, profile, side) for side in (0, 1)]
    return WayPace(road_class, sides[0], sides[1])


def _ferry_pace(tags: Tags, profile: SpeedProfile) -> WayPace:
    per_metre, whole = crossing_time(tags, profile)
    sides = []
    for side, suffix in enumerate((":forward", ":backward")):
        by_car, on_foot, by_bike = boards(tags, suffix)
        car = per_metre if by_car and car_directions(tags)[side] else CLOSED
        walk = per_metre if on_foot and foot_directions(tags)[side] else CLOSED
        bike = per_metre if by_bike and bike_directions(tags)[side] else CLOSED
        sides.append((car, walk, walk, bike))
    return WayPace(FERRY_CLASS, sides[0], sides[1], whole)


def _pace_one_way(tags: Tags, profile: SpeedProfile, side: int) -> tuple[float, float, float, float]:
    suffix = (":forward", ":backward")[side]
    car = _car_pace(tags, profile, suffix) if car_directions(tags)[side] else CLOSED
    slowness = 1.0 / profile.steps_factor if tags["highway"] == "steps" else 1.0
    foot = _foot_access(tags, suffix) if foot_directions(tags)[side] else Access.NO
    walk, slow = (
        (slowness / speed if foot is not Access.NO else CLOSED)
        for speed in (profile.walk_ms, profile.walk_slow_ms)
    )
    bike = _bike_pace(tags, profile, suffix) if bike_directions(tags)[side] else CLOSED
    return car, walk, slow, bike


def _is_motorroad(tags: Tags) -> bool:
    return tags.get("motorroad") == "yes"


def _foot_access(tags: Tags, suffix: str) -> Access:
    is_open = tags["highway"] not in _CLOSED_TO_FOOT and not _is_motorroad(tags)
    return foot_access(tags, is_open=is_open, suffix=suffix)


def _bike_pace(tags: Tags, profile: SpeedProfile, suffix: str) -> float:
    road_class = tags["highway"]
    is_open = road_class not in _CLOSED_TO_BIKES and not _is_motorroad(tags)
    may_push = road_class not in FOOT_ONLY_CLASSES and _foot_access(tags, suffix) is not Access.NO
    access = bike_access(tags, is_open=is_open, may_push=may_push, suffix=suffix)
    if access is Access.NO or road_class not in profile.bike_classes:
        return CLOSED
    if access is Access.PUSH:
        return 1.0 / profile.bike_push_ms
    speed = profile.bike_classes[road_class] * profile.bike_surface[_surface_kind(tags, profile)]
    return KMH / (speed * (profile.bike_private_factor if access is Access.PRIVATE else 1.0))


def _car_pace(tags: Tags, profile: SpeedProfile, suffix: str) -> float:
    road_class = tags["highway"]
    access = car_access(tags, is_open=road_class in CAR_CLASSES, suffix=suffix)
    if access is Access.NO or road_class not in profile.car_classes or tags.get("smoothness") == "impassable":
        return CLOSED
    speed = car_speed(tags, profile, suffix)
    if access is Access.DESTINATION:
        speed *= profile.car_destination_factor
    elif access is Access.PRIVATE:
        speed = min(speed * profile.car_private_factor, profile.car_private_kmh)
    return KMH / (speed * profile.car_factor)


def car_speed(tags: Tags, profile: SpeedProfile, suffix: str = "") -> float:
    """Realistic speed of a car, km/h, before access penalties.

    The class's speed for the surroundings; raised in proportion where the signed limit is above the one
    that the class's speed presumes; times the surface's factor; never above a share of the signed limit.
    """
    road_class = tags["highway"]
    limit = speed_limit(tags, suffix)
    inside = int(is_built_up(tags, limit))
    speed = profile.car_classes[road_class][inside]
    kind = _surface_kind(tags, profile)
    if limit.kmh is not None:
        signed = min(limit.kmh, profile.car_unknown_limit_kmh)
        presumed = profile.car_presumed_limits.get(road_class, DEFAULT_LIMITS_KMH)[inside]
        speed = min(speed * max(1.0, signed / presumed), signed * profile.car_share_of_maxspeed)
    if road_class == "track" and kind in ("compacted", "unpaved"):
        return speed
    return speed * profile.car_surface[kind]


def speed_limit(tags: Tags, suffix: str = "") -> Limit:
    """The limit in a direction: its own tag, the common one, implied by `maxspeed:type` and the like, conditional."""
    for key in ("maxspeed" + suffix, "maxspeed"):
        if key in tags and (limit := parse_maxspeed(tags[key])).kmh is not None:
            return limit
    for key in _ZONE_KEYS[1:]:
        if key in tags and (limit := parse_maxspeed(tags[key])).kmh is not None:
            return limit
    if "maxspeed:conditional" in tags:
        return parse_conditional(tags["maxspeed:conditional"])
    return NO_LIMIT_SAID


def is_built_up(tags: Tags, limit: Limit) -> bool:
    """Whether a road lies in a built-up area, by the first of these that speaks.

    1. a tag that names the surroundings (``PL:urban``, ``zone:traffic=PL:rural`` ...);
    2. the class: living streets and motorways;
    3. a signed limit up to 50 km/h (yes) or from 80 km/h (no);
    4. street lighting or a pavement (yes), their stated absence (no);
    5. residential and pedestrian streets are, other roads are not.
    """
    for key in _ZONE_KEYS:
        if key in tags and (said := parse_maxspeed(tags[key]).is_built_up) is not None:
            return said
    road_class = tags["highway"]
    if road_class in ("living_street", "motorway", "motorway_link"):
        return road_class == "living_street"
    if limit.kmh is not None and not _MAYBE_BUILT_UP_KMH[0] < limit.kmh < _MAYBE_BUILT_UP_KMH[1]:
        return limit.kmh <= _MAYBE_BUILT_UP_KMH[0]
    signs = [tags.get(key) for key in ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")]
    if tags.get("lit") == "yes" or any(sign in _SIDEWALK for sign in signs):
        return True
    if tags.get("lit") == "no":
        return False
    return road_class in _BUILT_UP_CLASSES


def _surface_kind(tags: Tags, profile: SpeedProfile) -> str:
    surface = tags.get("surface", "").split(";")[0].strip()
    kind = profile.surface_kinds.get(surface)
    if kind is not None:
        return kind
    if tags["highway"] == "track":
        return "soft" if tags.get("tracktype") in ("grade4", "grade5") else "paved"
    return "paved"
