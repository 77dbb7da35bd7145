"""The second step: analysis of the offer."""

from __future__ import annotations

from collections.abc import Iterator

from mapa_uslug.reports.content import Paragraph, Section
from mapa_uslug.reports.local_plan.barrier_sheet import describe_barrier_sheet
from mapa_uslug.reports.local_plan.diagnosis_words import (
    area_gminas,
    focus_of,
    in_place,
    silent_gminas,
    tell_silent,
)
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.local_plan.offer_areas import describe_areas
from mapa_uslug.reports.local_plan.offer_capacity import describe_capacity
from mapa_uslug.reports.local_plan.offer_institutions import describe_institutions
from mapa_uslug.reports.local_plan.offer_records import describe_records
from mapa_uslug.reports.local_plan.offer_sectors import describe_sectors
from mapa_uslug.reports.words import write_day


def describe_offer(found: PlanFindings) -> Section:
    """What is given, where, by whom and how much of it, and what stands in the way."""
    return Section(
        "oferta",
        found.text("Analysis of the offer"),
        tuple(_tell(found)),
        tuple(
            part
            for part in (
                describe_areas(found),
                describe_capacity(found),
                describe_sectors(found),
                describe_records(found),
                describe_institutions(found),
                describe_barrier_sheet(found),
            )
            if part is not None
        ),
    )


def _tell(found: PlanFindings) -> Iterator[Paragraph]:
    if len(silent_gminas(found)) < len(found.plan.gminas):
        yield Paragraph(_tell_extent(found))
    yield from tell_silent(found)


def _tell_extent(found: PlanFindings) -> str:
    """How many services of how many providers are recorded, and how many of them have a place on the map."""
    text, offer, place = found.text, found.plan.offer, focus_of(found)
    whole = offer.sectors[offer.sectors["gmina_teryt"] == place]
    services, hidden = int(whole["services"].sum()), int(whole["hidden"].sum())
    said = text(
        "{where} are recorded: {services} of {providers}.",
        where=in_place(found, place),
        services=text.plural("{count} service", "{count} services", services),
        providers=text.plural("{count} provider", "{count} providers", int(whole["providers"].sum())),
    )
    if hidden:
        said += " " + text.plural(
            "{count} of them may not be named and is counted per gmina only.",
            "{count} of them may not be named and are counted per gmina only.", hidden,
        )  # fmt: skip
    said += _tell_unplaced(found, place, services)
    if offer.on:
        said += " " + text("Ages and ends are counted to {day}.", day=write_day(text, offer.on))
    return said


def _tell_unplaced(found: PlanFindings, place: str, services: int) -> str:
    """How many of the services the map and the network show, where it is not all of them."""
    text, located = found.text, found.plan.result.services
    networked = found.plan.providers.providers
    codes = [place] if place else area_gminas(found)
    shown = int(located["gmina_teryt"].astype(str).isin(codes).sum())
    if shown == services:
        return ""
    return " " + text(
        "The map and the network show {services} of {providers}: the others have no place that is known, or may not be named.",
        services=text.plural("{count} service", "{count} services", shown),
        providers=text.plural(
            "{count} provider",
            "{count} providers",
            int(networked["gmina_teryt"].astype(str).isin(codes).sum()),
        ),
    )
