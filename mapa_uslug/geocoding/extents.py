"""How far gminas reach, by their polygons."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.core.crs import WGS84
from mapa_uslug.geocoding.distances import METRES_PER_DEGREE


def gmina_extents(gminas: gpd.GeoDataFrame | None) -> dict[str, tuple[float, float, float]]:
    """Middle of each gmina's polygon and the distance [m] to its farthest corner."""
    if gminas is None:
        return {}
    middles = gminas.geometry.centroid
    far = [
        float(np.max(np.hypot(*(shapely.get_coordinates(shape) - (point.x, point.y)).T)))
        for shape, point in zip(gminas.geometry, middles, strict=True)
    ]
    degrees = gpd.GeoSeries(middles, crs=gminas.crs).to_crs(WGS84)
    # Shapes that came in degrees have their distance in degrees.
    scale = METRES_PER_DEGREE if gminas.crs is not None and gminas.crs.is_geographic else 1.0
    return {
        str(c): (p.x, p.y, f * scale) for c, p, f in zip(gminas["gmina_teryt"], degrees, far, strict=True)
    }
