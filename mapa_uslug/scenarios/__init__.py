"""What changes against the base, applied to the contracts."""

from mapa_uslug.scenarios.applying import apply_plan
from mapa_uslug.scenarios.thresholds import change_thresholds

__all__ = ["apply_plan", "change_thresholds"]
