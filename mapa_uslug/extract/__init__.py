"""What OSM extracts hold besides roads: buildings, objects, boundaries, landscape."""

from mapa_uslug.extract.reading import guess_metric_crs, read_osm_features

__all__ = ["guess_metric_crs", "read_osm_features"]
