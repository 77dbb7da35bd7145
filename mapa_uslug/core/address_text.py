"""Polish addresses as people write them, split into their parts.

House numbers, cells that hold a name and an address together, streets with their number. What has to agree of names is in
`street_names` and `locality_names`, whose functions are offered here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mapa_uslug.core.folding import fold
from mapa_uslug.core.locality_names import is_abbreviation, is_inflected_form, locality_key
from mapa_uslug.core.street_names import StreetName, compare_given, street_key, street_tokens

__all__ = [
    "AddressParts", "NumberKey", "StreetName", "compare_given", "is_abbreviation", "is_inflected_form", "locality_key",
    "number_forms", "number_key", "split_address", "split_street_number", "street_key", "street_tokens",
]  # fmt: skip

_HOUSE: Final = r"\d{1,4}\s?[A-Za-z]?(?![A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż])(?:\s?[/-]\s?\d{1,4}\s?[A-Za-z]?(?!\w)|\s?/\s?[A-Za-z](?!\w))*"
_FLAT: Final = (
    r"(?:\s*,?\s*(?:m|lok|mieszk|bud|bl|blok|kl|pok|p)\b\.?\s*(?:nr\.?\s*)?\d{1,4}\s?[A-Za-z]?(?!\w))*"
)
_NUMBER: Final = rf"(?:nr\.?\s*|numer\s+)?({_HOUSE}(?:\s*[,;]\s*{_HOUSE})*{_FLAT})"
_LAST_NUMBER: Final = re.compile(rf"^(.*?)(?:^|[\s,.]+){_NUMBER}[\s,.]*$", re.DOTALL | re.IGNORECASE)
_ALL_NUMBER: Final = re.compile(rf"^{_HOUSE}$")
_LATE_NUMBER: Final = re.compile(rf",\s*({_HOUSE})$")
_POSTCODE: Final = re.compile(r"(?<![\d/-])(\d{2})\s?[-–]\s?(\d{3})(?![\d/-])")
_MARKER: Final = re.compile(
    r"(?<![^\W\d_])(ul\.|ulica|ulicy|al\.|aleja|aleje|alei|os\.|osiedle|pl\.|plac|rynek|rondo|skwer)(?=[\s\W]|[A-ZĄĆĘŁŃÓŚŹŻ])\s*",
    re.IGNORECASE,
)
_STREET_WORD: Final = re.compile(r"^(?:ul\.|ul\s|ulica\s|ulicy\s)\s*", re.IGNORECASE)
_SEAT: Final = re.compile(
    r"^\s*((?:gmina|miasto i gmina|gmina i miasto|miasto)\s+[^\n]{2,60}?)(?:\s{3,}|\n)\s*(?=\S)",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"\s*[,;\n]+\s*")
# Words of institutions' names that no place is called: a place's name before a number ends at them.
_INSTITUTION_WORDS: Final = """
    dps dom domu domy domow pomocy spolecznej spoleczna osrodek osrodka centrum opieki opieka chorych przewlekle psychicznie
    somatycznie doroslych niepelnosprawnych intelektualnie dzieci mlodziezy oddzialem filia filii caritas fundacja
    fundacji stowarzyszenie zgromadzenia siostr powiatowy powiatowe gminny gminne miejski miejskie wieku podeszlym
    osob dla nr numer im imienia spoldzielnia zespol zespolu szkola szkoly swietlica klub klubu dzienny dzienne
    senior senior+ seniora sds cus gops mops mgops ops pcpr gcus rehabilitacji uslug wsparcia srodowiskowy
"""
_NO_PLACE: Final = frozenset(_INSTITUTION_WORDS.split())
_IN_PLACE: Final = re.compile(r"(?:^|\s)(?:w|we)\s+$", re.IGNORECASE)
_CAPITALS: Final = re.compile(r"((?:[A-ZĄĆĘŁŃÓŚŹŻ][\w.\-]*|nad|pod|przy|św\.|k\.|i)(?:\s+|$))+$")


@dataclass(frozen=True)
class AddressParts:
    """A cell taken apart; parts that it lacks are empty.

    Attributes
    ----------
    name : str
        What stands before the address.
    street : str
        Without "ul."; "al.", "os.", "pl." are kept, as they tell streets apart.
    number : str
        As written.
    locality : str
        The village or town of the house: the post town unless another one is named.
    postcode : str
        ``00-000``.
    post_town : str
        What follows the postcode.
    rest : str
        What belongs to none of these.
    """

    name: str = ""
    street: str = ""
    number: str = ""
    locality: str = ""
    postcode: str = ""
    post_town: str = ""
    rest: str = ""

    @property
    def is_full(self) -> bool:
        """Whether a house can be looked for: a locality, and a number."""
        return bool(self.locality and self.number)


@dataclass(frozen=True)
class NumberKey:
    """A house number for comparing: the house (``1A``) and the flat, which no address register knows."""

    house: str
    flat: str = ""


def split_street_number(text: str) -> tuple[str, str]:
    """Split "ul. Żywiecka 15" into street (as written) and number.

    "591" is a number without a street, "3 Maja 4" number 4, "11 Listopada" a street without a number. The number of a
    plot ("dz. nr 5") is no house number and stays with the text.
    """
    plain = " ".join(text.split()).strip(" ,;")
    found = _LAST_NUMBER.match(plain)
    if found is None or re.search(
        r"\b(?:dz|dzialka|działka|dzialki|działki)\.?\s*(?:ew\.?\s*)?(?:nr\.?\s*)?$", found[1], re.IGNORECASE
    ):
        return plain, ""
    street = re.sub(r"[\s,]*\b(?:nr|numer)\.?$", "", found[1], flags=re.IGNORECASE).strip(" ,;")
    return street, found[2].strip()


@lru_cache(maxsize=131_072)
def number_key(text: str) -> NumberKey:
    """Number for comparing: "1 a / 3" is house 1A, flat 3; "5 m. 3" house 5, flat 3; "36 bud. 2" house 36, flat 2.

    "12/14" is taken for flat 14 of house 12 here, but may be a house's number: see `number_forms`.
    """
    plain = re.sub(r"^(?:nr|numer)\.?\s*", "", fold(text))
    plain = re.sub(
        r"\s*,?\s*(?:m|lok|lokal|mieszk|bud|bl|blok|kl|pok|p)\b\.?\s*(?:nr\.?\s*)?(?=\d)", "/", plain
    )
    first = re.split(r"[,;]", plain)[0]
    house, _, flat = "".join(first.split()).upper().partition("/")
    return NumberKey(house.rstrip("."), flat)


@lru_cache(maxsize=131_072)
def number_forms(text: str) -> tuple[str, ...]:
    """House numbers that a written number may mean, the likeliest first.

    "12/14" -> ("12/14", "12"); "5 m. 3" -> ("5",); "17, 17A" -> ("17", "17A"); "7-8" -> ("7-8", "7", "8").
    """
    forms: list[str] = []
    for part in re.split(r"[,;]", text):
        key = number_key(part)
        is_flat_told = (
            re.search(r"[A-Za-z]{1,6}\.?\s*\d", part.partition("/")[2] or part) is not None
            and "/" not in part
        )
        if key.flat and not is_flat_told:
            forms.append(f"{key.house}/{key.flat}")
        forms.append(key.house)
        low, dash, high = key.house.partition("-")
        forms += [low, high] if dash and low.isdigit() and high.isdigit() else []
    return tuple(dict.fromkeys(form for form in forms if form and form[0].isdigit()))


def split_address(text: str) -> AddressParts:
    """Split a cell that holds an address, with or without a name before it.

    The forms that offices use are: "name, street number, 00-000 town", "name village number, 00-000 post town",
    "name, 00-000 town, village number", "name, 00-000 village number", each also with line ends for commas or nothing
    at all between the parts. Nothing is lost: what is not understood stays in `name` or `rest`.
    """
    seat = _SEAT.match(text)
    body = text[seat.end() :] if seat else text
    rest = " ".join(seat[1].split()) if seat else ""
    code = _POSTCODE.search(body)
    if code is None:
        return _split_before(_tidy(body), rest=rest)
    before, after = _tidy(body[: code.start()]), _tidy(body[code.end() :])
    return _join(before, after, f"{code[1]}-{code[2]}", rest)


def _tidy(text: str) -> str:
    lines = ", ".join(line for line in (" ".join(row.split()) for row in text.splitlines()) if line)
    return re.sub(r"(?:\s*[,;])+", ",", lines).strip(" ,;")


def _join(before: str, after: str, postcode: str, rest: str) -> AddressParts:
    town, _, tail = after.partition(",")
    town, number = split_street_number(town)
    head = _split_before(before, rest=rest, is_address=True)
    tail = tail.strip(" ,")
    if number and not head.number:
        return AddressParts(before, "", number, town, postcode, town, _plus(rest, tail))
    if tail and not head.number:
        found = _split_before(tail)
        name = _plus(before, found.name)
        return AddressParts(name, found.street, found.number, found.locality or town, postcode, town, rest)
    locality = head.locality or town
    if head.locality and is_inflected_form(head.locality, town):
        locality = town
    return AddressParts(
        head.name, head.street, head.number, locality, postcode, town, _plus(head.rest, _plus(number, tail))
    )


def _split_before(text: str, *, rest: str = "", is_address: bool = False) -> AddressParts:
    """Split what stands before a postcode, or a text without one."""
    late = _LATE_NUMBER.search(text)
    if late is not None and not split_street_number(text[: late.start()])[1]:
        text = f"{text[: late.start()]} {late[1]}"
    markers = list(_MARKER.finditer(text))
    for marker in reversed(markers):
        found = _at_marker(text, marker, rest)
        if found is not None:
            return found
    parts = _BREAK.split(text)
    while len(parts) > 1 and _ALL_NUMBER.match(parts[-1]) and split_street_number(parts[-2])[1]:
        parts[-2:] = [f"{parts[-2]}, {parts[-1]}"]
    for i in range(len(parts) - 1, -1, -1):
        words, number = split_street_number(parts[i])
        if number:
            name, place = _split_place(words)
            others = [*parts[:i], name]
            after = ", ".join(parts[i + 1 :])
            return AddressParts(", ".join(p for p in others if p), "", number, place, rest=_plus(rest, after))
    if not is_address and len(parts) == 1 and not _has_institution(text):
        return AddressParts("", "", "", text, rest=rest)
    return AddressParts(name=text, rest=rest)


def _at_marker(text: str, marker: re.Match[str], rest: str) -> AddressParts | None:
    before, after = text[: marker.start()].strip(" ,"), text[marker.end() :].strip(" ,")
    kind = marker[1].lower()
    first, _, more = after.partition(",")
    street, number = split_street_number(after)
    if "," in street or not number:
        street, number = split_street_number(first)
    else:
        more = ""
    if kind.startswith("rynek") and not street:
        street, kind = "Rynek", "ul."
    if not street or (not number and kind not in ("ul.", "al.", "os.", "pl.", "ulica")):
        return None
    written = street if kind in ("ul.", "ulica", "ulicy") else f"{marker[1]} {street}"
    name, comma, last = before.rpartition(",")
    place = last.strip()
    is_place = bool(place) and not _has_institution(place) and _CAPITALS.fullmatch(place) is not None
    if is_place and (comma or not name):
        return AddressParts(name.strip(), written, number, place, rest=_plus(rest, more.strip()))
    more = more.strip()
    if more and _CAPITALS.fullmatch(more) and not _has_institution(more):
        return AddressParts(before, written, number, more, rest=rest)
    return AddressParts(before, written, number, "", rest=_plus(rest, more))


def _split_place(words: str) -> tuple[str, str]:
    """Split "DPS Biskupice Biskupice" (before a house number) into name and village."""
    run = _CAPITALS.search(words)
    place = run[0].split() if run else []
    while place and (fold(place[0]) in _NO_PLACE or place[0][0] in "\"'„”" or place[0] in ("i", "k.")):
        place.pop(0)
    inner = max((i for i, word in enumerate(place) if fold(word).strip(".") in _NO_PLACE), default=-1)
    place = place[inner + 1 :]
    half = len(place) // 2
    if half and place[:half] == place[half:]:
        place = place[half:]
    village = " ".join(place)
    name = words[: len(words) - len(village)].strip(" ,") if village else words
    if village and _IN_PLACE.search(f"{name} "):
        return words, village
    return name, village


def _has_institution(text: str) -> bool:
    return any(word.strip(".,\"'") in _NO_PLACE for word in fold(text).split())


def _plus(one: str, other: str) -> str:
    return ", ".join(part for part in (one, other) if part)
