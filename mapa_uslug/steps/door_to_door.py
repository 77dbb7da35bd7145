"""Door-to-door services that take everybody: ways to places, and out of what is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import OnDemand
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.transit.hours import OpenHours
from mapa_uslug.transit.on_demand import measure_door_to_door
from mapa_uslug.transit.visit_costs import VisitCosts
from mapa_uslug.transit.walks import measure_direct
from mapa_uslug.traveltime.bounds import RoughPlaces, measure_least_costs

_MINUTE_S = 60.0


class DoorToDoor:
    """What some services, which fetch people at home, make of the ways of every cell.

    Parameters
    ----------
    services
        Those that drive on the day and take everybody; without any, nothing is searched.
    cell_snaps
        Where the cells meet the roads by car.
    """

    def __init__(self, data: AreaData, services: Sequence[OnDemand], cell_snaps: Snaps) -> None:
        self._data, self._services, self._cells = data, services, cell_snaps
        self._stay_s = data.config.transit.stay_min * 60
        # One is brought back, too, while the service drives.
        self._longest_s = max((s.until_s - s.from_s for s in services), default=0) / 2.0

    def add_to(
        self, found: VisitCosts, places: Snaps, hours: OpenHours, place_gminas: NDArray[np.object_]
    ) -> VisitCosts:
        """Costs of visits with the ways of these services, where they take less.

        Parameters
        ----------
        places
            By car.
        place_gminas : object of str, (places,)
            Gminas that the places stand in.
        """
        if not self._services:
            return found
        cell, place, drive_s = measure_direct(
            self._data.roads, points=self._cells, places=places, mode="car", limit_s=self._longest_s
        )
        for service in self._services:
            way_s = measure_door_to_door(
                service, cell=cell, place=place, drive_s=drive_s, hours=hours, cell_gmina=self._cell_gminas,
                place_gmina=place_gminas, stay_s=self._stay_s,
            )  # fmt: skip
            found = found.joined(cell, place, way_s)
        return found

    def least_ways(self, place: RoughPlaces) -> NDArray[np.float64]:
        """The least seconds from each cell to a place known only roughly, wherever it stands; ``inf`` if none drives."""
        if not self._services:
            return np.full(len(self._cells), np.inf)
        drive_s = measure_least_costs(
            self._data.roads, cell_snaps=self._cells, places=place, mode="car", direction="to", limit=self._longest_s
        )  # fmt: skip
        return self._least(self._services, drive_s)

    def leaving(self, drive_s: NDArray[np.float64], known: shapely.Geometry) -> NDArray[np.float64]:
        """Seconds from each cell to where services are not known any more; ``inf`` if none drives there.

        Parameters
        ----------
        drive_s : float64, (cells,)
            By car from a cell to the end of the known.
        """
        gminas = self._data.gminas
        inside = set(gminas.loc[gminas.geometry.within(known), "gmina_teryt"])
        return self._least(
            [s for s in self._services if not s.destinations or not inside.issuperset(s.destinations)],
            drive_s,
        )

    def gminas_of(self, points: NDArray[np.object_]) -> NDArray[np.object_]:
        """Gminas that places stand in, whoever runs them: one is driven to where they are."""
        table = self._data.gminas
        point, gmina = shapely.STRtree(table.geometry.to_numpy()).query(points, predicate="intersects")
        found = np.full(len(points), "", dtype=object)
        found[point[::-1]] = table["gmina_teryt"].to_numpy(dtype=object)[gmina[::-1]]
        return found

    def _least(self, services: Sequence[OnDemand], drive_s: NDArray[np.float64]) -> NDArray[np.float64]:
        least = np.full(len(self._cells), np.inf)
        for service in services:
            way_s = drive_s + service.extra_min * _MINUTE_S
            is_fetched = np.isin(self._cell_gminas, service.gminas)
            least = np.where(is_fetched, np.minimum(least, way_s), least)
        return least

    @property
    def _cell_gminas(self) -> NDArray[np.object_]:
        gminas: NDArray[np.object_] = self._data.cells.table["gmina_teryt"].to_numpy(dtype=object)
        return gminas
