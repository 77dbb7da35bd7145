"""What changes against the base, applied to the contracts."""

from mapa_uslug.scenarios.applying import apply_plan
from mapa_uslug.scenarios.closed_roads import ClosedRoads
from mapa_uslug.scenarios.closing import ClosedStretches, close_links, find_closed
from mapa_uslug.scenarios.new_roads import BuiltRoads, build_roads
from mapa_uslug.scenarios.planned_roads import PlannedRoads
from mapa_uslug.scenarios.thresholds import change_thresholds

__all__ = [
    "BuiltRoads",
    "ClosedRoads",
    "ClosedStretches",
    "PlannedRoads",
    "apply_plan",
    "build_roads",
    "change_thresholds",
    "close_links",
    "find_closed",
]
