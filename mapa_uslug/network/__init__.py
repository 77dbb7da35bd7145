"""Road networks from OSM, OSMnx graphs and plain lines."""
