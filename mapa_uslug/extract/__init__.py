"""What OSM extracts hold besides roads: buildings, objects, boundaries, landscape."""

from mapa_uslug.extract.reading import guess_metric_crs, read_osm_features
from mapa_uslug.extract.tag_rules import SENSITIVE_FILTERS, FilterSet, TagFilter

__all__ = ["SENSITIVE_FILTERS", "FilterSet", "TagFilter", "guess_metric_crs", "read_osm_features"]
