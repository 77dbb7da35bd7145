"""A made country of any size, with the statistics of real ones: road network, people, gminas, services."""
