"""Which gminas meet, and about which services: what was typed, against what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mapa_uslug.contracts.cooperation import TERMS
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.steps.gmina_choice import find_gminas, list_gminas, nearest_word
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import plan_measures


@dataclass(frozen=True)
class Participants:
    """Who meets about what.

    Attributes
    ----------
    partners : tuple of str
        Codes of two or more gminas of the area, ascending.
    services : tuple of str
        Codes of measured service types, in the order of the catalog.
    largest : int
        Partners of the largest set that is listed.
    """

    partners: tuple[str, ...]
    services: tuple[str, ...]
    largest: int


def choose_participants(
    data: AreaData,
    *,
    gminas: Sequence[str],
    services: Sequence[str] = (),
    largest: int = 3,
    terms: str = "agreed",
) -> Participants:
    """Find gminas by name or TERYT code and services by code; neither case nor diacritics count.

    Parameters
    ----------
    services
        Empty: every service that is measured.

    Raises
    ------
    InputError
        With everything that cannot be understood, the names that exist and the nearest of them.
    """
    problems: list[Problem] = []
    partners = _find_gminas(data, gminas, problems)
    types = _find_services(data, services, problems)
    if largest < 2:
        problems.append(
            problem("Sets of {value} cannot be compared: a set has two partners at least.", where="--k", code="set_size",
                    value=largest, hint="Give 2 or more.")
        )  # fmt: skip
    if terms not in TERMS:
        problems.append(
            problem("There are no such terms: “{value}”.", where="--terms", code="terms", value=terms,
                    hint="Write one of: {allowed}.", allowed=", ".join(TERMS))
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    return Participants(tuple(sorted(partners)), types, min(largest, len(partners)))


def _find_gminas(data: AreaData, given: Sequence[str], problems: list[Problem]) -> set[str]:
    table = data.gminas[data.gminas["is_area"]]
    index = GminaIndex(table, data.crs)
    if len(index.names) < 2:
        problems.append(_only_one(next(iter(index.names.values()), "")))
        return set()
    names = list_gminas(index)
    typed = [g.strip() for g in given if g.strip()]
    found, unknown = find_gminas(index, typed, option="--gminas")
    problems += unknown
    if len(found) < 2 and not (unknown and len(typed) >= 2):
        problems.append(
            problem("Only one gmina of the area is named; a meeting needs two at least." if found
                    else "No gmina of the area is named; a meeting needs two at least.",
                    where="--gminas", code="too_few_gminas",
                    hint="Name two or more of these, separated by commas: {names}.", names=names)
        )  # fmt: skip
    return found


def _only_one(name: str) -> Problem:
    return problem("The area has one gmina only ({name}); a meeting needs two at least.", where="area.toml [area.gminas]",
                   code="one_gmina_area", name=name,
                   hint="Add the TERYT codes of the other gminas to area.gminas.")  # fmt: skip


def _find_services(data: AreaData, given: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    measured = list(dict.fromkeys(m.service_type.code for m in plan_measures(data, data.registry.located)))
    names = {code: data.catalog.by_code[code].name for code in measured}
    by_word = {fold(word): code for code, name in names.items() for word in (code, name)}
    listed = ", ".join(f"{code} ({name})" for code, name in names.items())
    chosen: set[str] = set()
    asked = [s.strip() for s in given if s.strip()]
    for typed in asked:
        if fold(typed) in by_word:
            chosen.add(by_word[fold(typed)])
            continue
        nearest = nearest_word(typed, [*names, *names.values()])
        hint = (
            mark("Did you mean “{nearest}”? Measured are: {names}.")
            if nearest
            else mark("Measured are: {names}.")
        )
        problems.append(
            problem("The service “{value}” is not measured in this area.", where="--service", code="unknown_service",
                    value=typed, hint=hint, nearest=nearest, names=listed)
        )  # fmt: skip
    if not measured:
        problems.append(
            problem("No service of the area is measured, so there is nothing to compare.", where="--service", code="no_service",
                    hint="Add services with a place to the sheet, or run `mapa-uslug check`.")
        )  # fmt: skip
    return tuple(code for code in measured if not asked or code in chosen)
