"""A service whose kind is misspelt exists all the same: nobody of its gmina may be called too far from what it may be."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry import read_services


def test_a_misspelt_kind_leaves_its_gmina_untold(tmp_path: Path) -> None:
    table = pd.DataFrame({"gmina_teryt": ["086001"], "gmina_kod": "", "gmina": ["Zalewo"], "is_area": True})
    gminas = gpd.GeoDataFrame(table, geometry=[shapely.box(15.0, 52.0, 15.2, 52.2)], crs="EPSG:4326").to_crs(
        "EPSG:2180"
    )
    path = tmp_path / "u.csv"
    path.write_text(
        "usluga_id,nazwa,teryt7,usluga_kod,lat,lon\nU1,Dom,0860011,Dzienny Dm Seniorów,52.1,15.1\n",
        encoding="utf-8",
    )
    registry = read_services([path], catalog=read_catalog(), gminas=gminas, crs="EPSG:2180")
    assert ("DDP", "086001") in set(registry.unplaced.itertuples(index=False, name=None))
    assert registry.rejected["reason"].tolist() == ["unknown_service"]
