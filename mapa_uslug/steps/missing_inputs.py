"""What inputs lack, as far as it can be told before anything is measured."""

from __future__ import annotations

from typing import Any

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.config_values import OSM_SOURCE
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.registry import Registry
from mapa_uslug.registry.osm_objects import OSM_TITLE
from mapa_uslug.steps.fetched_state import read_lacking


def check_words(config: AreaConfig, *, has_extract: bool) -> None:
    """The word ``osm`` needs an extract to take things from."""
    words = [
        ("inputs.boundaries", config.inputs.boundaries),
        *(("inputs.services", s) for s in config.inputs.services),
        *(("inputs.addresses", a) for a in config.inputs.addresses),
    ]
    log = ProblemLog()
    for key, value in words:
        if str(value) == OSM_SOURCE and not has_extract:
            log.add("{key} says osm, but no OSM extract is given.", where=f"area.toml [{key}]", code="no_extract",
                    hint="Name an .osm.pbf file in inputs.features.", key=key)  # fmt: skip
    log.raise_errors()


def tell_missing_paths(config: AreaConfig, loaded: Any) -> list[Problem]:
    """That roads without footpaths say little of walking and cycling."""
    from mapa_uslug.network.completeness import knows_paths

    if knows_paths(loaded.network) or set(config.roads.modes) <= {"car", "transit"}:
        return []
    return [problem(
        "The roads hold no footpaths: on foot and by bicycle nobody can be called too far.",
        where=config.inputs.roads.name, code="no_paths", severity="warning",
        hint="Give roads with footpaths (an OSM extract, or osmnx with network_type='all').",
    )]  # fmt: skip


def tell_missing_services(config: AreaConfig, catalog: Catalog, registry: Registry) -> list[Problem]:
    """Types asked for of which no place is known; an error when nothing at all is left to measure."""
    found = set(registry.located["service_type"])
    asked = config.services.types
    problems = [
        problem("No place of the service {value} is known: nothing can be said of it.", where="area.toml [services.types]",
                code="no_place_known", severity="warning", value=code,
                hint="Add its places with coordinates to the sheet of services, or leave it out of the list.")
        for code in asked if code not in found
    ]  # fmt: skip
    problems += _known_from_osm_alone(catalog, registry)
    measured = {t.code for t in catalog.types if t.is_measured} & (set(asked) or found)
    if found & measured:
        return problems
    nothing = problem(
        "No service with coordinates is left to measure ({count} without a place).", where="area.toml [inputs.services]",
        code="no_services", count=len(registry.unlocated), hint="Give coordinates (lat, lon) to the services of the sheet.",
    )  # fmt: skip
    raise InputError([*registry.problems, *problems, nothing])


def _known_from_osm_alone(catalog: Catalog, registry: Registry) -> list[Problem]:
    """Types of which no list tells: OpenStreetMap may lack places of them, and no white spot of theirs is sure."""
    located = registry.located
    told = set(located["service_type"][located["source"] != OSM_TITLE]) | set(
        registry.unlocated["service_type"]
    )
    alone = [catalog.by_code[code].name for code in sorted({*located["service_type"]} - told)]
    if not alone:
        return []
    return [problem(
        "Services known from OpenStreetMap alone, which may lack places: {services}. Who is called too far from them may have one near.",
        where="area.toml [inputs.services]", code="osm_alone", severity="warning", services=", ".join(alone),
        hint="Compare with a list of your own before a white spot is told of; add what is missing to the sheet.",
    )]  # fmt: skip


def tell_lacking(config: AreaConfig) -> list[Problem]:
    """Sources that gave nothing when the data were fetched, with what that means."""
    return [problem(
        "{source} gave nothing when the data were fetched. {meaning}", where="area.toml [inputs.fetched]", code="source_lacking",
        severity="warning", source=title, meaning=meaning, hint="Run mapa-uslug fetch again, or add what is missing by hand.",
    ) for title, meaning in (read_lacking(config.inputs.fetched) if config.inputs.fetched else ())]  # fmt: skip
