"""Words of Polish opening hours as tokens: days, spans of hours, what is neutral, and what is not understood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

WORKING_DAYS: Final = frozenset(range(5))
EVERY_DAY: Final = frozenset(range(7))
HOLIDAYS: Final = 7
DAY_CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")

Kind = Literal[
    "days", "nth", "span", "allday", "closed", "break", "list", "end", "line", "noise", "label", "contact", "other"
]  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True)
class Token:
    """A piece of the text: its kind, place, and the days, spans of minutes or weeks of the month that it names."""

    kind: Kind
    start: int
    end: int
    days: frozenset[int] = frozenset()
    span: Span = (0, 0)
    weeks: tuple[int, ...] = ()


_DAYS = (
    r"pon(?:iedzial(?:ek|ki|ku|kow|kach|kiem))?|pn",
    r"wt(?:or(?:ek|ki|ku|kow|kach|kiem)?)?",
    r"sr(?:od(?:a|y|e|o|ach))?",
    r"czw(?:art(?:ek|ki|ku|kow|kach|kiem))?|cz",
    r"pt|piat(?:ek|ki|ku|kow|kach|kiem)?",
    r"so(?:b(?:ot(?:a|y|e|o|ach))?)?|sb",
    r"niedz(?:iel(?:a|e|i|o|ach))?|ndz?",
)
_DAY = "(?:" + "|".join(_DAYS) + r")(?![a-z])\.?"
_DASH = "[-\u2010-\u2015\u2212]"
_TO = rf"\s*(?:{_DASH}\s*(?:\bdo\b)?|\bdo\b)\s*"
_CLOCK = r"(\d{1,2})(?:([:.])(\d{2}))?"
_TO_HOUR = rf"\.?{_TO}(?:godz\w*\.?\s*)?"
# Not a piece of a date, a telephone number or a chain such as 7-15-18.
_BEFORE, _AFTER = (
    r"(?<![\d:.,/-])",
    rf"(?!\d|[:.,`'/%]\d|[:`'/%]|;\d{{2}}(?!\s*{_DASH}|[\d:.])|\s*(?:{_DASH}|\bdo\b)\s*\d)",
)
_QUARTER = "(00|15|30|45)"
_SPANS = (
    re.compile(rf"{_BEFORE}{_CLOCK}{_TO_HOUR}{_CLOCK}{_AFTER}"),
    # "9 00 - 17 00", "7,30-15,30": a space or comma stands for the colon only where it does so at both ends.
    re.compile(rf"{_BEFORE}(\d{{1,2}})([ ,]){_QUARTER}{_TO}(\d{{1,2}})(\2){_QUARTER}{_AFTER}"),
    # "7:00-15;00": the same key without shift.
    re.compile(rf"{_BEFORE}(\d{{1,2}})([:.]){_QUARTER}{_TO}(\d{{1,2}})(;){_QUARTER}{_AFTER}"),
)
_WEEK_WORDS = (
    r"I(?![IV])|pierwsz(?:y|a|e|ego|ej)", r"II(?!I)|drug(?:i|a|iego|iej)", r"III|trzec(?:i|ia|iego|iej)",
    r"IV|czwart(?:y|a|ego|ej)", r"V|piat(?:y|a|ego|ej)", r"ostatni(?:a|ego|ej)?",
)  # fmt: skip
_WEEK = "(?:" + "|".join(_WEEK_WORDS) + r")(?![a-zA-Z])"
_NTH = re.compile(
    rf"({_WEEK}(?:(?:\s*,\s*|\s+i\s+|\s+oraz\s+){_WEEK})*)\s+({_DAY})\s+(?:(?:kazdego|danego)\s+|w\s+)?(?:miesiacu|miesiaca|m-ca)\b"
)
_DAY_SPAN = re.compile(rf"(?:od\s+)?({_DAY}){_TO}({_DAY})")
_WORDS: tuple[tuple[Kind, str], ...] = (
    ("closed", r"(?:nieczynn[yae]|zamkniet[yae]|dzien wolny)\b"),
    ("allday", r"(?:calodobow[oyae]|cala dobe|24\s?/\s?7|24\s?h\b|24 godziny na dobe|przez cala dobe)"),
    ("break", r"(?:z )?przerw[ayeą]\b"),
    ("list", r"(?:,|\bi\b|\boraz\b|\ba takze\b)"),
    ("line", r"\n"),
    ("end", r"[;.]"),
    (
        "noise",
        rf"(?:w kazd[yae]\b|godz(?:\.|in(?:ach|y|a))?(?![a-z])\.?|w\b|od\b|{_DASH}|:|czynn[yae]\b|otwart[yae]\b)",
    ),
    ("contact", r"(?:tel|telefon|fax|faks|e-?mail|www)\b"),
    (
        "label",
        r"(?:pracy|otwarcia|urzedowania|funkcjonowania|przyjec interesantow|dni|dnia)\b",
    ),
)
_PATTERNS = tuple((kind, re.compile(words)) for kind, words in _WORDS)
WORKING_WORDS: Final = re.compile(r"(?:w )?dni (?:robocz|powszedni)\w*")
_EVERY = re.compile(r"codziennie|7 dni w tygodniu|(?:przez )?caly tydzien")
_HOLIDAY = re.compile(r"(?:dni )?swi(?:eta|ateczne)\b(?: panstwowe)?")
_OTHER = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def flatten(text: str) -> str:
    """Text without case and diacritics, of the same length; Roman numerals that stand alone keep their case."""
    flat = "".join(_plain(c) for c in text)
    for numeral in re.finditer(r"\b(?:I{1,3}|IV|V)\b", text):
        flat = flat[: numeral.start()] + numeral.group() + flat[numeral.end() :]
    return flat


def _plain(char: str) -> str:
    if char in "łŁ":
        return "l"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return " " if base.isspace() and base != "\n" else base if len(base) == 1 else char


def spell_out(text: str) -> str:
    """Text with raised minutes (7³⁰) written with a colon."""
    return re.sub(
        r"(\d{1,2})([⁰¹²³⁴⁵⁶⁷⁸⁹]{2})", lambda m: f"{m[1]}:{m[2].translate(_SUPERSCRIPTS)}", text
    ).replace("\r\n", "\n")


def tokenize(text: str) -> list[Token]:
    """Tokens of a text, spaces left out."""
    flat, at, tokens = flatten(text), 0, []
    while at < len(flat):
        if flat[at] == " ":
            at += 1
            continue
        token = _token_at(flat, at)
        tokens.append(token)
        at = token.end
    return tokens


def _token_at(flat: str, at: int) -> Token:
    token = _span_at(flat, at) or _days_at(flat, at)
    if token:
        return token
    for kind, pattern in _PATTERNS:
        found = pattern.match(flat, at)
        if found:
            return Token(kind, at, found.end())
    other = _OTHER.match(flat, at)
    return Token("other", at, other.end() if other else at + 1)


def _span_at(flat: str, at: int) -> Token | None:
    for pattern in _SPANS:
        found = pattern.match(flat, at)
        if found:
            span = _read_span(*found.groups())
            if span:
                return Token("span", at, found.end(), span=span)
    return None


def _read_span(h1: str, s1: str | None, m1: str | None, h2: str, s2: str | None, m2: str | None) -> Span | None:  # fmt: skip
    """Minutes after midnight; None for what is no span of one day, or may be a span of dates (01.05-15.10)."""
    minutes = int(m1 or 0), int(m2 or 0)
    if s1 == s2 == "." and all(1 <= m <= 12 for m in minutes):
        return None
    start, end = int(h1) * 60 + minutes[0], int(h2) * 60 + minutes[1]
    is_clock = max(minutes) < 60 and all(m % 5 == 0 for m in minutes)
    return (start, end) if is_clock and start < end <= 24 * 60 else None


def _days_at(flat: str, at: int) -> Token | None:
    if at and flat[at - 1].isalpha():
        return None
    nth = _NTH.match(flat, at)
    if nth:
        weeks = tuple(sorted({_week(w) for w in re.findall(_WEEK, nth[1])}))
        return Token("nth", at, nth.end(), days=frozenset([_day(nth[2])]), weeks=weeks)
    span = _DAY_SPAN.match(flat, at)
    if span:
        first, last = _day(span[1]), _day(span[2])
        # A span that runs over the week's end is as likely a slip of the pen.
        return Token("days", at, span.end(), frozenset(range(first, last + 1))) if first < last else Token("other", at, span.end())  # fmt: skip
    for pattern, days in (
        (WORKING_WORDS, WORKING_DAYS),
        (_EVERY, EVERY_DAY),
        (_HOLIDAY, frozenset([HOLIDAYS])),
    ):
        found = pattern.match(flat, at)
        if found:
            return Token("days", at, found.end(), days)
    day = re.compile(_DAY).match(flat, at)
    return Token("days", at, day.end(), frozenset([_day(day[0])])) if day else None


def _day(word: str) -> int:
    return next(i for i, day in enumerate(_DAYS) if re.fullmatch(f"(?:{day})", word.rstrip(".")) or re.fullmatch(f"(?:{day})", word))  # fmt: skip


def _week(word: str) -> int:
    week = next(i for i, w in enumerate(_WEEK_WORDS, start=1) if re.fullmatch(f"(?:{w})", word))
    return -1 if week == len(_WEEK_WORDS) else week
