"""Nested isochrones and travel-time rasters from the travel-time surface."""

from mapa_uslug.isochrones.drawing import (
    IsochroneOptions,
    IsochroneQuestion,
    ask_isochrones,
    ask_minutes_raster,
    draw_isochrones,
    draw_joint_isochrones,
    isochrones_to_geojson,
    write_minutes_raster,
)
from mapa_uslug.isochrones.rasters import raster_file

__all__ = [
    "IsochroneOptions",
    "IsochroneQuestion",
    "ask_isochrones",
    "ask_minutes_raster",
    "draw_isochrones",
    "draw_joint_isochrones",
    "isochrones_to_geojson",
    "raster_file",
    "write_minutes_raster",
]
