"""Offices of one voivodeship: which lie in the gmina that they name. The list's codes are known to be wrong often."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.boundaries import read_boundaries
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.gmina_check import GminaCheck, GminaClaim, check_gminas

pytestmark = pytest.mark.real

# Rows (from 0) drawn with seed 2026, judged on a map by hand; besides them every row called a seat elsewhere.
_JUDGED = {
    0: "inside", 26: "inside", 30: "contradiction", 57: "inside", 61: "inside", 81: "inside", 107: "inside", 112: "inside",
    125: "inside", 128: "inside", 131: "contradiction", 140: "contradiction", 142: "contradiction", 146: "near_border",
    150: "contradiction", 153: "contradiction", 159: "contradiction", 165: "inside", 187: "inside", 192: "inside",
}  # fmt: skip
_RURAL_OFFICES_IN_TOWN = [31, 47, 49, 85, 170, 183]
_JUDGED_CODES = {0: "agrees", 125: "wrong", 140: "wrong", 142: "wrong", 150: "wrong", 153: "wrong", 165: "wrong", 192: "wrong",
                 30: "agrees", 57: "agrees"}  # fmt: skip


@pytest.fixture(scope="module")
def checks(real_data: Path) -> list[GminaCheck]:
    gminas, _, _ = read_boundaries(real_data / "boundaries" / "poland.municipalities.json", crs="EPSG:2180")
    index = GminaIndex(gminas, "EPSG:2180")
    localities: dict[str, set[str]] = {}
    with (real_data / "boundaries" / "SIMC_malopolskie_2025.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            localities.setdefault(fold(row["NAZWA"]), set()).add(row["WOJ"] + row["POW"] + row["GMI"])
    with (real_data / "providers" / "ops_cus_pcpr_geocoded_195.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        rows = list(csv.DictReader(stream))
    lon, lat = (np.array([float(r[c]) for r in rows]) for c in ("longitude", "latitude"))
    x, y = transform_xy(lon, lat, WGS84, "EPSG:2180")
    claims = [
        GminaClaim(r["gmina"], r["powiat"], r["teryt_gminy"], r["nazwa"], r["miejscowosc"], (px, py))
        for r, px, py in zip(rows, x.tolist(), y.tolist(), strict=True)
    ]
    return check_gminas(claims, index=index, localities={k: frozenset(v) for k, v in localities.items()})


def test_every_office_is_in_one_class(checks: list[GminaCheck]) -> None:
    places = Counter(c.place for c in checks)
    assert places == {"inside": 102, "near_border": 8, "seat_elsewhere": 6, "contradiction": 79}
    assert sum(places.values()) == 195


def test_rows_judged_by_hand(checks: list[GminaCheck]) -> None:
    assert {i: checks[i].place for i in _JUDGED} == _JUDGED
    assert [i for i, c in enumerate(checks) if c.place == "seat_elsewhere"] == _RURAL_OFFICES_IN_TOWN
    assert {i: checks[i].code for i in _JUDGED_CODES} == _JUDGED_CODES


def test_wrong_codes_are_known_apart_from_wrong_places(checks: list[GminaCheck]) -> None:
    assert Counter(c.code for c in checks) == {"wrong": 114, "agrees": 78, "unknown": 2, "": 1}
    # A code may be wrong though the point is right, and the other way round.
    assert sum(c.place == "inside" and c.code == "wrong" for c in checks) > 30
    assert sum(c.place == "contradiction" and c.code == "agrees" for c in checks) > 30
