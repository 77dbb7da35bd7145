"""The planted truths: places whose people and state are known before anything is measured."""

from __future__ import annotations

import json
from typing import Any

from example_area.barrier_truths import barrier_truths
from example_area.cooperation_truths import cooperation_truths
from example_area.drawing import Drawing
from example_area.gazetteer import Settlement, by_name, settlements
from example_area.people import groups_of, totals_by_gmina
from example_area.plane import Point, to_degrees
from example_area.providers import ADDRESS_ONLY, Provider, Service, providers
from example_area.step_truths import step_truths
from example_area.transit_truths import transit_truths

MAIN_LEVEL = 1
_COLUMNS = {"0_14": "people_0_14", "15_64": "people_15_64", "65_": "people_65_plus"}

# place | why it is what it is | service, mode, threshold, unit, state, reason, place of the nearest service ("" where
# several are about as near)
_PLANTED: tuple[tuple[str, str, str, tuple[tuple[str, str, int, str, str, str, str], ...]], ...] = (
    (
        "Zakole", "cut off by the river",
        "A health centre stands across the river, but the only road leads through the forest to the town's bridge.",
        (("POZ", "car", 20, "min", "too_far", "", "Zalewsk"), ("POZ", "walk", 15, "min", "too_far", "", ""),
         ("POZ", "bike", 20, "min", "too_far", "", "")),
    ),
    (
        "Kępa Zalewska", "cut off by the river",
        "Stary Przewóz with its health centre is less than four kilometres away as the crow flies, across the river.",
        (("POZ", "car", 20, "min", "too_far", "", "Zalewsk"), ("POZ", "walk", 15, "min", "too_far", "", ""),
         ("POZ", "bike", 20, "min", "too_far", "", "")),
    ),
    (
        "Jodłowice", "reachable only by car",
        "The nearest health centre is about seven kilometres away: minutes by car, too far on foot and by bicycle.",
        (("POZ", "car", 20, "min", "served", "", "Stary Przewóz"), ("POZ", "walk", 15, "min", "too_far", "", ""),
         ("POZ", "bike", 20, "min", "too_far", "", "")),
    ),
    (
        "Głusza", "remote",
        "A forest hamlet at the end of a dirt track of more than six kilometres; nothing lies in between.",
        (("POZ", "car", 20, "min", "too_far", "", "Jezierzec"), ("APT", "car", 20, "min", "too_far", "", "Jezierzec"),
         ("DDP", "car", 30, "min", "too_far", "", "Zalewsk"), ("POZ", "walk", 15, "min", "too_far", "", ""),
         ("POZ", "bike", 20, "min", "too_far", "", "")),
    ),
    (
        "Moczary", "no road in the data",
        "A hamlet in a marsh: houses and people, but no road within 1.5 km in the extract.",
        (("POZ", "car", 20, "min", "cannot_tell", "no_road", ""), ("POZ", "walk", 15, "min", "cannot_tell", "no_road", ""),
         ("DDP", "walk_slow", 15, "min", "cannot_tell", "no_road", ""),
         ("SP", "walk", 4000, "m", "cannot_tell", "no_road", "")),
    ),
    (
        "Skrajnia", "near the data's edge",
        "Known services are too far, but the end of the road data is nearer than the threshold: one may stand beyond.",
        (("APT", "car", 20, "min", "cannot_tell", "data_edge", "Grodzieniec"),
         ("SP", "walk", 4000, "m", "cannot_tell", "data_edge", "Modrzewno"), ("APT", "walk", 15, "min", "too_far", "", "")),
    ),
    (
        "Zajezierze", "served only by the neighbouring gmina",
        "The lake lies between the village and its own seat; the neighbour's health centre is minutes away.",
        (("POZ", "car", 20, "min", "served", "", "Modrzewno"), ("POZ", "walk", 15, "min", "too_far", "", "")),
    ),
)  # fmt: skip


def truths_text(drawing: Drawing) -> str:
    """Write all planted truths as JSON."""
    truths = {
        "about": "Invented. Every figure here was planted when the area was drawn; none was measured.",
        "people": sum(s.people for s in settlements()),
        "gminas": totals_by_gmina(),
        "bridges": _bridges(drawing),
        "places": [_place(drawing, *entry) for entry in _PLANTED],
        "full": _full(drawing),
        "sheet": _sheet_truths(),
        "barriers": barrier_truths(drawing),
        "cooperation": cooperation_truths(),
        "transit": transit_truths(drawing, lambda place: _who(drawing, place)),
        "seven_steps": step_truths(),
    }
    return json.dumps(truths, ensure_ascii=False, indent=1) + "\n"


def _position(point: Point) -> dict[str, float]:
    lon, lat = to_degrees(point)
    return {"lon": lon, "lat": lat}


def _bridges(drawing: Drawing) -> list[dict[str, Any]]:
    return [
        {"name": name, **_position(start), "road": road.tags["ref"]}
        for road in drawing.network.roads
        for start, _, name in road.bridges
        if name
    ]


def _place(
    drawing: Drawing,
    name: str,
    planted_as: str,
    why: str,
    expected: tuple[tuple[str, str, int, str, str, str, str], ...],
) -> dict[str, Any]:
    place = by_name()[name]
    return {
        **_who(drawing, place),
        "planted_as": planted_as,
        "why": why,
        "expected": [
            {
                "service_type": service, "mode": mode, "level": MAIN_LEVEL, "threshold": threshold, "unit": unit,
                "state": state, "reason": reason, "people": place.people, "nearest_in": nearest,
                "nearest_services": _services_at(nearest, service),
            }
            for service, mode, threshold, unit, state, reason, nearest in expected
        ],
    }  # fmt: skip


def _who(drawing: Drawing, place: Settlement) -> dict[str, Any]:
    own = [square for square in drawing.squares if place.name in square.settlements]
    if sum(square.people for square in own) != place.people:
        raise ValueError(f"{place.name} shares a square of the grid")
    if any(square.is_confidential for square in own):
        raise ValueError(f"{place.name} has a confidential square")
    return {
        "name": place.name,
        "gmina_teryt": place.gmina,
        **_position(place.middle),
        "people": place.people,
        **{_COLUMNS[age]: n for age, n in groups_of(place).items()},
        "squares": [square.code for square in own],
    }


def _services_at(settlement: str, code: str) -> list[str]:
    return [
        s.service_id for p in providers() for s in p.services if p.settlement == settlement and s.code == code
    ]


def _full(drawing: Drawing) -> list[dict[str, Any]]:
    borowiska = by_name()["Borowiska"]
    old = groups_of(borowiska)["65_"]
    gmina_old = next(r["people_65_plus"] for r in totals_by_gmina() if r["gmina_teryt"] == borowiska.gmina)
    assert isinstance(gmina_old, int)
    day_home = _capacity("Borowiska", "DDP")
    care = _capacity("Borowiska", "UO")
    return [
        {
            **_who(drawing, borowiska), "scope": "place", "service_type": "DDP", "mode": "walk_slow", "level": MAIN_LEVEL,
            "threshold": 15, "nearest_services": _services_at("Borowiska", "DDP"), "target": old,
            "target_served": day_home * 50, "target_full": old - day_home * 50,
            "arithmetic": f"{day_home} places / 0.02 = {day_home * 50} people over 65 of {old}; no other day home can be "
            "walked to, and everybody in the village is within 720 m of this one.",
        },
        {
            "name": "Borowiska", "gmina_teryt": borowiska.gmina, "scope": "gmina", "service_type": "DDP", "mode": "car",
            "level": MAIN_LEVEL, "threshold": 30, "nearest_services": _services_at("Borowiska", "DDP"), "target": gmina_old,
            "target_served": day_home * 50, "target_full": gmina_old - day_home * 50,
            "arithmetic": f"{day_home} places / 0.02 = {day_home * 50} of {gmina_old}; the other two day homes declare "
            "territories without this gmina, and all of it is within 30 minutes.",
        },
        {
            "name": "Borowiska", "gmina_teryt": borowiska.gmina, "scope": "gmina", "service_type": "UO", "mode": "car",
            "level": MAIN_LEVEL, "threshold": 45, "nearest_services": _services_at("Borowiska", "UO"), "target": gmina_old,
            "target_served": care * 4 // 3, "target_full": gmina_old - care * 4 // 3,
            "arithmetic": f"{care} h / (0.03 x 25 h) = {care * 4 // 3} people over 65 of {gmina_old}; home care of this "
            "gmina only, all of which is within 45 minutes of the base.",
        },
    ]  # fmt: skip


def _capacity(settlement: str, code: str) -> int:
    return sum(
        int(s.capacity)
        for p in providers()
        for s in p.services
        if p.settlement == settlement and s.code == code
    )


def _sheet_truths() -> dict[str, Any]:
    rows: list[tuple[Provider, Service]] = [(p, s) for p in providers() for s in p.services]
    return {
        "providers": len(providers()),
        "rows": len(rows),
        "never_kept": [s.service_id for _, s in rows if s.sensitivity == 2],
        "per_gmina_only": [s.service_id for _, s in rows if s.sensitivity == 1],
        "address_only": [s.service_id for _, s in rows if s.what in ADDRESS_ONLY],
        "named_in_words": {s.service_id: s.code for _, s in rows if s.what != s.code},
    }
