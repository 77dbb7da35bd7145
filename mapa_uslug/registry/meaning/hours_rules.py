"""Rules of opening hours put together into one expression in the form of OpenStreetMap."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from mapa_uslug.registry.meaning.hours_words import DAY_CODES, EVERY_DAY, HOLIDAYS, Span

ALL_DAY: Span = (0, 24 * 60)


@dataclass
class Rule:
    """One sentence: days (or weekdays of some weeks of the month) and their spans; no spans where closed."""

    start: int
    end: int
    days: frozenset[int]
    weeks: tuple[int, ...] = ()
    spans: list[Span] = field(default_factory=list)
    breaks: list[Span] = field(default_factory=list)
    is_closed: bool = False

    @property
    def is_said(self) -> bool:
        """Whether hours, or that it is closed, were said."""
        return self.is_closed or bool(self.spans)


class NotUnderstoodError(Exception):
    """Nothing of the text may be used."""


def write_rules(rules: list[Rule], unknown: set[int]) -> str:
    """Rules as one expression, a day's hours standing once; ``""`` where nothing is known of any day.

    Parameters
    ----------
    unknown
        Days of which something was said that was not understood.

    Raises
    ------
    NotUnderstoodError
        Rules that contradict each other, or may be meant as additions.
    """
    if len({bool(r.breaks) for r in rules if r.spans}) > 1:
        # A break told once may be meant for every day.
        raise NotUnderstoodError
    week = _week(rules)
    known = {day: spans for day, spans in week.items() if day not in unknown}
    special = [rule for rule in rules if rule.weeks]
    if not known and not special:
        return ""
    if set(known) >= EVERY_DAY and all(spans == [ALL_DAY] for spans in known.values()) and not special:
        return "24/7"
    parts = [f"{_days(days)} {hours}" for days, hours in _grouped(known)]
    parts += [f"{_days(sorted(unknown))} unknown"] if unknown else []
    return "; ".join([*parts, *(_special(rule, week) for rule in special)])


def _week(rules: list[Rule]) -> dict[int, list[Span]]:
    """Spans by day; a later rule may take an earlier one's place if it is narrower and no mere addition."""
    week: dict[int, list[Span]] = {}
    owner: dict[int, Rule] = {}
    for rule in (r for r in rules if not r.weeks):
        spans = _without_breaks(rule)
        for day in rule.days:
            if day in week and spans != week[day]:
                if not rule.days < owner[day].days:
                    raise NotUnderstoodError
                _refuse_addition(spans, week[day])
            week[day], owner[day] = spans, rule
    return week


def _special(rule: Rule, week: dict[int, list[Span]]) -> str:
    """A rule for some weeks of the month."""
    spans, day = _without_breaks(rule), min(rule.days)
    _refuse_addition(spans, week.get(day, []))
    return f"{DAY_CODES[day]}[{','.join(map(str, rule.weeks))}] {_hours(spans)}"


def _refuse_addition(spans: list[Span], before: list[Span]) -> None:
    """Hours apart from the earlier ones may stand beside them or take their place: the words do not tell."""
    if spans and before and not any(a < d and c < b for a, b in spans for c, d in before):
        raise NotUnderstoodError


def _without_breaks(rule: Rule) -> list[Span]:
    spans = sorted(rule.spans)
    if any(a[1] > b[0] for a, b in itertools.pairwise(spans)):
        raise NotUnderstoodError
    for first, last in rule.breaks:
        if not any(a < first and last < b for a, b in spans):
            raise NotUnderstoodError
        spans = [piece for a, b in spans for piece in (((a, first), (last, b)) if a < first < b else ((a, b),))]  # fmt: skip
    return _joined(spans)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1][1] == span[0]:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _grouped(week: dict[int, list[Span]]) -> list[tuple[list[int], str]]:
    """Days with the same hours together, in the order of the week; holidays apart."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for day in sorted(week):
        groups.setdefault((_hours(week[day]), day == HOLIDAYS), []).append(day)
    return [(days, hours) for (hours, _), days in groups.items()]


def _days(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1 and day != HOLIDAYS:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(DAY_CODES[r[0]] if len(r) == 1 else f"{DAY_CODES[r[0]]}-{DAY_CODES[r[-1]]}" for r in runs)


def _hours(spans: list[Span]) -> str:
    if not spans:
        return "off"
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans)
