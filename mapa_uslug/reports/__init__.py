"""Reports, tables and layers for other programs."""

from mapa_uslug.reports.differences import write_differences
from mapa_uslug.reports.gap_table import write_gap_table
from mapa_uslug.reports.html import write_report
from mapa_uslug.reports.layers import write_layers
from mapa_uslug.reports.manifest import write_manifest

__all__ = ["write_differences", "write_gap_table", "write_layers", "write_manifest", "write_report"]
