"""Roads of any form (OSM, OSMnx graphs, plain lines) to a `RoadNetwork`."""

from mapa_uslug.network.reading import LoadedNetwork, read_network
from mapa_uslug.network.speed_profile import SpeedProfile, default_profile, read_speed_profile

__all__ = ["LoadedNetwork", "SpeedProfile", "default_profile", "read_network", "read_speed_profile"]
