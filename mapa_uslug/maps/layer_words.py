"""Words of the map's layers, cards, key, search, tables and print; see words.py."""

from __future__ import annotations

from typing import Final

from mapa_uslug.core.text import Text

_PLURAL_SAMPLES: Final = {"pl": (1, 2, 5), "en": (1, 2)}


def collect_layer_words(text: Text) -> dict[str, object]:
    """Words by the key under which the front end asks for them; a list holds the plural forms."""
    return {
        **_place_words(text),
        **_cause_words(text),
        **_key_words(text),
        **_search_and_table_words(text),
        **_summary_words(text),
    }


def _forms(text: Text, singular: str, plural: str) -> list[str]:
    """Plural forms of a template whose field `{people}` is the number."""
    fields = {name: "{" + name + "}" for name in ("people", "spots")}
    return [text.plural(singular, plural, n, **fields) for n in _PLURAL_SAMPLES[text.language]]


def _place_words(text: Text) -> dict[str, object]:
    return {
        "place_new": text("new place of the plan"),
        "place_closed": text("closed in the plan"),
        "place_left_out": text("not counted after narrowing"),
        "place_unchanged": text("as it is"),
        "place_approximate": text(
            "The plan gives a point where nobody lives; the place is counted in the nearest populated cell."
        ),
        "standing": text("In the plan"),
        "for_whom": text("Meant for"),
        "free_places": text("Free places"),
        "free_and_taken": text("{free} (taken: {taken})"),
        "taken": text("taken: {taken}"),
        "waiting": text("People waiting"),
        "staff": text("Staff (full time)"),
        "sector": text("Run by"),
        "guessed": text("{value} (guessed)"),
        "valid": text("Valid"),
        "valid_between": text("from {from} to {until}"),
        "valid_from": text("since {from}"),
        "valid_until": text("until {until}"),
        "funded_until": text("Funded until"),
        "not_known": text("not known"),
        "capacity_of": text("{amount}, unit: {unit}"),
        "capacity_changed": text("{now} (before: {before})"),
        "capacity_in_plan": text("Capacity in the plan"),
        "set_capacity": text("Change the capacity"),
        "revert_capacity": text("Back to the capacity of today"),
        "close_place": text("Close in the plan"),
        "open_again": text("Open again"),
        "remove_new": text("Remove this new place"),
        "others_here": text("Other services of this provider here"),
        "places_here": text("Services at this place"),
        "places_together": _forms(text, "{people} place", "{people} places"),
        "people_count": _forms(text, "{people} person", "{people} people"),
        "cluster_zoom": text("{places}; zoom in"),
        "cluster_list": text("{places}; show the list"),
        "add_here": text("Add a place here"),
        "show_cell": text("Show the populated cell here"),
        "more_than": text("more than {amount}"),
        "on_map": text("On the map"),
    }


def _cause_words(text: Text) -> dict[str, object]:
    return {
        "causes": text("Why"),
        "cause_not_served": text("no provider serves this gmina"),
        "cause_partly_not_served": text("people whose gmina no provider serves: {people}"),
        "cause_far": text("the nearest place is on average {over} beyond the threshold ({limit})"),
        "cause_unreachable": text("no place can be reached over the roads in the data"),
        "cause_other_mode": text("people who have no farther than the threshold {mode}: {people}"),
        "at_least": text("at least {people}"),
    }


def _key_words(text: Text) -> dict[str, object]:
    return {
        "legend_key": text("What figures and signs mean"),
        "key_spot": text("people who live in the white spot; –: a number that is confidential or not known"),
        "key_cluster": text("places that stand close together"),
        "key_bar": text("shares of people by state"),
        "key_band": text("largest travel time within the band"),
        "key_closed": text("place closed in the plan"),
        "key_new": text("new place of the plan"),
        "key_left_out": text("place not counted after narrowing"),
        "key_areas": text("Shape and letters: the area of the service"),
        "bands_by_cells": text("Drawn by populated cells: the outlines in the file are those of today."),
    }


def _search_and_table_words(text: Text) -> dict[str, object]:
    return {
        "search": text("Find a place, gmina, locality or address"),
        "search_none": text("Nothing found."),
        "save_csv": text("Save as CSV"),
        "feature": text("Name"),
        "no_features": text("Nothing in this layer."),
        "print": text("Print"),
        "printed": text("Data as of {date}; printed {today}"),
        "printed_undated": text("Printed {today}"),
    }


def _summary_words(text: Text) -> dict[str, object]:
    return {
        "summary": text("In words"),
        "summary_question": text("Question: {service}, threshold {limit}."),
        "summary_group": text("Counted: {group}."),
        "summary_plan": text("Plan: {name}."),
        "summary_sharing": text("Whose services count: {whose}."),
        "summary_states": text("People by state: {states}."),
        "summary_gmina": text("Most people too far live in the gmina of {gmina}: {people} ({share})."),
        "summary_spots": _forms(
            text, "{people} white spot: {spots}.", "{people} white spots, of which the largest: {spots}."
        ),
        "summary_nothing": text("Nothing can be said about “{service}”: no place of it is known."),
    }
