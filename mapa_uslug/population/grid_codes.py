"""Cell codes of the European grid, as grids of people name their cells."""

from __future__ import annotations

from mapa_uslug.core.grid_codes import GRID_CRS, GridCorners, parse_grid_codes

__all__ = ["GRID_CRS", "GridCorners", "parse_grid_codes"]
