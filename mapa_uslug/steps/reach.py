"""How far the places of every service type reach: bands for the map, rasters for a geographic information system."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import geopandas as gpd
import pandas as pd

from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.isochrones import IsochroneQuestion, ask_isochrones, ask_minutes_raster, raster_file
from mapa_uslug.steps.measuring import MOST_DRAWN_PLACES, Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT
from mapa_uslug.work.runners import answer


def draw_reach(measurer: Measurer, measures: Sequence[Measure]) -> gpd.GeoDataFrame:
    """Isochrones of every service type, and of every place: the thresholds of each mode as nested bands.

    Returns
    -------
    GeoDataFrame
        See `RunResult.isochrones`.
    """
    asked: list[tuple[Measure, IsochroneQuestion]] = []
    for measure in filter(_is_drawn, measures):
        places, options = measurer.places(measure), measurer.isochrone_options(measure)
        joint = ask_isochrones(measurer.roads, places, options, joint_id=measure.service_type.code)
        asked.append((measure, joint))
        if measurer.draws_places:
            asked.append((measure, ask_isochrones(measurer.roads, places, options)))
    answers = iter(answer(measurer.runner, [unit for _, question in asked for unit in question.units]))
    frames = []
    for measure, question in asked:
        frame = question.tell(list(islice(answers, len(question.units))))
        frame["service_type"] = measure.service_type.code
        frame["direction"] = question.options.direction
        frames.append(frame)
    if not frames:
        columns = ["id", "service_type", "mode", "minutes", "direction"]
        return gpd.GeoDataFrame(pd.DataFrame(columns=columns), geometry=[], crs=measurer.roads.network.crs)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=measurer.roads.network.crs)


def tell_undrawn(measurer: Measurer) -> tuple[Problem, ...]:
    """Say so where single places have no isochrones although nobody asked to leave them out."""
    if measurer.draws_places or measurer.asked_for_places is not None:
        return ()
    return (
        problem("Isochrones were drawn for each service, but not for single places: there are more than {n} of them.",
                where="area.toml [isochrones]", code="no_place_isochrones", severity="warning", n=MOST_DRAWN_PLACES,
                hint="Set `per_place = true` if you need them in the layers; the run will take longer."),
    )  # fmt: skip


def _is_drawn(measure: Measure) -> bool:
    """Whether it has a surface of minutes: a distance has none, nor have courses, which hang on the place gone to."""
    return measure.threshold.unit == "min" and measure.mode != TRANSIT


def write_reach(measurer: Measurer, measures: Sequence[Measure], folder: Path) -> None:
    """Write minutes to the nearest place as a GeoTIFF per service type and mode."""
    drawn = list(filter(_is_drawn, measures))
    asked = [
        ask_minutes_raster(measurer.roads, measurer.places(m), measurer.isochrone_options(m)) for m in drawn
    ]
    for row, found in measurer.runner.run(asked):
        measure = drawn[row]
        with atomic_path(folder / f"{measure.service_type.code}_{measure.mode}.tif") as part:
            part.write_bytes(raster_file(found))
