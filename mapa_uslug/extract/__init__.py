"""Everything but roads out of an OSM extract, in one pass."""
