"""Who provides: the mix of sectors per gmina, as a figure and a table."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.reports.content import Block, Cell, Column, Figure, Paragraph, Section, Table
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.local_plan.diagnosis_words import focus_of, in_place, with_total
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_services
from mapa_uslug.reports.local_plan.offer_words import name_gminas
from mapa_uslug.reports.local_plan.provider_words import name_sector
from mapa_uslug.reports.pictures import Bars, Series
from mapa_uslug.reports.words import write_share

_MOST_BARS = 25
_SECTORS = ("public", "ngo", "church", "social_economy", "private", "unknown")


def describe_sectors(found: PlanFindings) -> Section:
    """Services by sector in every gmina, with the share of those that are not public."""
    text = found.text
    # Gminas that no record comes from have no figures.
    known = found.plan.offer.sectors.dropna(subset=["services"])
    counts = known.pivot_table(
        index="gmina_teryt", columns="sector", values="services", aggfunc="sum", fill_value=0
    ).reindex(columns=list(_SECTORS), fill_value=0)
    heading = text("Who provides")
    codes = [code for code in found.plan.gminas if code in counts.index]
    if not codes or not counts.loc[""].sum():
        return Section(
            "oferta-sektory", heading, (Paragraph(text("No service of these gminas is recorded.")),)
        )
    blocks: list[Block] = [Paragraph(_tell_mix(found, counts, codes))]
    is_known = counts.loc[""].sum() > counts.loc["", "unknown"]
    if 1 < len(codes) <= _MOST_BARS and is_known:
        blocks.append(_figure(found, counts, codes))
    blocks.append(_table(found, counts))
    return Section("oferta-sektory", heading, tuple(blocks))


def _tell_mix(found: PlanFindings, counts: pd.DataFrame, codes: list[str]) -> str:
    text, place = found.text, focus_of(found)
    whole = counts.loc[place if place in counts.index else ""]
    known = int(whole.sum() - whole["unknown"])
    if not known:
        return text("No record says who provides the service, so that the sectors are not known.")
    said = text(
        "{where}, services of known sector: {known}, of them public: {public} ({share}).",
        where=in_place(found, place),
        known=text.number(known), public=text.number(int(whole["public"])), share=write_share(text, share(whole["public"], known)),
    )  # fmt: skip
    others = [f"{name_sector(text, s)} ({text.number(int(whole[s]))})" for s in _SECTORS[1:-1] if whole[s]]
    if others:
        said += " " + text("The others by sector: {sectors}.", sectors=", ".join(others))
    third = ["ngo", "church", "social_economy"]
    hidden = found.plan.offer.sectors.groupby("gmina_teryt")["hidden"].sum()
    # Where the sector of a service is not known, it may be one of these.
    without = [
        code for code in codes
        if counts.loc[code].sum() and not counts.loc[code, third].sum() and counts.loc[code, "unknown"] == hidden[code]
    ]  # fmt: skip
    if without:
        said += " " + text.plural(
            "No service of an organisation, a church or the social economy is recorded in gmina: {gminas}.",
            "No service of an organisation, a church or the social economy is recorded in gminas: {gminas}.",
            len(without),
            gminas=name_gminas(found, without),
        )
    rows = found.plan.offer.sectors
    guessed = int(rows.loc[rows["gmina_teryt"] == place, "guessed"].sum())
    if guessed:
        said += " " + text.plural(
            "Of {count} service the sector was told by the provider's name alone.",
            "Of {count} services the sector was told by the provider's name alone.", guessed,
        )  # fmt: skip
    return said


def _figure(found: PlanFindings, counts: pd.DataFrame, codes: list[str]) -> Figure:
    text = found.text
    used = [s for s in _SECTORS if counts.loc[codes, s].sum()]
    names = tuple(map(found.place_name, codes))
    picture = Bars(
        categories=names,
        series=tuple(
            Series(name_sector(text, s), tuple(float(counts.loc[code, s]) for code in codes)) for s in used
        ),
        unit=text("services"),
        is_stacked=True,
    )
    each = "; ".join(
        f"{name}: " + ", ".join(f"{name_sector(text, s)} {int(counts.loc[code, s])}" for s in used if counts.loc[code, s])
        for name, code in zip(names, codes, strict=True)
        if counts.loc[code].sum()
    )  # fmt: skip
    return Figure(
        caption=text("Services by sector"),
        alternative=text("Bars of services by sector. {each}.", each=each),
        picture=picture,
        source=cite_services(found),
    )


def _table(found: PlanFindings, counts: pd.DataFrame) -> Table:
    text = found.text
    rows = found.plan.offer.sectors
    providers = rows.pivot_table(
        index="gmina_teryt", columns="sector", values="providers", aggfunc="sum"
    ).sum(axis=1)
    hidden = int(rows.loc[rows["gmina_teryt"] == "", "hidden"].sum())
    return Table(
        caption=text("Services by sector and gmina"),
        columns=(
            Column(text("Gmina")),
            *(Column(name_sector(text, s), "people") for s in _SECTORS),
            Column(text("Services together"), "people"),
            Column(text("Providers"), "people"),
        ),
        rows=tuple(
            _row(found.place_name(code), counts.loc[code], int(providers[code]))
            if code in counts.index
            else (found.place_name(code), *[None] * (len(_SECTORS) + 2))
            for code in with_total(found, found.plan.gminas)
        ),
        note=text.plural(
            "Among those of unknown sector is {count} service that may not be named.",
            "Among those of unknown sector are {count} services that may not be named.",
            hidden,
        )
        if hidden
        else "",
        source=cite_services(found),
    )


def _row(name: str, counts: pd.Series, providers: int) -> tuple[Cell, ...]:
    return name, *(int(counts[s]) for s in _SECTORS), int(counts.sum()), providers
