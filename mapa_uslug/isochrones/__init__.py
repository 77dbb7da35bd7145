"""Nested isochrones and travel-time rasters from the travel-time surface."""
