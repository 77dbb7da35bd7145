"""Hours, types and providers of a real register: what is understood, and that none of it is wrong.

Each of the 76 distinct texts from which hours are taken was read against its result; the fingerprint below is of
these results by row, so that any change of one of them must be read again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.meaning.hours import Hours, parse_hours
from mapa_uslug.registry.meaning.matching import TypeMatcher, is_cus
from mapa_uslug.registry.meaning.providers import provider_kind
from mapa_uslug.registry.meaning.sensitivity import row_sensitivity

pytestmark = pytest.mark.real
JUDGED = "5bf5a305bc411713"


@pytest.fixture(scope="module")
def offices(real_data: Path) -> pd.DataFrame:
    path = real_data / "providers" / "ops_cus_pcpr_geocoded_195.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def read(offices: pd.DataFrame) -> dict[int, tuple[str, Hours]]:
    """By row as a spreadsheet counts them."""
    return {
        row + 2: (text, parse_hours(text))
        for row, text in enumerate(offices["godziny_pracy"])
        if text.strip()
    }


def test_how_many_are_understood(read: dict[int, tuple[str, Hours]]) -> None:
    found = Counter(
        "whole" if hours.is_complete else "part" if hours.opening else "not" for _, hours in read.values()
    )
    # Of those not understood most name no days (7:30-15:30), others are lists of services in the wrong column.
    assert found == {"whole": 68, "part": 8, "not": 48}


def test_results_are_the_ones_that_were_judged(read: dict[int, tuple[str, Hours]]) -> None:
    told = "\n".join(f"{row}: {hours.opening}" for row, (_, hours) in sorted(read.items()) if hours.opening)
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == JUDGED


def test_no_clock_time_is_made_up(read: dict[int, tuple[str, Hours]]) -> None:
    for row, (text, hours) in read.items():
        written = {
            (int(h), int(m or 0)) for h, m in re.findall(r"(?<!\d)(\d{1,2})(?:[:.,; ](\d{2}))?(?!\d)", text)
        }
        told = {(int(h), int(m)) for h, m in re.findall(r"(\d{2}):(\d{2})", hours.opening)}
        assert told <= written, row


def test_what_is_not_understood_is_kept_word_for_word(read: dict[int, tuple[str, Hours]]) -> None:
    for row, (text, hours) in read.items():
        assert all(line in text for line in hours.rest.split("\n")), row
        assert hours.is_complete == (not hours.rest), row


def test_times_without_days_fill_no_day(read: dict[int, tuple[str, Hours]]) -> None:
    bare = [
        hours for text, hours in read.values() if re.fullmatch(r"[\d\s:.,\-–]+|od [\d.: ]+do [\d.: ]+", text)
    ]
    assert len(bare) > 25
    assert {hours.opening for hours in bare} == {""}


def test_types_and_centres_of_social_services_are_recognised(offices: pd.DataFrame) -> None:
    matcher = TypeMatcher(read_catalog())
    assert offices["nazwa"].map(is_cus).tolist() == (offices["typ"] == "CUS").tolist()
    assert offices["nazwa"].map(is_cus).sum() == 14
    guessed = offices["nazwa"].map(lambda name: getattr(matcher.guess_from_name(name), "code", ""))
    wanted = offices["typ"].map({"OPS": "OPS", "CUS": "OPS", "MOPR": "OPS", "PCPR": "PCPR"})
    assert (guessed[guessed != ""] == wanted[guessed != ""]).all()
    assert (guessed != "").sum() == 193


def test_offices_are_public_and_no_guess_of_a_care_facility_is_wrong(
    offices: pd.DataFrame, real_data: Path
) -> None:
    matcher = TypeMatcher(read_catalog())
    homes = pd.read_csv(
        real_data / "providers" / "facilities_geocoded_315.csv",
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    for table in (offices, homes):
        levels = [
            row_sensitivity({"usluga_kod": r.typ, "nazwa": r.nazwa}, matcher) for r in table.itertuples()
        ]
        assert set(levels) == {(0, "")}
    codes = {"DPS": "DPS", "ŚDS": "SDS", "Klub Senior+": "KS", "DD Senior+": "DDP"}
    guesses = [(matcher.guess_from_name(r.nazwa), codes[r.typ_krotki]) for r in homes.itertuples()]
    assert sum(guess is not None for guess, _ in guesses) == 226
    assert all(guess is None or guess.code == code for guess, code in guesses)


def test_offices_of_gminas_are_guessed_from_their_names(offices: pd.DataFrame) -> None:
    kinds = Counter(
        (typ == "PCPR", provider_kind("", name)[0])
        for typ, name in zip(offices["typ"], offices["nazwa"], strict=True)
    )
    assert set(kinds) <= {(False, "gmina"), (True, "powiat"), (False, ""), (True, "")}
