"""Words for codes that several outputs show: modes, reasons, groups, kinds of thresholds."""

from __future__ import annotations

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.text import Text, capital


def name_plainly(text: Text, code: str, catalog: Catalog) -> str:
    """What a service type offers, in plain words, a capital first; its name where it has no others, an unknown code as it is."""
    known = catalog.by_code.get(code)
    if known is None:
        return code
    plain, name = (
        (known.plain_name, known.name) if text.language == "pl" else (known.plain_name_en, known.name_en)
    )
    words = plain or name
    return capital(words)


def name_mode(text: Text, mode: str) -> str:
    """How one travels, as an adverb; an unknown code is given back."""
    words = {
        "car": text("by car"),
        "walk": text("on foot"),
        "walk_slow": text("on foot, slow pace"),
        "bike": text("by bicycle"),
        "transit": text("by public transport"),
        "all": text("by every mode that counts"),
    }
    return words.get(mode, mode)


def name_reason(text: Text, reason: str) -> str:
    """Why people are in their state."""
    words = {
        "no_road": text("no road in the data near the place where they live"),
        "not_connected": text("the road is not connected with the others in the data"),
        "data_edge": text("the road or service data end before the threshold is reached"),
        "outside_data": text("the place where they live lies beyond the road data"),
        "not_eligible": text("no service is meant for this gmina"),
        "no_paths": text("the road data hold no footpaths, so a shorter way may exist"),
        "unplaced_service": text("a place of this service in the gmina is not known"),
        "uncertain_place": text("the place of a service is known only to its street, village or gmina"),
        "no_timetable": text("not every course of public transport is known there"),
        "": text("reason not given"),
    }
    return words.get(reason, reason)


def name_quality(text: Text, quality: str) -> str:
    """How well a place is known, by its class; an unknown code is given back."""
    words = {
        "reczny": text("set by hand"),
        "rejestr": text("given with the record"),
        "punkt_adresowy": text("address point"),
        "ulica": text("street"),
        "miejscowosc": text("village or town"),
        "kod_pocztowy": text("postcode area"),
        "gmina": text("gmina"),
        "brak": text("not known"),
    }
    return words.get(quality, quality)


def name_group(text: Text, group: str) -> str:
    """A target group; an unknown code is given back."""
    words = {
        "all": text("all residents"),
        "ozn": text("persons with disabilities"),
        "rodziny": text("families with children"),
        "gospodarstwa": text("households in the gmina"),
        "bezdomni": text("homeless persons"),
        "bezrobotni": text("unemployed persons"),
    }
    if group in words:
        return words[group]
    if group.endswith("+"):
        return text("persons aged {age}+", age=group[:-1])
    first, _, last = group.partition("-")
    if first.isdigit() and last.isdigit():
        return text("persons aged {first} to {last}", first=first, last=last)
    return group


def name_groups(text: Text, groups: str) -> str:
    """Target groups that stand in one field, a bar between them."""
    return ", ".join(name_group(text, group) for group in groups.split("|"))


def name_kind(text: Text, kind: str) -> str:
    """Kind of a threshold; an unknown code is given back."""
    words = {"ustawowy": text("set by law"), "umowny": text("a convention")}
    return words.get(kind, kind)
