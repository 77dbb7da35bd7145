"""Gmina boundaries from PRG files, GeoJSON or OSM relations."""

from mapa_uslug.boundaries.reading import read_boundaries

__all__ = ["read_boundaries"]
