"""Three cells in two gminas, and layers over them in which each cell is in one state."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells

PEOPLE = np.array([200, 300, 100])
CELLS = PopulationCells(
    gpd.GeoDataFrame(
        pd.DataFrame(
            {
                "cell_id": ["a", "b", "c"],
                "gmina_teryt": ["086001", "086001", "086002"],
                "people": PEOPLE,
                "is_imputed": False,
            }
        ),
        geometry=shapely.points([(0, 0), (250, 0), (500, 0)]),
        crs="EPSG:2180",
    ),
    "EPSG:2180",
    250,
    {},
)


def make_layer(
    mode: str, states: list[int], *, level: int = 1, cost: tuple[float, ...] = (5, 10, 40)
) -> CoverageLayer:
    """All people of each cell in one state (0 served to 3 cannot tell), within 30 minutes."""
    people = np.zeros((3, 4), dtype=np.int32)
    people[np.arange(3), states] = PEOPLE
    return CoverageLayer(
        service_type="POZ", mode=mode, level=level, threshold=30, unit="min", kind="umowny", is_capacity_known=False,
        people=people, target=None, reason=np.zeros(3, dtype=np.uint8), cost=np.array(cost, dtype=np.float32),
        nearest_place=np.zeros(3, dtype=np.int32),
    )  # fmt: skip
