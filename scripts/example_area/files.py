"""Writes the files of the example area."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

from example_area import borders, feed, foreign_list, handmade, map_objects, needs
from example_area.drawing import Drawing, draw_area
from example_area.gazetteer import GMINAS
from example_area.grid_file import write_grid
from example_area.osm_file import OsmFile
from example_area.people import totals_by_gmina
from example_area.plane import Line, to_degrees
from example_area.routes import EXTENT_KM
from example_area.sheet import sheet_text
from example_area.texts import text_files
from example_area.timetable import Stops
from example_area.truths import truths_text


def write_example(folder: Path) -> Drawing:
    """Write every file of the example area into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    drawing = draw_area()
    _write_osm(folder / "drogi.osm.pbf", drawing)
    write_grid(folder / "siatka_1km.gpkg", drawing.squares)
    _write(folder / "uslugi.csv", sheet_text(drawing.provider_homes))
    (folder / foreign_list.NAME).write_bytes(foreign_list.foreign_list(drawing.provider_homes))
    _write(folder / "ludnosc_gmin.csv", _totals_text())
    _write(folder / needs.YEARS_NAME, needs.years_text())
    _write(folder / needs.SURVEY_NAME, needs.survey_text())
    _write(folder / "gminy.geojson", _features(_gmina_features()))
    _write(folder / "zasieg_danych.geojson", _features([_extent_feature()]))
    stops = Stops(drawing.network)
    feed.write_feed(folder / feed.NAME, stops)
    handmade.write_handmade(folder / handmade.NAME, stops)
    _write(folder / "prawda.json", truths_text(drawing))
    for name, text in text_files().items():
        _write(folder / name, text)
    return drawing


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_osm(path: Path, drawing: Drawing) -> None:
    osm = OsmFile()
    map_objects.add_places(osm)
    map_objects.add_water(osm)
    map_objects.add_roads(osm, drawing.network.roads, drawing.built)
    map_objects.add_railway(osm, drawing.railway, drawing.level_crossings)
    map_objects.add_land(osm, drawing.woods, drawing.built, drawing.works, drawing.markets, drawing.park)
    map_objects.add_buildings(osm, drawing.buildings)
    osm.write(path)


def _totals_text() -> str:
    rows = totals_by_gmina()
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _gmina_features() -> list[str]:
    return [
        _feature({"JPT_KOD_JE": gmina.code, "JPT_NAZWA_": gmina.name}, list(borders.ring_of(gmina)))
        for gmina in GMINAS
    ]


def _extent_feature() -> str:
    west, south, east, north = (1000.0 * km for km in EXTENT_KM)
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring: Line = [corners[0]]
    for (ax, ay), (bx, by) in pairwise(corners):
        ring.extend((ax + (bx - ax) * k / 8, ay + (by - ay) * k / 8) for k in range(1, 9))
    return _feature({"name": "zasięg danych o drogach"}, ring)


def _feature(properties: dict[str, str], ring: Line) -> str:
    area = 0.5 * sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    points = [to_degrees(p) for p in (ring if area > 0 else ring[::-1])]
    coordinates = [[[lon, lat] for lon, lat in points]]
    geometry = {"type": "Polygon", "coordinates": coordinates}
    return json.dumps({"type": "Feature", "properties": properties, "geometry": geometry}, ensure_ascii=False)


def _features(features: list[str]) -> str:
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"
