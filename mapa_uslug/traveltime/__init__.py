"""Travel times and distances between points over a road network."""
