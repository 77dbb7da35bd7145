"""Kinds of day in words and marks; each expectation is what a reader of the printed timetable would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.timetable import DAY_TYPES
from mapa_uslug.transit.book_day_words import read_days

UNDERSTOOD = {
    "": "", " , ": "", "S": "S", "s": "S", "W": "W", "SW": "SW", "sw6": "SW6", "6+7": "67", "S, W; 7": "SW7",
    "sob.": "6", "soboty": "6", "Sobota": "6", "w soboty": "6", "tylko w soboty": "6", "SOBOTY": "6",
    "niedz.": "7", "niedziele": "7", "święta": "7", "św.": "7", "Św": "7", "niedziele i święta": "7",
    "pn-pt": "SW", "pn.–pt.": "SW", "pon. - pt.": "SW", "1-5": "SW", "od poniedziałku do piątku": "SW",
    "dni robocze": "SW", "w dni robocze": "SW", "D": "SW",
    "pn-sob": "SW6", "1-7": "SW67", "6-7": "67", "sob-niedz": "67", "codziennie": "SW67", "kursuje codziennie": "SW67",
    "nauka szkolna": "S", "w dni nauki szkolnej": "S", "dni szkolne": "S",
    "wakacje": "W", "w wakacje": "W", "ferie": "W", "w czasie ferii": "W", "wolne od nauki": "W", "ferie i wakacje": "W",
    "dni szkolne, soboty oraz niedziele": "S67", "S i soboty": "S6", "D, 6": "SW6", "pn-pt + święta": "SW7",
}  # fmt: skip


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_is_understood(text):
    kinds = zip("SW67", DAY_TYPES, strict=True)
    assert read_days(text) == tuple(kind for mark, kind in kinds if mark in UNDERSTOOD[text])


@pytest.mark.parametrize(
    "text",
    [
        "SX", "pn-czw", "pn", "piątki", "wt-sob", "pt-pn", "5", "7-6", "6-6", "codziennie oprócz świąt", "soboty niedziele",
        "dni wolne", "soboty (bez świąt)", "pn-pt w dni nauki", "nie kursuje w soboty", "S, piątki", "SWS!", "soboty-",
        "2026-05-01 00:00:00", "pn-pt-sob",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused_as_a_whole(text):
    with pytest.raises(ValueError, match=r".+"):
        read_days(text)


@given(
    st.lists(st.sampled_from(sorted(UNDERSTOOD)), max_size=4), st.sampled_from([", ", " i ", " oraz ", " + "])
)
def test_what_is_joined_is_the_union(parts, joint):
    union = {kind for part in parts for kind in read_days(part)}
    assert set(read_days(joint.join(parts))) == union


@given(
    st.lists(st.sampled_from(sorted(UNDERSTOOD)), max_size=3),
    st.sampled_from(["piątki", "SX", "pn-czw"]),
    st.randoms(),
)
def test_one_part_that_is_not_certain_refuses_all(parts, odd, random):
    parts = [*parts, odd]
    random.shuffle(parts)
    with pytest.raises(ValueError, match=odd):
        read_days(", ".join(parts))
