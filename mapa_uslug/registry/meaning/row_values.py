"""Cells of the official sheet as values: numbers, dates, yes and no, lists, ways of delivery, areas, target groups.

Nothing is guessed: what can be read in two ways is not understood, and the caller says so.
"""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass
from typing import Final

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.sheet import CAPACITY_UNITS, LIST_SEPARATOR
from mapa_uslug.core.folding import fold

LEAST_YEAR: Final = 1900
_UNKNOWN: Final = frozenset(
    ("-", "--", "–", "—", "?", "b.d.", "bd", "b/d", "brak danych", "n/d", "nd", "n.d.", "nie dotyczy", "nieznane", "nieznana", "nie wiadomo")
)  # fmt: skip
_NUMBER: Final = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)(?:([.,])(\d+))?(?:\s*([a-z][a-z./ ]*))?\.?", re.ASCII)
_UNIT_STEMS: Final = (
    ("miejsc", "miejsca"), ("os.", "osoby"), ("os", "osoby"), ("osob", "osoby"), ("godz", "godziny/mies."), ("rodzin", "rodziny"),
    ("lozk", "łóżka"), ("lozek", "łóżka"), ("lokal", "lokale"), ("mieszka", "lokale"), ("urzadze", "urządzenia"), ("kurs", "kursy/mies."),
    ("zlece", "zlecenia/mies."), ("etat", "etaty"),
)  # fmt: skip
_MONTHS: Final = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "wrzesnia", "pazdziernika", "listopada", "grudnia",
)  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ t]00:00(?::00)?)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_IN_WORDS: Final = re.compile(r"(\d{1,2})\.? ([a-z]+) (\d{4})")
_ENDLESS: Final = frozenset(
    ("bezterminowo", "na stale", "stale", "czas nieokreslony", "na czas nieokreslony", "bez terminu")
)
_YES_NO: Final = {
    "tak": ("tak", "t", "yes", "x", "1", "prawda", "true", "+", "v", "✓", "✔"),
    "nie": ("nie", "n", "no", "0", "falsz", "false"),
    "częściowo": ("czesciowo", "czesciowa", "czesciowy", "czesc", "w czesci", "po czesci"),
    "umowa": ("umowa", "po umowie", "na podstawie umowy", "wg umowy", "porozumienie", "na podstawie porozumienia", "za porozumieniem"),
    "nieznana": ("nieznana", "nieznane", "brak danych", "b.d.", "?"),
}  # fmt: skip
_DELIVERY: Final = (
    ("C", r"calodob\w*|stacjonarn\w* calodob\w*|pobyt\w* (?:staly|calodob\w*)|pobyt"),
    ("S", r"stacjonarn\w*|na miejscu|w placowce|dzienn\w*|w siedzibie|ambulatoryjn\w*"),
    ("D", r"w domu(?: klienta| odbiorcy)?|w miejscu zamieszkania(?: klienta| odbiorcy)?|dom\w*|srodowiskow\w*|u klienta|wyjazdow\w*"),
    ("M", r"mobiln\w*|objazdow\w*|dojazd\w*|wydarzeni\w*|impreza|jednorazow\w*|transport\w*"),
    ("Z", r"zdaln\w*|online|on-line|telefoniczn\w*|przez (?:telefon|internet)|na odleglosc"),
    ("L", r"mieszkan\w*|lokal\w*|w mieszkaniu"),
)  # fmt: skip
_GROUPS: Final = (
    ("all", r"wszys\w+(?: mieszkanc\w+)?|ogol mieszkancow|mieszkancy|bez ograniczen"),
    ("0-2", r"dzieci (?:do (?:lat 3|3 lat|3 roku zycia|ukonczenia 3 lat)|w wieku 0-2)|0-3|zlobkow\w*"),
    ("3-6", r"dzieci (?:w wieku )?(?:3-6(?: lat)?|przedszkoln\w+)|przedszkolaki"),
    ("7-14", r"dzieci (?:w wieku )?(?:7-14(?: lat)?|szkoln\w+)|uczniowie szkol podstawowych"),
    ("0-14", r"dzieci(?: do (?:lat 14|14 lat))?"),
    ("65+", r"seniorzy|seniorow|(?:osob[yom]?|ludzie) starsz[yea]\w*|osoby w podeszlym wieku"),
    ("ozn", r"ozn|osob[ya]? (?:z niepelnosprawnosci\w+|niepelnosprawn[ea])|niepelnosprawni"),
    ("rodziny", r"rodzin[ya]?(?: z dziecmi)?"),
    ("gospodarstwa", r"gospodarstwa(?: domowe)?"),
    ("bezdomni", r"bezdomni|osoby bezdomne|osoby w kryzysie bezdomnosci"),
    ("bezrobotni", r"bezrobotni|osoby bezrobotne"),
)  # fmt: skip
_AGE: Final = re.compile(r"(?:osoby |seniorzy )?(?:w wieku )?(?:od )?(\d{1,3}) ?(?:\+|plus|lat i wiecej)")
_AGES: Final = re.compile(r"(?:osoby |dzieci |mlodziez )?(?:w wieku )?(\d{1,2}) ?[-–] ?(\d{1,3})(?: lat)?")


@dataclass(frozen=True)
class Number:
    """A number of a cell: ``nan`` where empty, said to be unknown, or not understood; its unit if the cell names one."""

    value: float = math.nan
    unit: str = ""
    is_understood: bool = True


@dataclass(frozen=True)
class Word:
    """A value of a cell from a fixed set, or a date: ``""`` where empty or not understood."""

    value: str = ""
    is_understood: bool = True


@dataclass(frozen=True)
class Words:
    """Values of a list, in their order of sense, and the parts that were not understood, as given."""

    values: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_number(text: str) -> Number:
    """A number that is not negative, with or without its unit: ``1 500``, ``12,5``, ``15 miejsc``.

    Ranges, estimates ("ok. 30"), two numbers ("15 mieszkań dla 20 osób") and what may be thousands or decimals
    ("1.500") are not understood.
    """
    plain = fold(text.replace("\u00a0", " ").replace("\u202f", " "))
    if not plain or plain in _UNKNOWN:
        return Number()
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return Number(is_understood=False)
    whole, decimals, unit = found[1].replace(" ", ""), found[3] or "", read_unit(found[4] or "")
    is_thousands = len(decimals) == 3 and decimals.endswith("0") and len(whole) <= 3 and whole != "0"
    if is_thousands or not unit.is_understood:
        return Number(is_understood=False)
    return Number(float(f"{whole}.{decimals or 0}"), unit.value)


def read_unit(text: str) -> Word:
    """Unit of a capacity in the words of the sheet; ``etaty`` of staff."""
    plain = fold(text).rstrip()
    if not plain:
        return Word()
    known = next((unit for unit in CAPACITY_UNITS if fold(unit) == plain), "")
    if known:
        return Word(known)
    word = re.split(r"[ /]", plain)[0]
    shape = re.fullmatch(r"[a-z.]+( ?(?:/|na|w) ?(?:mies\w*|m-c)\.?)?", plain)
    unit = next(
        (u for stem, u in _UNIT_STEMS if word == stem or (len(stem) > 3 and word.startswith(stem))), ""
    )
    # Hours, courses and orders count per month: "120 godzin" may be a week's or a year's.
    is_sure = shape is not None and bool(shape[1]) == unit.endswith("/mies.")
    return Word(unit) if unit and is_sure else Word(is_understood=False)


def read_date(text: str) -> Word:
    """A day as an ISO date: ``2027-12-31``, ``31.12.2027``, ``31 grudnia 2027 r.``; ``bezterminowo`` is no date.

    A month ("12.2027", "do grudnia 2027") is not understood: it may mean its first day or its last one. Nor are years
    of two digits and years before `LEAST_YEAR`.
    """
    plain = re.sub(r"\s*(?:r\.?|roku)$", "", fold(text)).strip(" .,")
    plain = re.sub(r"^(?:do|od|do dnia|od dnia) (?=\d)", "", plain)
    if not plain or plain in _UNKNOWN or plain in _ENDLESS:
        return Word()
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(plain):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if (found := _IN_WORDS.fullmatch(plain)) and found[2] in _MONTHS:
        return _day(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    return Word(is_understood=False)


def _day(year: int, month: int, day: int) -> Word:
    if year < LEAST_YEAR or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return Word(is_understood=False)
    return Word(f"{year:04}-{month:02}-{day:02}")


def read_yes_no(text: str) -> Word:
    """``tak``, ``nie``, ``częściowo``, ``umowa`` or ``nieznana``, from their usual variants."""
    plain = fold(text).rstrip(".") if len(text) > 1 else fold(text)
    if not plain or plain in ("-", "–", "—"):
        return Word()
    value = next((v for v, words in _YES_NO.items() if plain in words or fold(text) in words), "")
    return Word(value, is_understood=bool(value))


def split_list(text: str) -> tuple[str, ...]:
    """Parts of a list: separated by ``|``, else by ``;`` or line ends, else by commas, else by spaces between codes."""
    separator = next((s for s in (r"\|", r"[;\n]", ",") if re.search(s, text)), None)
    if separator is None:
        separator = r"\s+" if re.fullmatch(r"[\d\s]+", text) else r"\|"
    return tuple(p for p in (part.strip() for part in re.split(separator, text)) if p)


def read_delivery(text: str) -> Words:
    """Letters of the ways of delivery (see the catalog), from letters ("S, D", "SD") or words ("w domu")."""
    parts = split_list(text.replace("/", LIST_SEPARATOR)) if "/" in text else split_list(text)
    letters: dict[str, None] = {}
    unknown = []
    for part in parts:
        found = tuple(part.upper()) if re.fullmatch(r"[SCDMZLscdmzl]{1,6}", part) else _delivery_of(part)
        letters |= dict.fromkeys(found)
        unknown += [] if found else [part]
    return Words(tuple(letters), tuple(unknown))


def _delivery_of(part: str) -> tuple[str, ...]:
    plain = fold(part)
    whole = next((letter for letter, words in _DELIVERY if re.fullmatch(words, plain)), "")
    if whole:
        return (whole,)
    pieces = [p for p in re.split(r" (?:i|oraz|lub) ", plain) if p]
    found = [next((letter for letter, words in _DELIVERY if re.fullmatch(words, p)), "") for p in pieces]
    return tuple(found) if all(found) else ()


def read_areas(text: str, catalog: Catalog) -> Words:
    """Numbers of areas, ascending, from numbers, names or aliases of the catalog's areas."""
    names = {fold(n): area.number for area in catalog.areas for n in (area.name, area.name_en, *area.aliases)}
    numbers, unknown = set(), []
    known = {area.number for area in catalog.areas}
    for part in split_list(text):
        plain = fold(part)
        digits = re.fullmatch(r"(?:obszar )?(\d{1,2})(?:\.0)?\.?(?: .*)?", plain)
        number = int(digits[1]) if digits else names.get(plain, 0)
        if number in known:
            numbers.add(number)
        else:
            unknown.append(part)
    return Words(tuple(map(str, sorted(numbers))), tuple(unknown))


def read_target(text: str) -> str:
    """Target groups by the catalog's codes, separated by ``|``; unknown ones are kept as given."""
    return LIST_SEPARATOR.join(dict.fromkeys(_group(part) for part in split_list(text)))


def _group(part: str) -> str:
    plain = fold(part)
    if found := _AGE.fullmatch(plain):
        return f"{int(found[1])}+"
    code = next((code for code, words in _GROUPS if plain == code or re.fullmatch(words, plain)), "")
    if code:
        return code
    found = _AGES.fullmatch(plain)
    return f"{int(found[1])}-{int(found[2])}" if found and int(found[1]) <= int(found[2]) else part


def target_of_ages(first: str, last: str) -> str:
    """Group of ages from the cells ``wiek_od`` and ``wiek_do``; ``""`` where they name none."""
    low, high = read_number(first).value, read_number(last).value
    if math.isnan(low) and math.isnan(high):
        return ""
    start = 0 if math.isnan(low) else int(low)
    return f"{start}+" if math.isnan(high) else f"{start}-{int(high)}" if start <= high else ""
