"""Places of a service type that are known only to their street, village or gmina."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.scenarios import PlannedRoads
from mapa_uslug.traveltime.bounds import RoughPlaces, place_roughly


@dataclass(frozen=True, eq=False)
class RoughOfType:
    """The roughly known places among those of a service type.

    Attributes
    ----------
    rows : int64, (rough places,)
        Which of the type's places they are, ascending.
    places : RoughPlaces
        In the order of `rows`.
    """

    rows: NDArray[np.int64]
    places: RoughPlaces

    def among(self, allowed: NDArray[np.int64]) -> RoughPlaces:
        """Those that are among some of the type's places."""
        return self.places.take(np.flatnonzero(np.isin(self.rows, allowed)))


def find_rough(
    roads: RoutableNetwork, services: gpd.GeoDataFrame, snaps: Snaps, *, mode: str
) -> RoughOfType | None:
    """Find the places of a type that are known worse than `EXACT_RADIUS_M`; None, at no cost, if there are none.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES` of one type.
    snaps : Snaps
        Of the services, for the mode.
    """
    radius = services["radius_m"].to_numpy(dtype=np.float64)
    rows = np.flatnonzero(radius > EXACT_RADIUS_M)
    if not len(rows):
        return None
    points = services.geometry.to_numpy()[rows]
    places = place_roughly(
        roads, x=shapely.get_x(points), y=shapely.get_y(points), radius_m=radius[rows], snaps=snaps.take(rows), mode=mode
    )  # fmt: skip
    if isinstance(roads, PlannedRoads):
        # One may come to a place over a new road that meets its road between two junctions.
        places = replace(places, stretches=places.stretches.parted(roads.places_along))
    return RoughOfType(rows, places)
