"""A recorded answer of Overpass, given in place of asking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.network.osm_reading import read_osm_roads
from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.overpass import fetch


def test_the_recorded_streets_of_krakow(real_data: Path, tmp_path: Path) -> None:
    answer = real_data / "reference" / "overpass_krakow_2019-09-06.json"
    # Where the recording was made, a square kilometre.
    x, y = transform_xy(np.array([19.950, 19.965]), np.array([50.060, 50.070]), WGS84, PL_1992)
    home = shapely.box(x[0], y[0], x[1], y[1])
    unit = GminaUnit("126101", "1", "Kraków", "Kraków", "małopolskie")
    area = FetchArea((unit,), (), home, home.buffer(3000.0), 3000.0, tmp_path / "data")
    fetched = fetch(area, Getter(raw=tmp_path / "raw", given={"overpass": (answer,)}))
    roads = fetched.artefacts[0]
    # Of 2019, whatever the day of fetching.
    assert roads.year == 2019
    assert roads.credit.endswith("2019-09-06")
    read, counts = read_osm_roads(roads.path, default_profile())
    assert counts["ways_read"] == 54
    assert len(read.point_id) > 150
