"""Names of Polish towns and villages made comparable, and their declined forms recognised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mapa_uslug.core.folding import fold

_PREFIX: Final = re.compile(
    r"^(?:m\.|miasto|m\. st\.|gm\.|gmina|miasto i gmina|wies|miejscowosc|msc\.|m\.st\.)\s+(?=\w)"
)
_SAINT: Final = re.compile(r"\b(?:swietej|swietego|swietych|swieta|swiety|swiete|sw\.?)(?=\s|$)")
_BETWEEN: Final = re.compile(r"[\s\-–—/,.]+")
_VOWELS: Final = "aeiouy"
# Nominative ending -> endings of the other cases, of names without diacritics.
_ENDINGS: Final = {
    "": ("u", "ie", "a", "iu", "owi", "em", "y", "i", "e", "ia"),
    "o": ("u", "ie", "a", "em", "e"),
    "a": ("ie", "y", "i", "ej", "e", "u"),
    "ia": ("i", "ii", "ie"),
    "ka": ("ce", "ki", "kiej"), "ga": ("dze", "gi", "giej"), "cha": ("sze", "chy"), "ra": ("rze", "ry"), "da": ("dzie", "dy"),
    "ta": ("cie", "ty"), "la": ("le", "ly", "li"), "sta": ("scie",), "zda": ("zdzie",),
    "ek": ("ku", "ka", "kiem", "kowi"), "iec": ("cu", "ca", "cem"), "ec": ("cu", "ca", "cem"), "ien": ("niu", "nia"),
    "r": ("rze",), "d": ("dzie",), "t": ("cie",), "st": ("scie",), "l": ("le",), "zd": ("zdzie",),
    "e": ("ach", "u", "em", "ym", "ego", "ych", "", "ami", "a", "im"),
    "ie": ("iu", "iach", "ia", "im", "iem", "i", "ich", "iego"),
    "y": ("ach", "ym", "ego", "", "ow", "ami", "ych"),
    "i": ("ach", "im", "iego", "", "ow", "ami", "iach", "ek", "ich"),
    "ro": ("rze",), "do": ("dzie",), "to": ("cie",), "lo": ("le",), "sto": ("scie",), "zdo": ("zdzie",),
    "wies": ("wsi",), "ies": ("si",),
    "ow": ("owie", "owa", "owem"),
}  # fmt: skip


@lru_cache(maxsize=262_144)
def locality_key(text: str) -> str:
    """Name of a town or village for comparing: without case, diacritics, hyphens; "św." stands for its long forms."""
    plain = _PREFIX.sub("", fold(text).strip(" ,.;"))
    return _BETWEEN.sub(" ", _SAINT.sub("sw", plain)).strip(" ,.;")


def is_abbreviation(text: str, name: str) -> bool:
    """Whether `text` shortens words of `name` with dots: "Tomaszów Maz." of "Tomaszów Mazowiecki"."""
    short, long = fold(text).replace("-", " ").split(), locality_key(name).split()
    if len(short) != len(long) or "." not in text:
        return False
    pairs = list(zip(short, long, strict=True))
    fits = all(a == b or (a.endswith(".") and len(a) > 2 and b.startswith(a[:-1])) for a, b in pairs)
    return fits and any(a == b for a, b in pairs)


@lru_cache(maxsize=262_144)
def is_inflected_form(text: str, name: str) -> bool:
    """Whether `text` can be a declined form of a place's name: "Kutnie" of Kutno, "Starym Sączu" of Stary Sącz.

    By the common endings alone, so it may take a form that no Pole would say; it is for suggestions.
    A name is no declined form of itself.
    """
    given, base = locality_key(text).split(), locality_key(name).split()
    if len(given) != len(base) or given == base:
        return False
    return all(a == b or _declines(b, a) for a, b in zip(given, base, strict=True))


def _declines(base: str, form: str) -> bool:
    if base[0] != form[0]:
        return False
    for ending, others in _ENDINGS.items():
        stem = base[: len(base) - len(ending)]
        if not base.endswith(ending) or len(stem) < (0 if ending == "wies" else 2):
            continue
        if not ending and base[-1] in _VOWELS:
            continue
        if any(form == stem + other for other in others):
            return True
    return False
