"""Gmina boundaries from PRG, GeoJSON or OSM relations."""
