"""New roads of a plan on the map."""

from __future__ import annotations

from typing import Any

from mapa_uslug.catalog.built_words import name_uses
from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text, mark
from mapa_uslug.steps.features import make_layer


def build_built_layer(result: RunResult, *, text: Text) -> MapLayer:
    """The roads that the plan of a result builds; without rows where it builds none."""
    built: Any = result.info.get("built", ())
    features = [
        (
            road.name,
            ((mark("Length [m]"), round(road.length_m)), (mark("For those who go"), name_uses(text, road))),
            road.line,
        )
        for road in built
    ]
    return make_layer(
        "new_roads", mark("New roads of the plan"), mark("counted here as if they existed"), "line", features, crs=result.crs
    )  # fmt: skip
