"""What is known in advance of the river: who lives behind it, the way round, what a crossing or a shut bridge would do."""

from __future__ import annotations

from typing import Any

from example_area.drawing import Drawing
from example_area.gazetteer import Settlement, by_name, settlements
from example_area.houses import Building
from example_area.plane import distance
from example_area.roads import BRIDGE_NAMES
from example_area.waters import RIVER_NAME
from example_area.ways import FOR_CARS, Ways

CUT_OFF, ACROSS = ("Zakole", "Kępa Zalewska"), "Stary Przewóz"
_TOWN_BRIDGE, _OTHER_BRIDGE = BRIDGE_NAMES["primary"], BRIDGE_NAMES["secondary"]
# The hospital's main threshold is 45 minutes. Nobody drives 58 km of two-lane road in that time (77 km/h door to door).
_SURELY_BEYOND_M = 58_000.0
# ... and everybody drives 17 km of it, unless it is gravel or a track.
_SURELY_WITHIN_M = 17_000.0
_ON_GRAVEL = {*CUT_OFF, "Głusza"}

HOUSEHOLDS_WITHOUT_CAR = {
    "all": 0.24, "086001": 0.31, "086003": 0.22, "086004": 0.25, "086005": 0.20,
}  # fmt: skip


def barrier_truths(drawing: Drawing) -> dict[str, Any]:
    """Truths of the river and its bridges."""
    ways = Ways(drawing.network, FOR_CARS)
    return {
        "river": _river(drawing, ways),
        "crossing": _crossing(drawing, ways),
        "bridge_shut": _bridge_shut(drawing, ways),
        "causes": [
            {"name": "Zakole", "service_type": "POZ", "mode": "car", "cause": "detour"},
            {"name": "Kępa Zalewska", "service_type": "POZ", "mode": "car", "cause": "detour"},
            {"name": "Głusza", "service_type": "POZ", "mode": "car", "cause": "far"},
        ],
        "never_white": ["Moczary"],
        "households_without_car": HOUSEHOLDS_WITHOUT_CAR,
    }


def _river(drawing: Drawing, ways: Ways) -> dict[str, Any]:
    villages = [by_name()[name] for name in CUT_OFF]
    return {
        "kind": "river",
        "name": RIVER_NAME,
        "localities": list(CUT_OFF),
        "people": sum(v.people for v in villages),
        "across": ACROSS,
        "people_across": by_name()[ACROSS].people,
        "bridge_used": _TOWN_BRIDGE,
        "bridges_on_both_sides": [_TOWN_BRIDGE, _OTHER_BRIDGE],
        "places_by_bridges": [_place_by(drawing, _TOWN_BRIDGE), _place_by(drawing, _OTHER_BRIDGE)],
        "ways_round": [_way_round(ways, village) for village in villages],
        "why": f"From the villages the only road leads through the forest to {_TOWN_BRIDGE}; the bridge at the other end of "
        f"the bend, {_OTHER_BRIDGE}, is nearer as the crow flies, but no road leads to it.",
    }


def _place_by(drawing: Drawing, bridge: str) -> str:
    """Settlement nearest to a bridge, by which it may be told where its own name is not known."""
    (start,) = (start for road in drawing.network.roads for start, _, name in road.bridges if name == bridge)
    return min(settlements(), key=lambda place: distance(place.middle, start)).name


def _way_round(ways: Ways, village: Settlement) -> dict[str, Any]:
    start, end = ways.nearest(village.middle), ways.nearest(by_name()[ACROSS].middle)
    network_m, straight_m = ways.metres(start, end), distance(start, end)
    return {
        "from": village.name,
        "to": ACROSS,
        "network_m": round(network_m),
        "straight_m": round(straight_m),
        "detour": round(network_m / straight_m, 2),
    }


def _crossing(drawing: Drawing, ways: Ways) -> dict[str, Any]:
    near, far = by_name()["Kępa Zalewska"], by_name()[ACROSS]
    start, end = ways.nearest(near.middle), ways.nearest(far.middle)
    clinics = _sites(drawing, "POZ")
    before = min(ways.metres(start, ways.nearest(site.middle)) for site in clinics)
    onward = min(ways.metres(end, ways.nearest(site.middle)) for site in clinics)
    link = distance(start, end)
    everybody = sum(by_name()[name].people for name in CUT_OFF)
    return {
        "from": near.name,
        "to": far.name,
        "service_type": "POZ",
        "mode": "car",
        "threshold": 20,
        "localities_at_least": [near.name],
        "localities_at_most": list(CUT_OFF),
        "people_at_least": near.people,
        "people_at_most": everybody,
        "length_m": round(link),
        "way_before_m": round(before),
        "way_after_m": round(link + onward),
        "arithmetic": f"{near.name}: {link + onward:.0f} m in place of {before:.0f} m; even at 21 km/h and with two minutes to "
        "park that is 13 minutes. Zakole has three more kilometres of gravel: 6 to 12 minutes, so that its people come "
        "within the threshold unless one drives very slowly. Nobody else lives behind the river and too far away.",
    }


def _bridge_shut(drawing: Drawing, ways: Ways) -> dict[str, Any]:
    (hospital,) = _sites(drawing, "SZP")
    there = ways.nearest(hospital.middle)
    round_about = Ways(drawing.network, FOR_CARS, without_bridge=_TOWN_BRIDGE)
    moved = []
    for place in settlements():
        middle = ways.nearest(place.middle)
        before, after = ways.metres(middle, there), round_about.metres(middle, there)
        if distance(middle, place.middle) < 1.0 and after > before + 1.0:
            moved.append((place, before, after))
    surely = [
        (p, before, after)
        for p, before, after in moved
        if before < _SURELY_WITHIN_M and after > _SURELY_BEYOND_M and p.name not in _ON_GRAVEL
    ]
    return {
        "kind": "bridge",
        "name": RIVER_NAME,
        "bridge": _TOWN_BRIDGE,
        "service_type": "SZP",
        "mode": "car",
        "threshold": 45,
        "alternative_by": _OTHER_BRIDGE,
        "people_cut_off": 0,
        "localities_at_least": [p.name for p, *_ in surely],
        "people_beyond_at_least": sum(p.people for p, *_ in surely),
        "people_beyond_at_most": sum(p.people for p, *_ in moved),
        "ways": [
            {"from": p.name, "before_m": round(before), "after_m": round(after)}
            for p, before, after in surely
        ],
    }


def _sites(drawing: Drawing, code: str) -> list[Building]:
    return [
        home for provider, home in drawing.provider_homes if any(s.code == code for s in provider.services)
    ]
