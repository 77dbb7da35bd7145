"""Every word of the map, translated here and filled in the browser: fields in braces stay in the templates."""

from __future__ import annotations

from typing import Final

from mapa_uslug.catalog.words import name_group, name_kind, name_mode, name_quality, name_reason
from mapa_uslug.contracts.places import QUALITIES
from mapa_uslug.contracts.tables import REASONS
from mapa_uslug.core.text import Text
from mapa_uslug.maps.layer_words import collect_layer_words
from mapa_uslug.maps.plan_words import collect_plan_words

_PLURAL_SAMPLES: Final = {"pl": (1, 2, 5), "en": (1, 2)}
"""A number of each plural form, in the order in which the browser looks for them."""


def collect_words(text: Text, *, is_planned: bool = False) -> dict[str, object]:
    """Words by the key under which the front end asks for them; a list holds the plural forms.

    `is_planned`: whether the run was one of a plan, so that its map starts from what the plan leads to.
    """
    return {
        **_interface_words(text),
        **_result_words(text),
        **_card_words(text),
        **collect_plan_words(text, is_planned=is_planned),
        **collect_layer_words(text),
        "headline": _headlines(text),
        "states": [text("Served"), text("No free place"), text("Too far"), text("Not known")],
        "modes": _modes(text),
        "by_mode": {mode: name_mode(text, mode) for mode in ("car", "walk", "walk_slow", "bike", "transit")},
        "kinds": {kind: name_kind(text, kind) for kind in ("ustawowy", "umowny")},
        "levels": [text("shorter"), text("main"), text("longer")],
        "reasons": name_reasons(text),
        "qualities": {quality: name_quality(text, quality) for quality in QUALITIES},
        "reason_not_given": name_reason(text, ""),
        "deliveries": _deliveries(text),
    }


def skeleton_labels(text: Text) -> dict[str, str]:
    """Words that stand in the page before any script runs."""
    return {
        "skip": text("Skip to the question"),
        "skip_map": text("Skip to the map"),
        "skip_tables": text("Skip to the tables"),
        "no_script": text(
            "This map needs JavaScript. The same figures stand in the report and the tables beside this file."
        ),
        "map": text("Map"),
        "tables": text("Tables"),
    }


def name_reasons(text: Text) -> list[str]:
    """Why a cell is in its state, in the order of `REASONS`; nothing where no reason is needed."""
    return [name_reason(text, code) if code else "" for code in REASONS]


def name_group_shortly(text: Text, group: str) -> str:
    """A target group on a button: ages as they are, else its name."""
    is_age = group[:1].isdigit()
    return text("aged {ages}", ages=group.replace("-", "\u2013")) if is_age else name_group(text, group)


def _forms(text: Text, singular: str, plural: str) -> list[str]:
    """Plural forms of a template whose fields stay open; `{people}` is the counted one."""
    fields = {name: "{" + name + "}" for name in ("people", "share", "limit", "service", "group", "reasons")}
    return [text.plural(singular, plural, n, **fields) for n in _PLURAL_SAMPLES[text.language]]


def _headlines(text: Text) -> dict[str, list[str]]:
    return {
        "to": _forms(
            text,
            "{people} person ({share}) has farther than {limit} to the nearest place of “{service}”.",
            "{people} people ({share}) have farther than {limit} to the nearest place of “{service}”.",
        ),
        "from": _forms(
            text,
            "“{service}” does not reach {people} person ({share}) within {limit}.",
            "“{service}” does not reach {people} people ({share}) within {limit}.",
        ),
        "none": [text("Nobody whose way is known has farther than {limit} to “{service}”.")],
        "full": _forms(
            text,
            "For {people} person ({share}) there is no free place within reach.",
            "For {people} people ({share}) there is no free place within reach.",
        ),
        "cannot_tell": _forms(
            text,
            "Nothing can be said about {people} person ({share}) for this service: {reasons}.",
            "Nothing can be said about {people} people ({share}) for this service: {reasons}.",
        ),
        "group": [text("Counted: {group}.")],
        "nobody": [text("Nobody of this group lives here.")],
    }


def _modes(text: Text) -> dict[str, str]:
    return {
        "all": text("Every mode that counts"),
        "car": text("Car"),
        "walk": text("On foot"),
        "walk_slow": text("On foot, slowly"),
        "bike": text("Bicycle"),
        "transit": text("Public transport"),
    }


def _deliveries(text: Text) -> dict[str, str]:
    return {
        "S": text("people travel to the place"),
        "C": text("round-the-clock stay"),
        "D": text("delivered at home"),
        "M": text("mobile"),
        "Z": text("remote"),
        "L": text("dwelling"),
    }


def _interface_words(text: Text) -> dict[str, object]:
    return {
        "product": text("Map of social services"),
        "subtitle": text("{people} people in {gminas} gminas"),
        "data_date": text("as of {date}"),
        "question": text("Question"),
        "result": text("Result"),
        "service": text("Service"),
        "mode": text("How one travels"),
        "threshold": text("Threshold"),
        "group": text("Whose access"),
        "group_all": text("everybody"),
        "no_group_figures": text("No figures for this group: {group}."),
        "layers": text("Layers and legend"),
        "layer_cells": text("People by state"),
        "layer_white_spots": text("White spots"),
        "layer_places": text("Places of this service"),
        "layer_other_places": text("Places of other services"),
        "rough_place": text("Place known only roughly"),
        "rough_place_hint": text("it may lie anywhere in the circle shown with its card"),
        "layer_bands": text("Travel time bands"),
        "layer_gminas": text("Boundaries of gminas"),
        "layer_extent": text("Where the data end"),
        "layer_background": text("Background map"),
        "layer_online": text("Background from the internet ({source})"),
        "layer_online_hint": text(
            "asks a server, which sees what part of the map is looked at; it may refuse"
        ),
        "bands_of_type": text("to the nearest place, {mode}"),
        "bands_from_type": text("from the nearest base, {mode}"),
        "bands_of_place": text("{place}, {mode}"),
        "bands_of_rough": text("Bands start from the middle of the circle of a place known only roughly."),
        "bands_of_all": text("Show all places again"),
        "no_bands": text("No bands were computed for this choice."),
        "minutes": text("{value} min"),
        "metres": text("{value} m"),
        "kilometres": text("{value} km"),
        "zoom_in": text("Zoom in"),
        "zoom_out": text("Zoom out"),
        "whole_area": text("Show the whole area"),
        "north": text("North is up"),
        "close": text("Close"),
        "map_label": text("Map; the same content stands in the tables below"),
        "drawer": text("Tables"),
        "open_tables": text("Show tables"),
        "close_tables": text("Hide tables"),
        "open_panel": text("More"),
        "close_panel": text("Less"),
        "show": text("Show on the map: {name}"),
        "about": text("About the data"),
        "more_credits": text("Other sources of data"),
        "list_join": text("{first} and {last}"),
        "report_hint": text("Open the report for method, sources and every figure."),
    }


def _result_words(text: Text) -> dict[str, object]:
    return {
        "people": text("People"),
        "share": text("Share"),
        "state": text("State"),
        "gmina": text("Gmina"),
        "by_gmina": text("Too far, by gmina"),
        "largest_spots": text("Largest white spots"),
        "no_spots": text("No white spots for this question."),
        "spots": text("White spots"),
        "places": text("Places"),
        "gminas": text("Gminas"),
        "capacity_not_assessed": text("capacity not assessed"),
        "unplaced": _forms(
            text,
            "{people} service has no known place and is not counted.",
            "{people} services have no known place and are not counted.",
        ),
        "rough_places": _forms(
            text,
            "{people} place of this service is known only to its street, village or gmina.",
            "{people} places of this service are known only to their street, village or gmina.",
        ),
        "threshold_note": text("Thresholds: {limits}."),
        "legal_basis": text("Legal basis: {basis}."),
        "total": text("Together"),
        "chosen": text("{service}, {limit}"),
        "no_places": text("No place of this service is known in the area."),
        "white_spot_hint": text("touching cells whose people are all too far"),
        "imputed_note": text("Cells whose people the source keeps confidential show no number."),
    }


def _card_words(text: Text) -> dict[str, object]:
    return {
        "provider": text("Provider"),
        "address": text("Address"),
        "position": text("Position"),
        "position_rough": text("known to: {quality} ({radius})"),
        "capacity": text("Capacity"),
        "hours": text("Hours"),
        "contact": text("Contact"),
        "source": text("Source"),
        "source_date": text("Data as of"),
        "delivery": text("Delivery"),
        "locality": text("Locality"),
        "localities": text("Localities"),
        "target_group": text("Of the target group"),
        "over": text("Beyond the threshold, on average"),
        "nearest": text("Nearest place"),
        "nearest_none": text("no place can be reached"),
        "reason": text("Why"),
        "confidential": text("confidential in the source"),
        "show_bands": text("Show travel time bands"),
        "territory": text("Gminas served"),
        "only_own": text("Only for its own gmina"),
        "unnamed_spot": text("White spot"),
    }
