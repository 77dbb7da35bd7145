"""Lists of offices as they are: where their tables begin and end, and what their columns are."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.registry.tables.headers import match_headers
from mapa_uslug.registry.tables.workbooks import read_file

pytestmark = pytest.mark.real

# File, rows, number of the first and last of them, columns, titles, what the columns are by position.
FILES = [
    ("facilities_geocoded_315.csv", 315, 2, 316, 16, 0,
     {"usluga_id": 0, "nazwa": 1, "usluga_kod": 2, "ulica": 4, "miejscowosc": 5, "kod": 6, "powiat": 7, "wojewodztwo": 8, "lat": 9,
      "lon": 10, "pojemnosc": 11, "odplatnosc": 12, "grupa": 13, "kontakt_rola": 14, "www": 15}),
    ("ops_cus_pcpr_geocoded_195.csv", 195, 2, 196, 19, 0,
     {"usluga_kod": 0, "usluga_id": 1, "wojewodztwo": 2, "powiat": 3, "gmina": 4, "nazwa": 5, "kod": 6, "miejscowosc": 7, "ulica": 8,
      "nr": 9, "kontakt_rola": 10, "www": 11, "email": 12, "godziny": 13, "teryt7": 14, "lat": 15, "lon": 16, "klasa_wsp": 17,
      "uwagi": 18}),
    ("lodzkie_dps_2026-07-12.xls", 58, 3, 60, 4, 0, {"lp": 0, "powiat": 1, "nazwa_i_adres": 2, "wolne_miejsca": 3}),
    ("wolne_miejsca_dps_2026-08-08.xlsx", 140, 7, 146, 15, 1,
     {"powiat": 1, "nazwa_i_adres": 2, "grupa": 3, "pojemnosc": 4, "zajete": 6, "wolne_miejsca": 8, "kolejka": 13}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "first", "last", "columns", "titles", "meaning"), FILES)
def test_tables_of_offices(
    real_data: Path,
    name: str,
    rows: int,
    first: int,
    last: int,
    columns: int,
    titles: int,
    meaning: dict[str, int],
) -> None:
    result = read_file(real_data / "providers" / name)
    (table,) = result.tables
    assert (len(table.rows), table.rows[0].number, table.rows[-1].number) == (rows, first, last)
    assert (len(table.headers), len(table.titles), result.problems) == (columns, titles, ())
    match = match_headers(table.headers)
    assert (match.columns, match.ambiguous) == (meaning, {})


def test_headers_of_four_rows_are_joined(real_data: Path) -> None:
    (table,) = read_file(real_data / "providers" / "wolne_miejsca_dps_2026-08-08.xlsx").tables
    depths = [header.count(" / ") for header in table.headers]
    assert depths == [0] * 8 + [1, 2, 2, 2, 2, 0, 0]
    assert not any("\n" in header for header in table.headers)


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [("SIMC_malopolskie_2025.csv", 13_833, 10), ("TERC_Adresowy_2026-02-16.csv", None, 7)],
)
def test_official_registers_lose_no_row(real_data: Path, name: str, rows: int | None, columns: int) -> None:
    path = real_data / "boundaries" / name
    (table,) = read_file(path).tables
    lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    assert (len(table.rows), len(table.headers)) == (len(lines) - 1, columns)
    assert rows in (None, len(table.rows))
    assert [r.number for r in table.rows] == list(range(2, len(lines) + 1))
