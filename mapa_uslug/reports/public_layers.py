"""dane_publiczne.gpkg: gminas with public figures, services that may be shown, white spots; for QGIS, with styles inside."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.public import Directory, PublicFigures
from mapa_uslug.contracts.tables import STATES, RunResult
from mapa_uslug.reports.geopackage import write_package
from mapa_uslug.reports.layer_styles import style_basics
from mapa_uslug.reports.public_tables import DIRECTORY_COLUMNS, tabulate_spots
from mapa_uslug.reports.words import STATE_COLUMNS, name_mode_for_everybody

_SHAPES: Final = {"gminy": "MultiPolygon", "uslugi": "Point", "biale_plamy": "MultiPolygon"}


def write_public_layers(
    result: RunResult, directory: Directory, figures: PublicFigures, catalog: Catalog, path: Path
) -> None:
    """Write ``dane_publiczne.gpkg`` atomically, in the area's CRS. A rerun gives the same bytes; there are no cells in it.

    Parameters
    ----------
    result
        Only services that may be shown.
    directory
        In Polish, as all files are.
    """
    tables = build_public_layers(result, directory, figures, catalog)
    main = main_figures(figures)
    totals = main[main["gmina_teryt"] == ""].fillna({"too_far": 0})
    types = sorted(main["service_type"].unique())
    first = max(types, key=lambda t: int(totals.loc[totals["service_type"] == t, "too_far"].iloc[0]))
    write_package(tables, _SHAPES, style_basics(tables["uslugi"], types, catalog, first), path)


def build_public_layers(
    result: RunResult, directory: Directory, figures: PublicFigures, catalog: Catalog
) -> dict[str, gpd.GeoDataFrame]:
    """Build the tables of `write_public_layers`, by layer name."""
    spots = tabulate_spots(result, catalog)
    # The style asks for all modes: where one mode is all that counts, it stands for them.
    answers = figures.figures.groupby("service_type")["mode"].nunique()
    is_only = spots["usluga"].map(answers).eq(1)
    spots = spots.assign(srodek=spots["srodek"].mask(is_only, name_mode_for_everybody(ALL_MODES)))
    return {
        "gminy": _gminas(result, figures),
        "uslugi": _services(result, directory),
        "biale_plamy": _frame(spots, result.white_spots.geometry.loc[spots.index], crs=result.crs),
    }


def main_figures(figures: PublicFigures) -> pd.DataFrame:
    """Rows of all people at the main threshold, by every mode that counts."""
    table = figures.figures
    main = table[(table["level"] == MAIN_LEVEL) & (table["group"] == "all")]
    is_all = main["mode"] == ALL_MODES
    joined = set(main.loc[is_all, "service_type"])
    return main[is_all | ~main["service_type"].isin(joined)].reset_index(drop=True)


def _gminas(result: RunResult, figures: PublicFigures) -> gpd.GeoDataFrame:
    gminas = result.gminas.sort_values("gmina_teryt")
    codes = gminas["gmina_teryt"].astype(str).to_numpy()
    columns: dict[str, object] = {
        "gmina_teryt": codes,
        "gmina": gminas["gmina"].to_numpy(),
        "w_obszarze": gminas["is_area"].to_numpy(dtype=bool),
    }
    main = main_figures(figures).set_index("gmina_teryt")
    for number, (code, own) in enumerate(main.groupby("service_type", sort=True)):
        told = own.reindex(codes)
        if not number:
            columns["ludnosc"] = told["people"].to_numpy()
        for state, word in zip(STATES, STATE_COLUMNS, strict=True):
            columns[f"{code}_{word}"] = told[state].to_numpy()
    return _frame(columns, gminas.geometry, crs=result.crs)


def _services(result: RunResult, directory: Directory) -> gpd.GeoDataFrame:
    places = result.services.set_index(result.services["service_id"].astype(str)).geometry
    placed = [e for e in directory.entries if e.service_id in places.index]
    rows = [
        {
            c: getattr(e, f) if f != "areas" else "|".join(map(str, e.areas))
            for f, c in DIRECTORY_COLUMNS.items()
        }
        for e in sorted(placed, key=lambda e: e.service_id)
    ]
    table = pd.DataFrame(rows, columns=list(DIRECTORY_COLUMNS.values()), dtype=object)
    return _frame(table, places.reindex(table["usluga_id"]), crs=result.crs)


def _frame(columns: object, geometry: gpd.GeoSeries, *, crs: str) -> gpd.GeoDataFrame:
    table = pd.DataFrame(columns).reset_index(drop=True)
    shapes = [shapely.multipolygons([g]) if shapely.get_type_id(g) == 3 else g for g in geometry]
    return gpd.GeoDataFrame(table, geometry=np.array(shapes, dtype=object), crs=crs)
