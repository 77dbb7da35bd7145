"""A valley drawn by hand: a village on either bank of a river, and one bridge far down it.

::

      A --1000 m-- C ------3000 m------ 1        y = 200
    ~~~~~~~~~~~~~~~ river ~~~~~~~~~~~~~~|~~~~    y = 0, from x = -6000 to 6000
      B ---------- D ------------------ 2        y = -200
    x = 0         1000                 4000

A (10 people) and C (20) are Górki, B (30) and D (40) are Dolne.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.contracts.tables import Landscape, PopulationCells
from mapa_uslug.engine.routable import RoutableNetwork
from tests.hand_networks import CRS, Road, make_network

RIVER = shapely.LineString([(-6000, 0), (6000, 0)])
PLACES = {1: (0.0, 200.0), 2: (1000.0, 200.0), 3: (4000.0, 200.0),
          4: (0.0, -200.0), 5: (1000.0, -200.0), 6: (4000.0, -200.0)}  # fmt: skip
NORTH, SOUTH = [(1, 2), (2, 3)], [(4, 5), (5, 6)]
BRIDGE = (3, 6)


def valley(
    roads: Sequence[tuple[int, int]], places: dict[int, tuple[float, float]] = PLACES
) -> RoutableNetwork:
    """Roads that everybody may walk and drive both ways."""
    return RoutableNetwork(make_network(places, [Road(u, v, 60.0, 60.0) for u, v in roads]))


def layer(shapes: Sequence[Any], names: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """A layer of the landscape."""
    return gpd.GeoDataFrame({"name": list(names) or [""] * len(shapes)}, geometry=list(shapes), crs=CRS)


def landscape(*, water: Any = None, rail: Any = None, forest: Any = None) -> Landscape:
    """A landscape with the river Warta, unless other water is given."""
    nothing = layer([])
    places = gpd.GeoDataFrame(
        {"name": ["Mostowo"], "kind": ["village"]}, geometry=[shapely.Point(4100, 300)], crs=CRS
    )
    return Landscape(
        places=places,
        water=layer([RIVER], ["Warta"]) if water is None else water,
        forest=nothing if forest is None else forest,
        builtup=nothing,
        rail=nothing if rail is None else rail,
    )


def people(
    points: Sequence[tuple[float, float]] = ((0, 200), (0, -200), (1000, 200), (1000, -200)),
    counts: Sequence[int] = (10, 30, 20, 40),
    localities: Sequence[str] = ("Górki", "Dolne", "Górki", "Dolne"),
    gminas: Sequence[str] = ("120101",) * 4,
) -> PopulationCells:
    """Cells of 250 m whose people live at given points."""
    table = gpd.GeoDataFrame(
        {
            "cell_id": [f"c{i}" for i in range(len(points))],
            "gmina_teryt": list(gminas),
            "locality": list(localities),
            "grid_col": np.arange(len(points)),
            "grid_row": 0,
            "people": list(counts),
            "is_imputed": False,
        },
        geometry=[shapely.Point(p) for p in points],
        crs=CRS,
    )
    return PopulationCells(table, CRS, 250, {})
