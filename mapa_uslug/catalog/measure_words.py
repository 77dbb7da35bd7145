"""Words for the standard measures, and for what stands in people's way."""

from __future__ import annotations

from mapa_uslug.catalog.barrier_words import name_cause
from mapa_uslug.catalog.words import name_reason
from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.tables import REASONS
from mapa_uslug.core.text import Text


def name_measure(text: Text, measure: str) -> str:
    """A measure as it stands in a heading; an unknown code is given back."""
    words = {
        "new_place": text("New place of the service"),
        "mobile": text("Service that comes to people"),
        "transport": text("Transport"),
        "capacity": text("More places"),
        "sharing": text("Sharing with a neighbouring gmina"),
        "crossing": text("Crossing or shorter way"),
        "staff": text("More hours of staff"),
        "data_repair": text("Repair of the data"),
    }
    return words.get(measure, measure)


def explain_measure(text: Text, measure: str, *, many: int, partner_km: float) -> str:
    """When a measure is listed, in a sentence; "" for an unknown code.

    Parameters
    ----------
    many
        Residents of one white spot from which a place of its own is listed.
    partner_km
        How far a place of other gminas may be, in a straight line, to be shared [km].
    """
    near = text.number(partner_km, 0 if float(partner_km).is_integer() else 1)
    words = {
        "new_place": text(
            "Listed where at least {many} people live in one white spot (a convention), or where nobody comes to a gmina. Who lives within "
            "{km} km of a place that is for other gminas only stands under sharing instead: of one service and gmina both are parts of "
            "all who are too far.",
            many=text.number(many),
            km=near,
        ),
        "mobile": text(
            "Listed where the nearest place is far and fewer than {many} people live in one white spot (a convention).",
            many=text.number(many),
        ),
        "transport": text(
            "Listed for those who get there in time by car alone, and for those too far from a service that cannot come to them. "
            "People of whom some other way is not known are left out."
        ),
        "capacity": text(
            "Listed where people are within the threshold and find no free place, if as many want the service as assumed (a convention)."
        ),
        "sharing": text(
            "Listed where people are too far and a place that is for other gminas only stands within {km} km (a convention), in a straight "
            "line, and nearer than any that is for them. Who lives further from such a place stands under the other measures: of one "
            "service and gmina all are parts of those who are too far.",
            km=near,
        ),
        "crossing": text(
            "Listed where an ordinary way would bring people within the threshold and only a detour keeps them beyond it."
        ),
        "staff": text(
            "Listed where home care has fewer hours than visits and ways take, if as many want it as assumed (a convention)."
        ),
    }
    return words.get(measure, "")


def name_hindrance(text: Text, cause: str) -> str:
    """Why a measure is listed; an unknown code is given back."""
    if cause in CAUSES:
        return name_cause(text, cause)
    if cause in REASONS:
        return name_reason(text, cause)
    words = {
        "border": text("a nearer place is not for them"),
        "only_car": text("within the threshold by car alone"),
        "full": text("no free place"),
        "hours_short": text("too few hours of staff"),
        "not_told": text("causes were not looked for"),
        "no_records": text("no record of any service comes from the gmina"),
    }
    return words.get(cause, cause)


def name_target_indicator(text: Text, indicator: str) -> str:
    """What a target speaks of, with its unit; an unknown code is given back."""
    words = {
        "too_far": text("people of the target group too far"),
        "too_far_share": text("share of the target group too far [%]"),
        "served_share": text("share of the target group served [%]"),
        "places_per_1000": text("places per 1,000 of the target group"),
        "places": text("capacity"),
        "staff_fte": text("staff [FTE]"),
    }
    return words.get(indicator, indicator)
