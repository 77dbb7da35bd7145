"""What the map shows besides: barriers, links, new crossings, stops, excluded localities, what school days hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapa_uslug.catalog.barrier_words import (
    name_link,
    name_new_crossing,
    name_obstacle,
    write_crossing,
)
from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.transit_words import COURSE_TITLES
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.barriers import Barriers, TransitSummary
from mapa_uslug.contracts.map_layers import LayerKind, MapLayer
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.contracts.timetable import DAY_TYPES
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.barrier_table import best_crossing
from mapa_uslug.reports.exclusion import excluded_localities
from mapa_uslug.reports.links import worst_links
from mapa_uslug.reports.words import name_type
from mapa_uslug.steps.at_home_layers import build_at_home_layers

MOST_LINKS: Final = 60
"""Links drawn on the map, the worst first; all of them stand in ``wyniki.gpkg``."""
MOST_CROSSINGS: Final = 60
_KM: Final = 1000.0

Facts = tuple[tuple[str, object], ...]
Feature = tuple[str, Facts, BaseGeometry]


def build_map_layers(result: RunResult, catalog: Catalog, *, text: Text) -> tuple[MapLayer, ...]:
    """Build the further layers of a result's map; one that has nothing to show is absent.

    Titles of features and facts in words are in the language of `text`; titles of layers and the terms of facts stay
    message ids, figures stay figures.
    """
    words = _Words(text, catalog)
    layers: list[MapLayer] = []
    if result.barriers is not None:
        layers += _barrier_layers(result.barriers, words, crs=result.crs)
    if result.transit is not None:
        layers += _transit_layers(result, result.transit, words)
    middles = locality_middles(result.cells.table)
    layers += build_at_home_layers(result, catalog, middles=middles, text=text)
    return tuple(layer for layer in layers if len(layer.table))


class _Words:
    """Words of one language for the codes of a result."""

    def __init__(self, text: Text, catalog: Catalog) -> None:
        self.text, self._catalog = text, catalog

    def service(self, code: object) -> str:
        return name_type(self.text, str(code), self._catalog)

    def use(self, code: object, mode: object) -> str:
        """A service with how one gets there."""
        return self.text(
            "{service}, {mode}", service=self.service(code), mode=name_mode(self.text, str(mode))
        )


def _barrier_layers(barriers: Barriers, words: _Words, *, crs: str) -> Iterator[MapLayer]:
    yield _layer(
        "barriers", mark("Barriers"), mark("neighbouring places with a long way round between them"), "line",
        [_line(barriers, row, words) for _, row in barriers.lines.iterrows()], crs=crs,
    )  # fmt: skip
    yield _layer(
        "critical_links", mark("Bridges, railway crossings and only roads"),
        mark("links whose closing would cost most"), "line", _links(barriers, words), crs=crs,
    )  # fmt: skip
    yield _layer(
        "new_crossings", mark("New ways across"), mark("where a bridge, a crossing or a path would help most"), "line",
        _crossings(barriers, words), crs=crs,
    )  # fmt: skip


def _transit_layers(result: RunResult, transit: TransitSummary, words: _Words) -> Iterator[MapLayer]:
    yield _layer(
        "stops", mark("Stops and courses"), mark("courses a day by kind of day"), "point",
        [_stop(row, words) for _, row in transit.courses.iterrows()], crs=result.crs,
    )  # fmt: skip
    yield _layer(
        "excluded", mark("Localities excluded from public transport"),
        mark("fewer than three pairs of courses a day, or no stop within reach"), "point",
        _excluded(result, transit, words), crs=result.crs,
    )  # fmt: skip
    yield _layer(
        "school_only", mark("By public transport on school days only"),
        mark("out of reach on weekdays free of school"), "area", _school_only(transit, words), crs=result.crs,
    )  # fmt: skip


def _layer(
    key: str, title: str, hint: str, kind: LayerKind, features: Sequence[Feature], *, crs: str
) -> MapLayer:
    table = gpd.GeoDataFrame(
        {"title": [title for title, _, _ in features], "facts": [facts for _, facts, _ in features]},
        geometry=gpd.GeoSeries([shape for _, _, shape in features], crs=crs),
        crs=crs,
    )
    return MapLayer(key, title, hint, kind, table)


def _line(barriers: Barriers, line: pd.Series, words: _Words) -> Feature:
    text = words.text
    best = best_crossing(barriers, str(line["barrier_id"]), mode=str(line["mode"]))
    facts: list[tuple[str, object]] = [
        (mark("Mode"), name_mode(text, str(line["mode"]))),
        (mark("People on one side"), int(line["people_left"])),
        (mark("Localities on one side"), _listed(line["localities_left"])),
        (mark("People on the other side"), int(line["people_right"])),
        (mark("Localities on the other side"), _listed(line["localities_right"])),
        (mark("Way round (km)"), line["network_m"] / _KM),
        (mark("Straight line (km)"), line["straight_m"] / _KM),
        (mark("Nearest way across, in one direction"), _across(line, "crossing_before", text)),
        (mark("Nearest way across, in the other direction"), _across(line, "crossing_after", text)),
    ]
    if best is not None:
        facts += [
            (mark("Best new way across"), name_new_crossing(text, str(best["kind"]), str(best["mode"]))),
            (mark("It would help most"), words.use(best["service_type"], best["mode"])),
            (mark("People it would bring within the threshold"), int(best["people"])),
            (mark("Person-minutes it would save"), round(float(best["person_minutes"]))),
        ]
    return _capital(name_obstacle(text, str(line["kind"]), str(line["name"]))), tuple(facts), line["geometry"]


def _across(line: pd.Series, name: str, text: Text) -> str | None:
    return write_crossing(text, str(line[name]), float(line[f"{name}_m"])) or None


def _links(barriers: Barriers, words: _Words) -> list[Feature]:
    shapes = barriers.links.drop_duplicates("link_id").set_index("link_id").geometry
    uses = barriers.links.groupby("link_id")
    return [
        _link(row, uses.get_group(row["link_id"]), shapes[row["link_id"]], words)
        for _, row in worst_links(barriers.links).head(MOST_LINKS).iterrows()
    ]


def _link(worst: pd.Series, uses: pd.DataFrame, shape: BaseGeometry, words: _Words) -> Feature:
    text = words.text
    others = [
        text(
            "{use}: {people}",
            use=words.use(row["service_type"], row["mode"]),
            people=text.plural("{count} person", "{count} people", int(row["people_beyond"])),
        )
        for _, row in uses.sort_values("people_beyond", ascending=False, kind="stable").iterrows()
        if (row["service_type"], row["mode"]) != (worst["service_type"], worst["mode"])
        and row["people_beyond"]
    ]
    facts = (
        (mark("Localities"), _listed(worst["localities"])),
        (mark("Closed, it would hurt most"), words.use(worst["service_type"], worst["mode"])),
        (mark("People newly beyond the threshold"), int(worst["people_beyond"])),
        (mark("People cut off"), int(worst["people_cut_off"])),
        (mark("People with a longer way"), int(worst["people_farther"])),
        (mark("Person-minutes lost"), round(float(worst["person_minutes"]))),
        (mark("Longest extra time (min)"), worst["alternative_min"]),
        (mark("Way round (km)"), worst["alternative_m"] / _KM),
        (mark("Newly beyond the threshold, other services"), "; ".join(others) or None),
    )
    return _capital(name_link(text, str(worst["kind"]), str(worst["name"]))), facts, shape


def _crossings(barriers: Barriers, words: _Words) -> list[Feature]:
    text = words.text
    order = barriers.crossings.sort_values(["person_minutes", "people"], ascending=False, kind="stable")
    features: list[Feature] = []
    for _, row in order.head(MOST_CROSSINGS).iterrows():
        what = name_new_crossing(text, str(row["kind"]), str(row["mode"]))
        where = name_obstacle(text, str(row["kind"]), str(row["name"]))
        facts = (
            (mark("It would help most"), words.use(row["service_type"], row["mode"])),
            (mark("Localities"), _listed(row["localities"])),
            (mark("Length (m)"), round(float(row["length_m"]))),
            (mark("People it would bring within the threshold"), int(row["people"])),
            (mark("People with a shorter way"), int(row["people_nearer"])),
            (mark("Person-minutes it would save"), round(float(row["person_minutes"]))),
        )
        title = text("{crossing}: {obstacle}", crossing=_capital(what), obstacle=where)
        features.append((title, facts, row["geometry"]))
    return features


def _courses(row: pd.Series, text: Text) -> list[tuple[str, object]]:
    """Courses of every kind of day; said in words where no timetable tells, because 0 is another thing."""
    return [
        (COURSE_TITLES[day], text("no data") if pd.isna(row[day]) else int(row[day])) for day in DAY_TYPES
    ]


def _stop(row: pd.Series, words: _Words) -> Feature:
    facts = (
        (mark("Lines"), str(row["lines"]) or None),
        *_courses(row, words.text),
        (mark("First departure"), str(row["first"]) or None),
        (mark("Last departure"), str(row["last"]) or None),
    )
    return str(row["name"]), facts, row["geometry"]


def _excluded(result: RunResult, transit: TransitSummary, words: _Words) -> list[Feature]:
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
            *_courses(row, words.text),
            (mark("Last way back"), str(row["last_return"]) or words.text("none")),
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


def _school_only(transit: TransitSummary, words: _Words) -> list[Feature]:
    """One area for every cell, however many services it loses."""
    cells = transit.school_only
    features: list[Feature] = []
    for _, rows in cells.groupby(shapely.to_wkb(cells.geometry.to_numpy()), sort=False):
        services = sorted({words.service(code) for code in rows["service_type"]})
        people = int(rows["people"].max())
        title = words.text.plural("{count} person", "{count} people", people)
        facts = ((mark("People"), people), (mark("Services"), ", ".join(services)))
        features.append((title, facts, rows.geometry.iloc[0]))
    return features


def _listed(names: object) -> str | None:
    """A "|"-list as words."""
    return ", ".join(name for name in str(names).split("|") if name) or None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
