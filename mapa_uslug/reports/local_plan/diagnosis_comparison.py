"""How gminas differ: whom the first services do not reach in each, and in all together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mapa_uslug.reports.content import Bullets, Column, Section, Table
from mapa_uslug.reports.local_plan.conventions import tell_conventions
from mapa_uslug.reports.local_plan.diagnosis_words import (
    area_gminas,
    chosen_gminas,
    first_in,
    focus_of,
    target_of,
)
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.words import write_share

NOTED: Final = 0.05
"""Shares that differ by so much are worth a word (umowne)."""
_Shares = dict[tuple[str, str], float]


def describe_comparison(found: PlanFindings) -> Section:
    """Shares not reached by the first services, gmina by gmina; nothing where there is one gmina, or no first service."""
    text, gminas = found.text, area_gminas(found)
    codes = first_in(found, focus_of(found))
    heading = text("The gminas beside each other")
    if len(gminas) < 2 or not codes:
        return Section("diagnoza-porownanie", heading, ())
    shares = _shares(found, codes)
    return Section(
        "diagnoza-porownanie",
        heading,
        (
            Bullets(tuple(_sentences(found, codes, shares))),
            Table(
                caption=text("Share not reached, by gmina"),
                columns=(
                    Column(text("Gmina")),
                    *(Column(f"{found.found.type_title(c)} ({target_of(found, c)})", "share") for c in codes),
                ),
                rows=tuple(
                    (found.place_name(gmina), *(shares.get((gmina, code)) for code in codes))
                    for gmina in (*gminas, "")
                ),
                note=text("Of the target group: farther than the main threshold by every mode, or without a free place. Without a figure: not known, or "
                          "nobody of the group lives there. Gminas stand in the order of their names.")
                + f" {tell_conventions(found, codes)}".rstrip(),
                source=cite_access(found),
            ),
        ),
    )  # fmt: skip


def _shares(found: PlanFindings, codes: list[str]) -> _Shares:
    table = found.plan.priorities.table
    rows = table[table["service_type"].isin(codes) & table["unreached"].notna() & (table["people"] > 0)]
    return {
        (str(gmina), str(code)): float(unreached) / float(people)
        for gmina, code, unreached, people in zip(
            rows["gmina_teryt"], rows["service_type"], rows["unreached"], rows["people"], strict=True
        )
    }


def _sentences(found: PlanFindings, codes: list[str], shares: _Shares) -> Iterator[str]:
    """A sentence a gmina; one for all of those that are like all gminas together."""
    text, alike = found.text, []
    for gmina in chosen_gminas(found):
        if said := _gmina_sentence(found, gmina, codes, shares):
            yield said
        else:
            alike.append(found.place_name(gmina))
    if alike:
        yield text.plural(
            "Gmina {gminas}: the shares not reached are those of all gminas together, within {points} percentage points.",
            "Gminas {gminas}: the shares not reached are those of all gminas together, within {points} percentage points.",
            len(alike),
            gminas=", ".join(alike),
            points=text.number(NOTED * 100),
        )


def _gmina_sentence(found: PlanFindings, gmina: str, codes: list[str], shares: _Shares) -> str:
    """What sets a gmina apart; "" where nothing does."""
    text, name = found.text, found.place_name(gmina)
    both = [c for c in codes if (gmina, c) in shares and ("", c) in shares]
    larger = [c for c in both if shares[gmina, c] - shares["", c] >= NOTED]
    smaller = [c for c in both if shares["", c] - shares[gmina, c] >= NOTED]
    if not both:
        return text("Gmina {gmina}: not known.", gmina=name)
    if not larger and not smaller:
        return ""
    parts = []
    if larger:
        parts.append(
            text(
                "a larger part of the group than in all gminas together is without: {services}",
                services=_list(found, gmina, larger, shares),
            )
        )
    if smaller:
        parts.append(
            text(
                "a smaller part of the group than in all gminas together is without: {services}",
                services=_list(found, gmina, smaller, shares),
            )
        )
    return text("Gmina {gmina}: {parts}.", gmina=name, parts="; ".join(parts))  # fmt: skip


def _list(found: PlanFindings, gmina: str, codes: list[str], shares: _Shares) -> str:
    text = found.text
    return ", ".join(
        text(
            "{service} ({share} against {all})",
            service=found.found.type_name(code),
            share=write_share(text, shares[gmina, code]),
            all=write_share(text, shares["", code]),
        )
        for code in codes
    )
