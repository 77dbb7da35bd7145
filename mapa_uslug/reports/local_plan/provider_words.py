"""Words for providers: sectors, criteria of leaders, names with their gmina."""

from __future__ import annotations

from collections.abc import Sequence

from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.core.text import Text
from mapa_uslug.reports.local_plan.findings import PlanFindings


def name_sector(text: Text, sector: str) -> str:
    """Who a provider is, by sector; an unknown code is given back."""
    words = {
        "public": text("public"),
        "ngo": text("non-governmental"),
        "church": text("church"),
        "social_economy": text("social economy"),
        "private": text("private"),
        "unknown": text("sector not known"),
    }
    return words.get(sector, sector)


def name_criterion(text: Text, column: str) -> str:
    """A column that leaders are compared by; an unknown one is given back."""
    words = {
        "reach": text("people within reach"),
        "capacity_share": text("share of capacity"),
        "breadth": text("kinds of service"),
        "gminas_served": text("gminas served"),
        "stability": text("lasting funding"),
        "ties": text("ties with others"),
    }
    return words.get(column, column)


def name_provider(found: PlanFindings, provider: object, gmina: object) -> str:
    """A provider with the gmina that it stands in, in the nominative."""
    where = found.found.gmina_names().get(str(gmina), "")
    return f"{provider} ({where})" if where else str(provider)


def partner_km(found: PlanFindings) -> float:
    """Within how many kilometres providers may work together."""
    return float(found.plan.options.get("partner_km", DiagnosisOptions().partner_km))


def say_some(text: Text, names: Sequence[str], most: int = 12) -> str:
    """Names one after the other, of many the first."""
    if len(names) <= most:
        return ", ".join(names)
    return text("{names} and {more} more", names=", ".join(names[:most]), more=len(names) - most)


def say_places(text: Text, services: int, providers: int) -> str:
    """How many places of service, and of how many providers where any is known."""
    if not services:
        return text("no place of service is recorded")
    places = text.plural("{count} place of service", "{count} places of service", services)
    if not providers:
        return places
    return text.plural(
        "{places} of {count} provider", "{places} of {count} providers", providers, places=places
    )
