"""The compiled machinery: road-network arrays, snapping, sweeps and surfaces. Knows no OSM and no services."""
