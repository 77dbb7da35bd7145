"""Travel times and distances between points over a road network."""

from mapa_uslug.traveltime.cells import measure_travel_times
from mapa_uslug.traveltime.matrix import PlacedPoints, measure_matrix, measure_nearest

__all__ = ["PlacedPoints", "measure_matrix", "measure_nearest", "measure_travel_times"]
