"""Words of the panel's narrowing, thresholds, sharing and changes; see words.py."""

from __future__ import annotations

from typing import Final

from mapa_uslug.contracts.sheet import PROVIDER_KINDS
from mapa_uslug.core.text import Text

_PLURAL_SAMPLES: Final = {"pl": (1, 2, 5), "en": (1, 2)}


def collect_plan_words(text: Text, *, is_planned: bool) -> dict[str, object]:
    """Words by the key under which the front end asks for them; a list holds the plural forms."""
    return {
        **_question_words(text),
        **_change_words(text, is_planned=is_planned),
        **_adding_words(text),
        **_file_words(text),
        "sectors": _sectors(text),
        "plan_problems": _problems(text),
    }


def _forms(text: Text, singular: str, plural: str) -> list[str]:
    """Plural forms of a template whose field `{people}` is the number."""
    return [text.plural(singular, plural, n, people="{people}") for n in _PLURAL_SAMPLES[text.language]]


def _sectors(text: Text) -> dict[str, str]:
    """Kinds of providers by the code of the sheet; nothing for a place of which it is not known."""
    names = {
        "gmina": text("the gmina"),
        "powiat": text("the powiat"),
        "woj": text("the voivodeship"),
        "NGO": text("an association or foundation"),
        "PES": text("a body of the social economy"),
        "kościelny": text("a church or religious order"),
        "prywatny": text("a private body"),
    }
    return {"": text("not given"), **{kind: names[kind] for kind in PROVIDER_KINDS}}


def _question_words(text: Text) -> dict[str, object]:
    return {
        "narrow": text("Narrow"),
        "narrow_target": text("For whom"),
        "narrow_any": text("anybody"),
        "narrow_sector": text("Who runs it"),
        "narrow_delivery": text("How it is given"),
        "narrowed": text("Narrowed to: {what}."),
        "narrow_clear": text("Clear"),
        "narrow_on": text("(in force)"),
        "not_in_data": text("{service} (not in the data)"),
        "not_found": text("No place of this service is in the data. Add one to see whom it would reach."),
        "nothing_left": text("No place counts after this narrowing and these changes."),
        "own_limit": text("own threshold"),
        "limit_of": text("{amount}, {kind}"),
        "sharing": text("Whose services count"),
        "sharing_open": text("of all gminas"),
        "sharing_own": text("of the own gmina"),
        "sharing_partners": text("of partners"),
        "partner_gminas": text("Gminas that share their services"),
        "partner_groups": text(
            "The plan has several groups: {groups}. A choice here puts one in their place."
        ),
        "reset": text("Start again"),
        "reset_hint": text("Everything back to the first view; Undo brings the changes back"),
        "copy_link": text("Copy link"),
        "link_copied": text("The link to this view is in the clipboard."),
        "link_to_copy": text("Link to this view; copy it with Ctrl+C"),
        "link_broken": text("The link could be read in part only: it is cut off, damaged or too long."),
        "link_too_long": text(
            "The plan is too long for a link: nothing was copied. Save the plan and send its file instead."
        ),
        "link_partial": text("Some of what the link asks for is not in this file and was left out."),
    }


def _change_words(text: Text, *, is_planned: bool) -> dict[str, object]:
    return {
        "what_if": text("What if"),
        "no_what_if": text("This file holds the figures of the run only; changes cannot be counted here."),
        "no_changes": text("Nothing is changed yet. Close a place on its card, or add a new one."),
        "change": text("Change"),
        # The map of a plan starts from what the plan leads to.
        "changed_by": text("Change against the state after the plan{at}: {what}.")
        if is_planned
        else text("Change against today{at}: {what}."),
        # They fill {at}.
        "changed_at": text("at the threshold of {limit}"),
        "changed_within": text("narrowed to “{what}”"),
        "changed_nobody": text("nobody gains or loses access"),
        "changed_none": text("Nobody gains or loses access."),
        "gained": _forms(text, "{people} person gains access", "{people} people gain access"),
        "lost": _forms(text, "{people} person loses it", "{people} people lose it"),
        "lost_only": _forms(text, "{people} person loses access", "{people} people lose access"),
        "now_unknown": _forms(
            text,
            "nothing is known any more of {people} person",
            "nothing is known any more of {people} people",
        ),
        "now_known": _forms(
            text, "something is known now of {people} person", "something is known now of {people} people"
        ),
        "served_after": _forms(
            text,
            "After these changes {people} person has access.",
            "After these changes {people} people have access.",
        ),
        "more": _forms(text, "{people} more", "{people} more"),
        "fewer": _forms(text, "{people} fewer", "{people} fewer"),
        "no_difference": text("no change"),
        "changes_made": text("Changes"),
        "undo": text("Undo"),
        "redo": text("Redo"),
        "clear_changes": text("Clear all"),
        "take_back": text("Take back: {change}"),
        "edit": text("Edit"),
        "edit_place": text("Edit: {change}"),
        "change_open": text("Opened: {name} – {service}"),
        "change_open_unlimited": text("Opened: {name} – {service}, no capacity given: room for everybody"),
        "change_open_capacity": text("Opened: {name} – {service}, capacity {capacity}"),
        "change_close": text("Closed: {name} – {service}"),
        "change_capacity": text("{name}: capacity {capacity} instead of {before}"),
        "unknown_capacity": text("an unknown one"),
        "change_open_sharing": text("Services of all gminas count for everybody"),
        "change_own_sharing": text("Only services of the own gmina count"),
        "change_partners": text("Gminas share their services: {groups}"),
        "change_threshold": text("Threshold of “{service}” {mode}: {amount}"),
        "change_moved": text("Threshold of “{service}”: {amount} instead of {before}, {mode}"),
        "change_threshold_beyond": text(
            "Threshold of “{service}” {mode}: {amount}; this map cannot count it, only up to {max}"
        ),
        "change_run_only": text("{what}: not counted in this map, only by mapa-uslug scenario run"),
        "run_only_closed": text("Closed roads of the plan"),
        "run_only_move": text("Places that move"),
        "run_only_hours": text("New opening hours"),
        "run_only_share": text("Places that open to people of other gminas, or no longer do"),
        "run_only_territory": text("Other gminas served"),
        "run_only_road": text("New roads of the plan"),
        "run_only_course": text("New courses of public transport"),
        "change_other": text("{name}: unknown to this map; this version of the program may refuse it"),
    }


def _adding_words(text: Text) -> dict[str, object]:
    return {
        "add_place": text("Add a place"),
        "cannot_add": text(
            "Travel times between all villages were left out of this file, so that no place can be added here."
        ),
        "adding_service": text("A new place of “{service}”"),
        "adding_hint": text("Click on the map where it should stand, or choose a locality."),
        "adding_locality": text("Locality"),
        "adding_locality_none": text("No such locality."),
        "adding_add": text("Add here"),
        "adding_cancel": text("Cancel"),
        "adding_save": text("Save"),
        "adding_name": text("Name (may be left empty)"),
        "adding_capacity": text("Capacity: {unit} (may be left empty)"),
        "adding_unlimited": text("Without a capacity there is room for everybody."),
        "adding_gmina": text("Gmina that runs it"),
        "adding_gmina_own": text("the one where it stands"),
        "adding_bad_capacity": text("The capacity must be a number, nought or more."),
        "adding_no_cell": text("Nobody lives there: choose a place where people live."),
        "added": text("Added: {name}."),
        "new_place": text("New place, {where}"),
        "in_gmina": text("gmina {gmina}"),
    }


def _file_words(text: Text) -> dict[str, object]:
    return {
        "plan_name": text("Name of the plan"),
        "plan_unnamed": text("My plan"),
        "save_plan": text("Save plan"),
        "load_plan": text("Load plan"),
        "plan_saved": text("The plan was saved as {file}."),
        "plan_loaded": text("The plan “{name}” was loaded."),
        "plan_loaded_nameless": text(
            "The plan was loaded. It has no name, which `mapa-uslug scenario run` asks for; saving it here gives it one."
        ),
        "plan_bad": text("The plan was not loaded; nothing has changed:"),
        "plan_approximate": text(
            "A new place that the plan gives by degrees is counted here from the middle of its cell; "
            "`mapa-uslug scenario run` takes the very point."
        ),
        "folder": text("FOLDER"),
        "plan_run": text("The same in full, with report and tables:"),
        "plan_comment": text("Narrowed to: {what}. Places left out by it are closed in this plan."),
    }


def _problems(text: Text) -> dict[str, str]:
    """What is wrong with a plan's file, by the code of the problem; see plan_file.ts."""
    return {
        "too_long": text("the file is too long to be a plan"),
        "not_toml": text("line {line}, column {column}: this is no TOML"),
        "not_a_table": text("it must be a section with keys"),
        "not_a_list": text("`{key}` must be a list"),
        "not_text": text("`{key}` must be a text in quotation marks"),
        "not_a_number": text("`{key}` must be a number, not {value}"),
        "out_of_range": text("`{key}` = {value} is out of its range"),
        "missing": text("`{key}` is missing"),
        "unknown_key": text("there is no key `{key}`"),
        "misspelt": text("there is no key `{key}`; did you mean `{near}`?"),
        "unknown_service": text("there is no service type {value}"),
        "unknown_service_id": text("there is no such place in this map"),
        "unknown_cell": text("there is no populated cell {value} in this map"),
        "unknown_mode": text("the service is not measured for this way of travelling: {value}"),
        "unknown_regime": text("`regime` is {value}, but must be open, own or partners"),
        "duplicate_id": text("the id {value} exists already"),
        "changed_twice": text("{value} is changed twice"),
        "no_place": text("it needs `cell`, or `lon` and `lat`"),
        "outside": text("{lon}, {lat} lies outside of the area"),
        "not_a_gmina": text("`{key}`: {value} is no code of a gmina"),
        "threshold": text("the threshold {value} must be a multiple of {step} from {min} to {max}"),
        "cannot_open": text("this file cannot count new places"),
    }
