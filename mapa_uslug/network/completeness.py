"""Which modes a road network can speak of."""

from __future__ import annotations

from typing import Final

import numpy as np

from mapa_uslug.engine.road_network import RoadNetwork

PATH_CLASSES: Final = frozenset({"bridleway", "cycleway", "footway", "path", "pedestrian", "steps", "track"})
"""Classes that only those on foot or on a bicycle use; a network without any of them was made for cars."""


def knows_paths(network: RoadNetwork) -> bool:
    """Whether the data hold ways beside the roads for cars.

    Without them a walk along the roads is at most too long: who is within a limit is, but who is beyond it may know
    a path.
    """
    used = np.unique(network.edge_class)
    return any(network.classes[i] in PATH_CLASSES for i in used)
