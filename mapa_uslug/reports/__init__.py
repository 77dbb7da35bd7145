"""Reports, tables and layers for other programs."""
