"""Which rows must never be kept, told before anything else is read of them.

Secrecy wins over completeness: a row that may be a place where people hide, or a family that cares for children, is
dropped and counted by kind. What stays public is counselling: an office, a helpline, a consultation point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from mapa_uslug.core.never_kept import is_for_tourists, kind_of
from mapa_uslug.core.sensitive_words import (
    ABOUT_VIOLENCE,
    CRISIS,
    FAMILY,
    HALF_SECRET,
    HIDING,
    LIST_41,
    MODE_OF_STAY,
    SAID_41,
    SECRET_NAME,
    plain_text,
)

if TYPE_CHECKING:
    from mapa_uslug.catalog import ServiceType
    from mapa_uslug.registry.meaning.matching import TypeMatcher

_DECLARED: Final = {"": 0, "0": 0, "1": 1, "2": 2}
UNREADABLE: Final = 1
"""Level of a row whose declared level cannot be read."""

# Likeness (0 to 100) that lets a suggestion hide a row; "ośrodek wsparcia dla osób starszych" has less.
_NEAR: Final = 86.0
_LONGEST_LABEL: Final = 120
_LONGEST_CODE, _SHORTEST_CODE = 4, 3
# Short words are like too many others: "hotel" is no misspelt hostel.
_LEAST_NEAR: Final = 8


def row_sensitivity(row: Mapping[str, str], matcher: TypeMatcher) -> tuple[int, str]:
    """Level of a row and its kind; to be asked before any of its cells is copied anywhere.

    Parameters
    ----------
    row
        Official columns (missing ones are empty).

    Returns
    -------
    tuple
        ``(2, kind)``: never kept, only the kind may be counted; ``(1, code)``: counted per gmina only (kind ``""``
        where nothing tells its type); ``(0, "")``: public.
    """
    text, name = row.get("usluga_kod", ""), row.get("nazwa", "")
    service_type = matcher.find(text)
    others = [row.get(column, "") for column in ("grupa", "kryteria", "obszar_cus")]
    kind = never_kept_kind(text, name, service_type, others="\n".join(others))
    # A guess may only make a row more secret.
    guess = service_type or _meant(text, name, matcher)
    told = [guess, *(t for t in (matcher.find(cell) for cell in (name, others[1])) if t is not None)]
    strictest = max(told, key=lambda t: t.sensitivity if t else 0)
    if not kind and strictest is not None and strictest.sensitivity == 2:
        kind = strictest.code
    if not kind and _is_crisis(text, name, guess) and MODE_OF_STAY.search(plain_text(row.get("tryb", ""))):
        kind = "przemoc"
    declared = declared_level(row.get("wrazliwosc", ""))
    if kind or declared == 2:
        return 2, kind or (service_type.code if service_type else "wrazliwosc 2")
    level = max(declared, strictest.sensitivity if strictest else 0)
    hidden_type = service_type if service_type and not (strictest and strictest.sensitivity) else strictest
    return level, hidden_type.code if level and hidden_type else ""


def cells_sensitivity(
    cells: Iterable[str], text: str, name: str, matcher: TypeMatcher, *, groups: Iterable[str] = ()
) -> tuple[int, str]:
    """What the cells of a row tell that no official column takes over; levels and kinds as `row_sensitivity` has them.

    A cell that is nothing but a code or name of a type counts whatever the type of the row. Words of refuge count
    where people stay or the type is not known: an office that also writes of violence in its remarks is public.

    Parameters
    ----------
    cells
        Every cell of the row.
    text, name
        What the service and the provider are called.
    groups
        Cells that tell whom a service is for: a service for foster families is none of them, unless people stay.
    """
    guess = matcher.find(text) or matcher.guess_from_name(text) or matcher.guess_from_name(name)
    is_stay = guess is None or guess.delivery in "CL"
    about = {""} if is_stay else {*groups, ""}
    found = [(0, "")]
    for cell in dict.fromkeys(cells):
        if cell in about or len(cell) < _SHORTEST_CODE:
            continue
        found.append(_level_of_label(cell, matcher))
        if is_stay and (
            kind := _kind_of_remark(plain_text(cell), plain_text(f"{text} {name}") if guess is None else "")
        ):
            found.append((2, kind))
    return max(found, key=lambda pair: pair[0])


def label_sensitivity(text: str, matcher: TypeMatcher) -> tuple[int, str]:
    """Level and kind of a text that names what follows: a title, a heading among the rows."""
    return row_sensitivity({"usluga_kod": text}, matcher)


@lru_cache(maxsize=65_536)
def _level_of_label(cell: str, matcher: TypeMatcher) -> tuple[int, str]:
    # A code that is no code in this column is most often written small: "pow." is a powiat.
    is_word = len(cell) <= _LONGEST_CODE and not cell.isupper()
    found = None if is_word or len(cell) > _LONGEST_LABEL else matcher.find(cell)
    return (found.sensitivity, found.code) if found and found.sensitivity else (0, "")


def _kind_of_remark(cell: str, called: str) -> str:
    """Kind that a cell tells; whether it is of counselling, what the row is called tells too."""
    if not (ABOUT_VIOLENCE.search(cell) or HIDING.search(cell) or FAMILY.search(cell)):
        return ""
    return kind_of(f"{called} {cell}".strip())


def _is_crisis(text: str, name: str, guess: ServiceType | None) -> bool:
    return (guess is not None and guess.code == "OIK") or CRISIS.search(
        plain_text(f"{text} {name}")
    ) is not None


def _meant(text: str, name: str, matcher: TypeMatcher) -> ServiceType | None:
    """The type that a row without a known one seems to mean, from the most to the least certain sign."""
    if is_for_tourists(f"{text} {name}"):
        return None
    guesses = [matcher.guess_from_name(text)]
    if guesses[0] is None:
        guesses += [_suggested(text, matcher), matcher.guess_from_name(name)]
    guesses += [_half_secret(text, matcher), _half_secret(name, matcher)]
    told = [guess for guess in guesses if guess is not None]
    return max(told, key=lambda t: t.sensitivity, default=None)


@lru_cache(maxsize=4096)
def _suggested(text: str, matcher: TypeMatcher) -> ServiceType | None:
    """The type whose name a misspelt text most likely means, if it is one that may not be shown."""
    best = (
        next(iter(matcher.suggest_types(text)), None) if _LEAST_NEAR <= len(text) <= _LONGEST_LABEL else None
    )
    if best is None or not best.sensitivity:
        return None
    words = " ".join(sorted(plain_text(text).split()))
    labels = (" ".join(sorted(plain_text(label).split())) for label in (best.name, *best.aliases))
    return best if max(fuzz.ratio(words, label) for label in labels) >= _NEAR else None


def _half_secret(text: str, matcher: TypeMatcher) -> ServiceType | None:
    plain = plain_text(text)
    code = next((code for code, words in HALF_SECRET if words.search(plain)), "")
    return matcher.find(code) if code else None


def declared_level(text: str) -> int:
    """Level that a cell declares; one that cannot be read counts as `UNREADABLE`."""
    return _DECLARED.get(str(text).strip().removesuffix(".0"), UNREADABLE)


def is_declared_well(text: str) -> bool:
    """Whether the cell is empty, 0, 1 or 2."""
    return str(text).strip().removesuffix(".0") in _DECLARED


def never_kept_kind(
    service_text: str, provider: str, service_type: ServiceType | None, *, others: str = ""
) -> str:
    """Kind of a row that must not leave the reader, ``""`` for others.

    What the service is called always counts. The provider's name and the `others` (whom it is for, who is taken in)
    count where people stay overnight or the type is unknown; where they only visit, the name counts if it names a
    place of refuge itself: an office that also counsels about violence is public. "Hostel" is taken for a place of
    refuge unless it says that it is for tourists.
    """
    if service_type is not None and service_type.sensitivity == 2:
        return service_type.code
    is_stay = service_type is None or service_type.delivery in "CL"
    called, name = plain_text(service_text), plain_text(provider)
    more = [plain_text(part) for part in others.split("\n")]
    if any(map(SAID_41.search, (called, name, *more))) or any(map(LIST_41.search, (called, *more))):
        return "podkategoria 41"
    if not is_stay and SECRET_NAME.search(name):
        return "przemoc"
    texts = [called, name, *more, " ".join((called, name, *more))] if is_stay else [called]
    return next(filter(None, map(kind_of, texts)), "")
