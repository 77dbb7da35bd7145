"""Opening hours: the form of OpenStreetMap, or common Polish prose turned into it; what is not understood is kept.

A wrong hour sends somebody to a locked door, an hour that was not understood is only read by a person: so nothing is
guessed. Days that are not named are not filled in ("7:30-15:30" alone says nothing of Saturday), a day whose words are
not all understood is ``unknown``, and everything after the heading of something else (a cash desk, a counsellor) is
left as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mapa_uslug.registry.meaning.hours_rules import ALL_DAY, NotUnderstoodError, Rule, write_rules
from mapa_uslug.registry.meaning.hours_words import (
    HOLIDAYS,
    WORKING_WORDS,
    Token,
    flatten,
    spell_out,
    tokenize,
)

_OSM_DAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b|24/7", re.IGNORECASE)
_OSM_HOURS = re.compile(r"\d{1,2}:\d{2}|24/7|\b(?:off|closed|unknown)\b")
_BRACKETS = re.compile(r"\(([^()]*)\)")
# Words after which an earlier sentence no longer holds as it stands.
_TURNS = re.compile(
    r"\b(?:wyjat\w*|oprocz|procz|poza|zamiast|natomiast|lecz|ale|z wyj|okres\w*|sezon\w*|wakac\w*|feri\w*|co drug\w*"
    r"|naprzemien\w*|parzyst\w*|nieparzyst\w*|styczn\w*|stycz(?:en|nia)|lut(?:y|ego)|marz?e?c\w*|kwie[ct]\w*|maja?|czerw\w*|lip(?:iec|ca)|sierp\w*"
    r"|wrze[sś]\w*|pazdzier\w*|listopad\w*|grud\w*)\b"
)
# The body's own name before its hours ("Godziny pracy Gminnego Ośrodka Pomocy Społecznej w Zalewie:").
_OWN_HEADING = re.compile(
    r"\s*(?:godziny\s+(?:pracy|otwarcia|urzedowania)\s+)?(?:w\s+)?"
    r"(?:(?:[mgp]?cus|m?g?ops|mopr|pcpr)|(?:(?:gminn|miejsk|miejsko-gminn|powiatow)\w+\s+)?"
    r"(?:osrod\w+\s+pomocy\s+spolecznej|centr\w+\s+(?:uslug\s+spolecznych|pomocy\s+rodzinie)))"
    r"(?:\s+w\s+[a-z]+(?=\s*:))?\s*(?:[:\n]|\s-\s)"
)


@dataclass(frozen=True)
class Hours:
    """What a text says of opening hours.

    Attributes
    ----------
    opening : str
        In the form of OpenStreetMap (`opening_hours`), empty if nothing was understood. Days of which the text says
        something that was not understood are ``unknown``.
    rest : str
        What was not understood, word for word; pieces separated by new lines.
    is_complete : bool
        Whether all of it was understood.
    """

    opening: str
    rest: str
    is_complete: bool


@lru_cache(maxsize=8192)
def parse_hours(text: str) -> Hours:
    """Opening hours from OpenStreetMap's form or Polish prose.

    A later rule for some of an earlier rule's days takes their place, as ``;`` does in OpenStreetMap ("pon.-pt.
    7:30-15:30, wt. 8-17"); rules that contradict each other otherwise leave the whole text unread. Spans that run over
    midnight are read in OpenStreetMap's form only. Working days ("dni robocze") are Monday to Friday but holidays.

    Examples
    --------
    >>> parse_hours("pon.-pt. 7:30-15:30, wt. 8-17").opening
    'Mo,We-Fr 07:30-15:30; Tu 08:00-17:00'
    """
    text = text.strip()
    if not text:
        return Hours("", "", is_complete=True)
    given = _read_osm(text)
    if given:
        return Hours(given, "", is_complete=True)
    try:
        return _read_prose(text)
    except NotUnderstoodError:
        return Hours("", text, is_complete=False)


def _read_osm(text: str) -> str:
    """The text in OpenStreetMap's normal form, ``""`` if it is none that names both days and hours."""
    return _normalize(text) if _OSM_DAY.search(text) and _OSM_HOURS.search(text) else ""


def _normalize(text: str) -> str:
    from opening_hours import OpeningHours, validate

    if not validate(text):
        return ""
    normal = str(OpeningHours(text))
    # The package leaves out hours that are the whole day; the days alone would read as if no hours were known.
    return normal if _OSM_HOURS.search(normal) else " ".join(text.split())


def _read_prose(text: str) -> Hours:
    spelled = _BRACKETS.sub(_without_brackets, spell_out(text))
    flat = flatten(spelled)
    if _TURNS.search(flat):
        raise NotUnderstoodError
    heading = _OWN_HEADING.match(flat)
    spelled = spelled if heading is None else " " * heading.end() + spelled[heading.end() :]
    tokens = tokenize(spelled)
    first = next((t.kind for t in tokens if t.kind in ("days", "nth", "span", "allday", "closed")), "")
    reader = _Reader(spelled, tokens)
    if first in ("span", "allday"):
        reader.read_hours_first()
    else:
        reader.read_days_first()
    if WORKING_WORDS.search(flat) and not any(HOLIDAYS in rule.days for rule in reader.rules):
        reader.rules.append(Rule(0, 0, frozenset([HOLIDAYS]), is_closed=True))
    opening = _normalize(write_rules(reader.rules, reader.unknown))
    if not opening:
        raise NotUnderstoodError
    is_verbatim = all(piece in text for piece in reader.rest)
    rest = "\n".join(reader.rest) if is_verbatim else text
    return Hours(opening, rest, is_complete=not rest)


def _without_brackets(found: re.Match[str]) -> str:
    """Brackets around days or a break are left out; others may hold anything."""
    kinds = [t.kind for t in tokenize(found[1])]
    is_plain = set(kinds) <= {"days", "list", "noise"} or kinds[:1] == ["break"]
    return f" {found[1]} " if is_plain else found[0]


class _Reader:
    """Collects rules from tokens; `rest` and `unknown` take what was not understood and the days it speaks of."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.rules: list[Rule] = []
        self.rest: list[str] = []
        self.unknown: set[int] = set()
        self._open: Rule | None = None

    def read_hours_first(self) -> None:
        """``7-15 poniedziałek, 8-16 wtorek``: hours stand before their days. All of it is read, or nothing."""
        for token in self.tokens:
            if token.kind in ("span", "allday"):
                if self._open and self._open.days:
                    self._close()
                self._open = self._open or Rule(token.start, token.end, frozenset())
                self._open.spans.append(ALL_DAY if token.kind == "allday" else token.span)
            elif token.kind == "days" and self._open:
                self._open.days |= token.days
            elif token.kind not in ("list", "line", "end", "noise"):
                raise NotUnderstoodError
        if self._open and self._open.spans == [ALL_DAY] and not self._open.days and not self.rules:
            self._open.days = frozenset(range(8))
        self._close()

    def read_days_first(self) -> None:
        """``poniedziałek 7-15, wtorek 8-16``: days stand before their hours."""
        at = 0
        while at < len(self.tokens):
            at = self._take(at)
        self._close()

    def _take(self, at: int) -> int:
        """Read one token; returns where to go on."""
        token = self.tokens[at]
        if token.kind in ("days", "nth"):
            self._take_days(token, at)
        elif token.kind in ("span", "allday", "closed"):
            self._take_hours(token, at)
        elif token.kind == "break":
            return self._take_break(at)
        elif token.kind == "end":
            self._close()
        elif token.kind in ("contact", "other") or (token.kind == "label" and (self.rules or self._open)):
            return self._leave(at)
        return at + 1

    def _take_days(self, token: Token, at: int) -> None:
        is_listed = self._open is not None and not self._open.is_said and not self._is_new_line(at)
        if is_listed and self._open and token.kind == "days" and not self._open.weeks:
            self._open.days |= token.days
            self._open.end = token.end
            return
        self._close()
        self._open = Rule(token.start, token.end, token.days, token.weeks)

    def _take_hours(self, token: Token, at: int) -> None:
        # Hours on a line of their own after a finished rule may belong to it or to what follows.
        if self._open is None or (self._open.is_said and self._is_new_line(at)) or self._open.is_closed:
            raise NotUnderstoodError
        self._open.end = token.end
        if token.kind == "closed":
            if self._open.spans:
                raise NotUnderstoodError
            self._open.is_closed = True
        else:
            self._open.spans.append(ALL_DAY if token.kind == "allday" else token.span)

    def _take_break(self, at: int) -> int:
        after = at + 1
        while after < len(self.tokens) and self.tokens[after].kind == "noise":
            after += 1
        rule = self._open or (self.rules[-1] if self.rules else None)
        if rule is None or not rule.spans or after >= len(self.tokens) or self.tokens[after].kind != "span":
            return self._leave(at)
        rule.breaks.append(self.tokens[after].span)
        return after + 1

    def _leave(self, at: int) -> int:
        """Leave words that are not understood, and what they may speak of.

        After days ("piątek: dzień wewnętrzny") they speak of these; after a whole rule on the same line they may
        qualify it or begin something else, and at the start of a line they are a heading: the rest is left.
        """
        token, rule = self.tokens[at], self._open
        if rule and not rule.is_said:
            end = next((t.start for t in self.tokens[at:] if t.kind == "line"), len(self.text))
        else:
            end = len(self.text)
        is_doubted = rule is not None and token.kind != "contact" and not self._is_new_line(at)
        start = rule.start if rule and (is_doubted or not rule.is_said) else token.start
        left = [t for t in self.tokens if start <= t.start < end]
        if rule and start == rule.start:
            self.unknown |= rule.days
            self._open = None
        else:
            self._close()
            start = self._line_start(at) if start == token.start else start
        said = {day for r in self.rules for day in r.days}
        named = {day for t in left if t.kind in ("days", "nth") for day in t.days}
        self.unknown |= named if end < len(self.text) else named - said
        self.rest.append(self.text[start:end].strip())
        return next((i for i, t in enumerate(self.tokens) if t.start >= end), len(self.tokens))

    def _line_start(self, at: int) -> int:
        """Where a heading begins: its neutral first words ("Godziny") are a part of it."""
        while at and self.tokens[at - 1].kind in ("noise", "label"):
            at -= 1
        return self.tokens[at].start

    def _is_new_line(self, at: int) -> bool:
        before = next((t for t in reversed(self.tokens[:at]) if t.kind not in ("noise",)), None)
        return before is not None and before.kind == "line"

    def _close(self) -> None:
        rule, self._open = self._open, None
        if rule is None:
            return
        if rule.is_said and rule.days:
            self.rules.append(rule)
        elif rule.spans:
            raise NotUnderstoodError
        else:
            self.unknown |= rule.days
            self.rest.append(self.text[rule.start : rule.end].strip())
