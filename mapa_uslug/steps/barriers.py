"""Why places are white: barrier lines, new crossings, critical links, causes, and who has no way but by car."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.barriers.causes import NOT_TOLD, CauseQuestion, find_causes, find_leading
from mapa_uslug.barriers.finding import FoundBarriers, find_barriers
from mapa_uslug.barriers.nearest_ways import NearestWays, measure_nearest_ways
from mapa_uslug.barriers.no_car import count_no_car
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.steps.critical_links import CriticalLinks
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.new_crossings import NewCrossings
from mapa_uslug.steps.part_journeys import part_journeys
from mapa_uslug.steps.public_transport import TRANSIT


def explain_white_spots(
    data: AreaData,
    measurer: Measurer,
    measures: Sequence[Measure],
    layers: Sequence[CoverageLayer],
    white_spots: gpd.GeoDataFrame,
) -> Barriers | None:
    """Find what is in the way; None where `area.toml` does not ask for it."""
    options = data.config.barriers
    if not options.find:
        return None
    found = _find_by_modes(data, measurer)
    crossings, links = NewCrossings(data, found.candidates), CriticalLinks(data, measurer, measures)

    def look_at(measure: Measure) -> tuple[NearestWays, list[dict[str, Any]], list[dict[str, Any]]]:
        parts = part_journeys(data, measurer, measure)
        return (
            _ways(data, measurer, measure),
            crossings.describe(measure, parts),
            links.describe(measure, parts),
        )

    on_roads = [m for m in measures if m.mode != TRANSIT]
    # Each thread keeps what one measure at a time needs; the searches themselves run without the interpreter's lock.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        looks = list(pool.map(look_at, on_roads))
    question = CauseQuestion(
        ways={(m.service_type.code, m.mode): ways for m, (ways, _, _) in zip(on_roads, looks, strict=True)},
        transit={
            m.service_type.code: _transit_causes(data, measurer, m) for m in measures if m.mode == TRANSIT
        },
        terminal_s={m.mode: measurer.terminal_s(m.mode) for m in measures},
        barrier_detour=options.detour,
        ordinary_detour=options.ordinary_detour,
        lines=found.lines,
    )
    return Barriers(
        lines=found.lines,
        crossings=crossings.tabulate([row for _, rows, _ in looks for row in rows]),
        links=links.tabulate([row for _, _, rows in looks for row in rows]),
        causes=find_causes(white_spots, layers, cells=data.cells, question=question),
        no_car=count_no_car(
            layers, cells=data.cells, targets={t.code: t.target for t in data.catalog.types},
            households_without_car=options.households_without_car, level=MAIN_LEVEL,
        ),
        leading=find_leading(layers, question=question, level=MAIN_LEVEL),
        transit_lacks=dict(question.transit),
    )  # fmt: skip


def _find_by_modes(data: AreaData, measurer: Measurer) -> FoundBarriers:
    """Barriers to those on foot where the data hold their paths, and to those in cars."""
    modes = [m for m in ("walk", "car") if m in data.modes and measurer.knows_all_ways(m)] or ["car"]
    each = [
        find_barriers(
            data.roads, cells=data.cells, snaps=measurer.snaps("cells", mode), landscape=data.landscape, mode=mode,
            detour=data.config.barriers.detour, extent=data.extent, edge_m=measurer.metres_to_edge(mode),
        )
        for mode in modes
    ]  # fmt: skip
    candidates = [f.candidates.assign(mode=mode) for f, mode in zip(each, modes, strict=True)]
    return FoundBarriers(_join([f.lines for f in each]), _join(candidates))


def _join(tables: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    kept = [t for t in tables if len(t)] or tables[:1]
    return gpd.GeoDataFrame(pd.concat(kept, ignore_index=True), crs=tables[0].crs)


def _ways(data: AreaData, measurer: Measurer, measure: Measure) -> NearestWays:
    return measure_nearest_ways(
        data.roads, measurer.parts(measure), cell_points=data.cells.table.geometry.to_numpy(),
        cell_snaps=measurer.snaps("cells", measure.mode), place_points=measurer.place_points(measure),
        place_snaps=measurer.places(measure).snaps, mode=measure.mode, direction=measure.service_type.direction,
        weight=measure.weight,
    )  # fmt: skip


def _transit_causes(data: AreaData, measurer: Measurer, measure: Measure) -> NDArray[np.int8]:
    """What the people of every cell lack to get to a service and back by public transport."""
    of_type = measurer.rows_of(measure.service_type)
    causes = np.full(len(data.cells.table), NOT_TOLD, dtype=np.int8)
    for rows, allowed in measurer.parts(measure):
        causes[rows] = measurer.transit.what_lacks(rows, of_type[allowed])
    return causes
