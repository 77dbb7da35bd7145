"""Nested isochrones and travel-time rasters from the travel-time surface."""

from mapa_uslug.isochrones.drawing import (
    IsochroneOptions,
    IsochroneQuestion,
    ask_isochrones,
    draw_isochrones,
    draw_joint_isochrones,
    isochrones_to_geojson,
    write_minutes_raster,
)

__all__ = [
    "IsochroneOptions",
    "IsochroneQuestion",
    "ask_isochrones",
    "draw_isochrones",
    "draw_joint_isochrones",
    "isochrones_to_geojson",
    "write_minutes_raster",
]
