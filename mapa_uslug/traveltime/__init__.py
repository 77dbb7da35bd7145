"""Travel times and distances between points over a road network."""

from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.traveltime.cells import measure_travel_times
from mapa_uslug.traveltime.matrix import measure_matrix, measure_nearest

__all__ = ["PlacedPoints", "measure_matrix", "measure_nearest", "measure_travel_times"]
