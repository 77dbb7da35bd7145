"""A service whose kind is misspelt exists all the same: nobody of its gmina may be called too far from what it may be."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.cases import WORKLIST_END
from mapa_uslug.registry import Registry, read_services

HEAD = "usluga_id,nazwa,teryt7,usluga_kod,lat,lon,wrazliwosc\n"


def read(path: Path, row: str) -> Registry:
    table = pd.DataFrame({"gmina_teryt": ["086001"], "gmina_kod": "", "gmina": ["Zalewo"], "is_area": True})
    gminas = gpd.GeoDataFrame(table, geometry=[shapely.box(15.0, 52.0, 15.2, 52.2)], crs="EPSG:4326").to_crs(
        "EPSG:2180"
    )
    path.write_text(HEAD + row, encoding="utf-8")
    return read_services([path], catalog=read_catalog(), gminas=gminas, crs="EPSG:2180")


def test_a_misspelt_kind_leaves_its_gmina_untold(tmp_path: Path) -> None:
    registry = read(tmp_path / "u.csv", "U1,Dom,0860011,Dzienny Dm Seniorów,52.1,15.1,\n")
    assert ("DDP", "086001") in set(registry.unplaced.itertuples(index=False, name=None))
    assert registry.rejected["reason"].tolist() == ["unknown_service"]
    assert [(p.code, p.severity) for p in registry.problems] == [("unknown_service", "error")]


def test_a_row_that_waits_in_the_work_list_is_no_error_and_is_sent_there(tmp_path: Path) -> None:
    (tmp_path / f"u{WORKLIST_END}.xlsx").touch()
    registry = read(tmp_path / "u.csv", "U1,Dom,0860011,Dzienny Dm Seniorów,52.1,15.1,\n")
    (told,) = registry.problems
    assert (told.code, told.severity) == ("unknown_service", "warning")
    assert "registry resolve" in told.hint
    assert dict(told.values) == {"value": "Dzienny Dm Seniorów", "file": "u_do_decyzji.xlsx"}
    # Left out as before, and nobody of its gmina is called too far.
    assert registry.rejected["reason"].tolist() == ["unknown_service"]
    assert ("DDP", "086001") in set(registry.unplaced.itertuples(index=False, name=None))
    # Another sheet's work list does not count.
    other = read(tmp_path / "inny.csv", "U1,Dom,0860011,Dzienny Dm Seniorów,52.1,15.1,\n")
    assert [p.severity for p in other.problems] == ["error"]


def test_of_a_row_without_a_place_the_work_list_is_named_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"u{WORKLIST_END}.xlsx").touch()
    (told,) = read(tmp_path / "u.csv", "U1,Dom,0860011,Dzienny Dm Seniorów,,,1\n").problems
    assert dict(told.values) == {"value": "…", "file": "u_do_decyzji.xlsx"}
