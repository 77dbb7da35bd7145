"""The order in which the report on the seven steps speaks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.local_plan import LocalPlan
from mapa_uslug.core.text import Text
from mapa_uslug.reports.background import (
    describe_data,
    describe_method,
    describe_thresholds,
    describe_warnings,
    list_attributions,
)
from mapa_uslug.reports.content import Report, Section
from mapa_uslug.reports.local_plan.diagnosis import describe_diagnosis
from mapa_uslug.reports.local_plan.findings import PlanFindings, find_plan
from mapa_uslug.reports.local_plan.leaders import describe_leaders
from mapa_uslug.reports.local_plan.map import describe_map
from mapa_uslug.reports.local_plan.monitoring import describe_monitoring
from mapa_uslug.reports.local_plan.network import describe_network
from mapa_uslug.reports.local_plan.offer import describe_offer
from mapa_uslug.reports.local_plan.office_data import list_office_data
from mapa_uslug.reports.local_plan.provider_words import say_places
from mapa_uslug.reports.local_plan.small_counts import describe_small_counts
from mapa_uslug.reports.local_plan.strategy import describe_strategy
from mapa_uslug.reports.local_plan.uncertainty import describe_uncertainty

PLAN_MANIFEST: Final = "plan_uslug_manifest.json"
"""A run keeps its own in the same folder."""
STEPS = (
    describe_diagnosis,
    describe_offer,
    describe_map,
    describe_network,
    describe_leaders,
    describe_strategy,
    describe_monitoring,
)
"""Chapters, one a step, in the order of the steps."""


def compose_local_plan(plan: LocalPlan, catalog: Catalog, *, text: Text) -> Report:
    """Compose the report: seven numbered chapters, how sure the figures are, and what they rest on."""
    found = find_plan(plan, catalog, text=text)
    steps = [_number(number, describe(found)) for number, describe in enumerate(STEPS, start=1)]
    chapters = (*steps, describe_uncertainty(found))
    small = describe_small_counts(chapters, text=text)
    return Report(
        language=text.language,
        title=text("Local system of social services: {area}", area=_name(found)),
        lead=_lead(found, small),
        sections=(*chapters, _describe_background(found, small)),
        attribution=list_attributions(text, plan.result.info),
    )


def _number(number: int, chapter: Section) -> Section:
    return replace(chapter, heading=f"{number}. {chapter.heading}")


def _name(found: PlanFindings) -> str:
    """The area, or the gminas of it that the report speaks of."""
    plan = found.plan
    if found.is_whole_area:
        return plan.result.name
    names = [found.place_name(code) for code in plan.gminas]
    return found.text.plural("gmina {names}", "gminas {names}", len(names), names=", ".join(names))


def _lead(found: PlanFindings, small: Section | None) -> str:
    text, plan = found.text, found.plan
    table = plan.result.cells.table
    own = table["gmina_teryt"].isin(plan.gminas)
    services = plan.result.services["gmina_teryt"].isin(plan.gminas)
    providers = plan.providers.providers["gmina_teryt"].isin(plan.gminas)
    said = text(
        "{people}; {gminas}; {places}. Tables that are cut on paper stand whole in the workbook.",
        people=text.plural("{count} resident", "{count} residents", int(table.loc[own, "people"].sum())),
        gminas=text.plural("{count} gmina", "{count} gminas", len(plan.gminas)),
        places=say_places(text, int(services.sum()), int(providers.sum())),
    )
    if small is None:
        return said
    return f"{said} {text('For the office only: what must not be made public as it is stands under “{heading}”.', heading=small.heading)}"


def _describe_background(found: PlanFindings, small: Section | None) -> Section:
    """What to see to before it is published, thresholds, method, data and warnings, as every report of a run tells them."""
    run = found.found
    parts = (
        small,
        describe_thresholds(run),
        describe_method(run),
        describe_data(run, manifest=PLAN_MANIFEST, more=list_office_data(found)),
        describe_warnings(run, manifest=PLAN_MANIFEST),
    )
    return Section(
        "podstawy",
        found.text("What the figures rest on"),
        (),
        tuple(part for part in parts if part is not None),
    )
