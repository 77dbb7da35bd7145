"""Four gminas drawn by hand, squares of 10 km in EPSG:2180 [km east, km north], and one a day's walk away.

    north 660 +-----------+-----------+-----------+              +-----------+
              | Chojnice  |  Czersk   |  Kaliska  |              | Starogard |
              |  220203   | [Wyspa]   |  221304   |              |  221303   |
    north 650 +-----------+-----------+-----------+              +-----------+
    east     420         430         440         450            480         490

Wyspa (220201) is a square of 2 km in a hole of Czersk (434 to 436, 654 to 656).
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

CODES = {
    "Czersk": "2202043", "Chojnice": "2202032", "Kaliska": "2213042", "Starogard Gdański": "2213032", "Wyspa": "2202011",
}  # fmt: skip
AREA_KM2 = {"Czersk": 96.0, "Chojnice": 100.0, "Kaliska": 100.0, "Starogard Gdański": 100.0, "Wyspa": 4.0}


def draw_gminas(
    *, east_km: float = 0.0, north_km: float = 0.0, prefix: str = "", has_koszalin: bool = False
) -> gpd.GeoDataFrame:
    """The gminas, moved; `prefix` replaces the first two digits of the codes. Koszalin stays where it is."""
    squares = {
        "Czersk": shapely.difference(_square(430, 650, 10), _square(434, 654, 2)), "Chojnice": _square(420, 650, 10),
        "Kaliska": _square(440, 650, 10), "Starogard Gdański": _square(480, 650, 10), "Wyspa": _square(434, 654, 2),
    }  # fmt: skip
    shift = np.array([east_km, north_km]) * 1000.0
    shapes = [shapely.transform(shape, lambda xy: xy + shift) for shape in squares.values()]
    codes = [(prefix or CODES[name][:2]) + CODES[name][2:] for name in squares]
    if has_koszalin:
        shapes, codes, squares = (
            [*shapes, _square(311, 702, 10)],
            [*codes, "3261011"],
            {**squares, "Koszalin": None},
        )
    return gpd.GeoDataFrame(
        {"JPT_KOD_JE": codes, "JPT_NAZWA_": list(squares)}, geometry=shapes, crs="EPSG:2180"
    )


def _square(east_km: float, north_km: float, side_km: float) -> shapely.Polygon:
    return shapely.box(*(1000.0 * v for v in (east_km, north_km, east_km + side_km, north_km + side_km)))
