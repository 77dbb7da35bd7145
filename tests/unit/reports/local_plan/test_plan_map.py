"""White spots of the chapter on the map: paper has the largest, the workbook all."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from networked_town import find_networked

from mapa_uslug.reports.content import Table
from mapa_uslug.reports.local_plan.map import describe_map


def test_the_workbook_has_every_white_spot(town):
    first = town.white_spots[(town.white_spots["mode"] == "all") & (town.white_spots["level"] == 1)].iloc[:1]
    many = pd.concat([
        first.assign(white_spot_id=f"S-{n}", localities=f"Wieś {n:02}", people=90 - n, cells="a|b") for n in range(40)
    ], ignore_index=True)  # fmt: skip
    spotted = replace(town, white_spots=gpd.GeoDataFrame(many, crs=town.white_spots.crs))
    (spots,) = describe_map(find_networked(spotted)).sections
    (table,) = [block for block in spots.blocks if isinstance(block, Table)]
    assert table.caption == "Białe plamy od najludniejszej"
    assert [row[0] for row in table.rows] == [f"Wieś {n:02}" for n in range(40)]
    assert table.read == 14
