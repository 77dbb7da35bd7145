"""What the parts of the diagnosis share: which gminas it speaks of, names in lists, figures of priorities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.contracts.silence import silent_gminas as find_silent
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import capital
from mapa_uslug.reports.content import Paragraph
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.words import NBSP, name_unit

FIRST: Final = 5
"""Priorities that are spoken of as the first ones (umowne)."""
_NEVER_NAMED: Final = 2


def area_gminas(found: PlanFindings) -> list[str]:
    """Codes of all gminas of the area, by name."""
    gminas = found.plan.result.gminas
    codes = gminas.loc[gminas["is_area"].astype(bool), "gmina_teryt"].astype(str)
    return _by_name(found, codes)


def chosen_gminas(found: PlanFindings) -> list[str]:
    """Codes of the gminas that the report speaks of, by name."""
    return _by_name(found, found.plan.gminas)


def focus_of(found: PlanFindings) -> str:
    """Whose priorities stand first: the only gmina of the report, else all together ("")."""
    chosen = chosen_gminas(found)
    return chosen[0] if len(chosen) == 1 else ""


def with_total(found: PlanFindings, codes: Iterable[str]) -> tuple[str, ...]:
    """Codes and, after them, that of all gminas together (""), unless the area is one gmina: it would stand there twice."""
    return (*codes, "") if len(area_gminas(found)) > 1 else tuple(codes)


def in_order(found: PlanFindings, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the gminas that the report speaks of, in the order of these."""
    gminas = found.plan.gminas
    own = table[table["gmina_teryt"].isin(gminas)]
    return own.iloc[own["gmina_teryt"].map(gminas.index).argsort(kind="stable")]


def silent_gminas(found: PlanFindings) -> list[str]:
    """Codes of those gminas of the report that no record of any service comes from, by name."""
    result = found.plan.result
    untold = find_silent(result.gminas, result.services, result.unlocated)
    return [code for code in chosen_gminas(found) if code in untold]


def tell_silent(found: PlanFindings) -> list[Paragraph]:
    """Which gminas no record of any service comes from, and what that means for the figures; nothing where there are none."""
    text, silent = found.text, silent_gminas(found)
    if not silent:
        return []
    said = text.plural(
        "No record of any service comes from gmina: {gminas}. What is given there is not known: the analysis of the offer calls nothing there "
        "missing, and in priorities and measures nothing can be told of whoever is not served. The map, white spots and new places count "
        "their ways only to places recorded elsewhere.",
        "No record of any service comes from gminas: {gminas}. What is given there is not known: the analysis of the offer calls nothing there "
        "missing, and in priorities and measures nothing can be told of whoever is not served. The map, white spots and new places count "
        "their ways only to places recorded elsewhere.",
        len(silent), gminas=", ".join(map(found.place_name, silent)),
    )  # fmt: skip
    return [Paragraph(said, is_notice=True)]


def in_place(found: PlanFindings, gmina: str) -> str:
    """Where something is, as it begins a sentence: ``In gmina Zalewsk``."""
    text = found.text
    return (
        text("In gmina {gmina}", gmina=found.place_name(gmina)) if gmina else text("In all gminas together")
    )


def group_title(found: PlanFindings, group: str) -> str:
    """A group of people as it begins a sentence or heads a column."""
    name = name_group(found.text, group)
    return capital(name)


def target_of(found: PlanFindings, code: str) -> str:
    """Whom a service is for, in words."""
    known = found.catalog.by_code.get(code)
    return name_group(found.text, known.target if known else "all")


def list_types(found: PlanFindings, codes: Iterable[str]) -> str:
    """Names of service types, one after the other."""
    return ", ".join(found.found.type_name(str(code)) for code in codes)


def may_name(found: PlanFindings, code: str) -> bool:
    """Whether a code is one of the catalog and no service that is never named (sensitivity 2)."""
    known_type = found.catalog.by_code.get(code)
    return known_type is not None and known_type.sensitivity < _NEVER_NAMED


def thresholds_of(found: PlanFindings, code: str) -> str | None:
    """Main thresholds of a service, mode by mode; None where access to it is not measured."""
    text = found.text
    parts = [
        f"{name_mode(text, x.mode)}{NBSP}{name_unit(text, x.unit, x.threshold)}"
        for x in found.plan.result.layers
        if x.service_type == code and x.level == MAIN_LEVEL
    ]
    return ", ".join(parts) or None


def priorities_in(found: PlanFindings, gmina: str) -> pd.DataFrame:
    """Rows of priorities of a gmina ("": all together) that have a rank, the first one first."""
    table = found.plan.priorities.table
    rows = table[(table["gmina_teryt"] == gmina) & table["rank"].notna()]
    return rows.sort_values(["rank", "service_type"])


def first_in(found: PlanFindings, gmina: str, rank: str = "rank") -> list[str]:
    """Codes of the first priorities, all that share the last of their places too; whoever everybody reaches is none."""
    rows = priorities_in(found, gmina)
    rows = rows[rows[rank].notna() & (rows["unreached"] > 0)].sort_values([rank, "service_type"])
    return [str(code) for code in rows.loc[rows[rank] <= FIRST, "service_type"]]


def whole(value: object) -> int | None:
    """A count for a table; None where it is not known."""
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]


def known(value: object) -> float | None:
    """A share for a table; None where it is not known."""
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]


def _by_name(found: PlanFindings, codes: Iterable[str]) -> list[str]:
    names = found.found.gmina_names()
    named = {str(code): names.get(str(code), str(code)) for code in codes}
    return sorted(named, key=lambda code: (polish_key(named[code]), code))
