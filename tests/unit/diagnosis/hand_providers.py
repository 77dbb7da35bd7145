"""A handful of providers on a line, two kilometres apart unless said otherwise, with every tie known by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point, box

from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.tables import LOCATED_SERVICES, blank_service
from mapa_uslug.diagnosis.service_reach import ServiceReach

CRS = "EPSG:2180"
OPTIONS = DiagnosisOptions(partner_km=5.0)


def services(*rows):
    """Services by what differs from a blank one; ``x`` in kilometres along the line."""
    table = pd.DataFrame(
        [
            blank_service() | {"gmina_teryt": "086001", "quality": "rejestr", "radius_m": 0.0} | row
            for row in rows
        ]
    )
    points = [Point(row["x"] * 1000.0, 0.0) for row in rows]
    return gpd.GeoDataFrame(table.reindex(columns=list(LOCATED_SERVICES[:-1])), geometry=points, crs=CRS)


def service(service_id, provider_id, service_type, x, **more):
    """A row of `services`: the provider is named after its id, its village after where it stands."""
    return {
        "service_id": service_id, "provider_id": provider_id, "provider": f"Podmiot {provider_id}", "service_type": service_type,
        "x": x, "locality": f"Wieś {x}",
    } | more  # fmt: skip


def reach(pairs, *, rows, people, imputed=(), gmina=None, measured=None):
    """`ServiceReach` of pairs (row, cell)."""
    ordered = sorted((cell, row) for row, cell in pairs)
    cell, row = (np.array([pair[n] for pair in ordered], dtype=np.int64) for n in (0, 1))
    is_imputed = np.isin(np.arange(len(people)), imputed)
    gminas = np.array(gmina or ["086001"] * len(people), dtype=object)
    is_measured = np.ones(rows, dtype=bool) if measured is None else np.array(measured, dtype=bool)
    return ServiceReach(cell, row, is_measured, np.array(people, dtype=np.int64), is_imputed, gminas)


def nobody(rows):
    """Reach of services none of which is measured."""
    return reach([], rows=rows, people=[10], measured=[False] * rows)


def spots(*rows):
    """White spots: (id, type, from km, to km, people, cells), by all modes at the main threshold."""
    table = pd.DataFrame(
        [
            {"white_spot_id": i, "service_type": t, "mode": "all", "level": 1, "gmina_teryt": "086001", "localities": "Daleko",
             "people": people, "people_target": pd.NA, "cells": cells}
            for i, t, _, _, people, cells in rows
        ],
        columns=["white_spot_id", "service_type", "mode", "level", "gmina_teryt", "localities", "people", "people_target", "cells"],
    )  # fmt: skip
    shapes = [box(a * 1000.0, 0.0, b * 1000.0, 100.0) for _, _, a, b, _, _ in rows]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def cells(*imputed):
    """Cells c0..c9, of which some have confidential figures."""
    names = [f"c{n}" for n in range(10)]
    return pd.DataFrame({"cell_id": names, "is_imputed": [name in imputed for name in names]})
