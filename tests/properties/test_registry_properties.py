"""Laws of reading rows: hours say what was written, secrets stay secret however they are written, order changes nothing."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours, validate

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.duplicates import find_duplicates
from mapa_uslug.registry.meaning.hours import parse_hours
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.row_values import read_date, read_number
from mapa_uslug.registry.meaning.sensitivity import row_sensitivity

DAYS = (
    ("poniedziałek", "pon.", "pn", "Poniedziałki"), ("wtorek", "wt.", "WT", "wtorki"), ("środa", "śr.", "sr", "środy"),
    ("czwartek", "czw.", "cz.", "Czwartki"), ("piątek", "pt.", "PT", "piątki"), ("sobota", "sob.", "so", "soboty"),
    ("niedziela", "nd.", "niedz.", "niedziele"),
)  # fmt: skip
MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada",
    "grudnia",
)  # fmt: skip
MONDAY = dt.datetime(2026, 6, 1)
Plan = list[tuple[int, int]]
"""Hours of each day of a week, in half hours after midnight; 0, 0 where closed."""

spans = st.tuples(st.integers(10, 30), st.integers(1, 16)).map(lambda p: (p[0], p[0] + p[1]))
plans = st.lists(st.one_of(spans, st.just((0, 0))), min_size=7, max_size=7).filter(
    lambda p: any(a < b for a, b in p)
)


def clock(half_hours: int, style: int) -> str:
    hours, minutes = divmod(half_hours * 30, 60)
    return (f"{hours}:{minutes:02}", f"{hours:02}.{minutes:02}", f"{hours:02}:{minutes:02}")[style]


def span_text(span: tuple[int, int], style: int) -> str:
    a, b = (clock(h, style) for h in span)
    return (f"{a}-{b}", f"od {a} do {b}", f"w godz. {a} - {b}", f": {a} – {b}")[(span[0] + style) % 4]


def write_polish(plan: Plan, *, style: int, word: int, separator: str) -> str:
    """A week in words: neighbouring days with the same hours as a range, closed days said only in one style."""
    parts, first = [], 0
    while first < 7:
        last = first
        while last < 6 and plan[last + 1] == plan[first]:
            last += 1
        days = (
            DAYS[first][word]
            if first == last
            else f"{DAYS[first][word]}{('-', ' - ', ' do ')[style]}{DAYS[last][word]}"
        )
        is_open = plan[first][0] < plan[first][1]
        if is_open or style == 1:
            parts.append(f"{days} {span_text(plan[first], style) if is_open else 'nieczynne'}")
        first = last + 1
    return separator.join(parts)


def is_open_by_plan(plan: Plan, at: dt.datetime) -> bool:
    a, b = plan[at.weekday()]
    return a <= at.hour * 2 + at.minute // 30 < b


def openings(expression: str) -> list[bool]:
    hours = OpeningHours(expression)
    return [hours.is_open(MONDAY + dt.timedelta(minutes=30 * i + 10)) for i in range(7 * 48)]


@given(
    plan=plans,
    style=st.integers(0, 2),
    word=st.integers(0, 3),
    separator=st.sampled_from(["\n", ", ", "; ", " "]),
)
@settings(max_examples=150, deadline=None)
def test_hours_in_words_open_when_they_say(plan: Plan, style: int, word: int, separator: str) -> None:
    text = write_polish(plan, style=style, word=word, separator=separator)
    found = parse_hours(text)
    assert found.is_complete, text
    assert openings(found.opening) == [
        is_open_by_plan(plan, MONDAY + dt.timedelta(minutes=30 * i + 10)) for i in range(7 * 48)
    ], text


@given(
    plan=plans,
    day=st.integers(0, 6),
    slip=st.sampled_from(["7:30-1`5", "8:00-1500", "7-15-18", "ok. 8-16", "16-8"]),
)
@settings(max_examples=60, deadline=None)
def test_a_slip_on_one_line_never_opens_its_day(plan: Plan, day: int, slip: str) -> None:
    lines = [f"{DAYS[i][0]} {span_text(s, 0)}" for i, s in enumerate(plan) if s[0] < s[1] and i != day]
    lines.insert(min(day, len(lines)), f"{DAYS[day][0]} {slip}")
    found = parse_hours("\n".join(lines))
    assert not found.is_complete
    assert DAYS[day][0] in found.rest
    if found.opening:
        states = openings(found.opening)
        assert not any(states[day * 48 : day * 48 + 48])


@given(
    text=st.text(
        alphabet=st.sampled_from(list("0123456789:.,;-– \n()*`IVodiprzswnteuąęśćłPNWTMFSaohul/")), max_size=40
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_kept(text: str) -> None:
    found = parse_hours(text)
    assert not found.opening or validate(found.opening)
    assert found.is_complete == (not found.rest)
    assert found.opening or found.rest or not text.strip()
    assert all(piece in text or found.rest == text.strip() for piece in found.rest.split("\n"))
    if found.opening:
        assert parse_hours(found.opening).opening == found.opening


@given(value=st.integers(0, 9_999_999), decimals=st.integers(0, 99))
def test_numbers_as_poles_write_them(value: int, decimals: int) -> None:
    assert read_number(f"{value:,}".replace(",", " ")).value == value
    assert read_number(f"{value},{decimals:02}").value == float(f"{value}.{decimals:02}")


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_days_as_poles_write_them(day: dt.date) -> None:
    forms = [
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year} r.",
        f"{day.day} {MONTHS[day.month - 1]} {day.year} r.",
    ]
    assert {read_date(form).value for form in forms} == {day.isoformat()}


@cache
def matcher() -> TypeMatcher:
    return TypeMatcher(read_catalog())


SECRETS = (
    "hostel interwencyjny", "dom samotnej matki", "dom dla matek z małoletnimi dziećmi", "ośrodek wsparcia dla ofiar przemocy",
    "rodzina zastępcza", "rodzinny dom dziecka", "pogotowie rodzinne", "schronienie dla kobiet", "podkategoria 41",
)  # fmt: skip


@given(
    secret=st.sampled_from(SECRETS), column=st.sampled_from(["usluga_kod", "nazwa"]), declared=st.sampled_from(["", "0", "1", "x"]),
    before=st.sampled_from(["", "Powiatowy ", "Nowy  "]), after=st.sampled_from(["", " w Zalewie", " nr 3", ", ul. Ukryta 9"]),
    seed=st.integers(0, 10_000),
)  # fmt: skip
def test_secrets_are_known_however_they_are_written(
    secret: str, column: str, declared: str, before: str, after: str, seed: int
) -> None:
    shuffled = random.Random(seed)
    text = before + "".join(c.upper() if shuffled.random() < 0.3 else c for c in secret) + after
    text = text.replace(" ", shuffled.choice([" ", "  ", "\u00a0", "\n"])).replace(
        "o", shuffled.choice(["o", "o\u00ad", "o\u200b"])
    )
    assert row_sensitivity({"wrazliwosc": declared, column: text}, matcher())[0] == 2


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_duplicates_do_not_depend_on_the_order(seed: int) -> None:
    rng = random.Random(seed)
    rows = [
        {
            "nazwa": rng.choice(["Klub Zorza", "Klub Zorza Bis", "DPS", "Dom Pomocy Społecznej nr 1", "Klub"]),
            "usluga_kod": rng.choice(["KS", "DPS", ""]), "ulica": rng.choice(["Polna", "ul. Leśna", ""]), "nr": rng.choice(["1", "2", ""]),
            "miejscowosc": rng.choice(["Bór", "Zalewo"]), "lon": rng.choice(["", "15.1", "15.1015"]), "lat": "52.1",
        }
        for _ in range(30)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    found = find_duplicates(table)
    assert found == find_duplicates(table.sample(frac=1, random_state=seed))
    assert all(p.first != p.second and 0 < p.score <= 100 and p.reasons for p in found)
    for pair in found:
        types = {table.loc[label, "usluga_kod"] for label in (pair.first, pair.second)} - {""}
        assert len(types) < 2
