"""Days of records, and months that end early."""

from datetime import date

import pytest

from mapa_uslug.core.days import add_months, parse_day


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 5), 12, date(2027, 12, 5)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 1, 31), -11, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


def test_what_is_no_day_is_none() -> None:
    assert parse_day("2026-09-30") == date(2026, 9, 30)
    assert [parse_day(told) for told in ("", "2026", "30.09.2026", "2026-02-30")] == [None] * 4
