"""Words for the codes that the results hold: states, modes, reasons, groups, thresholds."""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from urllib.parse import quote

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.core.safe_cells import safe_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Range

STATE_COLUMNS: Final = ("obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")
"""The four states as columns of files, in the order of `STATES`."""

CAUSE_CODES: Final = {
    "no_provider": "brak_uslugodawcy", "detour": "objazd", "no_stop": "brak_przystanku", "no_course": "brak_kursu",
    "no_return": "brak_powrotu", "slow": "za_wolno", "far": "daleko",
}  # fmt: skip
"""Causes as they stand in files."""

OBSTACLE_CODES: Final = {
    "river": "rzeka", "railway": "linia_kolejowa", "motorway": "autostrada_lub_ekspresowa", "lake": "jezioro",
    "forest": "las", "no_road": "brak_drogi",
}  # fmt: skip
"""What a barrier runs along, as it stands in files."""

LINK_CODES: Final = {
    "bridge": "most", "railway_crossing": "przejazd_kolejowy", "only_road": "jedyna_droga", "road": "droga",
}  # fmt: skip
"""What a link is, as it stands in files."""

NBSP: Final = "\u00a0"

_OF_ADDRESSES: Final = ":/?#@!$&'*+,;=%~"
_ISO_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_BREAKS: Final = re.compile(r"[\t\n ]+")
# A Polish line does not end in a one-letter word, nor between a number and what it counts.
_ORPHAN: Final = re.compile(r"(?<![^\s(„])([aiouwzAIOUWZ]) |(?<=\d) (?=[^\W\d_])|(?<=\bnr) (?=\d)")


def name_mode_in_files(mode: str) -> str:
    """A mode as it stands in files: the code, or ``wszystkie`` for all modes that count."""
    return "wszystkie" if mode == "all" else mode


def name_mode_for_everybody(mode: str) -> str:
    """A mode as it stands in files of the public edition: in Polish words, ``wszystkie`` for all modes that count."""
    return name_mode_in_files(mode) if mode == ALL_MODES else name_mode(Text("pl"), mode)


def name_type_in_files(code: str, catalog: Catalog) -> str:
    """Polish name of a service type; an unknown code is given back."""
    return catalog.by_code[code].name if code in catalog.by_code else code


def name_states(text: Text) -> tuple[str, str, str, str]:
    """The four states as column headings, in the order of `STATES`."""
    return text("Served"), text("No free place"), text("Too far"), text("Not known")


def plain_words(written: str) -> str:
    """Words in one line, without what XML cannot hold; no-break spaces stay."""
    return _BREAKS.sub(" ", safe_text(written))


def quote_address(address: str) -> str:
    """An address of a file or a page as links hold it: blanks and letters with marks are escaped."""
    return quote(plain_words(address), safe=_OF_ADDRESSES)


def tie_short_words(text: Text, written: str) -> str:
    """Keep one-letter words with the next one, as Polish typography asks."""
    return _ORPHAN.sub(lambda m: f"{m[1] or ''}{NBSP}", written) if text.language == "pl" else written


def write_share(text: Text, value: float) -> str:
    """A share as per cent; a small one that is not zero is never written as 0 %, nor an almost whole one as 100 %."""
    if 0.0 < value < 0.005:
        return f"<{NBSP}{text.percent(0.01)}"
    if 0.995 <= value < 1.0:
        return f">{NBSP}{text.percent(0.99)}"
    return text.percent(value)


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


def name_loss(text: Text, code: str) -> str:
    """Why a stage left records out; what follows a colon is kept, an unknown code is given back."""
    words = {
        "bad_code": text("code of the gmina wrong"),
        "unallocated": text("in no cell (unallocated)"),
        "bad_coordinates": text("coordinates wrong"),
        "closed": text("closed"),
        "cut_by_extract": text("boundary cut by the edge of the extract"),
        "district": text("a district, not a gmina"),
        "falling_times": text("its times fall"),
        "far_away": text("far from the area"),
        "example": text("example row of the empty sheet"),
        "left_out_by_decision": text("left out by decision"),
        "frequency": text("how often it runs cannot be told"),
        "gmina_only": text("counted per gmina only"),
        "lost_zero": text("code without its leading zero"),
        "merged": text("joined with another part"),
        "missing_name": text("name missing"),
        "not_asked": text("of types that are taken from lists, not from OpenStreetMap"),
        "never_kept": text("kind of service whose place is never kept"),
        "no_name": text("no provider named"),
        "no_record": text("belongs to no record"),
        "no_geometry": text("no usable shape"),
        "no_coordinates": text("no coordinates"),
        "no_location": text("no place in the extract"),
        "no_people": text("no inhabitants"),
        "not_in_catalog": text("service outside the catalogue"),
        "note": text("a remark"),
        "not_in_area": text("not in the area"),
        "not_usable": text("not usable"),
        "not_valid": text("not given on the day asked for"),
        "not_measured": text("access to it is not measured"),
        "one_call": text("fewer than two usable stops"),
        "other": text("left out by the mapping"),
        "numbering": text("numbers of the columns"),
        "repeated_header": text("the headers once more"),
        "outside_rows": text("outside the rows of the table"),
        "repeated": text("stands in the list twice"),
        "outside_area": text("outside the area"),
        "sensitive": text("sensitive kind, never read"),
        "subtotal": text("a subtotal"),
        "suspended": text("suspended"),
        "total": text("a total"),
        "unknown_days": text("its days are not known"),
        "unknown_service": text("service unknown to the catalogue"),
    }
    if code in words:
        return words[code]
    head, colon, rest = code.partition(":")
    return f"{words[head]} ({rest})" if colon and head in words else code.replace("_", " ")


def name_stage(text: Text, stage: str) -> str:
    """A stage of the run; what follows a colon (a sheet's name) is kept, an unknown code is given back."""
    words = {
        "network": text("road edges"),
        "boundaries": text("gmina boundaries"),
        "extract": text("objects of the map extract"),
        "registry": text("sheet of services"),
        "timetable": text("courses of the timetable"),
        "registry: located": text("services with a place"),
        "decisions": text("decisions"),
        "population": text("population cells"),
        "totals": text("people per gmina"),
        "population raster": text("cells of the population raster"),
        "grid": text("cells of the source's grid"),
        "coverage: services": text("services measured"),
        "coverage: people": text("people put into states"),
    }
    if stage in words:
        return words[stage]
    head, colon, rest = stage.partition(": ")
    return f"{words[head]}{colon}{rest}" if head in words else stage


def write_range(text: Text, value: Range) -> str:
    """People between whom the true number lies, as "412-530"; one number where nothing is uncertain."""
    if value.low == value.high:
        return text.number(value.value)
    return f"{text.number(value.low)}–{text.number(value.high)}"


def write_day(text: Text, day: str) -> str:
    """A day (ISO) as the language writes it; what is no day is given back."""
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{read.day}.{read.month:02}.{read.year}" if text.language == "pl" else day


def write_days(text: Text, words: str) -> str:
    """Words in which every day (ISO) is written as the language writes it."""
    return _ISO_DAY.sub(lambda day: write_day(text, day[0]), words)
