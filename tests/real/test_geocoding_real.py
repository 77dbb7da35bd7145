"""Addresses of a real country found, mistyped, and taken out; real office cells split."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest
from python_calamine import CalamineWorkbook

from benchmarks.geocoding_quality import (
    hold_out_real,
    is_wrong_house,
    judge,
    real_as_written,
    real_records,
    share,
    typed_wrong,
)
from benchmarks.polish_addresses import Address
from benchmarks.polish_queries import with_typo
from mapa_uslug.boundaries import read_boundaries
from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.address_text import locality_key, split_address, split_street_number
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.extract import read_osm_features
from mapa_uslug.extract.addresses import read_osm_addresses
from mapa_uslug.geocoding import is_locality_list, locate, open_index, read_locality_list

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def extract(real_data: Path) -> Path:
    return real_data / "osm" / "liechtenstein-2021-10-28.osm.pbf"


@pytest.fixture(scope="module")
def gminas(extract: Path) -> gpd.GeoDataFrame:
    return read_boundaries(read_osm_features(extract, crs="EPSG:32632", admin_level=8), crs="EPSG:32632")[0]


@pytest.fixture(scope="module")
def records(extract: Path) -> list[Address]:
    return random.Random(17).sample(real_records(extract), 500)


def test_real_addresses_are_found_as_written_and_with_one_typo(
    extract: Path, gminas: gpd.GeoDataFrame, records: list[Address], tmp_path: Path
) -> None:
    index = open_index([extract], gminas=gminas, read_osm=read_osm_addresses, folder=tmp_path)
    count = index.count
    assert count.read == count.kept + sum(count.left_out.values()) > 3400
    exact, typed = judge(index, records, real_as_written), judge(index, records, typed_wrong(real_as_written))
    assert share(exact, of=lambda j: j.is_right) >= 0.99
    assert share(typed, of=lambda j: j.is_right) >= 0.95
    assert max(share(exact, of=is_wrong_house), share(typed, of=is_wrong_house)) <= 0.005


def test_real_addresses_taken_out_fall_to_a_class_whose_radius_holds_them(
    extract: Path, gminas: gpd.GeoDataFrame, records: list[Address], tmp_path: Path
) -> None:
    held = judge(hold_out_real(extract, records, gminas, tmp_path), records, real_as_written)
    assert share(held, of=lambda j: not j.is_house and j.is_within) >= 0.9
    assert share(held, of=is_wrong_house) <= 0.005


def test_every_cell_of_real_office_sheets_is_split(real_data: Path) -> None:
    cells = []
    for name in ("lodzkie_dps_2026-07-12.xls", "wolne_miejsca_dps_2026-08-08.xlsx"):
        book = CalamineWorkbook.from_path(real_data / "providers" / name)
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python()
            cells += [
                c for row in rows for c in row if isinstance(c, str) and len(c) > 25 and _has_postcode(c)
            ]
    parts = [split_address(cell) for cell in cells]
    assert len(parts) == 149
    assert [p for p in parts if not (p.is_full and p.postcode and p.post_town)] == []


def test_real_villages_are_found_with_one_typo_or_left_to_a_person(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "boundaries"
    polygons = read_boundaries(folder / "poland.municipalities.json")[0]
    listed = read_locality_list(folder / "SIMC_malopolskie_2025.csv", log=ProblemLog())
    index = open_index([folder / "SIMC_malopolskie_2025.csv"], gminas=polygons, folder=tmp_path)
    count = Counter((row.gmina_teryt, locality_key(row.name)) for row in listed)
    alone = [
        r
        for r in listed
        if count[r.gmina_teryt, locality_key(r.name)] == 1 and r.gmina_teryt in index.gminas_by_teryt
    ]
    random_ = random.Random(4)
    sample = random_.sample(alone, 1500)
    exact = [AddressQuery(locality=row.name, gmina_teryt=row.gmina_teryt) for row in sample]
    typed = [with_typo(query, random_) for query in exact]
    for queries, least_right, most_wrong in ((exact, 0.99, 0.0), (typed, 0.95, 0.005)):
        found = locate(queries, index=index, gminas=None)
        named = [f.best is not None and f.best.quality == "miejscowosc" for f in found]
        right = [
            is_named
            and f.best is not None
            and f.best.text.startswith(f"{row.name} (")
            and f.best.gmina_teryt == row.gmina_teryt
            for f, row, is_named in zip(found, sample, named, strict=True)
        ]
        assert sum(right) / len(sample) >= least_right
        assert (sum(named) - sum(right)) / len(sample) <= most_wrong


def _has_postcode(cell: str) -> bool:
    return bool(split_address(cell).postcode)


def test_every_street_cell_of_a_real_list_has_a_number(real_data: Path) -> None:
    with (real_data / "providers" / "facilities_geocoded_315.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        streets = [row["ulica"] for row in csv.DictReader(stream)]
    split = [split_street_number(street)[1] or split_address(street).number for street in streets]
    assert len(split) == 315
    assert all(split)


def test_the_real_list_of_localities_is_read_whole(real_data: Path) -> None:
    path, log = real_data / "boundaries" / "SIMC_malopolskie_2025.csv", ProblemLog()
    assert is_locality_list(path)
    rows = read_locality_list(path, log=log)
    assert len(rows) == 13_833
    assert {row.gmina_teryt[:2] for row in rows} == {"12"}
    assert log.problems == []
