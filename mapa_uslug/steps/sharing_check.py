"""Whether the gminas that are said to share are there."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final

import geopandas as gpd

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.core.errors import Problem, problem

_FEWEST: Final = 2


def check_sharing(sharing: Sharing, gminas: gpd.GeoDataFrame, *, where: str) -> list[Problem]:
    """Problems of groups of partners in the settings of an area: none at all, one gmina alone, or `find_unknown`."""
    if sharing.regime != "partners":
        return []
    if not sharing.groups:
        return [problem("No group of partners is named.", where=where, code="no_partners",
                        hint="Write them in `groups`, each a list of codes of gminas, or choose the regime own.")]  # fmt: skip
    lone = [group for group in sharing.groups if len(set(group)) < _FEWEST]
    return find_unknown(sharing, gminas, where=where) + [
        problem("A group of partners has fewer than two gminas: {value}.", where=where, code="lone_partner",
                value=", ".join(group) or "–", hint="Name two gminas or more in a group, each once.")
        for group in lone
    ]  # fmt: skip


def find_unknown(sharing: Sharing, gminas: gpd.GeoDataFrame, *, where: str) -> list[Problem]:
    """Partners of which no boundary is known: the others would go without their services, and white spots be made of nothing.

    A plan may name one gmina alone, or none: it is what somebody has ticked on the map by then.
    """
    names = dict(zip(gminas["gmina_teryt"].astype(str), gminas["gmina"].astype(str), strict=True))
    codes = dict.fromkeys(code for group in sharing.groups for code in group if code not in names)
    return [_unknown(code, names, where) for code in codes] if sharing.regime == "partners" else []


def _unknown(code: str, names: Mapping[str, str], where: str) -> Problem:
    near = difflib.get_close_matches(code, names, n=1, cutoff=0.0) or [""]
    return problem("There is no gmina {value} among the boundaries.", where=where, code="unknown_partner", value=code,
                   near=_name(near[0], names), hint="Check its TERYT code; the nearest is {near}.")  # fmt: skip


def _name(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code
