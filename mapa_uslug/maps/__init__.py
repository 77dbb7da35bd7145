"""The interactive map: the only place that draws."""

from mapa_uslug.maps.comparison_drawing import draw_comparison
from mapa_uslug.maps.drawing import draw_map, write_map
from mapa_uslug.maps.public import draw_public_map
from mapa_uslug.maps.reading import DrawnMap, read_drawn_map

__all__ = ["DrawnMap", "draw_comparison", "draw_map", "draw_public_map", "read_drawn_map", "write_map"]
