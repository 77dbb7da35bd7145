"""Duplicates within and across real lists of homes.

What is proposed was judged by reading: within the list of facilities one pair, a true one (a village under its post town);
within the register of free places five pairs, rows that one home has for several groups; across both 86, of which none joins
two different homes; six homes stand in both under another number or name and are not proposed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.address_text import split_address, split_street_number
from mapa_uslug.registry.duplicates import DuplicatePair, find_duplicates
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.tables.workbooks import read_file

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def facilities(real_data: Path) -> pd.DataFrame:
    path = real_data / "providers" / "facilities_geocoded_315.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    parts = [split_street_number(text) for text in table["ulica"]]
    rows = {
        "nazwa": table["nazwa"], "usluga_kod": table["typ"], "ulica": [s for s, _ in parts], "nr": [n for _, n in parts],
        "kod": table["kod_pocztowy"], "miejscowosc": table["miejscowosc"], "powiat": table["powiat"], "lon": table["longitude"],
        "lat": table["latitude"], "kontakt_rola": table["telefon"],
    }  # fmt: skip
    return pd.DataFrame(rows).set_axis([f"F{i + 2}" for i in range(len(table))], axis=0)


@pytest.fixture(scope="module")
def free_places(real_data: Path) -> pd.DataFrame:
    (table, *_) = read_file(real_data / "providers" / "wolne_miejsca_dps_2026-08-08.xlsx").tables
    named = [row for row in table.rows if row.cells[2] not in ("", "X")]
    parts = [split_address(row.cells[2]) for row in named]
    rows = [
        {"nazwa": p.name, "usluga_kod": "DPS", "ulica": p.street, "nr": p.number, "kod": p.postcode, "miejscowosc": p.locality}
        for p in parts
    ]  # fmt: skip
    return pd.DataFrame(rows, index=[f"W{row.number}" for row in named])


def find(*tables: pd.DataFrame) -> list[DuplicatePair]:
    return find_duplicates(pd.concat(tables).fillna(""), matcher=TypeMatcher(read_catalog()))


def test_within_each_list(facilities: pd.DataFrame, free_places: pd.DataFrame) -> None:
    assert len(find(facilities)) == 1
    assert len(find(free_places)) == 5


def test_across_the_lists(facilities: pd.DataFrame, free_places: pd.DataFrame) -> None:
    across = [p for p in find(facilities, free_places) if str(p.first)[0] != str(p.second)[0]]
    assert len(across) == 86
    both = pd.concat([facilities, free_places]).fillna("")
    for pair in across:
        one, other = both.loc[pair.first], both.loc[pair.second]
        # Every pair stands on one house number of one postcode or town, told by the lists themselves.
        numbers = {one["nr"].upper(), other["nr"].upper()}
        assert len(numbers) == 1
        assert one["kod"] == other["kod"] or one["miejscowosc"] == other["miejscowosc"]
        assert "same_address" in pair.reasons
    named = {p.second if str(p.second)[0] == "W" else p.first for p in across}
    assert (len(named), len(free_places)) == (86, 92)
