"""What stages made of the same inputs before: names by content, so that only what changed is made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.core.files import sha256_of_dataset
from mapa_uslug.core.program import program_digest
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure
from mapa_uslug.work.runners import Keeping, recall
from mapa_uslug.work.units import Arrays, name_of

_NOT_OF_AREA: Final = ("area", "services", "needs", "people_by_year", "ledger", "fetched")
"""Inputs that are named by what was understood of them (settings, services), or not read by what is kept."""


class KeptStages:
    """Keeps what stages make, where the runner keeps answers; of the area as it is, never of a plan with other roads.

    Names hold the roads, the content of every input file but lists of services, all settings, who shares services, the
    program itself to the letter, and the services of the one type that a stage looks at: too much rather than too little, since
    an answer to another question would not be seen to be one.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES` of the run.
    """

    def __init__(self, data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing) -> None:
        self._data, self._services, self._sharing = data, services, sharing

    def of_area(self, stage: str, make: Callable[[], Arrays]) -> Arrays:
        """What a stage makes of the area, whatever services there are."""
        return self._recall(lambda: f"{stage}|{self._area}", make)

    def of_measure(self, stage: str, measure: Measure, make: Callable[[], Arrays]) -> Arrays:
        """What a stage makes of the area and the services of one type, by one mode."""
        code = measure.service_type.code
        return self._recall(
            lambda: f"{stage}|{measure.mode}|{measure.threshold}|{self._type(code)}|{self._area}", make
        )

    def _recall(self, name: Callable[[], str], make: Callable[[], Arrays]) -> Arrays:
        runner = self._data.runner
        if type(self._data.roads) is not RoutableNetwork or not isinstance(runner, Keeping):
            return make()
        return recall(runner, hashlib.sha256(name().encode()).hexdigest(), make)

    @cached_property
    def _area(self) -> str:
        data = self._data
        content = {
            role: sha256_of_dataset(path)
            for role, path in data.inputs.items()
            if role.split(" ")[0] not in _NOT_OF_AREA
        }
        about = [
            program_digest(), network_digest(data.roads.network), sorted(content.items()),
            data.config.model_dump_json(exclude={"inputs"}), self._sharing.model_dump_json(), data.crs,
        ]  # fmt: skip
        return json.dumps(about)

    def _type(self, code: str) -> str:
        if code not in self._types:
            unplaced = self._data.registry.unplaced
            own = self._services[self._services["service_type"] == code]
            service_type = self._data.catalog.by_code[code]
            self._types[code] = "|".join([
                repr(service_type), _digest(own), _digest(unplaced[unplaced["service_type"] == code])
            ])  # fmt: skip
        return self._types[code]

    @cached_property
    def _types(self) -> dict[str, str]:
        return {}


def _digest(table: pd.DataFrame) -> str:
    digest = hashlib.sha256()
    for name in table.columns:
        column: NDArray[Any] = table[name].to_numpy(dtype=object)
        if isinstance(table[name].dtype, gpd.array.GeometryDtype):
            column = np.asarray(shapely.to_wkb(column, hex=True), dtype=object)
        digest.update(f"{name}|{table[name].dtype}|{column.tolist()!r}\n".encode())
    return digest.hexdigest()


def network_digest(network: RoadNetwork) -> str:
    """Digest of all that a network holds."""
    values = vars(network).items()
    about = [f"{name}={value!r}" for name, value in values if not isinstance(value, np.ndarray)]
    return name_of("|".join(about), [value for _, value in values if isinstance(value, np.ndarray)])
