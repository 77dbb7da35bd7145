"""Words of the page that compares two maps; see words.py."""

from __future__ import annotations

from typing import Final

from mapa_uslug.core.text import Text

_PLURAL_SAMPLES: Final = {"pl": (1, 2, 5), "en": (1, 2)}


def collect_comparison_words(text: Text) -> dict[str, object]:
    """Words by the key under which the front end asks for them; a list holds the plural forms."""
    return {
        **_question_words(text),
        **_difference_words(text),
        **_figure_words(text),
        "compared": _sentences(text),
    }


def _forms(text: Text, singular: str, plural: str) -> list[str]:
    """Plural forms of a template whose field `{people}` is the number; `{service}` stays open."""
    fields = {name: "{" + name + "}" for name in ("people", "service")}
    return [text.plural(singular, plural, n, **fields) for n in _PLURAL_SAMPLES[text.language]]


def _question_words(text: Text) -> dict[str, object]:
    return {
        "comparison": text("Comparison of two maps"),
        "sides": [text("First map"), text("Second map")],
        "side_map": [
            text("First map; its figures stand in the tables below"),
            text("Second map; its figures stand in the tables below"),
        ],
        "separate": text("Separate questions"),
        "separate_hint": text("each map with a service, a mode and a threshold of its own"),
        "side_question": [text("Question of the first map"), text("Question of the second map")],
        "own_limits_differ": text(
            "The thresholds of the maps differ: {first} on the first map, {second} on the second."
        ),
        "limits_asked": {
            "own": text("That is why each map has a question of its own."),
            "first": text("Here both maps are asked with the threshold of the first."),
            "second": text("Here both maps are asked with the threshold of the second."),
        },
        "limits_differ": text("The maps are asked with different thresholds: {first}; {second}."),
        "one_sided": text(
            "Services that only one of the maps can be asked for are left out here; separate questions show them."
        ),
        "levels_only": text(
            "One of the maps holds the figures of its run only: the thresholds of the run can be chosen, no others."
        ),
        "no_answer": text("This map tells nothing of this service."),
        "no_common": text("There is no service that both maps can be asked for."),
    }


def _difference_words(text: Text) -> dict[str, object]:
    return {
        "difference_layer": text("Differences"),
        "access": text("Access: within reach, with a free place where the capacity of places is assessed."),
        "difference_classes": {
            "first": text("Access on the first map only"),
            "second": text("Access on the second map only"),
            "unknown_first": text("Not known on the first map only"),
            "unknown_second": text("Not known on the second map only"),
        },
        "other_areas": text(
            "The maps show different areas, so that there are no differences to draw. Each map shows its own area as a "
            "whole, both at the same scale."
        ),
        "other_cells": text(
            "No cell of one map is a cell of the other, so that there are no differences to draw. The figures of the "
            "gminas can be compared."
        ),
        "unmatched": [
            text("Cells of the first map that the second does not have: {cells}, people: {people}. They are not compared."),
            text("Cells of the second map that the first does not have: {cells}, people: {people}. They are not compared."),
        ],
        "people_differ": text(
            "Cells in which the maps do not count the same people: {cells}. People are counted as on the map that is named."
        ),
        "hidden_people": text(
            "Cells whose people the source keeps confidential: {cells}. They are drawn, but not counted among the differences."
        ),
        "group_differences": text("Differences of single cells are told for everybody, not for the group chosen."),
        "cells": text("Cells"),
    }  # fmt: skip


def _figure_words(text: Text) -> dict[str, object]:
    return {
        "difference": text("Difference"),
        "side_short": [text("first"), text("second")],
        "no_difference": text("no difference"),
        "only_here": text("A dash stands where a map does not have the gmina."),
        "not_assessed": text("The capacity of places is not assessed: {sides}."),
        "place_kinds": {
            "first": text("on the first map only"),
            "second": text("on the second map only"),
            "both": text("on both maps"),
            "capacity": text("on both, capacity differs"),
        },
        "differs": text("What differs"),
        "printed_on": text("Printed on {today}"),
        "about_side": [text("About the data of the first map"), text("About the data of the second map")],
    }


def _sentences(text: Text) -> dict[str, list[str]]:
    return {
        "second": _forms(
            text,
            "On the second map only, {people} person has access to “{service}”.",
            "On the second map only, {people} people have access to “{service}”.",
        ),
        "first": _forms(
            text,
            "On the first map only, {people} person has access to “{service}”.",
            "On the first map only, {people} people have access to “{service}”.",
        ),
        "second_then": _forms(
            text,
            "On the second map only, {people} person has access to “{service}”",
            "On the second map only, {people} people have access to “{service}”",
        ),
        "first_then": _forms(
            text, "on the first map only, {people} person.", "on the first map only, {people} people."
        ),
        "second_asked": _forms(
            text,
            "{people} person has access only to what the second map is asked for.",
            "{people} people have access only to what the second map is asked for.",
        ),
        "first_asked": _forms(
            text,
            "{people} person has access only to what the first map is asked for.",
            "{people} people have access only to what the first map is asked for.",
        ),
        "unknown_first": _forms(
            text,
            "On the first map only, nothing is known of {people} person.",
            "On the first map only, nothing is known of {people} people.",
        ),
        "unknown_second": _forms(
            text,
            "On the second map only, nothing is known of {people} person.",
            "On the second map only, nothing is known of {people} people.",
        ),
        "none": [text("The same people have access on both maps.")],
    }
