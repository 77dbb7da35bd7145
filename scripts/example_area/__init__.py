"""The invented powiat zalewski: drawn from hand-made plans and seeded chance, the same on every machine."""
