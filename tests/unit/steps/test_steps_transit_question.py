"""Options of `mapa-uslug transit` that cannot be meant: which, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.steps.transit_question import TransitQuestion

RIGHT = {
    "day": "2026-05-13", "window": "08:00-10:00", "stay": "60-240", "hours": "08:00-16:00", "day_type": "", "pace": "walk",
}  # fmt: skip


def ask(**changes: str) -> TransitQuestion:
    return TransitQuestion.parse(**(RIGHT | changes), out=Path("wynik.csv"))


def test_what_can_be_understood():
    question = ask()
    assert (question.window, question.stay) == ((8 * 3600, 10 * 3600), (3600, 4 * 3600))


REASONS = [
    ("window", "10:00-07:00", "--window: niedozwolona wartość „10:00-07:00”: koniec nie jest późniejszy niż początek."),
    ("window", "10:00-10:00", "--window: niedozwolona wartość „10:00-10:00”: koniec nie jest późniejszy niż początek."),
    ("hours", "16:00-8:00", "--hours: niedozwolona wartość „16:00-8:00”: koniec nie jest późniejszy niż początek."),
    ("hours", "8-16", "--hours: niedozwolona wartość „8-16”."),
    ("stay", "240-60", "--stay: niedozwolona wartość „240-60”: najdłuższy pobyt jest krótszy niż najkrótszy."),
    ("stay", "0-60", "--stay: niedozwolona wartość „0-60”: najkrótszy pobyt wynosi zero."),
    ("stay", "60", "--stay: niedozwolona wartość „60”."),
    ("day", "2026-02-30", "--date: niedozwolona wartość „2026-02-30”: nie ma takiego dnia."),
    ("day", "13.05.2026", "--date: niedozwolona wartość „13.05.2026”."),
    ("day_type", "workday", "--day-type: niedozwolona wartość „workday”."),
]  # fmt: skip


@pytest.mark.parametrize(("option", "value", "expected"), REASONS)
def test_the_reason_is_told_where_there_is_one(option, value, expected):
    with pytest.raises(InputError) as caught:
        ask(**{option: value})
    (found,) = caught.value.problems
    assert Text("pl").tell(found.message, dict(found.values)) == expected
    assert found.where == expected.partition(":")[0]
