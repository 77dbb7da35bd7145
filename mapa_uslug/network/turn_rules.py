"""Turn restrictions of OSM: what a relation says, for whom, and between which of its members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mapa_uslug.engine.road_network import MODES
from mapa_uslug.network.visit_time import value_at_visit

CAR_BIT: Final = 1 << MODES.index("car")
BIKE_BIT: Final = 1 << MODES.index("bike")

Left = Literal["others", "broken"]
"""Why a relation is left out: it does not hold for cars or bicycles at the time of a visit, or cannot be understood."""

_KINDS: Final = ("right_turn", "left_turn", "u_turn", "straight_on")
_NO: Final = frozenset((*(f"no_{kind}" for kind in _KINDS), "no_entry", "no_exit"))
_ONLY: Final = frozenset(f"only_{kind}" for kind in _KINDS)
# From the general to the particular: a key of its own overrules what is said of vehicles at large.
_KEYS: Final = {
    CAR_BIT: ("restriction", "restriction:vehicle", "restriction:motor_vehicle", "restriction:motorcar"),
    BIKE_BIT: ("restriction", "restriction:vehicle", "restriction:bicycle"),
}
_EXCEPTED: Final = {CAR_BIT: {"motorcar", "motor_vehicle", "vehicle"}, BIKE_BIT: {"bicycle", "vehicle"}}
_HOURS: Final = frozenset(("day_on", "day_off", "hour_on", "hour_off"))


@dataclass(frozen=True)
class TurnRule:
    """What a relation says.

    Attributes
    ----------
    from_ways, to_ways : tuple of int
        One each, but several from where nobody may enter (``no_entry``), several to where nobody may leave.
    via_node : int or None
    via_ways : tuple of int
        In the order in which they are gone along; empty where the via is a node.
    is_only : bool
        Whether nothing but this may be done.
    modes : int
        Bits of the modes that it holds for.
    """

    from_ways: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    is_only: bool
    modes: int


def read_rules(tags: Mapping[str, str], members: Iterable[tuple[str, int, str]]) -> list[TurnRule] | Left:
    """Rules of a relation ``type=restriction``, or why it has none.

    Cars and bicycles are vehicles, for which ``restriction`` is meant, walkers are not; ``except`` names who is exempt,
    and ``restriction:bicycle`` and the like speak of some alone (OSM wiki, Relation:restriction). Of restrictions at some
    hours those count that hold on an ordinary weekday at ten (`visit_time`); those in the former way of writing
    hours (``hour_on``) do not count.

    Parameters
    ----------
    members
        Kind ("n", "w", "r"), number and role.
    """
    kinds = _kinds_by_mode(tags)
    if kinds is None or not kinds:
        return "others" if kinds is not None else "broken"
    roles: dict[str, list[int]] = {"from": [], "to": [], "via": []}
    kind_of_via = set()
    for kind, number, role in members:
        if role not in roles:
            continue
        if kind != "w" and not (kind == "n" and role == "via"):
            return "broken"
        roles[role].append(number)
        if role == "via":
            kind_of_via.add(kind)
    is_node = kind_of_via == {"n"}
    if not roles["from"] or not roles["to"] or len(kind_of_via) != 1 or (is_node and len(roles["via"]) > 1):
        return "broken"
    rules = []
    for said in sorted(set(kinds.values())):
        if (len(roles["from"]) > 1 and said != "no_entry") or (len(roles["to"]) > 1 and said != "no_exit"):
            return "broken"
        modes = sum(bit for bit, of_mode in kinds.items() if of_mode == said)
        rules.append(
            TurnRule(
                tuple(roles["from"]),
                roles["via"][0] if is_node else None,
                () if is_node else tuple(roles["via"]),
                tuple(roles["to"]),
                said in _ONLY,
                modes,
            )
        )
    return rules


def _kinds_by_mode(tags: Mapping[str, str]) -> dict[int, str] | None:
    """What is said to each mode that something is said to; None where it is no known restriction."""
    exempt = {name.strip() for name in tags.get("except", "").split(";")}
    kinds = {}
    for bit, keys in _KEYS.items():
        said = ""
        for key in keys:
            said = value_at_visit(tags.get(f"{key}:conditional", "")) or tags.get(key, said)
        if said in ("", "none", "no") or exempt & _EXCEPTED[bit] or _HOURS & tags.keys():
            continue
        if said not in _NO | _ONLY:
            return None
        kinds[bit] = said
    return kinds
