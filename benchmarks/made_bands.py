"""Isochrones of a made voivodeship: with as many vertices as a run's own drawing gives them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.made_land import CRS, X0, Y0, blobs
from mapa_uslug.catalog.models import ServiceType

REACH_M: Final = {"car": 700.0, "bike": 160.0, "walk": 52.0, "walk_slow": 35.0}
"""How far a minute takes a traveller as the crow flies."""
_RIM_M: Final = 65.0
"""Metres of a band's rim to a vertex, at pixels of 100 m: Liechtenstein's bands have 930 by car for 15 minutes."""
_PIXEL_M: Final = 300.0
_FEWEST: Final = 24


def make_bands(
    types: Sequence[ServiceType], code: NDArray[Any], ids: NDArray[Any], xy: NDArray[np.float64],
    *, modes: Sequence[str], side: float, rng: np.random.Generator,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Bands of every type's places together and of each place, by every mode that is measured in minutes."""
    frames = []
    for service_type in types:
        rows = np.flatnonzero(code == service_type.code)
        counted = {m: t for m, t in service_type.thresholds.items() if m in modes and t.unit == "min"}
        if not len(rows) or not counted:
            continue
        pixels = _metres_to_nearest(xy[rows], side, rng)
        for mode, threshold in counted.items():
            joint = [_outline(*pixels, minutes * REACH_M[mode]) for minutes in threshold.values]
            own = [_own_bands(xy[rows], minutes * REACH_M[mode], rng) for minutes in threshold.values]
            n = len(rows)
            frames.append(
                pd.DataFrame(
                    {
                        "id": [service_type.code] * 3 + ids[rows].tolist() * 3,
                        "service_type": service_type.code,
                        "mode": mode,
                        "minutes": [*threshold.values, *np.repeat(threshold.values, n).tolist()],
                        "direction": service_type.direction,
                        "geometry": [*joint, *np.concatenate(own)],
                    }
                )
            )
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=CRS)


def _own_bands(xy: NDArray[np.float64], reach: float, rng: np.random.Generator) -> NDArray[Any]:
    return blobs(xy, np.full(len(xy), reach), max(_FEWEST, int(2.0 * np.pi * reach / _RIM_M)), rng)


def _metres_to_nearest(
    xy: NDArray[np.float64], side: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Pixels of the area and how far each is from the nearest place, rough as ways are."""
    along = np.arange(-0.1 * side, 1.1 * side, _PIXEL_M)
    x, y = np.meshgrid(X0 + along, Y0 + along)
    metres, _ = cKDTree(xy).query(np.column_stack([x.ravel(), y.ravel()]))
    winding = 1.0 + 0.08 * np.sin(x / 2_700.0) * np.cos(y / 3_100.0) + 0.06 * np.sin(x / 700.0 + y / 900.0)
    rough = metres.reshape(x.shape) * winding + rng.normal(0.0, 0.3 * _PIXEL_M, x.shape)
    return x, y, np.maximum(rough, 0.0)


def _outline(
    x: NDArray[np.float64], y: NDArray[np.float64], metres: NDArray[np.float64], reach: float
) -> Any:
    contours = SerialContourGenerator(
        x, y, metres, None, corner_mask=False, line_type=LineType.Separate, fill_type=FillType.OuterOffset, quad_as_tri=False,
        z_interp=ZInterp.Linear,
    )  # fmt: skip
    points, offsets = contours.filled(-1.0, reach)
    polygons = [
        shapely.Polygon(xy[ring[0] : ring[1]], [xy[a:b] for a, b in pairwise(ring[1:])])
        for xy, ring in zip(points, offsets, strict=True)
    ]
    return shapely.MultiPolygon(polygons)
