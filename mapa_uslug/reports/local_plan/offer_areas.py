"""The fourteen areas of social services: what is given in which gmina, from elsewhere, not at all, or not known."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_services
from mapa_uslug.reports.local_plan.offer_words import MOST_NAMED, mark_state, name_gminas

GMINAS_PER_TABLE = 5
"""Gminas that fit beside each other on a sheet of paper."""


def describe_areas(found: PlanFindings) -> Section:
    """The matrix of areas and gminas, and what it says."""
    text, coverage = found.text, found.plan.offer.coverage
    own = coverage[coverage["gmina_teryt"].isin(found.plan.gminas)]
    lines = tuple(_tell_areas(found, own))
    blocks: list[Block] = [Paragraph(_tell_how_much(found, own)), *([Bullets(lines)] if lines else [])]
    codes = found.plan.gminas
    starts = range(0, len(codes), GMINAS_PER_TABLE)
    blocks += [_matrix(found, own, codes[start : start + GMINAS_PER_TABLE]) for start in starts]
    return Section("oferta-obszary", text("Areas of services"), tuple(blocks))


def _tell_how_much(found: PlanFindings, own: pd.DataFrame) -> str:
    """How many of the areas are given in each gmina."""
    text, areas = found.text, len(found.catalog.areas)
    given = own[own["state"] == "service"]["gmina_teryt"].value_counts()
    counts = [int(given.get(code, 0)) for code in found.plan.gminas]
    if len(counts) > MOST_NAMED:
        return text(
            "Of {areas} areas of social services from {low} to {high} are given in the gmina itself, {mean} on average.",
            areas=areas, low=min(counts), high=max(counts), mean=text.number(sum(counts) / len(counts), 1),
        )  # fmt: skip
    return text(
        "Of {areas} areas of social services so many are given in the gmina itself: {gminas}.",
        areas=areas, gminas=name_gminas(found, found.plan.gminas, [str(n) for n in counts]),
    )  # fmt: skip


def _tell_areas(found: PlanFindings, own: pd.DataFrame) -> Iterator[str]:
    text = found.text
    states = own.pivot_table(index="area", columns="gmina_teryt", values="state", aggfunc="first")
    for area, row in states.iterrows():
        missing = [code for code in found.plan.gminas if row.get(code) == "none"]
        if missing:
            yield _tell_none(found, int(str(area)), missing, everywhere=len(missing) == len(row))
    unknown = [int(str(a)) for a, row in states.iterrows() if (row == "no_data").all()]
    if unknown:
        yield text(
            "No data at all: {areas}. The lists of services hold no records of these areas, so that their absence says nothing.",
            areas=", ".join(found.area_name(a) for a in unknown),
        )
    partly = {
        int(str(a)): [c for c in found.plan.gminas if row.get(c) == "no_data"]
        for a, row in states.iterrows()
        if int(str(a)) not in unknown and (row == "no_data").any()
    }
    for area, codes in partly.items():
        yield text(
            "{area}: it cannot be told whether somebody serves the people of: {gminas}.",
            area=_capital(found.area_name(area)), gminas=name_gminas(found, codes),
        )  # fmt: skip


def _tell_none(found: PlanFindings, area: int, missing: list[str], *, everywhere: bool) -> str:
    text, name = found.text, _capital(found.area_name(area))
    if everywhere and len(missing) > 1:
        return text(
            "{area}: no service in any of these gminas, nor one elsewhere that is for their people.",
            area=name,
        )
    return text(
        "{area}: no service, nor one elsewhere that is for these people: {gminas}.",
        area=name, gminas=name_gminas(found, missing),
    )  # fmt: skip


def _matrix(found: PlanFindings, own: pd.DataFrame, codes: tuple[str, ...]) -> Table:
    text, names = found.text, [found.place_name(code) for code in codes]
    cells = {
        (str(gmina), int(area)): mark_state(text, str(state), int(count))
        for gmina, area, state, count in own[["gmina_teryt", "area", "state", "services"]].itertuples(
            index=False
        )
    }
    return Table(
        caption=text("Areas of services: {gminas}", gminas=", ".join(names)),
        columns=(Column(text("Area of services")), *(Column(name) for name in names)),
        rows=tuple(
            (
                f"{area.number}. {found.area_name(area.number)}",
                *(cells.get((code, area.number), text("no data")) for code in codes),
            )
            for area in found.catalog.areas
        ),
        note=text(
            "● given in the gmina; ○ given by a place elsewhere that names the gmina or is within reach of at least half of its people; "
            "× not given, and the lists would tell; ? the lists do not tell. A service may belong to several areas."
        ),
        look="offer",
        source=cite_services(found),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
