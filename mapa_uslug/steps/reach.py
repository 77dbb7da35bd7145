"""How far the places of every service type reach: bands for the map, rasters for a geographic information system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from mapa_uslug.isochrones import draw_isochrones, draw_joint_isochrones, write_minutes_raster
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT


def draw_reach(measurer: Measurer, measures: Sequence[Measure]) -> gpd.GeoDataFrame:
    """Isochrones of every service type, and of every place: the thresholds of each mode as nested bands.

    Returns
    -------
    GeoDataFrame
        See `RunResult.isochrones`.
    """
    frames = []
    for measure in filter(_is_drawn, measures):
        places, options = measurer.places(measure), measurer.isochrone_options(measure)
        frames.append(
            draw_joint_isochrones(measurer.roads, places, options, joint_id=measure.service_type.code)
        )
        if measurer.draws_places:
            frames.append(draw_isochrones(measurer.roads, places, options))
        for frame in frames[-2:] if measurer.draws_places else frames[-1:]:
            frame["service_type"], frame["direction"] = measure.service_type.code, options.direction
    if not frames:
        columns = ["id", "service_type", "mode", "minutes", "direction"]
        return gpd.GeoDataFrame(pd.DataFrame(columns=columns), geometry=[], crs=measurer.roads.network.crs)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=measurer.roads.network.crs)


def _is_drawn(measure: Measure) -> bool:
    """Whether it has a surface of minutes: a distance has none, nor have courses, which hang on the place gone to."""
    return measure.threshold.unit == "min" and measure.mode != TRANSIT


def write_reach(measurer: Measurer, measures: Sequence[Measure], folder: Path) -> None:
    """Write minutes to the nearest place as a GeoTIFF per service type and mode."""
    for measure in filter(_is_drawn, measures):
        path = folder / f"{measure.service_type.code}_{measure.mode}.tif"
        write_minutes_raster(
            measurer.roads, measurer.places(measure), measurer.isochrone_options(measure), path
        )
