"""The files of the example that are plain text."""

AREA_TOML = """\
# Powiat zalewski: an invented area. Start with this file and put your own in the places of the inputs.
[area]
name = "powiat zalewski"
gminas = ["086001", "086002", "086003", "086004", "086005"]
crs = "EPSG:2180"

[inputs]
roads = "drogi.osm.pbf"
boundaries = "gminy.geojson"
services = ["uslugi.csv"]
population = "siatka_1km.gpkg"
totals = "ludnosc_gmin.csv"
extent = "zasieg_danych.geojson"

[population]
cell_m = 250
year = 2026

[services]
known_beyond_km = 8.0
"""

FILES = {"area.toml": AREA_TOML}
