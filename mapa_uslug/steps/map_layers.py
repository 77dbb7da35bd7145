"""What the map shows besides: barriers, links, new crossings, stops, excluded localities, what school days hide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.transit_words import COURSE_TITLES, DEPARTURE_TITLES
from mapa_uslug.contracts.barriers import TransitSummary
from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.contracts.timetable import DAY_TYPES
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.exclusion import excluded_localities
from mapa_uslug.reports.words import name_type
from mapa_uslug.steps.at_home_layers import build_at_home_layers
from mapa_uslug.steps.barrier_layers import build_barrier_layers
from mapa_uslug.steps.built_layer import build_built_layer
from mapa_uslug.steps.features import Feature, make_layer
from mapa_uslug.steps.overlap_layers import build_overlap_layers


def build_map_layers(result: RunResult, catalog: Catalog, *, text: Text) -> tuple[MapLayer, ...]:
    """Build the further layers of a result's map; one that has nothing to show is absent.

    Titles of features and facts in words are in the language of `text`; titles of layers and the terms of facts stay
    message ids, figures stay figures.
    """
    layers: list[MapLayer] = []
    if result.barriers is not None:
        layers += build_barrier_layers(result.barriers, catalog, crs=result.crs, text=text)
    if result.transit is not None:
        layers += _transit_layers(result, result.transit, catalog, text)
    middles = locality_middles(result.cells.table)
    layers += build_at_home_layers(result, catalog, middles=middles, text=text)
    layers += build_overlap_layers(result, catalog, text=text)
    layers.append(build_built_layer(result, text=text))
    return tuple(layer for layer in layers if len(layer.table))


def _transit_layers(
    result: RunResult, transit: TransitSummary, catalog: Catalog, text: Text
) -> Iterator[MapLayer]:
    yield make_layer(
        "stops", mark("Stops and courses"), mark("departures a day by kind of day"), "point",
        [_stop(row, text) for _, row in transit.courses.iterrows()], crs=result.crs,
    )  # fmt: skip
    yield make_layer(
        "excluded", mark("Localities excluded from public transport"),
        mark("fewer than three pairs of courses a day, or no stop within reach"), "point",
        _excluded(result, transit, text), crs=result.crs,
    )  # fmt: skip
    yield make_layer(
        "school_only", mark("By public transport on school days only (any service)"),
        mark("out of reach on weekdays free of school, whatever service is chosen; which ones stands in the card"), "area", _school_only(transit, result.cells.table, catalog, text), crs=result.crs,
    )  # fmt: skip


def _courses(row: pd.Series, titles: Mapping[str, str], text: Text) -> list[tuple[str, object]]:
    """Courses of every kind of day; said in words where no timetable tells, because 0 is another thing."""
    return [(titles[day], text("no data") if pd.isna(row[day]) else int(row[day])) for day in DAY_TYPES]


def _stop(row: pd.Series, text: Text) -> Feature:
    facts = (
        (mark("Lines"), str(row["lines"]) or None),
        *_courses(row, DEPARTURE_TITLES, text),
        (mark("First departure"), str(row["first"]) or None),
        (mark("Last departure"), str(row["last"]) or None),
    )
    return str(row["name"]), facts, row["geometry"]


def _excluded(result: RunResult, transit: TransitSummary, text: Text) -> list[Feature]:
    middles = locality_middles(result.cells.table)
    features: list[Feature] = []
    for _, row in excluded_localities(result, transit).iterrows():
        middle = middles.get((str(row["gmina_teryt"]), str(row["locality"])))
        if middle is None:
            continue
        facts = (
            (mark("Gmina"), str(row["gmina"])),
            (mark("Residents"), int(row["people"])),
            (mark("Aged 65+"), None if pd.isna(row["people_65_plus"]) else int(row["people_65_plus"])),
            (mark("Residents near a stop"), int(row["people_near_stop"])),
            *_courses(row, COURSE_TITLES, text),
            (mark("Last way back"), str(row["last_return"]) or text("none")),
        )
        features.append((str(row["locality"]), facts, middle))
    return features


def locality_middles(cells: gpd.GeoDataFrame) -> dict[tuple[str, str], BaseGeometry]:
    """Middle of the people of every locality, by gmina and name; in the CRS of the cells.

    Parameters
    ----------
    cells
        `CELLS`.
    """
    weight = np.maximum(cells["people"].to_numpy(dtype=np.float64), 1e-9)
    points = np.asarray(cells.geometry.values, dtype=object)
    table = pd.DataFrame(
        {
            "gmina": cells["gmina_teryt"].astype(str).to_numpy(),
            "locality": cells["locality"].fillna("").astype(str).to_numpy(),
            "x": shapely.get_x(points) * weight,
            "y": shapely.get_y(points) * weight,
            "weight": weight,
        }
    )
    sums = table.groupby(["gmina", "locality"]).sum()
    middles = shapely.points(sums["x"] / sums["weight"], sums["y"] / sums["weight"])
    return {(str(gmina), str(name)): point for (gmina, name), point in zip(sums.index, middles, strict=True)}


def _school_only(
    transit: TransitSummary, cells: gpd.GeoDataFrame, catalog: Catalog, text: Text
) -> list[Feature]:
    """One area for every cell, however many services it loses; people of a confidential cell are not told.

    `cells`: `CELLS`.
    """
    lost = transit.school_only.reset_index(drop=True)
    points = np.asarray(cells.geometry.values, dtype=object)
    first, row = np.unique(shapely.to_wkb(lost.geometry.to_numpy()), return_inverse=True)
    squares = shapely.from_wkb(first)
    # All that lie within a square; a point that reprojection has moved past its edge is then the nearest.
    square, cell = shapely.STRtree(points).query_nearest(squares)
    features: list[tuple[int, Feature]] = []
    for number, shape in enumerate(squares):
        rows = lost[row == number]
        within = cells.iloc[cell[square == number]]
        services = sorted({name_type(text, str(code), catalog) for code in rows["service_type"]})
        people = None if within["is_imputed"].any() else int(rows["people"].max())
        names = [name for name in dict.fromkeys(within["locality"].fillna("").astype(str)) if name]
        facts = ((mark("People"), people), (mark("Services"), ", ".join(services)))
        title = ", ".join(names) or text("place without a name")
        features.append((int(rows.index[0]), (title, facts, shape)))
    return [feature for _, feature in sorted(features, key=lambda one: one[0])]
