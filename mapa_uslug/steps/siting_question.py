"""What is asked about new places of a service, checked against the area all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import geopandas as gpd

from mapa_uslug.catalog import Catalog, ServiceType, read_catalog
from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.catalog.reading import BUILT_IN
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.reading import read_area_config_leniently
from mapa_uslug.contracts.siting import OBJECTIVES, Method, Objective
from mapa_uslug.contracts.siting_proposal import CANDIDATE_SOURCES, CandidateSource
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.near_words import find_near
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure

METHODS: Final[tuple[Method, ...]] = ("exact", "greedy")
_GROUPS: Final = ("target", "all")


@dataclass(frozen=True)
class AreaSiting:
    """Which new places are sought for an area.

    Attributes
    ----------
    service : str
        Code of the type.
    k : int or None
        Places to choose, those that were free to move and stay among them; not asked for by ``lscp``.
    mode : str
        Empty: the first that counts for the type; ``all``: within the threshold by any (``mclp`` and ``lscp``).
    objective, method : str
    candidates : str
        One of `CANDIDATE_SOURCES`, or the name of a file of points.
    group : str
        ``target`` or ``all``.
    level : int
        Of the thresholds, from 1.
    moves : tuple of str
        Existing places that may move or close.
    close : int
        Existing places to close, those whose closing harms least once the new ones are there.
    gminas : tuple of str
        Codes that candidates must lie in; empty: any.
    capacity : float or None
        Room of a new place in the type's unit; None where no room is counted.
    gap : float
        Part of the best possible that may be missing.
    reachable_only : bool
        By ``lscp``: leave out whom no site reaches. By ``p-median``: leave out who has no way to any place that stays, since
        a few places cannot give one to everybody where roads are not connected or gminas do not share.
    """

    service: str
    k: int | None = None
    mode: str = ""
    objective: str = "mclp"
    candidates: str = "localities"
    group: str = "target"
    level: int = MAIN_LEVEL + 1
    moves: tuple[str, ...] = ()
    close: int = 0
    gminas: tuple[str, ...] = ()
    capacity: float | None = None
    time_limit_s: float = 60.0
    method: str = "exact"
    gap: float = 0.0
    reachable_only: bool = False


@dataclass(frozen=True, eq=False)
class Subject:
    """A question that fits the area: its type, modes (and the others that count by themselves), group and candidates."""

    service_type: ServiceType
    measures: tuple[Measure, ...]
    level: int
    group: str
    objective: Objective
    method: Method
    source: CandidateSource | Path
    k: int
    others: tuple[Measure, ...] = ()


def check_words(question: AreaSiting) -> list[Problem]:
    """What is wrong with a question whatever the area."""
    problems = [
        problem("{key} cannot be {value}.", where=key, code="word", hint="Use one of: {expected}.", key=key, value=value,
                expected=", ".join(expected))
        for key, value, expected in (
            ("--objective", question.objective, OBJECTIVES), ("--method", question.method, METHODS),
            ("--group", question.group, _GROUPS), ("--level", str(question.level), tuple(str(i + 1) for i in range(LEVELS))),
        ) if value not in expected
    ]  # fmt: skip
    if question.candidates not in CANDIDATE_SOURCES and not Path(question.candidates).is_file():
        problems.append(problem("{key} cannot be {value}.", where="--candidates", code="word", key="--candidates",
                                value=question.candidates, expected=", ".join(CANDIDATE_SOURCES),
                                hint="Use one of: {expected}; or name a file of points that exists."))  # fmt: skip
    if question.k is None and question.objective != "lscp" and not question.close:
        problems.append(problem("It is not said how many places are sought.", where="--k", code="no_k",
                                hint="Give --k, or the objective lscp, which finds the number."))  # fmt: skip
    for key, other, is_given in (
        ("--k", "lscp", question.objective == "lscp" and question.k is not None),
        ("--gap", "lscp", question.objective == "lscp" and question.gap > 0.0),
        ("--gap", "greedy", question.method == "greedy" and question.gap > 0.0),
        ("--reachable-only", "mclp", question.objective == "mclp" and question.reachable_only),
    ):
        if is_given:
            problems.append(problem("{key} has no effect with {other}.", where=key, code="no_effect", key=key, other=other,
                                    hint="Leave one of them out."))  # fmt: skip
    for key, number, least in (
        ("--k", question.k, 0 if question.close else 1),
        ("--close", question.close, 0),
    ):
        if number is not None and number < least:
            problems.append(problem("{key} is too small (given: {value}).", where=key, code="too_small", key=key,
                                    value=number, hint="Give at least {expected}.", expected=least))  # fmt: skip
    for key, figure in (("--capacity", question.capacity), ("--time-limit", question.time_limit_s)):
        if figure is not None and not 0.0 < figure < float("inf"):
            problems.append(problem("{key} is too small (given: {value}).", where=key, code="too_small", key=key,
                                    value=figure, hint="Give more than {expected}.", expected=0))  # fmt: skip
    if question.method == "greedy" and question.capacity is not None and question.objective != "mclp":
        problems.append(problem("{objective} with capacities has no greedy method.", where="--method", code="method",
                                objective=question.objective,
                                hint="Use the method exact; a time limit gives the best found by then."))  # fmt: skip
    return problems


def check_early(question: AreaSiting, area: Path) -> list[Problem]:
    """What is wrong with a question that can be told before the inputs are read, from the settings and the catalog alone.

    Nothing is said of an area whose settings or catalog cannot be read: reading it says so.
    """
    problems = check_words(question)
    config, faults = read_area_config_leniently(area)
    if config is None:
        return problems + (faults if problems else [])
    try:
        catalog = read_catalog(config.inputs.catalog or BUILT_IN)
    except InputError:
        return problems
    service_type = catalog.by_code.get(question.service)
    if service_type is None:
        problems.append(_tell_unknown(question.service, catalog))
    elif question.mode not in ("", ALL_MODES, *service_type.thresholds):
        problems.append(_tell_mode(question.mode, service_type, list(service_type.thresholds)))
    return problems + (faults if problems else [])


def _tell_unknown(service: str, catalog: Catalog) -> Problem:
    near = find_near(service, catalog.by_code)
    return problem(
        "The catalog has no service called {value}.", where="--service", code="unknown_service", value=service, near=near,
        hint="Use a code of the catalog (docs/katalog.md); did you mean {near}?" if near else "Use a code of the catalog (docs/katalog.md).",
    )  # fmt: skip


def _tell_mode(mode: str, service_type: ServiceType, counting: list[str]) -> Problem:
    return problem("The mode {value} does not count for {service}, or is switched off.", where="--mode", code="mode",
                   value=mode, service=service_type.code, expected=", ".join([*counting, ALL_MODES]),
                   hint="Use one of: {expected}; modes are switched on in roads.modes.")  # fmt: skip


def check_question(question: AreaSiting, data: AreaData) -> Subject:
    """The question with what it names looked up.

    Raises
    ------
    InputError
        With everything that it names and the area does not have.
    """
    problems = check_words(question)
    service_type = data.catalog.by_code.get(question.service)
    if service_type is None:
        problems.append(_tell_unknown(question.service, data.catalog))
    else:
        problems += _check_type(question, service_type, data)
        problems += _check_moves(question, data.registry.located, question.service)
    known = {str(c) for c in data.gminas["gmina_teryt"]}
    problems += [
        problem("There is no gmina {value} in the boundary file.", where="--gminas", code="unknown_gmina", value=code,
                hint="Give six-digit codes of gminas of the area, joined by commas.")
        for code in question.gminas if code not in known
    ]  # fmt: skip
    if problems or service_type is None:
        raise InputError(problems)
    source, measures = question.candidates, tuple(_measures(question.mode, service_type, data))
    others = tuple(
        m for m in _measures(ALL_MODES, service_type, data) if len(measures) > 1 or m.mode != measures[0].mode
    )
    return Subject(
        service_type, measures, question.level - 1,
        service_type.target if question.group == "target" else "all", cast("Objective", question.objective),
        cast("Method", question.method),
        source if source in CANDIDATE_SOURCES else Path(source), question.k or 0, others,
    )  # fmt: skip


def _measures(mode: str, service_type: ServiceType, data: AreaData) -> list[Measure]:
    counting = [m for m in service_type.thresholds if m in data.modes]
    asked = counting if mode == ALL_MODES else [mode] if mode else counting[:1]
    return [Measure(service_type, m, service_type.thresholds[m]) for m in asked]


def _check_type(question: AreaSiting, service_type: ServiceType, data: AreaData) -> list[Problem]:
    if not service_type.is_measured:
        return [problem("Nothing is measured to services of the kind {value}.", where="--service", code="unmeasured",
                        value=service_type.code,
                        hint="Choose a service that people travel to, or that comes to them from a base.")]  # fmt: skip
    checks: Sequence[Callable[[AreaSiting, ServiceType, AreaData], list[Problem]]] = (
        _check_mode,
        _check_group,
        _check_room,
    )
    return [found for check in checks for found in check(question, service_type, data)]


def _check_mode(question: AreaSiting, service_type: ServiceType, data: AreaData) -> list[Problem]:
    counting = [m for m in service_type.thresholds if m in data.modes]
    if not counting or question.mode not in ("", ALL_MODES, *counting):
        return [_tell_mode(question.mode or ", ".join(service_type.thresholds), service_type, counting)]
    if question.mode == ALL_MODES and (question.objective == "p-median" or question.capacity is not None):
        return [problem("By all modes together neither travel nor room can be added up.", where="--mode", code="all_modes",
                        hint="Name one mode, or seek most people (mclp) without --capacity.")]  # fmt: skip
    return []


def _check_group(question: AreaSiting, service_type: ServiceType, data: AreaData) -> list[Problem]:
    if question.group != "target" or count_group(data.cells, service_type.target) is not None:
        return []
    return [problem("The population has no group {value}, whom {service} is for.", where="--group", code="no_group",
                    value=service_type.target, service=service_type.code,
                    hint="Give --group all, or a population with this group.")]  # fmt: skip


def _check_room(question: AreaSiting, service_type: ServiceType, data: AreaData) -> list[Problem]:
    if question.capacity is None:
        return []
    problems = []
    if service_type.demand_rate is None:
        problems.append(problem("Room cannot be counted: how many people want {service} is not known.", where="--capacity",
                                code="no_rate", service=service_type.code,
                                hint="Give a rate in area.toml: a section [[demand]] with service and rate."))  # fmt: skip
    if question.group == "all" and service_type.target != "all":
        problems.append(problem("Room is counted for the target group only.", where="--group", code="group_of_room",
                                hint="Leave out --group all, or --capacity."))  # fmt: skip
    return problems


def _check_moves(question: AreaSiting, located: gpd.GeoDataFrame, service: str) -> list[Problem]:
    of_type = set(located.loc[located["service_type"] == service, "service_id"])
    problems = [
        problem("There is no located service {service} with the id {value}.", where="--move", code="unknown_service_id",
                value=name, service=service, near=(near := find_near(name, of_type)),
                hint="Use an id of the column usluga_id; did you mean {near}?" if near else "Use an id of the column usluga_id.")
        for name in question.moves if name not in of_type
    ]  # fmt: skip
    staying = len(of_type - set(question.moves))
    if question.close > staying:
        problems.append(problem("Places to close: {value}. There are: {count}.", where="--close", code="too_many",
                                value=question.close, count=staying, hint="Give a smaller number."))  # fmt: skip
    return problems
