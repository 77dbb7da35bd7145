"""The order in which a report speaks."""

from __future__ import annotations

from mapa_uslug.catalog.built_words import tell_built_roads, tell_new_courses
from mapa_uslug.catalog.closed_words import tell_closed_roads
from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text
from mapa_uslug.reports.at_home import describe_at_home
from mapa_uslug.reports.background import (
    describe_counts,
    describe_data,
    describe_method,
    describe_thresholds,
    describe_warnings,
    list_attributions,
)
from mapa_uslug.reports.causes import describe_causes
from mapa_uslug.reports.content import Paragraph, Report, Section
from mapa_uslug.reports.findings import (
    Findings,
    describe_gminas,
    describe_services,
    describe_unknown,
    find,
    unknown_comes_first,
)
from mapa_uslug.reports.links import describe_links
from mapa_uslug.reports.no_car import describe_no_car
from mapa_uslug.reports.one_trip import describe_one_trip
from mapa_uslug.reports.overlaps_section import describe_possible_overlaps
from mapa_uslug.reports.places import (
    describe_by_car_only,
    describe_full,
    describe_headline,
    describe_services_without_point,
    describe_white_spots,
)
from mapa_uslug.reports.public_transport import describe_transport
from mapa_uslug.reports.supply import describe_supply


def compose_report(result: RunResult, catalog: Catalog, *, text: Text) -> Report:
    """Compose the report of a run.

    It begins with what cannot be told when that concerns more than one resident in five, because nothing after it
    may be read without it.
    """
    found = find(result, catalog, text)
    headline, unknown = describe_headline(found), describe_unknown(found)
    is_first = unknown_comes_first(found)
    sections = (
        _closed_roads(found),
        _built(found),
        *((unknown, headline) if is_first else (headline,)),
        describe_services(found),
        describe_gminas(found),
        describe_white_spots(found),
        describe_causes(found),
        describe_links(found),
        describe_no_car(found) or describe_by_car_only(found),
        describe_transport(found),
        describe_at_home(found),
        describe_full(found),
        describe_possible_overlaps(found),
        describe_one_trip(found),
        describe_supply(found),
        *(() if is_first else (unknown,)),
        describe_services_without_point(found),
        describe_thresholds(found),
        describe_method(found),
        describe_data(found),
        describe_warnings(found),
        describe_counts(found),
    )
    return Report(
        language=text.language,
        title=text("Access to social services: {area}", area=result.name),
        lead=_lead(found),
        sections=tuple(s for s in sections if s is not None),
        attribution=list_attributions(text, result.info),
    )


def _closed_roads(found: Findings) -> Section | None:
    """What a plan closed, before anything else is told; None where nothing is closed."""
    result, text = found.result, found.text
    told = tell_closed_roads(text, result.info, has_timetable=result.transit is not None)
    if not told:
        return None
    return Section("zamkniete-drogi", text("Closed roads"), (Paragraph(told, is_notice=True),))


def _built(found: Findings) -> Section | None:
    """What a plan built and which courses it added; None where it did neither."""
    result, text = found.result, found.text
    told = [
        line for line in (tell_built_roads(text, result.info), tell_new_courses(text, result.info)) if line
    ]
    if not told:
        return None
    paragraphs = tuple(Paragraph(line, is_notice=True) for line in told)
    return Section("nowe-drogi-i-kursy", text("New roads and courses"), paragraphs)


def _lead(found: Findings) -> str:
    text, result = found.text, found.result
    gminas = int(result.gminas["is_area"].sum())
    year = text(" ({year})", year=result.cells.year) if result.cells.year else ""
    return text(
        "{people}{year}; {gminas}; {places}; {types}.",
        people=text.plural("{count} resident", "{count} residents", found.people),
        year=year,
        gminas=text.plural("{count} gmina", "{count} gminas", gminas),
        places=text.plural("{count} place of service", "{count} places of service", len(result.services)),
        types=text.plural("{count} kind of service", "{count} kinds of service", len(found.main)),
    )
