"""Population cells from grids, totals and residential buildings."""

from mapa_uslug.population.reading import read_population

__all__ = ["read_population"]
