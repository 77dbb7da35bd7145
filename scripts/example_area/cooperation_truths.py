"""What is known in advance of working together: which two gminas gain most, what is there twice, where a new place helps most."""

from __future__ import annotations

from typing import Any, Final

from example_area.barrier_truths import CUT_OFF
from example_area.gazetteer import by_name, gmina_of, settlements
from example_area.providers import providers

_TYPE, _PLACE = "EKO", "Stary Przewóz"
_ALL_REACH: Final = ("Zalewsk",)
"""Gminas from every home of which the place is within the time by car, however slowly one drives."""


def cooperation_truths() -> dict[str, Any]:
    """Truths of cooperation, overlap and siting."""
    return {"pair": _pair(), "overlap": _overlap(), "best_site": _best_site()}


def _pair() -> dict[str, Any]:
    host = by_name()[_PLACE].gmina
    people = _people_by_gmina()
    most = max((code for code in people if code != host), key=people.__getitem__)
    return {
        "service_type": _TYPE,
        "mode": "car",
        "level": 1,
        "threshold": 45,
        "host": host,
        "gainer": most,
        "gmina": gmina_of(most).name,
        "people": people[most],
        "why": f"Only gmina {gmina_of(host).name} has the service. The town of {gmina_of(most).name} is its whole gmina, about twelve "
        "kilometres away: on its own nobody there has the service, together with the host everybody has.",
        "arithmetic": f"{people[most]} of {gmina_of(most).name}; no other gmina but the host has as many people, so no other pair can gain as many.",
    }


def _people_by_gmina() -> dict[str, int]:
    people = {s.gmina: 0 for s in settlements()}
    for settlement in settlements():
        people[settlement.gmina] += settlement.people
    return people


def _overlap() -> dict[str, Any]:
    ids = [s.service_id for p in providers() for s in p.services if s.code == _TYPE]
    host = by_name()[_PLACE].gmina
    return {
        "service_type": _TYPE,
        "services": ids,
        "locality": _PLACE,
        "people_shared_at_least": _pair()["people"] + by_name()[_PLACE].people,
        "people_shared_by_gmina": {
            code: people
            for code, people in _people_by_gmina().items()
            if code and gmina_of(code).name in _ALL_REACH
        },
        "people_beyond_if_one_closed": 0,
        "gmina_teryt": host,
        "why": "Two places of one kind for everybody stand in one village: whoever reaches the one within the time reaches the other, "
        "and either could be missing without anybody being too far.",
    }


def _best_site() -> dict[str, Any]:
    villages = [by_name()[name] for name in CUT_OFF]
    return {
        "service_type": "POZ",
        "mode": "car",
        "level": 1,
        "threshold": 20,
        "localities": [v.name for v in villages],
        "people": sum(v.people for v in villages),
        "second": "Głusza",
        "people_second": by_name()["Głusza"].people,
        "why": "By car only the two villages behind the river and one hamlet in the forest, a day's walk from them, are too far from a "
        "health centre: one new place in either village serves both.",
    }
