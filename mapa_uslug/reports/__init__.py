"""Reports, tables and layers for other programs."""

from mapa_uslug.reports.at_home import write_at_home
from mapa_uslug.reports.barrier_table import write_barrier_table
from mapa_uslug.reports.differences import write_differences
from mapa_uslug.reports.exclusion import write_excluded_localities
from mapa_uslug.reports.exclusion_page import write_exclusion_page
from mapa_uslug.reports.gap_table import write_gap_table
from mapa_uslug.reports.html import write_report
from mapa_uslug.reports.layers import write_layers
from mapa_uslug.reports.manifest import write_manifest
from mapa_uslug.reports.offer_table import write_offer
from mapa_uslug.reports.one_trip import write_one_trip
from mapa_uslug.reports.possible_overlaps import write_possible_overlaps
from mapa_uslug.reports.state_table import write_states
from mapa_uslug.reports.supply import write_supply

__all__ = [
    "write_at_home",
    "write_barrier_table",
    "write_differences",
    "write_excluded_localities",
    "write_exclusion_page",
    "write_gap_table",
    "write_layers",
    "write_manifest",
    "write_offer",
    "write_one_trip",
    "write_possible_overlaps",
    "write_report",
    "write_states",
    "write_supply",
]
