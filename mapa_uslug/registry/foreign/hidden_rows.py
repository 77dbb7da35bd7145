"""What may be kept of a row that is counted per gmina only: nothing that could hold an address or a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.sheet import CAPACITY_UNITS, COLUMN_NAMES
from mapa_uslug.registry.meaning.matching import TypeMatcher

_AS_GIVEN: Final = ("gmina", "powiat", "wojewodztwo")
# Free text in these columns may name the place; only what has the form of a figure, a code or a day is kept.
_FORMS: Final = {
    "teryt7": re.compile(r"[\d_]{5,8}(?:\.0)?"),
    "teryt_rok": re.compile(r"\d{4}"),
    "pojemnosc": re.compile(r"\d+(?:\.\d+)?"),
    "data_stanu": re.compile(r"\d{4}-\d\d-\d\d"),
    "jednostka": re.compile("|".join(map(re.escape, CAPACITY_UNITS))),
}


def type_of_hidden(values: Mapping[str, str], kind: str, matcher: TypeMatcher) -> ServiceType | None:
    """Type of a hidden row: the one that it names, unless that is public, else the one by which it was found."""
    named = matcher.find(values["usluga_kod"])
    if named is not None and named.sensitivity:
        return named
    return matcher.find(kind) or named or matcher.guess_from_name(values["nazwa"])


def keep_of_hidden(
    values: Mapping[str, str], service_type: ServiceType | None, *, kind: str, source: str
) -> dict[str, str]:
    """What may be kept of a row of sensitivity 1.

    Parameters
    ----------
    kind
        By what it was found to be hidden; stands for a type that is not known.
    source
        Name of the list, which no cell of the row can change.

    Notes
    -----
    The sheet needs a name: it is that of the type.
    """
    kept = dict.fromkeys(COLUMN_NAMES, "") | {column: values[column] for column in _AS_GIVEN}
    kept |= {column: values[column] for column, form in _FORMS.items() if form.fullmatch(values[column])}
    return kept | {
        "usluga_kod": service_type.code if service_type else kind,
        "nazwa": service_type.name if service_type else kind,
        "zrodlo": source,
        "wrazliwosc": "1",
    }
