"""The interactive map: the only place that draws."""

from mapa_uslug.maps.drawing import draw_map, write_map

__all__ = ["draw_map", "write_map"]
