"""The fourteen areas of social services: what is given in which gmina, from elsewhere, not at all, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

import pandas as pd

from mapa_uslug.core.text import capital
from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.diagnosis_words import silent_gminas
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_services
from mapa_uslug.reports.local_plan.offer_words import MOST_NAMED, mark_state, name_gminas

COLUMNS_PER_TABLE: Final = 5
"""Columns with figures that fit beside each other on a sheet of paper."""
MANY_GMINAS: Final = 10
"""Of more gminas than these each has a row, not a column."""
_Item = TypeVar("_Item")


def describe_areas(found: PlanFindings) -> Section:
    """The matrix of areas and gminas, and what it says."""
    text, coverage = found.text, found.plan.offer.coverage
    own = coverage[coverage["gmina_teryt"].isin(found.plan.gminas)]
    lines = tuple(_tell_areas(found, own))
    blocks: list[Block] = [Paragraph(_tell_how_much(found, own)), *([Bullets(lines)] if lines else [])]
    blocks += _matrices(found, own)
    return Section("oferta-obszary", text("Areas of services"), tuple(blocks))


def _tell_how_much(found: PlanFindings, own: pd.DataFrame) -> str:
    """How many of the areas are given in each gmina."""
    text, areas = found.text, len(found.catalog.areas)
    given = own[own["state"] == "service"]["gmina_teryt"].value_counts()
    silent = silent_gminas(found)
    codes = [code for code in found.plan.gminas if code not in silent]
    if not codes:
        return text("How many areas of services are given there is not known.")
    counts = [int(given.get(code, 0)) for code in codes]
    if len(counts) > MOST_NAMED:
        return text(
            "Of {areas} areas of social services from {low} to {high} are given in the gmina itself, {mean} on average.",
            areas=areas, low=min(counts), high=max(counts), mean=text.number(sum(counts) / len(counts), 1),
        )  # fmt: skip
    return text(
        "Of {areas} areas of social services so many are given in the gmina itself: {gminas}.",
        areas=areas, gminas=name_gminas(found, codes, [str(n) for n in counts]),
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
        yield text.plural(
            "{area}: it cannot be told whether somebody serves the people of gmina: {gminas}.",
            "{area}: it cannot be told whether somebody serves the people of gminas: {gminas}.",
            len(codes), area=capital(found.area_name(area)), gminas=name_gminas(found, codes),
        )  # fmt: skip


def _tell_none(found: PlanFindings, area: int, missing: list[str], *, everywhere: bool) -> str:
    text, name = found.text, capital(found.area_name(area))
    if everywhere and len(missing) > 1:
        return text(
            "{area}: no service in any of these gminas, nor one elsewhere that is for their people.",
            area=name,
        )
    return text.plural(
        "{area}: no service, nor one elsewhere that is for the people of gmina: {gminas}.",
        "{area}: no service, nor one elsewhere that is for the people of gminas: {gminas}.",
        len(missing), area=name, gminas=name_gminas(found, missing),
    )  # fmt: skip


def _matrices(found: PlanFindings, own: pd.DataFrame) -> list[Table]:
    """Areas by gminas, a few gminas a table; where they are many, gminas by areas, a few areas a table."""
    text, codes, areas = found.text, found.plan.gminas, found.catalog.areas
    cells = {
        (str(gmina), int(area)): mark_state(text, str(state), int(count))
        for gmina, area, state, count in own[["gmina_teryt", "area", "state", "services"]].itertuples(
            index=False
        )
    }
    titles = {a.number: f"{a.number}. {found.area_name(a.number)}" for a in areas}
    if len(codes) == 1:
        return [_single(found, titles, cells)]
    if len(codes) <= MANY_GMINAS:
        return [
            _matrix(found, caption_part(found, text("Areas of services by gmina"), part),
                    (text("Area of services"), *map(found.place_name, part)),
                    tuple((titles[n], *(cells[code, n] for code in part)) for n in titles))
            for part in chunk(codes)
        ]  # fmt: skip
    return [
        _matrix(found, text("Areas of services {first} to {last}", first=part[0], last=part[-1]),
                (text("Gmina"), *(titles[n] for n in part)),
                tuple((found.place_name(code), *(cells[code, n] for n in part)) for code in codes))
        for part in chunk(tuple(titles))
    ]  # fmt: skip


def _single(found: PlanFindings, titles: dict[int, str], cells: dict[tuple[str, int], str]) -> Table:
    """Areas of the only gmina spoken of, and in how many of all gminas each is given."""
    text, code, coverage = found.text, found.plan.gminas[0], found.plan.offer.coverage
    given = coverage[coverage["state"] == "service"].groupby("area")["gmina_teryt"].nunique()
    count = coverage["gmina_teryt"].nunique()
    others = {n: (text("{known} of {all}", known=int(given.get(n, 0)), all=count),) for n in titles}
    has_others = count > 1
    return _matrix(
        found, text("Areas of services: gmina {gmina}", gmina=found.place_name(code)),
        (text("Area of services"), found.place_name(code), *([text("Gminas in which it is given")] if has_others else [])),
        tuple((titles[n], cells[code, n], *(others[n] if has_others else ())) for n in titles),
    )  # fmt: skip


def _matrix(
    found: PlanFindings, caption: str, titles: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> Table:
    return Table(
        caption=caption,
        columns=tuple(map(Column, titles)),
        rows=rows,
        note=found.text(
            "● given in the gmina; ○ given by a place elsewhere that names the gmina or is within reach of at least half of its people; "
            "× not given, and the lists would tell; ? the lists do not tell. A service may belong to several areas."
        ),
        look="offer",
        source=cite_services(found),
    )


def caption_part(found: PlanFindings, caption: str, part: tuple[str, ...]) -> str:
    """Caption of a table of some of the gminas, which are named where there are others."""
    if len(part) == len(found.plan.gminas) > 1:
        return caption
    return found.text("{caption}: {gminas}", caption=caption, gminas=", ".join(map(found.place_name, part)))


def chunk(items: tuple[_Item, ...]) -> list[tuple[_Item, ...]]:
    """Parts of which each fits on a sheet of paper."""
    return [items[start : start + COLUMNS_PER_TABLE] for start in range(0, len(items), COLUMNS_PER_TABLE)]
