"""Words for the codes that the results hold: states, modes, reasons, groups, thresholds."""

from __future__ import annotations

from typing import Final

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.text import Text

STATE_COLUMNS: Final = ("obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")
"""The four states as columns of files, in the order of `STATES`."""


NBSP: Final = "\u00a0"


def name_mode_in_files(mode: str) -> str:
    """A mode as it stands in files: the code, or ``wszystkie`` for all modes that count."""
    return "wszystkie" if mode == "all" else mode


def name_states(text: Text) -> tuple[str, str, str, str]:
    """The four states as column headings, in the order of `STATES`."""
    return text("Served"), text("No free place"), text("Too far"), text("Not known")


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
        "": text("reason not given"),
    }
    return words.get(reason, reason)


def name_group(text: Text, group: str) -> str:
    """A target group."""
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


def write_share(text: Text, value: float) -> str:
    """A share as per cent; a small one that is not zero is never written as 0 %, nor an almost whole one as 100 %."""
    if 0.0 < value < 0.005:
        return f"<{NBSP}{text.percent(0.01)}"
    if 0.995 <= value < 1.0:
        return f">{NBSP}{text.percent(0.99)}"
    return text.percent(value)


def name_kind(text: Text, kind: str) -> str:
    """Kind of a threshold."""
    words = {"ustawowy": text("set by law"), "umowny": text("a convention")}
    return words.get(kind, kind)


def name_unit(text: Text, unit: str, value: float) -> str:
    """A value with its unit, minutes or metres, separated by a no-break space."""
    digits = 0 if float(value).is_integer() else 1
    return f"{text.number(value, digits)}{NBSP}{unit}"


def name_type(text: Text, code: str, catalog: Catalog) -> str:
    """Name of a service type in the language; an unknown code is given back."""
    known = catalog.by_code.get(code)
    if known is None:
        return code
    return known.name if text.language == "pl" else known.name_en


def name_stage(text: Text, stage: str) -> str:
    """A stage of the run; what follows a colon (a sheet's name) is kept, an unknown code is given back."""
    words = {
        "network": text("road edges"),
        "boundaries": text("gmina boundaries"),
        "extract": text("objects of the map extract"),
        "registry": text("sheet of services"),
        "population": text("population cells"),
        "totals": text("people per gmina"),
        "grid": text("cells of the source's grid"),
        "coverage: services": text("services measured"),
        "coverage: people": text("people put into states"),
    }
    if stage in words:
        return words[stage]
    head, colon, rest = stage.partition(": ")
    return f"{words[head]}{colon}{rest}" if head in words else stage
