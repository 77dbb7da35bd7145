"""What changes against the base, applied to the contracts."""
