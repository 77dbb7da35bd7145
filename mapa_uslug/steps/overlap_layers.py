"""Possible overlaps on the map: places without any one of which nobody would be too far."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_groups
from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.possible_overlaps import find_possible, told_places
from mapa_uslug.reports.words import name_type
from mapa_uslug.steps.features import Facts, Feature, make_layer


def build_overlap_layers(result: RunResult, catalog: Catalog, *, text: Text) -> tuple[MapLayer, ...]:
    """The layer, most shared places first; none where overlaps were not looked for."""
    if result.supply is None:
        return ()
    points = dict(zip(result.services["service_id"].astype(str), result.services.geometry, strict=True))
    names = dict(
        zip(result.gminas["gmina_teryt"].astype(str), result.gminas["gmina"].astype(str), strict=True)
    )
    features: list[Feature] = [
        (str(place["provider"]), _facts(place, names, catalog, text), points[str(place["service_id"])])
        for _, place in find_possible(told_places(result, result.supply)).iterrows()
    ]
    return (
        make_layer(
            "overlaps", mark("Possible overlaps (any service)"),
            mark("places without any one of which nobody would be too far; they may be a choice or needed capacity"), "point",
            features, crs=result.crs,
        ),
    )  # fmt: skip


def _facts(place: pd.Series, names: dict[str, str], catalog: Catalog, text: Text) -> Facts:
    code = str(place["gmina_teryt"])
    return (
        (mark("Service"), name_type(text, str(place["service_type"]), catalog)),
        (mark("Group"), name_groups(text, str(place["target"]))),
        (mark("Gmina"), names.get(code, code)),
        (mark("People within the threshold"), _whole(place["people_reached"])),
        (mark("Who reach another too"), _whole(place["people_shared"])),
        (mark("Nearest for"), _whole(place["people_nearest"])),
        (mark("Capacity"), _whole(place["capacity"])),
        (mark("Free places"), _whole(place["free"])),
    )


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else round(float(value))
