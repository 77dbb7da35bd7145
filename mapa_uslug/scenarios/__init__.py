"""What changes against the base, applied to the contracts."""

from mapa_uslug.scenarios.applying import apply_plan

__all__ = ["apply_plan"]
