"""Deinstitutionalisation: places of care in the community against those round the clock in a home."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.diagnosis_words import focus_of, in_place, silent_gminas, with_total
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_services
from mapa_uslug.reports.local_plan.offer_words import name_gminas, number


def describe_institutions(found: PlanFindings) -> Section:
    """How the two sorts of care stand to each other, and who moved from one to the other."""
    text, table = found.text, found.plan.offer.institutional.set_index("gmina_teryt")
    heading = text("Care in the community and in homes")
    whole = table.loc[""]
    if len(silent_gminas(found)) == len(found.plan.gminas):
        said = text("No service of these gminas is recorded.")
        return Section("oferta-deinstytucjonalizacja", heading, (Paragraph(said),))
    if not whole["services_community"] + whole["services_residential"]:
        said = text("No service of care is recorded, neither in the community nor in a home.")
        return Section("oferta-deinstytucjonalizacja", heading, (Paragraph(said),))
    codes = [code for code in found.plan.gminas if code in table.index]
    place = focus_of(found)
    own = table.loc[place] if place in table.index else whole
    blocks: list[Block] = [Paragraph(_tell_whole(found, own, place)), Paragraph(_tell_moves(text, own))]
    lines = tuple(_tell_gminas(found, table.loc[codes]))
    blocks += [Bullets(lines)] if lines else []
    blocks.append(_table(found, table.loc[list(with_total(found, codes))]))
    return Section("oferta-deinstytucjonalizacja", heading, tuple(blocks))


def _tell_whole(found: PlanFindings, whole: pd.Series, place: str) -> str:
    text = found.text
    community, homes = whole["places_community"], whole["places_residential"]
    if pd.isna(community) or pd.isna(homes):
        return text(
            "How many places there are in the community and in homes cannot be compared: the records do not give them."
        )
    told = text(
        "{where}: {community} in the community and {homes} of care round the clock.",
        where=in_place(found, place),
        community=text.plural("{count} place", "{count} places", round(community)),
        homes=text.plural("{count} place", "{count} places", round(homes)),
    )  # fmt: skip
    if homes > 0:
        ratio = text.number(float(community / homes), 1)
        told += " " + text("To each place in a home there are {ratio} in the community.", ratio=ratio)
    return told


def _tell_moves(text: Text, whole: pd.Series) -> str:
    if pd.isna(whole["moved"]) and pd.isna(whole["reserved"]):
        return text(
            "No record says how many people moved on to services in the community, nor how many places are kept for them."
        )
    moved = text("not known") if pd.isna(whole["moved"]) else text.plural("{count} person", "{count} people", round(whole["moved"]))  # fmt: skip
    kept = text("not known") if pd.isna(whole["reserved"]) else text.number(round(whole["reserved"]))
    return text(
        "Moved on to services in the community within a year: {moved}; places kept for those who leave residential care: {kept}.",
        moved=moved, kept=kept,
    )  # fmt: skip


def _tell_gminas(found: PlanFindings, own: pd.DataFrame) -> Iterator[str]:
    text = found.text
    only_homes = own[(own["places_residential"] > 0) & (own["places_community"] < own["places_residential"])]
    for code, row in only_homes.iterrows():
        yield text(
            "{gmina}: more places in homes ({homes}) than in the community ({community}).", gmina=found.place_name(str(code)),
            homes=text.number(round(row["places_residential"])), community=text.number(round(row["places_community"])),
        )  # fmt: skip
    none = own[own["services_community"] == 0]
    if len(none):
        yield text.plural(
            "No service of care in the community is recorded in gmina: {gminas}.",
            "No service of care in the community is recorded in gminas: {gminas}.",
            len(none), gminas=name_gminas(found, none.index),
        )  # fmt: skip


def _table(found: PlanFindings, rows: pd.DataFrame) -> Table:
    text = found.text
    figures = ("places_community", "places_residential", "services_community", "services_residential", "moved", "reserved")  # fmt: skip
    return Table(
        caption=text("Care in the community and in homes, by gmina"),
        columns=(
            Column(text("Gmina")),
            Column(text("Places in the community"), "people"),
            Column(text("Places in homes"), "people"),
            Column(text("Services in the community"), "people"),
            Column(text("Homes"), "people"),
            Column(text("People who moved on"), "people"),
            Column(text("Places kept"), "people"),
        ),
        rows=tuple(
            (found.place_name(str(code)), *(number(row[c]) for c in figures)) for code, row in rows.iterrows()
        ),
        note=text(
            "Services of family support, foster care, social assistance, for persons with disabilities, of housing, and long-term care. Places: "
            "capacity given in places, people or beds; hours at home are no places, so that care at home counts among the services alone."
        ),
        source=cite_services(found),
    )
