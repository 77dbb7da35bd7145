"""wyniki.gpkg: the results as layers for QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.confidential import hide_confidential_targets
from mapa_uslug.contracts.tables import REASONS, STATES, PopulationCells, RunResult, group_column
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.reports.cause_layers import lay_barriers, lay_crossings, lay_stops
from mapa_uslug.reports.figures import CANNOT_TELL, FULL, combine_all, sum_by_gmina
from mapa_uslug.reports.geopackage import write_package
from mapa_uslug.reports.layer_styles import style_layers
from mapa_uslug.reports.possible_overlaps import lay_possible_overlaps
from mapa_uslug.reports.supply import lay_supply
from mapa_uslug.reports.words import STATE_COLUMNS, name_mode_in_files, name_type_in_files

_SHAPES: Final = {
    "gminy": "MultiPolygon", "uslugi": "Point", "komorki": "MultiPolygon", "izochrony": "MultiPolygon",
    "biale_plamy": "MultiPolygon", "brak_miejsc": "MultiPolygon", "nie_wiadomo": "MultiPolygon",
    "bariery": "LineString", "mosty_i_przejazdy": "LineString", "kursy": "Point", "dostepnosc_miejsc": "MultiPolygon",
    "mozliwe_dublowanie": "Point",
}  # fmt: skip
LAYERS: Final = tuple(_SHAPES)
"""Layers of the file, in this order; one that has no rows stands there with its columns."""

_SERVICE_COLUMNS: Final = {
    "service_id": "usluga_id", "provider": "nazwa", "service_type": "usluga", "usluga_nazwa": "usluga_nazwa",
    "gmina_teryt": "gmina_teryt", "locality": "miejscowosc", "address": "adres", "capacity": "pojemnosc",
    "capacity_unit": "jednostka", "territory": "gminy_obslugiwane", "is_open": "dla_spoza", "hours": "godziny",
    "contact": "kontakt", "source": "zrodlo", "source_date": "data_stanu", "quality": "klasa_wsp",
    "radius_m": "promien_wsp",
}  # fmt: skip
_SPOT_COLUMNS: Final = {
    "white_spot_id": "plama_id", "service_type": "usluga", "usluga_nazwa": "usluga_nazwa", "mode": "srodek",
    "poziom": "poziom", "threshold": "prog", "unit": "prog_jednostka", "kind": "prog_rodzaj",
    "gmina_teryt": "gmina_teryt", "localities": "miejscowosci", "people": "osoby", "people_target": "osoby_grupa",
    "over": "ponad_prog", "cost_max": "najdalej", "nearest_service": "najblizsza_usluga",
    "nearest_provider": "najblizszy_podmiot", "najblizsza_gmina": "najblizsza_gmina",
    "nearest_gmina": "najblizsza_gmina_teryt",
}  # fmt: skip


def write_layers(result: RunResult, catalog: Catalog, path: Path) -> None:
    """Write ``wyniki.gpkg`` atomically, layers as `LAYERS`, in the area's CRS, with styles for QGIS inside.

    The file holds no time of writing, so that a rerun gives the same bytes. Age groups of cells whose figures the
    source kept confidential are left empty.
    """
    tables = build_layers(result, catalog)
    ordered = {name: tables[name] for name in LAYERS}
    write_package(ordered, _SHAPES, style_layers(ordered, result, catalog), path)


def build_layers(result: RunResult, catalog: Catalog) -> dict[str, gpd.GeoDataFrame]:
    """Build the tables of `write_layers`, by layer name."""
    squares = draw_cells(result.cells, crs=result.crs)
    return {
        "gminy": _gminas(result),
        "uslugi": _services(result, catalog),
        "komorki": _cells(result, squares),
        "izochrony": _isochrones(result),
        "biale_plamy": _white_spots(result, catalog),
        "brak_miejsc": _cells_in_state(result, squares, state=FULL),
        "nie_wiadomo": _cells_in_state(result, squares, state=CANNOT_TELL),
        "bariery": lay_barriers(result),
        "mosty_i_przejazdy": lay_crossings(result, catalog),
        "kursy": lay_stops(result),
        "mozliwe_dublowanie": lay_possible_overlaps(result, catalog),
        "dostepnosc_miejsc": _frame(*lay_supply(result, squares), crs=result.crs),
    }


def draw_cells(cells: PopulationCells, *, crs: str) -> gpd.GeoSeries:
    """The squares of the cells, as they lie in another CRS; in the order of the cells."""
    col, row = (cells.table[c].to_numpy(dtype=np.float64) for c in ("grid_col", "grid_row"))
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    x, y = (
        np.stack([(base + step[axis]) * cells.cell_m for step in corners], axis=1).ravel()
        for axis, base in ((0, col), (1, row))
    )
    x, y = transform_xy(x, y, cells.grid_crs, crs)
    rings = np.column_stack([x, y]).reshape(-1, len(corners), 2)
    return gpd.GeoSeries(shapely.multipolygons(shapely.polygons(rings)[:, None]), crs=crs)


def _gminas(result: RunResult) -> gpd.GeoDataFrame:
    gminas = result.gminas.sort_values("gmina_teryt")
    codes = gminas["gmina_teryt"].to_numpy(dtype=str)
    people = sum_by_gmina(result, result.cells.table[["people"]].to_numpy())
    columns: dict[str, object] = {
        "gmina_teryt": codes,
        "gmina_kod": gminas["gmina_kod"].to_numpy(),
        "gmina": gminas["gmina"].to_numpy(),
        "w_obszarze": gminas["is_area"].to_numpy(dtype=bool),
        "ludnosc": pd.array([people[c][0] if c in people else None for c in codes], dtype="Int64"),
    }
    for code, levels in combine_all(result).items():
        main = next((x for x in levels if x.level == MAIN_LEVEL), None)
        sums = sum_by_gmina(result, main.people) if main else {}
        for state, word in enumerate(STATE_COLUMNS):
            values = [sums[c][state] if c in sums else None for c in codes]
            columns[f"{code}_{word}"] = pd.array(values, dtype="Int64")
    return _frame(columns, gminas.geometry, crs=result.crs)


def _services(result: RunResult, catalog: Catalog) -> gpd.GeoDataFrame:
    services = result.services[result.services["sensitivity"] == 0].sort_values("service_id")
    services = services.assign(usluga_nazwa=_type_names(services["service_type"], catalog))
    return _renamed(services, _SERVICE_COLUMNS, crs=result.crs)


def _cells(result: RunResult, squares: gpd.GeoSeries) -> gpd.GeoDataFrame:
    table = result.cells.table
    imputed = table["is_imputed"].to_numpy(dtype=bool)
    columns: dict[str, object] = {
        "cell_id": table["cell_id"].to_numpy(),
        "gmina_teryt": table["gmina_teryt"].to_numpy(),
        "miejscowosc": table["locality"].to_numpy(),
        "osoby": table["people"].to_numpy(),
        "uzupelniona": imputed,
    }
    for group in result.cells.groups:
        column = group_column(group)
        columns[column.replace("people", "osoby")] = table[column].astype("Int64").mask(imputed).to_numpy()
    for code, levels in combine_all(result).items():
        main = next((x for x in levels if x.level == MAIN_LEVEL), None)
        if main is None:
            continue
        # The commonest state of the cell's people; the worse one in a tie is never hidden by the better.
        commonest = len(STATES) - 1 - np.argmax(main.people[:, ::-1], axis=1)
        columns[f"{code}_stan"] = np.array(STATE_COLUMNS, dtype=object)[commonest]
        for layer in main.layers:
            cost = np.where(np.isfinite(layer.cost), layer.cost, np.nan)
            columns[f"{code}_{layer.mode}_{layer.unit}"] = np.round(cost.astype(np.float64), 1)
    has_people = table["people"].to_numpy() > 0
    return _frame(columns, squares, crs=result.crs)[has_people].reset_index(drop=True)


def _isochrones(result: RunResult) -> gpd.GeoDataFrame:
    columns = {
        "id": "id", "mode": "mode", "minutes": "minutes", "service_type": "usluga", "direction": "kierunek",
    }  # fmt: skip
    order = ["service_type", "id", "mode", "minutes"]
    return _renamed(result.isochrones.sort_values(order), columns, crs=result.crs)


def _white_spots(result: RunResult, catalog: Catalog) -> gpd.GeoDataFrame:
    spots = result.white_spots
    names = dict(zip(result.gminas["gmina_teryt"], result.gminas["gmina"], strict=True))
    spots = spots.assign(
        usluga_nazwa=_type_names(spots["service_type"], catalog),
        mode=[name_mode_in_files(m) for m in spots["mode"]],
        poziom=spots["level"].to_numpy(dtype=np.int64) + 1,
        people_target=hide_confidential_targets(spots, result.cells.table),
        najblizsza_gmina=[names.get(str(code), str(code)) for code in spots["nearest_gmina"]],
    )
    return _renamed(spots.sort_values("white_spot_id"), _SPOT_COLUMNS, crs=result.crs)


def _cells_in_state(result: RunResult, squares: gpd.GeoSeries, *, state: int) -> gpd.GeoDataFrame:
    table, layers = result.cells.table, result.layers
    if not layers:
        raise ValueError("a result without layers has no states of people")
    rows = [np.flatnonzero(layer.people[:, state] > 0) for layer in layers]
    counts, at = [len(r) for r in rows], np.concatenate(rows)
    reason = np.concatenate([layer.reason[r] for layer, r in zip(layers, rows, strict=True)])
    # Texts stay in Arrow's arrays: there are millions of rows, but few texts.
    of_cell = table[["cell_id", "gmina_teryt", "locality"]].astype("str").iloc[at].reset_index(drop=True)
    of_layer = pd.DataFrame(
        {
            "usluga": [layer.service_type for layer in layers],
            "srodek": [layer.mode for layer in layers],
            "poziom": [layer.level + 1 for layer in layers],
            "prog": [layer.threshold for layer in layers],
            "prog_jednostka": [layer.unit for layer in layers],
        }
    )
    columns = {
        **of_cell.rename(columns={"locality": "miejscowosc"}),
        **of_layer.loc[np.repeat(np.arange(len(layers)), counts)].reset_index(drop=True),
        "osoby": np.concatenate([layer.people[r, state] for layer, r in zip(layers, rows, strict=True)]),
        "powod": pd.Series(REASONS, dtype="str").iloc[reason].reset_index(drop=True),
    }
    return _frame(columns, squares.iloc[at], crs=result.crs)


def _renamed(table: gpd.GeoDataFrame, columns: dict[str, str], *, crs: str) -> gpd.GeoDataFrame:
    return _frame(table[list(columns)].rename(columns=columns), table.geometry, crs=crs)


def _frame(columns: object, geometry: gpd.GeoSeries, *, crs: str) -> gpd.GeoDataFrame:
    table = pd.DataFrame(columns).reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry=_as_multi(geometry.to_numpy()), crs=crs)


def _as_multi(shapes: np.ndarray) -> np.ndarray:
    """Polygons as multipolygons, so that a layer has one kind of shape."""
    shapes, is_polygon = shapes.copy(), shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[is_polygon] = shapely.multipolygons(shapes[is_polygon][:, None])
    return shapes


def _type_names(codes: pd.Series, catalog: Catalog) -> list[str]:
    return [name_type_in_files(code, catalog) for code in codes]
