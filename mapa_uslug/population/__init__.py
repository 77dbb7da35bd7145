"""Populated cells from grids, totals and buildings."""
