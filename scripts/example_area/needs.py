"""A survey of needs and people of other years, both invented."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from example_area.gazetteer import GMINAS
from example_area.people import totals_by_gmina
from mapa_uslug.catalog import read_catalog

SURVEY_NAME: Final = "ankieta_potrzeb.csv"
YEARS_NAME: Final = "ludnosc_lata.csv"
NOT_ASKED: Final = "086003"
"""Gmina that took no part in the survey."""
ASKED: Final = {"086001": 310, "086002": 142, "086004": 187, "086005": 118}
"""People asked in each gmina; each could name several services."""
SURVEY_DATE: Final = "2026-05-31"

# Service | of 100 people asked, in gminas Zalewsk, Jezierzec, Grodzieniec and Borowiska: urgent | hard to provide.
_ANSWERS = """
UO   | 27 24 29 31 | 22 26 24 30
SUO  | 11  8 10  9 | 19 17 21 18
AOON | 19 13 15 16 | 21 19 23 22
OWP  | 22 17 18 21 | 25 20 24 23
DDP  | 24 21 19 38 | 14 18 15 27
KS   |  9 11  8 12 |  4  6  5  5
TEL  | 12 15 13 14 |  5  7  6  6
D2D  | 14 36 27 22 | 12 28 20 16
POZ  |  8 19 33 11 |  6 15 31  9
PZP  | 17 14 16 13 | 33 27 29 25
ZLO  | 31 12 14 10 |  9 11 10 12
MW   | 13  7  9  8 | 24 22 26 21
"""
_CODES: Final = tuple(ASKED)

# Year | kind | people by group as a share of those of 2026: 0-14, 15-64, 65+ (Zalewsk, Jezierzec, Modrzewno, Grodzieniec, Borowiska)
_YEARS = (
    (2016, "stan", (1.11, 1.06, 1.15, 1.10, 1.14), (1.10, 1.05, 1.12, 1.07, 1.09), (0.74, 0.79, 0.81, 0.76, 0.72)),
    (2021, "stan", (1.06, 1.03, 1.08, 1.05, 1.07), (1.05, 1.02, 1.06, 1.03, 1.05), (0.87, 0.90, 0.91, 0.88, 0.86)),
    (2026, "stan", (1.0,) * 5, (1.0,) * 5, (1.0,) * 5),
    (2030, "prognoza", (0.93, 0.97, 0.91, 0.95, 0.92), (0.95, 0.98, 0.94, 0.97, 0.95), (1.09, 1.06, 1.05, 1.08, 1.14)),
    (2035, "prognoza", (0.84, 0.91, 0.80, 0.88, 0.83), (0.90, 0.95, 0.88, 0.93, 0.90), (1.15, 1.12, 1.08, 1.14, 1.26)),
)  # fmt: skip
_GROUPS: Final = ("people_0_14", "people_15_64", "people_65_plus")


def answers() -> list[dict[str, Any]]:
    """Rows of the survey."""
    names, types = {g.code6: g.name for g in GMINAS}, read_catalog().by_code
    rows = []
    for place, code in enumerate(_CODES):
        for line in _ANSWERS.strip().splitlines():
            service, urgent, difficult = (part.strip() for part in line.split("|"))
            shares = [int(part.split()[place]) for part in (urgent, difficult)]
            counts = [round(ASKED[code] * share / 100) for share in shares]
            rows.append({
                "gmina_teryt": code, "gmina": names[code], "usluga_kod": service, "usluga": types[service].name, "zapytanych": ASKED[code],
                "pilne": counts[0], "trudne": counts[1], "zrodlo": "ankieta zmyślona", "data": SURVEY_DATE,
            })  # fmt: skip
    return rows


def survey_text() -> str:
    """Write the survey as an office would: semicolons."""
    return _write(answers(), ";")


def people_by_year() -> list[dict[str, Any]]:
    """People per gmina, counted in 2016, 2021 and 2026, and forecast for 2030 and 2035; each year's groups add up."""
    rows = []
    for place, now in enumerate(totals_by_gmina()):
        for year, kind, *shares in _YEARS:
            groups = {
                name: round(int(str(now[name])) * share[place])
                for name, share in zip(_GROUPS, shares, strict=True)
            }
            rows.append({
                "gmina_teryt": now["gmina_teryt"], "gmina": now["gmina"], "rok": year, "rodzaj": kind, "people": sum(groups.values()), **groups,
            })  # fmt: skip
    return rows


def years_text() -> str:
    """Write the people of other years."""
    return _write(people_by_year(), ",")


def _write(rows: list[dict[str, Any]], delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
